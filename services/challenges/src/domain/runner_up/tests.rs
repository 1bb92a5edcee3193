//! A runner-up steps in only if the rules said so, once for each fallen prize,
//! and waits for the award as the laureates did.

use linia_chassis::id::{AccountId, AppealId, EntrantName, WorkId};
use time::{Duration, OffsetDateTime};

use super::*;
use crate::domain::{
    appeal::{Appeal, AppealDecision},
    examples::*,
    state::StateKind,
};

/// When the prize of the first laureate falls away.
const FALL: OffsetDateTime = AFTER_TERM;

/// The work of the laureate of a rank.
fn work_of(challenge: &Challenge, rank: usize) -> WorkId {
    let proposal = challenge.state.proposal().expect("is judged");
    proposal.laureates[rank - 1].work
}

fn call(challenge: Challenge, work: WorkId) -> Transition {
    challenge.call_runner_up(work, "declined".into(), AccountId::new(), FALL)
}

fn runner_up(rank: i32) -> Laureate {
    Laureate {
        rank,
        work: WorkId::random(),
        entrant: Some(EntrantName::Account(AccountId::new())),
    }
}

/// The first prize fell away, and these step in.
fn revealed_for_first(runners_up: Vec<Laureate>) -> (Challenge, WorkId) {
    let challenge = awarded();
    let fallen = work_of(&challenge, 1);
    let (challenge, _) = call(challenge, fallen).expect("the rules let one");
    let revealed = challenge.reveal_runner_up(fallen, runners_up, FALL);
    (revealed.expect("was called").0, fallen)
}

fn earliest(challenge: &Challenge, fallen: WorkId) -> OffsetDateTime {
    let call = challenge.find_runner_up_call(fallen);
    call.expect("was called").earliest_award_time
}

#[test]
fn nobody_steps_in_unless_the_published_rules_let_them() {
    let mut challenge = awarded();
    challenge.content.runner_up_allowed = false;
    let work = work_of(&challenge, 1);
    let refused = call(challenge, work);
    assert_eq!(refused, Err(TransitionError::RunnerUpNotAllowed));
}

#[test]
fn runner_up_is_called_once_for_a_fallen_prize() {
    let challenge = awarded();
    let work = work_of(&challenge, 2);
    let (challenge, event) = call(challenge, work).expect("the rules let one");
    assert_eq!(event, Event::RunnerUpCalled(work));
    assert_eq!(challenge.runner_up_calls[0].prize_rank, 2);
    let again = call(challenge, work);
    assert_eq!(again, Err(TransitionError::RunnerUpCalled(work)));
}

#[test]
fn only_a_prize_that_somebody_holds_falls_away() {
    let work = WorkId::random();
    let refused = call(awarded(), work);
    assert_eq!(refused, Err(TransitionError::NotALaureate(work)));
}

#[test]
fn runner_up_waits_for_the_award_as_long_as_the_laureates_did() {
    let (challenge, fallen) = revealed_for_first(vec![runner_up(3)]);
    let earliest_award_time = earliest(&challenge, fallen);
    assert!(earliest_award_time >= FALL + Duration::days(15));
    let before = earliest_award_time - Duration::NANOSECOND;
    let early = challenge.clone().award_runner_up(fallen, before);
    let refusal = TransitionError::AwardTooEarly {
        earliest_award_time,
    };
    assert_eq!(early, Err(refusal));
    let (challenge, event) = challenge
        .award_runner_up(fallen, earliest_award_time)
        .expect("the term has passed");
    assert_eq!(event, Event::RunnerUpAwarded(fallen));
    let again = challenge.award_runner_up(fallen, earliest_award_time);
    assert_eq!(again, Err(TransitionError::RunnerUpAwarded(fallen)));
}

#[test]
fn prize_is_awarded_anew_to_somebody_known_only() {
    let challenge = awarded();
    let fallen = work_of(&challenge, 1);
    let late = FALL + Duration::days(20);
    let not_called = challenge.clone().award_runner_up(fallen, late);
    assert_eq!(not_called, Err(TransitionError::RunnerUpNotCalled(fallen)));
    let (called, _) = call(challenge, fallen).expect("the rules let one");
    let unknown = called.clone().award_runner_up(fallen, late);
    assert_eq!(unknown, Err(TransitionError::RunnerUpNotRevealed(fallen)));
    let (nobody, _) = called
        .reveal_runner_up(fallen, Vec::new(), FALL)
        .expect("was called");
    let refused = nobody.award_runner_up(fallen, late);
    assert_eq!(refused, Err(TransitionError::NoRunnerUp(fallen)));
}

#[test]
fn who_steps_in_is_told_once() {
    let (challenge, fallen) = revealed_for_first(vec![runner_up(3)]);
    let again = challenge.reveal_runner_up(fallen, vec![runner_up(4)], FALL);
    assert_eq!(again, Err(TransitionError::RunnerUpRevealed(fallen)));
    let work = WorkId::random();
    let unasked = awarded().reveal_runner_up(work, vec![runner_up(3)], FALL);
    assert_eq!(unasked, Err(TransitionError::RunnerUpNotCalled(work)));
}

#[test]
fn runner_up_who_drops_out_too_leaves_the_prize_to_the_next() {
    let third = runner_up(3);
    let (challenge, first) = revealed_for_first(vec![third]);
    let (challenge, _) = call(challenge, third.work).expect("holds the first prize");
    assert_eq!(challenge.runner_up_calls[1].prize_rank, 1);
    let late = FALL + Duration::days(20);
    let refused = challenge.clone().award_runner_up(first, late);
    assert_eq!(refused, Err(TransitionError::NoRunnerUp(first)));
    let fourth = runner_up(4);
    let revealed = challenge.reveal_runner_up(third.work, vec![fourth], FALL);
    let (challenge, _) = revealed.expect("was called");
    let (challenge, _) = challenge
        .award_runner_up(third.work, late)
        .expect("the term has passed");
    let winners = challenge.winners().expect("are awarded");
    assert_eq!(winners[0], (1, fourth.entrant.expect("is known")));
    assert_eq!(winners.len(), 2);
}

#[test]
fn winners_are_those_who_hold_an_awarded_prize() {
    let before = awarded().winners().expect("are awarded");
    assert_eq!(before.len(), 2);
    let third = runner_up(3);
    let (challenge, fallen) = revealed_for_first(vec![third]);
    let ranks = |challenge: &Challenge| {
        let winners = challenge.winners().expect("are awarded");
        winners
            .into_iter()
            .map(|(rank, _)| rank)
            .collect::<Vec<_>>()
    };
    assert_eq!(ranks(&challenge), [2], "the runner-up still waits");
    let late = earliest(&challenge, fallen);
    let (challenge, _) = challenge.award_runner_up(fallen, late).expect("is time");
    assert_eq!(ranks(&challenge), [1, 2]);
    let winners = challenge.winners().expect("are awarded");
    assert_eq!(winners[0].1, third.entrant.expect("is known"));
}

#[test]
fn approved_result_stays_as_the_head_approved_it() {
    let (challenge, _) = revealed_for_first(vec![runner_up(3)]);
    let proposal = challenge.state.proposal().expect("is awarded");
    let ranks: Vec<_> = proposal.laureates.iter().map(|it| it.rank).collect();
    assert_eq!(ranks, [1, 2]);
}

/// An appeal against the call of a runner-up, as it is entered after it.
fn appealed_for_first() -> (Challenge, WorkId, AppealId) {
    let (challenge, fallen) = revealed_for_first(vec![runner_up(3)]);
    let appeal = Appeal::served("KIO 1234/26".into(), FALL);
    let id = appeal.id;
    let recorded = challenge.record_appeal(appeal, FALL);
    (recorded.expect("a runner-up waits").0, fallen, id)
}

#[test]
fn appeal_suspends_the_award_to_a_runner_up_until_it_is_dismissed() {
    let (challenge, fallen, appeal) = appealed_for_first();
    let late = earliest(&challenge, fallen);
    let refused = challenge.clone().award_runner_up(fallen, late);
    assert_eq!(refused, Err(TransitionError::AppealPending(appeal)));
    let decided = challenge.decide_appeal(appeal, AppealDecision::Dismissed, "why".into(), FALL);
    let (challenge, _) = decided.expect("is pending");
    let (challenge, _) = challenge
        .award_runner_up(fallen, late)
        .expect("nothing suspends it");
    let another = Appeal::served("KIO 1235/26".into(), late);
    let refused = challenge.record_appeal(another, late);
    assert!(matches!(refused, Err(TransitionError::WrongState { .. })));
}

#[test]
fn prize_is_not_awarded_to_a_runner_up_whose_call_was_appealed_against_with_success() {
    for decision in [
        AppealDecision::ResultReturned,
        AppealDecision::ResultAnnulled,
    ] {
        let (challenge, fallen, appeal) = appealed_for_first();
        let decided = challenge.decide_appeal(appeal, decision, "why".into(), FALL);
        let (challenge, _) = decided.expect("is pending");
        // The other laureates keep what they were awarded.
        assert_eq!(challenge.state.kind(), StateKind::Awarded);
        let late = earliest(&challenge, fallen);
        let refused = challenge.award_runner_up(fallen, late);
        assert_eq!(refused, Err(TransitionError::AppealUpheld(appeal)));
    }
}
