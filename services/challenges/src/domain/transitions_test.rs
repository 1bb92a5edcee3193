//! Every state against every command.

use linia_chassis::id::{AccountId, StageId, WorkId};
use time::{Duration, OffsetDateTime};

use super::{
    amending::ClarifiedTexts,
    appeal::{Appeal, AppealDecision},
    challenge::Challenge,
    error::TransitionError,
    examples::*,
    state::StateKind,
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
                (S::Awarded, S::Awarded),
            ],
        ),
        (
            "decide_appeal, result returned",
            |c| decide_appeal(c, AppealDecision::ResultReturned),
            vec![
                (S::Judged, S::Judged),
                (S::ResultApproved, S::Judged),
                (S::ResultAnnulled, S::ResultAnnulled),
                (S::Awarded, S::Awarded),
            ],
        ),
        (
            "decide_appeal, result annulled",
            |c| decide_appeal(c, AppealDecision::ResultAnnulled),
            vec![
                (S::Judged, S::ResultAnnulled),
                (S::ResultApproved, S::ResultAnnulled),
                (S::ResultAnnulled, S::ResultAnnulled),
                (S::Awarded, S::Awarded),
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
