//! The winners of one challenge are carried into another one.

use linia_chassis::{
    auth::Caller,
    id::{AccountId, WorkId},
};
use linia_proto::challenges::v1::{
    self as pb, AdmissionMode, AdmissionState, admission_service_server::AdmissionService as _,
    challenge_service_server::ChallengeService as _,
};
use tonic::{Response, Status};

use crate::{
    results::{judged, unmasked},
    world::{World, call, person, reason, time},
};

impl World {
    /// A contest that was won and awarded, or is about to be.
    pub(crate) async fn won_by(&self, winner: AccountId, awarded: bool) -> String {
        let challenge = self.published().await;
        self.award_to(&challenge, winner, awarded).await
    }

    /// The first work of a contest that runs wins, and is awarded, or is about
    /// to be.
    pub(crate) async fn award_to(
        &self,
        challenge: &pb::Challenge,
        winner: AccountId,
        awarded: bool,
    ) -> String {
        let (name, stage) = (challenge.name.clone(), &challenge.stages[1].name);
        let work = WorkId::random();
        let told = self.hear(stage, &judged(challenge, work)).await;
        told.expect("runs");
        let request = pb::ApproveResultRequest { name: name.clone() };
        let approved = self.challenges.approve_result(call(&self.head, request));
        let approved = approved.await.expect("is judged").into_inner();
        let told = self.hear(stage, &unmasked(challenge, work, winner)).await;
        told.expect("is approved");
        let result = approved.result.expect("is approved");
        self.travel_to(time(result.earliest_award_time)).await;
        if awarded {
            let request = pb::AwardPrizesRequest { name: name.clone() };
            let done = self
                .challenges
                .award_prizes(call(&self.head, request))
                .await;
            done.expect("term has passed");
        }
        name
    }

    async fn carry(
        &self,
        caller: &Caller,
        from: &str,
        into: &str,
    ) -> Result<Vec<pb::Admission>, Status> {
        let request = pb::CarryWinnersRequest {
            from: from.to_owned(),
            into: into.to_owned(),
            max_rank: 0,
        };
        let carried = self.admissions.carry_winners(call(caller, request)).await;
        carried.map(Response::into_inner).map(|it| it.admissions)
    }
}

#[tokio::test]
async fn winner_may_enter_elsewhere_and_is_told_once() {
    let world = World::new().await;
    let winner = AccountId::new();
    let from = world.won_by(winner, true).await;
    for mode in [AdmissionMode::Restricted, AdmissionMode::InvitationOnly] {
        let into = world.published_for(mode).await.name;
        for _ in 0..2 {
            let carried = world.carry(&world.editor, &from, &into).await;
            let carried = carried.expect("was awarded");
            assert_eq!(carried.len(), 1);
            let admission = &carried[0];
            assert_eq!(admission.state(), AdmissionState::Invited);
            assert_eq!(admission.entrant, winner.to_string());
            assert_eq!(
                (&admission.carried_from, admission.carried_rank),
                (&from, 1)
            );
        }
        let told = world.told(&into).await;
        let told = told.iter().filter(|(kind, _)| kind == "EntrantAdmitted");
        assert_eq!(told.count(), 1);
    }
}

#[tokio::test]
async fn nobody_is_carried_before_the_award_or_into_what_is_open_to_all() {
    let world = World::new().await;
    let from = world.won_by(AccountId::new(), false).await;
    let closed = world
        .published_for(AdmissionMode::InvitationOnly)
        .await
        .name;
    let early = world.carry(&world.editor, &from, &closed).await;
    assert_eq!(reason(early), "CHALLENGE_STATE");
    let open = world.published().await.name;
    let open = world.carry(&world.editor, &from, &open).await;
    assert_eq!(reason(open), "ADMISSION_MODE");
    let stranger = world.carry(&person(|_| ()), &from, &closed).await;
    assert_eq!(reason(stranger), "NOT_PERMITTED");
}
