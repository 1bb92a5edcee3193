//! Commands on a challenge: of nobody else's, by nobody else, in no other state.

use serde_json::{Value, json};

use super::Scene;
use crate::bad_input::readers::wrong_pages;
use crate::bad_input::samples::{long, malformed, spoiled};
use crate::bad_input::stand::Stand;
use crate::bad_input::table::{Table, etag_mismatch, invalid, not_found, not_permitted, state};

/// What an operator answers to a review.
const REVIEWS: [(&str, &str); 2] = [
    ("ChallengeService/RequestChanges", "remarks"),
    ("ChallengeService/AcceptReview", ""),
];

/// What only an editor or head does besides the head's own decisions.
const WRITING: [&str; 4] = [
    "ChallengeService/RequestReview",
    "ChallengeService/RequestApproval",
    "ChallengeService/PublishChallenge",
    "ChallengeService/UnschedulePublication",
];

/// Every other command on a challenge, with what goes along beside its name.
pub(in crate::bad_input) const COMMANDS: [(&str, &str); 10] = [
    ("ChallengeService/RequestReview", ""),
    ("ChallengeService/UnschedulePublication", ""),
    ("ChallengeService/RequestApproval", ""),
    ("ChallengeService/ApproveChallenge", ""),
    ("ChallengeService/ReturnChallenge", "remarks"),
    ("ChallengeService/PublishChallenge", ""),
    ("ChallengeService/CancelChallenge", "reason"),
    ("ChallengeService/ApproveResult", ""),
    ("ChallengeService/AnnulResult", "reason"),
    ("ChallengeService/AwardPrizes", ""),
];

fn all_commands() -> impl Iterator<Item = (&'static str, &'static str)> {
    COMMANDS.into_iter().chain(REVIEWS)
}

pub(in crate::bad_input) fn command(name: &str, text: &str) -> Value {
    let mut body = json!({ "name": name });
    if !text.is_empty() {
        body[text] = json!("Bez powodu.");
    }
    body
}

pub(super) async fn malformed_commands(scene: &Scene, table: &mut Table<'_>) {
    let head = scene.tychy.head.clients();
    for name in malformed("challenges") {
        for (rpc, text) in all_commands() {
            let body = command(&name, text);
            table
                .refuses(head, rpc, &name, body, invalid(&["name"]))
                .await;
        }
        let rpc = "ChallengeService/GetChallenge";
        table
            .refuses(head, rpc, &name, command(&name, ""), invalid(&["name"]))
            .await;
    }
    for (rpc, field) in all_commands().filter(|(_, field)| !field.is_empty()) {
        for (what, text) in [
            ("empty", String::new()),
            ("long", long(5001)),
            ("NUL", "\0".into()),
        ] {
            let body = spoiled(&command(&scene.pending, field), field, json!(text));
            table
                .refuses(head, rpc, what, body, invalid(&[field]))
                .await;
        }
        let body = json!({ "name": "1" });
        table
            .refuses(head, rpc, "all wrong", body, invalid(&["name", field]))
            .await;
    }
    let rpc = "ChallengeService/PublishChallenge";
    let body = json!({"name": scene.overdue, "requestId": "1"});
    table
        .refuses(head, rpc, "request_id", body, invalid(&["request_id"]))
        .await;
    let body = json!({"name": "1", "requestId": "1"});
    table
        .refuses(
            head,
            rpc,
            "all wrong",
            body,
            invalid(&["name", "request_id"]),
        )
        .await;
    wrong_pages(head, "ChallengeService/ListChallenges", &json!({}), table).await;
    let remarks = json!({"challenge": scene.pending});
    wrong_pages(head, "ChallengeService/ListRemarks", &remarks, table).await;
    wrong_pages(head, "ChallengeService/ListActs", &remarks, table).await;
    let rpc = "ChallengeService/SchedulePublication";
    for (what, body, fields) in [
        (
            "no time",
            json!({"name": scene.overdue}),
            &["publish_time"][..],
        ),
        (
            "all wrong",
            json!({"name": "1", "publishTime": "1999-01-01T00:00:00Z"}),
            &["name", "publish_time"],
        ),
    ] {
        table.refuses(head, rpc, what, body, invalid(fields)).await;
    }
}

/// A draft exists for the authority's own staff alone.
pub(super) async fn hidden_drafts(stand: &Stand, scene: &Scene, table: &mut Table<'_>) {
    for (what, who) in [
        ("another head", scene.bialystok.head.clients()),
        ("a citizen", scene.citizen.clients()),
        ("an operator", scene.operator.clients()),
    ] {
        for (rpc, text) in all_commands() {
            table
                .refuses(who, rpc, what, command(&scene.draft, text), not_found())
                .await;
        }
        let question = json!({"challenge": scene.draft, "text": "Czy?"});
        table
            .refuses(
                who,
                "QuestionService/AskQuestion",
                what,
                question,
                not_found(),
            )
            .await;
    }
    for (what, who) in [
        ("nobody", &stand.world.anonymous),
        ("another head", scene.bialystok.head.clients()),
        ("an operator", scene.operator.clients()),
    ] {
        let name = command(&scene.draft, "");
        table
            .refuses(
                who,
                "ChallengeService/GetChallenge",
                what,
                name,
                not_found(),
            )
            .await;
        let challenge = json!({"challenge": scene.draft});
        for rpc in [
            "ChallengeService/ListRemarks",
            "ChallengeService/ListActs",
            "QuestionService/ListQuestions",
            "SearchService/ListSimilarChallenges",
            "ReportService/GetChallengeReport",
        ] {
            table
                .refuses(who, rpc, what, challenge.clone(), not_found())
                .await;
        }
    }
    let staff = scene.tychy.editor.clients();
    let question = json!({"challenge": scene.draft, "text": "Czy?"});
    table
        .refuses(
            staff,
            "QuestionService/AskQuestion",
            "a draft",
            question,
            not_found(),
        )
        .await;
}

pub(super) async fn wrong_people(scene: &Scene, table: &mut Table<'_>) {
    for (rpc, text) in all_commands() {
        for (what, who) in [
            ("another head", scene.bialystok.head.clients()),
            ("a citizen", scene.citizen.clients()),
            ("an operator", scene.operator.clients()),
        ] {
            let body = command(&scene.published, text);
            table.refuses(who, rpc, what, body, not_permitted()).await;
        }
    }
    let editor = scene.tychy.editor.clients();
    for (rpc, text) in all_commands() {
        if !WRITING.contains(&rpc) {
            let body = command(&scene.pending, text);
            table
                .refuses(editor, rpc, "an editor", body, not_permitted())
                .await;
        }
    }
    const RPC: &str = "ChallengeService/CreateChallenge";
    let of = |authority: &str| json!({"challenge": {"authority": authority}});
    for (who, what, authority, refusal) in [
        (
            editor,
            "another authority",
            &scene.bialystok.organization,
            not_permitted(),
        ),
        (
            scene.citizen.clients(),
            "by a citizen",
            &scene.tychy.organization,
            not_permitted(),
        ),
        (
            scene.founder.clients(),
            "a company",
            &scene.company,
            state("NOT_A_CONTRACTING_AUTHORITY"),
        ),
    ] {
        table.refuses(who, RPC, what, of(authority), refusal).await;
    }
}

/// Each challenge, and the commands that its state does not know.
pub(super) async fn wrong_states(scene: &Scene, table: &mut Table<'_>) {
    let head = scene.tychy.head.clients();
    let [
        review,
        unschedule,
        request,
        approve,
        send_back,
        publish,
        cancel,
        accept,
        annul,
        award,
    ] = COMMANDS.map(|(rpc, _)| rpc);
    for (what, name, commands) in [
        (
            "a draft",
            &scene.draft,
            vec![
                unschedule, approve, send_back, publish, accept, annul, award,
            ],
        ),
        (
            "waiting",
            &scene.pending,
            vec![review, unschedule, request, publish, accept, annul, award],
        ),
        (
            "approved",
            &scene.overdue,
            vec![review, request, approve, accept, annul, award],
        ),
        (
            "published",
            &scene.published,
            vec![
                review, unschedule, request, approve, send_back, publish, accept, annul, award,
            ],
        ),
        (
            "cancelled",
            &scene.cancelled,
            vec![
                review, unschedule, request, approve, send_back, publish, cancel, accept, annul,
                award,
            ],
        ),
    ] {
        for (rpc, text) in COMMANDS {
            if commands.contains(&rpc) {
                let body = command(name, text);
                table
                    .refuses(head, rpc, what, body, state("CHALLENGE_STATE"))
                    .await;
            }
        }
    }
    let operator = scene.operator.clients();
    for (what, name) in [("waiting", &scene.pending), ("approved", &scene.overdue)] {
        for (rpc, text) in REVIEWS {
            let body = command(name, text);
            table
                .refuses(operator, rpc, what, body, state("CHALLENGE_STATE"))
                .await;
        }
    }
    let body = command(&scene.overdue, "");
    let refusal = state("PUBLICATION_NOT_SCHEDULED");
    table
        .refuses(head, unschedule, "approved", body, refusal)
        .await;
    for (what, name, time, reason) in [
        (
            "waiting",
            &scene.pending,
            "2190-01-01T00:00:00Z",
            "CHALLENGE_STATE",
        ),
        (
            "in the past",
            &scene.overdue,
            "2001-01-01T00:00:00Z",
            "PUBLISH_TIME_PASSED",
        ),
        (
            "after its dates",
            &scene.overdue,
            "2190-01-01T00:00:00Z",
            "PUBLISH_TIME_TOO_LATE",
        ),
    ] {
        let body = json!({"name": name, "publishTime": time});
        let rpc = "ChallengeService/SchedulePublication";
        table.refuses(head, rpc, what, body, state(reason)).await;
    }
    let body = command(&scene.overdue, "");
    table
        .refuses(head, publish, "overdue", body, state("STAGE_DATE_PASSED"))
        .await;
}

pub(super) async fn stale_etags(scene: &Scene, table: &mut Table<'_>) {
    let head = scene.tychy.head.clients();
    for (rpc, name, text) in [
        ("ChallengeService/RequestApproval", &scene.draft, ""),
        ("ChallengeService/RequestReview", &scene.draft, ""),
        ("ChallengeService/UnschedulePublication", &scene.overdue, ""),
        ("ChallengeService/ApproveChallenge", &scene.pending, ""),
        (
            "ChallengeService/ReturnChallenge",
            &scene.pending,
            "remarks",
        ),
        ("ChallengeService/PublishChallenge", &scene.overdue, ""),
    ] {
        for etag in ["0", "stale", "\"1\""] {
            let body = spoiled(&command(name, text), "etag", json!(etag));
            table.refuses(head, rpc, etag, body, etag_mismatch()).await;
        }
    }
}
