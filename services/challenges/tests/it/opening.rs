//! A stage that two people open keeps its key until challenges has counted both.

use linia_chassis::{
    auth::Caller,
    id::{OrganizationId, StageId},
};
use linia_proto::challenges::v1::{
    self as pb, challenge_service_server::ChallengeService as _,
    stage_key_service_server::StageKeyService as _,
};
use time::Duration;
use tonic::{Response, Status};

use crate::world::{World, call, person, reason, service, time};

impl World {
    pub(crate) async fn approve_opening(
        &self,
        caller: &Caller,
        stage: &str,
    ) -> Result<(i32, bool), Status> {
        let request = pb::ApproveOpeningRequest {
            stage: stage.to_owned(),
        };
        let counted = self.stage_keys.approve_opening(call(caller, request));
        let counted = counted.await?.into_inner();
        Ok((counted.approval_count, counted.sufficient))
    }

    /// Somebody of the authority and somebody else ask for the opening.
    pub(crate) async fn approve_by_two(&self, stage: &str) {
        for (caller, expected) in [
            (self.editor.clone(), (1, false)),
            (person(|_| ()), (2, true)),
        ] {
            let counted = self.approve_opening(&caller, stage).await;
            assert_eq!(counted.expect("has closed"), expected);
        }
    }

    async fn ask_for_share(&self, stage: &str, record: u8) -> Result<(), Status> {
        let request = pb::ReleaseStageKeyShareRequest {
            stage: stage.to_owned(),
            purpose: pb::KeyPurpose::Sealing.into(),
            record_sha256: vec![record; 32].into(),
        };
        let submissions = service("submissions");
        let released = self
            .stage_keys
            .release_stage_key_share(call(&submissions, request));
        released.await.map(Response::into_inner).map(|_| ())
    }

    /// The first stage of a contest, just closed.
    async fn closed(&self) -> pb::Stage {
        let stage = self.published().await.stages.remove(0);
        self.travel_to(time(stage.close_time)).await;
        stage
    }

    /// Every recorded call: who, whether for the authority, and what came of it.
    async fn attempts(&self) -> Vec<(String, bool, String)> {
        let rows = "SELECT caller, of_authority, outcome FROM opening_attempt ORDER BY id";
        sqlx::query_as(rows)
            .fetch_all(self.database.pool())
            .await
            .expect("is there")
    }
}

#[tokio::test]
async fn share_is_given_out_once_two_people_asked_one_of_whom_is_staff() {
    let world = World::new().await;
    let other = OrganizationId::new();
    let [first, second] = [0, 1].map(|_| person(|claims| claims.editors = [other].into()));
    let operator = person(|claims| claims.operator = true);
    let (head, editor) = (&world.head, &world.editor);
    for (people, expected) in [
        (&[][..], (0, false)),
        (&[head], (1, false)),
        (&[head, head], (1, false)),
        (&[&first, &second], (2, false)),
        (&[&first, &second, &operator], (3, false)),
        (&[head, &first], (2, true)),
        (&[&second, editor], (2, true)),
        (&[head, editor], (2, true)),
    ] {
        let stage = world.closed().await.name;
        let mut counted = (0, false);
        for caller in people {
            let refused = world.ask_for_share(&stage, 1).await;
            assert_eq!(reason(refused), "OPENING_NOT_APPROVED");
            let approved = world.approve_opening(caller, &stage).await;
            counted = approved.expect("has closed");
        }
        assert_eq!(counted, expected);
        let released = world.ask_for_share(&stage, 1).await;
        if expected.1 {
            released.expect("two have asked");
        } else {
            assert_eq!(reason(released), "OPENING_NOT_APPROVED");
        }
    }
}

#[tokio::test]
async fn share_that_was_given_out_before_needs_nobody() {
    let world = World::new().await;
    let stage = world.closed().await.name;
    // As a release left it that did not count.
    let before = sqlx::query(
        "UPDATE stage_key_share SET record_sha256 = $1, release_time = linia_now() \
         WHERE stage = $2 AND purpose = 'SEALING'",
    )
    .bind(vec![1_u8; 32])
    .bind(stage.parse::<StageId>().expect("is a name").as_uuid());
    before.execute(world.database.pool()).await.expect("fits");
    let again = world.ask_for_share(&stage, 1).await;
    again.expect("the same record");
    let differs = world.ask_for_share(&stage, 2).await;
    assert_eq!(reason(differs), "CLOSING_RECORD_DIFFERS");
}

#[tokio::test]
async fn every_call_to_open_a_stage_is_recorded() {
    let world = World::new().await;
    let mut challenge = world
        .published_with(|challenge| {
            challenge.stages[1].opening_mode = pb::OpeningMode::Automatic.into();
        })
        .await;
    let [first, second] = [0, 1].map(|index| challenge.stages[index].name.clone());
    let citizen = person(|_| ());
    let ask = async |caller: &Caller, stage: &str| {
        let asked = world.approve_opening(caller, stage).await;
        asked.map_or_else(|status| reason::<()>(Err(status)), |_| "APPROVED".into())
    };
    assert_eq!(ask(&world.head, &first).await, "STAGE_NOT_CLOSED");
    assert_eq!(
        ask(&citizen, &StageId::new().to_string()).await,
        "NOT_FOUND"
    );
    let last = challenge.stages.remove(1);
    world
        .travel_to(time(last.close_time) + Duration::seconds(1))
        .await;
    for (caller, stage, told) in [
        (&world.head, &first, "APPROVED"),
        (&world.head, &first, "APPROVED"),
        (&citizen, &first, "APPROVED"),
        (&world.editor, &second, "OPENS_BY_ITSELF"),
        (&service("submissions"), &first, "NOT_PERMITTED"),
        (&Caller::anonymous(), &first, "SIGN_IN_REQUIRED"),
    ] {
        assert_eq!(ask(caller, stage).await, told);
    }
    let request = pb::CancelChallengeRequest {
        name: challenge.name,
        reason: "no money".into(),
    };
    let cancelled = world
        .challenges
        .cancel_challenge(call(&world.head, request));
    cancelled.await.expect("runs");
    assert_eq!(ask(&world.editor, &first).await, "CHALLENGE_CANCELLED");

    let [head, citizen, editor] =
        [&world.head, &citizen, &world.editor].map(|caller| caller.principal.to_string());
    let recorded = world.attempts().await;
    let recorded: Vec<_> = recorded
        .iter()
        .map(|(caller, of_authority, outcome)| (caller.as_str(), *of_authority, outcome.as_str()))
        .collect();
    assert_eq!(
        recorded,
        [
            (head.as_str(), false, "STAGE_NOT_CLOSED"),
            (citizen.as_str(), false, "NOT_FOUND"),
            (head.as_str(), true, "APPROVED"),
            (head.as_str(), true, "APPROVED"),
            (citizen.as_str(), false, "APPROVED"),
            (editor.as_str(), false, "OPENS_BY_ITSELF"),
            ("services/submissions", false, "NOT_PERMITTED"),
            (editor.as_str(), false, "CHALLENGE_CANCELLED"),
        ]
    );
}
