//! The one projection of this service.

use linia_chassis::consumer::{EventRecord, HandlerError, Projection, Source};
use sqlx::PgConnection;

use super::{notices::read_notice, read::read};
use crate::{
    app::{TABLES, publish_in_tx, record_in_tx},
    domain::Facts,
};

/// Turns events into facts and releases, a batch at a time.
#[derive(Debug, Clone, Copy, Default)]
pub struct ReportingProjection;

impl Projection for ReportingProjection {
    fn name(&self) -> &'static str {
        "reporting_projection"
    }

    fn sources(&self) -> Vec<Source> {
        let of = |service, aggregates: &[&'static str]| {
            let source = |&aggregate| Source { service, aggregate };
            aggregates.iter().map(source).collect::<Vec<_>>()
        };
        [
            of("identity", &["account", "organization"]),
            // Programmes have no indicators yet: their enrolments are read in challenges.
            of("challenges", &["challenge", "question"]),
            of("submissions", &["stage", "entry", "juror"]),
        ]
        .concat()
    }

    fn tables(&self) -> &'static [&'static str] {
        TABLES
    }

    async fn apply(
        &self,
        conn: &mut PgConnection,
        events: &[EventRecord],
    ) -> Result<(), HandlerError> {
        let (mut facts, mut happenings) = (Facts::default(), Vec::new());
        for event in events {
            read(event, &mut facts)?;
            happenings.extend(read_notice(event)?);
        }
        record_in_tx(conn, &facts).await?;
        Ok(publish_in_tx(conn, &happenings).await?)
    }
}
