//! Submissions: takes entries sealed, opens them for the jury, and records the
//! jury's decision.
//!
//! **Owns** entries, works, their files, receipts, juries, reviews, rankings, protocols.
//!
//! **Publishes** `StageClosed`, `StageOpened`, `DefectsReported`,
//! `ReviewsAwaited`, `StageJudged`, `ProtocolCorrected`, `StageUnmasked`;
//! `EntryOpened`, `EntryAdvanced`, `EntryNotAdvanced`; `JurorAppointed`,
//! `JurorRecused`. Nothing at all of a stage before it has closed.
//!
//! **Consumes** challenges' `ChallengePublished`, `StageExtended`,
//! `ChallengeCancelled` (the replica of stages), `ResultApproved`,
//! `ResultAnnulled`, `PrizesAwarded` (the end of a contest, and what may be
//! published from then on); identity's `AccountErasureBegun` (whose data goes).
//!
//! # What keeps a work secret
//!
//! A version is encrypted to its stage's public key before it is stored, and
//! the private key is in two halves that two other services keep until the
//! stage has closed. Around the ciphertext, storage holds keyed hashes and
//! times only: see [`domain::sealed`] and [`app::sealing`]. When a stage closes
//! ([`app::close_stage`]) all versions are bound by a record; against that
//! record the halves are released and works are made ([`app::open_stage`]).
//! Works and entries do not refer to each other; what joins them is sealed to a
//! second key, which is released against the jury's signed protocol
//! ([`app::inform_entrants`], [`app::unmask_stage`]).
//!
//! Files of a work ([`app::uploads`]) arrive in pieces that only the upload's
//! name opens, are checked and sealed to the same key, and are written anew for
//! the jury at the opening. They are in object storage ([`clients::Objects`]).
//!
//! # Who reads what
//!
//! Where a contest states how many jurors read each work, they are drawn
//! ([`domain::assignment`], [`app::draw_assignments`]); what a juror has a
//! conflict with is kept away without anybody learning whose it is
//! ([`domain::conflicts`]).
//!
//! # Rooms
//!
//! | room | what is in it |
//! | --- | --- |
//! | [`domain`] | the rules |
//! | [`app`] | a file per use case; [`app::accept`] is the path at the deadline |
//! | [`store`] | SQL; [`store::accept`] decides at the deadline |
//! | [`rpc`] | a file per gRPC service |
//! | [`clients`] | what is asked of challenges and identity |
//! | [`events`] | what is told, what is learned, what falls due |
//! | [`convert`] | between domain values and the contracts |
//! | [`config`], [`wiring`] | settings, and how it all comes together |

pub mod app;
pub mod clients;
pub mod config;
pub mod convert;
pub mod domain;
pub mod events;
pub mod rpc;
pub mod store;
pub mod wiring;

pub use wiring::Submissions;
