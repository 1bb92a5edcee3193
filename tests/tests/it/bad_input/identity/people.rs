//! Signing up and in.

use serde_json::json;
use tonic::Code;

use crate::bad_input::samples::{long, spoiled};
use crate::bad_input::stand::Stand;
use crate::bad_input::table::{Refusal, Table, invalid, state};

pub(super) async fn people(stand: &Stand, table: &mut Table<'_>) {
    let nobody = &stand.world.anonymous;
    let good = json!({
        "email": "anna@example.org",
        "password": "a long phrase of Anna",
        "displayName": "Anna",
        "languageCode": "pl",
    });
    let long_address = format!("{}@{}.example", "a".repeat(60), "b.".repeat(100));
    for (field, value, path) in [
        ("email", json!("anna"), "email"),
        (
            "email",
            json!("anna@example.org\r\nBcc: all@example.org"),
            "email",
        ),
        ("email", json!(long_address), "email"),
        ("password", json!("fourteen chars"), "password"),
        ("password", json!("a".repeat(129)), "password"),
        ("displayName", json!(""), "display_name"),
        ("displayName", json!(long(201)), "display_name"),
        ("displayName", json!("Anna\u{0}"), "display_name"),
        ("languageCode", json!("xx"), "language_code"),
        ("languageCode", json!("pl-"), "language_code"),
        ("countryCode", json!("pl"), "country_code"),
        ("countryCode", json!("UK"), "country_code"),
    ] {
        let what = format!("{field} {value}");
        let body = spoiled(&good, field, value);
        table
            .refuses(
                nobody,
                "AccountService/SignUp",
                &what,
                body,
                invalid(&[path]),
            )
            .await;
    }
    let all = invalid(&["email", "password", "display_name", "language_code"]);
    let rpc = "AccountService/SignUp";
    table
        .refuses(nobody, rpc, "nothing filled in", json!({}), all)
        .await;

    let newcomer = "newcomer@example.org";
    let wrong = || Refusal::new(Code::Unauthenticated, "CREDENTIALS_INVALID");
    for (email, password, refusal) in [
        (
            "olga.operator@example.org",
            "a long phrase of nobody",
            wrong(),
        ),
        ("nobody@example.org", "a long phrase of nobody", wrong()),
        ("no address", "", wrong()),
        (newcomer, "a long phrase of nobody", wrong()),
        (
            newcomer,
            "a long phrase of a newcomer",
            state("EMAIL_NOT_VERIFIED"),
        ),
    ] {
        let body = json!({"email": email, "password": password});
        table
            .refuses(nobody, "SessionService/CreateSession", email, body, refusal)
            .await;
    }
    for (client, secret) in [
        ("nobody", "secret"),
        ("reporting", ""),
        ("identity", "secret"),
    ] {
        let body = json!({"clientId": client, "clientSecret": secret});
        table
            .refuses(
                nobody,
                "SessionService/IssueServiceToken",
                client,
                body,
                wrong(),
            )
            .await;
    }
    let body = json!({"token": "guess", "password": "short"});
    let refusal = invalid(&["password"]);
    table
        .refuses(
            nobody,
            "AccountService/VerifyEmail",
            "short password",
            body,
            refusal,
        )
        .await;
}
