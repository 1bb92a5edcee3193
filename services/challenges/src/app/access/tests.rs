//! What the policies allow, against who may do it by the contract.

use std::sync::LazyLock;

use linia_chassis::{auth::Claims, id::AccountId};
use proptest::prelude::*;

use super::*;
use crate::domain::{examples, state::StateKind};

const STAFF: [&str; 16] = [
    "carry_winners",
    "create_challenge",
    "update_challenge",
    "request_review",
    "request_approval",
    "list_remarks",
    "publish_challenge",
    "amend_challenge",
    "invite_entrant",
    "decide_application",
    "view_admissions",
    "extend_stage",
    "approve_opening_for_authority",
    "view_unanswered_questions",
    "answer_question",
    "merge_question",
];
const HEAD: [&str; 9] = [
    "call_runner_up",
    "award_runner_up",
    "grant_extension",
    "approve_challenge",
    "return_challenge",
    "cancel_challenge",
    "approve_result",
    "annul_result",
    "award_prizes",
];

fn caller(subject: String, change: impl FnOnce(&mut Claims)) -> Caller {
    let mut claims = Claims {
        iss: "linia".into(),
        aud: "linia".into(),
        sub: subject,
        iat: 0,
        exp: 0,
        jti: String::new(),
        operator: false,
        heads: [].into(),
        editors: [].into(),
        representatives: [].into(),
        teams: [].into(),
        standing: linia_chassis::standing::Standing::UNKNOWN,
    };
    change(&mut claims);
    Caller::from_claims(claims).expect("the subject is well-formed")
}

fn person(change: impl FnOnce(&mut Claims)) -> Caller {
    caller(AccountId::new().to_string(), change)
}

#[test]
fn editors_write_and_heads_decide() {
    let challenge = examples::draft();
    let resource = resource(&challenge);
    let authority = challenge.authority;
    let head = person(|claims| claims.heads = [authority].into());
    let editor = person(|claims| claims.editors = [authority].into());
    for action in STAFF {
        assert!(POLICIES.allows(&head, action, &resource), "{action}");
        assert!(POLICIES.allows(&editor, action, &resource), "{action}");
    }
    for action in HEAD {
        assert!(POLICIES.allows(&head, action, &resource), "{action}");
        assert!(!POLICIES.allows(&editor, action, &resource), "{action}");
    }
}

#[test]
fn nobody_else_writes_or_decides() {
    let challenge = examples::published();
    let resource = resource(&challenge);
    let authority = challenge.authority;
    let other = OrganizationId::new();
    for outsider in [
        Caller::anonymous(),
        caller("services/submissions".into(), |_| ()),
        person(|_| ()),
        person(|claims| claims.operator = true),
        person(|claims| claims.representatives = [authority].into()),
        person(|claims| {
            claims.heads = [other].into();
            claims.editors = [other].into();
        }),
    ] {
        for action in STAFF.into_iter().chain(HEAD) {
            assert!(!POLICIES.allows(&outsider, action, &resource), "{action}");
        }
    }
}

#[test]
fn operators_review_what_is_submitted_unless_it_is_their_own() {
    let operator = person(|claims| claims.operator = true);
    for state in StateKind::ALL {
        let challenge = examples::in_state(state);
        let resource = resource(&challenge);
        for action in ["review_challenge", "list_remarks"] {
            let allowed = POLICIES.allows(&operator, action, &resource);
            assert_eq!(allowed, challenge.is_submitted(), "{action} in {state:?}");
        }
    }
    let challenge = examples::in_review();
    let (resource, authority) = (resource(&challenge), challenge.authority);
    for unfit in [
        person(|_| ()),
        person(|claims| claims.heads = [authority].into()),
        person(|claims| {
            claims.operator = true;
            claims.editors = [authority].into();
        }),
    ] {
        assert!(!POLICIES.allows(&unfit, "review_challenge", &resource));
    }
}

#[test]
fn acts_are_read_by_staff_and_by_operators_of_what_they_see() {
    let operator = person(|claims| claims.operator = true);
    for state in StateKind::ALL {
        let challenge = examples::in_state(state);
        let (resource, authority) = (resource(&challenge), challenge.authority);
        for staff in [
            person(|claims| claims.heads = [authority].into()),
            person(|claims| claims.editors = [authority].into()),
        ] {
            assert!(POLICIES.allows(&staff, "list_acts", &resource));
        }
        let allowed = POLICIES.allows(&operator, "list_acts", &resource);
        let seen = challenge.is_submitted() || challenge.is_public();
        assert_eq!(allowed, seen, "{state:?}");
        for other in [
            Caller::anonymous(),
            caller("services/submissions".into(), |_| ()),
            person(|claims| claims.representatives = [authority].into()),
            person(|claims| claims.heads = [OrganizationId::new()].into()),
        ] {
            assert!(!POLICIES.allows(&other, "list_acts", &resource));
        }
    }
}

#[test]
fn only_people_ask_and_only_of_what_is_published() {
    let published = resource(&examples::published());
    let draft = resource(&examples::draft());
    for action in ["ask_question", "approve_opening"] {
        let submissions = caller("services/submissions".into(), |_| ());
        assert!(POLICIES.allows(&person(|_| ()), action, &published));
        assert!(!POLICIES.allows(&person(|_| ()), action, &draft));
        assert!(!POLICIES.allows(&Caller::anonymous(), action, &published));
        assert!(!POLICIES.allows(&submissions, action, &published));
    }
}

#[test]
fn only_submissions_gets_windows_and_key_shares() {
    let stage = Resource::new("Stage", linia_chassis::id::StageId::new());
    for action in ["get_stage", "get_stage_secret", "release_stage_key_share"] {
        let submissions = caller("services/submissions".into(), |_| ());
        assert!(POLICIES.allows(&submissions, action, &stage));
        for other in [
            Caller::anonymous(),
            caller("services/notifications".into(), |_| ()),
            person(|claims| claims.operator = true),
        ] {
            assert!(!POLICIES.allows(&other, action, &stage));
        }
    }
}

/// Read once for all cases.
static POLICIES: LazyLock<PolicySet> =
    LazyLock::new(|| policies().expect("policies fit their schema"));

/// Organizations so few that callers and challenges often meet.
fn organization(index: u8) -> OrganizationId {
    OrganizationId::from(uuid::Uuid::from_u128(u128::from(index)))
}

prop_compose! {
    fn any_caller()(
        kind in 0..4_u8,
        operator: bool,
        heads in prop::collection::btree_set(0..4_u8, 0..3),
        editors in prop::collection::btree_set(0..4_u8, 0..3),
        representatives in prop::collection::btree_set(0..4_u8, 0..3),
    ) -> Caller {
        let all = |indexes: std::collections::BTreeSet<u8>| {
            indexes.into_iter().map(organization).collect()
        };
        match kind {
            0 => Caller::anonymous(),
            1 => caller("services/reporting".into(), |_| ()),
            _ => person(|claims| {
                claims.operator = operator;
                claims.heads = all(heads);
                claims.editors = all(editors);
                claims.representatives = all(representatives);
            }),
        }
    }
}

proptest! {
    /// The SQL predicate of lists is "published, of one's own authorities, or
    /// submitted and the caller an operator": the policy must say the same of
    /// every caller and challenge.
    #[test]
    fn list_shows_what_the_policy_allows(
        caller in any_caller(),
        authority in 0..4_u8,
        state in prop::sample::select(StateKind::ALL.to_vec()),
    ) {
            let mut challenge = examples::in_state(state);
        challenge.authority = organization(authority);
        let listed = challenge.is_public()
            || own_authorities(&caller).contains(&challenge.authority)
            || (caller.is_operator() && challenge.is_submitted());
        let allowed = POLICIES.allows(&caller, "view_challenge", &resource(&challenge));
        prop_assert_eq!(allowed, listed);
    }
}
