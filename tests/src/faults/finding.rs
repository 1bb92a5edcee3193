//! What the oracle finds to be wrong.

use std::fmt;

use time::OffsetDateTime;

/// In which way something is wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Fault {
    /// Something that was promised is not there.
    Lost,
    /// Something is there that nobody did.
    Phantom,
    /// Something was done twice.
    Duplicated,
    /// Something came in another order than it happened.
    Reordered,
}

/// To which row of the table a finding belongs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// The row of the call.
    Row(usize),
    /// The row in which this moment lies, by the one clock.
    Time(OffsetDateTime),
    /// Whichever row is being judged.
    Here,
}

/// Something wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// In which way.
    pub fault: Fault,
    /// Where.
    pub place: Place,
    /// What.
    pub text: String,
}

impl Finding {
    /// Something is not there.
    #[must_use]
    pub fn lost(place: Place, text: impl Into<String>) -> Self {
        Self::new(Fault::Lost, place, text)
    }

    /// Something is there that nobody did.
    #[must_use]
    pub fn phantom(place: Place, text: impl Into<String>) -> Self {
        Self::new(Fault::Phantom, place, text)
    }

    /// Something was done twice.
    #[must_use]
    pub fn duplicated(place: Place, text: impl Into<String>) -> Self {
        Self::new(Fault::Duplicated, place, text)
    }

    /// Something came in another order.
    #[must_use]
    pub fn reordered(place: Place, text: impl Into<String>) -> Self {
        Self::new(Fault::Reordered, place, text)
    }

    fn new(fault: Fault, place: Place, text: impl Into<String>) -> Self {
        let text = text.into();
        Self { fault, place, text }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:?}: {}", self.fault, self.text)
    }
}
