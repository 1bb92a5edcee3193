//! How far a contest is, and what kind of contest shows it.

use serde_json::{Value, json};

use crate::bad_input::samples::{challenge, short_challenge, spoiled};
use crate::bad_input::stand::Stand;

/// How far a contest is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum State {
    Draft,
    /// Waits for an operator.
    Review,
    Pending,
    /// Approved, and its publication is scheduled.
    Planned,
    Approved,
    /// Published; takes no works yet.
    Published,
    /// Restricted; takes applications, and no works yet.
    Applying,
    /// By invitation only; takes works, and the entrant was invited.
    Inviting,
    /// Takes works.
    Open,
    /// Closed, and opened by two people, of whom nobody has asked yet.
    Waiting,
    /// Closed; the works are in the jury's hands, and every juror reads every work.
    Opened,
    /// The same, and nobody's review is missing: the jury can decide.
    Reviewed,
    /// Opened by two people; two jurors read each work, and one has a defect that can be cured.
    Assigned,
    /// Cancelled after it was opened.
    Halted,
    /// The first of its two stages is judged; the second takes the finalists' works.
    Finalists,
    /// The jury has proposed its result.
    Judged,
    /// The head approved it, and the term before the award has passed.
    Result,
    /// The same, and an appeal is pending.
    Appealed,
    Annulled,
    Awarded,
    /// The prize has fallen away, its runner-up is known, and the term before the award anew has
    /// passed.
    Called,
    /// Cancelled after it was published.
    Cancelled,
}

impl State {
    pub(super) const ALL: [Self; 22] = [
        Self::Draft,
        Self::Review,
        Self::Pending,
        Self::Planned,
        Self::Approved,
        Self::Published,
        Self::Applying,
        Self::Inviting,
        Self::Open,
        Self::Waiting,
        Self::Opened,
        Self::Reviewed,
        Self::Assigned,
        Self::Halted,
        Self::Finalists,
        Self::Judged,
        Self::Result,
        Self::Appealed,
        Self::Annulled,
        Self::Awarded,
        Self::Called,
        Self::Cancelled,
    ];

    /// As the table names it.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Review => "review",
            Self::Pending => "pending",
            Self::Planned => "planned",
            Self::Approved => "approved",
            Self::Published => "published",
            Self::Applying => "applying",
            Self::Inviting => "inviting",
            Self::Open => "open",
            Self::Waiting => "waiting",
            Self::Opened => "opened",
            Self::Reviewed => "reviewed",
            Self::Assigned => "assigned",
            Self::Halted => "halted",
            Self::Finalists => "finalists",
            Self::Judged => "judged",
            Self::Result => "result",
            Self::Appealed => "appealed",
            Self::Annulled => "annulled",
            Self::Awarded => "awarded",
            Self::Called => "called",
            Self::Cancelled => "cancelled",
        }
    }

    pub(super) fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.name() == name)
    }

    /// Whether it is published, and so has stages and a jury.
    pub(super) const fn is_published(self) -> bool {
        !matches!(
            self,
            Self::Draft | Self::Review | Self::Pending | Self::Planned | Self::Approved
        )
    }

    /// Whether the stage that is asked about has closed.
    pub(super) const fn is_closed(self) -> bool {
        self.is_read() || matches!(self, Self::Waiting)
    }

    /// Whether the jury has got its works.
    pub(super) const fn is_read(self) -> bool {
        let unjudged = matches!(
            self,
            Self::Opened | Self::Reviewed | Self::Assigned | Self::Halted
        );
        unjudged || self.is_judged()
    }

    /// Whether the jury has decided.
    pub(super) const fn is_judged(self) -> bool {
        matches!(
            self,
            Self::Finalists | Self::Judged | Self::Result | Self::Appealed | Self::Annulled
        ) || self.is_awarded()
    }

    /// Whether the prizes were awarded.
    pub(super) const fn is_awarded(self) -> bool {
        matches!(self, Self::Awarded | Self::Called)
    }

    /// Whether works are distributed, and opened by two people.
    pub(super) const fn is_of_the_second_kind(self) -> bool {
        matches!(self, Self::Waiting | Self::Assigned)
    }

    /// What is published; every stage takes a file with a work.
    pub(super) fn content(self, stand: &Stand) -> Value {
        let (open, close) = self.window();
        let mut content = match self {
            Self::Finalists => {
                let content = spoiled(&challenge(stand), "stages.0.closeTime", stand.day(3).into());
                let content = spoiled(&content, "stages.1.openTime", stand.day(10).into());
                spoiled(&content, "stages.1.closeTime", stand.day(400).into())
            }
            _ => short_challenge(stand, open, close),
        };
        content["stages"][0]["handIn"] = json!({"attachments": {
            "mediaTypes": ["application/pdf"],
            "maxCount": 1,
            "maxOctets": "1000",
            "maxTotalOctets": "1000",
        }});
        content["runnerUpAllowed"] = json!(self.is_awarded());
        if self == Self::Applying {
            content["admission"] = json!("ADMISSION_MODE_RESTRICTED");
            content["applicationDeadline"] = json!(stand.day(200));
        }
        if self == Self::Inviting {
            content["admission"] = json!("ADMISSION_MODE_INVITATION_ONLY");
        }
        if self.is_of_the_second_kind() {
            let stage = &mut content["stages"][0];
            stage["openingMode"] = json!("OPENING_MODE_TWO_PERSON");
            stage["judging"] = json!({"reviewsPerWork": 2, "maxWorksPerJuror": 2});
            stage["curePeriodDays"] = json!(30);
        }
        content
    }

    /// The days of its only stage.
    const fn window(self) -> (i64, i64) {
        match self {
            Self::Open | Self::Inviting => (1, 400),
            _ if self.is_closed() => (1, 3),
            _ => (300, 400),
        }
    }
}
