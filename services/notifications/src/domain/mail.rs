//! Mails: how one fares, and what follows an attempt to send it.

use time::{Duration, OffsetDateTime};

/// For how long a mail waits for its address to be verified.
const PATIENCE: Duration = Duration::days(30);

/// How long to wait before looking at an unverified address again.
const RECHECK: Duration = Duration::hours(1);

/// How a mail fares.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum MailState {
    /// Waiting to be sent, or to be sent again.
    Pending,
    /// The mail server accepted it.
    Sent,
    /// The mail server refused it for good.
    Refused,
    /// No longer due: the address was verified meanwhile, or never was, or the
    /// account is gone.
    Dropped,
}

impl MailState {
    /// The name in storage.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Sent => "sent",
            Self::Refused => "refused",
            Self::Dropped => "dropped",
        }
    }

    /// Reads the name in storage.
    pub(crate) fn from_name(name: &str) -> Option<Self> {
        [Self::Pending, Self::Sent, Self::Refused, Self::Dropped]
            .into_iter()
            .find(|state| state.name() == name)
    }
}

/// What the mail server said. Its words are not kept: they tend to repeat the
/// address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PostOutcome {
    /// It took responsibility for the mail (RFC 5321, 250).
    Accepted,
    /// Not now: a 4yz reply, or no reply at all.
    NotNow {
        /// The reply code.
        code: Option<u16>,
    },
    /// Never: a 5yz reply, or an address that cannot be one.
    Never {
        /// The reply code.
        code: Option<u16>,
    },
}

impl PostOutcome {
    /// Judges a reply that is not 2yz. Only 5yz replies about the mail system
    /// (second digit 5: mailbox unknown, policy) refuse this mail. The others
    /// refuse the connection, the credentials or the command (RFC 5321, 4.2.1;
    /// RFC 4954, 6): a mistake of configuration, not to be paid by mails.
    pub(crate) const fn of_refusal(code: u16) -> Self {
        let code_of_mail = matches!(code, 550..=559);
        let code = Some(code);
        if code_of_mail {
            Self::Never { code }
        } else {
            Self::NotNow { code }
        }
    }

    /// The reply's code.
    pub(crate) const fn code(self) -> Option<u16> {
        match self {
            Self::Accepted => Some(250),
            Self::NotNow { code } | Self::Never { code } => code,
        }
    }
}

/// What to do with a mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Next {
    /// Nothing more: it stays in this state.
    Settle(MailState),
    /// Try again with growing delays, without limit.
    TryAgain,
    /// Look again at this time.
    Wait(OffsetDateTime),
}

/// Decides what follows an attempt (RFC 5321, 4.2.1: 4yz is transient, 5yz
/// permanent).
pub(crate) const fn after_post(outcome: PostOutcome) -> Next {
    match outcome {
        PostOutcome::Accepted => Next::Settle(MailState::Sent),
        PostOutcome::NotNow { .. } => Next::TryAgain,
        PostOutcome::Never { .. } => Next::Settle(MailState::Refused),
    }
}

/// Decides what follows when nobody has verified the address: it may be a
/// stranger's, so the mail waits, but not for ever.
pub(crate) fn give_up_on_unverified(create_time: OffsetDateTime, now: OffsetDateTime) -> Next {
    if now - create_time < PATIENCE {
        Next::Wait(now + RECHECK)
    } else {
        Next::Settle(MailState::Dropped)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refusal_is_final_only_if_the_server_says_so() {
        let cases = [
            (PostOutcome::Accepted, Next::Settle(MailState::Sent)),
            (PostOutcome::NotNow { code: Some(451) }, Next::TryAgain),
            (PostOutcome::NotNow { code: None }, Next::TryAgain),
            (
                PostOutcome::Never { code: Some(550) },
                Next::Settle(MailState::Refused),
            ),
        ];
        for (outcome, next) in cases {
            assert_eq!(after_post(outcome), next, "{outcome:?}");
        }
    }

    #[test]
    fn only_a_refusal_of_the_mail_itself_is_permanent() {
        for code in [550, 552, 554] {
            let never = PostOutcome::Never { code: Some(code) };
            assert_eq!(PostOutcome::of_refusal(code), never);
        }
        for code in [421, 450, 451, 502, 530, 535] {
            let not_now = PostOutcome::NotNow { code: Some(code) };
            assert_eq!(PostOutcome::of_refusal(code), not_now);
        }
    }

    #[test]
    fn mail_waits_for_verification_but_not_for_ever() {
        let arose = OffsetDateTime::UNIX_EPOCH;
        let almost = arose + PATIENCE - Duration::MICROSECOND;
        assert_eq!(
            give_up_on_unverified(arose, almost),
            Next::Wait(almost + RECHECK)
        );
        assert_eq!(
            give_up_on_unverified(arose, arose + PATIENCE),
            Next::Settle(MailState::Dropped)
        );
    }
}
