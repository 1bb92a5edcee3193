//! A draft is reviewed by an operator, approved by the head, and published at
//! its set time.

use linia_challenges::app::publish_scheduled::{Scheduled, give_back_in_tx};
use linia_chassis::{auth::Caller, grpc::timestamp};
use linia_proto::challenges::v1::{self as pb, challenge_service_server::ChallengeService};
use time::{Duration, OffsetDateTime};
use tonic::{Response, Status};

use crate::world::{World, call, person, reason, time};

type Answer = Result<pb::Challenge, Status>;

fn operator() -> Caller {
    person(|claims| claims.operator = true)
}

impl World {
    async fn request_review(&self, name: &str) -> Answer {
        let request = pb::RequestReviewRequest {
            name: name.to_owned(),
            etag: String::new(),
        };
        let answer = self.challenges.request_review(call(&self.editor, request));
        answer.await.map(Response::into_inner)
    }

    async fn request_changes(&self, caller: &Caller, name: &str, remarks: &str) -> Answer {
        let request = pb::RequestChangesRequest {
            name: name.to_owned(),
            etag: String::new(),
            remarks: remarks.to_owned(),
        };
        let answer = self.challenges.request_changes(call(caller, request));
        answer.await.map(Response::into_inner)
    }

    async fn accept_review(&self, caller: &Caller, name: &str) -> Answer {
        let request = pb::AcceptReviewRequest {
            name: name.to_owned(),
            etag: String::new(),
        };
        let answer = self.challenges.accept_review(call(caller, request));
        answer.await.map(Response::into_inner)
    }

    async fn remarks(&self, caller: &Caller, name: &str) -> Result<Vec<pb::Remark>, Status> {
        let request = pb::ListRemarksRequest {
            challenge: name.to_owned(),
            ..pb::ListRemarksRequest::default()
        };
        let listed = self.challenges.list_remarks(call(caller, request)).await?;
        Ok(listed.into_inner().remarks)
    }

    async fn schedule(&self, name: &str, publish_time: OffsetDateTime) -> Answer {
        let request = pb::SchedulePublicationRequest {
            name: name.to_owned(),
            etag: String::new(),
            publish_time: Some(timestamp(publish_time)),
        };
        let answer = self
            .challenges
            .schedule_publication(call(&self.editor, request));
        answer.await.map(Response::into_inner)
    }

    async fn unschedule(&self, name: &str) -> Answer {
        let request = pb::UnschedulePublicationRequest {
            name: name.to_owned(),
            etag: String::new(),
        };
        let answer = self
            .challenges
            .unschedule_publication(call(&self.head, request));
        answer.await.map(Response::into_inner)
    }

    async fn prepare(&self, name: &str) -> Scheduled {
        let context = &self.challenges.context;
        let challenge = name.parse().expect("is a name");
        let prepared = context.prepare_scheduled(challenge).await;
        prepared.expect("identity is there")
    }

    /// Publishes a challenge whose set time has come.
    pub(crate) async fn publish_what_is_due(&self, name: &str) {
        let Scheduled::Publish(stored, keys) = self.prepare(name).await else {
            panic!("its time has come");
        };
        let context = &self.challenges.context;
        let mut tx = self.database.begin_write().await.expect("is there");
        let done = context.publish_scheduled_in_tx(&mut tx, &stored, keys);
        done.await.expect("is publishable");
        tx.commit().await.expect("is there");
    }

    /// When the publication of anything falls due.
    async fn due_times(&self) -> Vec<OffsetDateTime> {
        sqlx::query_scalar("SELECT due_time FROM due_work WHERE kind = 'publish_challenge'")
            .fetch_all(self.database.pool())
            .await
            .expect("is there")
    }
}

#[tokio::test]
async fn operator_asks_for_changes_and_accepts_and_all_of_it_is_kept() {
    let world = World::new().await;
    let operator = operator();
    let name = world.draft().await.name;
    assert_eq!(reason(world.get(&operator, &name).await), "NOT_FOUND");

    let submitted = world.request_review(&name).await.expect("has no defects");
    assert_eq!(submitted.state(), pb::ChallengeState::InReview);
    assert_eq!(
        world
            .get(&operator, &name)
            .await
            .expect("is submitted")
            .etag,
        submitted.etag
    );
    let returned = world
        .request_changes(&operator, &name, "Which lamps?")
        .await;
    let returned = returned.expect("is in review");
    assert_eq!(returned.state(), pb::ChallengeState::Draft);
    assert_eq!(returned.remarks, "Which lamps?");

    let again = world.request_review(&name).await.expect("has no defects");
    let accepted = world.accept_review(&operator, &name).await;
    assert_eq!(
        accepted.expect("is in review").state(),
        pb::ChallengeState::PendingApproval
    );

    let remarks = world.remarks(&world.editor, &name).await.expect("staff");
    let said: Vec<_> = remarks
        .iter()
        .map(|r| (r.kind(), r.text.as_str(), r.etag.as_str()))
        .collect();
    let expected = [
        (pb::RemarkKind::Accepted, "", again.etag.as_str()),
        (
            pb::RemarkKind::ChangesRequested,
            "Which lamps?",
            submitted.etag.as_str(),
        ),
    ];
    assert_eq!(said, expected);
    let author = operator.account().expect("is a person").to_string();
    assert!(remarks.iter().all(|remark| remark.author == author));
    let told: Vec<_> = world.told(&name).await.into_iter().map(|t| t.0).collect();
    let expected = [
        "ChallengeDrafted",
        "ChallengeReviewRequested",
        "ChallengeReturned",
        "ChallengeReviewRequested",
        "ChallengeApprovalRequested",
    ];
    assert_eq!(told, expected);
}

#[tokio::test]
async fn nobody_reviews_but_an_operator_from_elsewhere() {
    let world = World::new().await;
    let name = world.draft().await.name;
    world.request_review(&name).await.expect("has no defects");
    let authority = world.authority;
    let own = person(|claims| {
        claims.operator = true;
        claims.editors = [authority].into();
    });
    for (caller, told) in [
        (&world.head, "NOT_PERMITTED"),
        (&world.editor, "NOT_PERMITTED"),
        (&own, "NOT_PERMITTED"),
        (&person(|_| ()), "NOT_FOUND"),
    ] {
        assert_eq!(reason(world.accept_review(caller, &name).await), told);
        let refused = world.request_changes(caller, &name, "No").await;
        assert_eq!(reason(refused), told);
    }
    assert_eq!(
        reason(world.remarks(&person(|_| ()), &name).await),
        "NOT_FOUND"
    );
}

#[tokio::test]
async fn head_takes_a_review_back_that_nobody_answers() {
    let world = World::new().await;
    let name = world.draft().await.name;
    world.request_review(&name).await.expect("has no defects");
    let request = pb::ReturnChallengeRequest {
        name: name.clone(),
        etag: String::new(),
        remarks: "Not this year".to_owned(),
    };
    let returned = world
        .challenges
        .return_challenge(call(&world.head, request))
        .await;
    let returned = returned.expect("is in review").into_inner();
    assert_eq!(returned.state(), pb::ChallengeState::Draft);
    let remarks = world.remarks(&world.head, &name).await.expect("staff");
    assert_eq!(remarks[0].kind(), pb::RemarkKind::Returned);
}

#[tokio::test]
async fn remark_can_be_neither_changed_nor_removed() {
    let world = World::new().await;
    let name = world.draft().await.name;
    world.request_review(&name).await.expect("has no defects");
    let said = world.request_changes(&operator(), &name, "Why?").await;
    said.expect("is in review");
    for (statement, constraint) in [
        ("UPDATE remark SET text = 'Because'", "remark_is_kept"),
        ("DELETE FROM remark", "remark_is_retained"),
    ] {
        let violated = world.constraint_violated_by(statement).await;
        assert_eq!(violated.as_deref(), Some(constraint), "{statement}");
    }
}

#[tokio::test]
async fn publication_is_due_at_its_time_until_it_is_moved_or_taken_back() {
    let world = World::new().await;
    let approved = world.approved().await;
    let name = approved.name;
    let now = world.now().await.replace_nanosecond(0).expect("in range");
    let (first, second) = (now + Duration::hours(2), now + Duration::hours(5));
    world.schedule(&name, first).await.expect("is early");
    let moved = world.schedule(&name, second).await.expect("is early");
    assert_eq!(time(moved.scheduled_publish_time), second);
    assert_eq!(world.due_times().await, [second]);
    world.travel_to(first).await;
    let prepared = world.prepare(&name).await;
    assert!(matches!(prepared, Scheduled::NotBefore(time) if time == second));

    let free = world.unschedule(&name).await.expect("is scheduled");
    assert_eq!(free.state(), pb::ChallengeState::Approved);
    assert_eq!(free.scheduled_publish_time, None);
    assert!(world.due_times().await.is_empty());
    assert_eq!(
        reason(world.unschedule(&name).await),
        "PUBLICATION_NOT_SCHEDULED"
    );
    world.travel_to(second).await;
    assert!(matches!(world.prepare(&name).await, Scheduled::Nothing));
}

#[tokio::test]
async fn scheduled_challenge_is_published_with_keys_when_its_time_has_come() {
    let world = World::new().await;
    let name = world.approved().await.name;
    let at = world.now().await + Duration::hours(2);
    world.schedule(&name, at).await.expect("is early");
    world.travel_to(at).await;
    world.publish_what_is_due(&name).await;
    let shown = world.get(&Caller::anonymous(), &name).await;
    let shown = shown.expect("is public");
    assert_eq!(shown.state(), pb::ChallengeState::Published);
    assert!(time(shown.publish_time) >= at);
    assert!(
        shown
            .stages
            .iter()
            .all(|s| s.sealing_recipient.starts_with("age1"))
    );
}

#[tokio::test]
async fn challenge_that_was_returned_meanwhile_is_not_published() {
    let world = World::new().await;
    let name = world.approved().await.name;
    let at = world.now().await + Duration::hours(2);
    world.schedule(&name, at).await.expect("is early");
    world.travel_to(at).await;
    let Scheduled::Publish(stored, keys) = world.prepare(&name).await else {
        panic!("its time has come");
    };
    world.unschedule(&name).await.expect("is scheduled");
    let context = &world.challenges.context;
    let mut tx = world.database.begin_write().await.expect("is there");
    let refused = context
        .publish_scheduled_in_tx(&mut tx, &stored, keys)
        .await;
    refused.expect_err("is another one by now");
    drop(tx);
    let shown = world.get(&world.editor, &name).await.expect("staff");
    assert_eq!(shown.state(), pb::ChallengeState::Approved);
}

#[tokio::test]
async fn challenge_that_missed_its_time_goes_back_with_the_reason() {
    let world = World::new().await;
    let approved = world.approved().await;
    let name = approved.name;
    let at = world.now().await + Duration::hours(2);
    world.schedule(&name, at).await.expect("is early");
    // The service was down until the first stage should have opened.
    world.travel_to(time(approved.stages[0].open_time)).await;
    let Scheduled::GiveBack(stored, why) = world.prepare(&name).await else {
        panic!("its dates have passed");
    };
    let mut tx = world.database.begin_write().await.expect("is there");
    give_back_in_tx(&mut tx, &stored, &why)
        .await
        .expect("is approved");
    tx.commit().await.expect("is there");
    let shown = world.get(&world.editor, &name).await.expect("staff");
    assert_eq!(shown.state(), pb::ChallengeState::Draft);
    let remarks = world.remarks(&world.editor, &name).await.expect("staff");
    assert_eq!(remarks[0].kind(), pb::RemarkKind::NotPublished);
    assert!(remarks[0].text.contains("stages[0].open_time has passed"));
    assert_eq!(remarks[0].author, "");
}
