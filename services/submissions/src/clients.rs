//! What this service asks the others, at the moment when it must be asked.
//!
//! | asked | of | when it does not answer |
//! | --- | --- | --- |
//! | the true window of a stage | challenges | late entries are held, closing waits |
//! | counting who opens a stage | challenges | the call fails as UNAVAILABLE |
//! | key shares | challenges and identity | opening and unmasking wait |
//! | display names | identity | the call fails as UNAVAILABLE |
//! | members of teams | identity | opening waits |
//! | publishing our signing key | identity | tried again for ever |
//! | files | object storage | uploads and downloads fail as UNAVAILABLE, opening waits |

mod challenges;
mod identity;
mod objects;

use std::{collections::HashMap, str::FromStr};

use futures::future::BoxFuture;
use linia_chassis::{
    auth::Bearer,
    consumer::HandlerError,
    crypto::sealing::Share,
    id::{AccountId, ChallengeId, EntrantName, StageId, TeamId},
};

use tonic::{Code, Response, Status};
use zeroize::Zeroizing;

pub use challenges::ChallengesClient;
pub use identity::IdentityClient;
pub use objects::{ObjectError, ObjectName, ObjectReader, ObjectWriter, Objects};

use crate::{convert::ConvertError, domain::stage::Stage};

/// Which of a stage's two keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyPurpose {
    /// Opens what was handed in.
    Sealing,
    /// Opens the link between entries and works.
    Unmasking,
}

/// What challenges is asked.
pub trait Challenges: Send + Sync + 'static {
    /// A published stage as it is now; `None` if there is none.
    fn get_stage(&self, stage: StageId) -> BoxFuture<'_, Result<Option<Stage>, ClientError>>;

    /// The secret of a stage that has one.
    fn get_stage_secret(&self, stage: StageId) -> BoxFuture<'_, Result<StageSecret, ClientError>>;

    /// The stages of a published challenge; none if there is no such.
    fn list_stages(
        &self,
        challenge: ChallengeId,
    ) -> BoxFuture<'_, Result<Vec<StageId>, ClientError>>;

    /// Counts a person, whose own token goes with the call, among those who open a
    /// stage.
    fn approve_opening<'a>(
        &'a self,
        stage: StageId,
        person: &'a Bearer,
    ) -> BoxFuture<'a, Result<OpeningApprovals, ClientError>>;

    /// Its half of a key, against the record that justifies it.
    fn release_share(
        &self,
        stage: StageId,
        purpose: KeyPurpose,
        record_sha256: [u8; 32],
    ) -> BoxFuture<'_, Result<Share, ClientError>>;
}

/// Who has asked for the opening of a stage, as the keeper of its key counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OpeningApprovals {
    /// How many different people.
    pub count: i32,
    /// Whether the key is given out now.
    pub sufficient: bool,
}

/// What the entries of a stage are found by: 32 octets that this service never
/// stores.
pub type StageSecret = Zeroizing<[u8; 32]>;

/// What identity is asked.
pub trait Identity: Send + Sync + 'static {
    /// Its half of a key, against the record that justifies it.
    fn release_share(
        &self,
        stage: StageId,
        purpose: KeyPurpose,
        record_sha256: [u8; 32],
    ) -> BoxFuture<'_, Result<Share, ClientError>>;

    /// Names by resource name; unknown ones are left out.
    fn display_names<'a>(
        &'a self,
        entrants: &'a [EntrantName],
    ) -> BoxFuture<'a, Result<HashMap<String, String>, ClientError>>;

    /// The accounts that belong to a team; none if there is no such.
    fn team_members(&self, team: TeamId) -> BoxFuture<'_, Result<Vec<AccountId>, ClientError>>;

    /// Publishes the key that this service signs with.
    fn register_signing_key(&self, public_key: [u8; 32]) -> BoxFuture<'_, Result<(), ClientError>>;
}

/// Another service did not give what was asked.
#[derive(Debug, thiserror::Error)]
pub enum ClientError {
    /// It refused or was not there.
    #[error("{service} answered {}", .status.code())]
    Call {
        /// Which.
        service: &'static str,
        /// What it said.
        #[source]
        status: Box<Status>,
    },
    /// Its answer is not what its contract promises.
    #[error("answer of {service} is malformed")]
    Malformed {
        /// Which.
        service: &'static str,
        /// Why.
        #[source]
        source: ConvertError,
    },
}

impl ClientError {
    fn call(service: &'static str) -> impl FnOnce(Status) -> Self {
        move |status| Self::Call {
            service,
            status: Box::new(status),
        }
    }

    fn malformed<E: Into<ConvertError>>(service: &'static str) -> impl FnOnce(E) -> Self {
        move |source| Self::Malformed {
            service,
            source: source.into(),
        }
    }
}

/// Whatever the answer, asking again later is right: keys are released and
/// stages published sooner or later.
impl From<ClientError> for HandlerError {
    fn from(error: ClientError) -> Self {
        Self::retry(error)
    }
}

/// What was found; `None` if there is no such thing.
fn found<T>(
    service: &'static str,
    answer: Result<Response<T>, Status>,
) -> Result<Option<T>, ClientError> {
    match answer {
        Ok(found) => Ok(Some(found.into_inner())),
        Err(status) if status.code() == Code::NotFound => Ok(None),
        Err(status) => Err(ClientError::call(service)(status)),
    }
}

/// A list of names, each as an id.
fn ids<I: FromStr<Err: Into<ConvertError>>>(
    service: &'static str,
    names: impl IntoIterator<Item = String>,
) -> Result<Vec<I>, ClientError> {
    let ids = names.into_iter().map(|name| name.parse());
    ids.collect::<Result<Vec<I>, I::Err>>()
        .map_err(ClientError::malformed(service))
}

fn share(service: &'static str, octets: &[u8]) -> Result<Share, ClientError> {
    <[u8; 32]>::try_from(octets)
        .map(Share::new)
        .map_err(|_| ConvertError::Field("share"))
        .map_err(ClientError::malformed(service))
}
