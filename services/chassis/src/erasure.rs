//! Erasure of a person's data (GDPR art. 17). Identity leads it; every service
//! that stores something of people erases what it need not keep when the event
//! `AccountErasureBegun` reaches it, and schedules its report to identity in the
//! same transaction.
//!
//! The report says what the law orders to keep, and until when. While a contest
//! runs, that is not known: then it is reported again from day to day.

use linia_proto::identity::v1::{
    ReportErasureRequest, erasure_service_client::ErasureServiceClient,
};
use serde::{Deserialize, Serialize};
use sqlx::PgConnection;
use time::{Duration, OffsetDateTime};

use crate::{
    consumer::HandlerError,
    database::{Database, DbError},
    grpc::{PeerChannel, timestamp},
    id::{AccountId, ErasureId},
    scheduler::{self, DueHandler, DueWork},
};

/// The kind of due work; its key is the erasure's id.
const REPORT_ERASURE: &str = "report_erasure";

/// How often a term that has not begun is looked at again.
const RECHECK: Duration = Duration::days(1);

/// How soon it is asked again whether anything is kept.
const UNDECIDED: Duration = Duration::hours(1);

/// What the law orders a service to keep of a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kept {
    /// Nothing.
    Nothing,
    /// Something, until this moment.
    Until(OffsetDateTime),
    /// Something whose term has not begun.
    Open,
}

impl Kept {
    /// What is kept of both: the longer term.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::Open, _) | (_, Self::Open) => Self::Open,
            (Self::Until(a), Self::Until(b)) => Self::Until(a.max(b)),
            (Self::Nothing, kept) | (kept, Self::Nothing) => kept,
        }
    }

    /// Of the terms of all records: `None` is one that has not begun.
    #[must_use]
    pub fn of_terms(terms: impl IntoIterator<Item = Option<OffsetDateTime>>) -> Self {
        let each = terms
            .into_iter()
            .map(|term| term.map_or(Self::Open, Self::Until));
        each.fold(Self::Nothing, Self::and)
    }

    /// What is still kept at a moment: a term that has ended keeps nothing.
    #[must_use]
    pub fn at(self, now: OffsetDateTime) -> Self {
        match self {
            Self::Until(end) if end <= now => Self::Nothing,
            kept => kept,
        }
    }
}

/// Says what a service must keep of a person.
pub trait Keeper: Send + Sync + 'static {
    /// What it is by now; `None` while that cannot be told without telling what
    /// nobody may know yet (rule 1).
    fn kept(
        &self,
        conn: &mut PgConnection,
        account: AccountId,
        now: OffsetDateTime,
    ) -> impl Future<Output = Result<Option<Kept>, HandlerError>> + Send;
}

#[derive(Serialize, Deserialize)]
struct Report {
    account: AccountId,
}

/// Makes the report of an erasure due.
///
/// # Errors
/// If the statement fails.
pub async fn schedule_report_in_tx(
    conn: &mut PgConnection,
    erasure: ErasureId,
    account: AccountId,
    now: OffsetDateTime,
) -> Result<(), DbError> {
    let report = serde_json::json!({ "account": account });
    scheduler::schedule_in_tx(conn, REPORT_ERASURE, erasure.as_uuid(), now, &report).await
}

/// Reports to identity what was erased and what is kept.
pub struct ReportErasure<K> {
    keeper: K,
    identity: ErasureServiceClient<PeerChannel>,
}

impl<K: Keeper> ReportErasure<K> {
    /// Reports what `keeper` says.
    pub fn new(keeper: K, identity: PeerChannel) -> Self {
        Self {
            keeper,
            identity: ErasureServiceClient::new(identity),
        }
    }
}

impl<K: Keeper> DueHandler for ReportErasure<K> {
    fn kind(&self) -> &'static str {
        REPORT_ERASURE
    }

    async fn run(&self, database: &Database, work: &DueWork) -> Result<(), HandlerError> {
        let Report { account } =
            serde_json::from_value(work.payload.clone()).map_err(|error| HandlerError::Park {
                event: None,
                reason: error.to_string(),
            })?;
        let mut tx = database.begin_write().await?;
        let now = tx.now();
        let Some(kept) = self.keeper.kept(tx.conn(), account, now).await? else {
            work.postpone_in_tx(&mut tx, now + UNDECIDED).await?;
            return Ok(tx.commit().await?);
        };
        drop(tx);
        let kept = kept.at(now);
        self.report(work.key.into(), kept).await?;
        let mut tx = database.begin_write().await?;
        if kept == Kept::Open {
            work.postpone_in_tx(&mut tx, now + RECHECK).await?;
        } else {
            work.complete_in_tx(&mut tx).await?;
        }
        Ok(tx.commit().await?)
    }
}

impl<K> ReportErasure<K> {
    async fn report(&self, erasure: ErasureId, kept: Kept) -> Result<(), HandlerError> {
        let request = ReportErasureRequest {
            erasure: erasure.to_string(),
            kept: kept != Kept::Nothing,
            keep_until: match kept {
                Kept::Until(end) => Some(timestamp(end)),
                Kept::Nothing | Kept::Open => None,
            },
        };
        let reported = self.identity.clone().report_erasure(request).await;
        reported.map(drop).map_err(HandlerError::from_status)
    }
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;

    const SOONER: OffsetDateTime = datetime!(2030-01-01 0:00 UTC);
    const LATER: OffsetDateTime = datetime!(2031-01-01 0:00 UTC);

    #[test]
    fn longest_term_counts_and_one_that_has_not_begun_is_longer_than_any() {
        for (terms, kept) in [
            (&[][..], Kept::Nothing),
            (&[Some(SOONER)], Kept::Until(SOONER)),
            (&[Some(LATER), Some(SOONER)], Kept::Until(LATER)),
            (&[Some(LATER), None, Some(SOONER)], Kept::Open),
        ] {
            assert_eq!(Kept::of_terms(terms.iter().copied()), kept);
        }
    }

    #[test]
    fn term_that_has_ended_keeps_nothing() {
        assert_eq!(Kept::Until(SOONER).at(SOONER), Kept::Nothing);
        assert_eq!(Kept::Until(LATER).at(SOONER), Kept::Until(LATER));
        assert_eq!(Kept::Open.at(LATER), Kept::Open);
    }
}
