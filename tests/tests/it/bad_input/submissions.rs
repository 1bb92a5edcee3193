//! Submissions: entries, juries and reviews, each at its time and for its people.

mod assignments;
mod entries;
mod files;
mod juries;
mod protocols;
mod reviews;

use std::time::Duration;

use linia_tests::stack::retry::poll_until;
use linia_tests::story::Person;
use serde_json::{Value, json};
use uuid::Uuid;

use super::samples::{challenge, short_challenge};
use super::snapshot::Snapshot;
use super::stand::{Authority, Stand, text};
use super::table::Table;

const PATIENCE: Duration = Duration::from_secs(60);

/// A contest that takes works, and one whose works the jury reads.
struct Scene {
    tychy: Authority,
    /// Chair, one who has not declared, one who has.
    jurors: [Person; 3],
    entrant: Person,
    /// Has a draft, and handed nothing in.
    other: Person,
    /// Takes works.
    running: String,
    open: String,
    /// The second stage of the same challenge.
    later: String,
    /// In the jury's hands.
    read: String,
    closed: String,
    /// The work there.
    work: String,
    /// Nobody knows of it.
    draft: String,
    /// What the entrant used to hand in.
    request_id: String,
}

impl Scene {
    async fn set(stand: &Stand) -> Self {
        let operator = stand.operator().await;
        let (tychy, chair, silent, declared, entrant, other) = tokio::join!(
            stand.authority(&operator, "Tychy", "8567346215"),
            stand.person("Janina Juror"),
            stand.person("Jerzy Juror"),
            stand.person("Jadwiga Juror"),
            stand.person("Ewa Entrant"),
            stand.person("Oskar Other"),
        );
        let jurors = [chair, silent, declared];
        let running = stand.published(&tychy, &challenge(stand)).await;
        let read = stand.published(&tychy, &short_challenge(stand, 1, 2)).await;
        let draft = stand.draft(&tychy, &challenge(stand)).await;
        for challenge in [&running, &read] {
            for (index, juror) in jurors.iter().enumerate() {
                let body = json!({
                    "challenge": challenge["name"], "account": juror.account, "chair": index == 0,
                });
                let rpc = "JuryService/AppointJuror";
                stand.wire.done(tychy.editor.clients(), rpc, body).await;
            }
        }
        let [open, later, closed] = [
            &running["stages"][0],
            &running["stages"][1],
            &read["stages"][0],
        ]
        .map(|stage| text(&stage["name"]));
        let mut scene = Self {
            running: text(&running["name"]),
            read: text(&read["name"]),
            draft: text(&draft["name"]),
            work: String::new(),
            request_id: Uuid::new_v4().to_string(),
            tychy,
            jurors,
            entrant,
            other,
            open,
            later,
            closed,
        };
        scene.enter(stand).await;
        scene.work = scene.read(stand).await;
        scene
    }

    /// On the first day works are handed in.
    async fn enter(&self, stand: &Stand) {
        stand.travel_to_day(1).await;
        let rpc = "EntryService/SubmitEntry";
        let entrant = self.entrant.clients();
        stand
            .wire
            .done(entrant, rpc, work(&self.closed, &self.entrant, ""))
            .await;
        let body = work(&self.open, &self.entrant, &self.request_id);
        stand.wire.done(entrant, rpc, body).await;
        let mut draft = work(&self.open, &self.other, "");
        draft.as_object_mut().unwrap().remove("requestId");
        let body = json!({ "draft": draft });
        stand
            .wire
            .done(self.other.clients(), "EntryService/SaveDraft", body)
            .await;
    }

    /// On the second day the jury begins to read; the chair has finished.
    async fn read(&self, stand: &Stand) -> String {
        stand.travel_to_day(2).await;
        let stage = json!({"stage": self.closed});
        let head = self.tychy.head.clients();
        let opened = poll_until(PATIENCE, async || {
            let opening = stand
                .wire
                .done(head, "OpeningService/GetOpening", stage.clone())
                .await;
            (opening["state"] == "OPENING_STATE_OPENED").then_some(())
        });
        opened.await.expect("the stage opens");
        let [chair, _, declared] = &self.jurors;
        for juror in [chair, declared] {
            let rpc = "JuryService/DeclareImpartiality";
            stand.wire.done(juror.clients(), rpc, stage.clone()).await;
        }
        let works = stand
            .wire
            .done(chair.clients(), "ReviewService/ListWorks", stage)
            .await;
        let work = text(&works["works"][0]["name"]);
        let body = review(&work, &[("idea", 9), ("cost", 8)], true);
        stand
            .wire
            .done(chair.clients(), "ReviewService/SaveReview", body)
            .await;
        work
    }
}

pub(super) fn work(stage: &str, entrant: &Person, request_id: &str) -> Value {
    json!({
        "stage": stage,
        "entrant": entrant.account,
        "content": {"title": "Światło", "text": "Świeci, kiedy trzeba."},
        "requestId": request_id,
    })
}

pub(super) fn review(work: &str, scores: &[(&str, i32)], last: bool) -> Value {
    let scores = scores.iter();
    let scores =
        scores.map(|(criterion, points)| json!({"criterion": criterion, "points": points}));
    json!({"review": {"work": work, "scores": scores.collect::<Vec<_>>(), "final": last}})
}

#[tokio::test(flavor = "multi_thread")]
async fn submissions_refuses_bad_input_and_changes_nothing() {
    let stand = Stand::start("submissions").await;
    let scene = Scene::set(&stand).await;
    let before = Snapshot::take(&stand.world).await;

    let mut table = Table::new(&stand.wire);
    entries::handing_in(&scene, &mut table).await;
    entries::withdrawing(&scene, &mut table).await;
    entries::co_authoring(&scene, &mut table).await;
    entries::drafts(&scene, &mut table).await;
    files::uploading(&scene, &mut table).await;
    files::downloading(&scene, &mut table).await;
    juries::appointing(&scene, &mut table).await;
    juries::dismissing(&scene, &mut table).await;
    juries::declaring(&scene, &mut table).await;
    reviews::reading(&stand, &scene, &mut table).await;
    reviews::reviewing(&scene, &mut table).await;
    assignments::distributing(&scene, &mut table).await;
    assignments::adjusting(&scene, &mut table).await;
    assignments::screening(&scene, &mut table).await;
    juries::judging(&scene, &mut table).await;
    protocols::correcting(&scene, &mut table).await;
    protocols::disclosing(&scene, &mut table).await;
    juries::late_extension(&stand, &scene, &mut table).await;
    table.end();

    before.must_still_hold(&stand.world).await;
    stand.world.end().await;
}
