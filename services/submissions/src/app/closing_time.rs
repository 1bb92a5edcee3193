//! When a stage closes, by the last word of challenges: asked for shortly
//! before, so that nobody who comes too late waits for it, and once for all who
//! come too late together.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use linia_chassis::{database::clock_now, id::StageId};
use time::OffsetDateTime;

use crate::{
    app::{Context, error::AppError, stages},
    domain::{
        acceptance::NewVersion, entry_tag::EntryTag, last_word::LastWord, latecomer::Latecomer,
    },
    store::stages as replica,
};

/// How long before a closing challenges is first asked: it tells the last word
/// from ten seconds before.
const ASK_AHEAD: Duration = Duration::from_secs(9);

/// Beyond every closing.
const FAR_AHEAD: Duration = Duration::from_secs(100 * 366 * 86_400);

/// How often stages that are about to close are looked for.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// What challenges said of the stages that somebody came too late for, or will
/// soon. There are as many as stages were published, so nothing is ever removed.
#[derive(Debug, Default)]
pub struct ClosingTimes(Mutex<HashMap<StageId, Arc<Desk>>>);

/// Where those wait who came too late for one stage.
#[derive(Debug, Default)]
struct Desk {
    heard: Mutex<Heard>,
    /// Held by the one who asks.
    turn: tokio::sync::Mutex<()>,
}

/// The last answer.
#[derive(Debug, Clone, Default)]
struct Heard {
    /// How many there were.
    count: u64,
    /// None if challenges could not be asked.
    word: Option<Answer>,
    /// Somebody came as late as this: challenges is asked no earlier.
    latest: Option<OffsetDateTime>,
    /// Whether everybody is late by now.
    ended: bool,
}

/// What challenges said of a stage.
#[derive(Debug, Clone)]
struct Answer {
    /// When it closes for all.
    word: LastWord,
    /// When it closes for entrants who were given more time, by entry.
    own: Arc<HashMap<EntryTag, OffsetDateTime>>,
}

impl Answer {
    fn close_time(&self, entry: EntryTag) -> OffsetDateTime {
        let own = self.own.get(&entry).copied();
        own.map_or(self.word.close_time, |own| own.max(self.word.close_time))
    }
}

impl ClosingTimes {
    fn desk(&self, stage: StageId) -> Arc<Desk> {
        let mut desks = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(desks.entry(stage).or_default())
    }

    /// Notes that nothing of a stage can be taken any more from those who were
    /// given no more time.
    pub(super) fn note_end(&self, stage: StageId) {
        self.desk(stage).change(|heard| heard.ended = true);
    }
}

impl Desk {
    fn change<T>(&self, change: impl FnOnce(&mut Heard) -> T) -> T {
        change(&mut self.heard.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn heard(&self) -> Heard {
        self.change(|heard| heard.clone())
    }

    /// Whether the last word on the stage is known.
    fn is_settled(&self) -> bool {
        self.change(|heard| heard.word.as_ref().is_some_and(|it| it.word.settled))
    }

    fn hear(&self, word: Option<Answer>) {
        self.change(|heard| {
            heard.count += 1;
            heard.word = word;
        });
    }
}

/// Refuses who comes too late for certain. After the first who came too late,
/// most others do, and need not be sealed for it; about everybody else the
/// accepting statement decides.
///
/// # Errors
/// [`AppError::DeadlinePassed`].
pub async fn refuse_late(ctx: &Context, latecomer: Latecomer) -> Result<(), AppError> {
    let desk = ctx.closing_times.desk(latecomer.stage);
    if !desk.change(|heard| heard.ended) {
        return Ok(());
    }
    match ctx.latecomers.find(latecomer).await {
        Some(close_time) => Err(AppError::DeadlinePassed { close_time }),
        None => Ok(()),
    }
}

/// The closing time by which a version of `decide_time` is in time or late;
/// `None` if challenges cannot be asked now. Who comes while somebody asks gets
/// the same answer.
///
/// # Errors
/// If the answer cannot be stored.
pub async fn of_entry(
    ctx: &Context,
    version: &NewVersion,
    decide_time: OffsetDateTime,
) -> Result<Option<OffsetDateTime>, AppError> {
    let stage = version.stage;
    let desk = ctx.closing_times.desk(stage);
    desk.change(|heard| heard.latest = heard.latest.max(Some(decide_time)));
    loop {
        let before = desk.heard();
        let decides = |answer: &&Answer| answer.word.decides(decide_time);
        if let Some(answer) = before.word.as_ref().filter(decides) {
            if answer.word.ends_by(decide_time) {
                ctx.closing_times.note_end(stage);
            }
            return Ok(Some(answer.close_time(version.subject)));
        }
        let _turn = desk.turn.lock().await;
        let heard = desk.heard();
        if heard.count == before.count {
            let ask_time = heard.latest.unwrap_or(decide_time);
            let asked = ask(ctx, stage, ask_time).await;
            desk.hear(asked.as_ref().ok().cloned().flatten());
            asked?;
        }
        if desk.heard().word.is_none() {
            return Ok(None);
        }
    }
}

/// Asks ahead as long as the process serves.
pub async fn keep_asking_ahead(ctx: Context) {
    loop {
        for asked in [ask_ahead(&ctx).await, learn_terms(&ctx).await] {
            if let Err(error) = asked {
                tracing::warn!(
                    error = &error as &dyn std::error::Error,
                    "what is needed at a closing is not asked for ahead"
                );
            }
        }
        tokio::time::sleep(LOOK_EVERY).await;
    }
}

/// Asks challenges for the last word on every stage that is about to close. A
/// stage of which it is not known by its closing time is asked for by the first
/// who comes too late.
///
/// # Errors
/// If the database or what challenges tells cannot be read.
pub async fn ask_ahead(ctx: &Context) -> Result<(), AppError> {
    let mut conn = ctx.database.read().await?;
    let ask_time = clock_now(&mut conn).await?;
    let closing = replica::list_closing(&mut conn, ask_time, ask_time + ASK_AHEAD).await?;
    drop(conn);
    for stage in closing {
        let desk = ctx.closing_times.desk(stage);
        let _turn = desk.turn.lock().await;
        if !desk.is_settled()
            && let Some(answer) = ask(ctx, stage, ask_time).await?
        {
            desk.hear(Some(answer));
        }
    }
    Ok(())
}

/// Learns under what versions are handed in, of all stages that are still to
/// close: so that challenges may be away when somebody comes.
async fn learn_terms(ctx: &Context) -> Result<(), AppError> {
    let mut conn = ctx.database.read().await?;
    let now = clock_now(&mut conn).await?;
    let open = replica::list_closing(&mut conn, now, now + FAR_AHEAD).await?;
    drop(conn);
    for stage in open {
        stages::terms(ctx, stage).await?;
    }
    Ok(())
}

async fn ask(
    ctx: &Context,
    stage: StageId,
    ask_time: OffsetDateTime,
) -> Result<Option<Answer>, AppError> {
    match stages::refresh(ctx, stage).await {
        Ok(found) => Ok(Some(Answer {
            word: LastWord {
                close_time: found.close_time,
                ask_time,
                settled: found.settled,
            },
            own: Arc::new(stages::own_closings(&ctx.stage_sealers, &found).await?),
        })),
        Err(AppError::Client(error)) => {
            tracing::warn!(
                error = &error as &dyn std::error::Error,
                stage.id = %stage,
                "challenges cannot be asked for the closing time"
            );
            Ok(None)
        }
        Err(error) => Err(error),
    }
}
