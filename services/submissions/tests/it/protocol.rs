//! What the jury signs: rule 6. It binds what was judged, and names no entrant.

use linia_chassis::{
    crypto::{canonical_json, sha256, verify_jws},
    id::{StageId, WorkId},
};
use linia_submissions::{
    app::{
        cure_work::cure_work,
        declare_impartiality::declare_impartiality,
        draw_assignments::draw_assignments,
        get_protocol::get_protocol,
        hand_in::Receipt,
        list_entrants::list_entrants,
        report_defects::{Finding, report_defects},
        review_works::list_works,
        save_review::{Opinion, save_review},
        shown_receipt::Proof,
    },
    domain::{
        assignment::Seed,
        content::WrittenContent,
        evidence::JuryRules,
        protocol::{PROTOCOL_TYPE, Protocol},
        public_protocol::{PUBLIC_PROTOCOL_TYPE, PublicProtocol},
        review::ReviewState,
        rules::StageRules,
        stage::Stage,
    },
    store::closings,
};
use linia_tests::recompute::{Verdict, check, jwk};
use serde_json::json;
use uuid::Uuid;

use crate::{
    files::declared,
    pages::first_page,
    world::{HOUR, Person, World},
};

const SUPPLEMENT: &str = "what was missing";

/// Four works, of which the first has a file, in the hands of four jurors.
pub(crate) struct Scene {
    pub(crate) world: World,
    pub(crate) stage: Stage,
    people: Vec<Person>,
    receipts: Vec<Receipt>,
    jurors: Vec<Person>,
}

impl Scene {
    /// Opened; the last juror has a conflict with the last entrant.
    pub(crate) async fn open(reviews_per_work: i32) -> Self {
        let world = World::create().await;
        let rules = StageRules {
            reviews_per_work,
            max_works_per_juror: 4,
            cure_period_days: 3,
            ..StageRules::default()
        };
        let stage = world.publish_by(rules).await;
        let people: Vec<_> = (0..4).map(|_| Person::new()).collect();
        let mut receipts = vec![with_file(&world, &people[0], stage.id).await];
        for person in &people[1..] {
            let handed_in = person.submit(&world, stage.id, "plain", Uuid::new_v4());
            receipts.push(handed_in.await.expect("in time"));
        }
        let jurors = world.appoint_jurors(stage.challenge, 4).await;
        world.travel(HOUR).await;
        world.close_and_open(stage.id).await;
        let (biased, others) = jurors.split_last().expect("four");
        world.declare_all(others, stage.id).await;
        let conflicts = vec![people[3].entrant()];
        let declared = declare_impartiality(&world.ctx, &biased.caller, stage.id, conflicts).await;
        declared.expect("declares");
        Self {
            world,
            stage,
            people,
            receipts,
            jurors,
        }
    }

    pub(crate) async fn draw(&self) {
        let head = Person::heading(self.world.authority);
        let drawn = draw_assignments(&self.world.ctx, &head.caller, self.stage.id).await;
        drawn.expect("jurors suffice");
    }

    /// The first work lacks something, and its author adds it.
    pub(crate) async fn cure_the_first(&self) {
        let (ctx, chair) = (&self.world.ctx, &self.jurors[0].caller);
        let findings = vec![Finding {
            work: self.work_with_file().await,
            reason: "no summary".into(),
        }];
        let reported = report_defects(ctx, chair, self.stage.id, findings).await;
        reported.expect("is the chair");
        let proof = Proof {
            stage: self.stage.id,
            entrant: self.people[0].entrant(),
            receipt: self.receipts[0].jws.clone(),
        };
        let cured = cure_work(ctx, &self.people[0].caller, &proof, SUPPLEMENT).await;
        cured.expect("in time");
    }

    async fn work_with_file(&self) -> WorkId {
        let mut found = None;
        for juror in &self.jurors[..3] {
            let listed = list_works(&self.world.ctx, &juror.caller, self.stage.id, first_page());
            let mut works = listed.await.expect("has declared").0.into_iter();
            found = found.or(works.find(|it| !it.files.is_empty()));
        }
        found.expect("somebody reads it").work.id
    }

    /// The protocol as staff read it, once everybody has scored what they read.
    pub(crate) async fn judge(&self) -> Protocol {
        let ctx = &self.world.ctx;
        for juror in &self.jurors {
            let listed = list_works(ctx, &juror.caller, self.stage.id, first_page()).await;
            // Whose conflict recused them reads nothing.
            let Ok((works, _)) = listed else { continue };
            for listed in works {
                let opinion = Opinion {
                    work: listed.work.id,
                    scores: vec![("idea".into(), 5)],
                    remarks: "well".into(),
                    state: ReviewState::Final,
                };
                let saved = save_review(ctx, &juror.caller, opinion).await;
                saved.expect("reads it");
            }
        }
        let judged = self.world.judge(&self.jurors[0], self.stage.id).await;
        judged.expect("is whole");
        let head = Person::heading(self.world.authority);
        let signed = get_protocol(ctx, &head.caller, self.stage.id).await;
        let jws = signed.expect("is staff").jws;
        verify_jws(&jws, PROTOCOL_TYPE, &ctx.signer.public_key()).expect("is ours")
    }
}

async fn with_file(world: &World, person: &Person, stage: StageId) -> Receipt {
    let file = declared("ewa-nowak.txt", "text/plain", 5);
    let upload = person.upload(world, stage, file, b"words").await;
    let content = WrittenContent {
        title: "a work".into(),
        text: "with a file".into(),
        uploads: vec![upload.expect("fits").id],
        ..WrittenContent::default()
    };
    let receipt = person.hand_in(world, stage, Some(content), Uuid::new_v4());
    receipt.await.expect("in time")
}

/// What an entrant computes from what they handed in, without the file's name.
fn hash_with_file(supplement: Option<&str>) -> String {
    let mut content = json!({
        "title": "a work",
        "text": "with a file",
        "attachments": [{"sha256": hex::encode(sha256(b"words")), "size_octets": 5}],
    });
    if let Some(supplement) = supplement {
        content["supplement"] = json!(supplement);
    }
    hex::encode(sha256(&canonical_json(&content)))
}

#[tokio::test]
async fn protocol_binds_works_closing_record_defects_and_draws() {
    let scene = Scene::open(2).await;
    scene.draw().await;
    scene.cure_the_first().await;
    let protocol = scene.judge().await;

    let work = scene.work_with_file_in(&protocol);
    assert_eq!(work.1, hash_with_file(None));
    let plain = scene.receipts[1].payload.content_sha256.clone();
    let hashes = protocol
        .works
        .iter()
        .filter_map(|it| it.work_sha256.as_ref());
    assert_eq!(hashes.filter(|it| **it == plain).count(), 3);

    let mut defects = protocol.decisions.defects.into_iter();
    let defect = defects.next().expect("was noted");
    assert!(defects.next().is_none());
    assert_eq!((defect.work, &*defect.reason), (work.0, "no summary"));
    assert_eq!(
        defect.cure_end_time - defect.report_time,
        time::Duration::days(3)
    );
    assert_eq!(defect.cured_sha256, Some(hash_with_file(Some(SUPPLEMENT))));

    let mut conn = scene.world.ctx.database.read().await.expect("reads");
    let record = closings::find_record(&mut conn, scene.stage.id).await;
    let record = record.expect("reads").expect("is closed");
    assert_eq!(
        protocol.closing_record_sha256,
        Some(hex::encode(sha256(&record)))
    );
    let [draw] = &protocol.draws[..] else {
        panic!("was drawn once: {:?}", protocol.draws);
    };
    let seed = Seed::of_draw(&sha256(&record), 1);
    assert_eq!((draw.ordinal, &draw.seed), (1, &hex::encode(seed.0)));
    let rules = JuryRules {
        qualifications_required: false,
        max_works_per_juror: 4,
    };
    assert_eq!(protocol.jury_rules, Some(rules));
}

impl Scene {
    /// The work with a file, and its hash, as the protocol has them.
    fn work_with_file_in(&self, protocol: &Protocol) -> (WorkId, String) {
        let plain = &self.receipts[1].payload.content_sha256;
        let mut works = protocol.works.iter();
        let work = works.find(|it| it.work_sha256.as_ref() != Some(plain));
        let work = work.expect("one differs from the rest");
        (work.work, work.work_sha256.clone().expect("has one"))
    }
}

/// Rule 3: staff approve what they read, and learn afterwards whose it is.
#[tokio::test]
async fn protocol_before_the_unmasking_names_no_entrant() {
    for reviews_per_work in [0, 2] {
        let scene = Scene::open(reviews_per_work).await;
        let entrants = list_entrants(&scene.world.ctx, &scene.jurors[0].caller, scene.stage.id);
        let entrants = entrants.await.expect("is a juror");
        assert_eq!(entrants.len(), 4);
        if reviews_per_work > 0 {
            scene.draw().await;
        }
        let protocol = scene.judge().await;
        let text = serde_json::to_string(&protocol).expect("has a JSON form");
        for entrant in entrants {
            assert!(!text.contains(&entrant.display_name), "{text}");
        }
        for person in &scene.people {
            assert!(
                !text.contains(&person.account.as_uuid().to_string()),
                "{text}"
            );
        }
        let biased = scene.jurors[3].account;
        let biased = protocol.jurors.iter().find(|it| it.account == biased);
        let biased = biased.expect("was appointed");
        if reviews_per_work > 0 {
            // A sealed declaration does not even tell that there is a conflict.
            assert!(
                protocol
                    .jurors
                    .iter()
                    .all(|it| it.conflict_declared.is_none())
            );
            assert_eq!(biased.recusal_reason, None);
        } else {
            assert_eq!(biased.conflict_declared, Some(true));
            let others = protocol
                .jurors
                .iter()
                .filter(|it| it.account != biased.account);
            assert!(
                others
                    .into_iter()
                    .all(|it| it.conflict_declared == Some(false))
            );
        }
    }
}

/// With nothing but what entrants hold and what is published.
#[tokio::test]
async fn stranger_finds_what_was_handed_in_among_what_was_judged() {
    let scene = Scene::open(2).await;
    scene.draw().await;
    scene.cure_the_first().await;
    let protocol = scene.judge().await;
    let signer = scene.world.ctx.signer.now();
    let whole = signer.sign_jws(PROTOCOL_TYPE, &protocol);
    let public = PublicProtocol::new(protocol, sha256(whole.as_bytes()));
    let public = signer.sign_jws(PUBLIC_PROTOCOL_TYPE, &public);
    let file = json!({
        "file_name": "ewa-nowak.txt",
        "sha256": hex::encode(sha256(b"words")),
        "size_octets": 5,
    });
    let with_file = json!({"title": "a work", "text": "with a file", "attachments": [file]});
    let plain = json!({"title": "a work", "text": "plain"});
    let contents = [&with_file, &plain, &plain, &plain];
    let receipts = scene.receipts.iter().zip(contents);
    let receipts = receipts.map(|(it, content)| json!({"jws": it.jws, "content": content}));
    let record = json!({
        "keys": [jwk(signer.key_id(), &signer.public_key())],
        "receipts": receipts.collect::<Vec<_>>(),
        "protocols": [whole, public],
    });
    match check(&record).expect("the script runs") {
        Verdict::Holds(told) => {
            assert!(
                told.ends_with("4 receipts and 2 protocols hold\n"),
                "{told}"
            );
        }
        Verdict::Wrong(wrong) => panic!("{wrong}"),
    }
}
