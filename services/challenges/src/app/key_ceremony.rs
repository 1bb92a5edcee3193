//! Makes the keys of a stage and splits them between two keepers.
//!
//! The private key exists whole only here, in memory, for moments, and nothing
//! from which it could be made again is ever stored in one place: the one share
//! goes to identity, the other into this service's schema, wrapped. If the
//! process dies on the way, the attempt leaves behind a share at identity for a
//! stage id that nobody will ever know; the next attempt makes other ids and
//! other keys. (To store a seed instead, so that an attempt could be resumed,
//! would leave both halves in the write-ahead log and in every backup of one
//! service.)

use linia_chassis::{
    crypto::{
        CryptoError, MasterKey, random_bytes,
        sealing::{Share, StageKey, seal},
        sha256,
    },
    id::StageId,
};
use time::OffsetDateTime;
use zeroize::Zeroizing;

use super::{AppError, Context, get_stage_secret};
use crate::{
    domain::{key_release::KeyPurpose, state::PublishedStage},
    store::key_share::NewShare,
};

/// A key pair, tried and split.
struct SplitKey {
    recipient: String,
    own: Share,
    other: Share,
}

impl SplitKey {
    /// Makes a key pair and proves that its two shares together open what is
    /// sealed to it.
    fn try_new() -> Result<Self, CryptoError> {
        let key = StageKey::generate();
        let recipient = key.recipient();
        let (own, other) = key.split();
        drop(key);
        let probe = random_bytes::<32>();
        let sealed = seal(&recipient, &probe)?;
        let opened = StageKey::combine(&own, &other).open(&sealed)?;
        if opened.as_slice() != probe {
            return Err(CryptoError::CannotOpen);
        }
        Ok(Self {
            recipient,
            own,
            other,
        })
    }
}

/// A stage's new identity, this service's shares of its keys, and its secret.
pub struct StageKeys {
    pub(super) stage: PublishedStage,
    pub(super) shares: [NewShare; 2],
    /// Encrypted with the master key.
    pub(super) wrapped_secret: Vec<u8>,
}

/// What a share is wrapped for: no other stage's or purpose's can pass for it.
fn wrap_context(stage: StageId, purpose: KeyPurpose) -> String {
    format!("stage_key_share/{}/{}", stage.as_uuid(), purpose.as_str())
}

/// Wraps a share for storing.
fn wrap(master_key: &MasterKey, stage: StageId, purpose: KeyPurpose, share: &Share) -> Vec<u8> {
    let context = wrap_context(stage, purpose);
    master_key.wrap(context.as_bytes(), share.as_slice())
}

/// Unwraps a stored share and checks that it is the one that was stored.
pub(super) fn unwrap(
    master_key: &MasterKey,
    stage: StageId,
    purpose: KeyPurpose,
    wrapped: &[u8],
    expected_sha256: &[u8; 32],
) -> Result<Share, AppError> {
    let context = wrap_context(stage, purpose);
    let octets = master_key
        .unwrap(context.as_bytes(), wrapped)
        .map_err(|_| AppError::KeyDamaged)?;
    let share = <[u8; 32]>::try_from(octets.as_slice())
        .map(Share::new)
        .map_err(|_| AppError::KeyDamaged)?;
    if sha256(share.as_slice()) == *expected_sha256 {
        Ok(share)
    } else {
        Err(AppError::KeyDamaged)
    }
}

impl Context {
    /// Makes both keys of a stage, gives identity its shares to keep until
    /// `close_time`, and has it prove that it can read them back.
    ///
    /// # Errors
    /// [`AppError::KeyNotKept`] if identity does not take them,
    /// [`AppError::KeyDamaged`] if what it proves is not what it got.
    pub(super) async fn make_stage_keys(
        &self,
        close_time: OffsetDateTime,
    ) -> Result<StageKeys, AppError> {
        let id = StageId::new();
        let (sealing_recipient, sealing) =
            self.make_key(id, KeyPurpose::Sealing, close_time).await?;
        let (unmasking_recipient, unmasking) =
            self.make_key(id, KeyPurpose::Unmasking, close_time).await?;
        Ok(StageKeys {
            stage: PublishedStage {
                id,
                sealing_recipient,
                unmasking_recipient,
                has_secret: true,
                protocol_sha256: None,
            },
            shares: [sealing, unmasking],
            wrapped_secret: get_stage_secret::wrap(
                &self.master_key,
                id,
                &Zeroizing::new(random_bytes()),
            ),
        })
    }

    /// Makes one key; returns its recipient and this service's share.
    async fn make_key(
        &self,
        stage: StageId,
        purpose: KeyPurpose,
        close_time: OffsetDateTime,
    ) -> Result<(String, NewShare), AppError> {
        let key = SplitKey::try_new()?;
        let counterpart_sha256 = sha256(key.other.as_slice());
        let deposit = self
            .identity
            .deposit_share(stage, purpose, &key.other, close_time);
        let stored = deposit.await.map_err(AppError::KeyNotKept)?;
        let proof = self.identity.prove_share(stage, purpose);
        let proven = proof.await.map_err(AppError::KeyNotKept)?;
        if stored != counterpart_sha256 || proven != counterpart_sha256 {
            return Err(AppError::KeyDamaged);
        }
        let share = NewShare {
            stage,
            purpose,
            wrapped_share: wrap(&self.master_key, stage, purpose, &key.own),
            share_sha256: sha256(key.own.as_slice()),
            counterpart_sha256,
        };
        Ok((key.recipient, share))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn master_key(octet: char) -> MasterKey {
        let base64 = format!("{}=", octet.to_string().repeat(43));
        MasterKey::try_from_base64(&base64).expect("is 32 octets")
    }

    #[test]
    fn both_shares_together_open_and_neither_does_alone() {
        let key = SplitKey::try_new().expect("can be made");
        let sealed = seal(&key.recipient, b"work").expect("can be sealed");
        let opened = StageKey::combine(&key.own, &key.other).open(&sealed);
        assert_eq!(opened.expect("opens").as_slice(), b"work");
        let nothing = Share::new([0; 32]);
        assert!(StageKey::combine(&key.own, &nothing).open(&sealed).is_err());
        assert!(
            StageKey::combine(&nothing, &key.other)
                .open(&sealed)
                .is_err()
        );
    }

    #[test]
    fn every_attempt_makes_other_keys() {
        let (one, other) = (SplitKey::try_new(), SplitKey::try_new());
        let recipient = |key: Result<SplitKey, _>| key.expect("can be made").recipient;
        assert_ne!(recipient(one), recipient(other));
    }

    #[test]
    fn stored_share_comes_back_for_its_stage_and_purpose_only() {
        let (key, stage) = (master_key('A'), StageId::new());
        let share = Share::new([7; 32]);
        let hash = sha256(share.as_slice());
        let wrapped = wrap(&key, stage, KeyPurpose::Sealing, &share);
        let back = unwrap(&key, stage, KeyPurpose::Sealing, &wrapped, &hash);
        assert_eq!(*back.expect("is intact"), *share);
        for damaged in [
            unwrap(&key, stage, KeyPurpose::Unmasking, &wrapped, &hash),
            unwrap(&key, StageId::new(), KeyPurpose::Sealing, &wrapped, &hash),
            unwrap(&key, stage, KeyPurpose::Sealing, &wrapped, &[0; 32]),
            unwrap(&key, stage, KeyPurpose::Sealing, &wrapped[1..], &hash),
            unwrap(
                &master_key('E'),
                stage,
                KeyPurpose::Sealing,
                &wrapped,
                &hash,
            ),
        ] {
            assert!(matches!(damaged, Err(AppError::KeyDamaged)));
        }
    }
}
