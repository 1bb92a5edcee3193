//! Contests that the jury has decided: nothing that came before can be done any more, whatever has
//! become of the result.

use std::time::Duration;

use linia_tests::stack::retry::poll_until;
use linia_tests::story::Person;
use serde_json::{Value, json};
use uuid::Uuid;

use super::challenges::commands::{COMMANDS, command};
use super::samples::short_challenge;
use super::snapshot::Snapshot;
use super::stand::{Authority, Stand, text};
use super::submissions::{review, work};
use super::table::{Table, state};

const PATIENCE: Duration = Duration::from_secs(60);

const APPROVE: &str = "ChallengeService/ApproveResult";
const ANNUL: &str = "ChallengeService/AnnulResult";
const AWARD: &str = "ChallengeService/AwardPrizes";

/// The commands on a challenge that are left once the jury has proposed its result.
const OF_JUDGED: &[&str] = &[APPROVE, ANNUL];
/// What is left once it is approved.
const OF_APPROVED: &[&str] = &[AWARD];
/// What is left once it is annulled or awarded.
const OF_ENDED: &[&str] = &[];

/// A contest of one stage that one work was handed in to.
struct Contest {
    challenge: String,
    stage: String,
    work: String,
}

/// Who and what there is on the twentieth day.
struct Scene {
    tychy: Authority,
    jurors: [Person; 3],
    entrant: Person,
    /// Nobody has decided on the jury's proposal.
    judged: Contest,
    /// Approved a moment ago.
    approved: Contest,
    annulled: Contest,
    awarded: Contest,
}

impl Scene {
    async fn set(stand: &Stand) -> Self {
        let operator = stand.operator().await;
        let (tychy, chair, second, third, entrant) = tokio::join!(
            stand.authority(&operator, "Tychy", "8567346215"),
            stand.person("Janina Juror"),
            stand.person("Jerzy Juror"),
            stand.person("Jadwiga Juror"),
            stand.person("Ewa Entrant"),
        );
        let jurors = [chair, second, third];
        let mut contests = Vec::new();
        for _ in 0..4 {
            contests.push(publish(stand, &tychy, &jurors).await);
        }
        stand.travel_to_day(1).await;
        for contest in &contests {
            let body = work(&contest.stage, &entrant, "");
            let rpc = "EntryService/SubmitEntry";
            stand.wire.done(entrant.clients(), rpc, body).await;
        }
        stand.travel_to_day(2).await;
        for contest in &mut contests {
            judge(stand, &tychy, &jurors, contest).await;
        }
        let Ok([judged, approved, annulled, awarded]) = <[Contest; 4]>::try_from(contests) else {
            panic!("there are four contests");
        };
        let scene = Self {
            tychy,
            jurors,
            entrant,
            judged,
            approved,
            annulled,
            awarded,
        };
        scene.decide(stand).await;
        scene
    }

    /// One is annulled, one approved and, after its term, awarded; then another is approved.
    async fn decide(&self, stand: &Stand) {
        let head = self.tychy.head.clients();
        let body = |contest: &Contest, text| command(&contest.challenge, text);
        stand
            .wire
            .done(head, ANNUL, body(&self.annulled, "reason"))
            .await;
        stand
            .wire
            .done(head, APPROVE, body(&self.awarded, ""))
            .await;
        stand.travel_to_day(20).await;
        let awarded = poll_until(PATIENCE, async || {
            let body = body(&self.awarded, "");
            stand.wire.call(head, AWARD, &body).await.ok()
        });
        awarded.await.expect("laureates are revealed and awarded");
        stand
            .wire
            .done(head, APPROVE, body(&self.approved, ""))
            .await;
    }
}

async fn publish(stand: &Stand, tychy: &Authority, jurors: &[Person]) -> Contest {
    let sample = short_challenge(stand, 1, 2);
    let published = stand.published(tychy, &sample).await;
    for (index, juror) in jurors.iter().enumerate() {
        let body = json!({
            "challenge": published["name"], "account": juror.account, "chair": index == 0,
        });
        let rpc = "JuryService/AppointJuror";
        stand.wire.done(tychy.editor.clients(), rpc, body).await;
    }
    Contest {
        challenge: text(&published["name"]),
        stage: text(&published["stages"][0]["name"]),
        work: String::new(),
    }
}

/// The jury reads, scores and decides, and challenges hears of it.
async fn judge(stand: &Stand, tychy: &Authority, jurors: &[Person], contest: &mut Contest) {
    let wire = &stand.wire;
    let head = tychy.head.clients();
    let stage = json!({"stage": contest.stage});
    let opened = poll_until(PATIENCE, async || {
        let rpc = "OpeningService/GetOpening";
        let opening = wire.done(head, rpc, stage.clone()).await;
        (opening["state"] == "OPENING_STATE_OPENED").then_some(())
    });
    opened.await.expect("the stage opens");
    for juror in jurors {
        let juror = juror.clients();
        let rpc = "JuryService/DeclareImpartiality";
        wire.done(juror, rpc, stage.clone()).await;
        let works = wire.done(juror, "ReviewService/ListWorks", stage.clone());
        contest.work = text(&works.await["works"][0]["name"]);
        let body = review(&contest.work, &[("idea", 9), ("cost", 8)], true);
        wire.done(juror, "ReviewService/SaveReview", body).await;
    }
    let rpc = "ReviewService/JudgeStage";
    let body = judgement(contest);
    wire.done(jurors[0].clients(), rpc, body).await;
    let judged = poll_until(PATIENCE, async || {
        let body = json!({"name": contest.challenge});
        let challenge = wire.done(head, "ChallengeService/GetChallenge", body).await;
        (challenge["state"] == "CHALLENGE_STATE_JUDGED").then_some(())
    });
    judged.await.expect("the result is proposed");
}

fn judgement(contest: &Contest) -> Value {
    json!({"stage": contest.stage, "reasons": "Mniej punktów.", "requestId": Uuid::new_v4()})
}

#[tokio::test(flavor = "multi_thread")]
async fn decided_contests_refuse_what_comes_too_late() {
    let stand = Stand::start("decided").await;
    let scene = Scene::set(&stand).await;
    let before = Snapshot::take(&stand.world).await;

    let mut table = Table::new(&stand.wire);
    for (what, contest, left) in [
        ("judged", &scene.judged, OF_JUDGED),
        ("approved", &scene.approved, OF_APPROVED),
        ("annulled", &scene.annulled, OF_ENDED),
        ("awarded", &scene.awarded, OF_ENDED),
    ] {
        commands(&scene, what, contest, left, &mut table).await;
        changes(&stand, &scene, what, contest, &mut table).await;
        entries(&scene, what, contest, &mut table).await;
        jury(&scene, what, contest, &mut table).await;
        runners_up(&scene, what, contest, &mut table).await;
    }
    let body = command(&scene.approved.challenge, "");
    let head = scene.tychy.head.clients();
    let refusal = state("AWARD_TOO_EARLY");
    table.refuses(head, AWARD, "too early", body, refusal).await;
    table.end();

    before.must_still_hold(&stand.world).await;
    stand.world.end().await;
}

/// Everything that the head could once do, but for what is left.
async fn commands(
    scene: &Scene,
    what: &str,
    contest: &Contest,
    left: &[&str],
    table: &mut Table<'_>,
) {
    for (rpc, text) in COMMANDS {
        if !left.contains(&rpc) {
            let body = command(&contest.challenge, text);
            let head = scene.tychy.head.clients();
            let refusal = state("CHALLENGE_STATE");
            table.refuses(head, rpc, what, body, refusal).await;
        }
    }
}

/// Nobody steps in before the award, nor in a contest whose rules say nothing of it.
async fn runners_up(scene: &Scene, what: &str, contest: &Contest, table: &mut Table<'_>) {
    let head = scene.tychy.head.clients();
    let prize = json!({"challenge": contest.challenge, "work": contest.work});
    let mut fallen = prize.clone();
    fallen["reason"] = json!("Rezygnacja.");
    let (call, award) = match what {
        "awarded" => ("RUNNER_UP_NOT_ALLOWED", "RUNNER_UP_NOT_CALLED"),
        _ => ("CHALLENGE_STATE", "CHALLENGE_STATE"),
    };
    for (rpc, body, reason) in [
        ("RunnerUpService/CallRunnerUp", fallen, call),
        ("RunnerUpService/AwardRunnerUp", prize, award),
    ] {
        table.refuses(head, rpc, what, body, state(reason)).await;
    }
}

/// What was published stays as it was published.
async fn changes(
    stand: &Stand,
    scene: &Scene,
    what: &str,
    contest: &Contest,
    table: &mut Table<'_>,
) {
    let editor = scene.tychy.editor.clients();
    let update = json!({
        "challenge": {"name": contest.challenge, "timeZone": "Europe/Berlin"},
        "updateMask": "timeZone",
    });
    let extension = json!({
        "stage": contest.stage, "closeTime": stand.day(30), "reason": "Awaria.",
    });
    let question = json!({"challenge": contest.challenge, "text": "Czy?"});
    for (rpc, who, body, reason) in [
        (
            "ChallengeService/UpdateChallenge",
            editor,
            update,
            "CHALLENGE_NOT_DRAFT",
        ),
        (
            "ChallengeService/ExtendStage",
            editor,
            extension,
            "CHALLENGE_STATE",
        ),
        (
            "QuestionService/AskQuestion",
            scene.entrant.clients(),
            question,
            "CHALLENGE_STATE",
        ),
    ] {
        table.refuses(who, rpc, what, body, state(reason)).await;
    }
}

/// Nothing is handed in, changed or taken back.
async fn entries(scene: &Scene, what: &str, contest: &Contest, table: &mut Table<'_>) {
    let entrant = &scene.entrant;
    let version = work(&contest.stage, entrant, &Uuid::new_v4().to_string());
    let mut draft = version.clone();
    draft
        .as_object_mut()
        .expect("an object")
        .remove("requestId");
    let withdrawal = json!({
        "stage": contest.stage, "entrant": entrant.account, "requestId": Uuid::new_v4(),
    });
    for (rpc, body, reason) in [
        ("EntryService/SubmitEntry", version, "DEADLINE_PASSED"),
        ("EntryService/WithdrawEntry", withdrawal, "DEADLINE_PASSED"),
        (
            "EntryService/SaveDraft",
            json!({ "draft": draft }),
            "STAGE_NOT_OPEN",
        ),
    ] {
        table
            .refuses(entrant.clients(), rpc, what, body, state(reason))
            .await;
    }
}

/// The jury is as it was, and so is what it signed.
async fn jury(scene: &Scene, what: &str, contest: &Contest, table: &mut Table<'_>) {
    let chair = scene.jurors[0].clients();
    let editor = scene.tychy.editor.clients();
    let appointment = json!({"challenge": contest.challenge, "account": scene.entrant.account});
    let recusal = json!({"challenge": contest.challenge, "reason": "Choroba."});
    let dismissal = json!({
        "challenge": contest.challenge,
        "account": scene.jurors[1].account,
        "reason": "Nieobecność.",
    });
    let head = scene.tychy.head.clients();
    let again = review(&contest.work, &[("idea", 1), ("cost", 1)], true);
    for (rpc, who, body) in [
        ("JuryService/AppointJuror", editor, appointment),
        ("JuryService/RecuseJuror", chair, recusal),
        ("JuryService/DismissJuror", head, dismissal),
        (
            "JuryService/DeclareImpartiality",
            chair,
            json!({"stage": contest.stage}),
        ),
        ("ReviewService/SaveReview", chair, again),
        ("ReviewService/JudgeStage", chair, judgement(contest)),
    ] {
        table
            .refuses(who, rpc, what, body, state("STAGE_JUDGED"))
            .await;
    }
}
