//! A change to some fields of what is written.

use super::content::Content;

/// A field that can be replaced as a whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Field {
    /// See [`Content::source_language`].
    SourceLanguage,
    /// See [`Content::titles`].
    Titles,
    /// See [`Content::descriptions`].
    Descriptions,
    /// See [`Content::cpv_codes`].
    CpvCodes,
    /// See [`Content::anonymous`].
    Anonymous,
    /// See [`Content::time_zone`].
    TimeZone,
    /// See [`Content::stages`].
    Stages,
    /// See [`Content::prizes`].
    Prizes,
    /// See [`Content::required_qualifications`].
    RequiredQualifications,
    /// See [`Content::runner_up_allowed`].
    RunnerUpAllowed,
    /// See [`Content::admission`].
    Admission,
    /// See [`Content::application_deadline`].
    ApplicationDeadline,
    /// See [`Content::eligibility`].
    Eligibility,
}

/// New values for some fields; what `values` says of the others is ignored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContentPatch {
    /// Which fields to replace.
    pub fields: Vec<Field>,
    /// Their new values.
    pub values: Content,
}

impl ContentPatch {
    /// Replaces the fields.
    #[must_use]
    pub fn apply(self, content: Content) -> Content {
        let values = self.values;
        let mut patched = content;
        for field in self.fields {
            match field {
                Field::SourceLanguage => {
                    patched.source_language.clone_from(&values.source_language);
                }
                Field::Titles => patched.titles.clone_from(&values.titles),
                Field::Descriptions => patched.descriptions.clone_from(&values.descriptions),
                Field::CpvCodes => patched.cpv_codes.clone_from(&values.cpv_codes),
                Field::Anonymous => patched.anonymous = values.anonymous,
                Field::TimeZone => patched.time_zone.clone_from(&values.time_zone),
                Field::Stages => patched.stages.clone_from(&values.stages),
                Field::Prizes => patched.prizes.clone_from(&values.prizes),
                Field::RequiredQualifications => patched
                    .required_qualifications
                    .clone_from(&values.required_qualifications),
                Field::RunnerUpAllowed => patched.runner_up_allowed = values.runner_up_allowed,
                Field::Admission => patched.admission = values.admission,
                Field::ApplicationDeadline => {
                    patched.application_deadline = values.application_deadline;
                }
                Field::Eligibility => patched.eligibility.clone_from(&values.eligibility),
            }
        }
        patched
    }
}

#[cfg(test)]
mod tests {
    use super::{super::examples, *};

    #[test]
    fn only_named_fields_are_replaced() {
        let content = examples::content();
        let patch = ContentPatch {
            fields: vec![Field::TimeZone, Field::CpvCodes],
            values: Content {
                time_zone: "Europe/Kyiv".into(),
                source_language: "uk".into(),
                ..Content::default()
            },
        };
        let expected = Content {
            time_zone: "Europe/Kyiv".into(),
            cpv_codes: Vec::new(),
            ..content.clone()
        };
        assert_eq!(patch.apply(content), expected);
    }
}
