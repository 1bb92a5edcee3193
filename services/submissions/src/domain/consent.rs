//! Consent: a version of several authors counts only if each of them confirmed
//! that very content before the stage closed, and did not withdraw again.

use std::collections::HashMap;

use linia_chassis::id::{AccountId, EntrantName};
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

/// How many co-authors a version names at most.
pub const MOST_CO_AUTHORS: usize = 20;

/// What a co-author says of an entry. It is sealed, stored and bound by the
/// closing record as a version is, so that storage does not tell one from the
/// other, nor who writes with whom (rule 1).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SealedConsent {
    /// Of whose entry.
    pub entrant: EntrantName,
    /// The co-author.
    pub account: AccountId,
    /// Hex SHA-256 of the content that is confirmed, as on its receipt; nothing
    /// withdraws all that was confirmed before.
    pub confirms: Option<String>,
}

/// When something was accepted, and as which of its kind.
pub type Place = (OffsetDateTime, i32);

/// What co-authors of a stage said until it closed.
#[derive(Default)]
pub struct Consents(HashMap<(EntrantName, AccountId), Said>);

#[derive(Default)]
struct Said {
    confirmed: HashMap<String, Place>,
    withdrawn: Option<Place>,
}

impl Consents {
    /// Takes something into account, in whatever order it comes.
    pub fn add(&mut self, place: Place, consent: SealedConsent) {
        let said = self
            .0
            .entry((consent.entrant, consent.account))
            .or_default();
        match consent.confirms {
            Some(content) => {
                let last = said.confirmed.entry(content).or_insert(place);
                *last = place.max(*last);
            }
            None => said.withdrawn = said.withdrawn.max(Some(place)),
        }
    }

    /// Whether somebody confirmed this content of an entry and did not withdraw
    /// afterwards.
    #[must_use]
    pub fn holds(&self, entrant: EntrantName, account: AccountId, content_sha256: &str) -> bool {
        self.0.get(&(entrant, account)).is_some_and(|said| {
            let confirmed = said.confirmed.get(content_sha256).copied();
            confirmed.is_some() && confirmed > said.withdrawn
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is said, and whether content `a` is confirmed then.
    #[test]
    fn consent_holds_for_its_content_until_it_is_withdrawn() {
        let (entrant, account) = (EntrantName::Account(AccountId::new()), AccountId::new());
        for (said, holds) in [
            (vec![], false),
            (vec![Some("b")], false),
            (vec![Some("a")], true),
            (vec![Some("a"), Some("b")], true),
            (vec![Some("a"), None], false),
            (vec![None, Some("a")], true),
            (vec![Some("a"), None, Some("b")], false),
            (vec![Some("a"), None, Some("a")], true),
        ] {
            for reversed in [false, true] {
                let mut placed: Vec<_> = (1..).zip(&said).collect();
                if reversed {
                    placed.reverse();
                }
                let mut consents = Consents::default();
                for (version, confirms) in placed {
                    let consent = SealedConsent {
                        entrant,
                        account,
                        confirms: confirms.map(str::to_owned),
                    };
                    consents.add((OffsetDateTime::UNIX_EPOCH, version), consent);
                }
                assert_eq!(consents.holds(entrant, account, "a"), holds, "{said:?}");
            }
        }
    }

    #[test]
    fn nobody_consents_for_another_or_to_anothers_entry() {
        let [entrant, other] = [(); 2].map(|()| EntrantName::Account(AccountId::new()));
        let account = AccountId::new();
        let mut consents = Consents::default();
        let consent = SealedConsent {
            entrant,
            account,
            confirms: Some("a".into()),
        };
        consents.add((OffsetDateTime::UNIX_EPOCH, 1), consent);
        assert!(consents.holds(entrant, account, "a"));
        assert!(!consents.holds(other, account, "a"));
        assert!(!consents.holds(entrant, AccountId::new(), "a"));
    }
}
