//! Who calls.

use linia_tests::stack::Service;
use linia_tests::story::{Clients, Person};

use crate::bad_input::stand::{Authority, Stand};

/// Who calls, as the columns of the table name them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Who {
    /// Without a token.
    Nobody,
    /// The head of another authority.
    Other,
    /// An editor of the authority.
    Editor,
    /// The head of the authority.
    Head,
    /// A juror who leads the jury and has declared.
    Chair,
    /// A juror who has declared.
    Juror,
    /// A juror who has not declared; left before the judgement, which waits for every juror.
    Silent,
    /// A juror who has declared, and left.
    Recused,
    /// A person who entered.
    Entrant,
    /// The operator of the installation.
    Operator,
    /// The service reporting, which has no part in contests.
    Service,
    /// The service submissions, which opens stages.
    Submissions,
}

impl Who {
    pub(super) const ALL: [Self; 12] = [
        Self::Nobody,
        Self::Other,
        Self::Editor,
        Self::Head,
        Self::Chair,
        Self::Juror,
        Self::Silent,
        Self::Recused,
        Self::Entrant,
        Self::Operator,
        Self::Service,
        Self::Submissions,
    ];

    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Nobody => "nobody",
            Self::Other => "other",
            Self::Editor => "editor",
            Self::Head => "head",
            Self::Chair => "chair",
            Self::Juror => "juror",
            Self::Silent => "silent",
            Self::Recused => "recused",
            Self::Entrant => "entrant",
            Self::Operator => "operator",
            Self::Service => "service",
            Self::Submissions => "submissions",
        }
    }
}

/// Everybody.
pub(super) struct Cast {
    pub(super) tychy: Authority,
    pub(super) chair: Person,
    pub(super) juror: Person,
    /// Makes the jury large enough without those who leave.
    pub(super) third: Person,
    pub(super) silent: Person,
    pub(super) recused: Person,
    pub(super) entrant: Person,
    /// Enters too.
    pub(super) rival: Person,
    other: Authority,
    operator: Person,
    service: Clients,
    submissions: Clients,
    nobody: Clients,
}

impl Cast {
    pub(super) async fn gather(stand: &Stand) -> Self {
        let operator = stand.operator().await;
        let (tychy, other, chair, juror, third, silent, recused, entrant, rival) = tokio::join!(
            stand.authority(&operator, "Tychy", "8567346215"),
            stand.authority(&operator, "Bialystok", "7740001454"),
            stand.person("Jadwiga Chair"),
            stand.person("Janina Juror"),
            stand.person("Jan Third"),
            stand.person("Jerzy Silent"),
            stand.person("Julia Recused"),
            stand.person("Ewa Entrant"),
            stand.person("Robert Rival"),
        );
        Self {
            service: stand.service(Service::Reporting).await,
            submissions: stand.service(Service::Submissions).await,
            nobody: stand.world.anonymous.clone(),
            tychy,
            chair,
            juror,
            third,
            silent,
            recused,
            entrant,
            rival,
            other,
            operator,
        }
    }

    /// Clients that speak as somebody.
    pub(super) fn clients(&self, who: Who) -> &Clients {
        match who {
            Who::Nobody => &self.nobody,
            Who::Service => &self.service,
            Who::Submissions => &self.submissions,
            person => self.person(person).map_or(&self.nobody, Person::clients),
        }
    }

    /// The person who calls, if it is one.
    pub(super) const fn person(&self, who: Who) -> Option<&Person> {
        Some(match who {
            Who::Nobody | Who::Service | Who::Submissions => return None,
            Who::Other => &self.other.head,
            Who::Editor => &self.tychy.editor,
            Who::Head => &self.tychy.head,
            Who::Chair => &self.chair,
            Who::Juror => &self.juror,
            Who::Silent => &self.silent,
            Who::Recused => &self.recused,
            Who::Entrant => &self.entrant,
            Who::Operator => &self.operator,
        })
    }
}
