//! Preferences: what a person does not want to be mailed about.

use std::collections::BTreeSet;

use super::Topic;

/// Topics that a person does not want to be mailed about; never a mandatory
/// one.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct MutedTopics(BTreeSet<Topic>);

/// Why a topic cannot be muted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum PreferenceError {
    /// There is no such topic.
    #[error("the topic at {index} is unknown")]
    Unknown {
        /// Where in the list.
        index: usize,
    },
    /// It is mailed whatever the person wants.
    #[error("the topic at {index} is mandatory")]
    Mandatory {
        /// Where in the list.
        index: usize,
    },
}

impl MutedTopics {
    /// Reads the topics by name; repeated ones count once.
    ///
    /// # Errors
    /// Everything that is wrong with the list, in its order.
    pub(crate) fn try_new<'a>(
        names: impl IntoIterator<Item = &'a str>,
    ) -> Result<Self, Vec<PreferenceError>> {
        let mut topics = BTreeSet::new();
        let mut errors = Vec::new();
        for (index, name) in names.into_iter().enumerate() {
            match name.parse::<Topic>() {
                Ok(topic) if topic.is_mandatory() => {
                    errors.push(PreferenceError::Mandatory { index });
                }
                Ok(topic) => {
                    topics.insert(topic);
                }
                Err(_) => errors.push(PreferenceError::Unknown { index }),
            }
        }
        if errors.is_empty() {
            Ok(Self(topics))
        } else {
            Err(errors)
        }
    }

    /// The topics' names, sorted.
    pub(crate) fn names(&self) -> Vec<String> {
        self.0.iter().map(ToString::to_string).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mandatory_topic_cannot_be_muted() {
        for topic in Topic::ALL {
            let muted = MutedTopics::try_new([topic.name()]);
            assert_eq!(muted.is_err(), topic.is_mandatory(), "{topic}");
        }
    }

    #[test]
    fn everything_wrong_is_told_at_once() {
        let muted = MutedTopics::try_new(["spam", "question_asked", "laureate"]);
        assert_eq!(
            muted,
            Err(vec![
                PreferenceError::Unknown { index: 0 },
                PreferenceError::Mandatory { index: 2 },
            ])
        );
    }

    #[test]
    fn topic_named_twice_is_muted_once() {
        let muted = MutedTopics::try_new(["question_asked", "question_asked"]);
        assert_eq!(
            muted.map(|it| it.names()),
            Ok(vec!["question_asked".into()])
        );
    }
}
