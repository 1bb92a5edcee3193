//! A contest, up to the works that are handed in, and from the award on.

use linia_tests::story::Person;
use serde_json::{Value, json};
use uuid::Uuid;

use super::cast::Cast;
use super::states::State;
use crate::bad_input::stand::{Stand, text, unknown};

/// What the entrant's work is called; the rival's is called otherwise.
pub(super) const TITLE: &str = "Światło";
/// What the entrant hands in with it: the least that is taken for a PDF.
const FILE: &str = "JVBERi0xLjcKCg==";
const FILE_OCTETS: &str = "10";

/// A contest; its parts have names that nothing bears until they exist.
#[derive(Debug, Clone)]
pub(super) struct Contest {
    pub(super) state: State,
    pub(super) challenge: String,
    /// The first one.
    pub(super) stage: String,
    /// The one after it.
    pub(super) next_stage: String,
    /// Not answered: for the editor, and for the head.
    pub(super) questions: [String; 2],
    /// Another one that is not answered, where works are taken.
    pub(super) duplicate: String,
    /// The entrant's file: on its way where works are taken, else sealed with the work.
    pub(super) upload: String,
    /// The entrant's, with the receipt.
    pub(super) entry: String,
    pub(super) receipt: String,
    /// The entrant's work, and the file of it.
    pub(super) work: String,
    pub(super) attachment: String,
    pub(super) appeal: String,
}

impl Contest {
    /// Up to the publication, and the cancellation.
    pub(super) async fn draft(stand: &Stand, cast: &Cast, state: State) -> Self {
        let content = state.content(stand);
        let tychy = &cast.tychy;
        let challenge = match state {
            State::Draft => stand.draft(tychy, &content).await,
            State::Review => stand.in_review(tychy, &content).await,
            State::Pending => stand.pending(tychy, &content).await,
            State::Approved | State::Planned => stand.approved(tychy, &content).await,
            _ => stand.published(tychy, &content).await,
        };
        let mut contest = Self::named(state, text(&challenge["name"]));
        if state.is_published() {
            contest.stage = text(&challenge["stages"][0]["name"]);
            if state == State::Finalists {
                contest.next_stage = text(&challenge["stages"][1]["name"]);
            }
            contest.questions = [
                contest.ask(stand, cast).await,
                contest.ask(stand, cast).await,
            ];
            contest.appoint(stand, cast).await;
        }
        match state {
            State::Planned => contest.schedule(stand, cast).await,
            State::Open => contest.duplicate = contest.ask(stand, cast).await,
            State::Applying => contest.apply(stand, &cast.entrant).await,
            State::Inviting => {
                contest.invite(stand, cast, &cast.entrant).await;
                contest.invite(stand, cast, &cast.rival).await;
            }
            State::Cancelled => contest.cancel(stand, cast).await,
            _ => (),
        }
        contest
    }

    /// With nothing in it.
    fn named(state: State, challenge: String) -> Self {
        Self {
            state,
            challenge,
            stage: unknown("stages"),
            next_stage: unknown("stages"),
            questions: [unknown("questions"), unknown("questions")],
            duplicate: unknown("questions"),
            upload: unknown("uploads"),
            entry: unknown("entries"),
            receipt: "a.b.c".to_owned(),
            work: unknown("works"),
            attachment: unknown("attachments"),
            appeal: unknown("appeals"),
        }
    }

    async fn schedule(&self, stand: &Stand, cast: &Cast) {
        let body = json!({"name": self.challenge, "publishTime": stand.day(100)});
        let rpc = "ChallengeService/SchedulePublication";
        let editor = cast.tychy.editor.clients();
        stand.wire.done(editor, rpc, body).await;
    }

    async fn ask(&self, stand: &Stand, cast: &Cast) -> String {
        let body = json!({"challenge": self.challenge, "text": "Czy lampy?", "requestId": id()});
        let rpc = "QuestionService/AskQuestion";
        let asked = stand.wire.done(cast.entrant.clients(), rpc, body).await;
        text(&asked["name"])
    }

    async fn apply(&self, stand: &Stand, person: &Person) {
        let body = json!({
            "challenge": self.challenge, "entrant": person.account, "text": "Znam lampy.",
        });
        let rpc = "AdmissionService/ApplyForAdmission";
        stand.wire.done(person.clients(), rpc, body).await;
    }

    async fn invite(&self, stand: &Stand, cast: &Cast, person: &Person) {
        let body = json!({"challenge": self.challenge, "entrant": person.account});
        let rpc = "AdmissionService/InviteEntrant";
        stand
            .wire
            .done(cast.tychy.editor.clients(), rpc, body)
            .await;
    }

    pub(super) async fn cancel(&self, stand: &Stand, cast: &Cast) {
        let body = json!({"name": self.challenge, "reason": "Bez środków."});
        let rpc = "ChallengeService/CancelChallenge";
        stand.wire.done(cast.tychy.head.clients(), rpc, body).await;
    }

    /// Works are handed in, the entrant's with a file if they are opened soon.
    pub(super) async fn enter(mut self, stand: &Stand, cast: &Cast) -> Self {
        if self.state.is_closed() {
            self.upload = self.begin_upload(stand, &cast.entrant).await;
            self.finish_upload(stand, &cast.entrant).await;
            let uploads = json!([self.upload]);
            self.hand_in(stand, cast, uploads).await;
        } else if matches!(self.state, State::Open | State::Inviting) {
            self.hand_in(stand, cast, json!([])).await;
        }
        self
    }

    pub(super) async fn begin_upload(&self, stand: &Stand, person: &Person) -> String {
        let upload = json!({
            "stage": self.stage,
            "entrant": person.account,
            "fileName": "plan.pdf",
            "mediaType": "application/pdf",
            "sizeOctets": FILE_OCTETS,
        });
        let body = json!({"upload": upload, "requestId": id()});
        let rpc = "AttachmentService/StartUpload";
        let begun = stand.wire.done(person.clients(), rpc, body).await;
        text(&begun["name"])
    }

    async fn finish_upload(&self, stand: &Stand, person: &Person) {
        let body = json!({"upload": self.upload, "data": FILE});
        let rpc = "AttachmentService/UploadChunks";
        stand.wire.done(person.clients(), rpc, body).await;
        let body = json!({"upload": self.upload});
        let rpc = "AttachmentService/FinishUpload";
        stand.wire.done(person.clients(), rpc, body).await;
    }

    /// The entrant's work with its files, and the rival's.
    async fn hand_in(&mut self, stand: &Stand, cast: &Cast, uploads: Value) {
        let receipt = self.submit(stand, &cast.entrant, TITLE, uploads).await;
        self.entry = text(&receipt["entry"]);
        self.receipt = text(&receipt["jws"]);
        self.submit(stand, &cast.rival, "Cień", json!([])).await;
    }

    async fn submit(&self, stand: &Stand, person: &Person, title: &str, uploads: Value) -> Value {
        let content = json!({"title": title, "text": "Świeci, kiedy trzeba.", "uploads": uploads});
        let body = json!({
            "stage": self.stage,
            "entrant": person.account,
            "content": content,
            "requestId": id(),
        });
        let rpc = "EntryService/SubmitEntry";
        stand.wire.done(person.clients(), rpc, body).await
    }
}

/// A name for a request that is made once.
pub(super) fn id() -> Value {
    json!(Uuid::new_v4())
}
