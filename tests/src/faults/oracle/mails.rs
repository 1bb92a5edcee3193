//! Who was told what: in the inboxes, and by mail.

use std::collections::{BTreeSet, HashMap, HashSet};

use sqlx::FromRow;
use sqlx::postgres::PgConnection;
use time::OffsetDateTime;
use uuid::Uuid;

use super::super::finding::{Finding, Place};
use super::super::scene::Scene;
use super::journal::JournalEvent;

/// That a person was told something.
#[derive(Debug, FromRow)]
struct Told {
    id: Uuid,
    event_id: Uuid,
    event_time: OffsetDateTime,
    topic: String,
    subject: String,
    recipient: Uuid,
    email: Option<String>,
    mail_state: Option<String>,
}

/// The findings, and when what was mailed had happened: one moment for each mail.
pub(super) async fn check(
    conn: &mut PgConnection,
    scene: &Scene,
    journal: &[JournalEvent],
) -> sqlx::Result<(Vec<Finding>, Vec<OffsetDateTime>)> {
    let told: Vec<Told> = sqlx::query_as(
        "SELECT n.id, a.event_id, a.event_time, a.topic, a.subject, n.recipient, \
                p.email, m.state AS mail_state \
         FROM notifications.notification n \
         JOIN notifications.announcement a ON a.id = n.announcement \
         LEFT JOIN notifications.mail_delivery m ON m.notification = n.id \
         LEFT JOIN identity.account p ON p.id = n.recipient",
    )
    .fetch_all(conn)
    .await?;
    let mut findings = twice(&told);
    findings.extend(staff_was_told(scene, journal, &told));
    let (mailed, times) = mails(scene, &told);
    findings.extend(mailed);
    Ok((findings, times))
}

/// Nobody is told the same twice.
fn twice(told: &[Told]) -> Vec<Finding> {
    let mut seen = HashSet::new();
    told.iter()
        .filter(|it| !seen.insert((it.event_id, &it.topic, &it.subject, it.recipient)))
        .map(|it| {
            let text = format!(
                "{} was told {} of {} twice",
                it.recipient, it.topic, it.event_id
            );
            Finding::duplicated(Place::Time(it.event_time), text)
        })
        .collect()
}

/// Of each question and each moved closing time, the staff was told and nobody else.
fn staff_was_told(scene: &Scene, journal: &[JournalEvent], told: &[Told]) -> Vec<Finding> {
    let mut by_event: HashMap<Uuid, BTreeSet<String>> = HashMap::new();
    for it in told {
        let recipients = by_event.entry(it.event_id).or_default();
        recipients.insert(format!("accounts/{}", it.recipient));
    }
    let boards = [&scene.loud, &scene.quiet];
    let mut findings = Vec::new();
    for event in journal {
        let telling = matches!(event.name(), "QuestionAsked" | "StageExtended");
        let challenge = event.field("challenge").filter(|_| telling);
        let Some(board) = boards
            .iter()
            .find(|it| Some(&it.challenge) == challenge.as_ref())
        else {
            continue;
        };
        let staff: BTreeSet<String> = board.staff().map(str::to_owned).into();
        let got = by_event.remove(&event.row.id).unwrap_or_default();
        let place = Place::Time(event.row.occur_time);
        let (name, id) = (event.name(), event.row.id);
        findings.extend(
            staff.difference(&got).map(|person| {
                Finding::lost(place, format!("{person} was not told of {name} {id}"))
            }),
        );
        findings
            .extend(got.difference(&staff).map(|person| {
                Finding::phantom(place, format!("{person} was told of {name} {id}"))
            }));
    }
    findings
}

/// Each mail that is said to be sent came, to the right address, and no other came.
fn mails(scene: &Scene, told: &[Told]) -> (Vec<Finding>, Vec<OffsetDateTime>) {
    let mut findings = Vec::new();
    let mut times = Vec::new();
    // Addresses by Message-ID, by notification: a mail sent again after a crash counts once.
    let mut came: HashMap<String, HashMap<String, HashSet<String>>> = HashMap::new();
    for mail in scene.world.system.smtp.mails() {
        let id = mail.message_id.clone().unwrap_or_default();
        let notification = id.split('@').next().unwrap_or_default().to_owned();
        let addresses = mail.to.iter().map(|address| address.to_lowercase());
        let letters = came.entry(notification).or_default();
        letters.entry(id).or_default().extend(addresses);
    }
    for it in told {
        let letters = came.remove(&it.id.to_string()).unwrap_or_default();
        let letters: Vec<HashSet<String>> = letters.into_values().collect();
        let place = Place::Time(it.event_time);
        let what = format!("{} of {} to {}", it.topic, it.event_id, it.recipient);
        match (it.mail_state.as_deref(), letters.as_slice()) {
            (Some("sent"), []) => {
                findings.push(Finding::lost(
                    place,
                    format!("the mail {what} did not come"),
                ));
            }
            (Some("pending" | "refused"), []) => {
                findings.push(Finding::lost(
                    place,
                    format!("the mail {what} was not sent"),
                ));
            }
            // Muted, or no longer due.
            (_, []) => {}
            // `dropped`: settled by another way between the sending and its note.
            (Some("sent" | "dropped"), [addresses]) => {
                times.push(it.event_time);
                let right: HashSet<String> = it.email.iter().map(|it| it.to_lowercase()).collect();
                if *addresses != right {
                    let text = format!("the mail {what} went to {addresses:?}");
                    findings.push(Finding::phantom(place, text));
                }
            }
            (state, letters) => {
                let text = format!(
                    "the mail {what} is {state:?} and came {} times",
                    letters.len()
                );
                findings.push(Finding::duplicated(place, text));
            }
        }
    }
    let gone = |addresses: &HashSet<String>| addresses.iter().all(|it| scene.gone.contains(it));
    let unexplained = came
        .into_iter()
        .filter(|(_, letters)| !letters.values().all(gone));
    findings.extend(unexplained.map(|(id, _)| {
        Finding::phantom(Place::Here, format!("the mail {id} was of no notification"))
    }));
    (findings, times)
}
