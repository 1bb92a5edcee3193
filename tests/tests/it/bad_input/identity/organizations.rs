//! Organizations and who acts for them.

use serde_json::{Value, json};
use tonic::Code;

use super::Scene;
use crate::bad_input::readers::wrong_pages;
use crate::bad_input::samples::{long, malformed, organization, spoiled};
use crate::bad_input::stand::{Stand, unknown};
use crate::bad_input::table::{
    Refusal, Table, etag_mismatch, invalid, not_found, not_permitted, request_id_reused,
    sign_in_required, state,
};

pub(super) async fn new_organizations(scene: &Scene, table: &mut Table<'_>) {
    const RPC: &str = "OrganizationService/CreateOrganization";
    let who = scene.stranger.clients();
    let good = json!({"organization": organization(json!([{"scheme": "PL-KRS", "id": "7"}]))});
    for (path, value, field) in [
        (
            "organization.displayName",
            json!(""),
            "organization.display_name",
        ),
        (
            "organization.displayName",
            json!(long(301)),
            "organization.display_name",
        ),
        (
            "organization.displayName",
            json!("a\u{7}b"),
            "organization.display_name",
        ),
        ("organization.kind", json!(0), "organization.kind"),
        ("organization.kind", json!(99), "organization.kind"),
        (
            "organization.countryCode",
            json!(""),
            "organization.country_code",
        ),
        (
            "organization.countryCode",
            json!("XX"),
            "organization.country_code",
        ),
        (
            "organization.countryCode",
            json!("pl"),
            "organization.country_code",
        ),
        (
            "organization.identifiers",
            json!([]),
            "organization.identifiers",
        ),
        (
            "organization.identifiers",
            json!(vec![identifier("PL-KRS", "7"); 21]),
            "organization.identifiers",
        ),
        ("organization", json!(null), "organization"),
        ("requestId", json!("1"), "request_id"),
    ] {
        let what = format!("{path} {value}");
        table
            .refuses(
                who,
                RPC,
                &what,
                spoiled(&good, path, value),
                invalid(&[field]),
            )
            .await;
    }
    let refusal = invalid(&["organization", "request_id"]);
    let body = json!({"requestId": "1"});
    table.refuses(who, RPC, "both", body, refusal).await;
    for (scheme, id) in [
        ("PL-NIP", "8567346216"),
        ("PL-NIP", "0000000000"),
        ("PL-NIP", "856734621"),
        ("PL-REGON", "192598183"),
        ("PL-REGON", "12345678512348"),
        ("PL-REGON", "000000000"),
        ("PL-TERC", "3201010"),
        ("PL-TERC", "0101011"),
        ("PL-TERC", "320101"),
        ("NIP", "8567346215"),
        ("pl-nip", "8567346215"),
        ("PL-KRS", ""),
        ("PL-KRS", "7\n8"),
        (
            "PL-KRS",
            "77777777777777777777777777777777777777777777777777777777777777777",
        ),
    ] {
        let what = format!("{scheme} {id}");
        let body = spoiled(&good, "organization.identifiers.0", identifier(scheme, id));
        let refusal = invalid(&["organization.identifiers[0]"]);
        table.refuses(who, RPC, &what, body, refusal).await;
    }
    let twice = json!([identifier("PL-KRS", "7"), identifier("PL-KRS", "7")]);
    let body = spoiled(&good, "organization.identifiers", twice);
    let refusal = invalid(&["organization.identifiers[1]"]);
    table
        .refuses(who, RPC, "the same identifier twice", body, refusal)
        .await;

    let taken = json!([identifier("PL-NIP", "PL 856-734-62-15")]);
    let body = spoiled(&good, "organization.identifiers", taken);
    let refusal = Refusal::new(Code::AlreadyExists, "IDENTIFIER_TAKEN");
    table
        .refuses(who, RPC, "another's identifier", body, refusal)
        .await;

    let all = json!({"organization": {"identifiers": [identifier("PL-NIP", "1")]}});
    let refusal = invalid(&[
        "organization.display_name",
        "organization.kind",
        "organization.country_code",
        "organization.identifiers[0]",
    ]);
    table
        .refuses(who, RPC, "everything at once", all, refusal)
        .await;

    let again = spoiled(&good, "requestId", json!(scene.request_id));
    let founder = scene.founder.clients();
    table
        .refuses(
            founder,
            RPC,
            "a used request_id",
            again,
            request_id_reused(),
        )
        .await;
    let team = json!({"displayName": "Inna", "requestId": scene.request_id});
    let rpc = "TeamService/CreateTeam";
    table
        .refuses(
            founder,
            rpc,
            "another method's request_id",
            team,
            request_id_reused(),
        )
        .await;
}

fn identifier(scheme: &str, id: &str) -> Value {
    json!({"scheme": scheme, "id": id})
}

pub(super) async fn organizations(stand: &Stand, scene: &Scene, table: &mut Table<'_>) {
    let (nobody, stranger) = (&stand.world.anonymous, scene.stranger.clients());
    let operator = scene.operator.clients();
    let get = "OrganizationService/GetOrganization";
    let verify = "OrganizationService/VerifyOrganization";
    let hidden = &scene.unverified;
    for name in malformed("organizations") {
        let body = json!({ "name": name });
        table
            .refuses(stranger, get, &name, body.clone(), invalid(&["name"]))
            .await;
        table
            .refuses(operator, verify, &name, body, invalid(&["name"]))
            .await;
    }
    for (who, rpc, what, body, refusal) in [
        (
            stranger,
            get,
            "unverified",
            json!({"name": hidden}),
            not_found(),
        ),
        (
            nobody,
            get,
            "unverified",
            json!({"name": hidden}),
            sign_in_required(),
        ),
        (
            stranger,
            verify,
            "unverified",
            json!({"name": hidden}),
            not_found(),
        ),
        (
            scene.founder.clients(),
            verify,
            "by its head",
            json!({"name": hidden}),
            not_permitted(),
        ),
        (
            operator,
            verify,
            "unknown",
            json!({"name": unknown("organizations")}),
            not_found(),
        ),
        (
            operator,
            verify,
            "stale",
            json!({"name": hidden, "etag": stale(scene)}),
            etag_mismatch(),
        ),
        (
            operator,
            verify,
            "verified",
            json!({"name": scene.city.organization}),
            state("ORGANIZATION_ALREADY_VERIFIED"),
        ),
    ] {
        table.refuses(who, rpc, what, body, refusal).await;
    }
    let list = "OrganizationService/ListOrganizations";
    wrong_pages(stranger, list, &json!({}), table).await;
}

fn stale(scene: &Scene) -> String {
    format!("{}0", scene.unverified_etag)
}

pub(super) async fn memberships(scene: &Scene, table: &mut Table<'_>) {
    let head = scene.city.head.clients();
    let good = json!({"membership": {
        "organization": scene.city.organization,
        "account": scene.city.editor.account,
        "role": "MEMBERSHIP_ROLE_HEAD",
    }});
    let head_role = |account: &str| spoiled(&good, "membership.account", json!(account));
    for rpc in [
        "OrganizationService/GrantMembership",
        "OrganizationService/RevokeMembership",
    ] {
        let all = json!({"membership": {"organization": "1", "account": "2", "role": 9}});
        let fields = [
            "membership.organization",
            "membership.account",
            "membership.role",
        ];
        for (who, what, body, refusal) in [
            (head, "nothing", json!({}), invalid(&["membership"])),
            (head, "everything wrong", all, invalid(&fields)),
            (
                head,
                "unknown account",
                head_role(&unknown("accounts")),
                not_found(),
            ),
            (
                scene.city.editor.clients(),
                "by an editor",
                good.clone(),
                not_permitted(),
            ),
            (
                scene.operator.clients(),
                "by an operator",
                good.clone(),
                not_permitted(),
            ),
        ] {
            table.refuses(who, rpc, what, body, refusal).await;
        }
    }
    let rpc = "OrganizationService/RevokeMembership";
    table
        .refuses(head, rpc, "a role not held", good.clone(), not_found())
        .await;
    let last = head_role(&scene.city.head.account);
    table
        .refuses(head, rpc, "the last head", last, state("LAST_HEAD"))
        .await;
    let founder = scene.founder.clients();
    table
        .refuses(founder, rpc, "another's", good, not_permitted())
        .await;
}
