//! The end of sealing: after all the faults the stage closes, and what comes out must be what
//! was promised to be in.

use std::collections::{HashMap, HashSet};
use std::time::Duration;

use sqlx::Connection as _;
use sqlx::postgres::PgConnection;
use uuid::Uuid;

use super::super::call::{Answer, Call, Deed};
use super::super::drill::Drill;
use super::super::error::{FaultError, Result};
use super::super::finding::{Finding, Place};
use crate::stack::retry::poll_until;
use crate::story::world::moment;

const OPEN_LIMIT: Duration = Duration::from_secs(60);

/// The stage closes and is opened; each work must be the last version that was accepted.
///
/// # Errors
/// If it is not opened.
pub async fn close_stage(drill: &mut Drill) -> Result<()> {
    drill.begin("sealed stage closes and is opened").await?;
    let world = &drill.scene.world;
    let stage = &drill.scene.loud.stage;
    world.travel_to(moment(stage.close_time)).await?;
    let url = world.system.postgres.superuser_url(world.system.database());
    let mut conn = PgConnection::connect(&url).await?;
    let mut error = None;
    let opened = poll_until(OPEN_LIMIT, async || {
        let sql = "SELECT w.title FROM submissions.opening o JOIN submissions.work w ON w.stage = o.stage \
                   WHERE 'stages/' || o.stage = $1";
        let titles = sqlx::query_scalar(sql)
            .bind(&stage.name)
            .fetch_all(&mut conn)
            .await;
        match titles {
            Ok(titles) => Some(titles).filter(|titles: &Vec<String>| !titles.is_empty()),
            Err(failed) => {
                error = Some(failed);
                None
            }
        }
    });
    let opened = opened.await;
    conn.close().await?;
    if let Some(error) = error {
        return Err(error.into());
    }
    let titles = opened.ok_or(FaultError::NotReached {
        what: "the stage is opened".to_owned(),
        seconds: OPEN_LIMIT.as_secs(),
    })?;
    drill.note(format!("{} works opened", titles.len()));
    let findings = compare(&drill.recorder.calls(), &titles);
    drill.add(findings);
    Ok(())
}

fn compare(calls: &[Call], titles: &[String]) -> Vec<Finding> {
    let mut last: HashMap<&str, (i32, Uuid)> = HashMap::new();
    let mut unknown: HashSet<String> = HashSet::new();
    for call in calls.iter().filter(|call| call.deed == Deed::Submit) {
        match &call.last {
            Answer::Done(receipt) => {
                let (entry, rest) = receipt.split_once('#').unwrap_or((receipt, "0"));
                let version = rest.split('@').next().unwrap_or(rest);
                let version = version.parse().unwrap_or(0);
                let latest = last.entry(entry).or_insert((version, call.token));
                *latest = (*latest).max((version, call.token));
            }
            Answer::Unknown => {
                unknown.insert(call.token.to_string());
            }
            Answer::Refused(_) => {}
        }
    }
    let expected: HashSet<String> = last.values().map(|(_, token)| token.to_string()).collect();
    let opened: HashSet<String> = titles.iter().cloned().collect();
    let mut findings = Vec::new();
    // A call that nobody knows the end of may have replaced the last version.
    let (replaced, foreign): (Vec<_>, Vec<_>) = opened
        .difference(&expected)
        .partition(|title| unknown.contains(*title));
    findings.extend(foreign.into_iter().map(|title| {
        Finding::phantom(
            Place::Here,
            format!("the work {title} was opened, of no last version"),
        )
    }));
    let missing = expected.difference(&opened).skip(replaced.len());
    findings.extend(missing.map(|title| {
        Finding::lost(
            Place::Here,
            format!("the work {title} was accepted and is not opened"),
        )
    }));
    if opened.len() < titles.len() {
        let text = "a work was opened twice";
        findings.push(Finding::duplicated(Place::Here, text));
    }
    findings
}
