//! Any sequence of commands on a whole programme: no place is given twice, and
//! nobody overtakes those who wait.

use std::collections::BTreeMap;

use linia_chassis::id::{AccountId, ChallengeId};
use proptest::prelude::*;

use super::*;
use crate::domain::{
    examples::NOW,
    programme::{Programme, Taken, state::ProgrammeStateKind},
    programme_examples,
};

/// Something that somebody tries, by number.
#[derive(Debug, Clone, Copy)]
enum Command {
    Enrol(u8),
    Carry(u8),
    Leave(u8),
    Remove(u8),
    /// Who, and to which phase.
    Advance(u8, i32),
}

fn any_command() -> impl Strategy<Value = Command> {
    let who = 0..12_u8;
    prop_oneof![
        4 => who.clone().prop_map(Command::Enrol),
        1 => who.clone().prop_map(Command::Carry),
        2 => who.clone().prop_map(Command::Leave),
        1 => who.clone().prop_map(Command::Remove),
        4 => (who, 1..5).prop_map(|(who, phase)| Command::Advance(who, phase)),
    ]
}

/// All enrolments of a programme, kept as the use cases keep them.
struct Roll {
    programme: Programme,
    enrolments: BTreeMap<u8, Enrolment>,
    arrivals: i64,
}

impl Roll {
    fn count(&self, wanted: impl Fn(&EnrolmentState) -> bool) -> i64 {
        let found = self.enrolments.values().filter(|it| wanted(&it.state));
        i64::try_from(found.count()).expect("there are few")
    }

    fn taken(&self) -> Taken {
        Taken {
            places: self.count(|state| state.phase().is_some()),
            waiting: self.count(|state| *state == EnrolmentState::Waiting),
        }
    }

    fn first_waiting(&self) -> Option<u8> {
        let waiting = self.enrolments.iter();
        let waiting = waiting.filter(|(_, it)| it.state == EnrolmentState::Waiting);
        waiting
            .min_by_key(|(_, it)| it.arrival)
            .map(|(who, _)| *who)
    }

    /// Tries a command; gives what it made free to those who wait. Returns
    /// whether it changed anything.
    fn attempt(&mut self, command: Command) -> bool {
        let (Command::Enrol(who)
        | Command::Carry(who)
        | Command::Leave(who)
        | Command::Remove(who)
        | Command::Advance(who, _)) = command;
        let found = self.enrolments.get(&who).cloned();
        let account = AccountId::from(uuid::Uuid::from_u128(u128::from(who)));
        let ids = (self.programme.id, EntrantName::Account(account));
        let door = Door {
            room: self.programme.room(self.taken()),
            arrival: self.arrivals + 1,
            now: NOW,
        };
        let content = &self.programme.content;
        let changed = match (command, found) {
            (Command::Enrol(_), found) => {
                Enrolment::enrol(found, ids, door).map(|arrival| match arrival {
                    Arrival::Known(_) => None,
                    Arrival::New(enrolment) => Some(enrolment),
                })
            }
            (Command::Carry(_), found) => {
                let from = ChallengeId::from(uuid::Uuid::from_u128(99));
                let carried = Carried { from, rank: 1 };
                Ok(Enrolment::carry(found.as_ref(), ids, carried, door))
            }
            (_, None) => Ok(None),
            (Command::Leave(_), Some(found)) => found.leave(content, NOW),
            (Command::Remove(_), Some(found)) => found.remove("why".into(), NOW),
            (Command::Advance(_, to), Some(found)) => {
                let taken = self.count(|state| state.phase() == Some(to));
                found.advance(content, to, taken, NOW)
            }
        };
        let Ok(Some(changed)) = changed else {
            return false;
        };
        self.arrivals = self.arrivals.max(changed.arrival);
        self.enrolments.insert(who, changed);
        while let Some(next) = self.first_waiting()
            && self.programme.has_place(self.taken())
        {
            let waiting = self.enrolments.remove(&next).expect("is there");
            let seated = waiting.take_place(NOW).expect("waits");
            self.enrolments.insert(next, seated);
        }
        true
    }
}

proptest! {
    #[test]
    fn no_sequence_exceeds_a_capacity_or_overtakes_anybody(
        commands in prop::collection::vec(any_command(), 0..120),
    ) {
        let programme = programme_examples::in_state(ProgrammeStateKind::Published);
        let mut roll = Roll { programme, enrolments: BTreeMap::new(), arrivals: 0 };
        for command in commands {
            let waited = roll.first_waiting();
            let before = roll.enrolments.clone();
            let changed = roll.attempt(command);
            prop_assert!(changed || before == roll.enrolments, "what is refused changes nothing");

            let taken = roll.taken();
            let rules = roll.programme.content.enrolment.clone();
            prop_assert!(taken.places <= i64::from(rules.capacity));
            for (phase, number) in roll.programme.content.phases.iter().zip(1..) {
                let inside = roll.count(|state| state.phase() == Some(number));
                prop_assert!(phase.capacity == 0 || inside <= i64::from(phase.capacity));
            }
            let carried = roll.count_waiting_winners();
            prop_assert!(taken.waiting - carried <= i64::from(rules.waiting_capacity));
            prop_assert!(
                taken.waiting == 0 || taken.places == i64::from(rules.capacity),
                "nobody waits for a place that is free"
            );
            // Whoever waited longest got the first place, or waits still, unless they went.
            if let Some(first) = waited {
                let is_new = |who: &u8| before.get(who).is_none_or(|it| it.state.phase().is_none());
                let seated = roll.enrolments.iter().filter(|(who, it)| {
                    it.state.phase().is_some() && is_new(who)
                });
                let overtaken = roll.enrolments[&first].state == EnrolmentState::Waiting;
                prop_assert!(!overtaken || seated.count() == 0);
            }
        }
    }
}

impl Roll {
    fn count_waiting_winners(&self) -> i64 {
        let waiting = self.enrolments.values();
        let winners =
            waiting.filter(|it| it.state == EnrolmentState::Waiting && it.carried.is_some());
        i64::try_from(winners.count()).expect("there are few")
    }
}
