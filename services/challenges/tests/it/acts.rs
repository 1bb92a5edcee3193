//! Every act leaves its record: what, by whom, when; and a refused one none.

mod commands;
mod contest;
mod endings;
mod entrants;
mod preparing;
mod walk;

use linia_chassis::auth::Caller;
use linia_proto::challenges::v1::{
    self as pb, ActKind, AdmissionMode, admission_service_server::AdmissionService as _,
    challenge_service_server::ChallengeService as _,
};
use tonic::{Response, Status};

use crate::world::{World, call, person, reason};

impl World {
    /// A page of the record of a challenge, as this reader gets it.
    async fn acts(
        &self,
        reader: &Caller,
        name: &str,
        page_size: i32,
        page_token: &str,
    ) -> Result<pb::ListActsResponse, Status> {
        let request = pb::ListActsRequest {
            challenge: name.to_owned(),
            page_size,
            page_token: page_token.to_owned(),
        };
        let listed = self.challenges.list_acts(call(reader, request)).await;
        listed.map(Response::into_inner)
    }

    async fn invited(&self, challenge: &str, entrant: &Caller) -> String {
        let entrant = entrant.account().expect("is a person").to_string();
        let request = pb::InviteEntrantRequest {
            challenge: challenge.to_owned(),
            entrant: entrant.clone(),
        };
        let invited = self.admissions.invite_entrant(call(&self.editor, request));
        invited.await.expect("takes invitations");
        entrant
    }
}

#[tokio::test]
async fn record_is_read_page_by_page_in_the_order_of_the_acts() {
    let world = World::new().await;
    let name = world.published().await.name;
    let mut numbers = Vec::new();
    let mut token = String::new();
    loop {
        let page = world.acts(&world.head, &name, 1, &token).await;
        let page = page.expect("is the head's");
        numbers.extend(page.acts.iter().map(|act| (act.number, act.kind())));
        token = page.next_page_token;
        if token.is_empty() {
            break;
        }
    }
    let expected = [
        (1, ActKind::Drafted),
        (2, ActKind::ApprovalRequested),
        (3, ActKind::Approved),
        (4, ActKind::Published),
    ];
    assert_eq!(numbers, expected);
}

#[tokio::test]
async fn record_is_read_by_staff_and_operators_and_names_entrants_to_staff_alone() {
    let world = World::new().await;
    let operator = person(|claims| claims.operator = true);
    let draft = world.draft().await.name;
    let hidden = world.acts(&operator, &draft, 0, "").await;
    assert_eq!(reason(hidden), "NOT_FOUND");

    let contest = world.published_for(AdmissionMode::InvitationOnly).await;
    let entrant = person(|_| ());
    let invited = world.invited(&contest.name, &entrant).await;
    for (reader, told) in [
        (&world.head, invited.as_str()),
        (&world.editor, invited.as_str()),
        (&operator, ""),
    ] {
        let record = world.acts(reader, &contest.name, 0, "").await;
        let record = record.expect("may audit").acts;
        let last = record.last().expect("was invited");
        assert_eq!(last.kind(), ActKind::EntrantInvited);
        assert_eq!(last.subject, told);
    }
    for (reader, refusal) in [
        (&entrant, "NOT_PERMITTED"),
        (&person(|_| ()), "NOT_PERMITTED"),
        (&Caller::anonymous(), "SIGN_IN_REQUIRED"),
    ] {
        let refused = world.acts(reader, &contest.name, 0, "").await;
        assert_eq!(reason(refused), refusal);
    }
}

#[tokio::test]
async fn record_is_not_rewritten_and_its_actors_are_known() {
    let world = World::new().await;
    world.draft().await;
    let rewritten = sqlx::raw_sql("UPDATE act SET actor = 'services/challenges'")
        .execute(world.database.pool())
        .await;
    let error = rewritten.expect_err("is refused");
    let error = error.as_database_error().expect("is the database's");
    assert_eq!(error.code().as_deref(), Some("23001"));
    let invented = "INSERT INTO act (challenge, number, version, kind, subject, actor, create_time)
        SELECT id, 2, 1, 'APPROVED', '', 'the mayor', linia_now() FROM challenge";
    let violated = world.constraint_violated_by(invented).await;
    assert_eq!(violated.as_deref(), Some("act_actor_known"));
}
