//! What is told to the other services: domain facts as event messages.

use std::collections::BTreeSet;

use linia_chassis::id::{AccountId, ChallengeId, OrganizationId};
use linia_proto::{
    submissions::{
        events::v1::{
            DefectsReported, EntryAdvanced, EntryNotAdvanced, EntryOpened, EntryPrizeLost,
            JurorAppointed, JurorRecused, ProtocolCorrected, RevealedLaureate, ReviewsAwaited,
            RunnerUpRevealed, SelectedWork, StageClosed, StageJudged, StageOpened, StageUnmasked,
        },
        v1::ExclusionGround,
    },
    r#type::v1 as types,
};

use time::OffsetDateTime;

use crate::{
    convert::timestamp,
    domain::{
        closing::ClosingRecord,
        decision::{Ended, Laureate},
        entry::{Entry, EntryState},
        jury::Juror,
        protocol::{Correction, SignedProtocol},
        rules::{Money, OpeningMode},
        runner_up::RunnerUpCall,
        stage::Stage,
    },
};

/// Accepting was shut and recorded; `chairs` lead the jury.
#[must_use]
pub fn stage_closed(
    stage: &Stage,
    record: &ClosingRecord,
    record_sha256: [u8; 32],
    chairs: &[AccountId],
) -> StageClosed {
    StageClosed {
        stage: record.stage.to_string(),
        challenge: record.challenge.to_string(),
        closing_record_sha256: record_sha256.to_vec().into(),
        authority: stage.authority.to_string(),
        awaits_opening: stage.rules.opening_mode == OpeningMode::TwoPerson,
        chairs: names(chairs),
    }
}

/// The works were made.
#[must_use]
pub fn stage_opened(stage: &Stage, work_count: i32, jurors: &[AccountId]) -> StageOpened {
    StageOpened {
        stage: stage.id.to_string(),
        challenge: stage.challenge.to_string(),
        work_count,
        jurors: names(jurors),
    }
}

/// An entry was found in the opened stage.
#[must_use]
pub fn entry_opened(entry: &Entry) -> EntryOpened {
    EntryOpened {
        entry: entry.id.to_string(),
        stage: entry.stage.to_string(),
        challenge: entry.challenge.to_string(),
        accounts: names(&entry.accounts),
        withdrawn: entry.state == EntryState::Withdrawn,
        unconfirmed: entry.state == EntryState::Unconfirmed,
        ..EntryOpened::default()
    }
}

/// The jury signed its protocol.
#[must_use]
pub fn stage_judged(stage: &Stage, protocol: &SignedProtocol, review_count: usize) -> StageJudged {
    StageJudged {
        stage: stage.id.to_string(),
        challenge: stage.challenge.to_string(),
        protocol_sha256: protocol.sha256.to_vec().into(),
        last: stage.is_last(),
        selected: selected_works(protocol),
        review_count: i32::try_from(review_count).unwrap_or(i32::MAX),
    }
}

/// The jury signed a corrected protocol.
#[must_use]
pub fn protocol_corrected(
    stage: &Stage,
    protocol: &SignedProtocol,
    correction: &Correction,
    review_count: usize,
) -> ProtocolCorrected {
    ProtocolCorrected {
        stage: stage.id.to_string(),
        challenge: stage.challenge.to_string(),
        number: protocol.number,
        protocol_sha256: protocol.sha256.to_vec().into(),
        superseded_sha256: correction.superseded_sha256.to_vec().into(),
        selected: selected_works(protocol),
        review_count: i32::try_from(review_count).unwrap_or(i32::MAX),
    }
}

fn selected_works(protocol: &SignedProtocol) -> Vec<SelectedWork> {
    let selected = protocol.ranking.iter().filter(|ranked| ranked.selected);
    selected
        .map(|ranked| SelectedWork {
            work: ranked.work.to_string(),
            rank: ranked.rank,
        })
        .collect()
}

/// An entry goes on to the next stage.
#[must_use]
pub fn entry_advanced(entry: &Entry, reimbursement: Option<&Money>) -> EntryAdvanced {
    EntryAdvanced {
        entry: entry.id.to_string(),
        stage: entry.stage.to_string(),
        challenge: entry.challenge.to_string(),
        accounts: names(&entry.accounts),
        reimbursement: reimbursement.map(|sum| types::Money {
            currency_code: sum.currency_code.clone(),
            amount_minor: sum.amount_minor,
        }),
    }
}

/// An entry does not go on, for the reasons that hold for all, or for its own.
#[must_use]
pub fn entry_not_advanced(ended: &Ended, reasons: &str) -> EntryNotAdvanced {
    let Ended { entry, exclusion } = ended;
    let exclusion = exclusion.as_ref();
    let ground = exclusion.map_or(ExclusionGround::Unspecified, |it| it.ground.into());
    EntryNotAdvanced {
        entry: entry.id.to_string(),
        stage: entry.stage.to_string(),
        challenge: entry.challenge.to_string(),
        accounts: names(&entry.accounts),
        reasons: exclusion.map_or(reasons, |it| &it.reason).to_owned(),
        exclusion_ground: ground.into(),
    }
}

/// The laureates were revealed.
#[must_use]
pub fn stage_unmasked(stage: &Stage, laureates: &[Laureate]) -> StageUnmasked {
    StageUnmasked {
        stage: stage.id.to_string(),
        challenge: stage.challenge.to_string(),
        laureates: laureates.iter().map(revealed).collect(),
    }
}

/// The prize of an entry fell away.
#[must_use]
pub fn entry_prize_lost(entry: &Entry, reason: &str) -> EntryPrizeLost {
    EntryPrizeLost {
        entry: entry.id.to_string(),
        stage: entry.stage.to_string(),
        challenge: entry.challenge.to_string(),
        accounts: names(&entry.accounts),
        reason: reason.to_owned(),
    }
}

/// It was revealed who steps in for a prize.
#[must_use]
pub fn runner_up_revealed(
    stage: &Stage,
    call: &RunnerUpCall,
    runners_up: &[Laureate],
) -> RunnerUpRevealed {
    RunnerUpRevealed {
        stage: stage.id.to_string(),
        challenge: stage.challenge.to_string(),
        authority: stage.authority.to_string(),
        work: call.work.to_string(),
        runners_up: runners_up.iter().map(revealed).collect(),
    }
}

/// A person was appointed to a jury.
#[must_use]
pub fn juror_appointed(challenge: ChallengeId, account: AccountId) -> JurorAppointed {
    JurorAppointed {
        challenge: challenge.to_string(),
        account: account.to_string(),
    }
}

/// A juror left the jury that the authority appointed, or was dismissed. Why is
/// nobody's business but the protocol's.
#[must_use]
pub fn juror_recused(authority: OrganizationId, juror: &Juror, dismissed: bool) -> JurorRecused {
    JurorRecused {
        challenge: juror.challenge.to_string(),
        account: juror.account.to_string(),
        authority: authority.to_string(),
        dismissed,
    }
}

/// Works have formal defects; nobody knows whose.
#[must_use]
pub fn defects_reported(
    stage: &Stage,
    cure_end_time: OffsetDateTime,
    accounts: BTreeSet<AccountId>,
) -> DefectsReported {
    DefectsReported {
        stage: stage.id.to_string(),
        challenge: stage.challenge.to_string(),
        cure_end_time: Some(timestamp(cure_end_time)),
        accounts: accounts.iter().map(ToString::to_string).collect(),
    }
}

/// Jurors have something to do.
#[must_use]
pub fn reviews_awaited(stage: &Stage, jurors: &[AccountId]) -> ReviewsAwaited {
    ReviewsAwaited {
        stage: stage.id.to_string(),
        challenge: stage.challenge.to_string(),
        jurors: names(jurors),
    }
}

fn revealed(laureate: &Laureate) -> RevealedLaureate {
    RevealedLaureate {
        rank: laureate.rank,
        work: laureate.work.to_string(),
        entry: laureate.entry.id.to_string(),
        entrant: laureate.entry.entrant.to_string(),
        accounts: names(&laureate.entry.accounts),
    }
}

fn names(accounts: &[AccountId]) -> Vec<String> {
    accounts.iter().map(ToString::to_string).collect()
}
