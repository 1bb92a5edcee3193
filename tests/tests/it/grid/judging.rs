//! What the jury does, up to the decision of the head.

use std::time::Duration;

use linia_tests::stack::retry::poll_until;
use linia_tests::story::Person;
use serde_json::{Value, json};
use uuid::Uuid;

use super::cast::Cast;
use super::contests::{Contest, State};
use crate::bad_input::stand::{Stand, text};

const PATIENCE: Duration = Duration::from_secs(60);

impl Contest {
    /// The jury is appointed; where nobody will read, a juror leaves it at once.
    pub(super) async fn appoint(&self, stand: &Stand, cast: &Cast) {
        let jurors = [&cast.chair, &cast.juror, &cast.third, &cast.silent];
        for (index, juror) in jurors.into_iter().chain([&cast.recused]).enumerate() {
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

    async fn leave(&self, stand: &Stand, juror: &Person) {
        let body = json!({"challenge": self.challenge, "reason": "Choroba."});
        let rpc = "JuryService/RecuseJuror";
        stand.wire.done(juror.clients(), rpc, body).await;
    }

    /// The works are read and scored, and where the state asks for it, the jury and then the head
    /// decide.
    pub(super) async fn judge(mut self, stand: &Stand, cast: &Cast) -> Self {
        if !self.state.is_read() {
            return self;
        }
        self.becomes(
            stand,
            cast,
            "OpeningService/GetOpening",
            "OPENING_STATE_OPENED",
        )
        .await;
        let stage = json!({"stage": self.stage});
        for juror in [&cast.chair, &cast.juror, &cast.third, &cast.recused] {
            let rpc = "JuryService/DeclareImpartiality";
            stand.wire.done(juror.clients(), rpc, stage.clone()).await;
        }
        self.leave(stand, &cast.recused).await;
        let chair = cast.chair.clients();
        let works = stand.wire.done(chair, "ReviewService/ListWorks", stage);
        let works = works.await["works"].as_array().unwrap().clone();
        self.work = text(&works[0]["name"]);
        for juror in [&cast.chair, &cast.juror, &cast.third] {
            for work in &works {
                let body = review(&text(&work["name"]));
                let rpc = "ReviewService/SaveReview";
                stand.wire.done(juror.clients(), rpc, body).await;
            }
        }
        if self.state != State::Opened {
            self.leave(stand, &cast.silent).await;
            self.decide(stand, cast).await;
        }
        self
    }

    async fn decide(&self, stand: &Stand, cast: &Cast) {
        let body = json!({
            "stage": self.stage, "reasons": "Mniej punktów.", "requestId": Uuid::new_v4(),
        });
        let rpc = "ReviewService/JudgeStage";
        stand.wire.done(cast.chair.clients(), rpc, body).await;
        let get = "ChallengeService/GetChallenge";
        self.becomes(stand, cast, get, "CHALLENGE_STATE_JUDGED")
            .await;
        let (rpc, body) = match self.state {
            State::Annulled => (
                "ChallengeService/AnnulResult",
                json!({"name": self.challenge, "reason": "Bez środków."}),
            ),
            State::Result | State::Awarded => (
                "ChallengeService/ApproveResult",
                json!({"name": self.challenge}),
            ),
            _ => return,
        };
        stand.wire.done(cast.tychy.head.clients(), rpc, body).await;
        if self.state == State::Annulled {
            self.is_ended(stand, cast).await;
        } else {
            self.is_revealed(stand, cast).await;
        }
    }

    /// The entrant knows that there is no result.
    async fn is_ended(&self, stand: &Stand, cast: &Cast) {
        let ended = poll_until(PATIENCE, async || {
            let body = json!({"pageSize": 1000});
            let rpc = "EntryService/ListMyEntries";
            let told = stand.wire.done(cast.entrant.clients(), rpc, body).await;
            let entries = told["entries"].as_array()?;
            let mine = entries.iter().find(|entry| entry["stage"] == self.stage)?;
            (mine["state"] == "ENTRY_STATE_NOT_ADVANCED").then_some(())
        });
        ended.await.expect("the entries end with the contest");
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

    /// What laureates consent to is published from the award on.
    pub(super) async fn is_disclosed(&self, stand: &Stand, cast: &Cast) {
        let list = "DisclosureService/ListDisclosedWorks";
        let body = json!({"challenge": self.challenge});
        let disclosed = poll_until(PATIENCE, async || {
            let listed = stand.wire.call(cast.entrant.clients(), list, &body).await;
            listed.ok()
        });
        disclosed.await.expect("the award is heard of");
    }

    async fn look(&self, stand: &Stand, cast: &Cast, rpc: &str) -> Value {
        let body = if rpc.starts_with("Opening") {
            json!({"stage": self.stage})
        } else {
            json!({"name": self.challenge})
        };
        stand.wire.done(cast.tychy.head.clients(), rpc, body).await
    }
}

fn review(work: &str) -> Value {
    let scores = json!([{"criterion": "idea", "points": 9}, {"criterion": "cost", "points": 8}]);
    json!({"review": {"work": work, "scores": scores, "final": true}})
}
