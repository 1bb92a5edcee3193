//! The events of challenges.

use linia_proto::challenges::{
    events::v1::{
        AppealDecided, AppealRecorded, ChallengeAmended, ChallengeApprovalRequested,
        ChallengeApproved, ChallengeCancelled, ChallengePublished, ChallengeReturned,
        ChallengeReviewRequested, PrizesAwarded, QuestionAnswered, QuestionAsked, QuestionMerged,
        ResultAnnulled, ResultApproved, ResultReceived, RunnerUpAwarded, RunnerUpCalled,
        StageExtended,
    },
    v1::{AppealDecision, PublishedStage},
};

use super::fields::{FieldError, accounts, moment, name, titles};
use crate::domain::{ChallengeSummary, Occurrence, StageSummary};

/// Events that say no more than which challenge of which authority.
macro_rules! bare {
    ($($event:ident => $occurrence:ident),+ $(,)?) => {$(
        impl TryFrom<$event> for Occurrence {
            type Error = FieldError;

            fn try_from(event: $event) -> Result<Self, FieldError> {
                Ok(Self::$occurrence {
                    challenge: name("challenge", &event.challenge)?,
                    authority: name("authority", &event.authority)?,
                })
            }
        }
    )+};
}

bare! {
    ChallengeReviewRequested => ReviewRequested,
    ChallengeApprovalRequested => ApprovalRequested,
    ChallengeApproved => ChallengeApproved,
    ChallengeReturned => ChallengeReturned,
    ResultReceived => ResultReceived,
    ResultApproved => ResultApproved,
    PrizesAwarded => PrizesAwarded,
    RunnerUpAwarded => RunnerUpAwarded,
}

impl TryFrom<ChallengePublished> for Occurrence {
    type Error = FieldError;

    fn try_from(event: ChallengePublished) -> Result<Self, FieldError> {
        let language = &event.source_language;
        let stages = event.stages.into_iter();
        Ok(Self::ChallengePublished {
            challenge: name("challenge", &event.challenge)?,
            authority: name("authority", &event.authority)?,
            summary: ChallengeSummary {
                titles: titles(language, event.titles),
                time_zone: event.time_zone,
                stages: stages
                    .map(|it| stage(language, it))
                    .collect::<Result<_, _>>()?,
            },
        })
    }
}

fn stage(source_language: &str, published: PublishedStage) -> Result<StageSummary, FieldError> {
    let stage = published.stage.unwrap_or_default();
    Ok(StageSummary {
        stage: name("stages.stage.name", &stage.name)?,
        titles: titles(source_language, stage.titles),
    })
}

impl TryFrom<ChallengeAmended> for Occurrence {
    type Error = FieldError;

    fn try_from(event: ChallengeAmended) -> Result<Self, FieldError> {
        Ok(Self::ChallengeAmended {
            challenge: name("challenge", &event.challenge)?,
            authority: name("authority", &event.authority)?,
            number: event.number,
            reason: event.reason,
            titles: titles(&event.source_language, event.titles),
        })
    }
}

impl TryFrom<StageExtended> for Occurrence {
    type Error = FieldError;

    fn try_from(event: StageExtended) -> Result<Self, FieldError> {
        Ok(Self::StageExtended {
            challenge: name("challenge", &event.challenge)?,
            authority: name("authority", &event.authority)?,
            stage: name("stage", &event.stage)?,
            ordinal: event.ordinal,
            close_time: moment("close_time", event.close_time)?,
            previous_close_time: moment("previous_close_time", event.previous_close_time)?,
            reason: event.reason,
        })
    }
}

impl TryFrom<ChallengeCancelled> for Occurrence {
    type Error = FieldError;

    fn try_from(event: ChallengeCancelled) -> Result<Self, FieldError> {
        Ok(Self::ChallengeCancelled {
            challenge: name("challenge", &event.challenge)?,
            authority: name("authority", &event.authority)?,
            reason: event.reason,
        })
    }
}

impl TryFrom<ResultAnnulled> for Occurrence {
    type Error = FieldError;

    fn try_from(event: ResultAnnulled) -> Result<Self, FieldError> {
        Ok(Self::ResultAnnulled {
            challenge: name("challenge", &event.challenge)?,
            authority: name("authority", &event.authority)?,
            reason: event.reason,
        })
    }
}

impl TryFrom<RunnerUpCalled> for Occurrence {
    type Error = FieldError;

    fn try_from(event: RunnerUpCalled) -> Result<Self, FieldError> {
        Ok(Self::RunnerUpCalled {
            challenge: name("challenge", &event.challenge)?,
            authority: name("authority", &event.authority)?,
            prize_rank: event.prize_rank,
            reason: event.reason,
        })
    }
}

impl TryFrom<AppealRecorded> for Occurrence {
    type Error = FieldError;

    fn try_from(event: AppealRecorded) -> Result<Self, FieldError> {
        Ok(Self::AppealRecorded {
            challenge: name("challenge", &event.challenge)?,
            authority: name("authority", &event.authority)?,
            reference: event.reference,
        })
    }
}

impl TryFrom<AppealDecided> for Occurrence {
    type Error = FieldError;

    fn try_from(event: AppealDecided) -> Result<Self, FieldError> {
        Ok(Self::AppealDecided {
            challenge: name("challenge", &event.challenge)?,
            authority: name("authority", &event.authority)?,
            upheld: event.decision() != AppealDecision::Dismissed,
            reference: event.reference,
            reason: event.reason,
        })
    }
}

impl TryFrom<QuestionAsked> for Occurrence {
    type Error = FieldError;

    fn try_from(event: QuestionAsked) -> Result<Self, FieldError> {
        Ok(Self::QuestionAsked {
            question: name("question", &event.question)?,
            challenge: name("challenge", &event.challenge)?,
            authority: name("authority", &event.authority)?,
        })
    }
}

impl TryFrom<QuestionAnswered> for Occurrence {
    type Error = FieldError;

    fn try_from(event: QuestionAnswered) -> Result<Self, FieldError> {
        Ok(Self::QuestionAnswered {
            question: name("question", &event.question)?,
            challenge: name("challenge", &event.challenge)?,
            askers: if event.askers.is_empty() {
                // Told before there were merged questions.
                accounts("asker", &[event.asker])?
            } else {
                accounts("askers", &event.askers)?
            },
        })
    }
}

impl TryFrom<QuestionMerged> for Occurrence {
    type Error = FieldError;

    fn try_from(event: QuestionMerged) -> Result<Self, FieldError> {
        Ok(Self::QuestionMerged {
            question: name("question", &event.question)?,
            challenge: name("challenge", &event.challenge)?,
            into: name("into", &event.into)?,
            asker: name("asker", &event.asker)?,
        })
    }
}
