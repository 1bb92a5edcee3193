//! What can be done to a challenge.

/// What was done. The subject of an act is named where there is one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ActKind {
    /// A draft was started.
    Drafted,
    /// A draft was rewritten.
    Revised,
    /// The draft was handed to the operators.
    ReviewRequested,
    /// An operator asked for changes.
    ChangesRequested,
    /// An operator found it in order.
    ReviewAccepted,
    /// The draft was handed to the head of the authority.
    ApprovalRequested,
    /// The head approved it for publication.
    Approved,
    /// It was given back to its editors: by the head, or by the service itself
    /// where it could not be published at its set time.
    Returned,
    /// The time of its publication was set, or moved.
    PublicationScheduled,
    /// The time of its publication was taken back.
    PublicationUnscheduled,
    /// It was published.
    Published,
    /// Published texts were clarified.
    Amended,
    /// A stage was extended for all; the subject is the stage.
    StageExtended,
    /// A stage was extended for one entrant; the subject is the stage.
    ExtensionGranted,
    /// An entrant was invited; the subject is the entrant.
    EntrantInvited,
    /// An application was decided; the subject is the applicant.
    ApplicationDecided,
    /// Winners of another challenge were admitted to this one; the subject is
    /// the other one.
    WinnersCarried,
    /// A question was answered; the subject is the question.
    QuestionAnswered,
    /// A question was merged into another one; the subject is the question.
    QuestionMerged,
    /// The contest was ended before its result.
    Cancelled,
    /// The jury's protocol of a stage before the last one arrived; the subject
    /// is the stage.
    ProtocolReceived,
    /// The jury's result arrived.
    ResultReceived,
    /// A corrected protocol of the result arrived.
    ResultCorrected,
    /// The head approved the result.
    ResultApproved,
    /// The head annulled the contest.
    ResultAnnulled,
    /// It became known who the laureates are.
    LaureatesRevealed,
    /// An appeal was entered; the subject is the appeal.
    AppealRecorded,
    /// What was decided on an appeal was entered; the subject is the appeal.
    AppealDecided,
    /// The prizes were awarded.
    PrizesAwarded,
    /// A runner-up was called; the subject is the work whose prize fell away.
    RunnerUpCalled,
    /// It became known who steps in; the subject is the work whose prize fell
    /// away.
    RunnerUpRevealed,
    /// Whoever stepped in was awarded; the subject is the work whose prize fell
    /// away.
    RunnerUpAwarded,
}

impl ActKind {
    /// Every kind.
    pub const ALL: [Self; 32] = [
        Self::Drafted,
        Self::Revised,
        Self::ReviewRequested,
        Self::ChangesRequested,
        Self::ReviewAccepted,
        Self::ApprovalRequested,
        Self::Approved,
        Self::Returned,
        Self::PublicationScheduled,
        Self::PublicationUnscheduled,
        Self::Published,
        Self::Amended,
        Self::StageExtended,
        Self::ExtensionGranted,
        Self::EntrantInvited,
        Self::ApplicationDecided,
        Self::WinnersCarried,
        Self::QuestionAnswered,
        Self::QuestionMerged,
        Self::Cancelled,
        Self::ProtocolReceived,
        Self::ResultReceived,
        Self::ResultCorrected,
        Self::ResultApproved,
        Self::ResultAnnulled,
        Self::LaureatesRevealed,
        Self::AppealRecorded,
        Self::AppealDecided,
        Self::PrizesAwarded,
        Self::RunnerUpCalled,
        Self::RunnerUpRevealed,
        Self::RunnerUpAwarded,
    ];

    /// The name as it is stored.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Drafted => "DRAFTED",
            Self::Revised => "REVISED",
            Self::ReviewRequested => "REVIEW_REQUESTED",
            Self::ChangesRequested => "CHANGES_REQUESTED",
            Self::ReviewAccepted => "REVIEW_ACCEPTED",
            Self::ApprovalRequested => "APPROVAL_REQUESTED",
            Self::Approved => "APPROVED",
            Self::Returned => "RETURNED",
            Self::PublicationScheduled => "PUBLICATION_SCHEDULED",
            Self::PublicationUnscheduled => "PUBLICATION_UNSCHEDULED",
            Self::Published => "PUBLISHED",
            Self::Amended => "AMENDED",
            Self::StageExtended => "STAGE_EXTENDED",
            Self::ExtensionGranted => "EXTENSION_GRANTED",
            Self::EntrantInvited => "ENTRANT_INVITED",
            Self::ApplicationDecided => "APPLICATION_DECIDED",
            Self::WinnersCarried => "WINNERS_CARRIED",
            Self::QuestionAnswered => "QUESTION_ANSWERED",
            Self::QuestionMerged => "QUESTION_MERGED",
            Self::Cancelled => "CANCELLED",
            Self::ProtocolReceived => "PROTOCOL_RECEIVED",
            Self::ResultReceived => "RESULT_RECEIVED",
            Self::ResultCorrected => "RESULT_CORRECTED",
            Self::ResultApproved => "RESULT_APPROVED",
            Self::ResultAnnulled => "RESULT_ANNULLED",
            Self::LaureatesRevealed => "LAUREATES_REVEALED",
            Self::AppealRecorded => "APPEAL_RECORDED",
            Self::AppealDecided => "APPEAL_DECIDED",
            Self::PrizesAwarded => "PRIZES_AWARDED",
            Self::RunnerUpCalled => "RUNNER_UP_CALLED",
            Self::RunnerUpRevealed => "RUNNER_UP_REVEALED",
            Self::RunnerUpAwarded => "RUNNER_UP_AWARDED",
        }
    }

    /// The kind of this name.
    #[must_use]
    pub fn find(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == name)
    }

    /// Whether its subject is somebody who may enter, which is told to those
    /// alone who see all admissions.
    #[must_use]
    pub const fn names_an_entrant(self) -> bool {
        matches!(self, Self::EntrantInvited | Self::ApplicationDecided)
    }
}
