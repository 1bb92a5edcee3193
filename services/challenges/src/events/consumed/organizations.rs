//! Identity's organizations, kept as a replica: a challenge can be started
//! while identity is away.

use linia_chassis::consumer::{EventRecord, HandlerError, Projection, Source};
use linia_proto::identity::events::v1::{OrganizationRegistered, OrganizationVerified};
use sqlx::PgConnection;

use super::results::parse;
use crate::{
    convert::organization::is_authority,
    store::{StoreError, organization},
};

/// Feeds the table `organization`.
pub struct Organizations;

impl Projection for Organizations {
    fn name(&self) -> &'static str {
        "challenges_projection"
    }

    fn sources(&self) -> Vec<Source> {
        vec![Source {
            service: "identity",
            aggregate: "organization",
        }]
    }

    async fn apply(
        &self,
        conn: &mut PgConnection,
        events: &[EventRecord],
    ) -> Result<(), HandlerError> {
        for event in events {
            apply_one(conn, event).await?;
        }
        Ok(())
    }

    fn tables(&self) -> &'static [&'static str] {
        &["organization"]
    }
}

async fn apply_one(conn: &mut PgConnection, event: &EventRecord) -> Result<(), HandlerError> {
    if event.is::<OrganizationRegistered>() {
        let registered: OrganizationRegistered = event.decode()?;
        let id = parse(event, "organization", &registered.organization)?;
        organization::insert(conn, id, is_authority(registered.kind()))
            .await
            .map_err(|error| failed(event, error))
    } else if event.is::<OrganizationVerified>() {
        let verified: OrganizationVerified = event.decode()?;
        let id = parse(event, "organization", &verified.organization)?;
        organization::verify(conn, id)
            .await
            .map_err(|error| failed(event, error))
    } else {
        Ok(())
    }
}

fn failed(event: &EventRecord, error: StoreError) -> HandlerError {
    match error {
        StoreError::Database(error) => error.into(),
        StoreError::Corrupt(_) | StoreError::Changed => {
            HandlerError::park(event, error.to_string())
        }
    }
}
