//! Mails: how one fares, and what follows an attempt to send it.

use time::{Duration, OffsetDateTime};

/// For how long a mail waits for its address to be verified.
const PATIENCE: Duration = Duration::days(30);

/// How long to wait before looking at an unverified address again.
const RECHECK: Duration = Duration::hours(1);

/// For how long the mail server may put a mail off before it is given up
/// (RFC 5321, 4.5.4.1: at least four to five days).
const PERSISTENCE: Duration = Duration::days(5);

/// How soon a mail that was put off is tried again at first: whoever signs up
/// waits for it, and a server that puts strangers off takes them soon after
/// (RFC 6647, 4.4).
const SHORTEST_PAUSE: Duration = Duration::minutes(1);

/// How often it is tried in the end (RFC 5321, 4.5.4.1: every two or three hours).
const LONGEST_PAUSE: Duration = Duration::hours(2);

/// How a mail fares.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum MailState {
    /// Waiting to be sent, or to be sent again.
    Pending,
    /// The mail server accepted it.
    Sent,
    /// The mail server refused it for good, or put it off for too long.
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
    /// It takes nothing now: no reply at all, or one that is not about the mail.
    NotNow {
        /// The reply code.
        code: Option<u16>,
    },
    /// It takes this mail not now: mailbox busy, sender not known yet, policy.
    Later {
        /// The reply code.
        code: u16,
    },
    /// Never: a 5yz reply, or an address that cannot be one.
    Never {
        /// The reply code.
        code: Option<u16>,
    },
}

impl PostOutcome {
    /// Judges a reply that is not 2yz. Only replies about the mail system (second
    /// digit 5: mailbox unknown, policy) refuse this mail, or put it off. The
    /// others refuse the connection, the credentials or the command (RFC 5321,
    /// 4.2.1; RFC 4954, 6): a mistake of configuration, not to be paid by mails.
    pub(crate) const fn of_refusal(code: u16) -> Self {
        match code {
            450..=459 => Self::Later { code },
            550..=559 => Self::Never { code: Some(code) },
            _ => Self::NotNow { code: Some(code) },
        }
    }

    /// The reply's code.
    pub(crate) const fn code(self) -> Option<u16> {
        match self {
            Self::Accepted => Some(250),
            Self::Later { code } => Some(code),
            Self::NotNow { code } | Self::Never { code } => code,
        }
    }

    /// Whether it put this mail off.
    pub(crate) const fn puts_off(self) -> bool {
        matches!(self, Self::Later { .. })
    }
}

/// What to do with a mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Next {
    /// Nothing more: it stays in this state.
    Settle(MailState),
    /// Try again with growing delays, without limit; it is late until then.
    TryAgain,
    /// Look again at this time.
    Wait(OffsetDateTime),
}

/// Decides what follows an attempt (RFC 5321, 4.2.1: 4yz is transient, 5yz
/// permanent). A mail that was first put off at `put_off` is tried again after as
/// long as that has been, within limits.
pub(crate) fn after_post(
    outcome: PostOutcome,
    put_off: Option<OffsetDateTime>,
    now: OffsetDateTime,
) -> Next {
    match outcome {
        PostOutcome::Accepted => Next::Settle(MailState::Sent),
        PostOutcome::NotNow { .. } => Next::TryAgain,
        PostOutcome::Never { .. } => Next::Settle(MailState::Refused),
        PostOutcome::Later { .. } => {
            let waited = put_off.map_or(Duration::ZERO, |since| now - since);
            if waited < PERSISTENCE {
                Next::Wait(now + waited.clamp(SHORTEST_PAUSE, LONGEST_PAUSE))
            } else {
                Next::Settle(MailState::Refused)
            }
        }
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
        let now = OffsetDateTime::UNIX_EPOCH;
        let cases = [
            (PostOutcome::Accepted, Next::Settle(MailState::Sent)),
            (PostOutcome::NotNow { code: Some(421) }, Next::TryAgain),
            (PostOutcome::NotNow { code: None }, Next::TryAgain),
            (
                PostOutcome::Later { code: 451 },
                Next::Wait(now + SHORTEST_PAUSE),
            ),
            (
                PostOutcome::Never { code: Some(550) },
                Next::Settle(MailState::Refused),
            ),
        ];
        for (outcome, next) in cases {
            assert_eq!(after_post(outcome, None, now), next, "{outcome:?}");
        }
    }

    #[test]
    fn only_a_refusal_of_the_mail_itself_is_permanent() {
        for code in [550, 552, 554] {
            let never = PostOutcome::Never { code: Some(code) };
            assert_eq!(PostOutcome::of_refusal(code), never);
        }
        for code in [450, 451, 452] {
            assert_eq!(PostOutcome::of_refusal(code), PostOutcome::Later { code });
        }
        for code in [421, 432, 502, 530, 535] {
            let not_now = PostOutcome::NotNow { code: Some(code) };
            assert_eq!(PostOutcome::of_refusal(code), not_now);
        }
    }

    #[test]
    fn mail_that_is_put_off_is_tried_ever_more_seldom_and_given_up_after_five_days() {
        let first = OffsetDateTime::UNIX_EPOCH;
        let later = PostOutcome::Later { code: 450 };
        let mut pauses = Vec::new();
        let mut now = first;
        while let Next::Wait(next) = after_post(later, Some(first), now) {
            pauses.push(next - now);
            now = next;
        }
        let minutes: Vec<_> = pauses.iter().map(|it| it.whole_minutes()).collect();
        assert_eq!(minutes[..9], [1, 1, 2, 4, 8, 16, 32, 64, 120]);
        assert!(minutes[9..].iter().all(|it| *it == 120), "{minutes:?}");
        assert!(now - first >= PERSISTENCE);
        assert!(now - first < PERSISTENCE + LONGEST_PAUSE);
        // An outage of the mail server costs no mail.
        let outage = PostOutcome::NotNow { code: None };
        assert_eq!(after_post(outage, Some(first), now), Next::TryAgain);
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
