//! Tags: what entries are found by while they are sealed.

use uuid::Uuid;

/// Finds the versions of an entry without saying whose they are: a keyed hash
/// of stage and entrant, and another one than the entry's id.
///
/// A sealed version has a size and a time, by which a dump may lead from it to
/// the work that was made of it. So what is stored of those who entered must
/// not lead to their versions (rule 3): it has ids, and no tags, times or
/// numbers of versions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EntryTag(Uuid);

impl EntryTag {
    /// As stored.
    #[must_use]
    pub const fn as_uuid(&self) -> Uuid {
        self.0
    }
}

impl From<Uuid> for EntryTag {
    fn from(tag: Uuid) -> Self {
        Self(tag)
    }
}
