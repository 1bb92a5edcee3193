//! Whoever writes: each makes one call after the other, some of them wrong on purpose.

use linia_proto::challenges::v1::{AskQuestionRequest, ExtendStageRequest};
use linia_proto::identity::v1::{
    CreateOrganizationRequest, Organization, OrganizationIdentifier, OrganizationKind,
};
use linia_proto::notifications::v1::ListNotificationsRequest;
use linia_proto::reporting::v1::GetPlatformReportRequest;
use linia_proto::submissions::v1::{EntryContent, SubmitEntryRequest};
use time::{Duration, OffsetDateTime};
use tonic::Code;
use uuid::Uuid;

use super::call::Deed;
use super::scene::Scene;
use crate::histories::micros;
use crate::story::Clients;
use crate::story::world::{moment, timestamp};

/// One question in this many is asked where the staff get mails.
const LOUD_SHARE: u64 = 8;
/// One call in this many is wrong and must be refused without a trace.
const WRONG_SHARE: u64 = 16;
/// One call of the editor in this many moves a closing time, because each is mailed to the staff
/// whether they want it or not; the others ask.
const EXTEND_SHARE: u64 = 8;
/// More characters than a question may have.
const TOO_LONG: usize = 6000;

/// Somebody who writes.
#[derive(Debug, Clone)]
pub(super) struct Writer {
    clients: Clients,
    job: Job,
}

#[derive(Debug, Clone)]
enum Job {
    Ask {
        loud: String,
        quiet: String,
    },
    Submit {
        stage: String,
        entrant: String,
        stranger: String,
    },
    Register,
    Extend {
        stage: String,
        close: OffsetDateTime,
        challenge: String,
    },
    ReadInbox,
    ReadReport,
}

/// A call about to be made, to be repeated word for word if need be.
#[derive(Debug, Clone)]
pub(super) struct Attempt {
    pub(super) deed: Deed,
    /// Whether it is wrong on purpose.
    pub(super) wrong: bool,
    pub(super) token: Uuid,
    request: Request,
}

#[derive(Debug, Clone)]
enum Request {
    Ask(AskQuestionRequest),
    Submit(SubmitEntryRequest),
    Register(CreateOrganizationRequest),
    Extend(ExtendStageRequest),
    Inbox(ListNotificationsRequest),
    Report(GetPlatformReportRequest),
}

impl Writer {
    /// Everybody in the scene who writes.
    pub(super) fn all(scene: &Scene) -> Vec<Self> {
        let askers = scene.askers.iter().map(|person| Self {
            clients: person.clients().clone(),
            job: Job::Ask {
                loud: scene.loud.challenge.clone(),
                quiet: scene.quiet.challenge.clone(),
            },
        });
        let entrants = scene.entrants.iter().map(|person| Self {
            clients: person.clients().clone(),
            job: Job::Submit {
                stage: scene.loud.stage.name.clone(),
                entrant: person.account.clone(),
                stranger: scene.founder.account.clone(),
            },
        });
        let founder = Self {
            clients: scene.founder.clients().clone(),
            job: Job::Register,
        };
        let extender = scene.extends.then(|| Self {
            clients: scene.quiet.editor.clients().clone(),
            job: Job::Extend {
                stage: scene.quiet.stage.name.clone(),
                close: moment(scene.quiet.stage.close_time),
                challenge: scene.quiet.challenge.clone(),
            },
        });
        let readers = [Job::ReadInbox, Job::ReadReport].map(|job| Self {
            clients: scene.founder.clients().clone(),
            job,
        });
        askers
            .chain(entrants)
            .chain([founder])
            .chain(extender)
            .chain(readers.into_iter().filter(|_| scene.reads))
            .collect()
    }

    /// The next call of this writer, whose `number`-th it is.
    pub(super) fn attempt(&self, number: u64) -> Attempt {
        let token = Uuid::new_v4();
        let wrong = number % WRONG_SHARE == WRONG_SHARE / 2;
        let (deed, request) = match &self.job {
            Job::Ask { loud, quiet } => {
                let is_loud = number.is_multiple_of(LOUD_SHARE);
                let request = question(if is_loud { loud } else { quiet }, token, wrong);
                (Deed::Ask { loud: is_loud }, Request::Ask(request))
            }
            Job::Submit {
                stage,
                entrant,
                stranger,
            } => {
                let request = SubmitEntryRequest {
                    stage: stage.clone(),
                    entrant: if wrong { stranger } else { entrant }.clone(),
                    content: Some(EntryContent {
                        title: token.to_string(),
                        text: "Lampy, które słuchają deszczu".to_owned(),
                        ..EntryContent::default()
                    }),
                    request_id: token.to_string(),
                    co_authors: Vec::new(),
                };
                (Deed::Submit, Request::Submit(request))
            }
            Job::Register => (
                Deed::Register,
                Request::Register(organization(token, wrong)),
            ),
            Job::Extend { challenge, .. } if !number.is_multiple_of(EXTEND_SHARE) => {
                let request = question(challenge, token, wrong);
                (Deed::Ask { loud: false }, Request::Ask(request))
            }
            Job::Extend { stage, close, .. } => {
                let seconds = i64::try_from(number).unwrap_or(i64::MAX);
                let request = ExtendStageRequest {
                    stage: stage.clone(),
                    close_time: Some(timestamp(*close + Duration::seconds(seconds))),
                    reason: token.to_string(),
                };
                (Deed::Extend, Request::Extend(request))
            }
            Job::ReadInbox => (
                Deed::Look,
                Request::Inbox(ListNotificationsRequest::default()),
            ),
            Job::ReadReport => (Deed::Look, Request::Report(GetPlatformReportRequest {})),
        };
        Attempt {
            deed,
            wrong: wrong && !matches!(deed, Deed::Extend | Deed::Look),
            token,
            request,
        }
    }

    /// A call that is wrong in every way and so changes nothing.
    pub(super) fn probe(&self) -> Attempt {
        let request = match &self.job {
            Job::Ask { .. } => Request::Ask(AskQuestionRequest::default()),
            Job::Submit { .. } => Request::Submit(SubmitEntryRequest::default()),
            Job::Register => Request::Register(CreateOrganizationRequest::default()),
            Job::Extend { .. } => Request::Extend(ExtendStageRequest::default()),
            Job::ReadInbox => Request::Inbox(ListNotificationsRequest::default()),
            Job::ReadReport => Request::Report(GetPlatformReportRequest {}),
        };
        Attempt {
            request,
            ..self.attempt(0)
        }
    }

    /// Makes the call; tells the name of what was made.
    pub(super) async fn make(&self, attempt: &Attempt) -> Result<String, Code> {
        let clients = &self.clients;
        match attempt.request.clone() {
            Request::Ask(request) => {
                let asked = clients.questions().ask_question(request).await;
                asked.map(|answer| answer.into_inner().name)
            }
            Request::Submit(request) => {
                let submitted = clients.entries().submit_entry(request).await;
                submitted.map(|answer| {
                    let receipt = answer.into_inner();
                    let time = micros(moment(receipt.accept_time));
                    format!("{}#{}@{time}", receipt.entry, receipt.version)
                })
            }
            Request::Register(request) => {
                let made = clients.organizations().create_organization(request).await;
                made.map(|answer| answer.into_inner().name)
            }
            Request::Extend(request) => {
                let extended = clients.challenges().extend_stage(request).await;
                extended.map(|answer| answer.into_inner().name)
            }
            Request::Inbox(request) => {
                let read = clients.inbox().list_notifications(request).await;
                read.map(|_| "inbox".to_owned())
            }
            Request::Report(request) => {
                let read = clients.reports().get_platform_report(request).await;
                read.map(|_| "report".to_owned())
            }
        }
        .map_err(|status| status.code())
    }
}

impl Attempt {
    /// Whether the call carries a `request_id`, so that repeating it is safe.
    pub(super) const fn is_repeatable(&self) -> bool {
        !matches!(self.request, Request::Extend(_))
    }
}

fn question(challenge: &str, token: Uuid, wrong: bool) -> AskQuestionRequest {
    let padding = if wrong { TOO_LONG } else { 0 };
    AskQuestionRequest {
        challenge: challenge.to_owned(),
        text: format!("{token} Czy jest prąd?{}", "!".repeat(padding)),
        request_id: token.to_string(),
    }
}

fn organization(token: Uuid, wrong: bool) -> CreateOrganizationRequest {
    CreateOrganizationRequest {
        organization: Some(Organization {
            display_name: format!("{token} sp. z o.o."),
            kind: OrganizationKind::Company.into(),
            country_code: if wrong { "XX" } else { "PL" }.to_owned(),
            identifiers: vec![OrganizationIdentifier {
                scheme: "PL-KRS".to_owned(),
                id: token.to_string(),
            }],
            ..Organization::default()
        }),
        request_id: token.to_string(),
    }
}
