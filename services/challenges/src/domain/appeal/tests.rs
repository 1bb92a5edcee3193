use time::Duration;

use super::*;
use crate::domain::examples::*;

/// A revealed result with one pending appeal.
fn appealed() -> (Challenge, AppealId) {
    let appeal = Appeal::served("KIO 1234/26".into(), NOW);
    let id = appeal.id;
    let (challenge, event) = revealed_result()
        .record_appeal(appeal, NOW)
        .expect("is approved");
    assert_eq!(event, Event::AppealRecorded(id));
    (challenge, id)
}

fn decide(challenge: Challenge, appeal: AppealId, decision: AppealDecision) -> Transition {
    challenge.decide_appeal(appeal, decision, "why".into(), NOW)
}

#[test]
fn appeal_suspends_the_award_until_it_is_dismissed() {
    let (challenge, appeal) = appealed();
    let refused = challenge.clone().award_prizes(AFTER_TERM);
    assert_eq!(refused, Err(TransitionError::AppealPending(appeal)));
    let (challenge, _) = decide(challenge, appeal, AppealDecision::Dismissed).expect("is pending");
    let (challenge, _) = challenge
        .award_prizes(AFTER_TERM)
        .expect("nothing suspends it");
    assert_eq!(challenge.state.kind(), StateKind::Awarded);
}

#[test]
fn every_pending_appeal_suspends_the_award() {
    let (challenge, first) = appealed();
    let second = Appeal::served("KIO 1235/26".into(), NOW);
    let id = second.id;
    let (challenge, _) = challenge.record_appeal(second, NOW).expect("is approved");
    let (challenge, _) = decide(challenge, first, AppealDecision::Dismissed).expect("is pending");
    let refused = challenge.award_prizes(AFTER_TERM);
    assert_eq!(refused, Err(TransitionError::AppealPending(id)));
}

#[test]
fn upheld_appeal_takes_the_approval_back_and_the_term_starts_anew() {
    let (challenge, appeal) = appealed();
    let decided = decide(challenge, appeal, AppealDecision::ResultReturned);
    let (challenge, event) = decided.expect("is pending");
    let annulled = false;
    assert_eq!(event, Event::AppealDecided { appeal, annulled });
    assert_eq!(challenge.state.kind(), StateKind::Judged);
    assert_eq!(challenge.state.approval(), None);
    let again = NOW + Duration::days(30);
    let (challenge, _) = challenge.approve_result(again).expect("waits for the head");
    let refused = challenge.award_prizes(again + Duration::days(14));
    assert!(matches!(
        refused,
        Err(TransitionError::AwardTooEarly { .. })
    ));
}

#[test]
fn upheld_appeal_can_annul_the_result() {
    let (challenge, appeal) = appealed();
    let decided = decide(challenge, appeal, AppealDecision::ResultAnnulled);
    let (challenge, event) = decided.expect("is pending");
    let annulled = true;
    assert_eq!(event, Event::AppealDecided { appeal, annulled });
    assert_eq!(challenge.state.kind(), StateKind::ResultAnnulled);
    assert_eq!(challenge.state.remarks(), Some("why"));
}

#[test]
fn decision_on_an_annulled_result_is_only_noted() {
    let (challenge, first) = appealed();
    let second = Appeal::served("KIO 1235/26".into(), NOW);
    let id = second.id;
    let (challenge, _) = challenge.record_appeal(second, NOW).expect("is approved");
    let decided = decide(challenge, first, AppealDecision::ResultAnnulled);
    let (annulled, _) = decided.expect("is pending");
    for decision in AppealDecision::ALL {
        let (noted, event) = decide(annulled.clone(), id, decision).expect("is pending");
        assert_eq!(noted.state, annulled.state, "{decision:?}");
        let expected = Event::AppealDecided {
            appeal: id,
            annulled: false,
        };
        assert_eq!(event, expected);
    }
}

#[test]
fn appeal_is_entered_and_decided_once() {
    let (challenge, appeal) = appealed();
    let same = Appeal::served("KIO 1234/26".into(), NOW);
    let refused = challenge.clone().record_appeal(same, NOW);
    assert_eq!(refused, Err(TransitionError::AppealKnown(appeal)));
    let (challenge, _) = decide(challenge, appeal, AppealDecision::Dismissed).expect("is pending");
    let refused = decide(challenge.clone(), appeal, AppealDecision::ResultAnnulled);
    assert_eq!(refused, Err(TransitionError::AppealDecided(appeal)));
    let other = AppealId::new();
    let refused = decide(challenge, other, AppealDecision::Dismissed);
    assert_eq!(refused, Err(TransitionError::AppealUnknown(other)));
}

#[test]
fn decision_survives_its_name() {
    for decision in AppealDecision::ALL {
        assert_eq!(AppealDecision::find(decision.as_str()), Some(decision));
    }
}
