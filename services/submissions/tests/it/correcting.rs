//! Corrected protocols: each supersedes the one before it, which stays (rule 6).

use linia_chassis::{
    crypto::verify_jws,
    id::{AccountId, WorkId},
    idempotency::RequestKey,
};
use linia_proto::submissions::v1;
use linia_submissions::{
    app::{
        correct_protocol::{ProtocolCorrection, correct_protocol},
        error::AppError,
        get_protocol::{get_protocol, list_protocols},
        retain_contest::retain_contest_in_tx,
    },
    domain::{
        entry::EntryState,
        protocol::{PROTOCOL_TYPE, Protocol},
        stage::Stage,
    },
};
use linia_tests::recompute::{Verdict, check, jwk};
use serde_json::json;
use uuid::Uuid;

use crate::{
    contest::{reveal, review_all, states, submit_all},
    world::{HOUR, Person, World, reason},
};

/// Three works with 0, 1 and 2 points of 10, four jurors, one laureate.
struct Scene {
    world: World,
    stage: Stage,
    people: Vec<Person>,
    jurors: Vec<Person>,
    first: v1::Protocol,
}

impl Scene {
    async fn judged() -> Self {
        let world = World::create().await;
        let stage = world.publish(1).await.remove(0);
        let people: Vec<_> = (0..3).map(|_| Person::new()).collect();
        submit_all(&world, &people, stage.id).await;
        let jurors = world.appoint_jurors(stage.challenge, 4).await;
        world.travel(HOUR).await;
        world.close_and_open(stage.id).await;
        world.declare_all(&jurors, stage.id).await;
        review_all(&world, &jurors, stage.id).await;
        let first = world.judge(&jurors[0], stage.id).await.expect("complete");
        Self {
            world,
            stage,
            people,
            jurors,
            first,
        }
    }

    fn correction(&self) -> ProtocolCorrection {
        ProtocolCorrection {
            stage: self.stage.id,
            reason: "a clerical error".into(),
            reasons: None,
            exclusions: Vec::new(),
            recusals: Vec::new(),
            waivers: Vec::new(),
        }
    }

    /// The work that won gives its author away.
    fn without_the_winner(&self) -> ProtocolCorrection {
        let work = self.first.ranking[0].work.parse().expect("is a work");
        ProtocolCorrection {
            exclusions: vec![(work, "signed on page 3".into())],
            ..self.correction()
        }
    }

    async fn correct(&self, correction: ProtocolCorrection) -> Result<v1::Protocol, AppError> {
        self.correct_as(&self.jurors[0], Uuid::new_v4(), correction)
            .await
    }

    async fn correct_as(
        &self,
        person: &Person,
        request_id: Uuid,
        correction: ProtocolCorrection,
    ) -> Result<v1::Protocol, AppError> {
        let request = v1::CorrectProtocolRequest {
            stage: self.stage.id.to_string(),
            ..v1::CorrectProtocolRequest::default()
        };
        let (caller, id) = (&person.caller, request_id.to_string());
        let key = RequestKey::try_new(caller, "CorrectProtocol", &id, &request)?;
        correct_protocol(&self.world.ctx, caller, key, correction).await
    }

    fn read(&self, protocol: &v1::Protocol) -> Protocol {
        let key = self.world.ctx.signer.public_key();
        verify_jws(&protocol.jws, PROTOCOL_TYPE, &key).expect("is ours")
    }

    async fn all(&self) -> Vec<v1::Protocol> {
        let reader = &self.jurors[1].caller;
        let listed = list_protocols(&self.world.ctx, reader, self.stage.id).await;
        listed.expect("sits").iter().map(Into::into).collect()
    }

    /// The number of the protocol that counts.
    async fn counts(&self) -> i32 {
        let reader = &self.jurors[1].caller;
        let protocol = get_protocol(&self.world.ctx, reader, self.stage.id).await;
        protocol.expect("is judged").number
    }
}

#[tokio::test]
async fn corrected_protocol_supersedes_the_earlier_which_stays() {
    let scene = Scene::judged().await;
    let corrected = scene.correct(scene.without_the_winner()).await;
    let corrected = corrected.expect("is proposed");
    assert_eq!(corrected.number, 2);
    assert_eq!(corrected.superseded_sha256, scene.first.protocol_sha256);
    assert_eq!(corrected.correction_reason, "a clerical error");
    let totals: Vec<_> = corrected.ranking.iter().map(|it| &it.total).collect();
    assert_eq!(totals, ["10", "0"]);
    let protocol = scene.read(&corrected);
    assert_eq!(protocol.reasons, "the idea scored less");
    assert_eq!(protocol.decisions.exclusions[0].reason, "signed on page 3");
    assert_eq!(protocol.supersedes.expect("corrects").number, 2);
    assert_eq!(scene.counts().await, 2);

    // A corrected one is corrected likewise; nothing that was signed changes.
    let reasons = ProtocolCorrection {
        reasons: Some("the ideas scored less".into()),
        ..scene.correction()
    };
    let third = scene.correct(reasons).await.expect("is proposed");
    assert_eq!(third.superseded_sha256, corrected.protocol_sha256);
    assert_eq!(third.ranking, corrected.ranking);
    let all = [scene.first.clone(), corrected, third];
    assert_eq!(scene.all().await, all);

    let signer = scene.world.ctx.signer.now();
    let record = json!({
        "keys": [jwk(signer.key_id(), &signer.public_key())],
        "receipts": [],
        "protocols": all.each_ref().map(|protocol| &protocol.jws),
    });
    match check(&record).expect("the script runs") {
        Verdict::Holds(told) => assert!(told.ends_with("3 protocols hold\n"), "{told}"),
        Verdict::Wrong(wrong) => panic!("{wrong}"),
    }
    let mut record = record;
    record["protocols"]
        .as_array_mut()
        .expect("is a list")
        .remove(1);
    assert!(matches!(check(&record), Ok(Verdict::Wrong(_))));
}

#[tokio::test]
async fn juror_who_should_not_have_judged_moves_nothing_any_more() {
    let scene = Scene::judged().await;
    let gone = &scene.jurors[3];
    let recusal = |account: AccountId| ProtocolCorrection {
        recusals: vec![(account, "a brother entered".into())],
        ..scene.correction()
    };
    let corrected = scene.correct(recusal(gone.account)).await.expect("sits");
    let protocol = scene.read(&corrected);
    assert_eq!(protocol.reviews.len(), 9);
    let recused = protocol.jurors.iter().find(|it| it.account == gone.account);
    let why = recused.and_then(|juror| juror.recusal_reason.as_deref());
    assert_eq!(why, Some("a brother entered"));
    let hidden = get_protocol(&scene.world.ctx, &gone.caller, scene.stage.id).await;
    assert_eq!(reason(hidden), "NOT_FOUND");

    // Two jurors are no jury; what is refused changes nothing.
    let another = scene.correct(recusal(scene.jurors[2].account)).await;
    assert_eq!(reason(another), "JURY_TOO_SMALL");
    assert_eq!(scene.counts().await, 2);
    let read = get_protocol(&scene.world.ctx, &scene.jurors[2].caller, scene.stage.id);
    read.await.expect("still sits");
}

#[tokio::test]
async fn repeated_correction_is_made_once() {
    let scene = Scene::judged().await;
    let (id, chair) = (Uuid::new_v4(), &scene.jurors[0]);
    let one = scene
        .correct_as(chair, id, scene.without_the_winner())
        .await;
    let again = scene
        .correct_as(chair, id, scene.without_the_winner())
        .await;
    assert_eq!(one.expect("corrects"), again.expect("is repeated"));
    assert_eq!(scene.all().await.len(), 2);
    let told = "SELECT count(*) FROM submissions.outbox_event WHERE type LIKE '%ProtocolCorrected'";
    assert_eq!(scene.world.count(told).await, 1);
}

#[tokio::test]
async fn nothing_is_corrected_after_the_approval_and_the_approved_counts() {
    let scene = Scene::judged().await;
    let corrected = scene.correct(scene.without_the_winner()).await;
    let corrected = corrected.expect("is proposed");
    reveal(&scene.world, scene.stage.id, &corrected).await;
    let late = scene.correct(scene.without_the_winner()).await;
    assert_eq!(reason(late), "RESULT_APPROVED");
    let won = states(&scene.world, &scene.people[1]).await;
    assert_eq!(won, [EntryState::Laureate]);
    let excluded = states(&scene.world, &scene.people[2]).await;
    assert_eq!(excluded, [EntryState::NotAdvanced]);
}

#[tokio::test]
async fn correction_that_the_approval_crossed_has_no_effect() {
    let scene = Scene::judged().await;
    let corrected = scene.correct(scene.without_the_winner()).await;
    corrected.expect("is proposed");
    reveal(&scene.world, scene.stage.id, &scene.first).await;
    assert_eq!(scene.counts().await, 1);
    let won = states(&scene.world, &scene.people[2]).await;
    assert_eq!(won, [EntryState::Laureate]);
}

#[tokio::test]
async fn only_the_chair_corrects_and_only_what_is_of_the_stage() {
    let scene = Scene::judged().await;
    for other in [&scene.jurors[1], &Person::heading(scene.world.authority)] {
        let refused = scene.correct_as(other, Uuid::new_v4(), scene.without_the_winner());
        assert_eq!(reason(refused.await), "NOT_PERMITTED");
    }
    let unfit = ProtocolCorrection {
        exclusions: vec![(WorkId::random(), "signed".into())],
        recusals: vec![
            (scene.jurors[0].account, "leads the jury".into()),
            (AccountId::new(), "is no juror".into()),
        ],
        ..scene.correction()
    };
    let Err(AppError::UnfitCorrection { fields }) = scene.correct(unfit).await else {
        panic!("corrected by what is not of the stage");
    };
    let named = [
        "exclusions[0].work",
        "recusals[0].account",
        "recusals[1].account",
    ];
    assert_eq!(fields, named);
    assert_eq!(scene.all().await.len(), 1);
}

#[tokio::test]
async fn protocol_of_an_ended_contest_is_not_corrected() {
    let scene = Scene::judged().await;
    let mut tx = scene
        .world
        .ctx
        .database
        .begin_write()
        .await
        .expect("begins");
    let now = tx.now();
    retain_contest_in_tx(&mut tx, scene.stage.challenge, now)
        .await
        .expect("notes");
    tx.commit().await.expect("commits");
    let late = scene.correct(scene.without_the_winner()).await;
    assert_eq!(reason(late), "CONTEST_ENDED");
}
