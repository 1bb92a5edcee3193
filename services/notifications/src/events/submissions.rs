//! The events of submissions.

use linia_proto::submissions::{
    events::v1::{
        DefectsReported, EntryAdvanced, EntryNotAdvanced, EntryOpened, EntryPrizeLost,
        JurorAppointed, JurorRecused, RevealedLaureate as RevealedLaureateMessage, ReviewsAwaited,
        RunnerUpRevealed, StageClosed, StageOpened, StageUnmasked,
    },
    v1,
};

use super::fields::{FieldError, accounts, moment, name, name_if_told};
use crate::domain::{ExclusionGround, Money, Occurrence, Openers, RevealedLaureate};

impl TryFrom<StageClosed> for Occurrence {
    type Error = FieldError;

    fn try_from(event: StageClosed) -> Result<Self, FieldError> {
        let openers = if event.awaits_opening {
            Some(Openers {
                authority: name("authority", &event.authority)?,
                chairs: accounts("chairs", &event.chairs)?,
            })
        } else {
            None
        };
        Ok(Self::StageClosed {
            stage: name("stage", &event.stage)?,
            challenge: name("challenge", &event.challenge)?,
            openers,
        })
    }
}

impl TryFrom<StageOpened> for Occurrence {
    type Error = FieldError;

    fn try_from(event: StageOpened) -> Result<Self, FieldError> {
        Ok(Self::StageOpened {
            stage: name("stage", &event.stage)?,
            challenge: name("challenge", &event.challenge)?,
            work_count: event.work_count,
            jurors: accounts("jurors", &event.jurors)?,
        })
    }
}

impl TryFrom<ReviewsAwaited> for Occurrence {
    type Error = FieldError;

    fn try_from(event: ReviewsAwaited) -> Result<Self, FieldError> {
        Ok(Self::ReviewsAwaited {
            stage: name("stage", &event.stage)?,
            challenge: name("challenge", &event.challenge)?,
            jurors: accounts("jurors", &event.jurors)?,
        })
    }
}

impl TryFrom<DefectsReported> for Occurrence {
    type Error = FieldError;

    fn try_from(event: DefectsReported) -> Result<Self, FieldError> {
        Ok(Self::DefectsReported {
            stage: name("stage", &event.stage)?,
            challenge: name("challenge", &event.challenge)?,
            cure_end_time: moment("cure_end_time", event.cure_end_time)?,
            accounts: accounts("accounts", &event.accounts)?,
        })
    }
}

impl TryFrom<EntryOpened> for Occurrence {
    type Error = FieldError;

    fn try_from(event: EntryOpened) -> Result<Self, FieldError> {
        Ok(Self::EntryOpened {
            entry: name("entry", &event.entry)?,
            stage: name("stage", &event.stage)?,
            challenge: name("challenge", &event.challenge)?,
            accounts: accounts("accounts", &event.accounts)?,
            withdrawn: event.withdrawn,
            unconfirmed: event.unconfirmed,
        })
    }
}

impl TryFrom<EntryAdvanced> for Occurrence {
    type Error = FieldError;

    fn try_from(event: EntryAdvanced) -> Result<Self, FieldError> {
        Ok(Self::EntryAdvanced {
            entry: name("entry", &event.entry)?,
            stage: name("stage", &event.stage)?,
            challenge: name("challenge", &event.challenge)?,
            accounts: accounts("accounts", &event.accounts)?,
            reimbursement: event.reimbursement.map(|sum| Money {
                currency_code: sum.currency_code,
                amount_minor: sum.amount_minor,
            }),
        })
    }
}

impl TryFrom<EntryNotAdvanced> for Occurrence {
    type Error = FieldError;

    fn try_from(event: EntryNotAdvanced) -> Result<Self, FieldError> {
        Ok(Self::EntryNotAdvanced {
            entry: name("entry", &event.entry)?,
            stage: name("stage", &event.stage)?,
            challenge: name("challenge", &event.challenge)?,
            accounts: accounts("accounts", &event.accounts)?,
            ground: match event.exclusion_ground() {
                v1::ExclusionGround::AuthorRevealed => Some(ExclusionGround::AuthorRevealed),
                v1::ExclusionGround::FormalDefect => Some(ExclusionGround::FormalDefect),
                v1::ExclusionGround::Unspecified => None,
            },
            reasons: event.reasons,
        })
    }
}

impl TryFrom<StageUnmasked> for Occurrence {
    type Error = FieldError;

    fn try_from(event: StageUnmasked) -> Result<Self, FieldError> {
        let laureates = event.laureates.iter();
        Ok(Self::StageUnmasked {
            challenge: name("challenge", &event.challenge)?,
            laureates: laureates
                .map(RevealedLaureate::try_from)
                .collect::<Result<_, _>>()?,
        })
    }
}

impl TryFrom<EntryPrizeLost> for Occurrence {
    type Error = FieldError;

    fn try_from(event: EntryPrizeLost) -> Result<Self, FieldError> {
        Ok(Self::EntryPrizeLost {
            entry: name("entry", &event.entry)?,
            challenge: name("challenge", &event.challenge)?,
            accounts: accounts("accounts", &event.accounts)?,
            reason: event.reason,
        })
    }
}

impl TryFrom<RunnerUpRevealed> for Occurrence {
    type Error = FieldError;

    fn try_from(event: RunnerUpRevealed) -> Result<Self, FieldError> {
        let runners_up = event.runners_up.iter();
        Ok(Self::RunnerUpRevealed {
            challenge: name("challenge", &event.challenge)?,
            authority: name("authority", &event.authority)?,
            runners_up: runners_up
                .map(RevealedLaureate::try_from)
                .collect::<Result<_, _>>()?,
        })
    }
}

impl TryFrom<&RevealedLaureateMessage> for RevealedLaureate {
    type Error = FieldError;

    fn try_from(laureate: &RevealedLaureateMessage) -> Result<Self, FieldError> {
        Ok(Self {
            rank: laureate.rank,
            entry: name("laureates.entry", &laureate.entry)?,
            accounts: accounts("laureates.accounts", &laureate.accounts)?,
        })
    }
}

impl TryFrom<JurorAppointed> for Occurrence {
    type Error = FieldError;

    fn try_from(event: JurorAppointed) -> Result<Self, FieldError> {
        Ok(Self::JurorAppointed {
            challenge: name("challenge", &event.challenge)?,
            account: name("account", &event.account)?,
        })
    }
}

impl TryFrom<JurorRecused> for Occurrence {
    type Error = FieldError;

    fn try_from(event: JurorRecused) -> Result<Self, FieldError> {
        Ok(Self::JurorRecused {
            challenge: name("challenge", &event.challenge)?,
            account: name("account", &event.account)?,
            authority: name_if_told("authority", &event.authority)?,
            dismissed: event.dismissed,
        })
    }
}
