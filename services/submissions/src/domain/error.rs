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
    /// The work is the juror's already.
    #[error("the work is assigned to the juror")]
    AlreadyAssigned,
    /// The work is not, or not any more, the juror's.
    #[error("the work is not assigned to the juror")]
    NotAssigned,
    /// The juror was released from the work, for good.
    #[error("the juror was released from the work")]
    ReleasedFromWork,
    /// The contest states no time in which a formal defect can be cured.
    #[error("the contest lets nothing be cured")]
    NothingCanBeCured,
    /// No defect of the work was found.
    #[error("the work has no known defect")]
    NothingToCure,
    /// The time to cure the defect has ended.
    #[error("the cure period is over")]
    CurePeriodOver,
    /// The defect can still be cured.
    #[error("the cure period still runs")]
    CurePeriodRuns,
    /// The author could not have cured what they were not told of.
    #[error("the defect was not reported")]
    DefectNotReported,
    /// The work is in no ranking.
    #[error("the work is excluded")]
    WorkExcluded,
    /// Nobody assigns works in this contest.
    #[error("every juror reads every work")]
    EveryJurorReadsAll,
    /// The draw did not make the juror a substitute for the work.
    #[error("the juror is no substitute for the work")]
    NotASubstitute,
    /// The juror has as many works as a juror may have.
    #[error("the juror has as many works as a juror may have")]
    JurorFull,
    /// The stage is opened by the clock alone.
    #[error("the stage opens by itself")]
    OpensByItself,
    /// The stage has a successor; its entrants know whether they advance.
    #[error("the stage's entrants were told its outcome")]
    EntrantsInformed,
    /// The head of the authority has approved the result.
    #[error("the result is approved")]
    ResultApproved,
    /// The contest was cancelled, annulled or awarded.
    #[error("the contest has ended")]
    ContestEnded,
    /// The entry did not win.
    #[error("the entry did not win")]
    NotALaureate,
}
