//! Disclosure: awarded works may be published as far as their authors consent,
//! works that were not awarded never (procurement law of 2019, art. 356).

use std::collections::BTreeMap;

use linia_chassis::id::WorkId;
use time::OffsetDateTime;

use crate::domain::{attachment::WorkAttachment, entry::EntryState, error::TransitionError};

/// How much of a work an author lets everybody read; each scope includes those
/// before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Scope {
    /// Nothing.
    Nothing,
    /// The title alone.
    Title,
    /// The title and all texts.
    Work,
    /// The files, too, as they are: with what their metadata tells.
    WorkAndFiles,
}

/// What an author stated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Consent {
    /// How much may be published.
    pub scope: Scope,
    /// When it was stated.
    pub time: OffsetDateTime,
}

/// What everybody may read of an awarded work.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DisclosedWork {
    /// The work.
    pub work: WorkId,
    /// From 1.
    pub rank: i32,
    /// How much is published: what is not is empty here.
    pub scope: Scope,
    /// As handed in.
    pub title: String,
    /// As handed in.
    pub text: String,
    /// As handed in, by key.
    pub fields: BTreeMap<String, String>,
    /// In the order of the entrant.
    pub files: Vec<WorkAttachment>,
}

impl Scope {
    /// Every scope.
    pub const ALL: [Self; 4] = [Self::Nothing, Self::Title, Self::Work, Self::WorkAndFiles];

    /// What is published of a work whose authors stated this: as much as all of
    /// them consent to; who has not stated anything consents to nothing.
    #[must_use]
    pub fn of_all(stated: impl IntoIterator<Item = Option<Self>>) -> Self {
        let scopes = stated
            .into_iter()
            .map(|scope| scope.unwrap_or(Self::Nothing));
        scopes.min().unwrap_or(Self::Nothing)
    }

    /// As it is stored.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Nothing => "nothing",
            Self::Title => "title",
            Self::Work => "work",
            Self::WorkAndFiles => "work_and_files",
        }
    }

    /// The scope of this name.
    #[must_use]
    pub fn find(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|scope| scope.as_str() == name)
    }
}

/// Whether there is anything to consent to.
///
/// # Errors
/// [`TransitionError::NotALaureate`] for everybody who did not win.
pub const fn check_disclosable(state: EntryState) -> Result<(), TransitionError> {
    match state {
        EntryState::Laureate => Ok(()),
        EntryState::Opened
        | EntryState::Withdrawn
        | EntryState::Unconfirmed
        | EntryState::Advanced
        | EntryState::NotAdvanced
        | EntryState::PrizeLost => Err(TransitionError::NotALaureate),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_laureate_has_a_work_to_disclose() {
        for state in EntryState::ALL {
            let won = state == EntryState::Laureate;
            assert_eq!(check_disclosable(state).is_ok(), won, "{state}");
        }
    }

    #[test]
    fn work_is_published_as_far_as_all_its_authors_consent() {
        use Scope::{Nothing, Title, Work, WorkAndFiles};
        for (stated, published) in [
            (vec![], Nothing),
            (vec![None], Nothing),
            (vec![Some(WorkAndFiles)], WorkAndFiles),
            (vec![Some(Work), Some(Title)], Title),
            (vec![Some(Work), None], Nothing),
            (vec![Some(WorkAndFiles), Some(Work)], Work),
        ] {
            assert_eq!(Scope::of_all(stated.clone()), published, "{stated:?}");
        }
    }

    #[test]
    fn stored_scope_reads_back() {
        for scope in Scope::ALL {
            assert_eq!(Scope::find(scope.as_str()), Some(scope));
        }
    }
}
