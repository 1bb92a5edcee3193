//! What is wrong with a field.

/// One thing that is wrong with one field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Path within the challenge, for example `stages[0].close_time`.
    pub field: String,
    /// UPPER_SNAKE.
    pub reason: &'static str,
    /// For a reader of logs; English.
    pub description: String,
}

/// Collects findings, so that all are told at once.
#[derive(Debug, Default)]
pub(crate) struct Findings(Vec<Finding>);

impl Findings {
    /// Adds a finding.
    pub(crate) fn add(
        &mut self,
        field: impl Into<String>,
        reason: &'static str,
        description: impl Into<String>,
    ) {
        self.0.push(Finding {
            field: field.into(),
            reason,
            description: description.into(),
        });
    }

    /// Adds a finding unless `ok`.
    pub(crate) fn check(
        &mut self,
        ok: bool,
        field: impl Into<String>,
        reason: &'static str,
        description: impl Into<String>,
    ) {
        if !ok {
            self.add(field, reason, description);
        }
    }

    /// All that was found, in the order of the fields.
    pub(crate) fn into_vec(self) -> Vec<Finding> {
        self.0
    }
}
