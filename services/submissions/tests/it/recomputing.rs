//! A stranger recomputes rankings from signed protocols, in another language.

mod contests;

use linia_chassis::{
    crypto::{Signer, sha256},
    id::{EntryId, StageId},
};
use linia_submissions::domain::{
    protocol::{PROTOCOL_TYPE, Protocol},
    public_protocol::{PUBLIC_PROTOCOL_TYPE, PublicProtocol},
    receipt::{RECEIPT_TYPE, ReceiptPayload},
    rules::RankingMethod,
};
use linia_tests::recompute::{Verdict, check, jwk};
use rand::{SeedableRng, rngs::StdRng};
use serde::Serialize;
use serde_json::{Value, json};
use time::OffsetDateTime;
use uuid::Uuid;

use self::contests::Contest;

const METHODS: [RankingMethod; 4] = [
    RankingMethod::Mean,
    RankingMethod::TrimmedMean,
    RankingMethod::Median,
    RankingMethod::JurorNormalised,
];

/// Every juror reads every work, or two read each.
const READERS: [i32; 2] = [0, 2];

fn protocol(method: RankingMethod, readers: i32, rng: &mut StdRng) -> Protocol {
    Contest::of_some(method, readers, rng).protocol(rng)
}

/// Of the five who sit the chair, the third and the fifth are qualified.
fn drawn(rng: &mut StdRng) -> Protocol {
    let contest = Contest {
        method: RankingMethod::Mean,
        readers: 2,
        sitting: 5,
    };
    contest.protocol(rng)
}

fn record(published: &Signer, protocols: &[String]) -> Value {
    json!({
        "keys": [jwk(published.key_id(), &published.public_key())],
        "receipts": [],
        "protocols": protocols,
    })
}

fn signed(signer: &Signer, protocol: &impl Serialize) -> String {
    signer.sign_jws(PROTOCOL_TYPE, protocol)
}

fn public_of(signer: &Signer, protocol: Protocol, whole: &str) -> String {
    let public = PublicProtocol::new(protocol, sha256(whole.as_bytes()));
    signer.sign_jws(PUBLIC_PROTOCOL_TYPE, &public)
}

fn holds(record: &Value) -> String {
    match check(record).expect("the script runs") {
        Verdict::Holds(told) => told,
        Verdict::Wrong(wrong) => panic!("{wrong}"),
    }
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

/// The same with something else in one place.
fn with(value: &Value, pointer: &str, other: Value) -> Value {
    let mut changed = value.clone();
    *changed.pointer_mut(pointer).expect("is there") = other;
    changed
}

#[test]
fn stranger_gets_the_same_ranking_by_every_method() {
    let mut rng = StdRng::seed_from_u64(7);
    let signer = Signer::generate();
    let ways = METHODS
        .into_iter()
        .flat_map(|method| READERS.map(|readers| (method, readers)));
    let protocols: Vec<_> = (0..50)
        .flat_map(|_| ways.clone())
        .map(|(method, readers)| protocol(method, readers, &mut rng))
        .collect();
    let ties = protocols.iter().filter(|it| it.ranking[1].rank == 1);
    assert!(ties.count() > 0, "nothing tied at the top");
    let drawn = protocols.iter().filter(|it| it.draws.len() == 2);
    assert_eq!(drawn.count(), 200);
    let signed: Vec<_> = protocols.iter().map(|it| signed(&signer, it)).collect();
    let told = holds(&record(&signer, &signed));
    assert!(told.ends_with("400 protocols hold\n"), "{told}");
}

#[test]
fn stranger_gets_the_same_ranking_from_the_public_protocol() {
    let mut rng = StdRng::seed_from_u64(9);
    let signer = Signer::generate();
    let public = METHODS.map(|method| public_of(&signer, protocol(method, 2, &mut rng), ""));
    let told = holds(&record(&signer, &public));
    assert!(told.ends_with("4 protocols hold\n"), "{told}");
}

#[test]
fn public_protocol_is_what_is_left_of_the_whole_one() {
    let mut rng = StdRng::seed_from_u64(11);
    let signer = Signer::generate();
    for readers in READERS {
        let protocol = protocol(RankingMethod::Median, readers, &mut rng);
        let whole = signed(&signer, &protocol);
        let public = public_of(&signer, protocol.clone(), &whole);
        holds(&record(&signer, &[whole.clone(), public]));

        let other = Protocol {
            works: protocol.works[1..].to_vec(),
            ..protocol.clone()
        };
        for (changed, of) in [(other, &*whole), (protocol, "another")] {
            let public = public_of(&signer, changed, of);
            wrong(&record(&signer, &[whole.clone(), public]));
        }
    }
}

/// Works that were not awarded are never published, and reasons name people (rule 8).
#[test]
fn public_protocol_has_no_free_text() {
    let mut rng = StdRng::seed_from_u64(10);
    let whole = drawn(&mut rng);
    let words = [
        "Światło",
        "Przejrzysta",
        "chory",
        "Podpisana",
        "Choroba",
        "Brak",
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
    let genuine = to_value(&protocol(RankingMethod::Mean, 0, &mut rng));

    let forged = record(&signer, &[signed(&stranger, &genuine)]);
    assert!(wrong(&forged).contains("signature"));

    let jws = signed(&signer, &genuine);
    let (content, signature) = jws.rsplit_once('.').expect("has three parts");
    let altered = record(&signer, &[format!("{content}A.{signature}")]);
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
        ("/rules/reviews_per_work", json!(1)),
    ] {
        let changed = with(&genuine, pointer, value);
        wrong(&record(&signer, &[signed(&signer, &changed)]));
    }
    let mut shorter = genuine.clone();
    shorter["reviews"].as_array_mut().expect("is a list").pop();
    wrong(&record(&signer, &[signed(&signer, &shorter)]));
}

#[test]
fn jury_or_draw_against_the_rules_does_not_hold() {
    let mut rng = StdRng::seed_from_u64(12);
    let signer = Signer::generate();
    let genuine = to_value(&drawn(&mut rng));
    holds(&record(&signer, &[signed(&signer, &genuine)]));
    for (pointer, value, why) in [
        (
            "/closing_record_sha256",
            json!("00".repeat(32)),
            "chose the seed",
        ),
        ("/draws/1/seed", json!("11".repeat(32)), "chose the seed"),
        ("/draws/1/ordinal", json!(3), "left out"),
        ("/draws", json!([]), "without a draw"),
        ("/jury_rules/max_works_per_juror", json!(1), "more works"),
        ("/jurors/0/declared", json!(false), "not declared"),
        ("/jurors/0/qualified", json!(false), "the chair"),
    ] {
        let changed = with(&genuine, pointer, value);
        let told = wrong(&record(&signer, &[signed(&signer, &changed)]));
        assert!(told.contains(why), "{pointer}: {told}");
    }
    let qualified = |is_qualified: &dyn Fn(&Value) -> bool| {
        let mut changed = genuine.clone();
        for juror in changed["jurors"].as_array_mut().expect("is a list") {
            juror["qualified"] = json!(is_qualified(juror));
        }
        wrong(&record(&signer, &[signed(&signer, &changed)]))
    };
    let told = qualified(&|juror| juror["chair"] == true);
    assert!(told.contains("a third"), "{told}");
    // Enough are qualified, and others read one of the works.
    let readers = readers_without_the_chair(&genuine);
    let told = qualified(&|juror| !readers.contains(&&juror["account"]));
    assert!(told.contains("nobody qualified read"), "{told}");
}

/// Who read a work that competes, that nobody decided about, and that the chair did not read.
fn readers_without_the_chair(protocol: &Value) -> Vec<&Value> {
    let list = |pointer: &str| {
        let found = protocol.pointer(pointer).and_then(Value::as_array);
        found.expect("is a list")
    };
    let decisions = ["/decisions/exclusions", "/decisions/waivers"].map(list);
    let chair = list("/jurors").iter().find(|it| it["chair"] == true);
    let chair = &chair.expect("sits")["account"];
    let works = list("/works").iter().map(|it| &it["work"]);
    works
        .filter(|work| {
            decisions
                .into_iter()
                .flatten()
                .all(|it| it["work"] != **work)
        })
        .map(|work| {
            let reviews = list("/reviews").iter().filter(|it| it["work"] == *work);
            reviews.map(|it| &it["account"]).collect::<Vec<_>>()
        })
        .find(|readers| !readers.contains(&chair))
        .expect("the chair reads some only")
}

#[test]
fn two_protocols_of_a_stage_have_one_closing_record_and_the_same_works() {
    let mut rng = StdRng::seed_from_u64(13);
    let signer = Signer::generate();
    let mut genuine = to_value(&protocol(RankingMethod::Mean, 0, &mut rng));
    let first = signed(&signer, &genuine);
    genuine["supersedes"] = json!({
        "number": 2,
        "protocol_sha256": hex::encode(sha256(first.as_bytes())),
        "reason": "Omyłka.",
    });
    let second = |corrected: &Value| record(&signer, &[first.clone(), signed(&signer, corrected)]);
    holds(&second(&genuine));
    for (pointer, why) in [
        ("/closing_record_sha256", "two closing records"),
        ("/works/4/work_sha256", "not what it was before"),
    ] {
        let other = with(&genuine, pointer, json!("22".repeat(32)));
        let told = wrong(&second(&other));
        assert!(told.contains(why), "{told}");
    }
}

/// A receipt with its content, as an entrant holds them.
fn receipt(signer: &Signer, stage: StageId, version: i32, text: &str) -> Value {
    let content = json!({
        "attachments": [{"file_name": "ewa.pdf", "sha256": "ab".repeat(32), "size_octets": 5}],
        "text": text,
        "title": "Światło",
    });
    let canonical = serde_json::to_vec(&content).expect("has a JSON form");
    let payload = ReceiptPayload {
        entry: EntryId::from(Uuid::nil()),
        stage,
        version,
        content_sha256: hex::encode(sha256(&canonical)),
        accept_time: OffsetDateTime::UNIX_EPOCH,
        withdrawn: false,
    };
    json!({"jws": signer.sign_jws(RECEIPT_TYPE, &payload), "content": content})
}

#[test]
fn what_was_handed_in_last_was_judged() {
    let mut rng = StdRng::seed_from_u64(14);
    let signer = Signer::generate();
    let mut protocol = protocol(RankingMethod::Mean, 0, &mut rng);
    let judged = json!({
        "attachments": [{"sha256": "ab".repeat(32), "size_octets": 5}],
        "text": "second thoughts",
        "title": "Światło",
    });
    let judged = serde_json::to_vec(&judged).expect("has a JSON form");
    protocol.works[5].work_sha256 = Some(hex::encode(sha256(&judged)));
    let mut record = record(&signer, &[signed(&signer, &protocol)]);
    let [first, last, other] = [
        (1, "first thoughts"),
        (2, "second thoughts"),
        (3, "never judged"),
    ]
    .map(|(version, text)| receipt(&signer, protocol.stage, version, text));
    record["receipts"] = json!([last, first]);
    holds(&record);
    record["receipts"] = json!([last, first, other]);
    let told = wrong(&record);
    assert!(told.contains("was not judged"), "{told}");
}

/// Before hashes and draws were stated, and when conflicts named entrants.
#[test]
fn protocol_of_early_days_is_read_and_holds() {
    let mut rng = StdRng::seed_from_u64(15);
    let signer = Signer::generate();
    for readers in READERS {
        let mut early = to_value(&protocol(RankingMethod::Mean, readers, &mut rng));
        let remove = |value: &mut Value, key: &str| {
            let object = value.as_object_mut().expect("is an object");
            object.remove(key);
        };
        for key in ["closing_record_sha256", "jury_rules", "draws"] {
            remove(&mut early, key);
        }
        remove(&mut early["decisions"], "defects");
        for work in early["works"].as_array_mut().expect("is a list") {
            remove(work, "work_sha256");
        }
        for juror in early["jurors"].as_array_mut().expect("is a list") {
            remove(juror, "conflict_declared");
            juror["conflicts"] = json!(["organizations/00000000-0000-0000-0000-000000000001"]);
        }
        let whole = signed(&signer, &early);
        let read: Protocol = serde_json::from_value(early).expect("is read");
        let public = to_value(&PublicProtocol::new(read.clone(), [0; 32]));
        let told = public.to_string();
        for unknown in ["closing", "jury_rules", "draws", "defects", "work_sha256"] {
            assert!(!told.contains(unknown), "{unknown} was never stated");
        }
        holds(&record(
            &signer,
            &[whole.clone(), public_of(&signer, read, &whole)],
        ));
    }
}
