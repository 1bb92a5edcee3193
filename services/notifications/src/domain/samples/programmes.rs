//! One occurrence of every kind in a programme.

use linia_chassis::id::EntrantName;

use super::{Sample, titles};
use crate::domain::{Occurrence, ProgrammeSummary};

impl Sample {
    pub(crate) fn programme_summary(&self) -> ProgrammeSummary {
        ProgrammeSummary {
            titles: titles("Laboratorium", "Laboratory"),
            phases: vec![
                titles("Współpraca", "Cooperation"),
                titles("Dialog", "Dialogue"),
            ],
        }
    }

    pub(super) fn of_programmes(&self) -> Vec<Occurrence> {
        let programme = self.programme;
        let entrant = EntrantName::Team(self.team);
        let enrolled = |waited, carried| Occurrence::EntrantEnrolled {
            programme,
            entrant,
            waited,
            carried,
        };
        let waits = |carried| Occurrence::EntrantWaitlisted {
            programme,
            entrant,
            carried,
        };
        vec![
            Occurrence::ProgrammePublished {
                programme,
                summary: self.programme_summary(),
            },
            enrolled(false, false),
            enrolled(false, true),
            waits(false),
            waits(true),
            enrolled(true, false),
            enrolled(true, true),
            Occurrence::EntrantAdvanced {
                programme,
                entrant,
                phase: 2,
            },
            Occurrence::EntrantLeft { programme, entrant },
            Occurrence::EntrantRemoved {
                programme,
                entrant,
                reason: "Brak udziału".into(),
            },
            Occurrence::ProgrammeEnded {
                programme,
                reason: "Wszystko zrobiono".into(),
            },
        ]
    }
}
