//! The contest whose works are linked to nobody: its jury, which shares the works out, reads them
//! and judges.

use linia_tests::stack::retry::poll_until;
use linia_tests::story::Person;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use super::PATIENCE;
use super::dump::{Dump, Ids};
use crate::bad_input::samples::short_challenge;
use crate::bad_input::stand::{Authority, Stand, text};

/// A published contest.
pub(super) struct Contest<'a> {
    stand: &'a Stand,
    authority: &'a Authority,
    /// The chair first.
    jurors: &'a [Person],
    challenge: String,
    pub(super) stage: String,
}

impl<'a> Contest<'a> {
    /// Takes works for a day; two jurors read each.
    pub(super) async fn publish(
        stand: &'a Stand,
        authority: &'a Authority,
        jurors: &'a [Person],
    ) -> Self {
        let mut content = short_challenge(stand, 1, 2);
        content["stages"][0]["judging"] = json!({"reviewsPerWork": 2, "maxWorksPerJuror": 50});
        let challenge = stand.published(authority, &content).await;
        for (index, juror) in jurors.iter().enumerate() {
            let body = json!({
                "challenge": challenge["name"], "account": juror.account, "chair": index == 0,
                "qualified": true,
            });
            let appoint = "JuryService/AppointJuror";
            let editor = authority.editor.clients();
            stand.wire.done(editor, appoint, body).await;
        }
        Self {
            stand,
            authority,
            jurors,
            challenge: text(&challenge["name"]),
            stage: text(&challenge["stages"][0]["name"]),
        }
    }

    /// Waits until the works are made.
    pub(super) async fn is_opened(&self) {
        let opened = poll_until(PATIENCE, async || {
            let stage = json!({"stage": self.stage});
            let told = self.ask(&self.jurors[0], "OpeningService/GetOpening", stage);
            (told.await["state"] == "OPENING_STATE_OPENED").then_some(())
        });
        opened.await.expect("the stage is opened");
    }

    /// Every juror declares, one of them conflicts with these, and the works are shared out.
    pub(super) async fn share_out(&self, conflicting: &[String]) {
        for (index, juror) in self.jurors.iter().enumerate() {
            let conflicting = if index == 1 { conflicting } else { &[] };
            let body = json!({"stage": self.stage, "conflictingEntrants": conflicting});
            let declare = "JuryService/DeclareImpartiality";
            self.ask(juror, declare, body).await;
        }
        let draw = "AssignmentService/DrawAssignments";
        let stage = json!({"stage": self.stage});
        self.ask(&self.jurors[0], draw, stage).await;
    }

    /// Every juror scores what is theirs, and is done with it.
    pub(super) async fn review(&self) {
        for juror in self.jurors {
            for work in self.list(juror, "AssignmentService/ListMyWorks").await {
                let work = text(&work["work"]);
                let opinion = Sha256::digest(format!("{work} {}", juror.account));
                let scores = json!([
                    {"criterion": "idea", "points": opinion[0] % 11},
                    {"criterion": "cost", "points": opinion[1] % 11},
                ]);
                let review = json!({"work": work, "scores": scores, "final": true});
                let save = "ReviewService/SaveReview";
                self.ask(juror, save, json!({"review": review})).await;
            }
        }
    }

    pub(super) async fn judge(&self) {
        let body = json!({
            "stage": self.stage, "reasons": "Mniej punktów.", "requestId": Uuid::new_v4(),
        });
        self.ask(&self.jurors[0], "ReviewService/JudgeStage", body)
            .await;
        let judged = poll_until(PATIENCE, async || {
            let body = json!({"name": self.challenge});
            let get = "ChallengeService/GetChallenge";
            let told = self.ask(&self.authority.head, get, body).await;
            (told["state"] == "CHALLENGE_STATE_JUDGED").then_some(())
        });
        judged.await.expect("the result reaches the head");
    }

    /// Notes what each juror and the staff are shown, whatever it is.
    pub(super) async fn show(&self, dump: &mut Dump, ids: &Ids) {
        for (index, juror) in self.jurors.iter().enumerate() {
            for list in [
                "ReviewService/ListWorks",
                "AssignmentService/ListMyWorks",
                "AssignmentService/ListAssignments",
            ] {
                if index == 0 || list != "AssignmentService/ListAssignments" {
                    let listed = json!(self.list(juror, list).await);
                    dump.hear(&format!("{list} of juror {index}"), &listed, ids);
                }
            }
            for list in ["ReviewService/ListMyReviews", "JuryService/ListEntrants"] {
                let listed = self.ask(juror, list, json!({"stage": self.stage})).await;
                dump.hear(&format!("{list} of juror {index}"), &listed, ids);
            }
        }
        let head = &self.authority.head;
        let stage = || json!({"stage": self.stage});
        let challenge = || json!({"challenge": self.challenge});
        for (rpc, body) in [
            ("AssignmentService/GetReviewProgress", stage()),
            ("OpeningService/GetOpening", stage()),
            ("JuryService/ListJurors", challenge()),
            (
                "ChallengeService/GetChallenge",
                json!({"name": self.challenge}),
            ),
            ("ChallengeService/ListActs", challenge()),
            ("ReportService/ListChallengeLedger", challenge()),
            ("ReportService/GetChallengeReport", challenge()),
            ("InboxService/ListNotifications", json!({"pageSize": 1000})),
        ] {
            let told = self.ask(head, rpc, body).await;
            dump.hear(&format!("{rpc} of the head"), &told, ids);
        }
        let list = "ReviewService/ListProtocols";
        if let Ok(protocols) = self.stand.wire.call(head.clients(), list, &stage()).await {
            dump.hear(list, &protocols, ids);
        }
    }

    /// All pages of a list about the stage.
    async fn list(&self, who: &Person, rpc: &str) -> Vec<Value> {
        let (mut all, mut token) = (Vec::new(), json!(""));
        loop {
            let body = json!({"stage": self.stage, "pageToken": token});
            let told = self.ask(who, rpc, body).await;
            let Value::Object(fields) = told else {
                unreachable!("an answer is a message")
            };
            token = json!("");
            for (name, value) in fields {
                match value {
                    Value::Array(items) => all.extend(items),
                    value if name == "nextPageToken" => token = value,
                    _ => {}
                }
            }
            if token == "" {
                return all;
            }
        }
    }

    async fn ask(&self, who: &Person, rpc: &str, body: Value) -> Value {
        self.stand.wire.done(who.clients(), rpc, body).await
    }
}
