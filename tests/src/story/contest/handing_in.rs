//! How a work is handed in: once, whatever is repeated.

use linia_proto::submissions::v1::{EntryContent, Receipt, SubmitEntryRequest};
use tonic::{Response, Status};
use uuid::Uuid;

use super::filing::Filed;
use crate::story::{
    Clients, Person, Result,
    error::{Step, must_be_refused, must_equal},
    receipts::{PublishedKeys, verify_receipt},
};

/// Something that was handed in and not withdrawn.
#[derive(Debug)]
pub struct Handed {
    /// Who entered.
    pub entrant: String,
    /// Who confirmed it besides: `accounts/…`.
    pub co_authors: Vec<String>,
    /// What was handed in last.
    pub content: EntryContent,
    /// The files of it.
    pub files: Vec<Filed>,
    /// The receipt of it.
    pub receipt: Receipt,
    /// The receipts of the co-authors who confirmed it.
    pub confirmations: Vec<Receipt>,
}

impl Handed {
    /// Checks the receipt offline.
    pub(super) fn verify(&self, keys: &PublishedKeys) -> Result<()> {
        let files: Vec<_> = self.files.iter().map(Filed::on_receipt).collect();
        verify_receipt(keys, &self.receipt, &self.content, &files)
    }
}

/// What somebody hands in.
pub(super) struct Work<'a> {
    pub(super) stage: &'a str,
    pub(super) entrant: &'a str,
    pub(super) content: EntryContent,
    /// `accounts/…`
    pub(super) co_authors: Vec<String>,
}

impl<'a> Work<'a> {
    /// A work without files, by one author.
    pub(super) fn new(stage: &'a str, entrant: &'a str, content: EntryContent) -> Self {
        Self {
            stage,
            entrant,
            content,
            co_authors: Vec::new(),
        }
    }

    /// What became of it, with its files and the receipt.
    pub(super) fn handed(&self, files: Vec<Filed>, receipt: Receipt) -> Handed {
        Handed {
            entrant: self.entrant.to_owned(),
            co_authors: self.co_authors.clone(),
            content: self.content.clone(),
            files,
            receipt,
            confirmations: Vec::new(),
        }
    }

    /// The call that hands it in.
    fn request(&self) -> SubmitEntryRequest {
        SubmitEntryRequest {
            stage: self.stage.to_owned(),
            entrant: self.entrant.to_owned(),
            content: Some(self.content.clone()),
            request_id: Uuid::new_v4().to_string(),
            co_authors: self.co_authors.clone(),
        }
    }
}

/// A text that somebody wrote.
pub(super) fn written(title: &str, version: u32) -> EntryContent {
    EntryContent {
        title: title.to_owned(),
        text: format!(
            "{title}. Opis rozwiązania, wersja {version}: \"czujniki\" i sterowanie\ndla każdej ulicy."
        ),
        ..EntryContent::default()
    }
}

/// Tries to hand in.
pub(super) async fn submit(
    clients: &Clients,
    work: &Work<'_>,
) -> std::result::Result<Response<Receipt>, Status> {
    clients.entries().submit_entry(work.request()).await
}

/// Hands in, and repeats the call: the same receipt comes back.
pub(super) async fn hand_in(person: &Person, work: &Work<'_>) -> Result<Receipt> {
    let request = work.request();
    let mut entries = person.clients().entries();
    let receipt = entries
        .submit_entry(request.clone())
        .await
        .step(format!("{} hands in", person.name))?;
    let again = entries
        .submit_entry(request.clone())
        .await
        .step(format!("{} repeats the call", person.name))?;
    must_equal("a repeated call gets the first receipt", &again, &receipt)?;
    let other = SubmitEntryRequest {
        content: Some(written("Inna praca", 9)),
        ..request
    };
    must_be_refused(
        "a request_id does not serve two works",
        entries.submit_entry(other).await,
        "REQUEST_ID_REUSED",
    )?;
    Ok(receipt)
}
