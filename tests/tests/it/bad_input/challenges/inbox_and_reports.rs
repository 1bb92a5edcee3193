//! What people were told, and what is reported: each sees their own.

use serde_json::json;

use super::{Scene, Stand, Table};
use crate::bad_input::readers::{List, swapped_tokens, wrong_pages, wrong_parent};
use crate::bad_input::samples::malformed;
use crate::bad_input::stand::text;
use crate::bad_input::table::{invalid, not_found, not_permitted, sign_in_required};

pub(super) async fn refusals(stand: &Stand, scene: &Scene, table: &mut Table<'_>) {
    inbox(stand, scene, table).await;
    reports(stand, scene, table).await;
}

async fn inbox(stand: &Stand, scene: &Scene, table: &mut Table<'_>) {
    const MARK: &str = "InboxService/MarkNotificationRead";
    const LIST: &str = "InboxService/ListNotifications";
    let (head, citizen) = (scene.tychy.head.clients(), scene.citizen.clients());
    let told = stand.wire.done(head, LIST, json!({})).await;
    let of_the_head = json!({"name": text(&told["notifications"][0]["name"])});
    let editor = scene.tychy.editor.clients();
    for (what, who, refusal) in [
        ("of another person", citizen, not_found()),
        ("of a colleague", editor, not_found()),
        ("seen by an operator", scene.operator.clients(), not_found()),
        ("seen by nobody", &stand.world.anonymous, sign_in_required()),
    ] {
        table
            .refuses(who, MARK, what, of_the_head.clone(), refusal)
            .await;
    }
    for name in malformed("notifications") {
        let body = json!({ "name": name });
        table
            .refuses(citizen, MARK, &name, body, invalid(&["name"]))
            .await;
    }
    wrong_pages(citizen, LIST, &json!({}), table).await;

    const FOLLOW: &str = "FollowingService/FollowChallenge";
    const UNFOLLOW: &str = "FollowingService/UnfollowChallenge";
    for name in malformed("challenges") {
        let body = json!({ "challenge": name });
        for rpc in [FOLLOW, UNFOLLOW] {
            table
                .refuses(citizen, rpc, &name, body.clone(), invalid(&["challenge"]))
                .await;
        }
    }
    // What is not published, nobody can follow: not even its editors.
    let draft = json!({"challenge": scene.draft});
    for (what, who) in [("a draft", citizen), ("one's own draft", editor)] {
        table
            .refuses(who, FOLLOW, what, draft.clone(), not_found())
            .await;
    }
    wrong_pages(
        citizen,
        "FollowingService/ListFollowings",
        &json!({}),
        table,
    )
    .await;

    let topics = json!([
        "everything",
        "question_asked",
        "laureate",
        "",
        "QUESTION_ASKED"
    ]);
    let body = json!({"preferences": {"mutedTopics": topics}});
    let fields = [0, 2, 3, 4].map(|index| format!("preferences.muted_topics[{index}]"));
    let fields: Vec<_> = fields.iter().map(String::as_str).collect();
    let rpc = "PreferenceService/UpdateMyPreferences";
    table
        .refuses(
            citizen,
            rpc,
            "unknown and mandatory",
            body,
            invalid(&fields),
        )
        .await;
}

async fn reports(stand: &Stand, scene: &Scene, table: &mut Table<'_>) {
    const REPORT: &str = "ReportService/GetChallengeReport";
    const LEDGER: &str = "ReportService/ListChallengeLedger";
    const PACKAGE: &str = "OpenDataService/GetReleasePackage";
    const RELEASES: &str = "OpenDataService/ListReleases";
    let (head, citizen) = (scene.tychy.head.clients(), scene.citizen.clients());
    for name in malformed("challenges") {
        let body = json!({ "challenge": name });
        table
            .refuses(
                citizen,
                REPORT,
                &name,
                body.clone(),
                invalid(&["challenge"]),
            )
            .await;
        table
            .refuses(head, LEDGER, &name, body.clone(), invalid(&["challenge"]))
            .await;
        table
            .refuses(citizen, PACKAGE, &name, body, invalid(&["challenge"]))
            .await;
    }
    let draft = json!({ "challenge": scene.draft });
    table
        .refuses(citizen, PACKAGE, "a draft", draft, not_found())
        .await;
    let published = json!({"challenge": scene.published});
    wrong_pages(citizen, PACKAGE, &published, table).await;
    wrong_pages(citizen, RELEASES, &json!({}), table).await;
    for (what, challenge) in [
        ("a draft", &scene.draft),
        ("a published one", &scene.published),
    ] {
        let body = json!({ "challenge": challenge });
        for (who, refusal) in [
            (citizen, not_found()),
            (scene.bialystok.head.clients(), not_found()),
            (&stand.world.anonymous, sign_in_required()),
        ] {
            table
                .refuses(who, LEDGER, what, body.clone(), refusal)
                .await;
        }
    }
    wrong_pages(head, LEDGER, &json!({"challenge": scene.published}), table).await;
    wrong_parent(head, LEDGER, "challenge", table).await;
    for service in [
        "identity",
        "challenges",
        "submissions",
        "notifications",
        "reporting",
    ] {
        let operator = scene.operator.clients();
        let list = format!("EventAdminService/ListDeadLetters@{service}");
        wrong_pages(operator, &list, &json!({}), table).await;
        let redrive = format!("EventAdminService/RedriveDeadLetters@{service}");
        let nothing = json!({"consumer": service, "aggregateId": "1"});
        table
            .refuses(operator, &redrive, "nothing parked", nothing, not_found())
            .await;
        table
            .refuses(operator, &redrive, "nothing named", json!({}), not_found())
            .await;
        table
            .refuses(head, &redrive, "by a head", json!({}), not_permitted())
            .await;
    }
}

/// No list goes on from the token of another.
pub(super) async fn pages(stand: &Stand, scene: &Scene, table: &mut Table<'_>) {
    let (head, operator) = (scene.tychy.head.clients(), scene.operator.clients());
    let list = |who, rpc, body, is_long| List {
        who,
        rpc,
        body,
        is_long,
    };
    let questions = |challenge: &str| json!({ "challenge": challenge });
    let (own, other) = (questions(&scene.published), questions(&scene.pending));
    let lists = [
        list(head, "ChallengeService/ListChallenges", json!({}), true),
        list(head, "QuestionService/ListQuestions", own.clone(), true),
        list(head, "QuestionService/ListQuestions", other.clone(), false),
        list(head, "ReportService/ListChallengeLedger", own, true),
        list(head, "ReportService/ListChallengeLedger", other, false),
        list(head, "InboxService/ListNotifications", json!({}), true),
        list(
            operator,
            "OrganizationService/ListOrganizations",
            json!({}),
            true,
        ),
        list(head, "EntryService/ListMyEntries", json!({}), false),
    ];
    swapped_tokens(stand, &lists, table).await;
}
