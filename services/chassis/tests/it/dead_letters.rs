//! What an operator does with events that could not be handled.

use linia_chassis::{id::ChallengeId, process::Service};
use linia_proto::admin::v1::{
    ListDeadLettersRequest, RedriveDeadLettersRequest,
    event_admin_service_client::EventAdminServiceClient,
};
use tonic::{Code, Status, transport::Channel};
use tonic_types::StatusExt;
use uuid::Uuid;

use crate::{
    toys::{Ledger, Reader},
    world::{Running, World, with_token},
};

const PARKED: &str = "SELECT count(*) FROM dead_letter";

struct Operator {
    client: EventAdminServiceClient<Channel>,
    token: String,
}

impl Operator {
    fn of(world: &World, service: &Running) -> Self {
        Self {
            client: EventAdminServiceClient::new(service.channel()),
            token: world.token(|claims| claims.operator = true),
        }
    }

    async fn redrive(&mut self, consumer: &str, account: ChallengeId) -> Result<i32, Status> {
        let request = RedriveDeadLettersRequest {
            consumer: consumer.to_owned(),
            aggregate_id: account.as_uuid().to_string(),
        };
        let answer = self
            .client
            .redrive_dead_letters(with_token(request, &self.token))
            .await?;
        Ok(answer.into_inner().handled_count)
    }
}

#[tokio::test]
async fn redrive_hands_parked_events_out_in_order_and_frees_the_aggregate() {
    for (consumer, table) in [
        (Reader::REACTION, "noted"),
        (Reader::PROJECTION, "projected"),
    ] {
        let world = World::new().await;
        let (ledger, reader) = (world.serve::<Ledger>().await, world.serve::<Reader>().await);
        let account = ChallengeId::new();
        world.fault(consumer, account, 2, "poison").await;
        for _ in 0..4 {
            ledger.enter(account, "entry").await.expect("entered");
        }
        world.wait_for_count(Reader::NAME, PARKED, 3).await;

        let mut operator = Operator::of(&world, &reader);
        let failing = operator
            .redrive(consumer, account)
            .await
            .expect_err("still fails");
        assert_eq!(failing.code(), Code::FailedPrecondition);
        let details = failing.get_error_details();
        let info = details.error_info().expect("has a reason");
        assert_eq!(info.reason, "STILL_FAILING");
        assert_eq!(info.metadata.get("version").map(String::as_str), Some("2"));
        assert_eq!(world.count(Reader::NAME, PARKED).await, 3);

        world.mend().await;
        assert_eq!(
            operator.redrive(consumer, account).await.expect("handles"),
            3
        );
        assert_eq!(world.noted(table, account).await, [1, 2, 3, 4]);
        let again = operator
            .redrive(consumer, account)
            .await
            .expect_err("none are left");
        assert_eq!(again.code(), Code::NotFound);

        ledger.enter(account, "entry").await.expect("entered");
        let count = "SELECT (SELECT count(*) FROM noted) + (SELECT count(*) FROM projected)";
        world.wait_for_count(Reader::NAME, count, 10).await;
        assert_eq!(world.noted(table, account).await, [1, 2, 3, 4, 5]);
        reader.stop().await;
        ledger.stop().await;
    }
}

#[tokio::test]
async fn redrive_does_not_jump_over_a_missing_predecessor() {
    let world = World::new().await;
    let reader = world.serve::<Reader>().await;
    let account = ChallengeId::new();
    world.smuggle(account, 2, &Uuid::new_v4().to_string()).await;
    world.wait_for_count(Reader::NAME, PARKED, 1).await;
    let mut operator = Operator::of(&world, &reader);
    let refused = operator.redrive(Reader::PROJECTION, account).await;
    assert_eq!(
        refused.expect_err("refused").code(),
        Code::FailedPrecondition
    );
    assert!(world.noted("projected", account).await.is_empty());
    reader.stop().await;
}

#[tokio::test]
async fn dead_letters_are_listed_page_by_page_to_operators_only() {
    let world = World::new().await;
    let reader = world.serve::<Reader>().await;
    let account = ChallengeId::new();
    world.fault(Reader::REACTION, account, 1, "poison").await;
    world.fault(Reader::PROJECTION, account, 1, "poison").await;
    for version in 1..=3 {
        world
            .smuggle(account, version, &Uuid::new_v4().to_string())
            .await;
    }
    world.wait_for_count(Reader::NAME, PARKED, 6).await;

    let Operator { mut client, token } = Operator::of(&world, &reader);
    let mut request = ListDeadLettersRequest {
        page_size: 4,
        page_token: String::new(),
    };
    let mut listed = Vec::new();
    loop {
        let answer = client
            .list_dead_letters(with_token(request.clone(), &token))
            .await;
        let page = answer.expect("lists").into_inner();
        listed.extend(page.dead_letters);
        request.page_token = page.next_page_token;
        if request.page_token.is_empty() {
            break;
        }
    }
    listed.sort_by_key(|letter| (letter.consumer.clone(), letter.version));
    listed.dedup_by_key(|letter| (letter.consumer.clone(), letter.version));
    assert_eq!(listed.len(), 6);
    assert_eq!(listed[0].reason, "it will never pass");

    let person = world.token(|_| ());
    let denied = client
        .list_dead_letters(with_token(request.clone(), &person))
        .await;
    assert_eq!(denied.expect_err("denied").code(), Code::PermissionDenied);
    let nobody = client.list_dead_letters(request).await;
    assert_eq!(nobody.expect_err("refused").code(), Code::Unauthenticated);
    reader.stop().await;
}
