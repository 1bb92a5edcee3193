//! Puts the service together: the one place that knows everything.

use std::sync::Arc;

use linia_chassis::{
    crypto::MasterKey,
    erasure::ReportErasure,
    limits::Group,
    process::{App, BootError, NoCommand, Platform, Service},
};
use linia_proto::challenges::v1::{
    admission_service_server::AdmissionServiceServer,
    amendment_service_server::AmendmentServiceServer,
    appeal_service_server::AppealServiceServer,
    challenge_service_server::ChallengeServiceServer,
    enrolment_service_server::EnrolmentServiceServer,
    extension_service_server::ExtensionServiceServer,
    participation_service_server::ParticipationServiceServer,
    programme_service_server::ProgrammeServiceServer,
    question_service_server::{self, QuestionServiceServer},
    runner_up_service_server::RunnerUpServiceServer,
    search_service_server::SearchServiceServer,
    stage_key_service_server::StageKeyServiceServer,
};
use sqlx::migrate::Migrator;

use crate::{
    app::{Context, access::policies},
    clients::identity::IdentityClient,
    config::ChallengesSettings,
    events::{
        consumed::{ContestRecords, Organizations, Results},
        due::{IndexChallenge, PublishChallenge},
    },
    rpc::{
        Admissions, Amendments, Appeals, Challenges, Enrolments, Extensions, Participations,
        Programmes, Questions, RunnersUp, SearchChallenges, StageKeys,
    },
};

/// The service.
pub struct ChallengesService;

impl Service for ChallengesService {
    const NAME: &'static str = "challenges";

    type Settings = ChallengesSettings;
    type Command = NoCommand;

    fn migrator() -> Migrator {
        sqlx::migrate!("./migrations")
    }

    async fn build(settings: Self::Settings, platform: Platform) -> Result<App, BootError> {
        let master_key = MasterKey::try_from_base64(settings.master_key.expose())
            .map_err(|error| BootError::service("master_key", error))?;
        let policy = policies().map_err(|error| BootError::service("policies", error))?;
        let report = ReportErasure::new(ContestRecords, platform.peers.identity());
        let context = Arc::new(Context {
            identity: IdentityClient::new(platform.peers.identity()),
            database: platform.database,
            policy,
            master_key,
        });
        let challenges = Challenges {
            context: Arc::clone(&context),
        };
        let amendments = Amendments {
            context: Arc::clone(&context),
        };
        let questions = Questions {
            context: Arc::clone(&context),
        };
        let search = SearchChallenges {
            context: Arc::clone(&context),
        };
        let appeals = Appeals {
            context: Arc::clone(&context),
        };
        let runners_up = RunnersUp {
            context: Arc::clone(&context),
        };
        let admissions = Admissions {
            context: Arc::clone(&context),
        };
        let extensions = Extensions {
            context: Arc::clone(&context),
        };
        let programmes = Programmes {
            context: Arc::clone(&context),
        };
        let participations = Participations {
            context: Arc::clone(&context),
        };
        let enrolments = Enrolments {
            context: Arc::clone(&context),
        };
        let publish = PublishChallenge(Arc::clone(&context));
        let stage_keys = StageKeys { context };
        Ok(App::new()
            .grpc(ChallengeServiceServer::new(challenges))
            .grpc(AmendmentServiceServer::new(amendments))
            .grpc(AppealServiceServer::new(appeals))
            .grpc(RunnerUpServiceServer::new(runners_up))
            .grpc(AdmissionServiceServer::new(admissions))
            .grpc(ExtensionServiceServer::new(extensions))
            .grpc(ProgrammeServiceServer::new(programmes))
            .grpc(EnrolmentServiceServer::new(enrolments))
            .grpc(ParticipationServiceServer::new(participations))
            .grpc(QuestionServiceServer::new(questions))
            .limit(
                Group::Outreach,
                question_service_server::SERVICE_NAME,
                &["AskQuestion"],
            )
            .grpc(SearchServiceServer::new(search))
            .grpc(StageKeyServiceServer::new(stage_keys))
            .due(publish)
            .reaction(Results)
            .due(report)
            .projection(Organizations)
            .due(IndexChallenge))
    }

    async fn command(_: Self::Settings, command: NoCommand, _: Platform) -> Result<(), BootError> {
        match command {}
    }
}
