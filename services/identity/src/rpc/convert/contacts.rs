//! Contacts.

use linia_chassis::{
    id::EntrantName,
    problem::{Problem, Violations},
};
use linia_proto::identity::v1 as pb;

use super::ReadFields;

/// As the contract says.
const MAX_NAMES: usize = 1000;

/// Reads whose names are wanted.
pub(in crate::rpc) fn display_names(
    request: &pb::BatchGetDisplayNamesRequest,
) -> Result<Vec<EntrantName>, Problem> {
    let mut violations = Violations::default();
    if request.names.len() > MAX_NAMES {
        let description = format!("has more than {MAX_NAMES} names");
        violations.add("names", "TOO_MANY", description);
        return Err(violations.into_problem());
    }
    let names: Vec<_> = request
        .names
        .iter()
        .enumerate()
        .map(|(index, name)| violations.name(&format!("names[{index}]"), name))
        .collect();
    names
        .into_iter()
        .collect::<Option<_>>()
        .ok_or_else(|| violations.into_problem())
}
