//! Challenges: a public body's need, and the contest that answers it.
//!
//! **Owns** challenges with their stages, criteria, prizes and questions; the
//! remarks of their reviews, and the record of who did what; applications and invitations; the extension of
//! stages; the words by which they are found and compared; this service's
//! shares of the stage keys; the approval
//! or annulment of the jury's result; the award; runners-up for prizes that fall away;
//! programmes, and who takes part in them.
//!
//! **Publishes** about the aggregates `challenge`, `question` and `programme`
//! (`linia.challenges.events.v1`), and every change of a published challenge to
//! the public.
//!
//! **Consumes** identity's `organization` (who may run challenges, and who was verified) and
//! `erasure` (whose data goes), and
//! submissions' `stage` (the jury's protocols, and who the laureates are).
//!
//! | room | what is in it |
//! | --- | --- |
//! | [`domain`] | the rules, pure |
//! | [`app`] | a file per use case |
//! | [`store`] | SQL |
//! | [`rpc`] | the gRPC services |
//! | [`convert`] | between domain and messages |
//! | [`events`] | what is published and consumed |
//! | [`clients`] | identity |
//! | [`config`], [`wiring`] | settings, and how it is put together |

pub mod app;
pub mod clients;
pub mod config;
pub mod convert;
pub mod domain;
pub mod events;
pub mod rpc;
pub mod store;
pub mod wiring;

pub use wiring::ChallengesService;
