//! A later stage takes the finalists of the one before it, and waits for them.

use linia_chassis::{grpc::timestamp, id::WorkId};
use linia_proto::{
    challenges::v1::{
        self as pb, challenge_service_server::ChallengeService as _,
        stage_key_service_server::StageKeyService as _,
    },
    submissions::events::v1::StageJudged,
};
use time::{Duration, OffsetDateTime};
use tonic::{Response, Status};

use crate::{
    results::judged,
    world::{World, call, reason, service, time},
};

impl World {
    async fn put_off(&self, stage: &str, until: OffsetDateTime) -> Result<pb::Challenge, Status> {
        let request = pb::ExtendStageRequest {
            stage: stage.to_owned(),
            close_time: Some(timestamp(until)),
            reason: "Jury jeszcze obraduje.".to_owned(),
        };
        let extended = self.challenges.extend_stage(call(&self.editor, request));
        extended.await.map(Response::into_inner)
    }

    /// Asks for the key that opens what was handed in to a stage.
    async fn ask_for_key(
        &self,
        stage: &str,
    ) -> Result<Response<pb::ReleaseStageKeyShareResponse>, Status> {
        let request = pb::ReleaseStageKeyShareRequest {
            stage: stage.to_owned(),
            purpose: pb::KeyPurpose::Sealing.into(),
            record_sha256: vec![1; 32].into(),
        };
        let submissions = service("submissions");
        let released = self
            .stage_keys
            .release_stage_key_share(call(&submissions, request));
        released.await
    }
}

/// The jury has decided who of the first stage goes on.
fn first_judged(challenge: &pb::Challenge) -> StageJudged {
    StageJudged {
        stage: challenge.stages[0].name.clone(),
        last: false,
        ..judged(challenge, WorkId::random())
    }
}

#[tokio::test]
async fn later_stage_is_put_off_and_stays_shut_until_its_finalists_are_decided() {
    let world = World::new().await;
    let challenge = world.published().await;
    let [first, second] = [0, 1].map(|index| &challenge.stages[index]);
    world.travel_to(time(second.close_time)).await;
    let day = Duration::days(1);
    let later = time(second.close_time) + day;
    let closed = world.put_off(&first.name, later).await;
    assert_eq!(reason(closed), "STAGE_CLOSED");
    let early = world.ask_for_key(&second.name).await;
    assert_eq!(reason(early), "PREVIOUS_STAGE_UNDECIDED");

    let put_off = world.put_off(&second.name, later).await;
    let put_off = put_off.expect("nobody could enter it yet");
    assert_eq!(put_off.stages[1].close_time, Some(timestamp(later)));
    for ((name, _), (_, release_time)) in &world.identity.kept().shares {
        assert!(*name != second.name || *release_time == timestamp(later));
    }
    let told = world.told(&challenge.name).await;
    let extended = told.iter().filter(|(kind, _)| kind == "StageExtended");
    assert_eq!(extended.count(), 1);

    let judged = world.hear(&first.name, &first_judged(&challenge)).await;
    judged.expect("runs");
    let early = world.ask_for_key(&second.name).await;
    assert_eq!(reason(early), "STAGE_NOT_CLOSED");
    world.travel_to(later).await;
    let late = world.put_off(&second.name, later + day).await;
    assert_eq!(reason(late), "STAGE_CLOSED");
    world.approve_by_two(&second.name).await;
    world.ask_for_key(&second.name).await.expect("has closed");
}
