//! Entries: sealed, so what is inside cannot be seen, but every receipt must stand for a version.

use std::collections::{HashMap, HashSet};

use sqlx::postgres::PgConnection;

use super::super::call::{Answer, Call, Deed};
use super::super::finding::{Finding, Place};

/// Compares receipts with the versions that are kept.
pub(super) async fn check(conn: &mut PgConnection, calls: &[Call]) -> sqlx::Result<Vec<Finding>> {
    let sql = "SELECT 'entries/' || entry || '#' || version FROM submissions.entry_version";
    let kept: Vec<String> = sqlx::query_scalar(sql).fetch_all(&mut *conn).await?;
    let mut kept: HashSet<String> = kept.into_iter().collect();
    let mut findings = Vec::new();
    let mut receipts: HashMap<&str, &Call> = HashMap::new();
    let submitted = calls.iter().filter(|call| call.deed == Deed::Submit);
    for call in submitted.clone() {
        let Answer::Done(receipt) = &call.last else {
            continue;
        };
        let place = Place::Row(call.row);
        if let Some(other) = receipts.insert(receipt, call) {
            let text = format!(
                "{receipt} was promised to {} and {}",
                other.token, call.token
            );
            findings.push(Finding::lost(place, text));
        } else if !kept.remove(receipt) {
            let text = format!("{receipt} of {} is not kept", call.token);
            findings.push(Finding::lost(place, text));
        }
    }
    // What is left over of these entries can only be of calls whose callers know nothing. Other
    // entries tell nothing here: some cover the number of the real ones, until the stage opens.
    let entry_of = |receipt: &str| receipt.split('#').next().unwrap_or_default().to_owned();
    let known: HashSet<String> = receipts.keys().map(|receipt| entry_of(receipt)).collect();
    let unknown = submitted
        .filter(|call| call.last == Answer::Unknown)
        .count();
    let left = kept
        .iter()
        .filter(|name| known.contains(&entry_of(name)))
        .count();
    if left > unknown {
        let text = format!("{left} versions are of nobody, {unknown} calls are unknown");
        findings.push(Finding::phantom(Place::Here, text));
    }
    let sql = "SELECT count(*) FROM (SELECT FROM submissions.entry_version \
               GROUP BY stage, entry HAVING max(version) <> count(*)) broken";
    let broken: i64 = sqlx::query_scalar(sql).fetch_one(conn).await?;
    if broken > 0 {
        let text = format!("{broken} entries have versions missing");
        findings.push(Finding::lost(Place::Here, text));
    }
    Ok(findings)
}
