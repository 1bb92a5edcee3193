//! The one projection of this service.

use linia_chassis::consumer::{EventRecord, HandlerError, Projection, Source};
use sqlx::PgConnection;

use super::read::read;
use crate::{
    app::{TABLES, record_in_tx},
    domain::Facts,
};

/// Turns events into facts, a batch at a time.
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
        let mut facts = Facts::default();
        for event in events {
            read(event, &mut facts)?;
        }
        Ok(record_in_tx(conn, &facts).await?)
    }
}
