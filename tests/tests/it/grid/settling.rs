//! What comes last, long after the works were judged.

use linia_tests::stack::retry::poll_until;
use serde_json::{Value, json};

use super::cast::Cast;
use super::contest::{Contest, id};
use super::judging::PATIENCE;
use super::states::State;
use crate::bad_input::stand::{Stand, text};

impl Contest {
    /// The prizes are awarded, and the entrant lets everything be published; where the state asks for
    /// it, a prize falls away again.
    pub(super) async fn award(self, stand: &Stand, cast: &Cast) -> Self {
        if self.state.is_awarded() {
            let body = json!({"name": self.challenge});
            let rpc = "ChallengeService/AwardPrizes";
            stand.wire.done(cast.tychy.head.clients(), rpc, body).await;
            self.is_disclosed(stand, cast).await;
            self.consent(stand, cast).await;
        }
        if self.state == State::Called {
            let body = json!({
                "challenge": self.challenge, "work": self.work, "reason": "Rezygnacja.",
                "requestId": id(),
            });
            let rpc = "RunnerUpService/CallRunnerUp";
            stand.wire.done(cast.tychy.head.clients(), rpc, body).await;
            self.runner_up_is_known(stand, cast).await;
        }
        self
    }

    async fn runner_up_is_known(&self, stand: &Stand, cast: &Cast) {
        let known = poll_until(PATIENCE, async || {
            let told = self
                .look(stand, cast, "ChallengeService/GetChallenge")
                .await;
            let call = told["result"]["runnerUpCalls"][0].clone();
            let runners_up = call["runnersUp"].as_array()?;
            (runners_up.first()?["entrant"] == cast.rival.account).then_some(())
        });
        known.await.expect("the rival steps in");
    }

    /// A file is on its way, a defect was found, or an appeal is entered.
    pub(super) async fn settle(mut self, stand: &Stand, cast: &Cast) -> Self {
        match self.state {
            State::Open => self.upload = self.begin_upload(stand, &cast.entrant).await,
            State::Assigned => self.screen(stand, cast).await,
            State::Appealed => self.appeal = self.record_appeal(stand, cast).await,
            _ => (),
        }
        self
    }

    async fn consent(&self, stand: &Stand, cast: &Cast) {
        let scope = "DISCLOSURE_SCOPE_WORK_AND_FILES";
        let body = json!({"entry": self.entry, "scope": scope});
        let rpc = "DisclosureService/StateDisclosure";
        stand.wire.done(cast.entrant.clients(), rpc, body).await;
    }

    /// An appeal against the result that was approved.
    async fn record_appeal(&self, stand: &Stand, cast: &Cast) -> String {
        let body = json!({"challenge": self.challenge, "reference": "KIO 1/26", "requestId": id()});
        let rpc = "AppealService/RecordAppeal";
        let editor = cast.tychy.editor.clients();
        text(&stand.wire.done(editor, rpc, body).await["name"])
    }

    /// What laureates consent to is published from the award on.
    async fn is_disclosed(&self, stand: &Stand, cast: &Cast) {
        let list = "DisclosureService/ListDisclosedWorks";
        let body = json!({"challenge": self.challenge});
        let disclosed = poll_until(PATIENCE, async || {
            let listed: Result<Value, _> =
                stand.wire.call(cast.entrant.clients(), list, &body).await;
            listed.ok()
        });
        disclosed.await.expect("the award is heard of");
    }
}
