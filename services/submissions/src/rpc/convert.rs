//! Requests read, with everything that is wrong told at once; answers written.

pub(super) mod assignments;
pub(super) mod disclosures;
mod entries;
mod files;
pub(super) mod protocols;
pub(super) mod results;
pub(super) mod screenings;

use std::{collections::BTreeMap, str::FromStr};

use linia_chassis::{
    id::{AccountId, ChallengeId, EntrantName, NameError, StageId, WorkId},
    problem::{Problem, Violations},
};
use linia_proto::submissions::v1;
use uuid::Uuid;

use crate::{
    app::{
        appoint_juror::Appointment, dismiss_juror::Dismissal, list_entrants::Entrant,
        review_works::ListedWork, save_review::Opinion,
    },
    convert::timestamp,
    domain::{
        jury::{DISMISSAL_REASON, Juror, RECUSAL_REASON},
        length::Length,
        review::{REMARKS, Review, ReviewState},
        stage::StageLife,
    },
};

pub(super) use entries::{DraftRequest, draft_name};
pub(super) use files::{Continuation, download};

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

    /// Holds a field against its rule.
    fn require(&mut self, holds: bool, field: &str, rule: &str) {
        self.0.check(holds, field, "OUT_OF_RANGE", rule);
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

impl TryFrom<v1::DismissJurorRequest> for Dismissal {
    type Error = Problem;

    fn try_from(request: v1::DismissJurorRequest) -> Result<Self, Problem> {
        let mut reader = Reader::default();
        let challenge = reader.name("challenge", &request.challenge);
        let account = reader.name("account", &request.account);
        let reason = reader.text("reason", request.reason, DISMISSAL_REASON);
        let names = challenge.zip(account);
        reader.finish(
            names
                .zip(reason)
                .map(|((challenge, account), reason)| Self {
                    challenge,
                    account,
                    reason,
                }),
        )
    }
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

fn fields(fields: BTreeMap<String, String>) -> Vec<v1::EntryField> {
    let fields = fields.into_iter();
    fields
        .map(|(key, text)| v1::EntryField { key, text })
        .collect()
}

/// Writes a work of a stage.
pub(super) fn work(stage: StageId, listed: ListedWork) -> v1::Work {
    let ListedWork {
        work,
        files,
        supplement,
    } = listed;
    v1::Work {
        name: work.id.to_string(),
        stage: stage.to_string(),
        code: work.code.to_string(),
        title: work.content.title,
        text: work.content.text,
        fields: fields(work.content.fields),
        attachments: files.into_iter().map(Into::into).collect(),
        supplement,
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

/// Writes how far a stage is.
pub(super) fn opening(stage: StageId, (life, approvals): (StageLife, i64)) -> v1::Opening {
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
        approval_count: i32::try_from(approvals).unwrap_or(i32::MAX),
    }
}
