//! Who may enter: applicants that were admitted, or those invited.

use linia_chassis::{auth::Caller, id::AccountId};
use linia_proto::challenges::v1::{
    self as pb, AdmissionMode, AdmissionState, ApplicationDecision as Decision,
    admission_service_server::AdmissionService, challenge_service_server::ChallengeService as _,
};
use tonic::{Response, Status};

use crate::world::{World, call, person, reason, time};

type Answer = Result<pb::Admission, Status>;

fn own_name(caller: &Caller) -> String {
    caller.account().expect("is a person").to_string()
}

impl World {
    async fn apply(&self, caller: &Caller, challenge: &str, text: &str) -> Answer {
        let request = pb::ApplyForAdmissionRequest {
            challenge: challenge.to_owned(),
            entrant: own_name(caller),
            text: text.to_owned(),
        };
        let answer = self.admissions.apply_for_admission(call(caller, request));
        answer.await.map(Response::into_inner)
    }

    async fn decide(&self, challenge: &str, entrant: &str, decision: Decision) -> Answer {
        let request = pb::DecideApplicationRequest {
            challenge: challenge.to_owned(),
            entrant: entrant.to_owned(),
            decision: decision.into(),
            reason: "They know lamps".to_owned(),
        };
        let answer = self
            .admissions
            .decide_application(call(&self.editor, request));
        answer.await.map(Response::into_inner)
    }

    async fn invite(&self, challenge: &str, entrant: &str) -> Answer {
        let request = pb::InviteEntrantRequest {
            challenge: challenge.to_owned(),
            entrant: entrant.to_owned(),
        };
        let answer = self.admissions.invite_entrant(call(&self.editor, request));
        answer.await.map(Response::into_inner)
    }

    async fn admissions_seen_by(&self, caller: &Caller, challenge: &str) -> Vec<String> {
        let request = pb::ListAdmissionsRequest {
            challenge: challenge.to_owned(),
            ..pb::ListAdmissionsRequest::default()
        };
        let listed = self.admissions.list_admissions(call(caller, request)).await;
        let listed = listed.expect("is public").into_inner().admissions;
        listed.into_iter().map(|a| a.entrant).collect()
    }

    /// What was told of admissions to a challenge, in order.
    async fn told_of_admission(&self, challenge: &str) -> Vec<String> {
        let told = self.told(challenge).await.into_iter();
        told.map(|(kind, _)| kind)
            .filter(|kind| kind.starts_with("Entrant") || kind.starts_with("Application"))
            .collect()
    }
}

#[tokio::test]
async fn applicant_is_admitted_with_a_reason_and_once() {
    let world = World::new().await;
    let name = world.published_for(AdmissionMode::Restricted).await.name;
    let (first, second) = (person(|_| ()), person(|_| ()));
    for text in ["We build lamps", "We build better lamps"] {
        let applied = world.apply(&first, &name, text).await.expect("in time");
        assert_eq!(
            (applied.state(), applied.text.as_str()),
            (AdmissionState::Applied, text)
        );
    }
    world
        .apply(&second, &name, "We, too")
        .await
        .expect("in time");

    for _ in 0..2 {
        let admitted = world
            .decide(&name, &own_name(&first), Decision::Admit)
            .await;
        assert_eq!(admitted.expect("applied").state(), AdmissionState::Admitted);
    }
    let refused = world
        .decide(&name, &own_name(&second), Decision::Refuse)
        .await;
    let refused = refused.expect("applied");
    assert_eq!(
        (refused.state(), refused.reason.as_str()),
        (AdmissionState::Refused, "They know lamps")
    );
    assert_eq!(
        world.told_of_admission(&name).await,
        [
            "ApplicationReceived",
            "ApplicationReceived",
            "EntrantAdmitted",
            "EntrantRefused"
        ]
    );

    let named: i64 = sqlx::query_scalar(
        "SELECT count(*) FROM outbox_event WHERE type LIKE '%ApplicationReceived' \
         AND payload::jsonb ->> 'entrant' LIKE 'accounts/%'",
    )
    .fetch_one(world.database.pool())
    .await
    .expect("counts");
    assert_eq!(named, 2, "who waits is told");

    let otherwise = world
        .decide(&name, &own_name(&second), Decision::Admit)
        .await;
    assert_eq!(reason(otherwise), "APPLICATION_DECIDED");
    let again = world.apply(&second, &name, "Please").await;
    assert_eq!(reason(again), "APPLICATION_DECIDED");
    let nobody = world
        .decide(&name, &AccountId::new().to_string(), Decision::Admit)
        .await;
    assert_eq!(reason(nobody), "NOT_FOUND");
}

#[tokio::test]
async fn applications_are_seen_by_staff_and_each_by_its_applicant() {
    let world = World::new().await;
    let name = world.published_for(AdmissionMode::Restricted).await.name;
    let (first, second) = (person(|_| ()), person(|_| ()));
    for applicant in [&first, &second] {
        world.apply(applicant, &name, "We").await.expect("in time");
    }
    let mut all = vec![own_name(&first), own_name(&second)];
    all.sort();
    assert_eq!(world.admissions_seen_by(&world.editor, &name).await, all);
    let own = world.admissions_seen_by(&first, &name).await;
    assert_eq!(own, [own_name(&first)]);
    let operator = person(|claims| claims.operator = true);
    for stranger in [operator, person(|_| ()), Caller::anonymous()] {
        let seen = world.admissions_seen_by(&stranger, &name).await;
        assert!(seen.is_empty());
    }
}

#[tokio::test]
async fn application_at_the_deadline_is_late() {
    let world = World::new().await;
    let challenge = world.published_for(AdmissionMode::Restricted).await;
    world.travel_to(time(challenge.application_deadline)).await;
    let late = world.apply(&person(|_| ()), &challenge.name, "We").await;
    assert_eq!(reason(late), "APPLICATIONS_CLOSED");
}

#[tokio::test]
async fn nobody_applies_for_somebody_else() {
    let world = World::new().await;
    let name = world.published_for(AdmissionMode::Restricted).await.name;
    let request = pb::ApplyForAdmissionRequest {
        challenge: name,
        entrant: AccountId::new().to_string(),
        text: "They".to_owned(),
    };
    let stranger = person(|_| ());
    let refused = world
        .admissions
        .apply_for_admission(call(&stranger, request))
        .await;
    assert_eq!(reason(refused), "NOT_PERMITTED");
}

#[tokio::test]
async fn invitations_are_for_contests_that_need_them_and_told_once() {
    let world = World::new().await;
    let name = world
        .published_for(AdmissionMode::InvitationOnly)
        .await
        .name;
    let guest = person(|_| ());
    for _ in 0..2 {
        let invited = world.invite(&name, &own_name(&guest)).await;
        assert_eq!(invited.expect("runs").state(), AdmissionState::Invited);
    }
    assert_eq!(world.told_of_admission(&name).await, ["EntrantAdmitted"]);
    let applied = world.apply(&guest, &name, "We").await;
    assert_eq!(reason(applied), "ADMISSION_MODE");
    let open = world.published().await.name;
    assert_eq!(
        reason(world.invite(&open, &own_name(&guest)).await),
        "ADMISSION_MODE"
    );
}

#[tokio::test]
async fn events_of_admission_keep_the_count_of_the_challenge() {
    let world = World::new().await;
    let name = world
        .published_for(AdmissionMode::InvitationOnly)
        .await
        .name;
    let guest = AccountId::new().to_string();
    world.invite(&name, &guest).await.expect("runs");
    let request = pb::CancelChallengeRequest {
        name: name.clone(),
        reason: "No money left".to_owned(),
    };
    let cancelled = world
        .challenges
        .cancel_challenge(call(&world.head, request))
        .await;
    cancelled.expect("runs");
    let told = world.told(&name).await;
    let internal = told
        .iter()
        .filter(|(kind, _)| !["ChallengeAnnounced", "ChallengeUpdated"].contains(&kind.as_str()));
    let versions: Vec<_> = internal.map(|(_, version)| *version).collect();
    assert_eq!(versions, [1, 2, 3, 4, 5, 6]);
    let late = world.invite(&name, &AccountId::new().to_string()).await;
    assert_eq!(reason(late), "CHALLENGE_STATE");
}

#[tokio::test]
async fn decided_admission_is_final_for_the_database_too() {
    let world = World::new().await;
    let name = world
        .published_for(AdmissionMode::InvitationOnly)
        .await
        .name;
    let guest = AccountId::new().to_string();
    world.invite(&name, &guest).await.expect("runs");
    for (statement, constraint) in [
        (
            "DELETE FROM admission WHERE entrant = $1",
            "admission_is_retained",
        ),
        (
            "UPDATE admission SET state = 'APPLIED' WHERE entrant = $1",
            "admission_decided_is_final",
        ),
    ] {
        let refused = sqlx::query(statement)
            .bind(&guest)
            .execute(world.database.pool())
            .await;
        let refused = refused.expect_err("is final");
        let refused = refused.as_database_error().expect("is the database's");
        assert_eq!(refused.constraint(), Some(constraint));
    }
}
