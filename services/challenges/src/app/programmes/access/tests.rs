//! What the policies allow with programmes, against who may do it by the
//! contract.

use std::sync::LazyLock;

use linia_chassis::{auth::Claims, id::AccountId, policy::PolicySet, standing::Standing};
use proptest::prelude::*;

use super::*;
use crate::{
    app::access::{own_authorities, policies},
    domain::{programme::state::ProgrammeStateKind, programme_examples},
};

const OPERATING: [&str; 4] = [
    "remove_enrolment",
    "advance_enrolment",
    "carry_into_programme",
    "view_enrolments",
];
const WRITING: [&str; 2] = ["create_programme", "update_programme"];
const DECIDING: [&str; 2] = ["publish_programme", "end_programme"];
const TAKING_PART: [&str; 2] = ["enrol", "leave_programme"];

/// Read once for all cases.
static POLICIES: LazyLock<PolicySet> =
    LazyLock::new(|| policies().expect("policies fit their schema"));

fn person(change: impl FnOnce(&mut Claims)) -> Caller {
    let mut claims = Claims {
        iss: "linia".into(),
        aud: "linia".into(),
        sub: AccountId::new().to_string(),
        iat: 0,
        exp: 0,
        jti: String::new(),
        operator: false,
        heads: [].into(),
        editors: [].into(),
        representatives: [].into(),
        teams: [].into(),
        standing: Standing::UNKNOWN,
    };
    change(&mut claims);
    Caller::from_claims(claims).expect("the subject is well-formed")
}

#[test]
fn each_may_do_what_is_theirs() {
    let programme = programme_examples::in_state(ProgrammeStateKind::Published);
    let (holder, operator) = (programme.organization, programme.content.operators[0]);
    let resource = resource(&programme);
    let all = [
        OPERATING.as_slice(),
        WRITING.as_slice(),
        DECIDING.as_slice(),
        TAKING_PART.as_slice(),
    ];
    // Whether they may operate, write, decide and take part.
    for (caller, may) in [
        (
            person(|it| it.heads = [holder].into()),
            [true, true, true, true],
        ),
        (
            person(|it| it.editors = [holder].into()),
            [true, true, false, true],
        ),
        (
            person(|it| it.heads = [operator].into()),
            [true, false, false, true],
        ),
        (
            person(|it| it.editors = [operator].into()),
            [true, false, false, true],
        ),
        (
            person(|it| it.representatives = [holder, operator].into()),
            [false, false, false, true],
        ),
        (person(|it| it.operator = true), [false, false, false, true]),
        (Caller::anonymous(), [false; 4]),
    ] {
        for (actions, may) in all.iter().zip(may) {
            for action in *actions {
                let allowed = POLICIES.allows(&caller, action, &resource);
                assert_eq!(allowed, may, "{action} by {caller:?}");
            }
        }
    }
}

#[test]
fn nobody_takes_part_in_a_draft() {
    let draft = resource(&programme_examples::in_state(ProgrammeStateKind::Draft));
    for action in TAKING_PART {
        assert!(!POLICIES.allows(&person(|_| ()), action, &draft));
    }
}

/// Organizations so few that callers and programmes often meet.
fn organization(index: u8) -> OrganizationId {
    OrganizationId::from(uuid::Uuid::from_u128(u128::from(index)))
}

proptest! {
    /// The SQL predicate of the list is "published, or held or operated by one
    /// of one's own": the policy must say the same of every caller.
    #[test]
    fn list_shows_what_the_policy_allows(
        heads in prop::collection::btree_set(0..4_u8, 0..3),
        editors in prop::collection::btree_set(0..4_u8, 0..3),
        holder in 0..4_u8,
        operators in prop::collection::vec(0..4_u8, 0..3),
        state in prop::sample::select(ProgrammeStateKind::ALL.to_vec()),
    ) {
        let caller = person(|claims| {
            claims.heads = heads.into_iter().map(organization).collect();
            claims.editors = editors.into_iter().map(organization).collect();
        });
        let mut programme = programme_examples::in_state(state);
        programme.organization = organization(holder);
        programme.content.operators = operators.into_iter().map(organization).collect();
        let own = own_authorities(&caller);
        let listed = programme.is_public()
            || own.contains(&programme.organization)
            || programme.content.operators.iter().any(|it| own.contains(it));
        let allowed = POLICIES.allows(&caller, "view_programme", &resource(&programme));
        prop_assert_eq!(allowed, listed);
    }
}
