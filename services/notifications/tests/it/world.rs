//! A schema of its own, and events that happen in it.

use linia_chassis::{
    config::DatabaseSettings,
    consumer::{EventRecord, Position, Reaction},
    database::Database,
    id::{AccountId, ChallengeId, OrganizationId},
    process::{Service, chassis_migrator},
};
use linia_notifications::{Notifications, events::TellPeople};
use linia_proto::{
    challenges::events::v1::ChallengePublished,
    event::{Event, event_type},
    identity::{events::v1::MembershipGranted, v1::MembershipRole},
    json::to_json,
    r#type::v1::LocalizedText,
};
use linia_tests::service_test::TestDatabase;
use sqlx::{Connection, PgConnection};
use time::{Duration, OffsetDateTime, macros::datetime};
use uuid::Uuid;

/// When everything here begins.
const START: OffsetDateTime = datetime!(2026-11-21 12:00 UTC);

/// A migrated schema, and a way to let things happen.
pub(crate) struct World {
    pub(crate) database: Database,
    pub(crate) files: TestDatabase,
}

impl World {
    pub(crate) async fn new() -> Self {
        let files = TestDatabase::create("notifications").await;
        let mut owner = PgConnection::connect(&files.owner_url)
            .await
            .expect("connects");
        for migrator in [chassis_migrator(), Notifications::migrator()] {
            let migrated = migrator.run_direct(None, &mut owner, false).await;
            migrated.expect("migrations apply");
        }
        let settings = DatabaseSettings {
            url: files.service_url.as_str().into(),
            ..DatabaseSettings::default()
        };
        Self {
            database: Database::open("notifications", &settings).expect("valid address"),
            files,
        }
    }

    /// Lets the reaction handle an event, as the chassis would.
    pub(crate) async fn handle(&self, event: &EventRecord) {
        let mut tx = self.database.begin_write().await.expect("begins");
        TellPeople.handle(&mut tx, event).await.expect("is handled");
        tx.commit().await.expect("commits");
    }

    /// Everybody who was told, with the topic and whether a mail is due.
    pub(crate) async fn told(&self) -> Vec<(AccountId, String, bool)> {
        let rows: Vec<(Uuid, String, bool)> = sqlx::query_as(
            "SELECT recipient, topic, mail_delivery.notification IS NOT NULL
             FROM notification
             JOIN announcement ON announcement.id = notification.announcement
             LEFT JOIN mail_delivery ON mail_delivery.notification = notification.id
             ORDER BY recipient, topic",
        )
        .fetch_all(self.database.pool())
        .await
        .expect("reads");
        rows.into_iter()
            .map(|(recipient, topic, mailed)| (recipient.into(), topic, mailed))
            .collect()
    }

    /// Whether this person was told of this topic.
    pub(crate) async fn was_told(&self, account: AccountId, topic: &str) -> bool {
        let told = self.told().await;
        told.iter()
            .any(|(who, what, _)| *who == account && what == topic)
    }
}

/// The event as it comes from the broker, so many minutes after the start.
pub(crate) fn event<E: Event>(minute: i64, message: &E) -> EventRecord {
    let kind = event_type::<E>();
    EventRecord {
        id: Uuid::now_v7(),
        kind: kind.name.clone(),
        service: kind.service.clone(),
        aggregate: kind.aggregate.clone(),
        aggregate_id: Uuid::now_v7(),
        version: 1,
        time: START + Duration::minutes(minute),
        traceparent: None,
        data: to_json(message).into(),
        position: Position {
            epoch: 1,
            sequence: 1,
        },
    }
}

pub(crate) fn granted(
    organization: OrganizationId,
    account: AccountId,
    role: MembershipRole,
) -> MembershipGranted {
    MembershipGranted {
        organization: organization.to_string(),
        account: account.to_string(),
        role: role.into(),
    }
}

pub(crate) fn published(challenge: ChallengeId, authority: OrganizationId) -> ChallengePublished {
    ChallengePublished {
        challenge: challenge.to_string(),
        authority: authority.to_string(),
        titles: vec![LocalizedText {
            language_code: "pl".into(),
            text: "Inteligentne oświetlenie".into(),
        }],
        source_language: "pl".into(),
        time_zone: "Europe/Warsaw".into(),
        ..ChallengePublished::default()
    }
}
