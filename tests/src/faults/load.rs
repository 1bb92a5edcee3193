//! Everybody writes at once, until they are told to stop.

use std::time::{Duration, Instant};

use rand::rngs::StdRng;
use rand::{Rng as _, SeedableRng as _};
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;
use tonic::Code;

use super::call::{Answer, Call, Recorder};
use super::scene::Scene;
use super::writer::{Attempt, Writer};

/// After this long a caller gives up waiting.
const CALL_LIMIT: Duration = Duration::from_secs(10);
/// For this long a call is repeated.
const REPEAT_LIMIT: Duration = Duration::from_secs(60);
const FIRST_PAUSE: Duration = Duration::from_millis(10);
const LONGEST_PAUSE: Duration = Duration::from_millis(200);
/// Impatient callers cancel within this time.
const LONGEST_PATIENCE_MICROS: u64 = 30_000;

/// How callers wait for their answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Manner {
    /// They wait.
    Patient,
    /// They cancel after a random moment.
    Impatient,
    /// They wait, and call once more if the service was UNAVAILABLE, as clients of gRPC do.
    OnceMore,
}

/// Writers at work.
#[derive(Debug)]
pub struct Load {
    stop: CancellationToken,
    writers: JoinSet<()>,
}

impl Load {
    /// Lets everybody in the scene begin.
    #[must_use]
    pub fn begin(scene: &Scene, recorder: &Recorder, manner: Manner) -> Self {
        let stop = CancellationToken::new();
        let mut writers = JoinSet::new();
        for (seed, writer) in (0..).zip(Writer::all(scene)) {
            let random = StdRng::seed_from_u64(seed);
            writers.spawn(write(
                writer,
                recorder.clone(),
                stop.clone(),
                manner,
                random,
            ));
        }
        Self { stop, writers }
    }

    /// Lets everybody end the call they are at, and learn what they still want to know.
    pub async fn end(mut self) {
        self.stop.cancel();
        while self.writers.join_next().await.is_some() {}
    }
}

async fn write(
    writer: Writer,
    recorder: Recorder,
    stop: CancellationToken,
    manner: Manner,
    mut random: StdRng,
) {
    // Each load starts elsewhere, so that closing times go on moving later.
    let start = recorder.calls().len() as u64;
    for number in start + 1.. {
        if stop.is_cancelled() {
            return;
        }
        let row = recorder.row();
        let attempt = writer.attempt(number);
        let patience = match manner {
            Manner::Patient | Manner::OnceMore => CALL_LIMIT,
            Manner::Impatient => {
                Duration::from_micros(random.random_range(0..LONGEST_PATIENCE_MICROS))
            }
        };
        let outcome = make(&writer, &attempt, patience).await;
        let code = outcome.as_ref().err().copied();
        let first = Answer::of(outcome);
        let last = match (manner, &first) {
            (_, Answer::Done(_) | Answer::Refused(_)) => first.clone(),
            (Manner::OnceMore, Answer::Unknown) if code == Some(Code::Unavailable) => {
                tokio::time::sleep(FIRST_PAUSE).await;
                Answer::of_repetition(make(&writer, &attempt, CALL_LIMIT).await)
            }
            (Manner::OnceMore, Answer::Unknown) => first.clone(),
            // Half of the unknown stay unknown: nobody need ever ask again.
            (Manner::Patient | Manner::Impatient, Answer::Unknown) => {
                if attempt.is_repeatable() && random.random() {
                    learn(&writer, &attempt).await
                } else {
                    if manner == Manner::Patient {
                        // Until the service says anything at all, a load is nothing but refused
                        // connections.
                        learn(&writer, &writer.probe()).await;
                    }
                    first.clone()
                }
            }
        };
        recorder.keep(Call {
            row,
            deed: attempt.deed,
            wrong: attempt.wrong,
            token: attempt.token,
            trouble: code.filter(|_| first == Answer::Unknown),
            first,
            last,
        });
    }
}

async fn make(writer: &Writer, attempt: &Attempt, patience: Duration) -> Result<String, Code> {
    tokio::time::timeout(patience, writer.make(attempt))
        .await
        .unwrap_or(Err(Code::DeadlineExceeded))
}

/// Repeats a call, with the same request id, until its outcome is known.
async fn learn(writer: &Writer, attempt: &Attempt) -> Answer {
    let deadline = Instant::now() + REPEAT_LIMIT;
    let mut pause = FIRST_PAUSE;
    loop {
        let answer = Answer::of_repetition(make(writer, attempt, CALL_LIMIT).await);
        if answer != Answer::Unknown || Instant::now() > deadline {
            return answer;
        }
        tokio::time::sleep(pause).await;
        pause = (pause * 2).min(LONGEST_PAUSE);
    }
}
