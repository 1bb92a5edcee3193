//! Challenges: what is written, when it may be done, and who may know of it.

mod admissions;
mod amendments;
mod appeals;
mod changes;
pub(super) mod commands;
mod content;
mod extensions;
mod inbox_and_reports;
mod programmes;
mod questions;
mod runners_up;
mod search;
mod stage_keys;

use linia_tests::story::Person;
use serde_json::json;
use uuid::Uuid;

use super::samples::{challenge, short_challenge};
use super::snapshot::Snapshot;
use super::stand::{Authority, Stand, text};
use super::table::Table;

/// Who and what there is on the second day.
struct Scene {
    operator: Person,
    tychy: Authority,
    bialystok: Authority,
    /// Heads a verified company.
    founder: Person,
    company: String,
    citizen: Person,
    draft: String,
    pending: String,
    /// Approved, and its first stage should have opened on the first day.
    overdue: String,
    published: String,
    /// Takes works.
    stage: String,
    cancelled: String,
    answered: String,
    unanswered: String,
    /// What the citizen used to ask a question.
    request_id: String,
}

impl Scene {
    async fn set(stand: &Stand) -> Self {
        let operator = stand.operator().await;
        let (tychy, bialystok, mut founder, citizen) = tokio::join!(
            stand.authority(&operator, "Tychy", "8567346215"),
            stand.authority(&operator, "Bialystok", "7740001454"),
            stand.person("Fiona Founder"),
            stand.person("Cezary Citizen"),
        );
        let company = stand
            .organization(&founder, "COMPANY", ("PL-REGON", "192598184"))
            .await;
        stand.verify(&operator, &company).await;
        founder.sign_in(&stand.world).await.unwrap();
        let sample = challenge(stand);
        let published = stand.published(&tychy, &sample).await;
        let cancelled = text(&stand.draft(&tychy, &sample).await["name"]);
        let body = json!({"name": cancelled, "reason": "Zmiana planów."});
        let rpc = "ChallengeService/CancelChallenge";
        stand.wire.done(tychy.head.clients(), rpc, body).await;
        let name = text(&published["name"]);
        let request_id = Uuid::new_v4().to_string();
        let answered = ask(stand, &citizen, &name, &request_id).await;
        let body = json!({"name": answered, "answer": "Tak."});
        let rpc = "QuestionService/AnswerQuestion";
        stand.wire.done(tychy.editor.clients(), rpc, body).await;
        let scene = Self {
            draft: text(&stand.draft(&tychy, &sample).await["name"]),
            pending: text(&stand.pending(&tychy, &sample).await["name"]),
            overdue: text(&stand.approved(&tychy, &short_challenge(stand, 1, 30)).await["name"]),
            stage: text(&published["stages"][0]["name"]),
            unanswered: ask(stand, &citizen, &name, "").await,
            published: name,
            cancelled,
            answered,
            request_id,
            operator,
            tychy,
            bialystok,
            founder,
            company,
            citizen,
        };
        stand.travel_to_day(2).await;
        scene
    }
}

async fn ask(stand: &Stand, citizen: &Person, challenge: &str, request_id: &str) -> String {
    let body = json!({"challenge": challenge, "text": "Czy?", "requestId": request_id});
    let rpc = "QuestionService/AskQuestion";
    text(&stand.wire.done(citizen.clients(), rpc, body).await["name"])
}

#[tokio::test(flavor = "multi_thread")]
async fn challenges_refuse_bad_input_and_change_nothing() {
    let stand = Stand::start("challenges").await;
    let scene = Scene::set(&stand).await;
    let made = programmes::Programmes::make(&stand, &scene).await;
    let defective = content::defective_drafts(&stand, &scene.tychy).await;
    let before = Snapshot::take(&stand.world).await;

    let mut table = Table::new(&stand.wire);
    content::malformed_content(&stand, &scene, &mut table).await;
    content::defects(&scene, &defective, &mut table).await;
    runners_up::runners_up(&stand, &scene, &mut table).await;
    changes::updates(&stand, &scene, &mut table).await;
    commands::malformed_commands(&scene, &mut table).await;
    commands::hidden_drafts(&stand, &scene, &mut table).await;
    commands::wrong_people(&scene, &mut table).await;
    commands::wrong_states(&scene, &mut table).await;
    commands::stale_etags(&scene, &mut table).await;
    changes::extensions(&stand, &scene, &mut table).await;
    amendments::amendments(&scene, &mut table).await;
    questions::questions(&scene, &mut table).await;
    search::searches(&scene, &mut table).await;
    appeals::appeals(&stand, &scene, &mut table).await;
    admissions::admissions(&stand, &scene, &mut table).await;
    extensions::extensions(&stand, &scene, &mut table).await;
    programmes::programmes(&stand, &scene, &made, &mut table).await;
    stage_keys::stage_keys(&stand, &scene, &mut table).await;
    inbox_and_reports::pages(&stand, &scene, &mut table).await;
    inbox_and_reports::refusals(&stand, &scene, &mut table).await;
    table.end();

    before.must_still_hold(&stand.world).await;
    stand.world.end().await;
}
