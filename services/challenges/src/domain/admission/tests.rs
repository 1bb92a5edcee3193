//! Every state of an application against every command, and every state of a
//! challenge against every check.

use linia_chassis::id::AccountId;
use time::Duration;

use super::*;
use crate::domain::{
    examples::{self, NOW},
    state::StateKind,
};

fn ids() -> (ChallengeId, EntrantName) {
    let account = AccountId::from(uuid::Uuid::from_u128(7));
    let challenge = ChallengeId::from(uuid::Uuid::from_u128(8));
    (challenge, EntrantName::Account(account))
}

fn applied() -> Admission {
    Admission::apply(None, ids(), "we build lamps".into(), NOW).expect("is new")
}

fn decided(verdict: Verdict) -> Admission {
    let decided = applied().decide(verdict, "because".into(), NOW);
    decided.expect("is undecided").expect("changes")
}

#[test]
fn every_command_in_every_state_of_an_application() {
    let refused = Err(TransitionError::ApplicationDecided);
    // State, and whether applying again, admitting and refusing do something.
    for (state, apply, admit, refuse) in [
        (applied(), Ok(true), Ok(true), Ok(true)),
        (
            decided(Verdict::Admit),
            refused.clone(),
            Ok(false),
            refused.clone(),
        ),
        (
            decided(Verdict::Refuse),
            refused.clone(),
            refused.clone(),
            Ok(false),
        ),
        (
            Admission::invite(ids(), NOW),
            refused.clone(),
            refused.clone(),
            refused,
        ),
    ] {
        let again = Admission::apply(Some(state.clone()), ids(), "again".into(), NOW);
        assert_eq!(again.map(|_| true), apply, "apply {state:?}");
        for (verdict, expected) in [(Verdict::Admit, admit), (Verdict::Refuse, refuse)] {
            let done = state.clone().decide(verdict, "because".into(), NOW);
            assert_eq!(
                done.map(|changed| changed.is_some()),
                expected,
                "{verdict:?} {state:?}"
            );
        }
    }
}

#[test]
fn application_written_anew_keeps_its_first_time() {
    let later = NOW + Duration::HOUR;
    let again = Admission::apply(Some(applied()), ids(), "more".into(), later);
    let again = again.expect("is undecided");
    assert_eq!((again.create_time, again.text.as_str()), (NOW, "more"));
}

fn with_mode(kind: StateKind, mode: AdmissionMode) -> Challenge {
    let mut challenge = examples::in_state(kind);
    challenge.content.admission = mode;
    challenge.content.application_deadline = Some(NOW + Duration::DAY);
    challenge
}

#[test]
fn every_check_in_every_state_and_mode() {
    type Check = fn(&Challenge, OffsetDateTime) -> Result<(), TransitionError>;
    let checks: [(Check, AdmissionMode); 3] = [
        (
            Challenge::check_applications_open,
            AdmissionMode::Restricted,
        ),
        (Challenge::check_decidable, AdmissionMode::Restricted),
        (Challenge::check_invitable, AdmissionMode::InvitationOnly),
    ];
    for (check, needed) in checks {
        for kind in StateKind::ALL {
            for mode in AdmissionMode::ALL {
                let outcome = check(&with_mode(kind, mode), NOW);
                if mode != needed {
                    assert_eq!(outcome, Err(TransitionError::AdmissionMode { mode }));
                } else if kind == StateKind::Published {
                    assert_eq!(outcome, Ok(()), "{kind:?}");
                } else {
                    let wrong = matches!(outcome, Err(TransitionError::WrongState { .. }));
                    assert!(wrong, "{kind:?}: {outcome:?}");
                }
            }
        }
    }
}

#[test]
fn nothing_is_applied_at_the_deadline_or_decided_after_the_first_stage() {
    let challenge = with_mode(StateKind::Published, AdmissionMode::Restricted);
    let deadline = challenge.content.application_deadline.expect("is set");
    let late = challenge.check_applications_open(deadline);
    assert_eq!(late, Err(TransitionError::ApplicationsClosed));
    let close_time = challenge.content.stages[0].close_time.expect("is set");
    let closed = Err(TransitionError::StageClosed { close_time });
    assert_eq!(challenge.check_decidable(close_time), closed);
    let invited = with_mode(StateKind::Published, AdmissionMode::InvitationOnly);
    assert_eq!(invited.check_invitable(close_time), closed);
}

#[test]
fn winner_is_let_in_unless_it_was_decided_on_them() {
    let carried = Carried {
        from: ChallengeId::from(uuid::Uuid::from_u128(9)),
        rank: 1,
    };
    let later = NOW + Duration::HOUR;
    let fresh = Admission::carry(None, ids(), carried, later).expect("is new");
    assert_eq!(
        (&fresh.state, fresh.carried),
        (&AdmissionState::Invited, Some(carried))
    );
    let applicant = Admission::carry(Some(&applied()), ids(), carried, later);
    let applicant = applicant.expect("is undecided");
    assert_eq!(applicant.state, AdmissionState::Invited);
    assert_eq!(
        (applicant.create_time, applicant.text),
        (NOW, applied().text)
    );
    for decided in [
        decided(Verdict::Admit),
        decided(Verdict::Refuse),
        Admission::invite(ids(), NOW),
        fresh,
    ] {
        assert_eq!(
            Admission::carry(Some(&decided), ids(), carried, later),
            None
        );
    }
}

#[test]
fn winners_are_carried_from_awarded_contests_only() {
    for kind in StateKind::ALL {
        let winners = examples::in_state(kind).winners();
        assert_eq!(winners.is_ok(), kind == StateKind::Awarded, "{kind:?}");
    }
}

#[test]
fn winners_are_carried_into_contests_that_run_and_are_not_open() {
    for kind in StateKind::ALL {
        for mode in AdmissionMode::ALL {
            let outcome = with_mode(kind, mode).check_takes_winners(NOW);
            let takes = kind == StateKind::Published && mode != AdmissionMode::Open;
            assert_eq!(outcome.is_ok(), takes, "{kind:?} {mode:?}");
        }
    }
}
