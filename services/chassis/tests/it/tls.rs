//! Mutual TLS: who is let in, and what the files must be.

use std::{fs, path::PathBuf};

use linia_chassis::{
    config::{self, ConfigError},
    id::ChallengeId,
    process::{self, Command, Service},
    tls::TlsSettings,
};
use linia_proto::challenges::v1::question_service_client::QuestionServiceClient;
use linia_tests::stack::{Authority, CertificateFiles, ports::free_port, retry::poll_until};
use time::{Duration, OffsetDateTime};
use tokio_util::sync::CancellationToken;
use tonic::transport::{ClientTlsConfig, Endpoint};
use uuid::Uuid;

use crate::{
    toys::{Ledger, ToySettings},
    world::{LIMIT, Running, World, entry},
};

/// A directory that is gone when the test is over.
struct Scratch(PathBuf);

impl Scratch {
    fn new() -> Self {
        let path = std::env::temp_dir().join(format!("linia-{}", Uuid::new_v4()));
        fs::create_dir_all(&path).expect("makes a directory");
        Self(path)
    }

    fn issue(&self, authority: &Authority, name: &str) -> CertificateFiles {
        authority.issue(&self.0, name).expect("issues")
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        fs::remove_dir_all(&self.0).ok();
    }
}

fn authority() -> Authority {
    Authority::found("an authority").expect("founded")
}

fn settings(files: &CertificateFiles) -> TlsSettings {
    let text = |path: &PathBuf| path.display().to_string();
    TlsSettings {
        certificate_file: text(&files.certificate),
        key_file: text(&files.key),
        authority_file: text(&files.authority),
        reload_seconds: 1,
    }
}

/// A ledger that speaks TLS, and tells of its health beside.
async fn serve(world: &World, files: &CertificateFiles) -> (Running, ToySettings) {
    let mut settings = world.settings(Ledger::NAME);
    settings.tls = self::settings(files);
    settings.grpc.health_listen = format!("127.0.0.1:{}", free_port().expect("a port"));
    let ledger = world.serve_with::<Ledger>(settings.clone()).await;
    (ledger, settings)
}

async fn is_let_in(ledger: &Running, caller: ClientTlsConfig) -> bool {
    let endpoint = Endpoint::from_shared(format!("https://{}", ledger.address));
    let endpoint = endpoint.expect("an address").tls_config(caller);
    let channel = endpoint.expect("readable").connect_lazy();
    let asked = entry(ChallengeId::new(), "entry");
    let mut client = QuestionServiceClient::new(channel);
    client.ask_question(asked).await.is_ok()
}

#[tokio::test]
async fn only_callers_with_a_certificate_of_the_authority_are_let_in() {
    let (world, scratch, ours) = (World::new().await, Scratch::new(), authority());
    let (ledger, _) = serve(&world, &scratch.issue(&ours, "ledger")).await;
    let caller = scratch.issue(&ours, "caller").client().expect("readable");
    assert!(is_let_in(&ledger, caller.clone()).await);
    let other = scratch.issue(&authority(), "other");
    let own_ca = fs::read(scratch.issue(&ours, "reader").authority).expect("readable");
    let own_ca = tonic::transport::Certificate::from_pem(own_ca);
    let stranger = other.client().expect("readable");
    assert!(!is_let_in(&ledger, stranger.ca_certificate(own_ca.clone())).await);
    let nobody = ClientTlsConfig::new().domain_name("localhost");
    assert!(!is_let_in(&ledger, nobody.ca_certificate(own_ca)).await);
    let plain = ledger.enter(ChallengeId::new(), "entry").await;
    plain.expect_err("plain text is no TLS");
    ledger.stop().await;
}

#[tokio::test]
async fn renewed_certificates_are_taken_up_without_a_restart() {
    let (world, scratch) = (World::new().await, Scratch::new());
    let (old, new) = (authority(), authority());
    let (ledger, _) = serve(&world, &scratch.issue(&old, "ledger")).await;
    let of_old = scratch.issue(&old, "old").client().expect("readable");
    let of_new = scratch.issue(&new, "new").client().expect("readable");
    assert!(is_let_in(&ledger, of_old.clone()).await);
    assert!(!is_let_in(&ledger, of_new.clone()).await);
    scratch.issue(&new, "ledger");
    let taken_up = poll_until(LIMIT, async || {
        is_let_in(&ledger, of_new.clone()).await.then_some(())
    });
    taken_up.await.expect("the new certificate is shown");
    assert!(!is_let_in(&ledger, of_old).await);
    ledger.stop().await;
}

/// The kubelet's gRPC probes speak no TLS.
#[tokio::test]
async fn probes_are_answered_beside_the_door() {
    let (world, scratch) = (World::new().await, Scratch::new());
    let (ledger, settings) = serve(&world, &scratch.issue(&authority(), "ledger")).await;
    let ready = poll_until(LIMIT, async || {
        let stop = CancellationToken::new();
        let asked = process::execute::<Ledger>(settings.clone(), Command::Health, stop);
        asked.await.ok()
    });
    ready.await.expect("becomes ready");
    ledger.stop().await;
}

/// What `check-config` says of these settings.
fn problems(scratch: &Scratch, tls: &TlsSettings, others: &str) -> Vec<String> {
    let file = scratch.0.join("settings.toml");
    let text = format!(
        "database.url = 'postgres://toy@localhost/linia'\n\
         credentials.client_secret = 'a secret of the toy'\n\
         {others}\n[tls]\ncertificate_file = '{}'\nkey_file = '{}'\nauthority_file = '{}'\n",
        tls.certificate_file, tls.key_file, tls.authority_file
    );
    fs::write(&file, text).expect("writes");
    match config::load::<ToySettings>("toy", &[file]) {
        Ok(_) => Vec::new(),
        Err(ConfigError::Wrong(problems)) => problems,
        Err(error) => panic!("{error}"),
    }
}

const OTHERS: &str = "grpc.health_listen = '127.0.0.1:8081'\n\
     [peers]\n\
     identity = 'https://identity:8080'\n\
     challenges = 'https://challenges:8080'\n\
     submissions = 'https://submissions:8080'\n\
     notifications = 'https://notifications:8080'\n\
     reporting = 'https://reporting:8080'\n";

#[test]
fn files_that_do_not_fit_are_named() {
    let (scratch, ours) = (Scratch::new(), authority());
    let right = settings(&scratch.issue(&ours, "right"));
    assert_eq!(problems(&scratch, &right, OTHERS), [""; 0]);

    let other = settings(&scratch.issue(&authority(), "other"));
    let yesterday = OffsetDateTime::now_utc() - Duration::DAY;
    let ended = ours.issue_until(&scratch.0, "ended", yesterday);
    let ended = settings(&ended.expect("issues"));
    let set = |change: fn(&mut TlsSettings, &TlsSettings), from: &TlsSettings| {
        let mut tls = right.clone();
        change(&mut tls, from);
        tls
    };
    for (tls, expected) in [
        (
            set(|it, _| it.key_file = "/nowhere".to_owned(), &right),
            "tls.key_file /nowhere: No such file",
        ),
        (
            set(|it, _| it.authority_file.clear(), &right),
            "tls.authority_file must be set",
        ),
        (
            set(|it, from| it.key_file.clone_from(&from.key_file), &other),
            "tls.key_file does not fit tls.certificate_file",
        ),
        (
            set(
                |it, from| it.certificate_file.clone_from(&from.key_file),
                &right,
            ),
            "tls.certificate_file holds no certificate",
        ),
        (
            set(
                |it, from| it.authority_file.clone_from(&from.authority_file),
                &other,
            ),
            "tls.certificate_file is not accepted by tls.authority_file",
        ),
        (
            ended,
            "tls.certificate_file is not accepted by tls.authority_file",
        ),
    ] {
        let problems = problems(&scratch, &tls, OTHERS);
        let named = problems.iter().any(|problem| problem.starts_with(expected));
        assert!(named, "{expected}: {problems:?}");
    }
}

#[test]
fn where_tls_is_spoken_it_is_spoken_everywhere() {
    let scratch = Scratch::new();
    let tls = settings(&scratch.issue(&authority(), "right"));
    let problems = problems(&scratch, &tls, "");
    for name in ["grpc.health_listen", "peers.identity", "peers.reporting"] {
        let named = problems.iter().any(|problem| problem.starts_with(name));
        assert!(named, "{name}: {problems:?}");
    }
}
