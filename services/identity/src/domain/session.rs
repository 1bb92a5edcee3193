//! Sessions: a sign-in and all that follows from it without another one.

use linia_chassis::id::AccountId;
use time::OffsetDateTime;
use uuid::Uuid;

/// A session; never leaves this service.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SessionId(Uuid);

impl SessionId {
    /// Makes an id.
    #[expect(
        clippy::new_without_default,
        reason = "an id is made on purpose, never by default"
    )]
    #[must_use]
    pub fn new() -> Self {
        Self(Uuid::now_v7())
    }

    /// The bare id, as stored.
    #[must_use]
    pub const fn as_uuid(&self) -> Uuid {
        self.0
    }
}

impl From<Uuid> for SessionId {
    fn from(id: Uuid) -> Self {
        Self(id)
    }
}

/// A session that goes on. However often its tokens are refreshed, it ends when
/// it was to end at sign-in (NIST SP 800-63B-4 section 2.1.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Session {
    /// Its id.
    pub id: SessionId,
    /// Who signed in.
    pub account: AccountId,
    /// When it ends, by the real clock.
    pub expire_time: OffsetDateTime,
}
