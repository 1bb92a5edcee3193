//! Services that prove themselves to each other, and are called by nobody who does not.

use std::time::Duration;

use linia_proto::reporting::v1::{
    GetPlatformReportRequest, report_service_client::ReportServiceClient,
};
use linia_tests::faults::call::Progress;
use linia_tests::faults::load::Manner;
use linia_tests::faults::oracle::quiet::Rest;
use linia_tests::faults::{Crowd, Drill, Scene};
use linia_tests::rolling::verdict::unanswered;
use linia_tests::stack::{Authority, Options, Service, System};
use linia_tests::story::Narrator;
use tonic::transport::{Channel, ClientTlsConfig, Endpoint};

const LIMIT: Duration = Duration::from_secs(10);

/// Somebody signs up, publishes, asks, enters and reads: calls to all five services, calls among
/// them, and events.
#[tokio::test(flavor = "multi_thread")]
async fn calls_pass_through_all_services_over_mutual_tls() {
    let options = Options {
        tls: true,
        ..Options::temporary("tls")
    };
    let crowd = Crowd {
        askers: 1,
        entrants: 1,
        extends: true,
        reads: true,
    };
    let scene = Scene::set(options, Narrator::silent(), crowd).await;
    let mut drill = Drill::new(scene.unwrap_or_else(|error| panic!("{}", error.report())));
    drill.begin("no fault").await.unwrap();
    let load = drill.load(Manner::OnceMore);
    let some = Progress {
        asked: 3,
        submitted: 3,
        registered: 3,
        extended: 1,
        looked: 3,
        unknown: 0,
    };
    drill.wait_for_more(some).await.unwrap();
    load.end().await;
    let system = &drill.scene.world.system;
    for service in Service::ALL {
        assert!(system.endpoint(service).starts_with("https://"));
        strangers_are_refused(system, service).await;
    }
    drill.add(unanswered(&drill.recorder.calls()));
    drill.judge(Rest::Effects).await.unwrap();
    fit_for_production(&drill.scene.world.system).await;
    let table = drill.end().await;
    assert!(table.is_clean(), "{table}\n{:#?}", table.findings());
}

/// What speaks TLS everywhere, and whose clock is right, production takes.
async fn fit_for_production(system: &System) {
    system.clock().reset().await.unwrap();
    for service in Service::ALL {
        let process = system.service(service);
        let checked = process.run(&["check-config", "--production"]).await;
        checked.unwrap_or_else(|error| panic!("{service}: {error}"));
    }
}

async fn strangers_are_refused(system: &System, service: Service) {
    let directory = system.directory().join("strangers");
    std::fs::create_dir_all(&directory).unwrap();
    let ours = system.authority().unwrap();
    let caller = ours.issue(&directory, "caller").unwrap();
    let stranger = Authority::found("another").unwrap();
    let stranger = stranger.issue(&directory, "stranger").unwrap();
    let authority =
        tonic::transport::Certificate::from_pem(std::fs::read(&caller.authority).unwrap());
    let with_none = ClientTlsConfig::new()
        .ca_certificate(authority.clone())
        .domain_name("localhost");
    let with_anothers = stranger.client().unwrap().ca_certificate(authority);

    let address = system.endpoint(service);
    let over_tls = |tls| endpoint(&address).tls_config(tls).unwrap();
    let plain = endpoint(&address.replace("https", "http"));
    assert!(is_served(over_tls(caller.client().unwrap())).await);
    assert!(
        !is_served(over_tls(with_none)).await,
        "{service}: no certificate"
    );
    assert!(
        !is_served(over_tls(with_anothers)).await,
        "{service}: another's"
    );
    assert!(!is_served(plain).await, "{service}: plain text");
}

fn endpoint(address: &str) -> Endpoint {
    Endpoint::from_shared(address.to_owned())
        .unwrap()
        .timeout(LIMIT)
}

/// Whether a call is answered at all: that the method is unknown is an answer.
async fn is_served(endpoint: Endpoint) -> bool {
    let channel: Channel = endpoint.connect_lazy();
    let answer = ReportServiceClient::new(channel)
        .get_platform_report(GetPlatformReportRequest {})
        .await;
    match answer {
        Ok(_) => true,
        Err(status) => status.code() == tonic::Code::Unimplemented,
    }
}
