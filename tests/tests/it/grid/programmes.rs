//! Programmes of the authority, made through the public contract.

use linia_tests::story::Person;
use serde_json::{Value, json};

use super::contest::id;
use crate::bad_input::samples::{programme, spoiled};
use crate::bad_input::stand::{Authority, Stand, text};

/// Programmes of the authority.
pub(super) struct Programmes {
    /// Takes participants; its first phase lets everybody leave.
    pub(super) running: String,
    pub(super) draft: String,
}

impl Programmes {
    pub(super) async fn make(stand: &Stand, authority: &Authority, participant: &Person) -> Self {
        let content = programme(stand);
        let content = spoiled(&content, "enrolment.capacity", json!(100));
        let content = spoiled(&content, "phases.0.mayLeave", json!(true));
        let content = spoiled(&content, "phases.1.mayLeave", json!(true));
        let made = Self {
            running: draft(stand, authority, &content).await,
            draft: draft(stand, authority, &content).await,
        };
        let body = json!({"name": made.running});
        let rpc = "ProgrammeService/PublishProgramme";
        stand.wire.done(authority.head.clients(), rpc, body).await;
        let body = json!({"programme": made.running, "entrant": participant.account});
        let rpc = "EnrolmentService/Enrol";
        stand.wire.done(participant.clients(), rpc, body).await;
        made
    }
}

async fn draft(stand: &Stand, authority: &Authority, content: &Value) -> String {
    let mut content = content.clone();
    content["organization"] = json!(authority.organization);
    let body = json!({"programme": content, "requestId": id()});
    let rpc = "ProgrammeService/CreateProgramme";
    let editor = authority.editor.clients();
    text(&stand.wire.done(editor, rpc, body).await["name"])
}
