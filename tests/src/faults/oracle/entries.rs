//! Entries: sealed, so what is inside cannot be seen, but every receipt must stand for a version.

use std::collections::{BTreeMap, HashMap, HashSet};

use sqlx::postgres::PgConnection;
use time::OffsetDateTime;
use uuid::Uuid;

use super::super::call::{Answer, Call, Deed};
use super::super::finding::{Finding, Place};
use crate::histories::{History, micros, recognize};

/// Compares receipts with the versions that are kept.
pub(super) async fn check(conn: &mut PgConnection, calls: &[Call]) -> sqlx::Result<Vec<Finding>> {
    let mut kept = kept(conn, calls).await?;
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

/// The versions that are kept, named as on receipts where anybody has one of the entry.
async fn kept(conn: &mut PgConnection, calls: &[Call]) -> sqlx::Result<HashSet<String>> {
    let sql = "SELECT entry, version, accept_time FROM submissions.entry_version";
    let rows: Vec<(Uuid, i32, OffsetDateTime)> = sqlx::query_as(sql).fetch_all(conn).await?;
    let mut stored: BTreeMap<Uuid, History> = BTreeMap::new();
    for (name, version, accept_time) in rows {
        let version = (version, micros(accept_time));
        stored.entry(name).or_default().insert(version);
    }
    let mut told: BTreeMap<Uuid, History> = BTreeMap::new();
    for call in calls.iter().filter(|call| call.deed == Deed::Submit) {
        if let Answer::Done(receipt) = &call.last
            && let Some((entry, version)) = parse(receipt)
        {
            told.entry(entry).or_default().insert(version);
        }
    }
    let entries = recognize(&told, &stored);
    let named = stored.into_iter().flat_map(|(name, history)| {
        let entry = entries.get(&name).copied().unwrap_or(name);
        let receipt = move |(version, time)| format!("entries/{entry}#{version}@{time}");
        history.into_iter().map(receipt)
    });
    Ok(named.collect())
}

/// The entry, version and time of `entries/{uuid}#{version}@{microseconds}`.
fn parse(receipt: &str) -> Option<(Uuid, (i32, i64))> {
    let (entry, rest) = receipt.strip_prefix("entries/")?.split_once('#')?;
    let (version, time) = rest.split_once('@')?;
    let version = (version.parse().ok()?, time.parse().ok()?);
    Some((entry.parse().ok()?, version))
}
