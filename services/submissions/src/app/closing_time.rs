//! When a stage closes, by the last word of challenges, which is asked once for
//! all who come too late together.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use linia_chassis::id::StageId;
use time::OffsetDateTime;
use tokio::sync::Semaphore;

use crate::{
    app::{Context, accept::AcceptError, error::AppError, stages},
    domain::{acceptance::NewVersion, entry_tag::EntryTag, last_word::LastWord, stage::Stage},
    store::lateness,
};

/// Late ones that are looked up at once. More would wait for longer than whoever
/// is turned away may.
const LOOKUPS: usize = 64;

/// What challenges said of the stages that somebody came too late for. There
/// are as many as stages were published, so nothing is ever removed.
#[derive(Debug)]
pub struct ClosingTimes {
    desks: Mutex<HashMap<StageId, Arc<Desk>>>,
    lookups: Semaphore,
}

impl Default for ClosingTimes {
    fn default() -> Self {
        Self {
            desks: Mutex::default(),
            lookups: Semaphore::new(LOOKUPS),
        }
    }
}

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
        let mut desks = self.desks.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(desks.entry(stage).or_default())
    }
}

impl Desk {
    fn heard(&self) -> Heard {
        let heard = self.heard.lock().unwrap_or_else(PoisonError::into_inner);
        heard.clone()
    }

    /// Whether the stage has ended for all, and nothing can be said any more
    /// that would change it.
    fn has_ended(&self) -> bool {
        let heard = self.heard.lock().unwrap_or_else(PoisonError::into_inner);
        let word = heard.word.as_ref().map(|answer| answer.word);
        word.is_some_and(LastWord::is_final)
    }

    fn hear(&self, word: Option<Answer>) {
        let mut heard = self.heard.lock().unwrap_or_else(PoisonError::into_inner);
        heard.count += 1;
        heard.word = word;
    }
}

/// Refuses who comes too late for certain. After the first who came too late,
/// most others do, and need not be sealed for it; about everybody else the
/// accepting statement decides.
///
/// # Errors
/// [`AppError::DeadlinePassed`]; [`AcceptError::Overloaded`] if a crowd is late.
pub async fn refuse_late(
    ctx: &Context,
    stage: StageId,
    entry: EntryTag,
    request_tag: &[u8],
) -> Result<(), AppError> {
    if !ctx.closing_times.desk(stage).has_ended() {
        return Ok(());
    }
    let lookup = ctx.closing_times.lookups.try_acquire();
    let _lookup = lookup.map_err(|_| AcceptError::Overloaded)?;
    let mut conn = ctx.database.read().await?;
    match lateness::find(&mut conn, stage, entry, request_tag).await? {
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
    loop {
        let before = desk.heard();
        let decides = |answer: &&Answer| answer.word.decides(decide_time);
        if let Some(answer) = before.word.as_ref().filter(decides) {
            return Ok(Some(answer.close_time(version.entry)));
        }
        let _turn = desk.turn.lock().await;
        if desk.heard().count == before.count {
            let asked = ask(ctx, stage, decide_time).await;
            desk.hear(asked.as_ref().ok().cloned().flatten());
            asked?;
        }
        if desk.heard().word.is_none() {
            return Ok(None);
        }
    }
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
            },
            own: Arc::new(own_closings(ctx, &found)),
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

fn own_closings(ctx: &Context, stage: &Stage) -> HashMap<EntryTag, OffsetDateTime> {
    let mut own = HashMap::new();
    for closing in &stage.individual_closings {
        let entry = ctx.sealer.entry_tag(stage.id, &closing.entrant);
        let latest = own.entry(entry).or_insert(closing.close_time);
        *latest = closing.close_time.max(*latest);
    }
    own
}
