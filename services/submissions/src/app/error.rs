//! Why a use case did not do what was asked.

use linia_chassis::{
    consumer::HandlerError,
    crypto::CryptoError,
    database::DbError,
    id::{AccountId, AttachmentId, ChallengeId, EntryId, StageId, WorkId},
    idempotency::IdempotencyError,
    problem::Problem,
    standing::Unmet,
};
use time::OffsetDateTime;

use crate::{
    app::accept::AcceptError,
    app::uploads::attach::UploadFault,
    clients::{ClientError, ObjectError},
    domain::{
        assignment::Shortage, attachment::AttachmentFault, conflicts::EntryWithoutWork,
        content::FieldFault, decision::UnlinkedWork, error::TransitionError, jury::JuryFault,
        opening::DigestError, ranking::RankingError, review::ScoreFault, succession::TooLittleTime,
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
    /// Object storage did not do what is needed.
    #[error(transparent)]
    Object(#[from] ObjectError),
    /// A file could not be read or written.
    #[error("a file cannot be read or written")]
    File(#[from] std::io::Error),
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
    /// The next stage has to be put off first.
    #[error(transparent)]
    TooLittleTime(#[from] TooLittleTime),
    /// The jury may not judge as it is.
    #[error(transparent)]
    Jury(#[from] JuryFault),
    /// Not every work can be given to enough jurors.
    #[error(transparent)]
    Shortage(#[from] Shortage),
    /// A conflict could not be kept.
    #[error(transparent)]
    EntryWithoutWork(#[from] EntryWithoutWork),
    /// A sealed hash is not one.
    #[error(transparent)]
    Digest(#[from] DigestError),
    /// The receipt is not ours, or is for no work of the stage.
    #[error("receipt is for no work of the stage")]
    ForeignReceipt,
    /// The entrants of the stage were not told what became of them.
    #[error("the stage's result is not known")]
    ResultNotKnown,
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
    /// No such entry, or none of the caller's.
    #[error("{0} was not found")]
    EntryNotFound(EntryId),
    /// No such workspace, or none of the caller's.
    #[error("draft was not found")]
    DraftNotFound,
    /// No such upload, or none of the caller's.
    #[error("upload was not found")]
    UploadNotFound,
    /// No such file, or none that the caller may read.
    #[error("{0} was not found")]
    AttachmentNotFound(AttachmentId),
    /// The stage's rules refuse a file.
    #[error("the stage does not take this file")]
    FileRules(Vec<AttachmentFault>),
    /// The stage's rules refuse the files of a work together.
    #[error("the stage does not take these files")]
    FilesRules(AttachmentFault),
    /// The stage's rules refuse the texts of a work.
    #[error("the stage does not take these fields")]
    Fields(Vec<FieldFault>),
    /// Uploads cannot be handed in; which of them, and why.
    #[error("uploads cannot be handed in")]
    Uploads(Vec<(usize, UploadFault)>),
    /// The entrant has as many uploads as one may have.
    #[error("too many uploads")]
    TooManyUploads,
    /// The upload goes on from elsewhere.
    #[error("the upload has come to octet {received_octets}")]
    OffsetDiffers {
        /// From where.
        received_octets: u64,
    },
    /// More came than was declared.
    #[error("more octets came than were declared")]
    UploadTooLong,
    /// Octets are missing.
    #[error("the upload has come to octet {received_octets} only")]
    UploadIncomplete {
        /// How many are there.
        received_octets: u64,
    },
    /// It takes no more octets.
    #[error("the upload is finished")]
    UploadFinished,
    /// Another call carries the same upload on.
    #[error("the upload is carried on by another call")]
    UploadElsewhere,
    /// The octets are not of the declared type.
    #[error("the file is not what it is said to be")]
    MediaTypeDiffers {
        /// What they are; empty if that cannot be told.
        found: &'static str,
    },
    /// The octets are not those that were declared.
    #[error("the file has another SHA-256 than declared")]
    Sha256Differs {
        /// Of what arrived.
        found: [u8; 32],
    },
    /// There is no such place in the file.
    #[error("the offset is beyond the file")]
    OffsetBeyond,
    /// What was sealed with a work is not what was uploaded.
    #[error("sealed file differs from what was handed in")]
    SealedFileDiffers,
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
    /// The entrant is not what the contest asks for.
    #[error("the entrant does not meet {} conditions", .0.len())]
    NotEligible(Vec<Unmet>),
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
    /// A correction names works of another stage, or people who do not judge.
    #[error("correction names what is not of the stage")]
    UnfitCorrection {
        /// The paths of the fields that name it.
        fields: Vec<String>,
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
            AppError::StageNotFound(_)
            | AppError::Accept(_)
            | AppError::Object(_)
            | AppError::File(_) => Self::retry(error),
            AppError::Refused(_)
            | AppError::Idempotency(_)
            | AppError::Crypto(_)
            | AppError::SealedContent(_)
            | AppError::Transition(_)
            | AppError::Ranking(_)
            | AppError::TooLittleTime(_)
            | AppError::Jury(_)
            | AppError::Shortage(_)
            | AppError::EntryWithoutWork(_)
            | AppError::Digest(_)
            | AppError::ForeignReceipt
            | AppError::ResultNotKnown
            | AppError::Unlinked(_)
            | AppError::ClosingRecordDiffers
            | AppError::ProtocolDiffers
            | AppError::ChallengeNotFound(_)
            | AppError::WorkNotFound(_)
            | AppError::AccountNotFound(_)
            | AppError::EntryNotFound(_)
            | AppError::DraftNotFound
            | AppError::UploadNotFound
            | AppError::AttachmentNotFound(_)
            | AppError::FileRules(_)
            | AppError::FilesRules(_)
            | AppError::Fields(_)
            | AppError::Uploads(_)
            | AppError::TooManyUploads
            | AppError::OffsetDiffers { .. }
            | AppError::UploadTooLong
            | AppError::UploadIncomplete { .. }
            | AppError::UploadFinished
            | AppError::UploadElsewhere
            | AppError::MediaTypeDiffers { .. }
            | AppError::Sha256Differs { .. }
            | AppError::OffsetBeyond
            | AppError::SealedFileDiffers
            | AppError::NotEntrant
            | AppError::StageNotOpen
            | AppError::ChallengeCancelled
            | AppError::DeadlinePassed { .. }
            | AppError::DeadlineUndecided
            | AppError::NotAFinalist
            | AppError::NotAdmitted
            | AppError::NotEligible(_)
            | AppError::NothingToWithdraw
            | AppError::RequestIdReused
            | AppError::JurorApproves
            | AppError::ChairTaken
            | AppError::UnknownEntrants { .. }
            | AppError::UnfitCorrection { .. }
            | AppError::Scores(_) => Self::Park {
                event: None,
                reason: error.to_string(),
            },
        }
    }
}
