//! The key that a process signs with now; another may take its place while it
//! serves.

use std::sync::{Arc, PoisonError, RwLock};

use serde::Serialize;

use super::Signer;

/// Signs with the key that is the current one. Cheap to clone; all clones
/// change together.
#[derive(Clone)]
pub struct CurrentSigner(Arc<RwLock<Arc<Signer>>>);

impl CurrentSigner {
    /// Begins with this key.
    #[must_use]
    pub fn new(signer: Signer) -> Self {
        Self(Arc::new(RwLock::new(Arc::new(signer))))
    }

    /// The key that signs now. Whoever needs both its id and a signature asks
    /// once.
    #[must_use]
    pub fn now(&self) -> Arc<Signer> {
        Arc::clone(&self.0.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Signs with another key from now on; tells whether it is another.
    pub fn replace(&self, signer: Signer) -> bool {
        let mut current = self.0.write().unwrap_or_else(PoisonError::into_inner);
        let is_new = current.key_id() != signer.key_id();
        if is_new {
            *current = Arc::new(signer);
        }
        is_new
    }

    /// Signs as [`Signer::sign_jws`] does.
    pub fn sign_jws(&self, typ: &str, payload: &impl Serialize) -> String {
        self.now().sign_jws(typ, payload)
    }

    /// The public half of the key that signs now.
    #[must_use]
    pub fn public_key(&self) -> [u8; 32] {
        self.now().public_key()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_key_takes_its_place_everywhere() {
        let (first, second) = (Signer::generate(), Signer::generate());
        let current = CurrentSigner::new(first.clone());
        let clone = current.clone();
        assert!(!current.replace(first.clone()));
        assert_eq!(clone.public_key(), first.public_key());
        assert!(current.replace(second.clone()));
        assert_eq!(clone.public_key(), second.public_key());
        assert_eq!(clone.sign_jws("t", &1), second.sign_jws("t", &1));
    }
}
