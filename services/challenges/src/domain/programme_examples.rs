//! A programme for tests, in every state: cooperation of local governments in
//! three phases.

use linia_chassis::{
    id::{OrganizationId, ProgrammeId},
    standing::Eligibility,
};
use time::Duration;

use super::{
    content::LocalizedText,
    examples::NOW,
    programme::{
        Programme,
        content::{EnrolmentRules, Phase, ProgrammeContent},
        state::ProgrammeStateKind,
    },
};

fn texts(polish: &str, english: &str) -> Vec<LocalizedText> {
    [("pl", polish), ("en", english)]
        .map(|(language_code, text)| LocalizedText {
            language_code: language_code.into(),
            text: text.into(),
        })
        .into()
}

fn phase(polish: &str, english: &str, capacity: i32, may_leave: bool) -> Phase {
    Phase {
        titles: texts(polish, english),
        capacity,
        may_leave,
    }
}

/// Content without defects at [`NOW`]: three places, two of them in the second
/// phase, one in the third; two may wait. Enrolment is open from the next day
/// on for thirty days.
pub(crate) fn content() -> ProgrammeContent {
    ProgrammeContent {
        source_language: "pl".into(),
        titles: texts(
            "Laboratorium samorządów",
            "A laboratory of local governments",
        ),
        descriptions: texts("Wspólna diagnoza potrzeb.", "Needs, diagnosed together."),
        time_zone: "Europe/Warsaw".into(),
        operators: vec![OrganizationId::from(uuid::Uuid::from_u128(21))],
        patron: Some(OrganizationId::from(uuid::Uuid::from_u128(22))),
        enrolment: EnrolmentRules {
            open_time: Some(NOW + Duration::days(1)),
            close_time: Some(NOW + Duration::days(31)),
            capacity: 3,
            waiting_capacity: 2,
        },
        eligibility: Eligibility::default(),
        phases: vec![
            phase("Współpraca", "Cooperation", 0, false),
            phase("Dialog techniczny", "Technical dialogue", 2, true),
            phase("Opieka po konkursie", "Care after the contest", 1, false),
        ],
    }
}

/// A programme in a state; whatever happened to it happened at [`NOW`].
pub(crate) fn in_state(kind: ProgrammeStateKind) -> Programme {
    let id = ProgrammeId::from(uuid::Uuid::from_u128(1));
    let organization = OrganizationId::from(uuid::Uuid::from_u128(2));
    let draft = Programme::draft(id, organization, content(), NOW);
    match kind {
        ProgrammeStateKind::Draft => draft,
        ProgrammeStateKind::Published => draft.publish(&[], NOW).expect("has no defects"),
        ProgrammeStateKind::Ended => in_state(ProgrammeStateKind::Published)
            .end("all is done".into(), NOW)
            .expect("is published"),
    }
}
