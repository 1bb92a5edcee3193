//! Every command that changes a challenge or decides about it leaves its act.

use std::collections::BTreeSet;

use linia_proto::challenges::v1::ActKind;

use super::{
    contest::run_and_awarded,
    endings::{annulled, cancelled},
    entrants::filled_by_invitation,
    preparing::prepared_and_published_by_itself,
};
use crate::world::World;

#[tokio::test]
async fn every_command_leaves_one_act_with_its_caller_and_a_refused_one_none() {
    let world = World::new().await;
    let mut kinds = BTreeSet::new();
    for walked in [
        prepared_and_published_by_itself(&world).await,
        run_and_awarded(&world).await,
        filled_by_invitation(&world).await,
        cancelled(&world).await,
        annulled(&world).await,
    ] {
        walked.has_no_gap().await;
        kinds.extend(walked.kinds);
    }
    let all = (1..).map_while(|kind| ActKind::try_from(kind).ok());
    let missing: Vec<_> = all
        .filter(|kind| !kinds.contains(&(*kind as i32)))
        .collect();
    assert_eq!(missing, [], "no command of this test leaves it");
}
