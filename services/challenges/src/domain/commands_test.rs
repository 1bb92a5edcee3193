//! What single commands ask for beyond the state that they need.

use linia_chassis::id::StageId;
use time::{Duration, OffsetDateTime};

use super::{
    challenge::Challenge,
    content::Content,
    error::TransitionError,
    event::Event,
    examples::*,
    running::{EXTENSION_NOTICE, LAST_WORD},
    state::{State, StateKind},
};

fn close_time(challenge: &Challenge) -> OffsetDateTime {
    challenge.content.stages[0].close_time.expect("is set")
}

fn first_stage(challenge: &Challenge) -> StageId {
    let publication = challenge.state.publication();
    publication.expect("is published").stages[0].id
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

/// A later stage takes the finalists of the one before it: until these are decided, it can be put
/// off, whatever the time is.
#[test]
fn stage_that_waits_for_its_finalists_is_put_off_even_after_its_time() {
    let undecided = published();
    let decided = first_judged(undecided.clone());
    let stage = last_stage(&undecided);
    let close_time = undecided.content.stages[1].close_time.expect("is set");
    let closed = || Err(TransitionError::StageClosed { close_time });
    let soon = || Err(TransitionError::StageClosesSoon { close_time });
    let not_later = |close_time| Err(TransitionError::CloseTimeNotLater { close_time });
    let (second, hour) = (Duration::SECOND, Duration::HOUR);
    let late = close_time + hour;
    for (challenge, now, until, expected) in [
        (&undecided, close_time - second, late, Ok(())),
        (&undecided, close_time, late, Ok(())),
        (&undecided, late, late + second, Ok(())),
        (&undecided, late, late, not_later(late)),
        (&undecided, late, close_time + second, not_later(late)),
        (&decided, close_time - hour, late, Ok(())),
        (&decided, close_time - second, late, soon()),
        (&decided, close_time, late, closed()),
        (&decided, late, late + second, closed()),
    ] {
        let extended = challenge
            .clone()
            .extend_stage(stage, until, "late".into(), now);
        let notice = challenge.require_extension_notice(stage, now);
        let told = extended.and(notice);
        assert_eq!(told, expected, "{now} until {until}");
    }
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
fn closing_times_do_not_move_once_the_last_word_on_them_may_have_been_told() {
    let challenge = published();
    let (stage, close_time) = (first_stage(&challenge), close_time(&challenge));
    let settles = close_time - LAST_WORD;
    let soon = Err(TransitionError::StageClosesSoon { close_time });
    for (now, settled, expected) in [
        (settles - Duration::NANOSECOND, false, Ok(())),
        (settles, true, soon),
    ] {
        let view = challenge.find_stage(stage).expect("is published");
        assert_eq!(view.is_settled(now), settled);
        let later = close_time + Duration::HOUR;
        let extended = challenge
            .clone()
            .extend_stage(stage, later, "flood".into(), now);
        assert_eq!(extended.map(|_| ()), expected);
    }
}

/// Begun in time, an extension is decided before the last word.
#[test]
fn notice_is_longer_than_the_announcement_and_the_lock_take() {
    assert!(EXTENSION_NOTICE - LAST_WORD >= Duration::seconds(5 + 15));
}

#[test]
fn nothing_is_settled_of_a_stage_that_waits_for_its_finalists() {
    let undecided = published();
    let stage = last_stage(&undecided);
    let late = undecided.content.stages[1].close_time.expect("is set") + Duration::HOUR;
    let view = undecided.find_stage(stage).expect("is published");
    assert!(!view.is_settled(late));
    let decided = first_judged(undecided.clone());
    let view = decided.find_stage(stage).expect("is published");
    assert!(view.is_settled(late));
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
