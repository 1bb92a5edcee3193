//! Clients of all services, each call with the token of whoever speaks.

use http::HeaderValue;
use linia_proto::{
    challenges::v1::{
        admission_service_client::AdmissionServiceClient,
        amendment_service_client::AmendmentServiceClient,
        appeal_service_client::AppealServiceClient,
        challenge_service_client::ChallengeServiceClient,
        enrolment_service_client::EnrolmentServiceClient,
        extension_service_client::ExtensionServiceClient,
        participation_service_client::ParticipationServiceClient,
        programme_service_client::ProgrammeServiceClient,
        question_service_client::QuestionServiceClient,
        runner_up_service_client::RunnerUpServiceClient,
        search_service_client::SearchServiceClient,
    },
    identity::v1::{
        account_service_client::AccountServiceClient,
        organization_service_client::OrganizationServiceClient,
        personal_data_service_client::PersonalDataServiceClient,
        session_service_client::SessionServiceClient,
        signing_key_service_client::SigningKeyServiceClient,
        team_service_client::TeamServiceClient,
    },
    notifications::v1::{
        following_service_client::FollowingServiceClient, inbox_service_client::InboxServiceClient,
        preference_service_client::PreferenceServiceClient,
    },
    reporting::v1::{
        open_data_service_client::OpenDataServiceClient, report_service_client::ReportServiceClient,
    },
    submissions::v1::{
        assignment_service_client::AssignmentServiceClient,
        attachment_service_client::AttachmentServiceClient,
        disclosure_service_client::DisclosureServiceClient,
        entry_service_client::EntryServiceClient, jury_service_client::JuryServiceClient,
        opening_service_client::OpeningServiceClient, review_service_client::ReviewServiceClient,
        screening_service_client::ScreeningServiceClient,
    },
};
use tonic::{
    Request, Status,
    metadata::{Ascii, MetadataValue},
    service::{Interceptor, interceptor::InterceptedService},
    transport::Channel,
};

use crate::stack::{Service, System};

/// A connection that speaks as somebody.
pub type Line = InterceptedService<Channel, Speaker>;

/// Adds the speaker's token, and where wanted a trace, to each call.
#[derive(Debug, Clone, Default)]
pub struct Speaker {
    bearer: Option<MetadataValue<Ascii>>,
    traceparent: Option<MetadataValue<Ascii>>,
}

impl Interceptor for Speaker {
    fn call(&mut self, mut request: Request<()>) -> Result<Request<()>, Status> {
        let metadata = request.metadata_mut();
        if let Some(bearer) = &self.bearer {
            metadata.insert("authorization", bearer.clone());
        }
        if let Some(traceparent) = &self.traceparent {
            metadata.insert("traceparent", traceparent.clone());
        }
        Ok(request)
    }
}

/// Clients of all services. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Clients {
    identity: Channel,
    challenges: Channel,
    submissions: Channel,
    notifications: Channel,
    reporting: Channel,
    speaker: Speaker,
}

/// Defines a method per client.
macro_rules! clients {
    ($($name:ident: $client:ident over $service:ident;)*) => {
        impl Clients {
            $(
                /// A client of the service of that name.
                #[must_use]
                pub fn $name(&self) -> $client<Line> {
                    $client::with_interceptor(self.$service.clone(), self.speaker.clone())
                }
            )*
        }
    };
}

clients! {
    accounts: AccountServiceClient over identity;
    sessions: SessionServiceClient over identity;
    organizations: OrganizationServiceClient over identity;
    teams: TeamServiceClient over identity;
    personal_data: PersonalDataServiceClient over identity;
    signing_keys: SigningKeyServiceClient over identity;
    challenges: ChallengeServiceClient over challenges;
    questions: QuestionServiceClient over challenges;
    amendments: AmendmentServiceClient over challenges;
    searches: SearchServiceClient over challenges;
    appeals: AppealServiceClient over challenges;
    runners_up: RunnerUpServiceClient over challenges;
    admissions: AdmissionServiceClient over challenges;
    extensions: ExtensionServiceClient over challenges;
    programmes: ProgrammeServiceClient over challenges;
    enrolments: EnrolmentServiceClient over challenges;
    participations: ParticipationServiceClient over challenges;
    attachments: AttachmentServiceClient over submissions;
    entries: EntryServiceClient over submissions;
    juries: JuryServiceClient over submissions;
    openings: OpeningServiceClient over submissions;
    reviews: ReviewServiceClient over submissions;
    assignments: AssignmentServiceClient over submissions;
    screenings: ScreeningServiceClient over submissions;
    disclosures: DisclosureServiceClient over submissions;
    inbox: InboxServiceClient over notifications;
    followings: FollowingServiceClient over notifications;
    preferences: PreferenceServiceClient over notifications;
    reports: ReportServiceClient over reporting;
    open_data: OpenDataServiceClient over reporting;
}

impl Clients {
    /// A connection to a service, for calls that no client here makes.
    #[must_use]
    pub fn line(&self, service: Service) -> Line {
        let channel = match service {
            Service::Identity => &self.identity,
            Service::Challenges => &self.challenges,
            Service::Submissions => &self.submissions,
            Service::Notifications => &self.notifications,
            Service::Reporting => &self.reporting,
        };
        InterceptedService::new(channel.clone(), self.speaker.clone())
    }

    /// Clients that speak as nobody in particular.
    #[must_use]
    pub fn anonymous(system: &System) -> Self {
        Self::over(|service| system.service(service).channel())
    }

    /// Clients that speak as nobody in particular, over these connections.
    #[must_use]
    pub fn over(channel: impl Fn(Service) -> Channel) -> Self {
        Self {
            identity: channel(Service::Identity),
            challenges: channel(Service::Challenges),
            submissions: channel(Service::Submissions),
            notifications: channel(Service::Notifications),
            reporting: channel(Service::Reporting),
            speaker: Speaker::default(),
        }
    }

    /// The same connections, speaking with an access token.
    ///
    /// # Panics
    /// If the token is not text: identity hands out text.
    #[must_use]
    pub fn with_token(&self, token: &str) -> Self {
        let bearer = format!("Bearer {token}")
            .parse()
            .expect("a token is visible ASCII");
        Self {
            speaker: Speaker {
                bearer: Some(bearer),
                traceparent: None,
            },
            ..self.clone()
        }
    }

    /// What the authorization header of each call says.
    ///
    /// # Panics
    /// If they speak as nobody.
    #[must_use]
    pub fn bearer(&self) -> HeaderValue {
        let bearer = self.speaker.bearer.as_ref().expect("speaks as somebody");
        HeaderValue::from_bytes(bearer.as_bytes()).expect("a token is visible ASCII")
    }

    /// The same, continuing the trace that `traceparent` (W3C Trace Context) names.
    ///
    /// # Panics
    /// If `traceparent` is not ASCII.
    #[must_use]
    pub fn in_trace(&self, traceparent: &str) -> Self {
        let mut clients = self.clone();
        clients.speaker.traceparent = Some(traceparent.parse().expect("a traceparent is ASCII"));
        clients
    }
}
