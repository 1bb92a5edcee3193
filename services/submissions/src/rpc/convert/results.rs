//! How a work was judged: requests read, answers written.

use linia_chassis::problem::Problem;
use linia_proto::submissions::v1;

use super::Reader;
use crate::{
    app::{get_my_result::MyResult, shown_receipt::Proof},
    domain::result::{JudgedReview, JudgedWork},
};

/// Reads a shown receipt.
pub(in crate::rpc) fn proof(request: v1::GetMyResultRequest) -> Result<Proof, Problem> {
    let mut reader = Reader::default();
    let proof = reader.proof(&request.stage, &request.entrant, request.receipt);
    reader.finish(proof)
}

impl From<MyResult> for v1::MyResult {
    fn from(result: MyResult) -> Self {
        Self {
            works: result.works.into_iter().map(Into::into).collect(),
            ranked_count: i32::try_from(result.ranked_count).unwrap_or(i32::MAX),
            protocol_sha256: result.protocol_sha256.to_vec().into(),
        }
    }
}

impl From<JudgedWork> for v1::JudgedWork {
    fn from(work: JudgedWork) -> Self {
        let reviews = work.reviews.into_iter().map(Into::into).collect();
        let unplaced = Self {
            code: work.code,
            reviews,
            ..Self::default()
        };
        match work.place {
            Some(place) => Self {
                rank: place.rank,
                total: place.total,
                selected: place.selected,
                ..unplaced
            },
            None => unplaced,
        }
    }
}

impl From<JudgedReview> for v1::JudgedReview {
    fn from(review: JudgedReview) -> Self {
        let scores = review.scores.into_iter();
        Self {
            scores: scores
                .map(|(criterion, points)| v1::JudgedScore { criterion, points })
                .collect(),
            remarks: review.remarks,
        }
    }
}
