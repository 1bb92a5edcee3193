//! What a developer's machine may be and an installation may not.

use sqlx::{
    Connection, PgConnection,
    postgres::{PgConnectOptions, PgSslMode},
};

use super::{BootError, Service};
use crate::{config::Settings, database::connect_options};

/// A random secret of the length that settings ask for has more than so many
/// different characters; what somebody has typed often has not.
const DIFFERENT_CHARACTERS: usize = 10;

/// Everything that does not belong in production, each in a sentence that
/// begins with what it is about.
///
/// # Errors
/// If the database cannot be asked.
pub(super) async fn problems<S: Service>(settings: &S::Settings) -> Result<Vec<String>, BootError> {
    let common = settings.common();
    let database = connect_options(S::NAME, &common.database.url, common.database)?;
    let mut problems = Vec::new();
    let mut check = |ok: bool, text: &str| {
        if !ok {
            problems.push(text.to_owned());
        }
    };
    check(
        common.tls.is_on(),
        "tls must be set: without it everybody is believed who is within reach",
    );
    check(
        is_verified(&database),
        "database.url must say sslmode=verify-full, or verify-ca: else anybody may play the database",
    );
    check(
        different_characters(common.page_secret.expose()) > DIFFERENT_CHARACTERS,
        "master_key or, where there is none, credentials.client_secret is not random",
    );
    check(
        is_clock_real(&database).await?,
        "the one clock is moved by an offset; set linia.clock.clock_offset to 0",
    );
    Ok(problems)
}

/// Nobody stands between a process and the socket of a server beside it.
fn is_verified(options: &PgConnectOptions) -> bool {
    let mode = options.get_ssl_mode();
    options.get_socket().is_some() || matches!(mode, PgSslMode::VerifyFull | PgSslMode::VerifyCa)
}

fn different_characters(secret: &str) -> usize {
    let mut characters: Vec<_> = secret.chars().collect();
    characters.sort_unstable();
    characters.dedup();
    characters.len()
}

async fn is_clock_real(options: &PgConnectOptions) -> Result<bool, sqlx::Error> {
    let mut conn = PgConnection::connect_with(options).await?;
    sqlx::query_scalar!(
        r#"SELECT linia_now() BETWEEN clock_timestamp() - interval '1 second'
                                      AND clock_timestamp() + interval '1 second' AS "real!""#
    )
    .fetch_one(&mut conn)
    .await
}
