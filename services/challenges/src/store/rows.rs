//! Rows of the challenge's tables, and how they make the aggregate.

use linia_chassis::{
    id::{EntrantName, WorkId},
    standing::Eligibility,
};
use sqlx::types::Json;
use time::OffsetDateTime;
use uuid::Uuid;

use super::{StoreError, StoredChallenge, extension::ExtensionRow};
use crate::domain::{
    admission::AdmissionMode,
    appeal::{Appeal, AppealDecision, Verdict},
    challenge::Challenge,
    content::{Content, Criterion, LocalizedText, Money, Prize, StageContent},
    extension::IndividualExtension,
    hand_in::HandIn,
    rules::StageRules,
    runner_up::RunnerUpCall,
    state::{Approval, Laureate, Proposal, Publication, PublishedStage, Sha256, State, StateKind},
};

pub(super) struct ChallengeRow {
    pub(super) id: Uuid,
    pub(super) authority: Uuid,
    pub(super) state: String,
    pub(super) source_language: String,
    pub(super) titles: Json<Vec<LocalizedText>>,
    pub(super) descriptions: Json<Vec<LocalizedText>>,
    pub(super) cpv_codes: Vec<String>,
    pub(super) anonymous: bool,
    pub(super) time_zone: String,
    pub(super) prizes: Json<Vec<Prize>>,
    pub(super) remarks: Option<String>,
    pub(super) protocol_sha256: Option<Vec<u8>>,
    pub(super) create_time: OffsetDateTime,
    pub(super) update_time: OffsetDateTime,
    pub(super) publish_time: Option<OffsetDateTime>,
    pub(super) propose_time: Option<OffsetDateTime>,
    pub(super) decide_time: Option<OffsetDateTime>,
    pub(super) earliest_award_time: Option<OffsetDateTime>,
    pub(super) award_time: Option<OffsetDateTime>,
    pub(super) version: i64,
    pub(super) event_version: i64,
    pub(super) scheduled_publish_time: Option<OffsetDateTime>,
    pub(super) eligibility: Json<Eligibility>,
    pub(super) admission: String,
    pub(super) application_deadline: Option<OffsetDateTime>,
    pub(super) required_qualifications: Json<Vec<LocalizedText>>,
    pub(super) runner_up_allowed: bool,
}

pub(super) struct StageRow {
    pub(super) challenge: Uuid,
    pub(super) id: Option<Uuid>,
    pub(super) titles: Json<Vec<LocalizedText>>,
    pub(super) open_time: Option<OffsetDateTime>,
    pub(super) close_time: Option<OffsetDateTime>,
    pub(super) criteria: Json<Vec<Criterion>>,
    pub(super) finalist_count: i32,
    pub(super) sealing_recipient: Option<String>,
    pub(super) unmasking_recipient: Option<String>,
    pub(super) has_secret: bool,
    pub(super) protocol_sha256: Option<Vec<u8>>,
    pub(super) finalist_reimbursement: Option<Json<Money>>,
    pub(super) hand_in: Json<HandIn>,
    pub(super) rules: Json<StageRules>,
}

pub(super) struct LaureateRow {
    pub(super) challenge: Uuid,
    pub(super) work: Uuid,
    pub(super) rank: i32,
    pub(super) entrant: Option<String>,
}

pub(super) struct AppealRow {
    pub(super) challenge: Uuid,
    pub(super) id: Uuid,
    pub(super) reference: String,
    pub(super) create_time: OffsetDateTime,
    pub(super) decision: Option<String>,
    pub(super) reason: Option<String>,
    pub(super) decide_time: Option<OffsetDateTime>,
}

/// Puts an aggregate together from its own rows, stages in order, laureates by
/// rank, appeals oldest first.
pub(super) fn assemble(
    row: ChallengeRow,
    stages: Vec<StageRow>,
    laureates: Vec<LaureateRow>,
    appeals: Vec<AppealRow>,
    extensions: Vec<ExtensionRow>,
    runner_up_calls: Vec<RunnerUpCall>,
) -> Result<StoredChallenge, StoreError> {
    let state = state(&row, &stages, laureates)?;
    let content = Content {
        source_language: row.source_language,
        titles: row.titles.0,
        descriptions: row.descriptions.0,
        cpv_codes: row.cpv_codes,
        anonymous: row.anonymous,
        time_zone: row.time_zone,
        stages: stages.into_iter().map(stage_content).collect(),
        prizes: row.prizes.0,
        eligibility: row.eligibility.0,
        admission: AdmissionMode::find(&row.admission)
            .ok_or(StoreError::Corrupt("challenge.admission"))?,
        application_deadline: row.application_deadline,
        required_qualifications: row.required_qualifications.0,
        runner_up_allowed: row.runner_up_allowed,
    };
    let challenge = Challenge {
        id: row.id.into(),
        authority: row.authority.into(),
        content,
        state,
        appeals: appeals.into_iter().map(appeal).collect::<Result<_, _>>()?,
        extensions: extensions
            .into_iter()
            .map(IndividualExtension::try_from)
            .collect::<Result<_, _>>()?,
        runner_up_calls,
        create_time: row.create_time,
        update_time: row.update_time,
    };
    Ok(StoredChallenge {
        challenge,
        version: row.version,
        event_version: row.event_version,
    })
}

fn state(
    row: &ChallengeRow,
    stages: &[StageRow],
    laureates: Vec<LaureateRow>,
) -> Result<State, StoreError> {
    let kind = StateKind::find(&row.state).ok_or(StoreError::Corrupt("challenge.state"))?;
    let remarks = || row.remarks.clone();
    let reason = || remarks().ok_or(StoreError::Corrupt("challenge.remarks"));
    let publication = || publication(row.publish_time, stages);
    let published = || publication()?.ok_or(StoreError::Corrupt("challenge.publish_time"));
    Ok(match kind {
        StateKind::Draft => State::Draft { remarks: remarks() },
        StateKind::InReview => State::InReview,
        StateKind::PendingApproval => State::PendingApproval,
        StateKind::Approved => State::Approved {
            publish_at: row.scheduled_publish_time,
        },
        StateKind::Published => State::Published(published()?),
        StateKind::Judged => State::Judged {
            publication: published()?,
            proposal: proposal(row, laureates)?,
        },
        StateKind::ResultApproved => State::ResultApproved {
            publication: published()?,
            proposal: proposal(row, laureates)?,
            approval: approval(row)?,
        },
        StateKind::ResultAnnulled => State::ResultAnnulled {
            publication: published()?,
            proposal: proposal(row, laureates)?,
            annul_time: row
                .decide_time
                .ok_or(StoreError::Corrupt("challenge.decide_time"))?,
            reason: reason()?,
        },
        StateKind::Awarded => State::Awarded {
            publication: published()?,
            proposal: proposal(row, laureates)?,
            approval: approval(row)?,
            award_time: row
                .award_time
                .ok_or(StoreError::Corrupt("challenge.award_time"))?,
        },
        StateKind::Cancelled => State::Cancelled {
            publication: publication()?,
            reason: reason()?,
        },
    })
}

fn publication(
    publish_time: Option<OffsetDateTime>,
    stages: &[StageRow],
) -> Result<Option<Publication>, StoreError> {
    let Some(publish_time) = publish_time else {
        return Ok(None);
    };
    let stages = stages
        .iter()
        .map(published_stage)
        .collect::<Result<_, _>>()?;
    Ok(Some(Publication {
        publish_time,
        stages,
    }))
}

fn published_stage(row: &StageRow) -> Result<PublishedStage, StoreError> {
    let corrupt = StoreError::Corrupt("stage of a published challenge");
    let (Some(id), Some(sealing_recipient), Some(unmasking_recipient)) =
        (row.id, &row.sealing_recipient, &row.unmasking_recipient)
    else {
        return Err(corrupt);
    };
    Ok(PublishedStage {
        id: id.into(),
        sealing_recipient: sealing_recipient.clone(),
        unmasking_recipient: unmasking_recipient.clone(),
        has_secret: row.has_secret,
        protocol_sha256: row.protocol_sha256.as_deref().map(sha256).transpose()?,
    })
}

fn proposal(row: &ChallengeRow, laureates: Vec<LaureateRow>) -> Result<Proposal, StoreError> {
    let protocol_sha256 = row.protocol_sha256.as_deref();
    Ok(Proposal {
        laureates: laureates
            .into_iter()
            .map(laureate)
            .collect::<Result<_, _>>()?,
        protocol_sha256: sha256(
            protocol_sha256.ok_or(StoreError::Corrupt("challenge.protocol_sha256"))?,
        )?,
        propose_time: row
            .propose_time
            .ok_or(StoreError::Corrupt("challenge.propose_time"))?,
    })
}

fn approval(row: &ChallengeRow) -> Result<Approval, StoreError> {
    let corrupt = StoreError::Corrupt("approval of a result");
    match (row.decide_time, row.earliest_award_time) {
        (Some(approve_time), Some(earliest_award_time)) => Ok(Approval {
            approve_time,
            earliest_award_time,
        }),
        _ => Err(corrupt),
    }
}

fn laureate(row: LaureateRow) -> Result<Laureate, StoreError> {
    let entrant: Option<EntrantName> = row
        .entrant
        .map(|entrant| entrant.parse())
        .transpose()
        .map_err(|_| StoreError::Corrupt("laureate.entrant"))?;
    Ok(Laureate {
        rank: row.rank,
        work: WorkId::from(row.work),
        entrant,
    })
}

fn appeal(row: AppealRow) -> Result<Appeal, StoreError> {
    let verdict = match (row.decision, row.reason, row.decide_time) {
        (None, None, None) => None,
        (Some(decision), Some(reason), Some(decide_time)) => Some(Verdict {
            decision: AppealDecision::find(&decision)
                .ok_or(StoreError::Corrupt("appeal.decision"))?,
            reason,
            decide_time,
        }),
        _ => return Err(StoreError::Corrupt("verdict of an appeal")),
    };
    Ok(Appeal {
        id: row.id.into(),
        reference: row.reference,
        create_time: row.create_time,
        verdict,
    })
}

fn stage_content(row: StageRow) -> StageContent {
    StageContent {
        titles: row.titles.0,
        open_time: row.open_time,
        close_time: row.close_time,
        criteria: row.criteria.0,
        finalist_count: row.finalist_count,
        finalist_reimbursement: row.finalist_reimbursement.map(|money| money.0),
        hand_in: row.hand_in.0,
        rules: row.rules.0,
    }
}

/// Reads a hash.
pub(super) fn sha256(octets: &[u8]) -> Result<Sha256, StoreError> {
    octets
        .try_into()
        .map_err(|_| StoreError::Corrupt("hash of other than 32 octets"))
}
