//! Page tokens: a cursor, signed for one list.

use std::{fmt, sync::Arc};

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use hmac::{Hmac, KeyInit, Mac};
use linia_proto::list::ListRequest;
use serde::{Serialize, de::DeserializeOwned};
use sha2::Sha256;
use zeroize::Zeroizing;

/// Tags are cut to 128 bits (RFC 2104, section 5).
const TAG_OCTETS: usize = 16;
/// What the key is used for; whoever derives another key from the same secret
/// names another use.
const USE: &[u8] = b"linia page token v1";

/// What the page tokens of a service are signed with. Derived from a secret in
/// its settings, so tokens outlive restarts and are good at every replica.
#[derive(Clone)]
pub struct PageKey(Arc<Zeroizing<[u8; 32]>>);

impl PageKey {
    /// Derives the key from a secret of the service.
    #[must_use]
    pub fn new(secret: &str) -> Self {
        let key = mac(secret.as_bytes(), &[USE]).finalize().into_bytes();
        Self(Arc::new(Zeroizing::new(key.into())))
    }

    /// The list that a request asks a page of.
    pub(super) fn list<R: ListRequest>(&self, request: &R) -> List {
        let asked = request.list().encode_to_vec();
        let key = mac(self.0.as_slice(), &[R::full_name().as_bytes(), &asked]);
        let key = key.finalize().into_bytes();
        List(Zeroizing::new(key.into()))
    }
}

impl fmt::Debug for PageKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PageKey([redacted])")
    }
}

/// The key of one list's tokens.
pub(super) struct List(Zeroizing<[u8; 32]>);

impl List {
    /// Makes the token of a cursor.
    pub(super) fn seal(&self, cursor: &impl Serialize) -> String {
        let cursor = serde_json::to_vec(cursor).expect("a cursor has a JSON form");
        let tag = mac(self.0.as_slice(), &[&cursor]).finalize().into_bytes();
        BASE64_URL_SAFE_NO_PAD.encode([&tag[..TAG_OCTETS], &cursor].concat())
    }

    /// The cursor in a token; `None` if it was not made for this list.
    pub(super) fn open<C: DeserializeOwned>(&self, token: &str) -> Option<C> {
        let octets = BASE64_URL_SAFE_NO_PAD.decode(token).ok()?;
        let (tag, cursor) = octets.split_at_checked(TAG_OCTETS)?;
        mac(self.0.as_slice(), &[cursor])
            .verify_truncated_left(tag)
            .ok()?;
        serde_json::from_slice(cursor).ok()
    }
}

impl fmt::Debug for List {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("List([redacted])")
    }
}

/// HMAC-SHA256 of parts, each preceded by its length, so that they cannot run
/// into each other.
fn mac(key: &[u8], parts: &[&[u8]]) -> Hmac<Sha256> {
    let mut mac = Hmac::new_from_slice(key).expect("HMAC takes keys of any length");
    for part in parts {
        mac.update(&(part.len() as u64).to_be_bytes());
        mac.update(part);
    }
    mac
}

#[cfg(test)]
mod tests {
    use linia_proto::{
        challenges::v1::{ListChallengesRequest, ListQuestionsRequest},
        reporting::v1::ListChallengeLedgerRequest,
    };

    use super::*;

    fn questions(challenge: &str) -> ListQuestionsRequest {
        ListQuestionsRequest {
            challenge: challenge.to_owned(),
            ..ListQuestionsRequest::default()
        }
    }

    #[test]
    fn token_is_good_for_its_list_alone() {
        let key = PageKey::new("secret");
        let token = key.list(&questions("challenges/1")).seal(&7);
        let open = |list: List| list.open::<u32>(&token);
        assert_eq!(open(key.list(&questions("challenges/1"))), Some(7));
        assert_eq!(open(key.list(&questions("challenges/2"))), None);
        let ledger = ListChallengeLedgerRequest {
            challenge: "challenges/1".to_owned(),
            ..ListChallengeLedgerRequest::default()
        };
        assert_eq!(open(key.list(&ledger)), None);
        assert_eq!(open(key.list(&ListChallengesRequest::default())), None);
        let other = PageKey::new("another secret");
        assert_eq!(open(other.list(&questions("challenges/1"))), None);
    }

    #[test]
    fn token_outlives_a_restart_and_another_page_size() {
        let token = PageKey::new("secret").list(&questions("")).seal(&7);
        let again = ListQuestionsRequest {
            page_size: 9,
            page_token: token.clone(),
            ..questions("")
        };
        let list = PageKey::new("secret").list(&again);
        assert_eq!(list.open::<u32>(&token), Some(7));
    }

    #[test]
    fn token_that_was_touched_is_refused() {
        let list = PageKey::new("secret").list(&questions(""));
        let token = list.seal(&7);
        let octets = BASE64_URL_SAFE_NO_PAD.decode(&token).expect("base64");
        for index in 0..octets.len() {
            let mut touched = octets.clone();
            touched[index] ^= 1;
            let token = BASE64_URL_SAFE_NO_PAD.encode(&touched);
            assert_eq!(list.open::<u32>(&token), None, "octet {index}");
        }
        for forged in ["", "%%%", "Nw", "bm90IGpzb24", &token[..token.len() - 2]] {
            assert_eq!(list.open::<u32>(forged), None, "{forged}");
        }
    }
}
