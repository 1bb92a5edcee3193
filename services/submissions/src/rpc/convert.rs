//! Requests read, with everything that is wrong told at once; answers written.

use std::str::FromStr;

use linia_chassis::{
    id::{AccountId, ChallengeId, EntrantName, NameError, StageId, WorkId},
    problem::{Problem, Violations},
};
use linia_proto::submissions::v1;
use uuid::Uuid;

use crate::{
    app::{
        appoint_juror::Appointment,
        drafts::Draft,
        hand_in::{HandIn, Receipt},
        list_entrants::Entrant,
        save_review::Opinion,
    },
    convert::timestamp,
    domain::{
        content::EntryContent,
        entry::{Entry, EntryState},
        jury::{Juror, RECUSAL_REASON},
        length::Length,
        opening::Work,
        protocol::{ProtocolRank, REASONS, SignedProtocol},
        review::{REMARKS, Review, ReviewState},
        stage::StageLife,
    },
};

/// Reads the fields of a request and collects what is wrong with them.
#[derive(Default)]
pub(super) struct Reader(Violations);

impl Reader {
    /// Reads a resource name.
    pub(super) fn name<T: FromStr<Err = NameError>>(
        &mut self,
        field: &str,
        text: &str,
    ) -> Option<T> {
        text.parse()
            .inspect_err(|error: &NameError| self.0.add(field, "MALFORMED_NAME", error.to_string()))
            .ok()
    }

    /// Holds a text against its length.
    pub(super) fn text(&mut self, field: &str, text: String, length: Length) -> Option<String> {
        let fits = length.holds(&text);
        self.0
            .check(fits, field, "LENGTH", format!("must have {length}"));
        fits.then_some(text)
    }

    /// Reads an optional request id.
    fn request_id(&mut self, text: &str) -> Option<Option<Uuid>> {
        if text.is_empty() {
            return Some(None);
        }
        let id = Uuid::try_parse(text).ok();
        self.0
            .check(id.is_some(), "request_id", "MALFORMED", "must be a UUID");
        id.map(Some)
    }

    fn content(
        &mut self,
        path: &str,
        content: Option<v1::EntryContent>,
        title: Length,
        text: Length,
    ) -> Option<EntryContent> {
        let content = content.unwrap_or_default();
        let title = self.text(&format!("{path}.title"), content.title, title);
        let text = self.text(&format!("{path}.text"), content.text, text);
        let (title, text) = title.zip(text)?;
        Some(EntryContent { title, text })
    }

    /// Ends reading: all that was read, or all that is wrong.
    pub(super) fn finish<T>(self, read: Option<T>) -> Result<T, Problem> {
        self.0.into_result()?;
        read.ok_or_else(Problem::internal)
    }
}

/// Reads a request that is nothing but one name.
pub(super) fn name<T: FromStr<Err = NameError>>(field: &str, text: &str) -> Result<T, Problem> {
    let mut reader = Reader::default();
    let name = reader.name(field, text);
    reader.finish(name)
}

/// What a draft request names and carries.
pub(super) struct DraftRequest {
    pub(super) stage: StageId,
    pub(super) entrant: EntrantName,
    pub(super) content: EntryContent,
}

impl TryFrom<v1::SaveDraftRequest> for DraftRequest {
    type Error = Problem;

    fn try_from(request: v1::SaveDraftRequest) -> Result<Self, Problem> {
        let draft = request.draft.unwrap_or_default();
        let mut reader = Reader::default();
        let stage = reader.name("draft.stage", &draft.stage);
        let entrant = reader.name("draft.entrant", &draft.entrant);
        let (title, text) = (EntryContent::DRAFT_TITLE, EntryContent::DRAFT_TEXT);
        let content = reader.content("draft.content", draft.content, title, text);
        let read = stage.zip(entrant).zip(content);
        reader.finish(read.map(|((stage, entrant), content)| Self {
            stage,
            entrant,
            content,
        }))
    }
}

/// Reads whose workspace is asked for.
pub(super) fn draft_name(request: &v1::GetDraftRequest) -> Result<(StageId, EntrantName), Problem> {
    let mut reader = Reader::default();
    let stage = reader.name("stage", &request.stage);
    let entrant = reader.name("entrant", &request.entrant);
    reader.finish(stage.zip(entrant))
}

impl TryFrom<v1::SubmitEntryRequest> for HandIn {
    type Error = Problem;

    fn try_from(request: v1::SubmitEntryRequest) -> Result<Self, Problem> {
        let mut reader = Reader::default();
        let stage = reader.name("stage", &request.stage);
        let entrant = reader.name("entrant", &request.entrant);
        let (title, text) = (EntryContent::TITLE, EntryContent::TEXT);
        let content = reader.content("content", request.content, title, text);
        let request_id = reader.request_id(&request.request_id);
        let read = stage.zip(entrant).zip(content.zip(request_id));
        reader.finish(read.map(|((stage, entrant), (content, request_id))| Self {
            stage,
            entrant,
            content: Some(content),
            request_id,
        }))
    }
}

impl TryFrom<v1::WithdrawEntryRequest> for HandIn {
    type Error = Problem;

    fn try_from(request: v1::WithdrawEntryRequest) -> Result<Self, Problem> {
        let mut reader = Reader::default();
        let stage = reader.name("stage", &request.stage);
        let entrant = reader.name("entrant", &request.entrant);
        let request_id = reader.request_id(&request.request_id);
        let read = stage.zip(entrant).zip(request_id);
        reader.finish(read.map(|((stage, entrant), request_id)| Self {
            stage,
            entrant,
            content: None,
            request_id,
        }))
    }
}

impl TryFrom<v1::AppointJurorRequest> for Appointment {
    type Error = Problem;

    fn try_from(request: v1::AppointJurorRequest) -> Result<Self, Problem> {
        let mut reader = Reader::default();
        let challenge = reader.name::<ChallengeId>("challenge", &request.challenge);
        let account = reader.name::<AccountId>("account", &request.account);
        let read = challenge.zip(account);
        reader.finish(read.map(|(challenge, account)| Self {
            challenge,
            account,
            chair: request.chair,
            qualified: request.qualified,
        }))
    }
}

/// Reads a declaration: the stage, and with whom there is a conflict.
pub(super) fn declaration(
    request: &v1::DeclareImpartialityRequest,
) -> Result<(StageId, Vec<EntrantName>), Problem> {
    let mut reader = Reader::default();
    let stage = reader.name("stage", &request.stage);
    let named = request.conflicting_entrants.iter().enumerate();
    let conflicts = named
        .map(|(index, name)| reader.name(&format!("conflicting_entrants[{index}]"), name))
        .collect::<Vec<_>>();
    let conflicts = conflicts.into_iter().collect::<Option<Vec<_>>>();
    reader.finish(stage.zip(conflicts))
}

/// Reads which jury is left, and why.
pub(super) fn recusal(request: v1::RecuseJurorRequest) -> Result<(ChallengeId, String), Problem> {
    let mut reader = Reader::default();
    let challenge = reader.name("challenge", &request.challenge);
    let reason = reader.text("reason", request.reason, RECUSAL_REASON);
    reader.finish(challenge.zip(reason))
}

impl TryFrom<v1::SaveReviewRequest> for Opinion {
    type Error = Problem;

    fn try_from(request: v1::SaveReviewRequest) -> Result<Self, Problem> {
        let review = request.review.unwrap_or_default();
        let mut reader = Reader::default();
        let work = reader.name::<WorkId>("review.work", &review.work);
        let remarks = reader.text("review.remarks", review.remarks, REMARKS);
        let scores = review.scores.into_iter();
        let scores = scores
            .map(|score| (score.criterion, score.points))
            .collect();
        let state = if review.r#final {
            ReviewState::Final
        } else {
            ReviewState::Draft
        };
        reader.finish(work.zip(remarks).map(|(work, remarks)| Self {
            work,
            scores,
            remarks,
            state,
        }))
    }
}

/// Reads which stage is judged, and the reasons for those who do not advance.
pub(super) fn judgement(request: &v1::JudgeStageRequest) -> Result<(StageId, String), Problem> {
    let mut reader = Reader::default();
    let stage = reader.name("stage", &request.stage);
    let reasons = reader.text("reasons", request.reasons.clone(), REASONS);
    reader.finish(stage.zip(reasons))
}

impl From<Draft> for v1::Draft {
    fn from(draft: Draft) -> Self {
        Self {
            stage: draft.stage.to_string(),
            entrant: draft.entrant.to_string(),
            content: Some(v1::EntryContent {
                title: draft.content.title,
                text: draft.content.text,
            }),
            update_time: Some(timestamp(draft.update_time)),
        }
    }
}

impl From<Receipt> for v1::Receipt {
    fn from(receipt: Receipt) -> Self {
        let sha256 = receipt.content_sha256;
        Self {
            entry: receipt.payload.entry.to_string(),
            version: receipt.payload.version,
            accept_time: Some(timestamp(receipt.payload.accept_time)),
            content_sha256: sha256.map_or_else(Vec::new, Vec::from).into(),
            jws: receipt.jws,
        }
    }
}

impl From<Entry> for v1::Entry {
    fn from(entry: Entry) -> Self {
        Self {
            name: entry.id.to_string(),
            stage: entry.stage.to_string(),
            challenge: entry.challenge.to_string(),
            entrant: entry.entrant.to_string(),
            version: entry.version,
            accept_time: Some(timestamp(entry.accept_time)),
            state: v1::EntryState::from(entry.state).into(),
        }
    }
}

impl From<EntryState> for v1::EntryState {
    fn from(state: EntryState) -> Self {
        match state {
            EntryState::Opened => Self::Opened,
            EntryState::Withdrawn => Self::Withdrawn,
            EntryState::Advanced => Self::Advanced,
            EntryState::NotAdvanced => Self::NotAdvanced,
            EntryState::Laureate => Self::Laureate,
        }
    }
}

impl From<Juror> for v1::Juror {
    fn from(juror: Juror) -> Self {
        let declared = juror.declarations.iter().filter(|d| d.conflicts.is_empty());
        Self {
            challenge: juror.challenge.to_string(),
            account: juror.account.to_string(),
            chair: juror.chair,
            qualified: juror.qualified,
            recused: juror.is_recused(),
            declared_stages: declared.map(|d| d.stage.to_string()).collect(),
        }
    }
}

impl From<Entrant> for v1::Entrant {
    fn from(entrant: Entrant) -> Self {
        Self {
            name: entrant.name.to_string(),
            display_name: entrant.display_name,
        }
    }
}

/// Writes a work of a stage.
pub(super) fn work(stage: StageId, work: Work) -> v1::Work {
    v1::Work {
        name: work.id.to_string(),
        stage: stage.to_string(),
        code: work.code.to_string(),
        title: work.content.title,
        text: work.content.text,
    }
}

impl From<Review> for v1::Review {
    fn from(review: Review) -> Self {
        let scores = review.scores.into_iter();
        Self {
            work: review.work.to_string(),
            scores: scores
                .map(|(criterion, points)| v1::Score { criterion, points })
                .collect(),
            remarks: review.remarks,
            r#final: review.state == ReviewState::Final,
            update_time: Some(timestamp(review.update_time)),
        }
    }
}

impl From<&SignedProtocol> for v1::Protocol {
    fn from(protocol: &SignedProtocol) -> Self {
        Self {
            stage: protocol.stage.to_string(),
            ranking: protocol.ranking.iter().map(v1::RankedWork::from).collect(),
            jws: protocol.jws.clone(),
            protocol_sha256: protocol.sha256.to_vec().into(),
            sign_time: Some(timestamp(protocol.sign_time)),
        }
    }
}

impl From<&ProtocolRank> for v1::RankedWork {
    fn from(ranked: &ProtocolRank) -> Self {
        Self {
            rank: ranked.rank,
            work: ranked.work.to_string(),
            code: ranked.code.clone(),
            total: ranked.total.clone(),
            selected: ranked.selected,
        }
    }
}

/// Writes how far a stage is.
pub(super) fn opening(stage: StageId, life: StageLife) -> v1::Opening {
    let closing = life.closing();
    let opening = life.opened().ok();
    let state = match life {
        StageLife::Sealed => v1::OpeningState::Sealed,
        StageLife::Closed(_) => v1::OpeningState::Closed,
        StageLife::Opened(..) => v1::OpeningState::Opened,
        StageLife::Judged(..) => v1::OpeningState::Judged,
    };
    v1::Opening {
        stage: stage.to_string(),
        state: state.into(),
        close_time: closing.map(|closing| timestamp(closing.close_time)),
        closing_record_sha256: closing
            .map_or_else(Vec::new, |closing| closing.record_sha256.to_vec())
            .into(),
        open_time: opening.map(|opening| timestamp(opening.open_time)),
        work_count: opening.map_or(0, |opening| opening.work_count),
    }
}
