//! The composition root: the one place that knows everything.

use std::{io::Write, sync::Arc, thread, time::Duration};

use linia_chassis::{
    crypto::{CurrentSigner, MasterKey, Signer},
    database::Database,
    limits::{Group, RateLimit},
    policy::PolicySet,
    process::{App, BootError, Platform, Service},
};
use linia_proto::identity::v1::{
    account_service_server::{self, AccountServiceServer},
    contact_service_server::ContactServiceServer,
    erasure_service_server::ErasureServiceServer,
    key_share_service_server::KeyShareServiceServer,
    organization_service_server::{self, OrganizationServiceServer},
    personal_data_service_server::PersonalDataServiceServer,
    session_service_server::SessionServiceServer,
    signing_key_service_server::SigningKeyServiceServer,
    team_service_server::{self, TeamServiceServer},
};
use sqlx::migrate::Migrator;

use crate::{
    app::{
        Context,
        access_tokens::AccessTokens,
        accounts::issue_operator_secret,
        erasures::{BeginErasure, CompleteErasure, ForgetIdentity},
        passwords::Passwords,
        service_accounts::ServiceAccounts,
        signing_keys::{follow_signing_key, load_own_signing_key, rotate_signing_key},
    },
    config::IdentitySettings,
    domain::OWN_NAME,
    policies,
    rpc::{
        AccountRpc, ContactRpc, ErasureRpc, KeyShareRpc, OrganizationRpc, PersonalDataRpc,
        SessionRpc, SigningKeyRpc, TeamRpc,
    },
};

/// E-mail addresses that attempts to sign in are counted for at most.
const ADDRESSES: usize = 32 * 1024;

/// How often a database that is still starting is asked again.
const DATABASE_RETRY: Duration = Duration::from_millis(500);

/// The service identity.
pub struct Identity;

/// The commands of identity alone.
#[derive(Debug, clap::Subcommand)]
pub enum IdentityCommand {
    /// Print a one-time secret with which a person becomes an operator.
    BootstrapOperator,
    /// Make another key that access tokens are signed with; serving processes
    /// take it up within a minute.
    RotateSigningKey,
}

impl Service for Identity {
    const NAME: &'static str = OWN_NAME;
    type Settings = IdentitySettings;
    type Command = IdentityCommand;

    fn migrator() -> Migrator {
        sqlx::migrate!("./migrations")
    }

    async fn build(settings: IdentitySettings, platform: Platform) -> Result<App, BootError> {
        let master_key = master_key(&settings)?;
        let signer = own_signing_key(&platform, &master_key).await?;
        // Only this service issues tokens, so this key verifies all of them.
        platform
            .keyring
            .insert(signer.key_id(), OWN_NAME, &signer.public_key());
        let signer = CurrentSigner::new(signer);
        let follow = follow_signing_key(
            platform.database.clone(),
            master_key.clone(),
            signer.clone(),
            platform.keyring,
        );
        let shutdown = platform.shutdown;
        let follow = async move {
            shutdown.run_until_cancelled(follow).await;
        };
        let database = platform.database;
        let context = Arc::new(context(&settings, database, master_key, signer)?);
        let at = || Arc::clone(&context);
        Ok(App::new()
            .grpc(AccountServiceServer::new(AccountRpc(at())))
            .grpc(SessionServiceServer::new(SessionRpc(at())))
            .grpc(OrganizationServiceServer::new(OrganizationRpc(at())))
            .grpc(TeamServiceServer::new(TeamRpc(at())))
            .limit(
                Group::SignUp,
                account_service_server::SERVICE_NAME,
                &["SignUp"],
            )
            .limit(
                Group::Outreach,
                organization_service_server::SERVICE_NAME,
                &["CreateOrganization"],
            )
            .limit(
                Group::Outreach,
                team_service_server::SERVICE_NAME,
                &["CreateTeam", "InviteTeamMember"],
            )
            .grpc(SigningKeyServiceServer::new(SigningKeyRpc(at())))
            .grpc(KeyShareServiceServer::new(KeyShareRpc(at())))
            .grpc(ContactServiceServer::new(ContactRpc(at())))
            .grpc(PersonalDataServiceServer::new(PersonalDataRpc(at())))
            .grpc(ErasureServiceServer::new(ErasureRpc(at())))
            .due(BeginErasure)
            .due(CompleteErasure)
            .due(ForgetIdentity)
            .task(follow))
    }

    async fn command(
        settings: IdentitySettings,
        command: IdentityCommand,
        platform: Platform,
    ) -> Result<(), BootError> {
        match command {
            IdentityCommand::BootstrapOperator => {
                let lifetime = settings.lifetimes.operator_secret_seconds;
                let secret = issue_operator_secret(&platform.database, lifetime)
                    .await
                    .map_err(|error| BootError::service("one-time secret", error))?;
                writeln!(std::io::stdout(), "{}", secret.expose())?;
                Ok(())
            }
            IdentityCommand::RotateSigningKey => {
                let signer = rotate_signing_key(&platform.database, &master_key(&settings)?)
                    .await
                    .map_err(|error| BootError::service("signing key", error))?;
                writeln!(std::io::stdout(), "{}", signer.key_id())?;
                Ok(())
            }
        }
    }
}

/// Makes what the use cases need.
///
/// # Errors
/// [`BootError`] if the policies or the number of cores cannot be read.
pub fn context(
    settings: &IdentitySettings,
    database: Database,
    master_key: MasterKey,
    signer: CurrentSigner,
) -> Result<Context, BootError> {
    let policy = PolicySet::try_new(policies::POLICIES, policies::SCHEMA)
        .map_err(|error| BootError::service("policies", error))?;
    let cores = thread::available_parallelism()?.get();
    let lifetimes = settings.lifetimes;
    Ok(Context {
        database,
        policy,
        passwords: Passwords::new(cores),
        access_tokens: AccessTokens::new(signer, lifetimes.access_token_seconds),
        service_accounts: ServiceAccounts::new(&settings.service_accounts),
        master_key,
        sign_ins: RateLimit::new(settings.sign_in.per_address, ADDRESSES),
        lifetimes,
    })
}

fn master_key(settings: &IdentitySettings) -> Result<MasterKey, BootError> {
    MasterKey::try_from_base64(settings.master_key.expose())
        .map_err(|error| BootError::service("master key", error))
}

/// Waits for a database that is still starting: without its key this service
/// can do nothing.
async fn own_signing_key(platform: &Platform, master_key: &MasterKey) -> Result<Signer, BootError> {
    loop {
        match load_own_signing_key(&platform.database, master_key).await {
            Err(error) if error.is_unavailable() && !platform.shutdown.is_cancelled() => {
                tracing::warn!("database is unavailable; waiting for it");
                tokio::time::sleep(DATABASE_RETRY).await;
            }
            loaded => {
                return loaded.map_err(|error| BootError::service("own signing key", error));
            }
        }
    }
}
