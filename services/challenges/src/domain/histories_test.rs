//! Whatever is tried, in whatever order: the rules of DOMAIN.md, section 2, hold.

use std::collections::BTreeSet;

use proptest::{
    prelude::*,
    strategy::ValueTree,
    test_runner::{Config, RngAlgorithm, TestRng, TestRunner},
};
use time::Duration;

use super::{
    content::Content,
    event::Event,
    histories::{Step, any_history, live_through},
    state::{State, StateKind},
};

/// What is written, apart from the closing times.
fn frozen(content: &Content) -> Content {
    let mut content = content.clone();
    for stage in &mut content.stages {
        stage.close_time = None;
    }
    content
}

fn is_over(kind: StateKind) -> bool {
    matches!(
        kind,
        StateKind::ResultAnnulled | StateKind::Awarded | StateKind::Cancelled
    )
}

/// Rule 5: weights add up once the draft was handed over.
fn weights_add_up(step: &Step) -> bool {
    let cancelled_draft =
        step.after.state.kind() == StateKind::Cancelled && !step.after.is_public();
    let written = step.after.state.kind() == StateKind::Draft || cancelled_draft;
    let mut stages = step.after.content.stages.iter();
    let sum = |weights: &mut dyn Iterator<Item = i32>| weights.sum::<i32>();
    written
        || stages.all(|stage| {
            let mut weights = stage.criteria.iter().map(|it| it.weight_basis_points);
            sum(&mut weights) == 10_000
        })
}

/// Rule 5: what is published stays; closing times move later only, announced, and not once the
/// stage has closed.
fn stays_as_published(step: &Step) -> bool {
    let Some(before) = step.before.state.publication() else {
        return true;
    };
    let Some(after) = step.after.state.publication() else {
        return false;
    };
    let same = before.publish_time == after.publish_time
        && frozen(&step.before.content) == frozen(&step.after.content)
        && before.stages.iter().zip(&after.stages).all(|(one, two)| {
            (one.id, &one.sealing_recipient, &one.unmasking_recipient)
                == (two.id, &two.sealing_recipient, &two.unmasking_recipient)
        });
    let stages = step.before.content.stages.iter();
    let mut times = stages.zip(&step.after.content.stages);
    same && times.all(|(one, two)| {
        let announced = matches!(step.event, Some(Event::StageExtended { .. }));
        one.close_time == two.close_time
            || (announced && one.close_time < two.close_time && Some(step.now) < one.close_time)
    })
}

/// Rule 3: nobody is known before the result is approved; rule 6: what the jury proposed stays.
fn proposal_stays_anonymous_until_approved(step: &Step) -> bool {
    let Some(after) = step.after.state.proposal() else {
        return step.before.state.proposal().is_none();
    };
    let works = |laureates: &[super::state::Laureate]| {
        laureates
            .iter()
            .map(|it| (it.rank, it.work))
            .collect::<Vec<_>>()
    };
    let same = step.before.state.proposal().is_none_or(|before| {
        before.protocol_sha256 == after.protocol_sha256
            && works(&before.laureates) == works(&after.laureates)
    });
    let unknown = after.laureates.iter().all(|it| it.entrant.is_none());
    same && (unknown || step.after.state.approval().is_some())
}

/// Rule 7: to known laureates, no earlier than 15 days after the approval.
fn award_waits(step: &Step) -> bool {
    match &step.after.state {
        State::Awarded {
            approval,
            award_time,
            proposal,
            ..
        } => {
            *award_time >= approval.approve_time + Duration::days(15)
                && *award_time >= approval.earliest_award_time
                && proposal.is_revealed()
        }
        _ => true,
    }
}

/// A change is told with what it is about, at its time, about the same challenge.
fn is_the_same_challenge(step: &Step) -> bool {
    let (before, after) = (&step.before, &step.after);
    (before.id, before.authority, before.create_time)
        == (after.id, after.authority, after.create_time)
        && before.update_time <= after.update_time
        && after.update_time == step.now
}

proptest! {
    #[test]
    fn any_history_keeps_the_rules(history in any_history()) {
        for step in live_through(history) {
            prop_assert!(!is_over(step.before.state.kind()), "goes on after its end: {step:?}");
            prop_assert!(is_the_same_challenge(&step), "{step:?}");
            prop_assert!(weights_add_up(&step), "{step:?}");
            prop_assert!(stays_as_published(&step), "{step:?}");
            prop_assert!(proposal_stays_anonymous_until_approved(&step), "{step:?}");
            prop_assert!(award_waits(&step), "{step:?}");
        }
    }
}

/// The histories get everywhere: a property of states that are never reached says nothing.
#[test]
fn histories_reach_every_state() {
    let seed = TestRng::from_seed(RngAlgorithm::ChaCha, &[7; 32]);
    let mut runner = TestRunner::new_with_rng(Config::default(), seed);
    let all: BTreeSet<_> = StateKind::ALL.into_iter().map(StateKind::as_str).collect();
    let mut reached = BTreeSet::new();
    for _ in 0..3_000 {
        if reached == all {
            return;
        }
        let history = any_history().new_tree(&mut runner).expect("draws");
        let steps = live_through(history.current());
        reached.extend(steps.iter().map(|step| step.after.state.kind().as_str()));
    }
    panic!("only {reached:?} are reached");
}
