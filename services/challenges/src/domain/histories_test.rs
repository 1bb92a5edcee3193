//! Whatever is tried, in whatever order: the rules of a contest hold.

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
    state::{Laureate, Proposal, State, StateKind},
};

/// What is written, apart from the closing times and the texts.
fn frozen(content: &Content) -> Content {
    let mut content = content.clone();
    content.titles.clear();
    content.descriptions.clear();
    for stage in &mut content.stages {
        stage.close_time = None;
    }
    content
}

/// After its end nothing happens: but that late appeals against an annulled result are decided, and
/// that prizes of an awarded one fall away, which may be appealed against.
fn ends_where_it_ends(step: &Step) -> bool {
    match step.before.state.kind() {
        StateKind::Cancelled => false,
        StateKind::ResultAnnulled => {
            let noted = matches!(
                step.event,
                Some(Event::AppealDecided {
                    annulled: false,
                    ..
                })
            );
            noted && step.before.state == step.after.state
        }
        StateKind::Awarded => {
            let runner_up = matches!(
                step.event,
                Some(
                    Event::RunnerUpCalled(_)
                        | Event::RunnerUpRevealed(_)
                        | Event::RunnerUpAwarded(_)
                        | Event::AppealRecorded(_)
                        | Event::AppealDecided {
                            annulled: false,
                            ..
                        }
                )
            );
            runner_up && step.before.state == step.after.state
        }
        _ => true,
    }
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
/// stage has closed: the first at its time, a later one never before the one before it is judged.
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
    let mut times = stages.zip(&step.after.content.stages).enumerate();
    let moved_later = times.all(|(index, (one, two))| {
        let announced = matches!(step.event, Some(Event::StageExtended { .. }));
        let undecided = index > 0 && before.stages[index - 1].protocol_sha256.is_none();
        one.close_time == two.close_time
            || (announced
                && one.close_time < two.close_time
                && Some(step.now) < two.close_time
                && (undecided || Some(step.now) < one.close_time))
    });
    same && moved_later && texts_are_clarified_before_the_deadline(step)
}

/// Rule 5: texts change by an amendment only, before the deadline for works, and none is withdrawn.
fn texts_are_clarified_before_the_deadline(step: &Step) -> bool {
    let (before, after) = (&step.before.content, &step.after.content);
    if (&before.titles, &before.descriptions) == (&after.titles, &after.descriptions) {
        return true;
    }
    let told = |content: &Content| {
        let texts = content.titles.iter().chain(&content.descriptions);
        texts
            .map(|it| it.language_code.clone())
            .collect::<BTreeSet<_>>()
    };
    matches!(step.event, Some(Event::Amended(_)))
        && Some(step.now) < before.stages[0].close_time
        && told(before).is_subset(&told(after))
}

/// Rule 2: one entrant's more time is given while all others have some, and never taken back.
fn more_time_for_one_is_kept(step: &Step) -> bool {
    let (before, after) = (&step.before.extensions, &step.after.extensions);
    let added = after.get(before.len()..).unwrap_or_default();
    let in_time = |stage| {
        step.before
            .find_stage(stage)
            .is_some_and(|it| step.now < it.close_time)
    };
    after.starts_with(before) && added.iter().all(|it| in_time(it.stage))
}

/// Rule 3: nobody is known before the result was approved; rule 6: what the jury proposed stays,
/// unless the jury corrects it before anybody is known.
fn proposal_stays_anonymous_until_approved(step: &Step) -> bool {
    let Some(after) = step.after.state.proposal() else {
        return step.before.state.proposal().is_none();
    };
    let works = |laureates: &[Laureate]| {
        laureates
            .iter()
            .map(|it| (it.rank, it.work))
            .collect::<Vec<_>>()
    };
    let before = step.before.state.proposal();
    let received = matches!(
        step.event,
        Some(Event::ResultReceived | Event::ResultCorrected)
    );
    let same = before.is_none_or(|before| {
        before.protocol_sha256 == after.protocol_sha256
            && works(&before.laureates) == works(&after.laureates)
    });
    let known_before = before.is_some_and(Proposal::is_revealed_in_part);
    if received {
        return !known_before && !after.is_revealed_in_part();
    }
    let revealed = matches!(step.event, Some(Event::LaureatesRevealed));
    same && (known_before || !after.is_revealed_in_part() || revealed)
        && (!revealed || step.before.state.approval().is_some())
}

/// Rule 7: an appeal suspends the award, and what was decided on one stays.
fn appeals_suspend_the_award(step: &Step) -> bool {
    let awarded = matches!(
        step.event,
        Some(Event::PrizesAwarded | Event::RunnerUpAwarded(_))
    );
    let mut pending = step.after.appeals.iter().filter(|it| it.verdict.is_none());
    let kept = step.before.appeals.iter().all(|before| {
        let after = step.after.find_appeal(before.id);
        after.is_some_and(|after| before.verdict.is_none() || before == after)
    });
    kept && (!awarded || pending.next().is_none())
}

/// Rule 7: a runner-up steps in only if the rules said so, once for each prize, and waits as long as
/// the laureates did; a prize has one rank, and who holds it is known.
fn runners_up_step_in_by_the_rules(step: &Step) -> bool {
    let (before, after) = (&step.before, &step.after);
    let calls = &after.runner_up_calls;
    let fallen: BTreeSet<_> = calls.iter().map(|call| call.work).collect();
    let kept = before.runner_up_calls.iter().zip(calls).all(|(one, two)| {
        (one.work, one.prize_rank, &one.reason, one.call_time)
            == (two.work, two.prize_rank, &two.reason, two.call_time)
            && two.runners_up().starts_with(one.runners_up())
            && one
                .award_time()
                .is_none_or(|time| two.award_time() == Some(time))
    });
    let waited = calls.iter().all(|call| {
        let term = call.call_time + Duration::days(15);
        call.award_time()
            .is_none_or(|time| time >= term && !call.runners_up().is_empty())
    });
    let known = calls.iter().flat_map(|call| call.runners_up());
    kept && waited
        && fallen.len() == calls.len()
        && known.into_iter().all(|it| it.entrant.is_some())
        && (calls.is_empty()
            || (after.content.runner_up_allowed && after.state.kind() == StateKind::Awarded))
        && after.winners().is_ok() == (after.state.kind() == StateKind::Awarded)
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
        && (after.update_time == step.now || step.event.is_none())
}

proptest! {
    #[test]
    fn any_history_keeps_the_rules(history in any_history()) {
        for step in live_through(history) {
            prop_assert!(ends_where_it_ends(&step), "{step:?}");
            prop_assert!(is_the_same_challenge(&step), "{step:?}");
            prop_assert!(weights_add_up(&step), "{step:?}");
            prop_assert!(stays_as_published(&step), "{step:?}");
            prop_assert!(proposal_stays_anonymous_until_approved(&step), "{step:?}");
            prop_assert!(award_waits(&step), "{step:?}");
            prop_assert!(more_time_for_one_is_kept(&step), "{step:?}");
            prop_assert!(appeals_suspend_the_award(&step), "{step:?}");
            prop_assert!(runners_up_step_in_by_the_rules(&step), "{step:?}");
        }
    }
}

/// What a history got to: its states, and what happened in it.
fn reached(step: &Step) -> [String; 2] {
    let event = format!("{:?}", step.event);
    let name = event
        .trim_start_matches("Some(")
        .split(['(', ' ', ')'])
        .next();
    let happened = name.unwrap_or_default().to_owned();
    [step.after.state.kind().as_str().to_owned(), happened]
}

/// The histories get everywhere: a property of what never happens says nothing.
#[test]
fn histories_reach_every_state_and_event() {
    let seed = TestRng::from_seed(RngAlgorithm::ChaCha, &[7; 32]);
    let mut runner = TestRunner::new_with_rng(Config::default(), seed);
    let events = [
        "Amended",
        "StageExtended",
        "AppealRecorded",
        "AppealDecided",
        "RunnerUpCalled",
        "RunnerUpRevealed",
        "RunnerUpAwarded",
    ];
    let states = StateKind::ALL.into_iter().map(StateKind::as_str);
    let all: BTreeSet<_> = states.chain(events).map(str::to_owned).collect();
    let (mut got, mut corrected, mut more_time) = (BTreeSet::new(), false, false);
    for _ in 0..3_000 {
        if all.is_subset(&got) && corrected && more_time {
            return;
        }
        let history = any_history().new_tree(&mut runner).expect("draws");
        for step in live_through(history.current()) {
            corrected |= matches!(step.event, Some(Event::ResultCorrected));
            more_time |= step.before.extensions.len() < step.after.extensions.len();
            got.extend(reached(&step));
        }
    }
    panic!("only {got:?}, corrected {corrected}, more time {more_time}");
}
