//! The composition root: the one place that knows everything.

use std::{io::Write, sync::Arc};

use linia_chassis::{
    crypto::MasterKey,
    erasure::ReportErasure,
    limits::Group,
    policy::PolicySet,
    process::{App, BootError, Platform, Service},
};
use linia_proto::submissions::v1::{
    assignment_service_server::AssignmentServiceServer,
    attachment_service_server::{self, AttachmentServiceServer},
    disclosure_service_server::DisclosureServiceServer,
    entry_service_server::{self, EntryServiceServer},
    jury_service_server::JuryServiceServer,
    opening_service_server::OpeningServiceServer,
    review_service_server::ReviewServiceServer,
    screening_service_server::ScreeningServiceServer,
};
use sqlx::migrate::Migrator;

use crate::{
    app::{Context, accept::Acceptor, closing_time, erase_account::ContestRecords, signing_key},
    clients::{ChallengesClient, Identity, IdentityClient, Objects},
    config::SubmissionsSettings,
    events::{
        consumed::{ResultReaction, StageProjection},
        due::{
            CloseStage, CoverEntries, DecideHeld, EraseDrafts, InformEntrants, OpenStage,
            RemindJurors, RevealRunnerUp, TidyUploads, UnmaskStage,
        },
    },
    rpc::{Assignments, Attachments, Disclosures, Entries, Juries, Openings, Reviews, Screenings},
};

const POLICIES: &str = include_str!("../policies/submissions.cedar");
const POLICY_SCHEMA: &str = include_str!("../policies/submissions.cedarschema");

/// The methods whose calls end in the accepting statement.
const HANDING_IN: [&str; 4] = [
    "SubmitEntry",
    "WithdrawEntry",
    "ConfirmCoAuthorship",
    "WithdrawCoAuthorship",
];

/// The service submissions.
pub struct Submissions;

/// The commands of submissions alone.
#[derive(Debug, clap::Subcommand)]
pub enum SubmissionsCommand {
    /// Make another key that receipts and protocols are signed with; serving
    /// processes have it published and take it up within a minute or two.
    RotateSigningKey,
}

impl Service for Submissions {
    const NAME: &'static str = "submissions";

    type Settings = SubmissionsSettings;
    type Command = SubmissionsCommand;

    fn migrator() -> Migrator {
        sqlx::migrate!("./migrations")
    }

    async fn build(settings: SubmissionsSettings, platform: Platform) -> Result<App, BootError> {
        let master_key = master_key(&settings)?;
        let signer = signing_key::load_or_create(&platform.database, &master_key)
            .await
            .map_err(|error| BootError::service("signing key", error))?;
        let identity: Arc<dyn Identity> = Arc::new(IdentityClient::new(platform.peers.identity()));
        let report = ReportErasure::new(ContestRecords, platform.peers.identity());
        let acceptor = Acceptor::start(&platform.database, &settings.accept);
        let ctx = Context::new(
            platform.database.clone(),
            policies()?,
            (master_key.clone(), signer),
            acceptor.clone(),
            Arc::new(ChallengesClient::new(platform.peers.challenges())),
            Arc::clone(&identity),
            Objects::open(&settings.storage)
                .map_err(|error| BootError::service("object storage", error))?,
        );
        let shutdown = platform.shutdown.clone();
        let follow =
            signing_key::follow(platform.database, master_key, identity, ctx.signer.clone());
        let follow = async move {
            shutdown.run_until_cancelled(follow).await;
        };
        let shutdown = platform.shutdown.clone();
        let ask_ahead = closing_time::keep_asking_ahead(ctx.clone());
        let ask_ahead = async move {
            shutdown.run_until_cancelled(ask_ahead).await;
        };
        Ok(App::new()
            .grpc(AssignmentServiceServer::new(Assignments(ctx.clone())))
            .grpc(AttachmentServiceServer::new(Attachments(ctx.clone())))
            .streams(attachment_service_server::SERVICE_NAME, &["UploadChunks"])
            .grpc(DisclosureServiceServer::new(Disclosures(ctx.clone())))
            .grpc(EntryServiceServer::new(Entries(ctx.clone())))
            .limit(
                Group::Version,
                entry_service_server::SERVICE_NAME,
                &HANDING_IN,
            )
            .limit(
                Group::Version,
                entry_service_server::SERVICE_NAME,
                &["SaveDraft"],
            )
            .gate(entry_service_server::SERVICE_NAME, &HANDING_IN, move || {
                Ok(acceptor.admit()?)
            })
            .grpc(JuryServiceServer::new(Juries(ctx.clone())))
            .grpc(OpeningServiceServer::new(Openings(ctx.clone())))
            .grpc(ReviewServiceServer::new(Reviews(ctx.clone())))
            .grpc(ScreeningServiceServer::new(Screenings(ctx.clone())))
            .projection(StageProjection {
                sealers: ctx.stage_sealers.clone(),
            })
            .reaction(ResultReaction)
            .due(EraseDrafts(ctx.clone()))
            .due(report)
            .due(CoverEntries(ctx.clone()))
            .due(CloseStage(ctx.clone()))
            .due(DecideHeld(ctx.clone()))
            .due(OpenStage(ctx.clone()))
            .due(RemindJurors)
            .due(InformEntrants(ctx.clone()))
            .due(TidyUploads(ctx.clone()))
            .due(UnmaskStage(ctx.clone()))
            .due(RevealRunnerUp(ctx))
            .task(follow)
            .task(ask_ahead))
    }

    async fn command(
        settings: SubmissionsSettings,
        command: SubmissionsCommand,
        platform: Platform,
    ) -> Result<(), BootError> {
        match command {
            SubmissionsCommand::RotateSigningKey => {
                let signer = signing_key::rotate(&platform.database, &master_key(&settings)?)
                    .await
                    .map_err(|error| BootError::service("signing key", error))?;
                writeln!(std::io::stdout(), "{}", signer.key_id())?;
                Ok(())
            }
        }
    }
}

fn master_key(settings: &SubmissionsSettings) -> Result<MasterKey, BootError> {
    MasterKey::try_from_base64(settings.master_key.expose())
        .map_err(|error| BootError::service("master key", error))
}

/// Who may do what.
///
/// # Errors
/// If the policies do not fit their schema, which a test rules out.
pub fn policies() -> Result<PolicySet, BootError> {
    PolicySet::try_new(POLICIES, POLICY_SCHEMA)
        .map_err(|error| BootError::service("policies", error))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn policies_fit_their_schema() {
        policies().map(drop).expect("policies are valid");
    }
}
