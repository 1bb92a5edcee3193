//! A stranger recomputes rankings from signed protocols, in another language.

use linia_chassis::{
    crypto::Signer,
    id::{AccountId, ChallengeId, OrganizationId, StageId, WorkId},
};
use linia_submissions::domain::{
    content::EntryContent,
    deliberation::Deliberation,
    hand_in::HandInRules,
    jury::Juror,
    opening::Work,
    protocol::{PROTOCOL_TYPE, Protocol},
    public_protocol::{PUBLIC_PROTOCOL_TYPE, PublicProtocol},
    reading::Reading,
    record::{ExclusionRecord, HandRecord, WaiverRecord},
    review::{Review, ReviewState},
    rules::{RankingMethod, StageRules},
    stage::{Criterion, Stage},
    work_code::WorkCode,
};
use linia_tests::recompute::{Verdict, check, jwk};
use rand::{Rng, SeedableRng, rngs::StdRng, seq::IndexedRandom};
use serde::Serialize;
use serde_json::{Value, json};
use time::OffsetDateTime;

const NOW: OffsetDateTime = OffsetDateTime::UNIX_EPOCH;

const METHODS: [RankingMethod; 4] = [
    RankingMethod::Mean,
    RankingMethod::TrimmedMean,
    RankingMethod::Median,
    RankingMethod::JurorNormalised,
];

/// A stage of three criteria, of which the last two tell ties apart.
fn stage(method: RankingMethod) -> Stage {
    let criterion = |(key, weight_basis_points, max_points): (&str, i32, i32)| Criterion {
        key: key.to_owned(),
        weight_basis_points,
        max_points,
    };
    Stage {
        id: StageId::new(),
        challenge: ChallengeId::new(),
        authority: OrganizationId::new(),
        ordinal: 1,
        stage_count: 1,
        open_time: NOW,
        close_time: NOW,
        criteria: [("cost", 3334, 7), ("idea", 3333, 3), ("light", 3333, 3)]
            .map(criterion)
            .into(),
        finalist_count: 0,
        laureate_count: 2,
        sealing_recipient: String::new(),
        unmasking_recipient: String::new(),
        cancelled: false,
        challenge_version: 1,
        hand_in: HandInRules::default(),
        rules: StageRules {
            ranking_method: method,
            tie_break_criteria: vec!["light".into(), "idea".into()],
            ..StageRules::default()
        },
        individual_closings: Vec::new(),
    }
}

fn work(rng: &mut StdRng) -> Work {
    Work {
        id: WorkId::random(),
        code: WorkCode::draw(rng),
        content: EntryContent {
            title: "Światło „na żądanie”".into(),
            text: "…".into(),
            ..EntryContent::default()
        },
    }
}

/// Few points on few works, so that ties abound.
fn review(stage: &Stage, work: &Work, juror: &Juror, rng: &mut StdRng) -> Review {
    let scores = stage.criteria.iter();
    Review {
        work: work.id,
        account: juror.account,
        scores: scores
            .map(|c| (c.key.clone(), rng.random_range(0..=c.max_points.min(2))))
            .collect(),
        remarks: "Przejrzysta.".into(),
        state: ReviewState::Final,
        update_time: NOW,
    }
}

/// The first work gave its author away, and the second lacks a review.
fn decisions(works: &[Work], sitting: usize) -> HandRecord {
    HandRecord {
        exclusions: vec![ExclusionRecord {
            work: works[0].id,
            ground: "author_revealed".into(),
            reason: "Podpisana.".into(),
            time: NOW,
        }],
        waivers: vec![WaiverRecord {
            work: works[1].id,
            sufficient_reviews: i32::try_from(sitting - 1).expect("is small"),
            reason: "Choroba.".into(),
            time: NOW,
        }],
        assignment_changes: Vec::new(),
    }
}

/// The protocol of a jury of which one has left.
fn protocol(method: RankingMethod, rng: &mut StdRng) -> Protocol {
    let stage = stage(method);
    let count = *[3, 4, 5].choose(rng).expect("is not empty");
    let mut jurors: Vec<_> = (0..=count)
        .map(|index| Juror::appointed(stage.challenge, AccountId::new(), index == 0, true))
        .collect();
    let gone = jurors.pop().expect("there are jurors");
    jurors.push(gone.recuse("chory".into(), NOW));
    let works: Vec<_> = (0..9).map(|_| work(rng)).collect();
    let mut reviews = Vec::new();
    for work in &works {
        reviews.extend(jurors.iter().map(|juror| review(&stage, work, juror, rng)));
    }
    reviews.retain(|it| (it.work, it.account) != (works[1].id, jurors[0].account));
    let reading = Reading {
        sitting: jurors[..count].iter().map(|juror| juror.account).collect(),
        waivers: [(works[1].id, count - 1)].into(),
        excluded: [works[0].id].into(),
        ..Reading::default()
    };
    let deliberation = Deliberation {
        stage: &stage,
        works: &works,
        jurors: &jurors,
        reviews: &reviews,
        reading: &reading,
        decisions: &decisions(&works, count),
    };
    let ranking = deliberation.rank().expect("all reviews are there");
    deliberation.protocol(&ranking, "Mniej punktów.".into(), NOW)
}

fn record(signer: &Signer, published: &Signer, protocols: &[Value]) -> Value {
    let signed = protocols
        .iter()
        .map(|it| signer.sign_jws(PROTOCOL_TYPE, it));
    json!({
        "keys": [jwk(published.key_id(), &published.public_key())],
        "receipts": [],
        "protocols": signed.collect::<Vec<_>>(),
    })
}

fn wrong(record: &Value) -> String {
    match check(record).expect("the script runs") {
        Verdict::Holds(told) => panic!("holds: {told}"),
        Verdict::Wrong(wrong) => wrong,
    }
}

fn to_value(protocol: &impl Serialize) -> Value {
    serde_json::to_value(protocol).expect("has a JSON form")
}

#[test]
fn stranger_gets_the_same_ranking_by_every_method() {
    let mut rng = StdRng::seed_from_u64(7);
    let signer = Signer::generate();
    let protocols: Vec<_> = (0..100)
        .flat_map(|_| METHODS)
        .map(|method| to_value(&protocol(method, &mut rng)))
        .collect();
    let ties = protocols.iter().filter(|it| it["ranking"][1]["rank"] == 1);
    assert!(ties.count() > 0, "nothing tied at the top");
    match check(&record(&signer, &signer, &protocols)).expect("the script runs") {
        Verdict::Holds(told) => assert!(told.ends_with("400 protocols hold\n"), "{told}"),
        Verdict::Wrong(wrong) => panic!("{wrong}"),
    }
}

#[test]
fn stranger_gets_the_same_ranking_from_the_public_protocol() {
    let mut rng = StdRng::seed_from_u64(9);
    let signer = Signer::generate();
    let public = METHODS.map(|method| {
        let public = PublicProtocol::new(protocol(method, &mut rng), [0; 32]);
        signer.sign_jws(PUBLIC_PROTOCOL_TYPE, &public)
    });
    let mut record = record(&signer, &signer, &[]);
    record["protocols"] = json!(public);
    match check(&record).expect("the script runs") {
        Verdict::Holds(told) => assert!(told.ends_with("4 protocols hold\n"), "{told}"),
        Verdict::Wrong(wrong) => panic!("{wrong}"),
    }
}

/// Works that were not awarded are never published, and reasons name people (rule 8).
#[test]
fn public_protocol_has_no_free_text() {
    let mut rng = StdRng::seed_from_u64(10);
    let whole = protocol(RankingMethod::Mean, &mut rng);
    let words = [
        "Światło",
        "Przejrzysta",
        "chory",
        "Podpisana",
        "Choroba",
        "Mniej",
    ];
    let [whole, public] = [
        to_value(&whole),
        to_value(&PublicProtocol::new(whole, [0; 32])),
    ]
    .map(|it| it.to_string());
    for word in words {
        assert!(whole.contains(word), "{word} is not in the whole protocol");
        assert!(!public.contains(word), "{word} is public");
    }
}

#[test]
fn altered_record_does_not_hold() {
    let mut rng = StdRng::seed_from_u64(8);
    let (signer, stranger) = (Signer::generate(), Signer::generate());
    let genuine = to_value(&protocol(RankingMethod::Mean, &mut rng));

    let forged = record(&stranger, &signer, std::slice::from_ref(&genuine));
    assert!(wrong(&forged).contains("signature"));

    let mut altered = record(&signer, &signer, std::slice::from_ref(&genuine));
    let jws = altered["protocols"][0].as_str().expect("is text");
    let (signed, signature) = jws.rsplit_once('.').expect("has three parts");
    altered["protocols"][0] = json!(format!("{signed}A.{signature}"));
    assert!(wrong(&altered).contains("signature"));

    // Even whoever holds the key cannot sign away what the scores say.
    for (pointer, value) in [
        ("/ranking/0/total", json!("99")),
        ("/ranking/7/selected", json!(true)),
        ("/ranking/0/rank", json!(2)),
        ("/criteria/0/weight_basis_points", json!(3335)),
        ("/rules/method", json!("MEDIAN")),
        ("/reviews/0/account", json!("accounts/somebody")),
        ("/reviews/0/scores/cost", json!(8)),
        ("/selected_ranks", json!(8)),
        ("/decisions/exclusions", json!([])),
        ("/decisions/waivers", json!([])),
    ] {
        let mut changed = genuine.clone();
        *changed.pointer_mut(pointer).expect("is there") = value;
        wrong(&record(&signer, &signer, &[changed]));
    }
    let mut shorter = genuine.clone();
    shorter["reviews"].as_array_mut().expect("is a list").pop();
    wrong(&record(&signer, &signer, &[shorter]));
}
