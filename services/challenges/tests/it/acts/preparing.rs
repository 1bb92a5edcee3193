//! A draft is prepared, reviewed, approved, and published at its set time.

use linia_chassis::{auth::Caller, grpc::timestamp};
use linia_proto::challenges::v1::{
    self as pb, ActKind, challenge_service_server::ChallengeService as _,
};
use time::Duration;

use super::walk::{Walk, command, name_of, named};
use crate::world::{World, call, person};

/// From the draft over an operator and the head to the set time.
pub(super) async fn prepared_and_published_by_itself(world: &World) -> Walk<'_> {
    let draft = world.draft().await;
    let mut walk = Walk::new(world, draft.name);
    let (head, editor) = (&world.head, &world.editor);
    let operator = person(|claims| claims.operator = true);
    walk.leaves(&[(ActKind::Drafted, &name_of(editor))]).await;

    let revised = pb::UpdateChallengeRequest {
        challenge: Some(pb::Challenge {
            name: walk.name.clone(),
            cpv_codes: vec!["72000000".to_owned()],
            ..pb::Challenge::default()
        }),
        update_mask: None,
    };
    let revise = command!(walk, challenges.update_challenge, revised);
    walk.does(ActKind::Revised, editor, revise).await;

    let review = || {
        command!(
            walk,
            challenges.request_review,
            named!(walk, RequestReviewRequest)
        )
    };
    let requested = ActKind::ReviewRequested;
    let first = review();
    let second = review();
    let changes = pb::RequestChangesRequest {
        remarks: "Which lamps?".to_owned(),
        ..named!(walk, RequestChangesRequest)
    };
    let request_changes = command!(walk, challenges.request_changes, changes);
    let accept = command!(
        walk,
        challenges.accept_review,
        named!(walk, AcceptReviewRequest)
    );
    walk.does_once(requested, editor, first).await;
    walk.does_once(ActKind::ChangesRequested, &operator, request_changes)
        .await;
    walk.does_once(requested, editor, second).await;
    walk.does_once(ActKind::ReviewAccepted, &operator, accept)
        .await;

    let remarks = pb::ReturnChallengeRequest {
        remarks: "Why so late?".to_owned(),
        ..named!(walk, ReturnChallengeRequest)
    };
    let give_back = command!(walk, challenges.return_challenge, remarks);
    walk.does_once(ActKind::Returned, head, give_back).await;
    let request = named!(walk, RequestApprovalRequest);
    let request = command!(walk, challenges.request_approval, request);
    walk.does_once(ActKind::ApprovalRequested, editor, request)
        .await;
    let approve = named!(walk, ApproveChallengeRequest);
    let approve = command!(walk, challenges.approve_challenge, approve);
    walk.does_once(ActKind::Approved, head, approve).await;

    let at = world.now().await + Duration::hours(2);
    let publish_time = Some(timestamp(at));
    let scheduled = pb::SchedulePublicationRequest {
        publish_time,
        ..named!(walk, SchedulePublicationRequest)
    };
    let schedule = command!(walk, challenges.schedule_publication, scheduled.clone());
    let again = command!(walk, challenges.schedule_publication, scheduled);
    let unschedule = named!(walk, UnschedulePublicationRequest);
    let unschedule = command!(walk, challenges.unschedule_publication, unschedule);
    walk.does(ActKind::PublicationScheduled, editor, schedule)
        .await;
    walk.does_once(ActKind::PublicationUnscheduled, head, unschedule)
        .await;
    walk.does(ActKind::PublicationScheduled, head, again).await;

    world.travel_to(at).await;
    world.publish_what_is_due(&walk.name).await;
    walk.leaves(&[(ActKind::Published, "services/challenges")])
        .await;
    walk
}
