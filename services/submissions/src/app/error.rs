//! Why a use case did not do what was asked.

use linia_chassis::{
    consumer::HandlerError,
    crypto::CryptoError,
    database::DbError,
    id::{AccountId, ChallengeId, StageId, WorkId},
    idempotency::IdempotencyError,
    problem::Problem,
};
use time::OffsetDateTime;

use crate::{
    app::accept::AcceptError,
    clients::ClientError,
    domain::{
        decision::UnlinkedWork, error::TransitionError, ranking::RankingError, review::ScoreFault,
    },
};

/// Why a use case did not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum AppError {
    /// The caller may not, or may not know; said in the caller's words already.
    #[error(transparent)]
    Refused(#[from] Problem),
    /// The database failed.
    #[error(transparent)]
    Database(#[from] DbError),
    /// The request id came with another body, or the database failed.
    #[error(transparent)]
    Idempotency(#[from] IdempotencyError),
    /// The version could not be queued or written.
    #[error(transparent)]
    Accept(#[from] AcceptError),
    /// Another service did not give what is needed.
    #[error(transparent)]
    Client(#[from] ClientError),
    /// A key, seal or signature does not fit.
    #[error(transparent)]
    Crypto(#[from] CryptoError),
    /// What was decrypted is not what was sealed.
    #[error("sealed content does not read")]
    SealedContent(#[from] serde_json::Error),
    /// The state forbids it.
    #[error(transparent)]
    Transition(#[from] TransitionError),
    /// There can be no ranking yet.
    #[error(transparent)]
    Ranking(#[from] RankingError),
    /// The link does not belong to the ranking.
    #[error(transparent)]
    Unlinked(#[from] UnlinkedWork),
    /// What is stored is not what the closing record binds.
    #[error("sealed versions differ from the closing record")]
    ClosingRecordDiffers,
    /// What was approved is not the protocol that is stored here.
    #[error("approved protocol differs from the signed one")]
    ProtocolDiffers,
    /// No such published stage.
    #[error("{0} was not found")]
    StageNotFound(StageId),
    /// No such published challenge.
    #[error("{0} was not found")]
    ChallengeNotFound(ChallengeId),
    /// No such work.
    #[error("{0} was not found")]
    WorkNotFound(WorkId),
    /// No such person.
    #[error("{0} was not found")]
    AccountNotFound(AccountId),
    /// No such workspace, or none of the caller's.
    #[error("draft was not found")]
    DraftNotFound,
    /// The caller does not speak for the entrant.
    #[error("the caller does not speak for the entrant")]
    NotEntrant,
    /// The stage is not open yet, or ended.
    #[error("the stage takes no works now")]
    StageNotOpen,
    /// The challenge was cancelled.
    #[error("the challenge was cancelled")]
    ChallengeCancelled,
    /// At or after the closing time.
    #[error("the deadline has passed")]
    DeadlinePassed {
        /// The closing time.
        close_time: OffsetDateTime,
    },
    /// Held until challenges can be asked.
    #[error("the deadline cannot be decided now")]
    DeadlineUndecided,
    /// The entrant did not advance to this stage.
    #[error("the entrant is not a finalist")]
    NotAFinalist,
    /// The contest is not open to everybody.
    #[error("the entrant was neither admitted nor invited")]
    NotAdmitted,
    /// Nothing was handed in that could be withdrawn.
    #[error("nothing was handed in")]
    NothingToWithdraw,
    /// The request id came before with another body.
    #[error("request_id was used for another request")]
    RequestIdReused,
    /// Who approves the result does not judge it.
    #[error("the head of the authority cannot be a juror")]
    JurorApproves,
    /// Somebody else leads the jury.
    #[error("the jury has a chair")]
    ChairTaken,
    /// Conflicts were declared with somebody who did not enter.
    #[error("unknown entrants")]
    UnknownEntrants {
        /// Which of those named.
        indices: Vec<usize>,
    },
    /// Scores do not fit the criteria.
    #[error("scores do not fit the criteria")]
    Scores(Vec<ScoreFault>),
}

/// In the background: what another attempt can cure is tried again, the rest
/// waits for an operator.
impl From<AppError> for HandlerError {
    fn from(error: AppError) -> Self {
        match error {
            AppError::Database(error) => error.into(),
            AppError::Client(error) => error.into(),
            AppError::StageNotFound(_) | AppError::Accept(_) => Self::retry(error),
            AppError::Refused(_)
            | AppError::Idempotency(_)
            | AppError::Crypto(_)
            | AppError::SealedContent(_)
            | AppError::Transition(_)
            | AppError::Ranking(_)
            | AppError::Unlinked(_)
            | AppError::ClosingRecordDiffers
            | AppError::ProtocolDiffers
            | AppError::ChallengeNotFound(_)
            | AppError::WorkNotFound(_)
            | AppError::AccountNotFound(_)
            | AppError::DraftNotFound
            | AppError::NotEntrant
            | AppError::StageNotOpen
            | AppError::ChallengeCancelled
            | AppError::DeadlinePassed { .. }
            | AppError::DeadlineUndecided
            | AppError::NotAFinalist
            | AppError::NotAdmitted
            | AppError::NothingToWithdraw
            | AppError::RequestIdReused
            | AppError::JurorApproves
            | AppError::ChairTaken
            | AppError::UnknownEntrants { .. }
            | AppError::Scores(_) => Self::Park {
                event: None,
                reason: error.to_string(),
            },
        }
    }
}
