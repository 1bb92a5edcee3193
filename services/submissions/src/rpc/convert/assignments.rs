//! Assignments: requests read, answers written.

use linia_chassis::{
    id::{AccountId, StageId, WorkId},
    problem::Problem,
};
use linia_proto::submissions::v1;

use super::Reader;
use crate::{
    app::{
        adjust_assignment::Adjustment, draw_assignments::Drawn, review_progress::Progress,
        waive_reviews::Waiving,
    },
    convert::timestamp,
    domain::{
        assignment::{ListedPair, MyWork, PairState, pair::CHANGE_REASON},
        review::ReviewState,
    },
};

/// Reads which work goes to or from whom, and why.
pub(in crate::rpc) fn adjustment(
    work: &str,
    account: &str,
    reason: String,
) -> Result<Adjustment, Problem> {
    let mut reader = Reader::default();
    let work = reader.name::<WorkId>("work", work);
    let juror = reader.name::<AccountId>("account", account);
    let reason = reader.text("reason", reason, CHANGE_REASON);
    let read = work.zip(juror).zip(reason);
    reader.finish(read.map(|((work, juror), reason)| Adjustment {
        work,
        juror,
        reason,
    }))
}

/// Reads which work is left, and why.
pub(in crate::rpc) fn work_recusal(
    request: v1::RecuseFromWorkRequest,
) -> Result<(WorkId, String), Problem> {
    let mut reader = Reader::default();
    let work = reader.name("work", &request.work);
    let reason = reader.text("reason", request.reason, CHANGE_REASON);
    reader.finish(work.zip(reason))
}

impl TryFrom<v1::WaiveReviewsRequest> for Waiving {
    type Error = Problem;

    fn try_from(request: v1::WaiveReviewsRequest) -> Result<Self, Problem> {
        let mut reader = Reader::default();
        let waiving = reader.waiving("", request);
        reader.finish(waiving)
    }
}

impl Reader {
    /// Reads what suffices for a work; `path` is what its fields' names begin
    /// with.
    pub(super) fn waiving(
        &mut self,
        path: &str,
        request: v1::WaiveReviewsRequest,
    ) -> Option<Waiving> {
        let work = self.name::<WorkId>(&format!("{path}work"), &request.work);
        let sufficient_reviews = request.sufficient_reviews;
        let field = format!("{path}sufficient_reviews");
        self.require(sufficient_reviews >= 1, &field, "must be at least 1");
        let reason = self.text(&format!("{path}reason"), request.reason, CHANGE_REASON);
        work.zip(reason).map(|(work, reason)| Waiving {
            work,
            sufficient_reviews,
            reason,
        })
    }
}

impl From<PairState> for v1::AssignmentState {
    fn from(state: PairState) -> Self {
        match state {
            PairState::Substitute => Self::Substitute,
            PairState::Assigned => Self::Assigned,
            PairState::Released => Self::Released,
        }
    }
}

impl From<ListedPair> for v1::Assignment {
    fn from(listed: ListedPair) -> Self {
        Self {
            work: listed.pair.work.to_string(),
            code: listed.code.to_string(),
            account: listed.pair.juror.to_string(),
            state: v1::AssignmentState::from(listed.state).into(),
            reviewed: listed.reviewed,
        }
    }
}

impl From<MyWork> for v1::MyWork {
    fn from(mine: MyWork) -> Self {
        let state = match mine.review {
            None => v1::ReviewProgressState::ToDo,
            Some(ReviewState::Draft) => v1::ReviewProgressState::Draft,
            Some(ReviewState::Final) => v1::ReviewProgressState::Final,
        };
        Self {
            work: mine.work.to_string(),
            code: mine.code.to_string(),
            title: mine.title,
            state: state.into(),
        }
    }
}

impl From<Drawn> for v1::DrawAssignmentsResponse {
    fn from(drawn: Drawn) -> Self {
        Self {
            stage: drawn.record.stage.to_string(),
            ordinal: drawn.record.ordinal,
            seed: drawn.record.seed.0.to_vec().into(),
            draw_time: Some(timestamp(drawn.record.time)),
            assigned_count: count(drawn.loads.iter().sum()),
            fewest_works: count(drawn.loads.iter().copied().min().unwrap_or(0)),
            most_works: count(drawn.loads.iter().copied().max().unwrap_or(0)),
        }
    }
}

/// Writes how far the jury of a stage is.
pub(in crate::rpc) fn progress(stage: StageId, progress: Progress) -> v1::ReviewProgress {
    let jurors = progress.jurors.into_iter().map(|juror| v1::JurorProgress {
        account: juror.account.to_string(),
        declared: juror.declared,
        work_count: count(juror.works),
        draft_count: count(juror.drafts),
        final_count: count(juror.finals),
    });
    v1::ReviewProgress {
        stage: stage.to_string(),
        jurors: jurors.collect(),
        incomplete_works: count(progress.incomplete_works),
        missing_reviews: count(progress.missing_reviews),
    }
}

/// Writes how many reviews suffice for a work.
pub(in crate::rpc) fn waiver((work, sufficient): (WorkId, usize)) -> v1::ReviewWaiver {
    v1::ReviewWaiver {
        work: work.to_string(),
        sufficient_reviews: count(sufficient),
    }
}

fn count(number: usize) -> i32 {
    i32::try_from(number).unwrap_or(i32::MAX)
}
