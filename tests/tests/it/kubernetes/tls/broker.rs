//! The servers of the cluster read their file, and read it again when what it names is renewed.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
    time::Duration,
};

use async_nats::ConnectOptions;
use linia_tests::stack::{
    Authority, CertificateFiles, Layout,
    ports::free_port,
    process::{self, Process, ProcessSpec},
    retry::poll_until,
    tools::nats_server,
};

use super::{PRODUCTION, issue, mounted};
use crate::{
    kubernetes::{root, text},
    made_secrets::Secrets,
};

const LIMIT: Duration = Duration::from_secs(30);
const USER: &str = "identity";

/// What is mounted into a pod of the broker.
struct Pod {
    secrets: Secrets,
    port: u16,
}

impl Pod {
    fn new(authority: &Authority) -> Self {
        let secrets = Secrets::make();
        issue(authority, &secrets.0);
        let pod = Self {
            secrets,
            port: free_port().unwrap(),
        };
        let users = text("deploy/nats/nats-server.conf");
        for (file, text) in [
            ("nats/nats-server.conf", users),
            (
                "nats/passwords.conf",
                pod.secrets.read("nats-server/passwords.conf"),
            ),
            ("nats-cluster/cluster.conf", pod.cluster()),
        ] {
            let path = pod.path(file);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        pod
    }

    fn path(&self, file: &str) -> PathBuf {
        self.secrets.0.join(file)
    }

    /// The file of the cluster, on this machine.
    fn cluster(&self) -> String {
        let text = text(&format!("{PRODUCTION}/nats/cluster.conf"));
        let among_servers = format!("127.0.0.1:{}", free_port().unwrap());
        mounted(&text, &self.secrets.0).replace("0.0.0.0:6222", &among_servers)
    }

    async fn start(&self) -> Process {
        let mut spec = ProcessSpec::new(
            "nats-server",
            nats_server(&Layout::discover().unwrap()).unwrap(),
        )
        .args(["--config".into(), self.path("nats-cluster/cluster.conf")])
        .args(["--pid".into(), self.path("nats.pid")])
        .args(["--addr=127.0.0.1"])
        .args([format!("--port={}", self.port)])
        .log(self.path("nats.log"));
        spec.env.insert(
            "NATS_STORE_DIR".to_owned(),
            format!("\"{}\"", self.path("store").display()),
        );
        spec.env.insert("POD_NAME".to_owned(), "nats-0".to_owned());
        Process::spawn(spec).await.unwrap()
    }

    /// What stands beside the server.
    async fn start_renewing(&self) -> Process {
        let server = nats_server(&Layout::discover().unwrap()).unwrap();
        let programs = server.parent().unwrap().display().to_string();
        let mut spec = ProcessSpec::new("renew", root().join(PRODUCTION).join("nats/renew.sh"))
            .args([
                self.path("nats.pid"),
                "1".into(),
                self.path("nats/passwords.conf"),
            ])
            .args(["tls.crt", "tls.key", "ca.crt"].map(|file| self.path(file)))
            .log(self.path("renew.log"));
        let path = std::env::var("PATH").unwrap();
        spec.env
            .insert("PATH".to_owned(), format!("{programs}:{path}"));
        Process::spawn(spec).await.unwrap()
    }

    async fn lets_in(&self, caller: &CertificateFiles, password: &str) -> bool {
        let caller = caller.clone();
        let options = ConnectOptions::with_user_and_password(USER.to_owned(), password.to_owned())
            .add_root_certificates(caller.authority)
            .add_client_certificate(caller.certificate, caller.key);
        let address = format!("tls://127.0.0.1:{}", self.port);
        options.connect(address).await.is_ok()
    }

    async fn will_let_in(&self, caller: &CertificateFiles, password: &str) {
        let let_in = poll_until(LIMIT, async || {
            self.lets_in(caller, password).await.then_some(())
        });
        if let_in.await.is_none() {
            let logs = ["nats.log", "renew.log"].map(|log| process::log_tail(&self.path(log)));
            panic!("is not let in: {}", logs.join("\n"));
        }
    }
}

fn caller(authority: &Authority, directory: &Path, name: &str) -> CertificateFiles {
    authority.issue(directory, name).unwrap()
}

#[test]
fn servers_understand_the_file_of_the_cluster() {
    let pod = Pod::new(&Authority::found("an authority").unwrap());
    let output = Command::new(nats_server(&Layout::discover().unwrap()).unwrap())
        .args(["-t", "-c"])
        .arg(pod.path("nats-cluster/cluster.conf"))
        .env("NATS_STORE_DIR", "store")
        .env("POD_NAME", "nats-0")
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
}

#[tokio::test]
async fn servers_take_up_renewed_certificates_and_passwords_without_a_restart() {
    let [old, new] = ["old", "new"].map(|name| Authority::found(name).unwrap());
    let pod = Pod::new(&old);
    let password = pod.secrets.read("nats/NATS_IDENTITY_PASSWORD");
    let of_old = caller(&old, &pod.secrets.0, "of-old");
    let of_new = caller(&new, &pod.secrets.0, "of-new");
    let server = pod.start().await;
    let renewing = pod.start_renewing().await;
    pod.will_let_in(&of_old, &password).await;
    assert!(!pod.lets_in(&of_new, &password).await);

    issue(&new, &pod.secrets.0);
    pod.will_let_in(&of_new, &password).await;
    assert!(!pod.lets_in(&of_old, &password).await);

    let passwords = pod.secrets.read("nats-server/passwords.conf");
    fs::write(
        pod.path("nats/passwords.conf"),
        passwords.replace(&password, "another"),
    )
    .unwrap();
    pod.will_let_in(&of_new, "another").await;
    assert!(!pod.lets_in(&of_new, &password).await);
    assert!(server.is_running() && renewing.is_running());
}
