//! Occurrences: what the other services' events say, as far as it concerns
//! telling people.

use std::collections::BTreeSet;

use linia_chassis::id::{
    AccountId, ChallengeId, EntrantName, EntryId, ErasureId, OrganizationId, ProgrammeId,
    QuestionId, StageId, TeamId,
};
use time::OffsetDateTime;

use super::{ChallengeSummary, ExclusionGround, Money, ProgrammeSummary, Role, Titles};

/// Something that happened. The fields are those of the event of the same
/// meaning in `proto/`.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Occurrence {
    AccountRegistered {
        account: AccountId,
    },
    SignUpRepeated {
        account: AccountId,
    },
    OperatorRoleGranted {
        account: AccountId,
    },
    OrganizationRegistered {
        organization: OrganizationId,
        display_name: String,
    },
    OrganizationVerified {
        organization: OrganizationId,
    },
    MembershipGranted {
        organization: OrganizationId,
        account: AccountId,
        role: Role,
    },
    MembershipRevoked {
        organization: OrganizationId,
        account: AccountId,
        role: Role,
    },
    TeamFormed {
        team: TeamId,
        founder: AccountId,
    },
    TeamMemberJoined {
        team: TeamId,
        account: AccountId,
    },
    TeamMemberInvited {
        team: TeamId,
        account: AccountId,
    },
    TeamMemberLeft {
        team: TeamId,
        account: AccountId,
    },
    ErasureRequested {
        account: AccountId,
        begin_time: OffsetDateTime,
    },
    ErasureBegun {
        account: AccountId,
    },
    ErasureSettled {
        erasure: ErasureId,
        account: AccountId,
        kept: bool,
        /// Not known while a contest runs.
        keep_until: Option<OffsetDateTime>,
    },
    ReviewRequested {
        challenge: ChallengeId,
        authority: OrganizationId,
    },
    ApprovalRequested {
        challenge: ChallengeId,
        authority: OrganizationId,
    },
    ChallengeApproved {
        challenge: ChallengeId,
        authority: OrganizationId,
    },
    ChallengeReturned {
        challenge: ChallengeId,
        authority: OrganizationId,
    },
    ChallengePublished {
        challenge: ChallengeId,
        authority: OrganizationId,
        summary: ChallengeSummary,
    },
    ChallengeAmended {
        challenge: ChallengeId,
        authority: OrganizationId,
        number: i32,
        reason: String,
        titles: Titles,
    },
    ApplicationReceived {
        challenge: ChallengeId,
        authority: OrganizationId,
        /// Not told by versions before.
        entrant: Option<EntrantName>,
    },
    EntrantAdmitted {
        challenge: ChallengeId,
        entrant: EntrantName,
        invited: bool,
        reason: String,
    },
    EntrantRefused {
        challenge: ChallengeId,
        entrant: EntrantName,
        reason: String,
    },
    StageExtended {
        challenge: ChallengeId,
        authority: OrganizationId,
        stage: StageId,
        /// From 1; 0 if a version before told it.
        ordinal: i32,
        close_time: OffsetDateTime,
        previous_close_time: OffsetDateTime,
        reason: String,
    },
    IndividualExtensionGranted {
        challenge: ChallengeId,
        stage: StageId,
        entrant: EntrantName,
        close_time: OffsetDateTime,
        reason: String,
    },
    ChallengeCancelled {
        challenge: ChallengeId,
        authority: OrganizationId,
        reason: String,
    },
    ResultReceived {
        challenge: ChallengeId,
        authority: OrganizationId,
    },
    ResultApproved {
        challenge: ChallengeId,
        authority: OrganizationId,
    },
    ResultAnnulled {
        challenge: ChallengeId,
        authority: OrganizationId,
        reason: String,
    },
    AppealRecorded {
        challenge: ChallengeId,
        authority: OrganizationId,
        reference: String,
    },
    AppealDecided {
        challenge: ChallengeId,
        authority: OrganizationId,
        reference: String,
        upheld: bool,
        reason: String,
    },
    PrizesAwarded {
        challenge: ChallengeId,
        authority: OrganizationId,
    },
    RunnerUpCalled {
        challenge: ChallengeId,
        authority: OrganizationId,
        prize_rank: i32,
        reason: String,
    },
    RunnerUpAwarded {
        challenge: ChallengeId,
        authority: OrganizationId,
    },
    QuestionAsked {
        question: QuestionId,
        challenge: ChallengeId,
        authority: OrganizationId,
    },
    QuestionAnswered {
        question: QuestionId,
        challenge: ChallengeId,
        askers: BTreeSet<AccountId>,
    },
    QuestionMerged {
        question: QuestionId,
        challenge: ChallengeId,
        into: QuestionId,
        asker: AccountId,
    },
    ProgrammePublished {
        programme: ProgrammeId,
        summary: ProgrammeSummary,
    },
    ProgrammeEnded {
        programme: ProgrammeId,
        reason: String,
    },
    EntrantEnrolled {
        programme: ProgrammeId,
        entrant: EntrantName,
        waited: bool,
        /// Whether they won a contest and were carried in.
        carried: bool,
    },
    EntrantWaitlisted {
        programme: ProgrammeId,
        entrant: EntrantName,
        /// Whether they won a contest and were carried in.
        carried: bool,
    },
    EntrantAdvanced {
        programme: ProgrammeId,
        entrant: EntrantName,
        /// From 1.
        phase: i32,
    },
    EntrantLeft {
        programme: ProgrammeId,
        entrant: EntrantName,
    },
    EntrantRemoved {
        programme: ProgrammeId,
        entrant: EntrantName,
        reason: String,
    },
    StageClosed {
        stage: StageId,
        challenge: ChallengeId,
        /// Nobody, if it opens by itself.
        openers: Option<Openers>,
    },
    StageOpened {
        stage: StageId,
        challenge: ChallengeId,
        work_count: i32,
        jurors: BTreeSet<AccountId>,
    },
    ReviewsAwaited {
        stage: StageId,
        challenge: ChallengeId,
        jurors: BTreeSet<AccountId>,
    },
    DefectsReported {
        stage: StageId,
        challenge: ChallengeId,
        cure_end_time: OffsetDateTime,
        accounts: BTreeSet<AccountId>,
    },
    EntryOpened {
        entry: EntryId,
        stage: StageId,
        challenge: ChallengeId,
        accounts: BTreeSet<AccountId>,
        withdrawn: bool,
        unconfirmed: bool,
    },
    EntryAdvanced {
        entry: EntryId,
        stage: StageId,
        challenge: ChallengeId,
        accounts: BTreeSet<AccountId>,
        reimbursement: Option<Money>,
    },
    EntryNotAdvanced {
        entry: EntryId,
        stage: StageId,
        challenge: ChallengeId,
        accounts: BTreeSet<AccountId>,
        reasons: String,
        ground: Option<ExclusionGround>,
    },
    StageUnmasked {
        challenge: ChallengeId,
        laureates: Vec<RevealedLaureate>,
    },
    EntryPrizeLost {
        entry: EntryId,
        challenge: ChallengeId,
        accounts: BTreeSet<AccountId>,
        reason: String,
    },
    RunnerUpRevealed {
        challenge: ChallengeId,
        authority: OrganizationId,
        runners_up: Vec<RevealedLaureate>,
    },
    JurorAppointed {
        challenge: ChallengeId,
        account: AccountId,
    },
    JurorRecused {
        challenge: ChallengeId,
        account: AccountId,
        /// Not told by versions before.
        authority: Option<OrganizationId>,
        /// Whether it was not of their own accord.
        dismissed: bool,
    },
}

/// Who may open a stage that two people have to open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Openers {
    /// Whose staff.
    pub(crate) authority: OrganizationId,
    /// Who leads the jury.
    pub(crate) chairs: BTreeSet<AccountId>,
}

/// Who is behind a winning work.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct RevealedLaureate {
    /// From 1.
    pub(crate) rank: i32,
    /// What was entered.
    pub(crate) entry: EntryId,
    /// Whom to tell.
    pub(crate) accounts: BTreeSet<AccountId>,
}
