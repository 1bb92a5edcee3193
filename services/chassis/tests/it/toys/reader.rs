//! Consumes the ledger's events by a reaction and by a projection. Each notes
//! what it was given; the table `fault` tells what it cannot handle.

use linia_chassis::{
    consumer::{EventRecord, HandlerError, Projection, Reaction, Source},
    database::WriteTx,
    process::{App, BootError, NoCommand, Platform, Service},
};
use linia_proto::challenges::events::v1::QuestionAsked;
use sqlx::{PgConnection, migrate::Migrator};

use super::ToySettings;
use crate::gate;

const LEDGER: Source = Source {
    service: "challenges",
    aggregate: "question",
};

/// Consumes by a reaction and a projection.
pub(crate) struct Reader;

impl Reader {
    /// The name of its reaction.
    pub(crate) const REACTION: &str = "notifications";
    /// The name of its projection.
    pub(crate) const PROJECTION: &str = "notifications_projection";
}

impl Service for Reader {
    const NAME: &'static str = "notifications";
    type Settings = ToySettings;
    type Command = NoCommand;

    fn migrator() -> Migrator {
        super::migrator(
            "CREATE TABLE noted (
                 place BIGINT GENERATED ALWAYS AS IDENTITY, consumer TEXT NOT NULL,
                 aggregate UUID NOT NULL, version BIGINT NOT NULL);
             CREATE TABLE projected (
                 place BIGINT GENERATED ALWAYS AS IDENTITY, consumer TEXT NOT NULL,
                 aggregate UUID NOT NULL, version BIGINT NOT NULL);
             CREATE TABLE narrow (digit INT CONSTRAINT narrow_digit CHECK (digit < 10));
             CREATE TABLE fault (
                 consumer TEXT NOT NULL, aggregate UUID NOT NULL, version BIGINT NOT NULL,
                 kind TEXT NOT NULL);
             -- A sequence counts also what is rolled back.
             CREATE SEQUENCE failures;",
        )
    }

    async fn build(_: ToySettings, _: Platform) -> Result<App, BootError> {
        Ok(App::new().reaction(Notes).projection(Notes))
    }

    async fn command(_: ToySettings, command: NoCommand, _: Platform) -> Result<(), BootError> {
        match command {}
    }
}

struct Notes;

impl Reaction for Notes {
    fn name(&self) -> &'static str {
        Reader::REACTION
    }

    fn sources(&self) -> Vec<Source> {
        vec![LEDGER]
    }

    async fn handle(&self, tx: &mut WriteTx, event: &EventRecord) -> Result<(), HandlerError> {
        fail_if_told(tx.conn(), Reader::REACTION, event).await?;
        note(
            tx.conn(),
            "INSERT INTO noted (consumer, aggregate, version) VALUES ($1, $2, $3)",
            event,
        )
        .await
    }
}

impl Projection for Notes {
    fn name(&self) -> &'static str {
        Reader::PROJECTION
    }

    fn sources(&self) -> Vec<Source> {
        vec![LEDGER]
    }

    fn tables(&self) -> &'static [&'static str] {
        &["projected"]
    }

    async fn apply(
        &self,
        conn: &mut PgConnection,
        events: &[EventRecord],
    ) -> Result<(), HandlerError> {
        for event in events {
            fail_if_told(conn, Reader::PROJECTION, event).await?;
            note(
                conn,
                "INSERT INTO projected (consumer, aggregate, version) VALUES ($1, $2, $3)",
                event,
            )
            .await?;
        }
        Ok(())
    }
}

async fn note(
    conn: &mut PgConnection,
    sql: &'static str,
    event: &EventRecord,
) -> Result<(), HandlerError> {
    event.decode::<QuestionAsked>()?;
    sqlx::query(sql)
        .bind(&event.service)
        .bind(event.aggregate_id)
        .bind(event.version)
        .execute(conn)
        .await?;
    Ok(())
}

async fn fail_if_told(
    conn: &mut PgConnection,
    consumer: &str,
    event: &EventRecord,
) -> Result<(), HandlerError> {
    let kind: Option<String> = sqlx::query_scalar(
        "SELECT kind FROM fault WHERE consumer = $1 AND aggregate = $2 AND version = $3",
    )
    .bind(consumer)
    .bind(event.aggregate_id)
    .bind(event.version)
    .fetch_optional(&mut *conn)
    .await?;
    let Some(kind) = kind else { return Ok(()) };
    sqlx::query("SELECT nextval('failures')")
        .execute(&mut *conn)
        .await?;
    match kind.as_str() {
        "refused" => {
            sqlx::query("INSERT INTO narrow (digit) VALUES (10)")
                .execute(conn)
                .await?;
            Ok(())
        }
        "too large" => {
            sqlx::query("SELECT 2000000000 + 2000000000")
                .execute(conn)
                .await?;
            Ok(())
        }
        "gate" => Ok(gate::pass_in_tx(conn).await?),
        "transient" => Err(HandlerError::retry("it will pass")),
        "poison" => Err(HandlerError::park(event, "it will never pass")),
        "nameless" => Err(HandlerError::Park {
            event: None,
            reason: "one of them will never pass".to_owned(),
        }),
        _ => panic!("the fault asks for it"),
    }
}
