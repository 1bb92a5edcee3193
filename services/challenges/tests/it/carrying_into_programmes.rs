//! The winners of a challenge are carried into a programme.

use linia_chassis::{
    auth::Caller,
    id::{AccountId, ProgrammeId},
};
use linia_proto::challenges::v1::{
    self as pb, EnrolmentState, admission_service_server::AdmissionService as _,
};
use time::Duration;
use tonic::Status;

use crate::world::{World, call, person, reason, time};

impl World {
    async fn carry_on(
        &self,
        caller: &Caller,
        from: &str,
        into: &str,
    ) -> Result<Vec<pb::Enrolment>, Status> {
        let request = pb::CarryWinnersRequest {
            from: from.to_owned(),
            into: into.to_owned(),
            max_rank: 0,
        };
        let carried = self.admissions.carry_winners(call(caller, request)).await;
        let carried = carried?.into_inner();
        assert_eq!(carried.admissions, []);
        Ok(carried.enrolments)
    }

    /// From where those came, as it is told, who got a place at once.
    async fn came_from(&self, programme: &str) -> Vec<String> {
        let id: ProgrammeId = programme.parse().expect("is a name");
        let payloads: Vec<String> = sqlx::query_scalar(
            "SELECT payload FROM outbox_event \
             WHERE aggregate_id = $1 AND type LIKE '%.EntrantEnrolled' ORDER BY position",
        )
        .bind(id.as_uuid())
        .fetch_all(self.database.pool())
        .await
        .expect("is there");
        let told = payloads.iter().map(|payload| {
            let event: serde_json::Value = serde_json::from_str(payload).expect("is JSON");
            event["carriedFrom"].as_str().unwrap_or_default().to_owned()
        });
        told.collect()
    }
}

#[tokio::test]
async fn winner_gets_a_place_also_after_the_deadline_and_is_told_once() {
    let world = World::new().await;
    let winner = AccountId::new();
    let operator = world.verified_organization().await;
    let from = world.won_by(winner, true).await;
    let into = world
        .running_programme(|it| it.operators = vec![operator.to_string()])
        .await;
    let close_time = time(into.enrolment.expect("is written").close_time);
    world.travel_to(close_time + Duration::DAY).await;
    let into = into.name;
    let operator = person(|claims| claims.editors = [operator].into());
    for caller in [&operator, &world.head] {
        let carried = world.carry_on(caller, &from, &into).await;
        let carried = carried.expect("was awarded");
        assert_eq!(carried.len(), 1);
        let enrolment = &carried[0];
        assert_eq!(enrolment.state(), EnrolmentState::Enrolled);
        assert_eq!(enrolment.entrant, winner.to_string());
        assert_eq!(
            (&enrolment.carried_from, enrolment.carried_rank),
            (&from, 1)
        );
    }
    let told = world.told(&into).await;
    let told = told.iter().filter(|(kind, _)| kind == "EntrantEnrolled");
    assert_eq!(told.count(), 1);
}

#[tokio::test]
async fn winner_who_finds_no_place_waits_behind_those_who_wait_however_many_do() {
    let world = World::new().await;
    let winner = AccountId::new();
    let from = world.won_by(winner, true).await;
    let into = world.running_programme(|_| ()).await.name;
    for _ in 0..4 {
        world.enrol(&person(|_| ()), &into).await.expect("fits");
    }
    let carried = world.carry_on(&world.editor, &from, &into).await;
    let carried = carried.expect("was awarded");
    assert_eq!(carried[0].state(), EnrolmentState::Waiting);
    let roll = world.roll(&world.editor, &into).await;
    let last = roll.last().expect("five came");
    assert_eq!(*last, (winner.to_string(), EnrolmentState::Waiting));
    let told = world.told(&into).await;
    assert_eq!(told.last().expect("is told").0, "EntrantWaitlisted");
}

#[tokio::test]
async fn winner_who_left_and_enrols_again_comes_by_themselves() {
    let world = World::new().await;
    let winner = person(|_| ());
    let account = winner.account().expect("is a person");
    let from = world.won_by(account, true).await;
    let into = world.running_programme(|_| ()).await.name;
    let carried = world.carry_on(&world.editor, &from, &into).await;
    carried.expect("was awarded");
    world.leave(&winner, &into).await.expect("the phase lets");
    let back = world.enrol(&winner, &into).await.expect("is open");
    // Where they won stays on record.
    assert_eq!(back.carried_from, from);
    assert_eq!(world.came_from(&into).await, [from.as_str(), ""]);
}

#[tokio::test]
async fn nobody_is_carried_before_the_award_into_an_ended_programme_or_by_strangers() {
    let world = World::new().await;
    let into = world.running_programme(|_| ()).await.name;
    let early = world.won_by(AccountId::new(), false).await;
    let refused = world.carry_on(&world.editor, &early, &into).await;
    assert_eq!(reason(refused), "CHALLENGE_STATE");
    let from = world.won_by(AccountId::new(), true).await;
    let refused = world.carry_on(&person(|_| ()), &from, &into).await;
    assert_eq!(reason(refused), "NOT_PERMITTED");
    let ended = world.end_programme(&world.head, &into).await;
    ended.expect("is published");
    let refused = world.carry_on(&world.editor, &from, &into).await;
    assert_eq!(reason(refused), "PROGRAMME_STATE");
    let unknown = ProgrammeId::new().to_string();
    let refused = world.carry_on(&world.editor, &from, &unknown).await;
    assert_eq!(reason(refused), "NOT_FOUND");
    let draft = world.programme_with(|_| ()).await.name;
    let refused = world.carry_on(&world.editor, &from, &draft).await;
    assert_eq!(reason(refused), "PROGRAMME_STATE");
}
