//! Between the wire and the domain.

use linia_chassis::{
    id::{ChallengeId, NotificationId},
    problem::Problem,
};
use linia_proto::notifications::v1 as proto;
use prost_types::Timestamp;
use time::OffsetDateTime;

use crate::{
    app::AppError,
    domain::{Following, InboxEntry, MailState},
};

/// Tells a caller why a use case failed.
pub(super) fn status(error: impl Into<AppError>) -> tonic::Status {
    Problem::from(error.into()).into()
}

/// Reads the name of a notification.
pub(super) fn notification_name(name: &str) -> Result<NotificationId, Problem> {
    name.parse()
        .map_err(|_| Problem::field("name", "MALFORMED", "must be notifications/ and a UUID"))
}

/// Reads the name of a challenge.
pub(super) fn challenge_name(name: &str) -> Result<ChallengeId, Problem> {
    name.parse()
        .map_err(|_| Problem::field("challenge", "MALFORMED", "must be challenges/ and a UUID"))
}

impl From<Following> for proto::Following {
    fn from(following: Following) -> Self {
        Self {
            challenge: following.challenge.to_string(),
            create_time: Some(timestamp(following.since)),
        }
    }
}

impl From<InboxEntry> for proto::Notification {
    fn from(entry: InboxEntry) -> Self {
        Self {
            name: entry.id.to_string(),
            topic: entry.topic,
            subject: entry.subject,
            create_time: Some(timestamp(entry.create_time)),
            read_time: entry.read_time.map(timestamp),
            mail_state: mail_state(entry.mail_state).into(),
        }
    }
}

const fn mail_state(state: Option<MailState>) -> proto::MailState {
    match state {
        None | Some(MailState::Dropped) => proto::MailState::None,
        Some(MailState::Pending) => proto::MailState::Pending,
        Some(MailState::Sent) => proto::MailState::Sent,
        Some(MailState::Refused) => proto::MailState::Refused,
    }
}

fn timestamp(time: OffsetDateTime) -> Timestamp {
    Timestamp {
        seconds: time.unix_timestamp(),
        nanos: i32::try_from(time.nanosecond()).expect("a second has 10^9 nanoseconds"),
    }
}
