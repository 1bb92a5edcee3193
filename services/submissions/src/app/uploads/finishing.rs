//! What is being finished in this process: a file is checked and sealed by one
//! at a time, however often it is asked for.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use tokio::sync::watch;
use uuid::Uuid;

/// By upload, where its end is heard of. Cheap to clone.
#[derive(Debug, Clone, Default)]
pub struct Finishing(Arc<Mutex<HashMap<Uuid, watch::Receiver<()>>>>);

impl Finishing {
    /// The turn to finish an upload; nothing after somebody else's has ended.
    pub(super) async fn turn(&self, upload: Uuid) -> Option<Turn> {
        let mut underway = {
            let mut all = self.all();
            let Some(underway) = all.get(&upload) else {
                let (end, heard) = watch::channel(());
                all.insert(upload, heard);
                return Some(Turn {
                    finishing: self.clone(),
                    upload,
                    _end: end,
                });
            };
            underway.clone()
        };
        // Nothing is ever sent: it ends when the turn is given back.
        let _ended = underway.changed().await;
        None
    }

    fn all(&self) -> MutexGuard<'_, HashMap<Uuid, watch::Receiver<()>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Held by whoever finishes an upload.
pub(super) struct Turn {
    finishing: Finishing,
    upload: Uuid,
    _end: watch::Sender<()>,
}

impl Drop for Turn {
    fn drop(&mut self) {
        self.finishing.all().remove(&self.upload);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn one_has_the_turn_and_the_others_hear_of_its_end() {
        let (finishing, upload) = (Finishing::default(), Uuid::nil());
        let turn = finishing.turn(upload).await.expect("is the first");
        let other = finishing.turn(Uuid::max()).await;
        assert!(other.is_some(), "another upload has a turn of its own");
        let waiting = [finishing.turn(upload), finishing.turn(upload)];
        let mut waiting = Box::pin(futures::future::join_all(waiting));
        assert!(futures::poll!(&mut waiting).is_pending());
        drop(turn);
        assert!(waiting.await.iter().all(Option::is_none));
        assert!(finishing.turn(upload).await.is_some(), "it was given back");
    }
}
