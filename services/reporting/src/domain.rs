//! Facts and what they add up to. No IO.

mod facts;
mod ledger;
pub(crate) mod notice;
mod report;

pub(crate) use facts::{
    AnsweredQuestion, AskedQuestion, AwardedChallenge, DraftedChallenge, Facts, JudgedStage,
    JurorChange, LostPrize, MergedQuestion, OpenedEntry, OpenedStage, PublishedChallenge,
    PublishedStage, RegisteredOrganization, RevealedLaureate, VerifiedAccount,
    VerifiedOrganization,
};
pub(crate) use ledger::LedgerLine;
pub(crate) use report::{ChallengeReport, PlatformReport, StageReport};
