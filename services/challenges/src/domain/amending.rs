//! Amendments: how a published challenge changes in the open. What entrants
//! reckon with is frozen; texts may be clarified while works are taken for the
//! first time, and a stage may be [extended](super::running).

use serde::{Deserialize, Serialize};
use time::{OffsetDateTime, UtcOffset, format_description::well_known::Rfc3339};

use super::{
    challenge::{Challenge, Transition},
    content::{Content, LocalizedText},
    error::TransitionError,
    event::Event,
    finding::Findings,
    limits,
    state::State,
    vocabulary,
};

/// A change of a published challenge.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Amendment {
    /// From 1 within the challenge.
    pub number: i32,
    /// When it was made.
    pub create_time: OffsetDateTime,
    /// Why.
    pub reason: String,
    /// Everything that differs and nothing else, ordered by field, then
    /// language.
    pub changes: Vec<FieldChange>,
}

/// What a field said before and says since. Stored as JSON in exactly the form
/// that serde gives it here.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct FieldChange {
    /// Path in the challenge.
    pub field: String,
    /// For texts; empty otherwise.
    pub language_code: String,
    /// Empty if there was none.
    pub before: String,
    /// As it is since.
    pub after: String,
}

/// New texts for a published challenge; `None` leaves them as they are.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ClarifiedTexts {
    /// What it is called.
    pub titles: Option<Vec<LocalizedText>>,
    /// The need.
    pub descriptions: Option<Vec<LocalizedText>>,
}

impl Challenge {
    /// Clarifies texts before the deadline for works.
    ///
    /// # Errors
    /// [`TransitionError::WrongState`], [`TransitionError::WorksDeadlinePassed`],
    /// [`TransitionError::TextWithdrawn`], [`TransitionError::NothingAmended`],
    /// [`TransitionError::HasDefects`].
    pub fn amend(
        mut self,
        texts: ClarifiedTexts,
        number: i32,
        reason: String,
        now: OffsetDateTime,
    ) -> Transition {
        let State::Published(_) = self.state else {
            return Err(self.wrong_state("amend"));
        };
        let deadline = self.content.stages.first().and_then(|s| s.close_time);
        if let Some(close_time) = deadline.filter(|close_time| *close_time <= now) {
            return Err(TransitionError::WorksDeadlinePassed { close_time });
        }
        let mut changes = Vec::new();
        let content = &mut self.content;
        for (field, old, new) in [
            ("titles", &mut content.titles, texts.titles),
            (
                "descriptions",
                &mut content.descriptions,
                texts.descriptions,
            ),
        ] {
            if let Some(new) = new {
                changes.extend(text_changes(field, old, &new)?);
                *old = new;
            }
        }
        if changes.is_empty() {
            return Err(TransitionError::NothingAmended);
        }
        check_publishable(content, &changes)?;
        changes.sort();
        self.update_time = now;
        let event = Event::Amended(Amendment {
            number,
            create_time: now,
            reason,
            changes,
        });
        Ok((self, event))
    }
}

impl FieldChange {
    /// The change of a stage's closing time; `index` counts from 0.
    #[must_use]
    pub fn of_close_time(index: usize, before: OffsetDateTime, after: OffsetDateTime) -> Self {
        Self {
            field: format!("stages[{index}].close_time"),
            language_code: String::new(),
            before: in_utc(before),
            after: in_utc(after),
        }
    }
}

/// The texts that differ.
fn text_changes(
    field: &str,
    old: &[LocalizedText],
    new: &[LocalizedText],
) -> Result<Vec<FieldChange>, TransitionError> {
    let find = |texts: &[LocalizedText], language: &str| {
        let text = texts.iter().find(|text| text.language_code == language);
        text.map(|text| text.text.clone())
    };
    if let Some(text) = old
        .iter()
        .find(|text| find(new, &text.language_code).is_none())
    {
        return Err(TransitionError::TextWithdrawn {
            field: field.to_owned(),
            language_code: text.language_code.clone(),
        });
    }
    let changes = new.iter().map(|text| FieldChange {
        field: field.to_owned(),
        language_code: text.language_code.clone(),
        before: find(old, &text.language_code).unwrap_or_default(),
        after: text.text.clone(),
    });
    Ok(changes
        .filter(|change| change.before != change.after)
        .collect())
}

/// What the defects say of texts: the rest was checked at publication, and its
/// times may have passed since.
fn check_publishable(content: &Content, changes: &[FieldChange]) -> Result<(), TransitionError> {
    let mut found = Findings::default();
    for change in changes {
        let language = &change.language_code;
        found.check(
            vocabulary::canonical_language(language).as_ref() == Some(language),
            change.field.clone(),
            "LANGUAGE_UNKNOWN",
            format!("{language} is no language of ISO 639 in canonical form"),
        );
    }
    found.check(
        content.text_octets() <= limits::PUBLISHED_TEXT_OCTETS,
        "descriptions",
        "TEXTS_TOO_LONG",
        "all texts together must not exceed 400000 octets",
    );
    match found.into_vec() {
        defects if defects.is_empty() => Ok(()),
        defects => Err(TransitionError::HasDefects(defects)),
    }
}

fn in_utc(time: OffsetDateTime) -> String {
    let time = time.to_offset(UtcOffset::UTC);
    time.format(&Rfc3339).unwrap_or_else(|_| time.to_string())
}

#[cfg(test)]
mod tests;
