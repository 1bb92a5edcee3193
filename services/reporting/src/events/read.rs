//! From events to facts.

use linia_chassis::consumer::{EventRecord, HandlerError};
use linia_proto::{
    challenges::events::v1::{
        ChallengeDrafted, ChallengePublished, PrizesAwarded, QuestionAnswered, QuestionAsked,
        QuestionMerged, RunnerUpCalled,
    },
    identity::events::v1::{AccountVerified, OrganizationRegistered, OrganizationVerified},
    submissions::events::v1::{
        EntryOpened, JurorAppointed, JurorRecused, ProtocolCorrected, RunnerUpRevealed,
        StageJudged, StageOpened, StageUnmasked,
    },
};
use prost::Name;
use serde::Deserialize;

use super::views::{
    AccountVerifiedView, AnyEvent, ChallengeDraftedView, ChallengePublishedView, EntryOpenedView,
    JurorView, OrganizationRegisteredView, OrganizationVerifiedView, PrizesAwardedView,
    QuestionMergedView, QuestionView, RunnerUpCalledView, RunnerUpRevealedView, StageJudgedView,
    StageOpenedView, StageUnmaskedView,
};
use crate::domain::{
    AnsweredQuestion, AskedQuestion, AwardedChallenge, DraftedChallenge, Facts, JudgedStage,
    JurorChange, LedgerLine, LostPrize, MergedQuestion, OpenedEntry, OpenedStage,
    PublishedChallenge, PublishedStage, RegisteredOrganization, RevealedLaureate, VerifiedAccount,
    VerifiedOrganization, notice::Organization,
};

/// Adds what an event says to the facts. An event of a kind that is not known
/// still has its line in the ledger.
///
/// # Errors
/// [`HandlerError::Park`] naming the event if it cannot be read; then the
/// facts must not be used.
pub(super) fn read(event: &EventRecord, facts: &mut Facts) -> Result<(), HandlerError> {
    if let Some(challenge) = view::<AnyEvent>(event)?.challenge {
        facts.ledger.push(LedgerLine {
            challenge,
            event_time: event.time,
            event_id: event.id,
            event_type: event.kind.clone(),
            aggregate_id: event.aggregate_id,
        });
    }
    let Some((package, name)) = event.kind.rsplit_once('.') else {
        return Ok(());
    };
    match package {
        AccountVerified::PACKAGE => read_identity(name, event, facts),
        ChallengeDrafted::PACKAGE => read_challenges(name, event, facts),
        EntryOpened::PACKAGE => read_submissions(name, event, facts),
        _ => Ok(()),
    }
}

fn read_identity(name: &str, event: &EventRecord, facts: &mut Facts) -> Result<(), HandlerError> {
    match name {
        AccountVerified::NAME => {
            let AccountVerifiedView { account } = view(event)?;
            facts.verified_accounts.push(VerifiedAccount {
                account,
                verify_time: event.time,
            });
        }
        OrganizationRegistered::NAME => {
            let registered: OrganizationRegisteredView = view(event)?;
            facts.registered_organizations.push(RegisteredOrganization {
                organization: registered.organization,
                entry: Organization {
                    display_name: registered.display_name,
                    identifiers: registered.identifiers,
                },
            });
        }
        OrganizationVerified::NAME => {
            let OrganizationVerifiedView { organization } = view(event)?;
            facts.verified_organizations.push(VerifiedOrganization {
                organization,
                verify_time: event.time,
            });
        }
        _ => {}
    }
    Ok(())
}

fn read_challenges(name: &str, event: &EventRecord, facts: &mut Facts) -> Result<(), HandlerError> {
    match name {
        ChallengeDrafted::NAME => {
            let ChallengeDraftedView {
                challenge,
                authority,
            } = view(event)?;
            facts.drafted_challenges.push(DraftedChallenge {
                challenge,
                authority,
            });
        }
        ChallengePublished::NAME => published(view(event)?, event, facts),
        PrizesAwarded::NAME => {
            let PrizesAwardedView { challenge } = view(event)?;
            facts.awarded_challenges.push(AwardedChallenge {
                challenge,
                award_time: event.time,
            });
        }
        RunnerUpCalled::NAME => {
            let RunnerUpCalledView { challenge, work } = view(event)?;
            facts.lost_prizes.push(LostPrize { challenge, work });
        }
        QuestionAsked::NAME => {
            let QuestionView {
                question,
                challenge,
            } = view(event)?;
            facts.asked_questions.push(AskedQuestion {
                challenge,
                question,
            });
        }
        QuestionAnswered::NAME => {
            let QuestionView {
                question,
                challenge,
            } = view(event)?;
            facts.answered_questions.push(AnsweredQuestion {
                challenge,
                question,
            });
        }
        QuestionMerged::NAME => {
            let QuestionMergedView {
                question,
                challenge,
                into,
            } = view(event)?;
            facts.merged_questions.push(MergedQuestion {
                challenge,
                question,
                into,
            });
        }
        _ => {}
    }
    Ok(())
}

fn published(view: ChallengePublishedView, event: &EventRecord, facts: &mut Facts) {
    let challenge = view.challenge;
    facts.published_challenges.push(PublishedChallenge {
        challenge,
        authority: view.authority,
        publish_time: event.time,
    });
    let stages = view.stages.into_iter().map(|it| PublishedStage {
        challenge,
        ordinal: it.ordinal,
        stage: it.stage.name,
    });
    facts.published_stages.extend(stages);
}

fn read_submissions(
    name: &str,
    event: &EventRecord,
    facts: &mut Facts,
) -> Result<(), HandlerError> {
    match name {
        StageOpened::NAME => {
            let StageOpenedView { stage, work_count } = view(event)?;
            facts.opened_stages.push(OpenedStage { stage, work_count });
        }
        // A corrected protocol tells the same as the one that it supersedes.
        StageJudged::NAME | ProtocolCorrected::NAME => {
            let judged: StageJudgedView = view(event)?;
            let selected_count = i32::try_from(judged.selected.len())
                .map_err(|_| HandlerError::park(event, "too many selected works"))?;
            facts.judged_stages.push(JudgedStage {
                stage: judged.stage,
                version: event.version,
                review_count: judged.review_count,
                selected_count,
            });
        }
        EntryOpened::NAME => {
            let EntryOpenedView {
                entry,
                stage,
                withdrawn,
                unconfirmed,
            } = view(event)?;
            facts.opened_entries.push(OpenedEntry {
                stage,
                entry,
                withdrawn: withdrawn || unconfirmed,
            });
        }
        StageUnmasked::NAME => {
            let StageUnmaskedView {
                challenge,
                laureates,
            } = view(event)?;
            let laureates = laureates.into_iter().map(|it| RevealedLaureate {
                challenge,
                work: it.work,
            });
            facts.revealed_laureates.extend(laureates);
        }
        // Whoever steps in is a laureate like the others.
        RunnerUpRevealed::NAME => {
            let RunnerUpRevealedView {
                challenge,
                runners_up,
            } = view(event)?;
            let runners_up = runners_up.into_iter().map(|it| RevealedLaureate {
                challenge,
                work: it.work,
            });
            facts.revealed_laureates.extend(runners_up);
        }
        JurorAppointed::NAME => facts.juror_changes.push(juror(event, true)?),
        JurorRecused::NAME => facts.juror_changes.push(juror(event, false)?),
        _ => {}
    }
    Ok(())
}

fn juror(event: &EventRecord, serving: bool) -> Result<JurorChange, HandlerError> {
    let JurorView { challenge } = view(event)?;
    Ok(JurorChange {
        challenge,
        juror: event.aggregate_id,
        version: event.version,
        serving,
    })
}

/// What cannot be read is set aside with its aggregate; the rest goes on.
pub(super) fn view<'a, V: Deserialize<'a>>(event: &'a EventRecord) -> Result<V, HandlerError> {
    serde_json::from_slice(&event.data)
        .map_err(|error| HandlerError::park(event, error.to_string()))
}

#[cfg(test)]
mod tests;
