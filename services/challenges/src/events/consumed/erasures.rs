//! Identity's erasures, and what is reported of them.

use linia_chassis::{
    consumer::{EventRecord, HandlerError},
    database::WriteTx,
    erasure::{Keeper, Kept},
    id::AccountId,
};
use linia_proto::identity::events::v1::AccountErasureBegun;
use sqlx::PgConnection;
use time::OffsetDateTime;

use super::results::{failed, parse};
use crate::{app::enrolments::erase::erase_account_in_tx, store};

/// Erases what is not kept of a person.
pub(super) async fn erase(
    tx: &mut WriteTx,
    event: &EventRecord,
    begun: AccountErasureBegun,
) -> Result<(), HandlerError> {
    let erasure = parse(event, "erasure", &begun.erasure)?;
    let account = parse(event, "account", &begun.account)?;
    erase_account_in_tx(tx, erasure, account)
        .await
        .map_err(|error| failed(event, error))
}

/// Says which contests keep a person's name.
pub struct ContestRecords;

impl Keeper for ContestRecords {
    async fn kept(
        &self,
        conn: &mut PgConnection,
        account: AccountId,
        _: OffsetDateTime,
    ) -> Result<Option<Kept>, HandlerError> {
        let terms = store::kept_record::list_terms(conn, account).await;
        let terms = terms.map_err(HandlerError::retry)?;
        Ok(Some(Kept::of_terms(terms)))
    }
}
