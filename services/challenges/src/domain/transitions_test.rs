//! Every state against every command.

use linia_chassis::id::{AccountId, StageId, WorkId};
use time::{Duration, OffsetDateTime};

use super::{
    amending::ClarifiedTexts,
    appeal::{Appeal, AppealDecision},
    challenge::Challenge,
    content::Content,
    error::TransitionError,
    event::Event,
    examples::*,
    running::EXTENSION_NOTICE,
    state::{State, StateKind},
};

type Outcome = Result<Challenge, TransitionError>;
type Command = fn(Challenge) -> Outcome;

fn close_time(challenge: &Challenge) -> OffsetDateTime {
    challenge.content.stages[0].close_time.expect("is set")
}

fn first_stage(challenge: &Challenge) -> StageId {
    let publication = challenge.state.publication();
    publication.map_or_else(StageId::new, |publication| publication.stages[0].id)
}

fn extend(challenge: Challenge) -> Outcome {
    let (stage, later) = (
        first_stage(&challenge),
        close_time(&challenge) + Duration::DAY,
    );
    let extended = challenge.extend_stage(stage, later, "flood".into(), NOW);
    extended.map(|(challenge, _)| challenge)
}

fn amend(challenge: Challenge) -> Outcome {
    let texts = ClarifiedTexts {
        titles: None,
        descriptions: Some(text("pl", "Jaśniej.")),
    };
    let amended = challenge.amend(texts, 1, "clearer".into(), NOW);
    amended.map(|(challenge, _)| challenge)
}

fn receive(challenge: Challenge) -> Outcome {
    let publication = challenge.state.publication();
    let stage = publication.map_or_else(StageId::new, |p| p.stages[1].id);
    let received = challenge.receive_protocol(stage, PROTOCOL, selected(), NOW);
    received.map(|(challenge, _)| challenge)
}

fn reveal(challenge: Challenge) -> Outcome {
    let proposal = challenge.state.proposal();
    let revealed = proposal.map_or_else(Vec::new, |_| revealed(&challenge));
    challenge.reveal_laureates(&revealed, NOW).map(|(c, _)| c)
}

/// Decides an appeal that was served while the state was another one.
fn decide_appeal(mut challenge: Challenge, decision: AppealDecision) -> Outcome {
    let appeal = Appeal::served("KIO 1234/26".into(), NOW);
    let id = appeal.id;
    challenge.appeals.push(appeal);
    let decided = challenge.decide_appeal(id, decision, "why".into(), NOW);
    decided.map(|(challenge, _)| challenge)
}

fn first_laureate(challenge: &Challenge) -> WorkId {
    let proposal = challenge.state.proposal();
    proposal.map_or_else(WorkId::random, |proposal| proposal.laureates[0].work)
}

fn call_runner_up(challenge: Challenge) -> Outcome {
    let work = first_laureate(&challenge);
    let called = challenge.call_runner_up(work, "declined".into(), AccountId::new(), AFTER_TERM);
    called.map(|(challenge, _)| challenge)
}

/// Names somebody, after a call where one can be made.
fn reveal_runner_up(challenge: Challenge) -> Outcome {
    let work = first_laureate(&challenge);
    let called = match challenge.state.kind() {
        StateKind::Awarded => call_runner_up(challenge)?,
        _ => challenge,
    };
    let revealed = called.reveal_runner_up(work, selected(), AFTER_TERM);
    revealed.map(|(challenge, _)| challenge)
}

/// Awards the prize anew, after a call where one can be made.
fn award_runner_up(challenge: Challenge) -> Outcome {
    let work = first_laureate(&challenge);
    let revealed = match challenge.state.kind() {
        StateKind::Awarded => reveal_runner_up(challenge)?,
        _ => challenge,
    };
    let awarded = revealed.award_runner_up(work, AFTER_TERM + Duration::days(17));
    awarded.map(|(challenge, _)| challenge)
}

/// Takes a time back that was set before, where one can be set.
fn unschedule(challenge: Challenge) -> Outcome {
    let scheduled = match challenge.state.kind() {
        StateKind::Approved => challenge.schedule_publication(NOW + Duration::HOUR, NOW)?,
        _ => challenge,
    };
    scheduled.unschedule_publication(NOW)
}

/// A command's name, the command, and from where to where it leads.
type Row = (&'static str, Command, Vec<(StateKind, StateKind)>);

/// Each command with the states that know it and where it leads from there.
fn commands() -> Vec<Row> {
    use StateKind as S;
    vec![
        (
            "revise",
            |c| c.revise(content(), NOW),
            vec![(S::Draft, S::Draft)],
        ),
        (
            "request_review",
            |c| c.request_review(NOW).map(|(c, _)| c),
            vec![(S::Draft, S::InReview)],
        ),
        (
            "request_changes",
            |c| {
                c.request_changes("which lamps?".into(), NOW)
                    .map(|(c, _)| c)
            },
            vec![(S::InReview, S::Draft)],
        ),
        (
            "accept_review",
            |c| c.accept_review(NOW).map(|(c, _)| c),
            vec![(S::InReview, S::PendingApproval)],
        ),
        (
            "request_approval",
            |c| c.request_approval(NOW).map(|(c, _)| c),
            vec![(S::Draft, S::PendingApproval)],
        ),
        (
            "approve",
            |c| c.approve(NOW).map(|(c, _)| c),
            vec![(S::PendingApproval, S::Approved)],
        ),
        (
            "send_back",
            |c| c.send_back("why so late".into(), NOW).map(|(c, _)| c),
            vec![
                (S::InReview, S::Draft),
                (S::PendingApproval, S::Draft),
                (S::Approved, S::Draft),
            ],
        ),
        (
            "schedule_publication",
            |c| c.schedule_publication(NOW + Duration::HOUR, NOW),
            vec![(S::Approved, S::Approved)],
        ),
        (
            "unschedule_publication",
            unschedule,
            vec![(S::Approved, S::Approved)],
        ),
        (
            "publish",
            |c| c.publish(published_stages(), NOW).map(|(c, _)| c),
            vec![(S::Approved, S::Published)],
        ),
        ("amend", amend, vec![(S::Published, S::Published)]),
        ("extend_stage", extend, vec![(S::Published, S::Published)]),
        (
            "cancel",
            |c| c.cancel("no money".into(), NOW).map(|(c, _)| c),
            vec![
                (S::Draft, S::Cancelled),
                (S::InReview, S::Cancelled),
                (S::PendingApproval, S::Cancelled),
                (S::Approved, S::Cancelled),
                (S::Published, S::Cancelled),
            ],
        ),
        ("receive_protocol", receive, vec![(S::Published, S::Judged)]),
        (
            "approve_result",
            |c| c.approve_result(NOW).map(|(c, _)| c),
            vec![(S::Judged, S::ResultApproved)],
        ),
        (
            "annul_result",
            |c| c.annul_result("no money".into(), NOW).map(|(c, _)| c),
            vec![(S::Judged, S::ResultAnnulled)],
        ),
        (
            "reveal_laureates",
            reveal,
            vec![(S::ResultApproved, S::ResultApproved)],
        ),
        (
            "record_appeal",
            |c| {
                let appeal = Appeal::served("KIO 1234/26".into(), NOW);
                c.record_appeal(appeal, NOW).map(|(c, _)| c)
            },
            vec![(S::ResultApproved, S::ResultApproved)],
        ),
        (
            "decide_appeal, dismissed",
            |c| decide_appeal(c, AppealDecision::Dismissed),
            vec![
                (S::Judged, S::Judged),
                (S::ResultApproved, S::ResultApproved),
                (S::ResultAnnulled, S::ResultAnnulled),
            ],
        ),
        (
            "decide_appeal, result returned",
            |c| decide_appeal(c, AppealDecision::ResultReturned),
            vec![
                (S::Judged, S::Judged),
                (S::ResultApproved, S::Judged),
                (S::ResultAnnulled, S::ResultAnnulled),
            ],
        ),
        (
            "decide_appeal, result annulled",
            |c| decide_appeal(c, AppealDecision::ResultAnnulled),
            vec![
                (S::Judged, S::ResultAnnulled),
                (S::ResultApproved, S::ResultAnnulled),
                (S::ResultAnnulled, S::ResultAnnulled),
            ],
        ),
        (
            "award_prizes",
            |c| c.award_prizes(AFTER_TERM).map(|(c, _)| c),
            vec![(S::ResultApproved, S::Awarded)],
        ),
        (
            "call_runner_up",
            call_runner_up,
            vec![(S::Awarded, S::Awarded)],
        ),
        (
            "reveal_runner_up",
            reveal_runner_up,
            vec![(S::Awarded, S::Awarded)],
        ),
        (
            "award_runner_up",
            award_runner_up,
            vec![(S::Awarded, S::Awarded)],
        ),
    ]
}

#[test]
fn every_state_knows_its_commands_and_refuses_all_others() {
    for (name, command, known) in commands() {
        for state in StateKind::ALL {
            let leads_to = known
                .iter()
                .find(|(from, _)| *from == state)
                .map(|(_, to)| *to);
            let outcome = command(in_state(state));
            match (outcome, leads_to) {
                (Ok(challenge), to) => assert_eq!(Some(challenge.state.kind()), to, "{name}"),
                (
                    Err(
                        TransitionError::WrongState { state: told, .. }
                        | TransitionError::NotDraft { state: told },
                    ),
                    None,
                ) => assert_eq!(told, state, "{name}"),
                (Err(error), _) => panic!("{name} in {state:?}: {error}"),
            }
        }
    }
}

#[test]
fn examples_are_in_the_state_they_are_named_after() {
    for state in StateKind::ALL {
        assert_eq!(in_state(state).state.kind(), state);
        assert_eq!(StateKind::find(state.as_str()), Some(state));
    }
}

#[test]
fn draft_with_defects_is_not_handed_over() {
    let (challenge, _) = Challenge::draft(draft().id, draft().authority, Content::default(), NOW);
    let refused = challenge.request_approval(NOW);
    assert!(matches!(refused, Err(TransitionError::HasDefects(defects)) if defects.len() == 7));
}

#[test]
fn remarks_stay_until_the_draft_is_handed_over_again() {
    let (challenge, event) = pending()
        .send_back("shorter".into(), NOW)
        .expect("is pending");
    assert_eq!(event, Event::Returned);
    let challenge = challenge.revise(content(), NOW).expect("is a draft");
    assert_eq!(challenge.state.remarks(), Some("shorter"));
    let (challenge, _) = challenge.request_approval(NOW).expect("has no defects");
    assert_eq!(challenge.state.remarks(), None);
}

#[test]
fn challenge_is_not_published_once_a_date_has_passed() {
    let challenge = approved();
    let opened = challenge.content.stages[0].open_time.expect("is set");
    let refused = challenge.publish(published_stages(), opened);
    let field = "stages[0].open_time".to_owned();
    assert_eq!(refused, Err(TransitionError::StageDatePassed { field }));
}

#[test]
fn publication_is_set_before_all_dates_moved_and_taken_back() {
    let challenge = approved();
    let opened = challenge.content.stages[0].open_time.expect("is set");
    let field = "stages[0].open_time".to_owned();
    for (time, refusal) in [
        (NOW, TransitionError::PublishTimePassed),
        (opened, TransitionError::PublishTimeTooLate { field }),
    ] {
        let refused = challenge.clone().schedule_publication(time, NOW);
        assert_eq!(refused, Err(refusal));
    }
    let mut challenge = challenge;
    for time in [opened - Duration::SECOND, NOW + Duration::SECOND] {
        challenge = challenge.schedule_publication(time, NOW).expect("is early");
        assert_eq!(challenge.state.publish_at(), Some(time));
    }
    let challenge = challenge.unschedule_publication(NOW).expect("is scheduled");
    assert_eq!(challenge.state.publish_at(), None);
    let refused = challenge.unschedule_publication(NOW);
    assert_eq!(refused, Err(TransitionError::NotScheduled));
}

#[test]
fn scheduled_challenge_that_comes_back_has_no_time_any_more() {
    let scheduled = approved().schedule_publication(NOW + Duration::HOUR, NOW);
    let (returned, _) = scheduled
        .expect("is early")
        .send_back("later".into(), NOW)
        .expect("is approved");
    let (pending, _) = returned.request_approval(NOW).expect("has no defects");
    let (again, _) = pending.approve(NOW).expect("is pending");
    assert_eq!(again.state.publish_at(), None);
}

#[test]
fn publication_changes_nothing_that_is_written() {
    let challenge = approved();
    let written = challenge.content.clone();
    let (challenge, _) = challenge
        .publish(published_stages(), NOW)
        .expect("is approved");
    assert_eq!(challenge.content, written);
}

#[test]
fn closing_time_moves_later_only() {
    let challenge = published();
    let (stage, close_time) = (first_stage(&challenge), close_time(&challenge));
    for earlier in [close_time, close_time - Duration::SECOND] {
        let refused = challenge
            .clone()
            .extend_stage(stage, earlier, String::new(), NOW);
        assert_eq!(
            refused,
            Err(TransitionError::CloseTimeNotLater { close_time })
        );
    }
}

#[test]
fn closed_stage_is_not_extended() {
    let challenge = published();
    let (stage, close_time) = (first_stage(&challenge), close_time(&challenge));
    let later = close_time + Duration::HOUR;
    let refused = challenge.extend_stage(stage, later, String::new(), close_time);
    assert_eq!(refused, Err(TransitionError::StageClosed { close_time }));
}

#[test]
fn extension_is_announced_before_the_stage_closes_or_not_made() {
    let challenge = published();
    let (stage, close_time) = (first_stage(&challenge), close_time(&challenge));
    let last = close_time - EXTENSION_NOTICE;
    assert_eq!(challenge.require_extension_notice(stage, last), Ok(()));
    let too_late = challenge.require_extension_notice(stage, last + Duration::NANOSECOND);
    assert_eq!(
        too_late,
        Err(TransitionError::StageClosesSoon { close_time })
    );
}

#[test]
fn stage_still_closes_before_its_successor() {
    let challenge = published();
    let stage = first_stage(&challenge);
    let next_close_time = challenge.content.stages[1].close_time.expect("is set");
    let refused = challenge.extend_stage(stage, next_close_time, String::new(), NOW);
    assert_eq!(
        refused,
        Err(TransitionError::NextStageCloses { next_close_time })
    );
}

#[test]
fn extension_touches_nothing_but_the_closing_time() {
    let challenge = published();
    let (stage, close_time) = (first_stage(&challenge), close_time(&challenge));
    let later = close_time + Duration::HOUR;
    let mut expected = challenge.content.clone();
    expected.stages[0].close_time = Some(later);
    let (challenge, event) = challenge
        .extend_stage(stage, later, "flood".into(), NOW)
        .expect("is open");
    assert_eq!(challenge.content, expected);
    let reason = "flood".into();
    let previous_close_time = close_time;
    let close_time = later;
    let told = Event::StageExtended {
        stage,
        close_time,
        previous_close_time,
        reason,
    };
    assert_eq!(event, told);
}

#[test]
fn stage_of_another_challenge_is_unknown() {
    let stage = StageId::new();
    let later = close_time(&published()) + Duration::HOUR;
    let refused = published().extend_stage(stage, later, String::new(), NOW);
    assert_eq!(refused, Err(TransitionError::StageUnknown(stage)));
}

#[test]
fn protocol_of_a_stage_with_a_successor_is_noted_and_decides_nothing() {
    let challenge = published();
    let stage = first_stage(&challenge);
    let (challenge, event) = challenge
        .receive_protocol(stage, PROTOCOL, selected(), NOW)
        .expect("runs");
    assert_eq!(event, None);
    assert_eq!(challenge.state.kind(), StateKind::Published);
    let other = challenge.receive_protocol(stage, [1; 32], selected(), NOW);
    assert_eq!(other, Err(TransitionError::ProtocolDiffers(stage)));
}

#[test]
fn laureates_are_ordered_by_rank() {
    let challenge = judged();
    let proposal = challenge.state.proposal().expect("is judged");
    let ranks: Vec<_> = proposal.laureates.iter().map(|l| l.rank).collect();
    assert_eq!(ranks, [1, 2]);
    assert!(!proposal.is_revealed());
}

#[test]
fn result_without_laureates_is_not_approved() {
    let challenge = published();
    let stage = last_stage(&challenge);
    let (challenge, _) = challenge
        .receive_protocol(stage, PROTOCOL, Vec::new(), NOW)
        .expect("runs");
    assert_eq!(
        challenge.approve_result(NOW),
        Err(TransitionError::NoLaureates)
    );
}

#[test]
fn all_laureates_are_revealed_and_nobody_else() {
    let challenge = approved_result();
    let mut missing = revealed(&challenge);
    missing.pop();
    let refused = challenge.clone().reveal_laureates(&missing, NOW);
    assert_eq!(refused, Err(TransitionError::LaureatesDiffer));
    let others = revealed(&approved_result());
    let refused = challenge.reveal_laureates(&others, NOW);
    assert_eq!(refused, Err(TransitionError::LaureatesDiffer));
}

#[test]
fn prize_is_not_awarded_before_the_term_ends() {
    let challenge = revealed_result();
    let earliest_award_time = challenge
        .state
        .approval()
        .expect("is approved")
        .earliest_award_time;
    assert!(earliest_award_time >= NOW + Duration::days(15));
    let early = earliest_award_time - Duration::NANOSECOND;
    let refused = challenge.clone().award_prizes(early);
    assert_eq!(
        refused,
        Err(TransitionError::AwardTooEarly {
            earliest_award_time
        })
    );
    let (challenge, _) = challenge
        .award_prizes(earliest_award_time)
        .expect("term ended");
    assert!(matches!(challenge.state, State::Awarded { .. }));
}

#[test]
fn prize_is_not_awarded_to_somebody_unknown() {
    let refused = approved_result().award_prizes(AFTER_TERM);
    assert_eq!(refused, Err(TransitionError::LaureatesNotRevealed));
}

#[test]
fn questions_are_asked_while_the_contest_runs() {
    for state in StateKind::ALL {
        let open = in_state(state).check_questions_open(NOW).is_ok();
        assert_eq!(open, state == StateKind::Published, "{state:?}");
    }
}
