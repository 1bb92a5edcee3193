//! Tells the story while it happens. Tests listen to none.

use std::fmt;

/// Where the story is told.
#[derive(Clone, Copy)]
pub struct Narrator {
    tell: fn(Line<'_>),
}

/// A line of the story.
#[derive(Debug, Clone, Copy)]
pub enum Line<'a> {
    /// A chapter begins.
    Chapter(&'a str),
    /// Somebody did something.
    Said(&'a str),
    /// An event passed on the broker.
    Event(&'a str),
}

impl Narrator {
    /// Tells through `tell`.
    #[must_use]
    pub const fn new(tell: fn(Line<'_>)) -> Self {
        Self { tell }
    }

    /// Tells nothing.
    #[must_use]
    pub const fn silent() -> Self {
        Self::new(|_| {})
    }

    /// Begins a chapter.
    pub fn chapter(&self, title: &str) {
        (self.tell)(Line::Chapter(title));
    }

    /// Tells what somebody did.
    pub fn say(&self, text: impl AsRef<str>) {
        (self.tell)(Line::Said(text.as_ref()));
    }

    /// Tells of an event that passed.
    pub fn event(&self, text: &str) {
        (self.tell)(Line::Event(text));
    }
}

impl fmt::Debug for Narrator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Narrator")
    }
}
