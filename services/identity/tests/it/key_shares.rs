//! Key shares: sealed until the deadline.

use std::time::Duration;

use futures::future::join_all;
use linia_chassis::{crypto::sha256, id::StageId};
use linia_proto::identity::v1::{self as pb, key_share_service_server::KeyShareService};
use prost_types::Timestamp;
use tonic::{Code, Status};

use crate::fixture::{Fixture, anonymous, by, reason};

const SHARE: [u8; 32] = [1; 32];
const RECORD: [u8; 32] = [2; 32];
const OTHER_RECORD: [u8; 32] = [3; 32];
const HOUR: Duration = Duration::from_secs(3600);

impl Fixture {
    /// A time from now, by the one clock.
    async fn after(&self, by: Duration) -> Timestamp {
        let time = self.server.clock().now().await.expect("the clock ticks") + by;
        linia_chassis::grpc::timestamp(time)
    }

    async fn travel(&self, by: Duration) {
        self.server.clock().advance(by).await.expect("moves");
    }

    async fn deposit(
        &self,
        stage: StageId,
        share: [u8; 32],
        release_time: Timestamp,
    ) -> Result<Vec<u8>, Status> {
        let request = pb::DepositKeyShareRequest {
            stage: stage.to_string(),
            purpose: pb::StageKeyPurpose::Sealing.into(),
            share: share.to_vec().into(),
            release_time: Some(release_time),
        };
        let request = by("services/challenges", request);
        let proof = self.key_shares.deposit_key_share(request).await?;
        Ok(proof.into_inner().share_sha256.to_vec())
    }

    async fn postpone(&self, stage: StageId, release_time: Timestamp) -> Result<(), Status> {
        let request = pb::PostponeKeyShareRequest {
            stage: stage.to_string(),
            release_time: Some(release_time),
        };
        let request = by("services/challenges", request);
        self.key_shares.postpone_key_share(request).await?;
        Ok(())
    }

    async fn release(
        &self,
        caller: &str,
        stage: StageId,
        record: [u8; 32],
    ) -> Result<Vec<u8>, Status> {
        let request = release_request(stage, record);
        let released = self
            .key_shares
            .release_key_share(by(caller, request))
            .await?;
        Ok(released.into_inner().share.to_vec())
    }

    /// Who asked and what became of it, in order.
    async fn requests(&self, stage: StageId) -> Vec<(String, String)> {
        sqlx::query_as(
            "SELECT caller, outcome FROM key_share_request WHERE stage_id = $1 ORDER BY id",
        )
        .bind(stage.as_uuid())
        .fetch_all(self.pool())
        .await
        .expect("the log is there")
    }
}

fn release_request(stage: StageId, record: [u8; 32]) -> pb::ReleaseKeyShareRequest {
    pb::ReleaseKeyShareRequest {
        stage: stage.to_string(),
        purpose: pb::StageKeyPurpose::Sealing.into(),
        record_sha256: record.to_vec().into(),
    }
}

#[tokio::test]
async fn share_is_never_released_before_its_time_and_every_attempt_is_recorded() {
    let fixture = Fixture::start().await;
    let stage = StageId::new();
    let submissions = "services/submissions";
    let release_time = fixture.after(HOUR).await;
    let proof = fixture.deposit(stage, SHARE, release_time).await;
    assert_eq!(proof.expect("deposits"), sha256(&SHARE));

    let early = fixture.release(submissions, stage, RECORD).await;
    assert_eq!(reason(early), "STAGE_NOT_CLOSED");
    let wrong_caller = fixture.release("services/challenges", stage, RECORD).await;
    assert_eq!(reason(wrong_caller), "NOT_PERMITTED");
    let nobody = anonymous(release_request(stage, RECORD));
    let nobody = fixture.key_shares.release_key_share(nobody).await;
    assert_eq!(reason(nobody), "SIGN_IN_REQUIRED");

    fixture.travel(HOUR).await;
    for _ in 0..2 {
        let share = fixture.release(submissions, stage, RECORD).await;
        assert_eq!(share.expect("closed"), SHARE);
    }
    let other = fixture.release(submissions, stage, OTHER_RECORD).await;
    assert_eq!(reason(other), "CLOSING_RECORD_DIFFERS");

    let recorded = fixture.requests(stage).await;
    let recorded: Vec<_> = recorded
        .iter()
        .map(|(c, o)| (c.as_str(), o.as_str()))
        .collect();
    assert_eq!(
        recorded,
        [
            (submissions, "not_closed"),
            ("services/challenges", "not_permitted"),
            (submissions, "released"),
            (submissions, "released"),
            (submissions, "record_differs"),
        ]
    );
}

#[tokio::test]
async fn unknown_share_is_recorded_too() {
    let fixture = Fixture::start().await;
    let stage = StageId::new();
    let unknown = fixture.release("services/submissions", stage, RECORD).await;
    assert_eq!(unknown.expect_err("unknown").code(), Code::NotFound);
    assert_eq!(fixture.requests(stage).await[0].1, "unknown");
}

#[tokio::test]
async fn postponed_share_waits_for_the_new_time_and_never_for_an_earlier_one() {
    let fixture = Fixture::start().await;
    let stage = StageId::new();
    let release_time = fixture.after(HOUR).await;
    let later = fixture.after(3 * HOUR).await;
    fixture
        .deposit(stage, SHARE, release_time)
        .await
        .expect("deposits");
    for _ in 0..2 {
        fixture.postpone(stage, later).await.expect("postpones");
    }
    let earlier = fixture.postpone(stage, release_time).await;
    assert_eq!(reason(earlier), "RELEASE_TIME_NOT_LATER");

    fixture.travel(2 * HOUR).await;
    let early = fixture.release("services/submissions", stage, RECORD).await;
    assert_eq!(reason(early), "STAGE_NOT_CLOSED");
    fixture.travel(HOUR).await;
    let released = fixture.release("services/submissions", stage, RECORD).await;
    released.expect("closed");
    let late = fixture.postpone(stage, fixture.after(HOUR).await).await;
    assert_eq!(reason(late), "KEY_SHARE_RELEASED");
}

#[tokio::test]
async fn share_released_to_two_records_at_once_goes_to_one() {
    let fixture = Fixture::start().await;
    let stage = StageId::new();
    let release_time = fixture.after(HOUR).await;
    fixture
        .deposit(stage, SHARE, release_time)
        .await
        .expect("deposits");
    fixture.travel(HOUR).await;
    let records = [[4; 32], [5; 32], [6; 32], [7; 32]];
    let release = |record| fixture.release("services/submissions", stage, record);
    let answers = join_all(records.map(release)).await;
    let released = answers.iter().filter(|answer| answer.is_ok()).count();
    assert_eq!(released, 1);
}

#[tokio::test]
async fn deposited_share_is_neither_replaced_nor_held_shorter() {
    let fixture = Fixture::start().await;
    let stage = StageId::new();
    let release_time = fixture.after(HOUR).await;
    let later = fixture.after(2 * HOUR).await;
    let sooner = fixture.after(HOUR / 2).await;
    fixture
        .deposit(stage, SHARE, release_time)
        .await
        .expect("deposits");
    fixture
        .deposit(stage, SHARE, sooner)
        .await
        .expect("repeats");
    for (share, time) in [([9; 32], release_time), (SHARE, later)] {
        let refused = fixture.deposit(stage, share, time).await;
        assert_eq!(reason(refused), "KEY_SHARE_DIFFERS");
    }
    let past = fixture
        .deposit(StageId::new(), SHARE, fixture.after(Duration::ZERO).await)
        .await;
    assert_eq!(reason(past), "INVALID_FIELDS");

    fixture.travel(HOUR / 2).await;
    let early = fixture.release("services/submissions", stage, RECORD).await;
    assert_eq!(reason(early), "STAGE_NOT_CLOSED");
}

#[tokio::test]
async fn damaged_share_is_found_before_and_at_its_release() {
    let fixture = Fixture::start().await;
    let stage = StageId::new();
    let release_time = fixture.after(HOUR).await;
    fixture
        .deposit(stage, SHARE, release_time)
        .await
        .expect("deposits");
    fixture
        .force("UPDATE identity.key_share SET wrapped = set_byte(wrapped, 40, get_byte(wrapped, 40) # 1)")
        .await;
    let request = pb::ProveKeyShareRequest {
        stage: stage.to_string(),
        purpose: pb::StageKeyPurpose::Sealing.into(),
    };
    let proof = fixture
        .key_shares
        .prove_key_share(by("services/challenges", request))
        .await;
    assert_eq!(reason(proof), "KEY_SHARE_DAMAGED");
    fixture.travel(HOUR).await;
    let released = fixture.release("services/submissions", stage, RECORD).await;
    assert_eq!(reason(released), "KEY_SHARE_DAMAGED");
    assert_eq!(fixture.requests(stage).await[0].1, "damaged");
}

#[tokio::test]
async fn not_even_the_service_can_lose_a_share_or_change_the_record_of_requests() {
    let fixture = Fixture::start().await;
    for forbidden in [
        "DELETE FROM key_share",
        "TRUNCATE key_share",
        "DELETE FROM key_share_request",
        "UPDATE key_share_request SET outcome = 'released'",
    ] {
        let refused = sqlx::query(forbidden).execute(fixture.pool()).await;
        let error = refused.expect_err(forbidden);
        let code = error.as_database_error().and_then(|error| error.code());
        assert_eq!(code.as_deref(), Some("42501"), "{forbidden}");
    }
}
