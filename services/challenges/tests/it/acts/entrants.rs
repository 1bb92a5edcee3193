//! The authority decides who may enter.

use linia_chassis::{auth::Caller, id::AccountId};
use linia_proto::challenges::v1::{
    self as pb, ActKind, AdmissionMode, admission_service_server::AdmissionService as _,
};

use super::walk::{Walk, command, name_of};
use crate::world::{World, call, person};

/// Whom the authority lets in.
pub(super) async fn filled_by_invitation(world: &World) -> Walk<'_> {
    let won = world.won_by(AccountId::new(), true).await;
    let (entrant, editor) = (person(|_| ()), &world.editor);
    let restricted = world.published_for(AdmissionMode::Restricted).await.name;
    let mut walk = Walk::new(world, restricted);
    let request = pb::ApplyForAdmissionRequest {
        challenge: walk.name.clone(),
        entrant: name_of(&entrant),
        text: "We build lamps".to_owned(),
    };
    let apply = world
        .admissions
        .apply_for_admission(call(&entrant, request));
    apply.await.expect("in time");
    let (staff, head) = (name_of(editor), name_of(&world.head));
    // Who applies is in the list of admissions.
    walk.leaves(&[
        (ActKind::Drafted, &staff),
        (ActKind::Revised, &staff),
        (ActKind::ApprovalRequested, &staff),
        (ActKind::Approved, &head),
        (ActKind::Published, &staff),
    ])
    .await;
    let request = pb::DecideApplicationRequest {
        challenge: walk.name.clone(),
        entrant: name_of(&entrant),
        decision: pb::ApplicationDecision::Admit.into(),
        reason: "They know lamps".to_owned(),
    };
    let decide = command!(walk, admissions.decide_application, request);
    walk.does_once(ActKind::ApplicationDecided, editor, decide)
        .await;
    let request = pb::CarryWinnersRequest {
        from: won,
        into: walk.name.clone(),
        max_rank: 0,
    };
    let carry = command!(walk, admissions.carry_winners, request);
    walk.does_once(ActKind::WinnersCarried, editor, carry).await;
    walk.has_no_gap().await;

    let closed = world.published_for(AdmissionMode::InvitationOnly).await;
    let mut invited = Walk::new(world, closed.name);
    invited.skip().await;
    let request = pb::InviteEntrantRequest {
        challenge: invited.name.clone(),
        entrant: name_of(&entrant),
    };
    let invite = command!(invited, admissions.invite_entrant, request);
    invited
        .does_once(ActKind::EntrantInvited, editor, invite)
        .await;
    invited.kinds.extend(walk.kinds);
    invited
}
