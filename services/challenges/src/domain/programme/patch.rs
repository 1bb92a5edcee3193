//! A change to some fields of what is written.

use super::content::ProgrammeContent;

/// A field that can be replaced as a whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProgrammeField {
    /// See [`ProgrammeContent::source_language`].
    SourceLanguage,
    /// See [`ProgrammeContent::titles`].
    Titles,
    /// See [`ProgrammeContent::descriptions`].
    Descriptions,
    /// See [`ProgrammeContent::time_zone`].
    TimeZone,
    /// See [`ProgrammeContent::operators`].
    Operators,
    /// See [`ProgrammeContent::patron`].
    Patron,
    /// See [`ProgrammeContent::enrolment`].
    Enrolment,
    /// See [`ProgrammeContent::eligibility`].
    Eligibility,
    /// See [`ProgrammeContent::phases`].
    Phases,
}

/// New values for some fields; what `values` says of the others is ignored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProgrammePatch {
    /// Which fields to replace.
    pub fields: Vec<ProgrammeField>,
    /// Their new values.
    pub values: ProgrammeContent,
}

impl ProgrammePatch {
    /// Replaces the fields.
    #[must_use]
    pub fn apply(&self, content: ProgrammeContent) -> ProgrammeContent {
        let values = &self.values;
        let mut patched = content;
        for field in &self.fields {
            match field {
                ProgrammeField::SourceLanguage => {
                    patched.source_language.clone_from(&values.source_language);
                }
                ProgrammeField::Titles => patched.titles.clone_from(&values.titles),
                ProgrammeField::Descriptions => {
                    patched.descriptions.clone_from(&values.descriptions);
                }
                ProgrammeField::TimeZone => patched.time_zone.clone_from(&values.time_zone),
                ProgrammeField::Operators => patched.operators.clone_from(&values.operators),
                ProgrammeField::Patron => patched.patron = values.patron,
                ProgrammeField::Enrolment => patched.enrolment.clone_from(&values.enrolment),
                ProgrammeField::Eligibility => {
                    patched.eligibility.clone_from(&values.eligibility);
                }
                ProgrammeField::Phases => patched.phases.clone_from(&values.phases),
            }
        }
        patched
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::programme_examples::content;

    #[test]
    fn only_named_fields_are_replaced() {
        let patch = ProgrammePatch {
            fields: vec![ProgrammeField::TimeZone, ProgrammeField::Operators],
            values: ProgrammeContent {
                time_zone: "Europe/Kyiv".into(),
                source_language: "uk".into(),
                ..ProgrammeContent::default()
            },
        };
        let expected = ProgrammeContent {
            time_zone: "Europe/Kyiv".into(),
            operators: Vec::new(),
            ..content()
        };
        assert_eq!(patch.apply(content()), expected);
    }
}
