//! The ledger.

use linia_chassis::{
    auth::Claims,
    consumer::EventRecord,
    id::{ChallengeId, OrganizationId},
};
use linia_proto::reporting::v1::ListChallengeLedgerRequest;
use tonic::Code;

use crate::{contest::Contest, world::World};

fn of(challenge: ChallengeId) -> ListChallengeLedgerRequest {
    ListChallengeLedgerRequest {
        challenge: challenge.to_string(),
        page_size: 4,
        page_token: String::new(),
    }
}

#[tokio::test]
async fn ledger_holds_every_event_of_a_challenge_once_in_order_of_time() {
    let world = World::start().await;
    let contest = Contest::new();
    let mut events = contest.chains.concat();
    world.apply(&events).await;
    world.apply(&events).await;
    world.apply(&Contest::new().chains.concat()).await;
    events.sort_by_key(|event| (event.time, event.id));

    let own = [contest.authority];
    let mut ledger = world.person(|claims| Claims {
        editors: own.into(),
        ..claims
    });
    let mut request = of(contest.challenge);
    let mut seen = Vec::new();
    loop {
        let page = ledger.list_challenge_ledger(request.clone()).await;
        let page = page.expect("is staff").into_inner();
        assert!(page.lines.len() <= 4);
        seen.extend(page.lines);
        if page.next_page_token.is_empty() {
            break;
        }
        request.page_token = page.next_page_token;
    }
    let shown = seen
        .iter()
        .map(|line| (line.event_id.clone(), line.event_type.clone()));
    let happened = |event: &EventRecord| (event.id.to_string(), event.kind.clone());
    assert!(shown.eq(events.iter().map(happened)), "{seen:?}");
}

#[tokio::test]
async fn others_are_not_told_that_there_is_a_ledger() {
    let world = World::start().await;
    let contest = Contest::new();
    world.apply(&contest.chains.concat()).await;

    let refused = world
        .anyone()
        .list_challenge_ledger(of(contest.challenge))
        .await;
    assert_eq!(refused.expect_err("nobody").code(), Code::Unauthenticated);

    let another = [OrganizationId::new()];
    let mut stranger = world.person(|claims| Claims {
        heads: another.into(),
        ..claims
    });
    let refused = stranger.list_challenge_ledger(of(contest.challenge)).await;
    assert_eq!(refused.expect_err("a stranger").code(), Code::NotFound);

    let mut operator = world.person(|claims| Claims {
        operator: true,
        ..claims
    });
    let shown = operator.list_challenge_ledger(of(contest.challenge)).await;
    assert_eq!(shown.expect("an operator").into_inner().lines.len(), 4);
    let unknown = operator.list_challenge_ledger(of(ChallengeId::new())).await;
    assert_eq!(
        unknown.expect_err("no such challenge").code(),
        Code::NotFound
    );
}
