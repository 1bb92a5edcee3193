//! An authenticated read, beside a bare tonic service with the same statement.

use linia_proto::identity::v1::{
    GetMyAccountRequest, account_service_client::AccountServiceClient,
};
use tonic::{
    Request,
    metadata::{Ascii, MetadataValue},
    transport::{Channel, Endpoint},
};

use crate::{
    bench::{
        Comparison, Ground, Plan, bare,
        error::{BenchError, Result},
        ground::CONNECTIONS,
        load::{self, Caller},
        readiness::time_until_ready,
    },
    stack::{Process, ProcessSpec, Service, ports, postgres::DATABASE},
    story::clients::Line,
};

pub(super) async fn measure(ground: &mut Ground, plan: &Plan) -> Result<Vec<Comparison>> {
    ground.only(&[Service::Identity]).await?;
    let port = ports::free_port()?;
    let _server = start_bare(ground, port).await?;
    let channels: Vec<_> = (0..CONNECTIONS).map(|_| channel(port)).collect();
    time_until_ready(std::time::Instant::now(), channel(port)).await?;

    let readers = || ground.entrants.iter().take(plan.readers);
    let ours: Vec<_> = readers()
        .map(|person| ReadAccount(person.clients().accounts()))
        .collect();
    let theirs: Vec<_> = readers()
        .zip(channels.iter().cycle())
        .map(|(person, channel)| ReadBare {
            accounts: AccountServiceClient::new(channel.clone()),
            account: person.account.parse().expect("a resource name is ASCII"),
        })
        .collect();
    load::warm_up(&ours).await?;
    load::warm_up(&theirs).await?;
    let comparison = Comparison::new(
        format!(
            "authenticated reads (GetMyAccount), {} in flight",
            plan.readers
        ),
        "calls/s",
        "≥ 0.8",
    );
    let compared = comparison
        .in_turns(
            plan.rounds,
            async || load::per_second(&ours, plan.window).await,
            async || load::per_second(&theirs, plan.window).await,
        )
        .await?;
    Ok(vec![compared])
}

/// A process of its own, as the service is one.
async fn start_bare(ground: &Ground, port: u16) -> Result<Process> {
    let system = &ground.world.system;
    let program = std::env::current_exe().map_err(BenchError::file("finding this program"))?;
    let mut spec = ProcessSpec::new("bare", program)
        .args(["serve-bare".to_owned(), format!("127.0.0.1:{port}")])
        .log(system.logs().join("bare.log"));
    let url = system.postgres.url(Service::Identity.name(), DATABASE);
    spec.env.insert(bare::DATABASE_VARIABLE.to_owned(), url);
    Ok(Process::spawn(spec).await?)
}

fn channel(port: u16) -> Channel {
    Endpoint::from_shared(format!("http://127.0.0.1:{port}"))
        .expect("an address and a port make a valid URI")
        .connect_lazy()
}

#[derive(Clone)]
pub(super) struct ReadAccount(pub(super) AccountServiceClient<Line>);

impl Caller for ReadAccount {
    async fn call(&mut self) -> Result<()> {
        self.0.get_my_account(GetMyAccountRequest {}).await?;
        Ok(())
    }
}

#[derive(Clone)]
struct ReadBare {
    accounts: AccountServiceClient<Channel>,
    account: MetadataValue<Ascii>,
}

impl Caller for ReadBare {
    async fn call(&mut self) -> Result<()> {
        let mut request = Request::new(GetMyAccountRequest {});
        let headers = request.metadata_mut();
        headers.insert(bare::ACCOUNT_HEADER, self.account.clone());
        self.accounts.get_my_account(request).await?;
        Ok(())
    }
}
