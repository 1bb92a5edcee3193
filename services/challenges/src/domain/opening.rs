//! Who may open a stage, where its contest states that two people do.

use std::collections::BTreeMap;

use linia_chassis::id::{AccountId, StageId};
use time::OffsetDateTime;

use super::{
    challenge::{Challenge, StageView},
    key_release::Refusal,
    rules::OpeningMode,
};

/// How many different people it takes.
const PEOPLE: usize = 2;

/// A person asked for the opening.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OpeningApproval {
    /// Who.
    pub person: AccountId,
    /// Whether they were an editor or head of the authority then.
    pub of_authority: bool,
}

/// Everybody who has asked for the opening of a stage.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OpeningApprovals(BTreeMap<AccountId, bool>);

impl FromIterator<OpeningApproval> for OpeningApprovals {
    fn from_iter<I: IntoIterator<Item = OpeningApproval>>(approvals: I) -> Self {
        let mut people = BTreeMap::new();
        for approval in approvals {
            *people.entry(approval.person).or_default() |= approval.of_authority;
        }
        Self(people)
    }
}

impl OpeningApprovals {
    /// How many different people have asked.
    #[must_use]
    pub fn count(&self) -> usize {
        self.0.len()
    }

    /// Whether they may open the stage: two different people, one of them of the
    /// authority. The other may lead the jury, which this service does not know.
    #[must_use]
    pub fn suffice(&self) -> bool {
        self.count() >= PEOPLE && self.0.values().any(|of_authority| *of_authority)
    }
}

impl StageView<'_> {
    /// Whether two people open the stage.
    #[must_use]
    pub fn is_opened_by_two(&self) -> bool {
        self.content.rules.opening_mode == OpeningMode::TwoPerson
    }
}

impl Challenge {
    /// Decides whether the opening of a stage may be asked for.
    ///
    /// # Errors
    /// [`Refusal`].
    pub fn check_opening(&self, stage: StageId, now: OffsetDateTime) -> Result<(), Refusal> {
        let stage = self.find_closed_stage(stage, now)?;
        if !stage.is_opened_by_two() {
            Err(Refusal::OpensByItself)
        } else if stage.waits {
            Err(Refusal::PreviousStageUndecided)
        } else {
            Ok(())
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use time::Duration;

    use super::{super::examples::*, *};

    fn person(number: u8) -> AccountId {
        AccountId::from(uuid::Uuid::from_u128(u128::from(number)))
    }

    fn approvals(people: &[(u8, bool)]) -> OpeningApprovals {
        let approval = |&(number, of_authority): &(u8, bool)| OpeningApproval {
            person: person(number),
            of_authority,
        };
        people.iter().map(approval).collect()
    }

    #[test]
    fn two_people_open_a_stage_and_one_of_them_is_of_the_authority() {
        let (staff, outsider) = (true, false);
        for (people, count, expected) in [
            (&[][..], 0, false),
            (&[(1, staff)], 1, false),
            (&[(1, staff), (1, staff)], 1, false),
            // Somebody who came to the authority in between is still one.
            (&[(1, outsider), (1, staff)], 1, false),
            (&[(1, outsider), (2, outsider)], 2, false),
            (&[(1, outsider), (2, outsider), (3, outsider)], 3, false),
            (&[(1, staff), (2, outsider)], 2, true),
            (&[(1, outsider), (2, staff)], 2, true),
            (&[(1, staff), (2, staff)], 2, true),
            (&[(1, staff), (1, outsider), (2, outsider)], 2, true),
        ] {
            let approvals = approvals(people);
            let told = (approvals.count(), approvals.suffice());
            assert_eq!(told, (count, expected), "{people:?}");
        }
    }

    proptest! {
        #[test]
        fn order_and_repetition_of_approvals_change_nothing(
            people in prop::collection::vec((0..3_u8, any::<bool>()), 0..6),
            seed in any::<prop::sample::Index>(),
        ) {
            let mut other = people.clone();
            if let Some(middle) = (!other.is_empty()).then(|| seed.index(other.len())) {
                other.rotate_left(middle);
                other.push(other[middle]);
            }
            prop_assert_eq!(approvals(&other), approvals(&people));
        }

        #[test]
        fn one_person_or_none_of_the_authority_never_suffices(
            people in prop::collection::vec((0..3_u8, any::<bool>()), 0..6),
            alone: bool,
        ) {
            let unfit: Vec<_> = people
                .into_iter()
                .map(|(number, staff)| if alone { (0, staff) } else { (number, false) })
                .collect();
            prop_assert!(!approvals(&unfit).suffice());
        }
    }

    #[test]
    fn opening_is_asked_for_after_closing_where_two_people_open() {
        let mut by_two = published();
        by_two.content.stages[1].rules.opening_mode = OpeningMode::TwoPerson;
        let ids = by_two.state.publication().expect("is published");
        let [first, second] = [0, 1].map(|index| ids.stages[index].id);
        let [closed, finished] = [0, 1].map(|index| {
            let stage = &by_two.content.stages[index];
            stage.close_time.expect("is set")
        });
        let check = |now| by_two.check_opening(first, now);
        let early = check(closed - Duration::NANOSECOND);
        let close_time = closed;
        assert_eq!(early, Err(Refusal::StageNotClosed { close_time }));
        assert_eq!(check(closed), Ok(()));
        let waits = by_two.check_opening(second, finished);
        assert_eq!(waits, Err(Refusal::PreviousStageUndecided));
        let unknown = StageId::new();
        let refused = by_two.check_opening(unknown, closed);
        assert_eq!(refused, Err(Refusal::StageUnknown(unknown)));
        let (cancelled, _) = by_two
            .clone()
            .cancel("no budget".into(), NOW)
            .expect("runs");
        let refused = cancelled.check_opening(first, closed);
        assert_eq!(refused, Err(Refusal::ChallengeCancelled));

        by_two.content.stages[0].rules.opening_mode = OpeningMode::Automatic;
        let refused = by_two.check_opening(first, closed);
        assert_eq!(refused, Err(Refusal::OpensByItself));
    }
}
