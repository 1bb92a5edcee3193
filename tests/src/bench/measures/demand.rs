//! What services take of a processor, busy and idle: what their requests in Kubernetes
//! (`resources.requests.cpu`) go by.

use linia_proto::{
    challenges::v1::{GetChallengeRequest, challenge_service_client::ChallengeServiceClient},
    identity::v1::{CreateSessionRequest, session_service_client::SessionServiceClient},
    notifications::v1::{ListNotificationsRequest, inbox_service_client::InboxServiceClient},
    reporting::v1::{GetChallengeReportRequest, report_service_client::ReportServiceClient},
};

use crate::{
    bench::{
        Ground, Plan,
        error::Result,
        figures::Spread,
        load::{self, Caller},
        processor::Meter,
    },
    stack::Service,
    story::clients::Line,
};

use super::{accept::SubmitEntry, read::ReadAccount};

/// What a service takes of a processor.
#[derive(Debug, Clone)]
pub struct Demand {
    /// Which one.
    pub service: Service,
    /// What it was asked for, once; or nothing, for a second.
    pub work: &'static str,
    /// Time of one core.
    pub milliseconds: Spread,
}

pub(super) async fn measure(ground: &mut Ground, plan: &Plan) -> Result<Vec<Demand>> {
    ground.only(&Service::ALL).await?;
    let mut demands = idle(ground, plan).await?;
    let people = || ground.entrants.iter().take(plan.readers);
    let challenge = &ground.challenge.name;

    let callers: Vec<_> = people()
        .map(|person| SignIn {
            sessions: ground.world.anonymous.sessions(),
            request: CreateSessionRequest {
                email: person.email.clone(),
                password: person.password().to_owned(),
            },
        })
        .collect();
    demands.push(busy(ground, plan, Service::Identity, "sign-in", &callers).await?);
    let callers: Vec<_> = people()
        .map(|person| ReadAccount(person.clients().accounts()))
        .collect();
    demands.push(
        busy(
            ground,
            plan,
            Service::Identity,
            "read of an account",
            &callers,
        )
        .await?,
    );
    let callers: Vec<_> = people()
        .map(|person| ReadChallenge(person.clients().challenges(), challenge.clone()))
        .collect();
    demands.push(
        busy(
            ground,
            plan,
            Service::Challenges,
            "read of a challenge",
            &callers,
        )
        .await?,
    );
    let callers: Vec<_> = ground
        .entrants
        .iter()
        .take(plan.grouped)
        .map(|person| SubmitEntry::new(ground, person))
        .collect();
    demands.push(
        busy(
            ground,
            plan,
            Service::Submissions,
            "entry of 4 KiB",
            &callers,
        )
        .await?,
    );
    let callers: Vec<_> = people()
        .map(|person| ReadInbox(person.clients().inbox()))
        .collect();
    demands.push(
        busy(
            ground,
            plan,
            Service::Notifications,
            "read of an inbox",
            &callers,
        )
        .await?,
    );
    let callers: Vec<_> = people()
        .map(|person| ReadReport(person.clients().reports(), challenge.clone()))
        .collect();
    demands.push(
        busy(
            ground,
            plan,
            Service::Reporting,
            "read of a report",
            &callers,
        )
        .await?,
    );
    Ok(demands)
}

/// What each takes while nobody calls.
async fn idle(ground: &Ground, plan: &Plan) -> Result<Vec<Demand>> {
    let mut rounds = Vec::new();
    for _ in 0..plan.rounds {
        let mut meters = Vec::new();
        for service in Service::ALL {
            meters.push(Meter::start(ground.world.system.service(service).pid())?);
        }
        tokio::time::sleep(plan.settle).await;
        let read: Result<Vec<_>> = meters.iter().map(Meter::cores).collect();
        rounds.push(read?);
    }
    let of = |place: usize| Spread::of(rounds.iter().map(|cores| cores[place] * 1e3));
    let services = Service::ALL.into_iter().enumerate();
    Ok(services
        .map(|(place, service)| Demand {
            service,
            work: "nothing, for a second",
            milliseconds: of(place),
        })
        .collect())
}

async fn busy<C: Caller>(
    ground: &Ground,
    plan: &Plan,
    service: Service,
    work: &'static str,
    callers: &[C],
) -> Result<Demand> {
    load::warm_up(callers).await?;
    let mut rounds = Vec::new();
    for _ in 0..plan.rounds {
        let meter = Meter::start(ground.world.system.service(service).pid())?;
        let rate = load::per_second(callers, plan.window).await?;
        rounds.push(meter.cores()? / rate * 1e3);
    }
    Ok(Demand {
        service,
        work,
        milliseconds: Spread::of(rounds),
    })
}

#[derive(Clone)]
struct SignIn {
    sessions: SessionServiceClient<Line>,
    request: CreateSessionRequest,
}

impl Caller for SignIn {
    async fn call(&mut self) -> Result<()> {
        self.sessions.create_session(self.request.clone()).await?;
        Ok(())
    }
}

#[derive(Clone)]
struct ReadChallenge(ChallengeServiceClient<Line>, String);

impl Caller for ReadChallenge {
    async fn call(&mut self) -> Result<()> {
        let request = GetChallengeRequest {
            name: self.1.clone(),
            ..GetChallengeRequest::default()
        };
        self.0.get_challenge(request).await?;
        Ok(())
    }
}

#[derive(Clone)]
struct ReadInbox(InboxServiceClient<Line>);

impl Caller for ReadInbox {
    async fn call(&mut self) -> Result<()> {
        let request = ListNotificationsRequest::default();
        self.0.list_notifications(request).await?;
        Ok(())
    }
}

#[derive(Clone)]
struct ReadReport(ReportServiceClient<Line>, String);

impl Caller for ReadReport {
    async fn call(&mut self) -> Result<()> {
        let challenge = self.1.clone();
        let request = GetChallengeReportRequest { challenge };
        self.0.get_challenge_report(request).await?;
        Ok(())
    }
}
