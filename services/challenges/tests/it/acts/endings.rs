//! Contests that end without a prize.

use linia_chassis::{auth::Caller, id::WorkId};
use linia_proto::challenges::v1::{
    self as pb, ActKind, challenge_service_server::ChallengeService as _,
};

use super::walk::{Walk, command, named};
use crate::{
    results::judged,
    world::{World, call},
};

pub(super) async fn cancelled(world: &World) -> Walk<'_> {
    let mut walk = Walk::new(world, world.published().await.name);
    walk.skip().await;
    let request = pb::CancelChallengeRequest {
        reason: "Brak środków.".to_owned(),
        ..named!(walk, CancelChallengeRequest)
    };
    let cancel = command!(walk, challenges.cancel_challenge, request);
    walk.does_once(ActKind::Cancelled, &world.head, cancel)
        .await;
    walk
}

pub(super) async fn annulled(world: &World) -> Walk<'_> {
    let contest = world.published().await;
    let mut walk = Walk::new(world, contest.name.clone());
    walk.skip().await;
    let (received, stage) = (judged(&contest, WorkId::random()), &contest.stages[1].name);
    walk.hears(ActKind::ResultReceived, stage, &received).await;
    let request = pb::AnnulResultRequest {
        reason: "Wada postępowania.".to_owned(),
        ..named!(walk, AnnulResultRequest)
    };
    let annul = command!(walk, challenges.annul_result, request);
    walk.does_once(ActKind::ResultAnnulled, &world.head, annul)
        .await;
    walk
}
