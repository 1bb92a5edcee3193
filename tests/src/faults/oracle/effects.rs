//! What became of each call: in its service's tables, in the journal, in the reports.

use std::collections::{HashMap, HashSet};

use sqlx::AssertSqlSafe;
use sqlx::postgres::PgConnection;
use uuid::Uuid;

use super::super::call::{Answer, Call, Deed};
use super::super::finding::{Finding, Place};
use super::journal::JournalEvent;

/// Compares what callers know with what there is.
pub(super) async fn check(
    conn: &mut PgConnection,
    calls: &[Call],
    journal: &[JournalEvent],
) -> sqlx::Result<Vec<Finding>> {
    let questions = made(conn, "'questions/' || id", "text", "challenges.question").await?;
    let organizations = made(
        conn,
        "'organizations/' || id",
        "display_name",
        "identity.organization",
    )
    .await?;
    let mut extensions = Made::new();
    for event in journal
        .iter()
        .filter(|event| event.name() == "StageExtended")
    {
        let token = event.field("reason").and_then(|reason| reason.parse().ok());
        if let (Some(token), Some(name)) = (token, event.field("challenge")) {
            extensions.entry(token).or_default().push(name);
        }
    }
    let mut findings = Vec::new();
    for call in calls {
        let made = match call.deed {
            Deed::Ask { .. } => &questions,
            Deed::Register => &organizations,
            Deed::Extend => &extensions,
            Deed::Submit | Deed::Look => continue,
        };
        findings.extend(judge(
            call,
            made.get(&call.token).map_or(&[], Vec::as_slice),
        ));
    }
    findings.extend(follow(conn, journal).await?);
    Ok(findings)
}

/// Names of what was made, by the token of the call.
type Made = HashMap<Uuid, Vec<String>>;

async fn made(conn: &mut PgConnection, name: &str, text: &str, table: &str) -> sqlx::Result<Made> {
    let sql = format!("SELECT {name}, left({text}, 36) FROM {table}");
    let rows: Vec<(String, String)> = sqlx::query_as(AssertSqlSafe(sql)).fetch_all(conn).await?;
    let mut made = Made::new();
    for (name, token) in rows {
        if let Ok(token) = token.parse() {
            made.entry(token).or_default().push(name);
        }
    }
    Ok(made)
}

fn judge(call: &Call, effects: &[String]) -> Option<Finding> {
    let place = Place::Row(call.row);
    let told = format!("{:?} {}", call.deed, call.token);
    match (&call.last, effects) {
        (_, [_, _, ..]) => {
            let text = format!("{told} was done {} times", effects.len());
            Some(Finding::duplicated(place, text))
        }
        (Answer::Done(name), []) => Some(Finding::lost(
            place,
            format!("{told} was answered with {name}, which is not there"),
        )),
        (Answer::Done(name), [effect]) if name != effect => {
            let text = format!("{told} was answered with {name}, but {effect} was made");
            Some(Finding::lost(place, text))
        }
        (Answer::Refused(code), [effect]) => Some(Finding::phantom(
            place,
            format!("{told} was refused ({code:?}), and made {effect}"),
        )),
        _ => None,
    }
}

/// Compares the facts of the reports and the replicas with the journals.
async fn follow(conn: &mut PgConnection, journal: &[JournalEvent]) -> sqlx::Result<Vec<Finding>> {
    let mut findings = Vec::new();
    let is_internal = |event: &&JournalEvent| event.row.audience == "internal";

    let about = |event: &JournalEvent| event.field("challenge").map(|_| event.row.id);
    let expected = journal
        .iter()
        .filter(is_internal)
        .filter_map(|event| Some((about(event)?, event)));
    let sql = "SELECT event_id FROM reporting.ledger_line";
    findings.extend(compare(conn, "the ledger", expected.collect(), sql).await?);

    let named = |name: &'static str| {
        let events = journal.iter().filter(is_internal);
        let of_name = events.filter(move |event| event.name() == name);
        of_name
            .map(|event| (event.row.aggregate_id, event))
            .collect()
    };
    let sql = "SELECT question FROM reporting.asked_question";
    findings.extend(compare(conn, "the report of questions", named("QuestionAsked"), sql).await?);
    let sql = "SELECT id FROM challenges.organization";
    let registered = named("OrganizationRegistered");
    findings.extend(compare(conn, "the replica of organizations", registered, sql).await?);

    let sql = "SELECT s.id FROM challenges.stage s LEFT JOIN submissions.stage r USING (id) \
               WHERE s.id IS NOT NULL AND r.close_time IS DISTINCT FROM s.close_time";
    let differing: Vec<Uuid> = sqlx::query_scalar(sql).fetch_all(conn).await?;
    findings.extend(differing.into_iter().map(|stage| {
        let text = format!("the replica of stage {stage} closes at another time");
        Finding::reordered(Place::Here, text)
    }));
    Ok(findings)
}

async fn compare(
    conn: &mut PgConnection,
    what: &str,
    expected: HashMap<Uuid, &JournalEvent>,
    sql: &'static str,
) -> sqlx::Result<Vec<Finding>> {
    let rows: Vec<Uuid> = sqlx::query_scalar(sql).fetch_all(conn).await?;
    let mut findings = Vec::new();
    let mut seen = HashSet::new();
    for id in rows {
        match expected.get(&id) {
            None => {
                let text = format!("{what} tells of {id}, which did not happen");
                findings.push(Finding::phantom(Place::Here, text));
            }
            Some(event) if !seen.insert(id) => {
                let text = format!("{what} tells of {id} twice");
                findings.push(Finding::duplicated(Place::Time(event.row.occur_time), text));
            }
            Some(_) => {}
        }
    }
    let missing = expected.into_iter().filter(|(id, _)| !seen.contains(id));
    findings.extend(missing.map(|(id, event)| {
        let text = format!("{what} does not tell of {} {id}", event.name());
        Finding::lost(Place::Time(event.row.occur_time), text)
    }));
    Ok(findings)
}

#[cfg(test)]
mod tests {
    use tonic::Code;

    use super::super::super::finding::Fault;
    use super::*;

    fn fault(last: Answer, effects: &[&str]) -> Option<Fault> {
        let call = Call {
            row: 0,
            deed: Deed::Register,
            wrong: false,
            token: Uuid::nil(),
            first: last.clone(),
            last,
            trouble: None,
        };
        let effects: Vec<String> = effects.iter().map(|&name| name.to_owned()).collect();
        judge(&call, &effects).map(|finding| finding.fault)
    }

    #[test]
    fn effect_must_fit_what_the_caller_was_told() {
        let done = || Answer::Done("a".to_owned());
        let refused = || Answer::Refused(Code::InvalidArgument);
        assert_eq!(fault(done(), &["a"]), None);
        assert_eq!(fault(done(), &[]), Some(Fault::Lost));
        assert_eq!(fault(done(), &["b"]), Some(Fault::Lost));
        assert_eq!(fault(done(), &["a", "b"]), Some(Fault::Duplicated));
        assert_eq!(fault(refused(), &[]), None);
        assert_eq!(fault(refused(), &["a"]), Some(Fault::Phantom));
        assert_eq!(fault(Answer::Unknown, &[]), None);
        assert_eq!(fault(Answer::Unknown, &["a"]), None);
        assert_eq!(fault(Answer::Unknown, &["a", "b"]), Some(Fault::Duplicated));
    }
}
