//! Who calls.

use linia_tests::stack::Service;
use linia_tests::story::{Clients, Person};

use serde_json::json;

use super::contest::id;
use super::programmes::Programmes;
use crate::bad_input::stand::{Authority, Stand, text};

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
    /// A juror who has declared, and reads the work that is asked about.
    Juror,
    /// A juror who has declared, and does not read that work where works are distributed.
    Unassigned,
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
    /// The service challenges, which keeps half of each stage's keys with identity.
    Challenges,
    /// The service notifications, which writes to people.
    Notifications,
    /// A person who entered too.
    Rival,
}

impl Who {
    /// Those who have a column.
    pub(super) const ALL: [Self; 13] = [
        Self::Nobody,
        Self::Other,
        Self::Editor,
        Self::Head,
        Self::Chair,
        Self::Juror,
        Self::Unassigned,
        Self::Silent,
        Self::Recused,
        Self::Entrant,
        Self::Operator,
        Self::Service,
        Self::Submissions,
    ];

    /// Those who are named where they call.
    const OTHERS: [Self; 3] = [Self::Challenges, Self::Notifications, Self::Rival];

    pub(super) fn named(name: &str) -> Option<Self> {
        let mut all = Self::ALL.into_iter().chain(Self::OTHERS);
        all.find(|who| who.name() == name)
    }

    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Nobody => "nobody",
            Self::Other => "other",
            Self::Editor => "editor",
            Self::Head => "head",
            Self::Chair => "chair",
            Self::Juror => "juror",
            Self::Unassigned => "unassigned",
            Self::Silent => "silent",
            Self::Recused => "recused",
            Self::Entrant => "entrant",
            Self::Operator => "operator",
            Self::Service => "service",
            Self::Submissions => "submissions",
            Self::Challenges => "challenges",
            Self::Notifications => "notifications",
            Self::Rival => "rival",
        }
    }
}

/// Everybody.
pub(super) struct Cast {
    pub(super) tychy: Authority,
    pub(super) chair: Person,
    pub(super) juror: Person,
    pub(super) unassigned: Person,
    /// Sits where works are distributed, and could take the entrant's over.
    pub(super) substitute: Person,
    pub(super) silent: Person,
    pub(super) recused: Person,
    pub(super) entrant: Person,
    /// Enters too.
    pub(super) rival: Person,
    /// The entrant's team, which the one who is recused is invited to; enters nothing.
    pub(super) team: String,
    /// Of the authority; the rival takes part.
    pub(super) programmes: Programmes,
    pub(super) operator: Person,
    other: Authority,
    service: Clients,
    submissions: Clients,
    challenges: Clients,
    notifications: Clients,
    nobody: Clients,
}

impl Cast {
    pub(super) async fn gather(stand: &Stand) -> Self {
        let operator = stand.operator().await;
        let (tychy, other, chair, juror, unassigned, substitute, silent, recused, entrant, rival) = tokio::join!(
            stand.authority(&operator, "Tychy", "8567346215"),
            stand.authority(&operator, "Bialystok", "7740001454"),
            stand.person("Jadwiga Chair"),
            stand.person("Janina Juror"),
            stand.person("Jan Unassigned"),
            stand.person("Judyta Substitute"),
            stand.person("Jerzy Silent"),
            stand.person("Julia Recused"),
            stand.person("Ewa Entrant"),
            stand.person("Robert Rival"),
        );
        let team = team(stand, &entrant, &recused).await;
        let programmes = Programmes::make(stand, &tychy, &rival).await;
        Self {
            service: stand.service(Service::Reporting).await,
            submissions: stand.service(Service::Submissions).await,
            challenges: stand.service(Service::Challenges).await,
            notifications: stand.service(Service::Notifications).await,
            nobody: stand.world.anonymous.clone(),
            tychy,
            chair,
            juror,
            unassigned,
            substitute,
            silent,
            recused,
            entrant,
            rival,
            team,
            programmes,
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
            Who::Challenges => &self.challenges,
            Who::Notifications => &self.notifications,
            person => self.person(person).map_or(&self.nobody, Person::clients),
        }
    }

    /// The person who calls, if it is one.
    pub(super) const fn person(&self, who: Who) -> Option<&Person> {
        Some(match who {
            Who::Nobody
            | Who::Service
            | Who::Submissions
            | Who::Challenges
            | Who::Notifications => return None,
            Who::Other => &self.other.head,
            Who::Editor => &self.tychy.editor,
            Who::Head => &self.tychy.head,
            Who::Chair => &self.chair,
            Who::Juror => &self.juror,
            Who::Unassigned => &self.unassigned,
            Who::Silent => &self.silent,
            Who::Recused => &self.recused,
            Who::Entrant => &self.entrant,
            Who::Operator => &self.operator,
            Who::Rival => &self.rival,
        })
    }
}

/// A team that somebody founds and somebody else is invited to.
async fn team(stand: &Stand, founder: &Person, invited: &Person) -> String {
    let body = json!({"displayName": "Zespół", "requestId": id()});
    let founded = stand
        .wire
        .done(founder.clients(), "TeamService/CreateTeam", body)
        .await;
    let body = json!({"team": founded["name"], "account": invited.account});
    let rpc = "TeamService/InviteTeamMember";
    stand.wire.done(founder.clients(), rpc, body).await;
    text(&founded["name"])
}
