//! An opening by two people.

use linia_chassis::{
    auth::Caller,
    id::{ChallengeId, StageId},
};
use linia_submissions::{
    app::{
        close_stage::Attempt, end_contest::end_contest_in_tx, get_opening::get_opening,
        open_by_hand::open_by_hand,
    },
    domain::rules::{OpeningMode, StageRules},
    store::stages as replica,
};

use crate::keeper::token_of;
use crate::world::{HOUR, Person, World, reason};

/// How far an opening is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// Works are still taken.
    Sealed,
    Closed,
    /// One has approved.
    Approved,
    /// Two have: works are being made.
    Due,
    Opened,
    /// Cancelled after it was closed.
    Cancelled,
}
use State::{Approved, Cancelled, Closed, Due, Opened, Sealed};

const STATES: [State; 6] = [Sealed, Closed, Approved, Due, Opened, Cancelled];

/// Who asks for the opening.
#[derive(Debug, Clone, Copy)]
enum Who {
    /// Whoever approves first, if anybody has.
    First,
    /// Somebody else who may.
    Second,
    /// A juror who does not lead.
    Juror,
    Stranger,
}

/// What each is told in each of [`STATES`], and how many have approved then.
#[rustfmt::skip]
const TABLE: [(Who, [(&str, i64); 6]); 4] = [
    (Who::First,
        [("STAGE_NOT_CLOSED", 0), ("OK", 1), ("OK", 1), ("OK", 2), ("OK", 2),
         ("CHALLENGE_CANCELLED", 0)]),
    (Who::Second,
        [("STAGE_NOT_CLOSED", 0), ("OK", 1), ("OK", 2), ("OK", 2), ("OK", 2),
         ("CHALLENGE_CANCELLED", 0)]),
    (Who::Juror,
        [("NOT_FOUND", 0), ("NOT_FOUND", 0), ("NOT_FOUND", 1), ("NOT_FOUND", 2), ("NOT_FOUND", 2),
         ("NOT_FOUND", 0)]),
    (Who::Stranger,
        [("NOT_FOUND", 0), ("NOT_FOUND", 0), ("NOT_FOUND", 1), ("NOT_FOUND", 2), ("NOT_FOUND", 2),
         ("NOT_FOUND", 0)]),
];

/// A stage of which somebody asks the opening.
struct Case<'a> {
    world: &'a World,
    challenge: ChallengeId,
    stage: StageId,
    head: Person,
    /// The first leads.
    jurors: Vec<Person>,
}

impl<'a> Case<'a> {
    async fn publish(world: &'a World) -> Self {
        let rules = StageRules {
            opening_mode: OpeningMode::TwoPerson,
            ..StageRules::default()
        };
        let stage = world.publish_by(rules).await;
        Self {
            world,
            challenge: stage.challenge,
            stage: stage.id,
            head: Person::heading(world.authority),
            jurors: world.appoint_jury(stage.challenge).await,
        }
    }

    /// Brings it as far as that, once its time has come.
    async fn reach(&self, state: State) {
        assert_eq!(self.world.close(self.stage).await, Attempt::Done);
        let approvers = match state {
            Sealed | Closed | Cancelled => &[][..],
            Approved => &[Who::First],
            Due | Opened => &[Who::First, Who::Second],
        };
        for who in approvers {
            assert_eq!(self.ask(*who).await, "OK");
        }
        match state {
            Opened => self.world.open(self.stage).await,
            Cancelled => self.cancel().await,
            _ => {}
        }
    }

    async fn cancel(&self) {
        let mut tx = self.world.ctx.database.begin_write().await.expect("begins");
        let cancelled = replica::cancel(tx.conn(), self.challenge, 9).await;
        cancelled.expect("is known");
        let ended = end_contest_in_tx(&mut tx, self.challenge, "no money").await;
        ended.expect("ends");
        tx.commit().await.expect("commits");
    }

    async fn ask(&self, who: Who) -> &'static str {
        let stranger = Person::new();
        let caller: &Caller = match who {
            Who::First => &self.head.caller,
            Who::Second => &self.jurors[0].caller,
            Who::Juror => &self.jurors[1].caller,
            Who::Stranger => &stranger.caller,
        };
        reason(open_by_hand(&self.world.ctx, caller, &token_of(caller), self.stage).await)
    }

    async fn approvals(&self) -> i64 {
        let known = get_opening(&self.world.ctx, &self.head.caller, self.stage).await;
        known.expect("is staff").1
    }
}

#[tokio::test]
async fn every_call_to_open_a_stage_in_every_state() {
    let world = World::create().await;
    let mut cases = Vec::new();
    for (who, answers) in TABLE {
        for (state, expected) in STATES.into_iter().zip(answers) {
            cases.push((Case::publish(&world).await, state, who, expected));
        }
    }
    // The stages that are still sealed come first: the clock goes forward only.
    cases.sort_by_key(|(_, state, ..)| *state != Sealed);
    let mut over = false;
    for (case, state, who, expected) in &cases {
        if *state != Sealed {
            if !over {
                world.travel(HOUR).await;
                over = true;
            }
            case.reach(*state).await;
        }
        let answer = (case.ask(*who).await, case.approvals().await);
        assert_eq!(answer, *expected, "{who:?}, {state:?}");
    }
}
