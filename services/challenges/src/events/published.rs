//! From what happened to the events that tell of it.

pub mod admission;
pub mod extension;
pub mod programme;
mod result;
mod runner_up;

use linia_chassis::{
    database::{DbError, WriteTx},
    grpc::timestamp,
    id::{AccountId, AppealId, OrganizationId, QuestionId},
};
use linia_proto::challenges::events::v1 as pb;

use crate::{
    convert::{
        appeal::decision_to_message,
        challenge::{self, Reader},
        content::prize_to_message,
        stage::published_to_messages,
        text,
    },
    domain::{amending::Amendment, challenge::Challenge, event::Event, question::Question},
};

/// Tells what happened: to the services, and to the public if the challenge is
/// public. `version` is the row's after the change, `event_version` the number
/// of the last internal event before it. Returns the number of the last one.
///
/// # Errors
/// If a statement fails.
pub async fn append_in_tx(
    tx: &mut WriteTx,
    changed: &Challenge,
    event: &Event,
    version: i64,
    event_version: i64,
) -> Result<i64, DbError> {
    let number = append_internal_in_tx(tx, changed, event, event_version).await?;
    if changed.is_public() {
        let shown = challenge::to_message(changed, version, Reader::Anyone, tx.now());
        let (id, challenge) = (changed.id.as_uuid(), Some(shown));
        match event {
            Event::Published => tx.append(id, &pb::ChallengeAnnounced { challenge }).await?,
            _ => tx.append(id, &pb::ChallengeUpdated { challenge }).await?,
        };
    }
    Ok(number)
}

async fn append_internal_in_tx(
    tx: &mut WriteTx,
    changed: &Challenge,
    event: &Event,
    event_version: i64,
) -> Result<i64, DbError> {
    let id = changed.id.as_uuid();
    let challenge = changed.id.to_string();
    let authority = changed.authority.to_string();
    let reason = changed.state.remarks().unwrap_or_default().to_owned();
    match event {
        Event::Drafted => {
            tx.append(
                id,
                &pb::ChallengeDrafted {
                    challenge,
                    authority,
                },
            )
            .await
        }
        Event::ReviewRequested => {
            let event = pb::ChallengeReviewRequested {
                challenge,
                authority,
            };
            tx.append(id, &event).await
        }
        Event::ApprovalRequested | Event::ReviewAccepted => {
            let event = pb::ChallengeApprovalRequested {
                challenge,
                authority,
            };
            tx.append(id, &event).await
        }
        Event::Approved => {
            tx.append(
                id,
                &pb::ChallengeApproved {
                    challenge,
                    authority,
                },
            )
            .await
        }
        Event::Returned | Event::ChangesRequested => {
            tx.append(
                id,
                &pb::ChallengeReturned {
                    challenge,
                    authority,
                },
            )
            .await
        }
        Event::Published => {
            let event = challenge_published(changed, event_version + 1);
            tx.append(id, &event).await
        }
        Event::Amended(amendment) => tx.append(id, &challenge_amended(changed, amendment)).await,
        Event::StageExtended {
            stage,
            close_time,
            previous_close_time,
            reason,
        } => {
            let event = pb::StageExtended {
                challenge,
                authority,
                stage: stage.to_string(),
                close_time: Some(timestamp(*close_time)),
                previous_close_time: Some(timestamp(*previous_close_time)),
                reason: reason.clone(),
                ordinal: changed.find_stage(*stage).map_or(0, |it| it.ordinal()),
            };
            tx.append(id, &event).await
        }
        Event::Cancelled => {
            let event = pb::ChallengeCancelled {
                challenge,
                authority,
                reason,
            };
            tx.append(id, &event).await
        }
        Event::ResultReceived | Event::ResultCorrected => {
            tx.append(
                id,
                &pb::ResultReceived {
                    challenge,
                    authority,
                },
            )
            .await
        }
        Event::ResultApproved => result::append_approved_in_tx(tx, changed).await,
        Event::ResultAnnulled => {
            let event = pb::ResultAnnulled {
                challenge,
                authority,
                reason,
            };
            tx.append(id, &event).await
        }
        Event::LaureatesRevealed => tx.append(id, &result::published(changed)).await,
        // The services know it from submissions, which revealed them.
        Event::RunnerUpRevealed(_) => Ok(event_version),
        Event::RunnerUpCalled(work) => runner_up::append_called_in_tx(tx, changed, *work).await,
        Event::RunnerUpAwarded(work) => runner_up::append_awarded_in_tx(tx, changed, *work).await,
        Event::AppealRecorded(appeal) => tx.append(id, &appeal_recorded(changed, *appeal)).await,
        Event::AppealDecided { appeal, annulled } => {
            let number = tx.append(id, &appeal_decided(changed, *appeal)).await?;
            if !*annulled {
                return Ok(number);
            }
            let event = pb::ResultAnnulled {
                challenge,
                authority,
                reason,
            };
            tx.append(id, &event).await
        }
        Event::PrizesAwarded => tx.append(id, &result::awarded(changed)).await,
    }
}

fn challenge_published(changed: &Challenge, number: i64) -> pb::ChallengePublished {
    let content = &changed.content;
    pb::ChallengePublished {
        challenge: changed.id.to_string(),
        authority: changed.authority.to_string(),
        titles: text::to_messages(&content.titles),
        source_language: content.source_language.clone(),
        time_zone: content.time_zone.clone(),
        stages: published_to_messages(changed, number),
        prizes: content.prizes.iter().map(prize_to_message).collect(),
        descriptions: text::to_messages(&content.descriptions),
        cpv_codes: content.cpv_codes.clone(),
        application_deadline: content.application_deadline.map(timestamp),
    }
}

fn challenge_amended(changed: &Challenge, amendment: &Amendment) -> pb::ChallengeAmended {
    let mut fields: Vec<_> = amendment
        .changes
        .iter()
        .map(|it| it.field.clone())
        .collect();
    fields.dedup();
    pb::ChallengeAmended {
        challenge: changed.id.to_string(),
        authority: changed.authority.to_string(),
        number: amendment.number,
        reason: amendment.reason.clone(),
        fields,
        titles: text::to_messages(&changed.content.titles),
        source_language: changed.content.source_language.clone(),
        descriptions: text::to_messages(&changed.content.descriptions),
    }
}

fn appeal_decided(changed: &Challenge, appeal: AppealId) -> pb::AppealDecided {
    let found = changed.find_appeal(appeal);
    let verdict = found.and_then(|it| it.verdict.as_ref());
    let decision = verdict.map(|verdict| decision_to_message(verdict.decision));
    pb::AppealDecided {
        challenge: changed.id.to_string(),
        authority: changed.authority.to_string(),
        appeal: appeal.to_string(),
        reference: found.map(|it| it.reference.clone()).unwrap_or_default(),
        decision: decision.unwrap_or_default().into(),
        reason: verdict.map(|it| it.reason.clone()).unwrap_or_default(),
    }
}

fn appeal_recorded(changed: &Challenge, appeal: AppealId) -> pb::AppealRecorded {
    let found = changed.find_appeal(appeal);
    pb::AppealRecorded {
        challenge: changed.id.to_string(),
        authority: changed.authority.to_string(),
        appeal: appeal.to_string(),
        reference: found.map(|it| it.reference.clone()).unwrap_or_default(),
    }
}

/// Tells that a question was asked, and not by whom.
///
/// # Errors
/// If the statement fails.
pub async fn append_question_asked_in_tx(
    tx: &mut WriteTx,
    question: &Question,
    authority: OrganizationId,
) -> Result<(), DbError> {
    let event = question_asked(question, authority);
    // A trace would lead from the question back to the call of its asker.
    tx.append_untraced(question.id.as_uuid(), &event).await?;
    Ok(())
}

fn question_asked(question: &Question, authority: OrganizationId) -> pb::QuestionAsked {
    pb::QuestionAsked {
        question: question.id.to_string(),
        challenge: question.challenge.to_string(),
        authority: authority.to_string(),
    }
}

/// Tells that a question was answered; `askers` get to know of it.
///
/// # Errors
/// If the statement fails.
pub async fn append_question_answered_in_tx(
    tx: &mut WriteTx,
    question: &Question,
    authority: OrganizationId,
    askers: &[AccountId],
) -> Result<(), DbError> {
    let askers: Vec<_> = askers.iter().map(ToString::to_string).collect();
    let event = pb::QuestionAnswered {
        question: question.id.to_string(),
        challenge: question.challenge.to_string(),
        authority: authority.to_string(),
        asker: askers.first().cloned().unwrap_or_default(),
        askers,
    };
    tx.append(question.id.as_uuid(), &event).await?;
    Ok(())
}

/// Tells that a question was left to another one's answer; `asker` gets to know
/// of it.
///
/// # Errors
/// If the statement fails.
pub async fn append_question_merged_in_tx(
    tx: &mut WriteTx,
    question: &Question,
    into: QuestionId,
    authority: OrganizationId,
    asker: Option<AccountId>,
) -> Result<(), DbError> {
    let event = pb::QuestionMerged {
        question: question.id.to_string(),
        challenge: question.challenge.to_string(),
        authority: authority.to_string(),
        into: into.to_string(),
        asker: asker.map(|asker| asker.to_string()).unwrap_or_default(),
    };
    tx.append(question.id.as_uuid(), &event).await?;
    Ok(())
}

#[cfg(test)]
mod tests;
