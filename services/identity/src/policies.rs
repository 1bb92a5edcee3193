//! Who may do what, as text that an auditor can read.

/// The rules (`policies/identity.cedar`).
pub const POLICIES: &str = include_str!("../policies/identity.cedar");

/// What they speak of (`policies/identity.cedarschema`).
pub const SCHEMA: &str = include_str!("../policies/identity.cedarschema");

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use linia_chassis::{
        auth::{Caller, Claims},
        id::{AccountId, OrganizationId, TeamId},
        policy::{PolicySet, Resource},
    };
    use prost::Message;
    use prost_types::FileDescriptorSet;

    use super::*;
    use crate::app::resource;

    fn policies() -> PolicySet {
        PolicySet::try_new(POLICIES, SCHEMA).expect("the policies fit their schema")
    }

    fn caller(sub: impl ToString, operator: bool) -> Caller {
        Caller::from_claims(Claims {
            iss: String::new(),
            aud: String::new(),
            sub: sub.to_string(),
            iat: 0,
            exp: 0,
            jti: String::new(),
            operator,
            heads: BTreeSet::new(),
            editors: BTreeSet::new(),
            representatives: BTreeSet::new(),
            teams: BTreeSet::new(),
            standing: linia_chassis::standing::Standing::UNKNOWN,
        })
        .expect("an account or a service")
    }

    /// Everybody there is, by a short name.
    fn everybody() -> Vec<(&'static str, Caller)> {
        let service = |name| caller(format!("services/{name}"), false);
        vec![
            ("anonymous", Caller::anonymous()),
            ("person", caller(AccountId::new(), false)),
            ("operator", caller(AccountId::new(), true)),
            ("identity", service("identity")),
            ("challenges", service("challenges")),
            ("submissions", service("submissions")),
            ("notifications", service("notifications")),
            ("reporting", service("reporting")),
        ]
    }

    fn who_may(action: &str, resource: &Resource) -> Vec<&'static str> {
        let policies = policies();
        everybody()
            .into_iter()
            .filter(|(_, caller)| policies.allows(caller, action, resource))
            .map(|(name, _)| name)
            .collect()
    }

    #[test]
    fn every_rpc_has_an_action_of_its_name() {
        let contracts = FileDescriptorSet::decode(linia_proto::FILE_DESCRIPTOR_SET)
            .expect("the contracts are there");
        let rpcs: BTreeSet<_> = contracts
            .file
            .iter()
            .filter(|file| file.package() == "linia.identity.v1")
            .flat_map(|file| &file.service)
            .flat_map(|service| &service.method)
            .map(|method| method.name().to_owned())
            .collect();
        let actions: BTreeSet<_> = SCHEMA
            .split("\naction ")
            .skip(1)
            .filter_map(|declaration| declaration.split_once(" appliesTo"))
            .flat_map(|(names, _)| names.split(','))
            .map(|name| name.trim().to_owned())
            .collect();
        assert_eq!(rpcs, actions);
    }

    #[test]
    fn each_call_about_nothing_narrower_has_its_callers() {
        let people = &["person", "operator"][..];
        let installation = resource::installation();
        for (action, expected) in [
            ("GetMyAccount", people),
            ("ExportMyAccount", people),
            ("EraseMyAccount", people),
            (
                "ReportErasure",
                &["challenges", "submissions", "notifications"],
            ),
            ("ClaimOperatorRole", people),
            ("CreateOrganization", people),
            ("CreateTeam", people),
            ("RecordAssurance", &["operator"]),
            ("DepositKeyShare", &["challenges"]),
            ("ProveKeyShare", &["challenges"]),
            ("PostponeKeyShare", &["challenges"]),
            ("ReleaseKeyShare", &["submissions"]),
            ("GetContact", &["notifications"]),
            ("IssueEmailVerification", &["notifications"]),
            ("BatchGetDisplayNames", &["submissions", "reporting"]),
            (
                "RegisterSigningKey",
                &["challenges", "submissions", "notifications", "reporting"],
            ),
        ] {
            assert_eq!(who_may(action, &installation), expected, "{action}");
        }
    }

    #[test]
    fn what_gets_a_token_is_open_to_everybody() {
        let installation = resource::installation();
        for action in [
            "SignUp",
            "VerifyEmail",
            "CreateSession",
            "RefreshSession",
            "RevokeSession",
            "IssueServiceToken",
            "ListSigningKeys",
        ] {
            let allowed = who_may(action, &installation);
            assert_eq!(allowed.len(), everybody().len(), "{action}");
        }
    }

    #[test]
    fn only_heads_decide_who_acts_and_only_operators_verify() {
        let [head, editor] = [AccountId::new(), AccountId::new()];
        let organization = Resource::new("Organization", OrganizationId::new())
            .bool("verified", true)
            .entities("heads", "Account", [head])
            .entities("members", "Account", [head, editor]);
        let policies = policies();
        for (account, operator, grants, verifies) in [
            (head, false, true, false),
            (editor, false, false, false),
            (AccountId::new(), true, false, true),
        ] {
            let caller = caller(account, operator);
            let allows = |action| policies.allows(&caller, action, &organization);
            assert_eq!(allows("GrantMembership"), grants);
            assert_eq!(allows("RevokeMembership"), grants);
            assert_eq!(allows("VerifyOrganization"), verifies);
        }
    }

    #[test]
    fn team_is_visible_to_members_and_guests_and_guests_invite_nobody() {
        let [member, guest, stranger] = [AccountId::new(), AccountId::new(), AccountId::new()];
        let team = Resource::new("Team", TeamId::new())
            .entities("members", "Account", [member])
            .entities("invited", "Account", [guest]);
        let policies = policies();
        for (account, sees, invites) in [
            (member, true, true),
            (guest, true, false),
            (stranger, false, false),
        ] {
            let caller = caller(account, false);
            let allows = |action| policies.allows(&caller, action, &team);
            assert_eq!(allows("GetTeam"), sees);
            assert_eq!(allows("AcceptTeamInvitation"), sees);
            assert_eq!(allows("InviteTeamMember"), invites);
        }
    }
}
