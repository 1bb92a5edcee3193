//! What can be wrong with a text.

/// A mail could not be written.
#[derive(Debug, thiserror::Error)]
pub(crate) enum TextError {
    /// The template is malformed or lacks a value.
    #[error("template failed")]
    Template(#[from] minijinja::Error),
    /// Nothing follows the subject.
    #[error("template has no body")]
    NoBody,
}
