//! People have their data erased while the services die: between accepting that and committing it,
//! between publishing and consuming, and between erasing and saying so.

use std::iter::zip;
use std::time::Duration;

use futures::future::try_join_all;
use sqlx::Connection as _;
use sqlx::postgres::PgConnection;
use time::OffsetDateTime;

use super::super::drill::Drill;
use super::super::error::{FaultError, Result};
use super::super::finding::{Finding, Place};
use super::super::load::Manner;
use super::super::oracle::erased::{self, Words};
use super::super::oracle::quiet::{Rest, wait_until_quiet};
use super::super::scene::{Leaver, publish_programme};
use super::kill::{Step, come_back, launch_to_die};
use crate::stack::Service;
use crate::stack::retry::poll_until;

/// How far apart people ask, so that their erasures begin one after the other: longer than a service
/// takes to die and to come back.
const APART: Duration = Duration::from_secs(80);
/// How long before the first begins everybody else signs in anew.
const BEFORE: time::Duration = time::Duration::minutes(3);
/// How long erasures may take: longer than several leases.
const ERASE_LIMIT: Duration = Duration::from_secs(120);
const QUIET_LIMIT: Duration = Duration::from_secs(60);
/// How many arrive at once: each keeps a processor busy with their password.
const AT_ONCE: usize = 4;
/// Of one in so many the law orders to keep the name.
const KEPT: usize = 3;

/// How a service dies while somebody's data is erased.
#[derive(Debug, Clone, Copy)]
pub enum Strike {
    /// At a step, when somebody asks.
    Asking(Service, &'static str),
    /// At a step, once it has begun.
    Erasing(Service, &'static str),
    /// By `kill -9`, when somebody asks.
    KilledAsking(Service),
    /// By `kill -9`, once it has begun.
    Killed(Service),
}

/// Each step at which each service may die.
pub const STRIKES: &[Strike] = {
    use Service::{Challenges, Identity, Notifications, Reporting, Submissions};
    use Strike::{Asking, Erasing, Killed, KilledAsking};
    &[
        // Accepting it, and publishing that it was asked for.
        Asking(Identity, "write.before_commit:AccountErasureRequested"),
        Asking(Identity, "write.after_commit:AccountErasureRequested"),
        Asking(Identity, "call.before_answer:EraseMyAccount"),
        Asking(
            Identity,
            "relay.after_read:AccountErasureRequested,relay.after_publish",
        ),
        KilledAsking(Notifications),
        // Having it begun.
        Erasing(Identity, "due.after_claim:begin_erasure"),
        Erasing(Identity, "write.before_commit:AccountErasureBegun"),
        Erasing(Identity, "write.after_commit:AccountErasureBegun"),
        Erasing(Identity, "relay.after_read:AccountErasureBegun"),
        Erasing(
            Identity,
            "relay.after_read:AccountErasureBegun,relay.after_publish",
        ),
        Erasing(
            Identity,
            "relay.after_read:AccountErasureBegun,relay.after_publish,relay.after_ack",
        ),
        Erasing(
            Identity,
            "relay.after_read:AccountErasureBegun,relay.after_publish,relay.after_note",
        ),
        // Erasing what each service has, and confirming it.
        Erasing(Challenges, "reaction.after_receive:AccountErasureBegun"),
        Erasing(Challenges, "reaction.before_commit:AccountErasureBegun"),
        Erasing(Challenges, "reaction.before_ack:AccountErasureBegun"),
        Erasing(Challenges, "due.after_claim:report_erasure"),
        Erasing(Challenges, "due.before_commit:report_erasure"),
        Erasing(Challenges, "due.after_commit:report_erasure"),
        Erasing(Submissions, "reaction.after_receive:AccountErasureBegun"),
        Erasing(Submissions, "reaction.before_commit:AccountErasureBegun"),
        Erasing(Submissions, "reaction.before_ack:AccountErasureBegun"),
        Erasing(Submissions, "due.after_claim:erase_drafts"),
        Erasing(Submissions, "due.before_commit:erase_drafts"),
        Erasing(Submissions, "due.after_commit:erase_drafts"),
        Erasing(Submissions, "due.before_commit:report_erasure"),
        Erasing(Submissions, "due.after_commit:report_erasure"),
        Erasing(Notifications, "reaction.after_receive:AccountErasureBegun"),
        Erasing(Notifications, "reaction.before_commit:AccountErasureBegun"),
        Erasing(Notifications, "reaction.before_ack:AccountErasureBegun"),
        // Settling it, telling the person, and letting the account go.
        Erasing(Identity, "call.before_answer:ReportErasure"),
        Erasing(Identity, "write.before_commit:AccountErasureSettled"),
        Erasing(Identity, "write.after_commit:AccountErasureSettled"),
        Erasing(
            Notifications,
            "reaction.before_commit:AccountErasureSettled",
        ),
        Erasing(Notifications, "mail.after_post:erasure_settled"),
        Erasing(Notifications, "due.before_commit:report_erasure"),
        Erasing(Notifications, "due.after_commit:report_erasure"),
        Erasing(Identity, "write.before_commit:AccountErased"),
        Erasing(Identity, "write.after_commit:AccountErased"),
        // Has nothing of anybody, and reads on.
        Killed(Reporting),
    ]
};

impl Strike {
    const fn service(self) -> Service {
        match self {
            Self::Asking(service, _)
            | Self::Erasing(service, _)
            | Self::KilledAsking(service)
            | Self::Killed(service) => service,
        }
    }

    const fn step(self) -> Option<Step> {
        match self {
            Self::Asking(service, step) | Self::Erasing(service, step) => Some((service, step)),
            Self::KilledAsking(_) | Self::Killed(_) => None,
        }
    }

    const fn is_at_asking(self) -> bool {
        matches!(self, Self::Asking(..) | Self::KilledAsking(_))
    }

    fn name(self) -> String {
        let service = self.service();
        match (self.step(), self.is_at_asking()) {
            (Some((_, step)), _) => {
                let last = step.rsplit(',').next().unwrap_or(step);
                let first = step.split(',').next().unwrap_or(step);
                let about = first.split_once(':').map_or("", |(_, about)| about);
                let last = last.split(':').next().unwrap_or(last);
                format!("{service} dies at {last} of {about}")
            }
            (None, true) => format!("kill -9 {service}, erasure asked for"),
            (None, false) => format!("kill -9 {service}, erasure begun"),
        }
    }
}

/// For each strike somebody has their data erased, under load. Afterwards each erasure was done once
/// in every service, nothing of these people is left, and whoever stays has all that they had.
///
/// # Errors
/// If a step is not reached, or a service does not come back.
pub async fn strike_at_erasures(drill: &mut Drill, strikes: &[Strike]) -> Result<()> {
    drill.begin("people come who will leave").await?;
    let words = Words::new();
    let (mut stayer, leavers) = gather(drill, strikes.len(), &words).await?;
    let before = at_rest(drill, &stayer).await?;
    drill.close();

    let begin_times = ask(drill, strikes, &leavers).await?;
    let first = zip(strikes, &begin_times).find(|(strike, _)| !strike.is_at_asking());
    if let Some((_, first)) = first {
        drill.scene.world.travel_to(*first - BEFORE).await?;
    }
    drill.scene.sign_in_again().await?;
    let load = drill.load(Manner::Patient);
    let struck = begin(drill, strikes, &begin_times).await;
    let done = match struck {
        Ok(()) => erased(drill, leavers.len()).await,
        Err(error) => Err(error),
    };
    load.end().await;
    done?;

    stayer.person.sign_in(&drill.scene.world).await?;
    let after = at_rest(drill, &stayer).await?;
    let mut findings = erased::check(&drill.scene.world.system, &leavers, &words).await?;
    for section in before.iter().filter(|section| !after.contains(section)) {
        let text = format!("{section:?} of {} is not what it was", stayer.person.name);
        findings.push(Finding::lost(Place::Here, text));
    }
    drill.add(findings);
    drill.note(format!("{} people had their data erased", leavers.len()));
    drill.close();
    Ok(())
}

/// Somebody who stays, and so many who will leave; every service has something of each.
async fn gather(drill: &mut Drill, count: usize, words: &Words) -> Result<(Leaver, Vec<Leaver>)> {
    let scene = &drill.scene;
    let programme = publish_programme(scene).await?;
    let stayer = Leaver::arrive(scene, "Stefania Stays", &programme, true).await?;
    let mut leavers = Vec::with_capacity(count);
    let names: Vec<(String, bool)> = (1..=count)
        .map(|number| {
            let kept = number % KEPT == 0;
            (words.name(number, kept), kept)
        })
        .collect();
    for some in names.chunks(AT_ONCE) {
        let arriving = some
            .iter()
            .map(|(name, kept)| Leaver::arrive(scene, name, &programme, *kept));
        leavers.extend(try_join_all(arriving).await?);
    }
    for leaver in &leavers {
        leaver.hand_in(&scene.loud.stage.name).await?;
    }
    let addresses = leavers.iter().map(|it| it.person.email.to_lowercase());
    drill.scene.gone.extend(addresses);
    Ok((stayer, leavers))
}

/// What somebody gets of theirs when nothing is under way.
async fn at_rest(
    drill: &Drill,
    person: &Leaver,
) -> Result<Vec<linia_proto::r#type::v1::PersonalDataSection>> {
    wait_until_quiet(&drill.scene.world.system, Rest::Redeliveries, QUIET_LIMIT).await?;
    person.export().await
}

/// Everybody asks, one after the other; some while a service dies. Tells when each erasure begins.
async fn ask(
    drill: &mut Drill,
    strikes: &[Strike],
    leavers: &[Leaver],
) -> Result<Vec<OffsetDateTime>> {
    let load = drill.load(Manner::Patient);
    let asked = async {
        let mut begin_times = Vec::with_capacity(leavers.len());
        let mut others = false;
        for (strike, leaver) in zip(strikes, leavers) {
            let begin_time = if strike.is_at_asking() {
                drill.begin(strike.name()).await?;
                let asked = tokio::join!(leaver.ask_for_erasure(), fall(drill, *strike, None));
                drill.close();
                asked.1?;
                asked.0?
            } else {
                if !others {
                    drill.begin("all others ask for their erasure").await?;
                    others = true;
                }
                leaver.ask_for_erasure().await?
            };
            begin_times.push(begin_time);
            drill.scene.world.system.clock().advance(APART).await?;
        }
        drill.close();
        Ok(begin_times)
    };
    let asked = asked.await;
    load.end().await;
    asked
}

/// One erasure after the other begins, while a service dies.
async fn begin(
    drill: &mut Drill,
    strikes: &[Strike],
    begin_times: &[OffsetDateTime],
) -> Result<()> {
    for (strike, begin_time) in zip(strikes, begin_times) {
        if strike.is_at_asking() {
            continue;
        }
        drill.begin(strike.name()).await?;
        fall(drill, *strike, Some(*begin_time)).await?;
        drill.close();
    }
    Ok(())
}

/// A service dies, at its step or at once, and comes back. If it dies later, time passes first.
async fn fall(drill: &mut Drill, strike: Strike, later: Option<OffsetDateTime>) -> Result<()> {
    let service = strike.service();
    if let Some(step) = strike.step() {
        launch_to_die(drill.scene.world.system.service_mut(service), step).await?;
    }
    if let Some(time) = later {
        drill.scene.world.travel_to(time).await?;
    }
    let process = drill.scene.world.system.service_mut(service);
    match strike.step() {
        Some(step) => come_back(process, step).await,
        None => {
            process.kill9().await;
            Ok(process.start().await?)
        }
    }
}

/// Waits until so many erasures are through.
async fn erased(drill: &mut Drill, count: usize) -> Result<()> {
    drill.begin("all are erased").await?;
    let system = &drill.scene.world.system;
    let url = system.postgres.superuser_url(system.database());
    let mut conn = PgConnection::connect(&url).await?;
    let mut erased = 0;
    let done = poll_until(ERASE_LIMIT, async || {
        let sql = "SELECT count(*) FROM identity.erasure WHERE state = 'erased'";
        let counted = sqlx::query_scalar::<_, i64>(sql).fetch_one(&mut conn).await;
        erased = usize::try_from(counted.ok()?).ok()?;
        (erased >= count).then_some(())
    });
    let done = done.await;
    conn.close().await?;
    done.ok_or_else(|| FaultError::NotReached {
        what: format!("{count} erasures are through, {erased} are"),
        seconds: ERASE_LIMIT.as_secs(),
    })
}
