//! When a stage closes, by the last word of challenges, which is asked once for
//! all who come too late together.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use linia_chassis::id::StageId;
use time::OffsetDateTime;

use crate::{
    app::{Context, error::AppError, stages},
    domain::last_word::LastWord,
};

/// What challenges said of the stages that somebody came too late for. There
/// are as many as stages were published, so nothing is ever removed.
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
#[derive(Debug, Clone, Copy, Default)]
struct Heard {
    /// How many there were.
    count: u64,
    /// None if challenges could not be asked.
    word: Option<LastWord>,
}

impl ClosingTimes {
    fn desk(&self, stage: StageId) -> Arc<Desk> {
        let mut desks = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(desks.entry(stage).or_default())
    }
}

impl Desk {
    fn heard(&self) -> Heard {
        *self.heard.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn hear(&self, word: Option<LastWord>) {
        let mut heard = self.heard.lock().unwrap_or_else(PoisonError::into_inner);
        heard.count += 1;
        heard.word = word;
    }
}

/// The closing time by which a version of `decide_time` is in time or late;
/// `None` if challenges cannot be asked now. Who comes while somebody asks gets
/// the same answer.
///
/// # Errors
/// If the answer cannot be stored.
pub async fn of_stage(
    ctx: &Context,
    stage: StageId,
    decide_time: OffsetDateTime,
) -> Result<Option<OffsetDateTime>, AppError> {
    let desk = ctx.closing_times.desk(stage);
    loop {
        let before = desk.heard();
        if let Some(word) = before.word.filter(|word| word.decides(decide_time)) {
            return Ok(Some(word.close_time));
        }
        let _turn = desk.turn.lock().await;
        if desk.heard().count == before.count {
            let asked = ask(ctx, stage, decide_time).await;
            desk.hear(asked.as_ref().ok().copied().flatten());
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
) -> Result<Option<LastWord>, AppError> {
    match stages::refresh(ctx, stage).await {
        Ok(found) => Ok(Some(LastWord {
            close_time: found.close_time,
            ask_time,
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
