//! Somebody who hands in elsewhere, as if nothing were the matter.

use std::time::{Duration, Instant};

use linia_proto::submissions::v1::{
    EntryContent, SubmitEntryRequest, entry_service_client::EntryServiceClient,
};
use tokio::time::{MissedTickBehavior, interval};
use uuid::Uuid;

use crate::{
    bench::{Ground, Result},
    story::clients::Line,
};

/// How many calls in a row make a habit.
const IN_A_ROW: u32 = 5;
/// How many calls tell what is usual.
const USUAL: usize = 21;
/// Who was turned away comes back after this.
const PAUSE: Duration = Duration::from_millis(20);
/// Longer than this, and the answer is that it did not recover.
const PATIENCE: Duration = Duration::from_secs(60);

/// Somebody who hands in elsewhere.
#[derive(Debug, Clone)]
pub struct Probe {
    entries: EntryServiceClient<Line>,
    request: SubmitEntryRequest,
}

impl Probe {
    /// Enters another stage.
    #[must_use]
    pub fn new(ground: &Ground, stage: &str) -> Self {
        let person = &ground.cast.citizen;
        Self {
            entries: person.clients().entries(),
            request: SubmitEntryRequest {
                stage: stage.to_owned(),
                entrant: person.account.clone(),
                content: Some(EntryContent {
                    title: "A visit".to_owned(),
                    text: "By video.".to_owned(),
                    ..EntryContent::default()
                }),
                request_id: String::new(),
                co_authors: Vec::new(),
            },
        }
    }

    /// How long a call takes when there is no herd: the median.
    ///
    /// # Errors
    /// If a call is refused.
    pub async fn usual(&self) -> Result<Duration> {
        let mut took = Vec::with_capacity(USUAL);
        for _ in 0..USUAL {
            took.push(self.call().await?);
        }
        took.sort_unstable();
        Ok(took[USUAL / 2])
    }

    /// How long it takes from now on until several calls in a row take no more than three times
    /// as long as usual; `None` if that does not come.
    pub async fn recovery(&self, usual: Duration) -> Option<Duration> {
        let start = Instant::now();
        let mut since = None;
        let mut in_a_row = 0;
        let mut pause = interval(PAUSE);
        pause.set_missed_tick_behavior(MissedTickBehavior::Delay);
        while start.elapsed() < PATIENCE {
            pause.tick().await;
            let began = start.elapsed();
            match self.call().await {
                Ok(took) if took <= usual * 3 => {
                    since = since.or(Some(began));
                    in_a_row += 1;
                }
                _ => (since, in_a_row) = (None, 0),
            }
            if in_a_row == IN_A_ROW {
                return since;
            }
        }
        None
    }

    async fn call(&self) -> Result<Duration> {
        let mut request = self.request.clone();
        request.request_id = Uuid::new_v4().to_string();
        let start = Instant::now();
        self.entries.clone().submit_entry(request).await?;
        Ok(start.elapsed())
    }
}
