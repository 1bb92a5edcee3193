//! Teams and invitations to them.

use serde_json::json;

use super::Scene;
use crate::bad_input::samples::{long, malformed};
use crate::bad_input::stand::unknown;
use crate::bad_input::table::{Table, invalid, not_found, not_permitted};

pub(super) async fn teams(scene: &Scene, table: &mut Table<'_>) {
    let (member, guest) = (scene.member.clients(), scene.guest.clients());
    let stranger = scene.stranger.clients();
    for (name, what) in [
        (String::new(), "empty"),
        (long(201), "long"),
        ("a\u{1b}".into(), "control"),
    ] {
        let body = json!({"displayName": name});
        table
            .refuses(
                member,
                "TeamService/CreateTeam",
                what,
                body,
                invalid(&["display_name"]),
            )
            .await;
    }
    let body = json!({"displayName": "Cień", "requestId": "{}"});
    let refusal = invalid(&["request_id"]);
    table
        .refuses(
            member,
            "TeamService/CreateTeam",
            "request_id",
            body,
            refusal,
        )
        .await;
    let body = json!({"requestId": "{}"});
    let refusal = invalid(&["display_name", "request_id"]);
    table
        .refuses(member, "TeamService/CreateTeam", "both", body, refusal)
        .await;
    for name in malformed("teams") {
        let body = json!({ "name": name });
        table
            .refuses(
                member,
                "TeamService/GetTeam",
                &name,
                body,
                invalid(&["name"]),
            )
            .await;
        let body = json!({ "team": name });
        let refusal = invalid(&["team"]);
        table
            .refuses(
                guest,
                "TeamService/AcceptTeamInvitation",
                &name,
                body,
                refusal,
            )
            .await;
    }
    let team = &scene.team;
    let invitation = |account: &str| json!({"team": team, "account": account});
    let both = json!({"team": "teams", "account": "accounts"});
    let invite = "TeamService/InviteTeamMember";
    for (who, rpc, what, body, refusal) in [
        (
            stranger,
            "TeamService/GetTeam",
            "of others",
            json!({"name": team}),
            not_found(),
        ),
        (
            stranger,
            invite,
            "of others",
            invitation(&scene.stranger.account),
            not_found(),
        ),
        (
            guest,
            invite,
            "by a guest",
            invitation(&scene.stranger.account),
            not_permitted(),
        ),
        (
            member,
            invite,
            "unknown account",
            invitation(&unknown("accounts")),
            not_found(),
        ),
        (
            member,
            invite,
            "both malformed",
            both,
            invalid(&["team", "account"]),
        ),
        (
            stranger,
            "TeamService/AcceptTeamInvitation",
            "not invited",
            json!({"team": team}),
            not_found(),
        ),
    ] {
        table.refuses(who, rpc, what, body, refusal).await;
    }
}
