//! Requests about entries read, and answers written.

use std::collections::{BTreeMap, BTreeSet};

use linia_chassis::{
    id::{AccountId, EntrantName, StageId},
    problem::Problem,
};
use linia_proto::submissions::v1;

use super::{Reader, fields};
use crate::{
    app::{
        co_authorship::CoAuthorship,
        drafts::Draft,
        hand_in::{HandIn, Receipt},
        list_my_entries::MyEntry,
    },
    convert::timestamp,
    domain::{
        consent::MOST_CO_AUTHORS,
        content::{EntryContent, WrittenContent},
        entry::EntryState,
        length::Length,
    },
};

impl Reader {
    /// Which entry is meant: whose, in which stage.
    fn entry_of(&mut self, stage: &str, entrant: &str) -> Option<(StageId, EntrantName)> {
        let stage = self.name("stage", stage);
        let entrant = self.name("entrant", entrant);
        stage.zip(entrant)
    }

    fn content(
        &mut self,
        path: &str,
        content: Option<v1::EntryContent>,
        title: Length,
        text: Length,
    ) -> Option<WrittenContent> {
        let content = content.unwrap_or_default();
        let title = self.text(&format!("{path}.title"), content.title, title);
        let text = self.text(&format!("{path}.text"), content.text, text);
        let fields = self.fields(&format!("{path}.fields"), content.fields);
        let uploads = content.uploads.iter().enumerate();
        let uploads: Vec<_> = uploads
            .map(|(index, name)| self.name(&format!("{path}.uploads[{index}]"), name))
            .collect();
        let uploads = uploads.into_iter().collect::<Option<Vec<_>>>()?;
        let (title, text) = title.zip(text)?;
        Some(WrittenContent {
            title,
            text,
            fields: fields?,
            uploads,
        })
    }

    /// Each key once; whether they are the stage's is its rules' matter. What
    /// Postgres cannot keep is refused here, for drafts too.
    fn fields(
        &mut self,
        path: &str,
        fields: Vec<v1::EntryField>,
    ) -> Option<BTreeMap<String, String>> {
        let mut read = BTreeMap::new();
        let mut complete = true;
        for (index, field) in fields.into_iter().enumerate() {
            let path = format!("{path}[{index}]");
            let key = self.text(&format!("{path}.key"), field.key, EntryContent::FIELD_KEY);
            let text = self.text(
                &format!("{path}.text"),
                field.text,
                EntryContent::DRAFT_TEXT,
            );
            let Some((key, text)) = key.zip(text) else {
                complete = false;
                continue;
            };
            if read.insert(key, text).is_some() {
                self.0
                    .add(format!("{path}.key"), "REPEATED", "must be named once");
                complete = false;
            }
        }
        complete.then_some(read)
    }

    /// Each once, and nobody beside themselves.
    fn co_authors(&mut self, names: &[String], entrant: &str) -> Option<BTreeSet<AccountId>> {
        self.0.check(
            names.len() <= MOST_CO_AUTHORS,
            "co_authors",
            "TOO_MANY",
            format!("at most {MOST_CO_AUTHORS} co-authors"),
        );
        let mut read = BTreeSet::new();
        let mut complete = names.len() <= MOST_CO_AUTHORS;
        for (index, name) in names.iter().enumerate() {
            let field = format!("co_authors[{index}]");
            let Some(account) = self.name::<AccountId>(&field, name) else {
                complete = false;
                continue;
            };
            if name == entrant || !read.insert(account) {
                self.0
                    .add(field, "REPEATED", "must be named once, besides the entrant");
                complete = false;
            }
        }
        complete.then_some(read)
    }
}

/// What a draft request names and carries.
pub(in crate::rpc) struct DraftRequest {
    pub(in crate::rpc) stage: StageId,
    pub(in crate::rpc) entrant: EntrantName,
    pub(in crate::rpc) content: WrittenContent,
}

impl TryFrom<v1::SaveDraftRequest> for DraftRequest {
    type Error = Problem;

    fn try_from(request: v1::SaveDraftRequest) -> Result<Self, Problem> {
        let draft = request.draft.unwrap_or_default();
        let mut reader = Reader::default();
        let stage = reader.name("draft.stage", &draft.stage);
        let entrant = reader.name("draft.entrant", &draft.entrant);
        let (title, text) = (EntryContent::DRAFT_TITLE, EntryContent::DRAFT_TEXT);
        let content = reader.content("draft.content", draft.content, title, text);
        let read = stage.zip(entrant).zip(content);
        reader.finish(read.map(|((stage, entrant), content)| Self {
            stage,
            entrant,
            content,
        }))
    }
}

/// Reads whose workspace is asked for.
pub(in crate::rpc) fn draft_name(
    request: &v1::GetDraftRequest,
) -> Result<(StageId, EntrantName), Problem> {
    let mut reader = Reader::default();
    let entry = reader.entry_of(&request.stage, &request.entrant);
    reader.finish(entry)
}

impl TryFrom<v1::SubmitEntryRequest> for HandIn {
    type Error = Problem;

    fn try_from(request: v1::SubmitEntryRequest) -> Result<Self, Problem> {
        let mut reader = Reader::default();
        let entry = reader.entry_of(&request.stage, &request.entrant);
        let (title, text) = (EntryContent::TITLE, EntryContent::TEXT);
        let content = reader.content("content", request.content, title, text);
        let co_authors = reader.co_authors(&request.co_authors, &request.entrant);
        let request_id = reader.request_id(&request.request_id);
        let read = entry.zip(content).zip(co_authors.zip(request_id));
        reader.finish(read.map(
            |(((stage, entrant), content), (co_authors, request_id))| Self {
                stage,
                entrant,
                co_authors,
                content: Some(content),
                request_id,
            },
        ))
    }
}

impl TryFrom<v1::WithdrawEntryRequest> for HandIn {
    type Error = Problem;

    fn try_from(request: v1::WithdrawEntryRequest) -> Result<Self, Problem> {
        let mut reader = Reader::default();
        let entry = reader.entry_of(&request.stage, &request.entrant);
        let request_id = reader.request_id(&request.request_id);
        let read = entry.zip(request_id);
        reader.finish(read.map(|((stage, entrant), request_id)| Self {
            stage,
            entrant,
            co_authors: BTreeSet::new(),
            content: None,
            request_id,
        }))
    }
}

impl TryFrom<v1::ConfirmCoAuthorshipRequest> for CoAuthorship {
    type Error = Problem;

    fn try_from(request: v1::ConfirmCoAuthorshipRequest) -> Result<Self, Problem> {
        let mut reader = Reader::default();
        let entry = reader.entry_of(&request.stage, &request.entrant);
        let sha256 = <[u8; 32]>::try_from(&*request.content_sha256).ok();
        reader.0.check(
            sha256.is_some(),
            "content_sha256",
            "MALFORMED",
            "must have 32 octets, as on the receipt",
        );
        let request_id = reader.request_id(&request.request_id);
        let read = entry.zip(sha256.zip(request_id));
        reader.finish(read.map(|((stage, entrant), (sha256, request_id))| Self {
            stage,
            entrant,
            confirms: Some(sha256),
            request_id,
        }))
    }
}

impl TryFrom<v1::WithdrawCoAuthorshipRequest> for CoAuthorship {
    type Error = Problem;

    fn try_from(request: v1::WithdrawCoAuthorshipRequest) -> Result<Self, Problem> {
        let mut reader = Reader::default();
        let entry = reader.entry_of(&request.stage, &request.entrant);
        let request_id = reader.request_id(&request.request_id);
        let read = entry.zip(request_id);
        reader.finish(read.map(|((stage, entrant), request_id)| Self {
            stage,
            entrant,
            confirms: None,
            request_id,
        }))
    }
}

impl From<Draft> for v1::Draft {
    fn from(draft: Draft) -> Self {
        Self {
            stage: draft.stage.to_string(),
            entrant: draft.entrant.to_string(),
            content: Some(v1::EntryContent {
                title: draft.content.title,
                text: draft.content.text,
                fields: fields(draft.content.fields),
                uploads: draft
                    .content
                    .uploads
                    .iter()
                    .map(ToString::to_string)
                    .collect(),
            }),
            update_time: Some(timestamp(draft.update_time)),
        }
    }
}

impl From<Receipt> for v1::Receipt {
    fn from(receipt: Receipt) -> Self {
        let sha256 = receipt.content_sha256;
        Self {
            entry: receipt.payload.entry.to_string(),
            version: receipt.payload.version,
            accept_time: Some(timestamp(receipt.payload.accept_time)),
            content_sha256: sha256.map_or_else(Vec::new, Vec::from).into(),
            jws: receipt.jws,
        }
    }
}

impl From<MyEntry> for v1::Entry {
    fn from(MyEntry { entry, counting }: MyEntry) -> Self {
        Self {
            name: entry.id.to_string(),
            stage: entry.stage.to_string(),
            challenge: entry.challenge.to_string(),
            entrant: entry.entrant.to_string(),
            version: counting.version,
            accept_time: Some(timestamp(counting.accept_time)),
            state: v1::EntryState::from(entry.state).into(),
            co_authors: entry.co_authors.iter().map(ToString::to_string).collect(),
        }
    }
}

impl From<EntryState> for v1::EntryState {
    fn from(state: EntryState) -> Self {
        match state {
            EntryState::Opened => Self::Opened,
            EntryState::Withdrawn => Self::Withdrawn,
            EntryState::Unconfirmed => Self::Unconfirmed,
            EntryState::Advanced => Self::Advanced,
            EntryState::NotAdvanced => Self::NotAdvanced,
            EntryState::Laureate => Self::Laureate,
            EntryState::PrizeLost => Self::PrizeLost,
        }
    }
}
