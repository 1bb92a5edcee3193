//! The mail viewer, by its API (<https://mailpit.axllent.org/docs/api-v1/>).

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use serde::Deserialize;
use tokio::sync::Mutex;

use super::super::error::Result;
use super::super::mail::Mail;
use super::super::place::Wanted;
use super::http;

/// More than it keeps.
const LIMIT: usize = 100_000;
/// It offers nothing to wait on.
const PAUSE: Duration = Duration::from_millis(200);

/// The viewer, and what was read of it.
#[derive(Debug)]
pub(super) struct Mailpit {
    address: String,
    read: Mutex<BTreeMap<String, Arc<Mail>>>,
}

#[derive(Deserialize)]
struct Listing {
    messages: Vec<Summary>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Summary {
    #[serde(rename = "ID")]
    id: String,
    from: Option<Party>,
    to: Option<Vec<Party>>,
    cc: Option<Vec<Party>>,
    /// Whoever the envelope names and no header does is among these.
    bcc: Option<Vec<Party>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Party {
    address: String,
}

impl Mailpit {
    pub(super) fn at(address: String) -> Self {
        let read = Mutex::default();
        Self { address, read }
    }

    /// All mails so far.
    pub(super) async fn all(&self) -> Result<Vec<Arc<Mail>>> {
        let path = format!("/api/v1/messages?limit={LIMIT}");
        let listing: Option<Listing> = http::get_json(&self.address, &path).await?;
        let mut read = self.read.lock().await;
        for summary in listing.into_iter().flat_map(|it| it.messages) {
            if read.contains_key(&summary.id) {
                continue;
            }
            let source = format!("/api/v1/message/{}/raw", summary.id);
            // Somebody may have removed it since.
            if let Some(raw) = http::get(&self.address, &source).await? {
                let (id, mail) = summary.with_source(raw.to_vec());
                read.insert(id, Arc::new(mail));
            }
        }
        Ok(read.values().cloned().collect())
    }

    /// Waits for a mail, for ever.
    pub(super) async fn await_one(&self, wanted: Wanted<'_>) -> Result<Arc<Mail>> {
        loop {
            if let Some(mail) = self.all().await?.into_iter().find(|mail| wanted(mail)) {
                return Ok(mail);
            }
            tokio::time::sleep(PAUSE).await;
        }
    }
}

impl Summary {
    fn with_source(self, raw: Vec<u8>) -> (String, Mail) {
        let from = self.from.map(|it| it.address).unwrap_or_default();
        let to = [self.to, self.cc, self.bcc].into_iter().flatten().flatten();
        let to = to.map(|it| it.address).collect();
        (self.id, Mail::parse(from, to, raw))
    }
}
