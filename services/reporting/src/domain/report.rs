//! Reports: what facts add up to.

use linia_chassis::id::{ChallengeId, OrganizationId, StageId};
use time::OffsetDateTime;

/// The numbers of a published challenge.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ChallengeReport {
    pub(crate) challenge: ChallengeId,
    pub(crate) authority: OrganizationId,
    pub(crate) publish_time: OffsetDateTime,
    pub(crate) award_time: Option<OffsetDateTime>,
    pub(crate) question_count: i64,
    pub(crate) answered_question_count: i64,
    /// Jurors appointed and not recused.
    pub(crate) juror_count: i64,
    pub(crate) laureate_count: i64,
    /// In order of opening.
    pub(crate) stages: Vec<StageReport>,
}

impl ChallengeReport {
    /// From publication to award, in whole seconds.
    pub(crate) fn publication_to_award_seconds(&self) -> Option<i64> {
        let award_time = self.award_time?;
        Some((award_time - self.publish_time).whole_seconds())
    }
}

/// The numbers of a stage; all zero before it was opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct StageReport {
    pub(crate) stage: StageId,
    /// Entries that counted at the opening.
    pub(crate) entry_count: i64,
    /// Entries withdrawn before, or not confirmed by all their co-authors.
    pub(crate) withdrawn_count: i64,
    pub(crate) work_count: i64,
    pub(crate) review_count: i64,
    pub(crate) selected_count: i64,
}

/// The numbers of the installation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct PlatformReport {
    /// Accounts with a verified address.
    pub(crate) account_count: i64,
    /// Verified organizations.
    pub(crate) organization_count: i64,
    pub(crate) published_challenge_count: i64,
    pub(crate) awarded_challenge_count: i64,
    /// Entries ever opened, withdrawn ones included.
    pub(crate) entry_count: i64,
}

#[cfg(test)]
mod tests {
    use time::{Duration, macros::datetime};

    use super::*;

    #[test]
    fn time_to_award_is_known_only_after_the_award() {
        let publish_time = datetime!(2026-11-21 12:00 UTC);
        let report = |award_time| ChallengeReport {
            challenge: ChallengeId::new(),
            authority: OrganizationId::new(),
            publish_time,
            award_time,
            question_count: 0,
            answered_question_count: 0,
            juror_count: 0,
            laureate_count: 0,
            stages: Vec::new(),
        };
        assert_eq!(report(None).publication_to_award_seconds(), None);
        let later = publish_time + Duration::days(40);
        assert_eq!(
            report(Some(later)).publication_to_award_seconds(),
            Some(40 * 24 * 60 * 60)
        );
    }
}
