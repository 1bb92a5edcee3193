//! What works win, and what becomes of it.

use std::collections::BTreeMap;

use super::{
    contest::{Laureate, SteppedIn},
    ocds::{Award, AwardStatus, Party, PartyRef, Release, Role, Value},
    value::total,
    words::Words,
};

/// Who is behind the works that won, by the id of their party: people and
/// teams, whose names are asked for when they are shown.
pub(crate) type Entrants = BTreeMap<String, String>;

/// The only award of a contest that was annulled.
const ANNULMENT: &str = "annulment";

impl Release {
    /// Awards what the laureates won. Of an earlier approval, what they did not
    /// win again is cancelled.
    pub(super) fn award(
        &mut self,
        laureates: &[Laureate],
        date: &str,
        status: AwardStatus,
        entrants: &mut Entrants,
    ) {
        for award in &mut self.awards {
            if award.status == AwardStatus::Pending {
                award.status = AwardStatus::Cancelled;
            }
        }
        for laureate in laureates {
            let alone = laureates
                .iter()
                .filter(|it| it.rank == laureate.rank)
                .count()
                == 1;
            // How a prize is shared is not published.
            let value = if alone {
                self.value_of(laureate.rank)
            } else {
                None
            };
            self.give(laureate, date, status, value, entrants);
        }
    }

    /// Awards a prize that fell away to whoever stepped in.
    pub(super) fn step_in(&mut self, stepped: &SteppedIn, date: &str, entrants: &mut Entrants) {
        let lost = self.awards.iter().find(|award| award.id == stepped.work);
        let value = lost.and_then(|award| award.value.clone());
        let value = if stepped.runners_up.len() == 1 {
            value
        } else {
            None
        };
        for runner_up in &stepped.runners_up {
            let active = AwardStatus::Active;
            self.give(runner_up, date, active, value.clone(), entrants);
        }
    }

    /// What was approved is awarded.
    pub(super) fn activate_awards(&mut self) {
        for award in &mut self.awards {
            if award.status == AwardStatus::Pending {
                award.status = AwardStatus::Active;
            }
        }
    }

    /// Takes a prize back. Tells whether there was one to take.
    pub(super) fn cancel_award(&mut self, work: &str, reason: &str) -> bool {
        let stands = |it: &&mut Award| it.status != AwardStatus::Cancelled && it.id == work;
        let Some(award) = self.awards.iter_mut().find(stands) else {
            return false;
        };
        award.status = AwardStatus::Cancelled;
        award.description = Some(reason.to_owned());
        true
    }

    /// Takes back what was approved and not awarded yet. Tells whether there was
    /// anything.
    pub(super) fn cancel_pending_awards(&mut self, reason: &str) -> bool {
        let pending: Vec<_> = self
            .awards
            .iter()
            .filter(|award| award.status == AwardStatus::Pending)
            .map(|award| award.id.clone())
            .collect();
        for work in &pending {
            self.cancel_award(work, reason);
        }
        !pending.is_empty()
    }

    /// Nobody wins.
    pub(super) fn annul(&mut self, date: &str, reason: &str) {
        self.cancel_pending_awards(reason);
        self.awards.push(Award {
            id: ANNULMENT.to_owned(),
            title: None,
            description: Some(reason.to_owned()),
            status: AwardStatus::Unsuccessful,
            date: date.to_owned(),
            value: None,
            suppliers: Vec::new(),
        });
    }

    fn give(
        &mut self,
        laureate: &Laureate,
        date: &str,
        status: AwardStatus,
        value: Option<Value>,
        entrants: &mut Entrants,
    ) {
        let words = Words::of(self.language.as_deref().unwrap_or_default());
        let supplier = self.supplier(laureate, entrants);
        let award = Award {
            id: laureate.work.clone(),
            title: (laureate.rank > 0).then(|| words.place(laureate.rank)),
            description: None,
            status,
            date: date.to_owned(),
            value,
            suppliers: supplier.into_iter().collect(),
        };
        match self.awards.iter_mut().find(|it| it.id == award.id) {
            Some(known) => *known = award,
            None => self.awards.push(award),
        }
    }

    /// The party behind a work; none if the event does not tell.
    fn supplier(&mut self, laureate: &Laureate, entrants: &mut Entrants) -> Option<PartyRef> {
        let (entrant, work) = (&laureate.entrant, &laureate.work);
        if entrant.is_empty() {
            return None;
        }
        let id = if entrant.starts_with("organizations/") {
            entrant.clone()
        } else {
            entrants.insert(work.clone(), entrant.clone());
            work.clone()
        };
        match self.parties.iter_mut().find(|party| party.id == id) {
            Some(party) if party.roles.contains(&Role::Supplier) => {}
            Some(party) => party.roles.push(Role::Supplier),
            None => self.parties.push(Party::new(id.clone(), Role::Supplier)),
        }
        Some(PartyRef { id, name: None })
    }

    fn value_of(&self, rank: i32) -> Option<Value> {
        let prizes = self.tender.design_contest.as_ref()?.prizes.as_ref()?;
        let of_rank = prizes.details.iter().filter(|it| it.rank() == Some(rank));
        total(of_rank.filter_map(|prize| prize.value.as_ref()))
    }
}

impl Party {
    /// Somebody of whom the id is known.
    pub(super) fn new(id: String, role: Role) -> Self {
        Self {
            name: None,
            id,
            identifier: None,
            additional_identifiers: Vec::new(),
            roles: vec![role],
        }
    }
}
