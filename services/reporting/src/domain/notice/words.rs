//! The few words that are not the authority's own, in the languages that mails
//! are written in; English for every other.

/// Words in one language.
pub(super) struct Words {
    /// The procedure.
    pub(super) procedure: &'static str,
    /// A prize that is no money (procurement law of 2019, art. 326).
    pub(super) invitation: &'static str,
    place: &'static str,
}

impl Words {
    /// Those of a language, BCP 47.
    pub(super) fn of(language: &str) -> Self {
        match language.split('-').next() {
            Some("pl") => Self {
                procedure: "Konkurs (ustawa z 11 września 2019 r., art. 325–358)",
                invitation: "Zaproszenie do negocjacji umowy",
                place: "Miejsce",
            },
            Some("uk") => Self {
                procedure: "Конкурс (закон Польщі від 11 вересня 2019 р., ст. 325–358)",
                invitation: "Запрошення до переговорів про договір",
                place: "Місце",
            },
            _ => Self {
                procedure: "Design contest (Polish procurement law of 2019, art. 325–358)",
                invitation: "Invitation to negotiate a contract",
                place: "Place",
            },
        }
    }

    /// A place in the ranking.
    pub(super) fn place(&self, rank: i32) -> String {
        format!("{} {rank}", self.place)
    }
}
