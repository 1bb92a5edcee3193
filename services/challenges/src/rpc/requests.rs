//! Reading requests: everything that is wrong with one is told at once.

mod challenge;
mod question;
mod stage_key;
mod update;

use linia_chassis::{
    id::ChallengeId,
    problem::{Problem, Violations},
};

use crate::{app::access::Target, convert::parse, domain::limits};

/// A challenge and the text that goes with the command.
pub(super) struct TargetWithText {
    pub(super) target: Target,
    pub(super) text: String,
}

/// Reads the name and etag of a challenge.
pub(super) fn target(name: &str, etag: String) -> Result<Target, Problem> {
    let challenge = parse::only_name("name", name)?;
    Ok(Target { challenge, etag })
}

/// Reads the name and etag of a challenge and a text that explains the
/// command.
pub(super) fn target_with_text(
    name: &str,
    etag: String,
    field: &str,
    text: String,
) -> Result<TargetWithText, Problem> {
    let mut violations = Violations::default();
    let challenge: Option<ChallengeId> = parse::name("name", name, &mut violations);
    parse::text(field, &text, limits::REMARKS_CHARS, &mut violations);
    violations.into_result()?;
    let challenge = challenge.expect("a name that cannot be read is a violation");
    let target = Target { challenge, etag };
    Ok(TargetWithText { target, text })
}
