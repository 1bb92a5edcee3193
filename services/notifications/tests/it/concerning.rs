//! Whoever waits for an admission or has one hears what becomes of the contest,
//! in whatever name; who was refused does not.

use linia_chassis::{
    consumer::EventRecord,
    id::{AccountId, ChallengeId, OrganizationId, QuestionId, StageId, TeamId},
};
use linia_proto::{
    challenges::events::v1::{
        ApplicationReceived, ChallengeAmended, ChallengeCancelled, EntrantAdmitted, EntrantRefused,
        QuestionAnswered, ResultAnnulled, StageExtended,
    },
    identity::{
        events::v1::{TeamFormed, TeamMemberJoined},
        v1::MembershipRole,
    },
};
use prost_types::Timestamp;

use crate::world::{World, event, granted};

/// A contest of one authority.
struct Contest {
    challenge: ChallengeId,
    authority: OrganizationId,
}

impl Contest {
    fn new() -> Self {
        let (challenge, authority) = (ChallengeId::new(), OrganizationId::new());
        Self {
            challenge,
            authority,
        }
    }

    fn names(&self) -> (String, String) {
        (self.challenge.to_string(), self.authority.to_string())
    }

    fn applied(&self, minute: i64, entrant: impl ToString) -> EventRecord {
        let (challenge, authority) = self.names();
        let applied = ApplicationReceived {
            challenge,
            authority,
            entrant: entrant.to_string(),
        };
        event(minute, &applied)
    }

    fn admitted(&self, minute: i64, entrant: impl ToString) -> EventRecord {
        let (challenge, authority) = self.names();
        let admitted = EntrantAdmitted {
            challenge,
            authority,
            entrant: entrant.to_string(),
            ..EntrantAdmitted::default()
        };
        event(minute, &admitted)
    }

    fn refused(&self, minute: i64, entrant: impl ToString) -> EventRecord {
        let (challenge, authority) = self.names();
        let refused = EntrantRefused {
            challenge,
            authority,
            entrant: entrant.to_string(),
            reason: "Too large".into(),
        };
        event(minute, &refused)
    }

    fn extended(&self, minute: i64, ordinal: i32) -> EventRecord {
        let (challenge, authority) = self.names();
        let time = Some(Timestamp::default());
        let extended = StageExtended {
            challenge,
            authority,
            stage: StageId::new().to_string(),
            close_time: time,
            previous_close_time: time,
            reason: "Powódź".into(),
            ordinal,
        };
        event(minute, &extended)
    }

    fn answered(&self, minute: i64) -> EventRecord {
        let (challenge, authority) = self.names();
        let asker = AccountId::new().to_string();
        let answered = QuestionAnswered {
            question: QuestionId::new().to_string(),
            challenge,
            authority,
            asker: asker.clone(),
            askers: vec![asker],
        };
        event(minute, &answered)
    }

    /// Everything that everyone concerned is told of.
    fn changes(&self, minute: i64) -> Vec<EventRecord> {
        let (challenge, authority) = self.names();
        let amended = ChallengeAmended {
            challenge: challenge.clone(),
            authority: authority.clone(),
            ..ChallengeAmended::default()
        };
        let cancelled = ChallengeCancelled {
            challenge: challenge.clone(),
            authority: authority.clone(),
            reason: "Brak środków".into(),
        };
        let annulled = ResultAnnulled {
            challenge,
            authority,
            reason: "Wada".into(),
        };
        vec![
            event(minute, &amended),
            self.extended(minute, 1),
            self.answered(minute),
            event(minute, &cancelled),
            event(minute, &annulled),
        ]
    }
}

const CHANGES: [&str; 5] = [
    "challenge_amended",
    "challenge_cancelled",
    "question_answered",
    "result_annulled",
    "stage_extended",
];

impl World {
    /// What this person was told of a contest, admission left aside.
    async fn heard(&self, account: AccountId) -> Vec<String> {
        let told = self.told().await.into_iter();
        let mine = told.filter(|(who, _, _)| *who == account);
        mine.map(|(_, topic, _)| topic)
            .filter(|topic| CHANGES.contains(&topic.as_str()))
            .collect()
    }
}

fn formed(minute: i64, team: TeamId, founder: AccountId) -> EventRecord {
    let formed = TeamFormed {
        team: team.to_string(),
        founder: founder.to_string(),
    };
    event(minute, &formed)
}

#[tokio::test]
async fn whoever_waits_or_was_admitted_hears_what_becomes_of_the_contest() {
    let world = World::new().await;
    let contest = Contest::new();
    let [waiting, admitted, invited, refused, founder] = [(); 5].map(|()| AccountId::new());
    let [head, editor, representative] = [(); 3].map(|()| AccountId::new());
    let (team, company) = (TeamId::new(), OrganizationId::new());
    world.handle(&formed(1, team, founder)).await;
    for (account, role) in [
        (head, MembershipRole::Head),
        (editor, MembershipRole::Editor),
        (representative, MembershipRole::Representative),
    ] {
        world
            .handle(&event(1, &granted(company, account, role)))
            .await;
    }
    for happens in [
        contest.applied(2, waiting),
        contest.applied(2, admitted),
        contest.applied(2, refused),
        contest.applied(2, team),
        contest.admitted(3, admitted),
        contest.refused(3, refused),
        contest.admitted(3, invited),
        contest.admitted(3, company),
    ] {
        world.handle(&happens).await;
    }
    for change in contest.changes(4) {
        world.handle(&change).await;
    }
    for concerned in [waiting, admitted, invited, founder, head, representative] {
        assert_eq!(world.heard(concerned).await, CHANGES);
    }
    for other in [refused, editor] {
        assert_eq!(world.heard(other).await, [] as [&str; 0]);
    }
}

#[tokio::test]
async fn closing_time_of_a_later_stage_concerns_finalists_only() {
    let world = World::new().await;
    let (contest, admitted) = (Contest::new(), AccountId::new());
    world.handle(&contest.admitted(1, admitted)).await;
    world.handle(&contest.extended(2, 2)).await;
    assert_eq!(world.heard(admitted).await, [] as [&str; 0]);
}

#[tokio::test]
async fn same_members_hear_an_answer_in_whatever_order_team_admission_and_answer_arrive() {
    let world = World::new().await;
    for order in [
        [0, 1, 2],
        [0, 2, 1],
        [1, 0, 2],
        [1, 2, 0],
        [2, 0, 1],
        [2, 1, 0],
    ] {
        let (contest, team) = (Contest::new(), TeamId::new());
        let [founder, later] = [(); 2].map(|()| AccountId::new());
        let joined = TeamMemberJoined {
            team: team.to_string(),
            account: later.to_string(),
        };
        let chains = [
            vec![formed(1, team, founder), event(4, &joined)],
            vec![contest.admitted(2, team)],
            vec![contest.answered(3)],
        ];
        for happens in order.into_iter().flat_map(|chain| &chains[chain]) {
            world.handle(happens).await;
        }
        let heard = world.heard(founder).await;
        assert_eq!(heard, ["question_answered"], "{order:?}");
        let heard = world.heard(later).await;
        assert_eq!(heard, [] as [&str; 0], "joined after: {order:?}");
    }
}

#[tokio::test]
async fn member_admission_and_answer_at_the_same_moment_do_not_miss_each_other() {
    let world = World::new().await;
    for _ in 0..20 {
        let (contest, team, founder) = (Contest::new(), TeamId::new(), AccountId::new());
        let formed = formed(1, team, founder);
        let (admitted, answered) = (contest.admitted(2, team), contest.answered(3));
        tokio::join!(
            world.handle(&formed),
            world.handle(&admitted),
            world.handle(&answered)
        );
        assert_eq!(world.heard(founder).await, ["question_answered"]);
    }
}
