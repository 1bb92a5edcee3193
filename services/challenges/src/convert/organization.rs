//! Organizations, as identity tells of them.

use linia_proto::identity::v1::OrganizationKind;

/// Whether organizations of this kind may run challenges.
#[must_use]
pub fn is_authority(kind: OrganizationKind) -> bool {
    kind == OrganizationKind::ContractingAuthority
}
