//! Finding challenges, asking about them, and how they change in the open.

use serde_json::json;

use super::{Entry, Told, denied, entry, missing, stop};
use crate::bad_input::stand::unknown;

pub(super) fn finding() -> Vec<Entry> {
    let challenge = json!({"challenge": unknown("challenges")});
    let nothing = || [missing(), missing(), missing()];
    let people = || [stop(), missing(), denied()];
    vec![
        entry(
            "AmendmentService/AmendChallenge",
            json!({"challenge": {"name": unknown("challenges")}, "reason": "Jaśniej."}),
            people(),
        ),
        entry(
            "AmendmentService/ListAmendments",
            challenge.clone(),
            nothing(),
        ),
        entry(
            "SearchService/SearchChallenges",
            json!({}),
            [Told::Answer, Told::Answer, Told::Answer],
        ),
        entry("SearchService/ListSimilarChallenges", challenge, nothing()),
        entry(
            "QuestionService/MergeQuestion",
            json!({"name": unknown("questions"), "into": unknown("questions")}),
            people(),
        ),
    ]
}
