//! One occurrence of every kind, for tests: in one contest of one authority.

mod programmes;

use linia_chassis::id::{
    AccountId, ChallengeId, EntrantName, EntryId, ErasureId, OrganizationId, ProgrammeId,
    QuestionId, StageId, TeamId,
};
use time::{OffsetDateTime, macros::datetime};

use super::{
    ChallengeSummary, ExclusionGround, Money, Occurrence, Openers, RevealedLaureate, Role,
    StageSummary, Titles,
};

/// The names that the sample occurrences share.
pub(crate) struct Sample {
    pub(crate) account: AccountId,
    pub(crate) other_account: AccountId,
    pub(crate) organization: OrganizationId,
    pub(crate) team: TeamId,
    pub(crate) challenge: ChallengeId,
    pub(crate) stage: StageId,
    pub(crate) programme: ProgrammeId,
    pub(crate) question: QuestionId,
    pub(crate) entry: EntryId,
    pub(crate) time: OffsetDateTime,
}

impl Sample {
    pub(crate) fn new() -> Self {
        Self {
            account: AccountId::new(),
            other_account: AccountId::new(),
            organization: OrganizationId::new(),
            team: TeamId::new(),
            challenge: ChallengeId::new(),
            stage: StageId::new(),
            programme: ProgrammeId::new(),
            question: QuestionId::new(),
            entry: EntryId::new(),
            time: datetime!(2026-12-01 11:00 UTC),
        }
    }

    pub(crate) fn summary(&self) -> ChallengeSummary {
        ChallengeSummary {
            titles: titles("Inteligentne oświetlenie", "Smart lighting"),
            time_zone: "Europe/Warsaw".into(),
            stages: vec![StageSummary {
                stage: self.stage,
                titles: titles("Prace studialne", "Study works"),
            }],
        }
    }

    /// One of every kind.
    pub(crate) fn occurrences(&self) -> Vec<Occurrence> {
        let mut all = self.of_identity();
        all.extend(self.of_challenges());
        all.extend(self.of_admission());
        all.extend(self.of_submissions());
        all.extend(self.of_programmes());
        all
    }

    fn of_identity(&self) -> Vec<Occurrence> {
        let Self {
            account,
            organization,
            team,
            time,
            ..
        } = *self;
        let role = Role::Head;
        let settled = |kept, keep_until| Occurrence::ErasureSettled {
            erasure: ErasureId::new(),
            account,
            kept,
            keep_until,
        };
        vec![
            Occurrence::AccountRegistered { account },
            Occurrence::SignUpRepeated { account },
            Occurrence::OperatorRoleGranted { account },
            Occurrence::OrganizationRegistered {
                organization,
                display_name: "Miasto Tychy".into(),
            },
            Occurrence::OrganizationVerified { organization },
            Occurrence::MembershipGranted {
                organization,
                account,
                role,
            },
            Occurrence::MembershipRevoked {
                organization,
                account,
                role,
            },
            Occurrence::TeamFormed {
                team,
                founder: account,
            },
            Occurrence::TeamMemberJoined { team, account },
            Occurrence::TeamMemberInvited { team, account },
            Occurrence::TeamMemberLeft { team, account },
            Occurrence::ErasureRequested {
                account,
                begin_time: time,
            },
            Occurrence::ErasureBegun { account },
            settled(false, None),
            settled(true, None),
            settled(true, Some(time)),
        ]
    }

    fn of_challenges(&self) -> Vec<Occurrence> {
        let Self {
            challenge,
            organization: authority,
            stage,
            question,
            account: asker,
            time,
            ..
        } = *self;
        let reason = String::from("Brak środków");
        let extended = |ordinal| Occurrence::StageExtended {
            challenge,
            authority,
            stage,
            ordinal,
            close_time: time,
            previous_close_time: time,
            reason: "Brak środków".into(),
        };
        vec![
            Occurrence::ReviewRequested {
                challenge,
                authority,
            },
            Occurrence::ApprovalRequested {
                challenge,
                authority,
            },
            Occurrence::ChallengeApproved {
                challenge,
                authority,
            },
            Occurrence::ChallengeReturned {
                challenge,
                authority,
            },
            Occurrence::ChallengePublished {
                challenge,
                authority,
                summary: self.summary(),
            },
            Occurrence::ChallengeAmended {
                challenge,
                authority,
                number: 1,
                reason: "Doprecyzowanie".into(),
                titles: self.summary().titles,
            },
            extended(1),
            extended(2),
            Occurrence::ChallengeCancelled {
                challenge,
                authority,
                reason: reason.clone(),
            },
            Occurrence::ResultReceived {
                challenge,
                authority,
            },
            Occurrence::ResultApproved {
                challenge,
                authority,
            },
            Occurrence::ResultAnnulled {
                challenge,
                authority,
                reason: reason.clone(),
            },
            Occurrence::AppealRecorded {
                challenge,
                authority,
                reference: "KIO 1234/26".into(),
            },
            Occurrence::AppealDecided {
                challenge,
                authority,
                reference: "KIO 1234/26".into(),
                upheld: false,
                reason: reason.clone(),
            },
            Occurrence::AppealDecided {
                challenge,
                authority,
                reference: "KIO 1235/26".into(),
                upheld: true,
                reason: reason.clone(),
            },
            Occurrence::PrizesAwarded {
                challenge,
                authority,
            },
            Occurrence::RunnerUpCalled {
                challenge,
                authority,
                prize_rank: 1,
                reason: "Laureat zrezygnował z nagrody".into(),
            },
            Occurrence::RunnerUpAwarded {
                challenge,
                authority,
            },
            Occurrence::QuestionAsked {
                question,
                challenge,
                authority,
            },
            Occurrence::QuestionAnswered {
                question,
                challenge,
                askers: [asker, self.other_account].into(),
            },
            Occurrence::QuestionMerged {
                question,
                challenge,
                into: QuestionId::new(),
                asker,
            },
        ]
    }

    fn of_admission(&self) -> Vec<Occurrence> {
        let Self {
            challenge,
            organization,
            team,
            account,
            ..
        } = *self;
        let mut all = vec![
            Occurrence::ApplicationReceived {
                challenge,
                authority: organization,
                entrant: Some(EntrantName::Account(account)),
            },
            Occurrence::IndividualExtensionGranted {
                challenge,
                stage: self.stage,
                entrant: EntrantName::Account(account),
                close_time: self.time,
                reason: "Brak prądu".into(),
            },
            Occurrence::EntrantRefused {
                challenge,
                entrant: EntrantName::Team(team),
                reason: "Brak doświadczenia".into(),
            },
        ];
        let entrants = [
            EntrantName::Account(account),
            EntrantName::Team(team),
            EntrantName::Organization(organization),
        ];
        for (entrant, invited) in entrants.into_iter().zip([false, false, true]) {
            all.push(Occurrence::EntrantAdmitted {
                challenge,
                entrant,
                invited,
                reason: if invited { "" } else { "Doświadczenie" }.into(),
            });
        }
        all
    }

    fn of_submissions(&self) -> Vec<Occurrence> {
        let Self {
            challenge,
            stage,
            entry,
            account,
            other_account,
            ..
        } = *self;
        let accounts = || [account, other_account].into();
        let opened = |withdrawn, unconfirmed| Occurrence::EntryOpened {
            entry,
            stage,
            challenge,
            accounts: accounts(),
            withdrawn,
            unconfirmed,
        };
        let advanced = |reimbursement| Occurrence::EntryAdvanced {
            entry,
            stage,
            challenge,
            accounts: accounts(),
            reimbursement,
        };
        let not_advanced = |ground| Occurrence::EntryNotAdvanced {
            entry,
            stage,
            challenge,
            accounts: accounts(),
            reasons: "Praca nie spełnia kryterium oszczędności.".into(),
            ground,
        };
        let closed = |openers| Occurrence::StageClosed {
            stage,
            challenge,
            openers,
        };
        let revealed = |runners_up| Occurrence::RunnerUpRevealed {
            challenge,
            authority: self.organization,
            runners_up,
        };
        let recused = |authority, dismissed| Occurrence::JurorRecused {
            challenge,
            account,
            authority,
            dismissed,
        };
        vec![
            closed(None),
            closed(Some(Openers {
                authority: self.organization,
                chairs: [account].into(),
            })),
            Occurrence::StageOpened {
                stage,
                challenge,
                work_count: 3,
                jurors: accounts(),
            },
            Occurrence::ReviewsAwaited {
                stage,
                challenge,
                jurors: accounts(),
            },
            Occurrence::DefectsReported {
                stage,
                challenge,
                cure_end_time: self.time,
                accounts: accounts(),
            },
            opened(false, false),
            opened(true, false),
            opened(false, true),
            advanced(None),
            advanced(Some(Money {
                currency_code: "PLN".into(),
                amount_minor: 2_500_000,
            })),
            not_advanced(None),
            not_advanced(Some(ExclusionGround::AuthorRevealed)),
            not_advanced(Some(ExclusionGround::FormalDefect)),
            Occurrence::StageUnmasked {
                challenge,
                laureates: vec![RevealedLaureate {
                    rank: 1,
                    entry,
                    accounts: accounts(),
                }],
            },
            Occurrence::EntryPrizeLost {
                entry,
                challenge,
                accounts: accounts(),
                reason: "Laureat zrezygnował z nagrody".into(),
            },
            revealed(Vec::new()),
            revealed(vec![RevealedLaureate {
                rank: 2,
                entry,
                accounts: accounts(),
            }]),
            Occurrence::JurorAppointed { challenge, account },
            recused(None, false),
            recused(Some(self.organization), false),
            recused(Some(self.organization), true),
        ]
    }
}

fn titles(pl: &str, en: &str) -> Titles {
    Titles {
        source_language: "pl".into(),
        by_language: [("pl", pl), ("en", en)]
            .map(|(tag, title)| (tag.to_owned(), title.to_owned()))
            .into(),
    }
}
