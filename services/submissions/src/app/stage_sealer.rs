//! What finds the entries of one stage, and keeps their drafts: under a secret
//! that challenges keeps. This service has it in memory only, so its rows and
//! its master key together tell nobody who entered, nor how many (rule 1).

use std::{
    collections::HashMap,
    sync::{Arc, PoisonError, RwLock},
};

use linia_chassis::{
    crypto::{CryptoError, MasterKey},
    id::{AccountId, EntrantName, EntryId, StageId},
};
use uuid::Uuid;

use crate::{
    app::sealing::custom_uuid,
    clients::{Challenges, ClientError, StageSecret},
    domain::{
        content::WrittenContent, cover::CoverAmount, entry_tag::EntryTag, padding::padded_json,
        stage::Stage,
    },
};

/// The sealers of all stages that were asked for. Cheap to clone.
#[derive(Clone)]
pub struct StageSealers {
    master_key: MasterKey,
    challenges: Arc<dyn Challenges>,
    /// A stage's never changes, and there are as many as stages were published,
    /// so nothing is ever removed.
    known: Arc<RwLock<HashMap<StageId, Arc<StageSealer>>>>,
}

impl StageSealers {
    /// Under the service's master key and what challenges tells.
    #[must_use]
    pub fn new(master_key: MasterKey, challenges: Arc<dyn Challenges>) -> Self {
        Self {
            master_key,
            challenges,
            known: Arc::default(),
        }
    }

    /// The sealer of a stage. Challenges is asked once in the life of the
    /// process.
    ///
    /// # Errors
    /// [`ClientError`], if challenges cannot be asked.
    pub async fn of(&self, stage: &Stage) -> Result<Arc<StageSealer>, ClientError> {
        if let Some(sealer) = self.known(stage.id) {
            return Ok(sealer);
        }
        let secret = if stage.rules.has_secret {
            Some(self.challenges.get_stage_secret(stage.id).await?)
        } else {
            None
        };
        let sealer = Arc::new(StageSealer::new(
            &self.master_key,
            stage.id,
            secret.as_ref(),
        ));
        let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
        known.insert(stage.id, Arc::clone(&sealer));
        Ok(sealer)
    }

    fn known(&self, stage: StageId) -> Option<Arc<StageSealer>> {
        let known = self.known.read().unwrap_or_else(PoisonError::into_inner);
        known.get(&stage).cloned()
    }
}

/// Tags the entries of one stage, and wraps their drafts.
pub struct StageSealer {
    stage: Uuid,
    key: MasterKey,
}

impl StageSealer {
    /// Under both keys. Stages that were published before they had a secret
    /// have the master key alone.
    #[must_use]
    pub fn new(master_key: &MasterKey, stage: StageId, secret: Option<&StageSecret>) -> Self {
        let stage = stage.as_uuid();
        let key = secret.map_or_else(
            || master_key.clone(),
            |secret| master_key.derive("stage", &[stage.as_bytes(), secret.as_slice()]),
        );
        Self { stage, key }
    }

    /// What an entrant's versions in the stage are found by: always the same, so
    /// that there is one entry per entrant without a table that says who, and
    /// telling nothing to whoever lacks a key (a UUID of version 8).
    #[must_use]
    pub fn entry_tag(&self, entrant: &EntrantName) -> EntryTag {
        self.tag(&[self.stage_octets(), entrant.to_string().as_bytes()])
    }

    /// What is found of a co-author's consents to an entry.
    #[must_use]
    pub fn consent_tag(&self, entrant: &EntrantName, account: AccountId) -> EntryTag {
        self.tag(&[
            b"consent",
            self.stage_octets(),
            entrant.to_string().as_bytes(),
            account.as_uuid().as_bytes(),
        ])
    }

    /// The id of an entrant's entry in the stage, on the receipt and after the
    /// opening: as constant as the tag, and only the key leads from one to the
    /// other.
    #[must_use]
    pub fn entry_id(&self, entrant: &EntrantName) -> EntryId {
        let entrant = entrant.to_string();
        let parts = [self.stage_octets(), entrant.as_bytes()];
        custom_uuid(self.key.tag("entry id", &parts)).into()
    }

    /// The tag of an entry that covers the others of the stage.
    #[must_use]
    pub fn cover_entry_tag(&self, index: u32) -> EntryTag {
        self.tag(&[b"cover", self.stage_octets(), &index.to_be_bytes()])
    }

    /// The tags of all entries that cover the others of the stage.
    #[must_use]
    pub fn cover_entry_tags(&self) -> Vec<EntryTag> {
        let entries = 0..self.cover_amount().entries();
        entries.map(|index| self.cover_entry_tag(index)).collect()
    }

    /// How much cover the stage gets: another amount for each, which only the
    /// key tells.
    #[must_use]
    pub fn cover_amount(&self) -> CoverAmount {
        CoverAmount::drawn_from(self.key.tag("cover", &[self.stage_octets()])[0])
    }

    /// Tells uploads of one entrant from those of others, and not whose they
    /// are; another hash than that of the entry.
    #[must_use]
    pub fn uploader_tag(&self, entrant: &EntrantName) -> [u8; 32] {
        let entrant = entrant.to_string();
        self.key
            .tag("uploader", &[self.stage_octets(), entrant.as_bytes()])
    }

    /// Encrypts a workspace.
    #[must_use]
    pub fn wrap_draft(&self, entry: EntryTag, content: &WrittenContent) -> Vec<u8> {
        self.key.wrap(&draft_context(entry), &padded_json(content))
    }

    /// Reads what [`wrap_draft`](Self::wrap_draft) wrote.
    ///
    /// # Errors
    /// If it was damaged or belongs to another entry.
    pub fn unwrap_draft(
        &self,
        entry: EntryTag,
        wrapped: &[u8],
    ) -> Result<WrittenContent, CryptoError> {
        let json = self.key.unwrap(&draft_context(entry), wrapped)?;
        serde_json::from_slice(&json).map_err(|_| CryptoError::CannotOpen)
    }

    fn tag(&self, parts: &[&[u8]]) -> EntryTag {
        custom_uuid(self.key.tag("entry", parts)).into()
    }

    fn stage_octets(&self) -> &[u8] {
        self.stage.as_bytes()
    }
}

fn draft_context(entry: EntryTag) -> Vec<u8> {
    [b"draft".as_slice(), entry.as_uuid().as_bytes()].concat()
}

#[cfg(test)]
mod tests {
    use linia_chassis::crypto::random_bytes;

    use super::*;

    fn sealer(master_key: &MasterKey, stage: StageId) -> StageSealer {
        StageSealer::new(master_key, stage, Some(&StageSecret::new(random_bytes())))
    }

    #[test]
    fn entrant_has_one_entry_per_stage() {
        let (key, stage) = (MasterKey::generate(), StageId::new());
        let secret = StageSecret::new(random_bytes());
        let [sealer, again] = [(); 2].map(|()| StageSealer::new(&key, stage, Some(&secret)));
        let other = StageSealer::new(&key, StageId::new(), Some(&secret));
        let entrant = EntrantName::Account(AccountId::new());
        let (tag, id) = (sealer.entry_tag(&entrant), sealer.entry_id(&entrant));
        assert_eq!(
            (again.entry_tag(&entrant), again.entry_id(&entrant)),
            (tag, id)
        );
        assert_ne!(other.entry_tag(&entrant), tag);
        assert_ne!(other.entry_id(&entrant), id);
        assert_ne!(tag.as_uuid(), id.as_uuid());
        for uuid in [tag.as_uuid(), id.as_uuid()] {
            assert_eq!(uuid.get_version_num(), 8);
        }
    }

    /// Rule 1: whoever has the rows and the master key can try names, and finds
    /// nothing.
    #[test]
    fn no_tag_can_be_made_without_the_secret_of_the_stage() {
        let (key, stage) = (MasterKey::generate(), StageId::new());
        let entrant = EntrantName::Account(AccountId::new());
        let account = AccountId::new();
        let tags = |sealer: &StageSealer| {
            let uploader = sealer.uploader_tag(&entrant);
            let mut tags = vec![
                sealer.entry_tag(&entrant).as_uuid(),
                sealer.entry_id(&entrant).as_uuid(),
                sealer.consent_tag(&entrant, account).as_uuid(),
                Uuid::from_slice(&uploader[..16]).expect("16 octets"),
            ];
            let cover = sealer.cover_entry_tags();
            tags.extend(cover.into_iter().map(|tag| tag.as_uuid()));
            tags
        };
        let stored = tags(&sealer(&key, stage));
        for without in [StageSealer::new(&key, stage, None), sealer(&key, stage)] {
            assert!(!tags(&without).iter().any(|tag| stored.contains(tag)));
        }
    }

    #[test]
    fn draft_opens_for_its_entry_and_with_the_secret_of_its_stage_only() {
        let (key, stage) = (MasterKey::generate(), StageId::new());
        let sealer = sealer(&key, stage);
        let [entry, other] = [(); 2].map(|()| EntryTag::from(Uuid::new_v4()));
        let content = WrittenContent {
            text: "that listen".into(),
            ..WrittenContent::default()
        };
        let wrapped = sealer.wrap_draft(entry, &content);
        assert_eq!(
            sealer.unwrap_draft(entry, &wrapped).expect("opens"),
            content
        );
        assert!(sealer.unwrap_draft(other, &wrapped).is_err());
        let without = StageSealer::new(&key, stage, None);
        assert!(without.unwrap_draft(entry, &wrapped).is_err());
    }
}
