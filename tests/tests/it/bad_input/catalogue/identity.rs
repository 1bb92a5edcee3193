//! Methods of identity: accounts and sessions, organizations and teams, and what services ask.

use serde_json::json;
use tonic::Code;

use super::{Entry, Told, all, denied, entry, missing, refused, stop};
use crate::bad_input::stand::unknown;
use crate::bad_input::table::invalid;

pub(super) fn accounts() -> Vec<Entry> {
    let proof = json!({"email": "nobody@example.org", "password": "a long phrase of nobody"});
    let client = json!({"clientId": "reporting", "clientSecret": "a guess"});
    let wrong = refused(Code::Unauthenticated, "CREDENTIALS_INVALID");
    let unfilled = invalid(&["email", "password", "display_name", "language_code"]);
    let token = refused(Code::InvalidArgument, "VERIFICATION_TOKEN_INVALID");
    let refresh = refused(Code::Unauthenticated, "REFRESH_TOKEN_INVALID");
    let secret = Told::Refusal(refused(Code::PermissionDenied, "BOOTSTRAP_SECRET_INVALID"));
    vec![
        entry("AccountService/SignUp", json!({}), all(unfilled)),
        entry(
            "AccountService/VerifyEmail",
            json!({"token": "guess", "password": "a long phrase of nobody"}),
            all(token),
        ),
        entry(
            "AccountService/GetMyAccount",
            json!({}),
            [stop(), Told::Answer, denied()],
        ),
        entry(
            "AccountService/ClaimOperatorRole",
            json!({"secret": "guess"}),
            [stop(), secret, denied()],
        ),
        entry(
            "AccountService/RecordAssurance",
            json!({"account": unknown("accounts"), "assuranceLevel": "ASSURANCE_LEVEL_HIGH"}),
            [stop(), denied(), denied()],
        ),
        entry(
            "PersonalDataService/ExportMyAccount",
            json!({}),
            [stop(), Told::Answer, denied()],
        ),
        entry(
            "PersonalDataService/EraseMyAccount",
            json!({"password": "a long phrase of nobody"}),
            [stop(), Told::Refusal(wrong.clone()), denied()],
        ),
        entry("SessionService/CreateSession", proof, all(wrong.clone())),
        entry(
            "SessionService/RefreshSession",
            json!({"refreshToken": "guess"}),
            all(refresh),
        ),
        // A token that is unknown is as good as ended.
        entry(
            "SessionService/RevokeSession",
            json!({"refreshToken": "guess"}),
            [Told::Answer, Told::Answer, Told::Answer],
        ),
        entry("SessionService/IssueServiceToken", client, all(wrong)),
    ]
}

pub(super) fn organizations() -> Vec<Entry> {
    let organization =
        crate::bad_input::samples::organization(json!([{"scheme": "PL-KRS", "id": "1"}]));
    let name = json!({"name": unknown("organizations")});
    let membership = json!({"membership": {
        "organization": unknown("organizations"),
        "account": unknown("accounts"),
        "role": "MEMBERSHIP_ROLE_EDITOR",
    }});
    let invitation = json!({"team": unknown("teams"), "account": unknown("accounts")});
    let service = || [stop(), missing(), denied()];
    vec![
        entry(
            "OrganizationService/CreateOrganization",
            json!({ "organization": organization }),
            [stop(), Told::Done, denied()],
        ),
        entry(
            "OrganizationService/GetOrganization",
            name.clone(),
            [stop(), missing(), missing()],
        ),
        entry(
            "OrganizationService/ListOrganizations",
            json!({}),
            [stop(), Told::Answer, Told::Answer],
        ),
        entry("OrganizationService/VerifyOrganization", name, service()),
        entry(
            "OrganizationService/GrantMembership",
            membership.clone(),
            service(),
        ),
        entry(
            "OrganizationService/RevokeMembership",
            membership,
            service(),
        ),
        entry(
            "TeamService/CreateTeam",
            json!({"displayName": "Światło"}),
            [stop(), Told::Done, denied()],
        ),
        entry(
            "TeamService/GetTeam",
            json!({"name": unknown("teams")}),
            [stop(), missing(), missing()],
        ),
        entry("TeamService/InviteTeamMember", invitation, service()),
        entry(
            "TeamService/AcceptTeamInvitation",
            json!({"team": unknown("teams")}),
            service(),
        ),
    ]
}

pub(super) fn identity_to_services() -> Vec<Entry> {
    let stage = unknown("stages");
    let purpose = "STAGE_KEY_PURPOSE_SEALING";
    let octets = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
    let later = "2190-01-01T00:00:00Z";
    // RFC 8032, section 7.1, test 1.
    let key = "11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=";
    let account = json!({"account": unknown("accounts")});
    let closed = || [stop(), denied(), denied()];
    vec![
        entry(
            "SigningKeyService/ListSigningKeys",
            json!({}),
            [Told::Answer, Told::Answer, Told::Answer],
        ),
        entry(
            "SigningKeyService/RegisterSigningKey",
            json!({"ed25519PublicKey": key}),
            [stop(), denied(), Told::Done],
        ),
        entry(
            "KeyShareService/DepositKeyShare",
            json!({"stage": stage, "purpose": purpose, "share": octets, "releaseTime": later}),
            closed(),
        ),
        entry(
            "KeyShareService/ProveKeyShare",
            json!({"stage": stage, "purpose": purpose}),
            closed(),
        ),
        entry(
            "KeyShareService/PostponeKeyShare",
            json!({"stage": stage, "releaseTime": later}),
            closed(),
        ),
        entry(
            "KeyShareService/ReleaseKeyShare",
            json!({"stage": stage, "purpose": purpose, "recordSha256": octets}),
            closed(),
        ),
        entry(
            "ErasureService/ReportErasure",
            json!({"erasure": unknown("erasures")}),
            closed(),
        ),
        entry("ContactService/GetContact", account.clone(), closed()),
        entry("ContactService/IssueEmailVerification", account, closed()),
        entry(
            "ContactService/BatchGetDisplayNames",
            json!({"names": [unknown("accounts")]}),
            [stop(), denied(), Told::Answer],
        ),
    ]
}
