//! What the jury does, up to the decision of the head.

use std::time::Duration;

use linia_tests::stack::retry::poll_until;
use linia_tests::story::Person;
use serde_json::{Value, json};

use super::cast::Cast;
use super::contest::{Contest, TITLE, id};
use super::states::State;
use crate::bad_input::stand::{Stand, text};

pub(super) const PATIENCE: Duration = Duration::from_secs(60);

impl Contest {
    /// The jury is appointed; where nobody will read, a juror leaves it at once.
    pub(super) async fn appoint(&self, stand: &Stand, cast: &Cast) {
        let mut jurors = vec![
            &cast.chair,
            &cast.juror,
            &cast.unassigned,
            &cast.silent,
            &cast.recused,
        ];
        if self.state.is_of_the_second_kind() {
            jurors.push(&cast.substitute);
        }
        for (index, juror) in jurors.into_iter().enumerate() {
            let body = json!({
                "challenge": self.challenge,
                "account": juror.account,
                "chair": index == 0,
                "qualified": true,
            });
            let rpc = "JuryService/AppointJuror";
            stand
                .wire
                .done(cast.tychy.editor.clients(), rpc, body)
                .await;
        }
        if !self.state.is_read() {
            self.leave(stand, &cast.recused).await;
        }
    }

    pub(super) async fn leave(&self, stand: &Stand, juror: &Person) {
        let body = json!({"challenge": self.challenge, "reason": "Choroba."});
        let rpc = "JuryService/RecuseJuror";
        stand.wire.done(juror.clients(), rpc, body).await;
    }

    /// The works are opened and read, and where the state asks for it, the jury and then the head
    /// decide.
    pub(super) async fn judge(mut self, stand: &Stand, cast: &Cast) -> Self {
        const OPENING: &str = "OpeningService/GetOpening";
        if !self.state.is_closed() {
            return self;
        }
        if self.state.is_of_the_second_kind() {
            self.becomes(stand, cast, OPENING, "OPENING_STATE_CLOSED")
                .await;
        }
        if !self.state.is_read() {
            return self;
        }
        if self.state == State::Assigned {
            self.open_by_two(stand, cast).await;
        }
        self.becomes(stand, cast, OPENING, "OPENING_STATE_OPENED")
            .await;
        if self.state == State::Assigned {
            self.distribute(stand, cast).await;
        } else {
            self.read_all(stand, cast).await;
        }
        if self.state == State::Reviewed || self.state.is_judged() {
            self.leave(stand, &cast.silent).await;
        }
        if self.state.is_judged() {
            self.decide(stand, cast).await;
        }
        if self.state == State::Halted {
            self.cancel(stand, cast).await;
        }
        self
    }

    /// Whoever reads the works declares, and a conflict if there is one.
    pub(super) async fn declare(&self, stand: &Stand, juror: &Person, conflicts: &[&str]) {
        let body = json!({"stage": self.stage, "conflictingEntrants": conflicts});
        let rpc = "JuryService/DeclareImpartiality";
        stand.wire.done(juror.clients(), rpc, body).await;
    }

    /// Every juror reads and scores every work; the entrant's is the best.
    async fn read_all(&mut self, stand: &Stand, cast: &Cast) {
        for juror in [&cast.chair, &cast.juror, &cast.unassigned, &cast.recused] {
            self.declare(stand, juror, &[]).await;
        }
        self.leave(stand, &cast.recused).await;
        let works = self.find_work(stand, cast).await;
        for juror in [&cast.chair, &cast.juror, &cast.unassigned] {
            for work in &works {
                let points = if work["title"] == TITLE { 9 } else { 7 };
                let body = review(&text(&work["name"]), points);
                let rpc = "ReviewService/SaveReview";
                stand.wire.done(juror.clients(), rpc, body).await;
            }
        }
    }

    /// Which of the works that the chair reads is the entrant's.
    pub(super) async fn find_work(&mut self, stand: &Stand, cast: &Cast) -> Vec<Value> {
        let body = json!({"stage": self.stage});
        let rpc = "ReviewService/ListWorks";
        let listed = stand.wire.done(cast.chair.clients(), rpc, body).await;
        let works = listed["works"].as_array().unwrap();
        let mut titled = works.iter().filter(|work| work["title"] == TITLE);
        let work = titled.next().expect("the chair reads it");
        self.work = text(&work["name"]);
        self.attachment = text(&work["attachments"][0]["name"]);
        works.clone()
    }

    async fn decide(&self, stand: &Stand, cast: &Cast) {
        let body = json!({
            "stage": self.stage, "reasons": "Mniej punktów.", "requestId": id(),
        });
        let rpc = "ReviewService/JudgeStage";
        stand.wire.done(cast.chair.clients(), rpc, body).await;
        if self.state == State::Finalists {
            let state = "ENTRY_STATE_ADVANCED";
            return self.entry_becomes(stand, cast, state).await;
        }
        let get = "ChallengeService/GetChallenge";
        self.becomes(stand, cast, get, "CHALLENGE_STATE_JUDGED")
            .await;
        let (rpc, body) = match self.state {
            State::Annulled => (
                "ChallengeService/AnnulResult",
                json!({"name": self.challenge, "reason": "Bez środków."}),
            ),
            State::Result | State::Appealed | State::Awarded | State::Called => (
                "ChallengeService/ApproveResult",
                json!({"name": self.challenge}),
            ),
            _ => return,
        };
        stand.wire.done(cast.tychy.head.clients(), rpc, body).await;
        if self.state == State::Annulled {
            let state = "ENTRY_STATE_NOT_ADVANCED";
            return self.entry_becomes(stand, cast, state).await;
        }
        self.is_revealed(stand, cast).await;
    }

    /// The entrant knows what became of the entry.
    async fn entry_becomes(&self, stand: &Stand, cast: &Cast, state: &str) {
        let known = poll_until(PATIENCE, async || {
            let body = json!({"pageSize": 1000});
            let rpc = "EntryService/ListMyEntries";
            let told = stand.wire.done(cast.entrant.clients(), rpc, body).await;
            let entries = told["entries"].as_array()?;
            let mine = entries.iter().find(|entry| entry["stage"] == self.stage)?;
            (mine["state"] == state).then_some(())
        });
        known
            .await
            .unwrap_or_else(|| panic!("{} does not become {state}", self.entry));
    }

    async fn becomes(&self, stand: &Stand, cast: &Cast, rpc: &str, state: &str) {
        let reached = poll_until(PATIENCE, async || {
            let told = self.look(stand, cast, rpc).await;
            (told["state"] == state).then_some(())
        });
        reached
            .await
            .unwrap_or_else(|| panic!("{} does not become {state}", self.challenge));
    }

    async fn is_revealed(&self, stand: &Stand, cast: &Cast) {
        let revealed = poll_until(PATIENCE, async || {
            let told = self
                .look(stand, cast, "ChallengeService/GetChallenge")
                .await;
            let laureates = told["result"]["laureates"].as_array()?;
            let known = |laureate: &Value| laureate["entrant"] != "";
            (!laureates.is_empty() && laureates.iter().all(known)).then_some(())
        });
        revealed.await.expect("the laureates are revealed");
    }

    pub(super) async fn look(&self, stand: &Stand, cast: &Cast, rpc: &str) -> Value {
        let body = if rpc.starts_with("Opening") {
            json!({"stage": self.stage})
        } else {
            json!({"name": self.challenge})
        };
        stand.wire.done(cast.tychy.head.clients(), rpc, body).await
    }
}

fn review(work: &str, points: u8) -> Value {
    let scores =
        json!([{"criterion": "idea", "points": points}, {"criterion": "cost", "points": 8}]);
    json!({"review": {"work": work, "scores": scores, "final": true}})
}
