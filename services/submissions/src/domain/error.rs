//! Why the domain refuses a command.

/// The state of things forbids it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TransitionError {
    /// The stage has a closing record already.
    #[error("the stage is closed")]
    StageClosed,
    /// The stage has no closing record yet.
    #[error("the stage is not closed")]
    StageNotClosed,
    /// The jury has no works yet.
    #[error("the stage is not opened")]
    StageNotOpened,
    /// The works were made already.
    #[error("the stage is opened")]
    StageOpened,
    /// The jury has signed its protocol; nothing of the stage changes any more.
    #[error("the jury has judged the stage")]
    StageJudged,
    /// The jury has not signed its protocol yet.
    #[error("the jury has not judged the stage")]
    StageNotJudged,
    /// The juror has left the jury.
    #[error("the juror was recused")]
    JurorRecused,
    /// The juror has declared for this stage before.
    #[error("a declaration is made once")]
    AlreadyDeclared,
    /// The juror has not declared impartiality for this stage.
    #[error("a declaration of impartiality is missing")]
    DeclarationMissing,
    /// A final review does not change.
    #[error("the review is final")]
    ReviewFinal,
    /// The entry is not in the jury's hands.
    #[error("the entry's outcome is decided")]
    EntryDecided,
}
