//! What `check-config --production` refuses.

use linia_chassis::{
    config::ConfigError,
    process::{self, BootError, Command, Service},
};
use sqlx::{Connection, PgConnection};
use tokio_util::sync::CancellationToken;

use crate::{
    toys::{Ledger, ToySettings},
    world::World,
};

/// What is refused, by the beginnings of the sentences.
async fn refused(settings: &ToySettings, production: bool) -> Vec<String> {
    let (command, stop) = (
        Command::CheckConfig { production },
        CancellationToken::new(),
    );
    let checked = process::execute::<Ledger>(settings.clone(), command, stop).await;
    let problems = match checked {
        Ok(()) => Vec::new(),
        Err(BootError::Config(ConfigError::Wrong(problems))) => problems,
        Err(error) => panic!("{error}"),
    };
    let begins = |it: String| it.split(' ').next().unwrap_or_default().to_owned();
    problems.into_iter().map(begins).collect()
}

#[tokio::test]
async fn what_belongs_on_a_developers_machine_is_refused_all_at_once() {
    let world = World::new().await;
    let mut settings = world.settings(Ledger::NAME);
    settings.credentials.client_secret = "p5a0f31c9be27d864".into();
    assert_eq!(refused(&settings, false).await, [""; 0]);
    assert_eq!(refused(&settings, true).await, ["tls", "database.url"]);

    settings.credentials.client_secret = "secretsecretsecretsecret".into();
    let mut superuser = PgConnection::connect(&world.database.superuser_url)
        .await
        .expect("connects");
    sqlx::query("UPDATE linia.clock SET clock_offset = interval '1 hour'")
        .execute(&mut superuser)
        .await
        .expect("the superuser may");
    assert_eq!(
        refused(&settings, true).await,
        ["tls", "database.url", "master_key", "the"]
    );
}
