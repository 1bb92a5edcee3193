//! How a share is kept: encrypted with the master key, bound to its stage and
//! purpose.

use linia_chassis::{
    crypto::{MasterKey, sealing::Share},
    id::StageId,
};
use zeroize::Zeroizing;

use crate::{app::AppError, domain::key_share::KeyPurpose};

/// Encrypts a share.
pub(super) fn wrap(
    master_key: &MasterKey,
    stage: StageId,
    purpose: KeyPurpose,
    share: &Share,
) -> Vec<u8> {
    master_key.wrap(&context(stage, purpose), share.as_slice())
}

/// Decrypts a share.
///
/// # Errors
/// [`AppError::KeyShareDamaged`], also if it is another stage's.
pub(super) fn unwrap(
    master_key: &MasterKey,
    stage: StageId,
    purpose: KeyPurpose,
    wrapped: &[u8],
) -> Result<Share, AppError> {
    let octets = master_key
        .unwrap(&context(stage, purpose), wrapped)
        .map_err(|_| AppError::KeyShareDamaged)?;
    <[u8; 32]>::try_from(octets.as_slice())
        .map(Zeroizing::new)
        .map_err(|_| AppError::KeyShareDamaged)
}

fn context(stage: StageId, purpose: KeyPurpose) -> Vec<u8> {
    let purpose = match purpose {
        KeyPurpose::Sealing => "sealing",
        KeyPurpose::Unmasking => "unmasking",
    };
    format!("linia.identity.key_share/{stage}/{purpose}").into_bytes()
}

#[cfg(test)]
mod tests {
    use base64::{Engine, prelude::BASE64_STANDARD};

    use super::*;

    #[test]
    fn share_cannot_pass_for_that_of_another_stage_or_purpose() {
        let master_key =
            MasterKey::try_from_base64(&BASE64_STANDARD.encode([7; 32])).expect("32 octets");
        let [stage, other] = [StageId::new(), StageId::new()];
        let share = Zeroizing::new([1; 32]);
        let wrapped = wrap(&master_key, stage, KeyPurpose::Sealing, &share);
        let unwrapped = |stage, purpose| unwrap(&master_key, stage, purpose, &wrapped);
        assert_eq!(
            unwrapped(stage, KeyPurpose::Sealing).expect("the same"),
            share
        );
        assert!(unwrapped(stage, KeyPurpose::Unmasking).is_err());
        assert!(unwrapped(other, KeyPurpose::Sealing).is_err());
    }
}
