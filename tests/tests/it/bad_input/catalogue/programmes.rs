//! Programmes, and who takes part in them.

use serde_json::json;

use super::{Entry, Told, denied, entry, missing, stop};
use crate::bad_input::stand::unknown;

pub(super) fn programmes() -> Vec<Entry> {
    let name = json!({"name": unknown("programmes")});
    let ended = json!({"name": unknown("programmes"), "reason": "Bez powodu."});
    let participant = json!({"programme": unknown("programmes"), "entrant": unknown("accounts")});
    let mut removed = participant.clone();
    removed["reason"] = json!("Bez powodu.");
    let mut advanced = participant.clone();
    advanced["phase"] = json!(2);
    let people = || [stop(), missing(), denied()];
    let nothing = || [missing(), missing(), missing()];
    vec![
        entry(
            "ProgrammeService/CreateProgramme",
            json!({"programme": {"organization": unknown("organizations")}}),
            [stop(), denied(), denied()],
        ),
        entry("ProgrammeService/GetProgramme", name.clone(), nothing()),
        entry(
            "ProgrammeService/ListProgrammes",
            json!({}),
            [Told::Answer, Told::Answer, Told::Answer],
        ),
        entry(
            "ProgrammeService/UpdateProgramme",
            json!({ "programme": name }),
            people(),
        ),
        entry("ProgrammeService/PublishProgramme", name, people()),
        entry("ProgrammeService/EndProgramme", ended, people()),
        entry(
            "ParticipationService/ExportMyParticipations",
            json!({}),
            [stop(), Told::Answer, denied()],
        ),
        entry("EnrolmentService/Enrol", participant.clone(), people()),
        entry("EnrolmentService/LeaveProgramme", participant, people()),
        entry("EnrolmentService/RemoveEnrolment", removed, people()),
        entry("EnrolmentService/AdvanceEnrolment", advanced, people()),
        entry(
            "EnrolmentService/ListEnrolments",
            json!({"programme": unknown("programmes")}),
            nothing(),
        ),
    ]
}
