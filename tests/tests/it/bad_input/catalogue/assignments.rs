//! Assignments, screening, opening by hand, and disclosure.

use serde_json::json;

use super::{Entry, denied, entry, missing, stop};
use crate::bad_input::stand::unknown;

pub(super) fn entries() -> Vec<Entry> {
    let stage = json!({"stage": unknown("stages")});
    let work = json!({"work": unknown("works"), "reason": "Bez powodu."});
    let mut pair = work.clone();
    pair["account"] = json!(unknown("accounts"));
    let mut waiver = work.clone();
    waiver["sufficientReviews"] = json!(1);
    let mut exclusion = work.clone();
    exclusion["ground"] = json!("EXCLUSION_GROUND_AUTHOR_REVEALED");
    let mut defects = stage.clone();
    defects["defects"] = json!([work]);
    let mut receipt = stage.clone();
    receipt["entrant"] = json!(unknown("accounts"));
    let mut cure = receipt.clone();
    cure["supplement"] = json!("Więcej.");
    let own = json!({"entry": unknown("entries")});
    let mut consent = own.clone();
    consent["scope"] = json!("DISCLOSURE_SCOPE_WORK");
    let challenge = json!({"challenge": unknown("challenges")});
    let anyone = || [missing(), missing(), missing()];
    let people = || [stop(), missing(), denied()];
    let closed = || [stop(), denied(), denied()];
    vec![
        entry("OpeningService/OpenStage", stage.clone(), people()),
        entry("AssignmentService/DrawAssignments", stage.clone(), people()),
        entry("AssignmentService/ListAssignments", stage.clone(), people()),
        entry("AssignmentService/ListMyWorks", stage.clone(), people()),
        entry("AssignmentService/GetReviewProgress", stage, people()),
        entry("AssignmentService/AssignWork", pair.clone(), people()),
        entry("AssignmentService/UnassignWork", pair, people()),
        entry("AssignmentService/RecuseFromWork", work, people()),
        entry("AssignmentService/WaiveReviews", waiver, people()),
        entry("ScreeningService/ReportDefects", defects, people()),
        entry("EntryService/GetMyResult", receipt.clone(), closed()),
        entry("ScreeningService/GetMyScreening", receipt, closed()),
        entry("ScreeningService/CureWork", cure, closed()),
        entry("ScreeningService/ExcludeWork", exclusion, people()),
        entry("DisclosureService/StateDisclosure", consent, people()),
        entry("DisclosureService/GetDisclosure", own, people()),
        entry(
            "DisclosureService/ListDisclosedWorks",
            challenge.clone(),
            anyone(),
        ),
        entry("DisclosureService/ListPublicProtocols", challenge, anyone()),
    ]
}
