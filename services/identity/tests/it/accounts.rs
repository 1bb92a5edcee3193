//! Accounts.

use futures::future::join_all;
use linia_identity::app::accounts::issue_operator_secret;
use linia_proto::identity::v1::{self as pb, account_service_server::AccountService};

use crate::fixture::{Fixture, PASSWORD, by, reason};

#[tokio::test]
async fn signing_up_again_tells_nothing_and_changes_nothing() {
    let fixture = Fixture::start().await;
    let anna = fixture.person("Anna@example.org").await;
    let other = "another long password";
    fixture
        .sign_up("anna@EXAMPLE.org", other)
        .await
        .expect("looks like the first time");

    assert_eq!(
        fixture.events(anna.as_uuid()).await,
        ["AccountRegistered", "AccountVerified", "SignUpRepeated"]
    );
    let refused = fixture.sign_in("anna@example.org", other).await;
    assert_eq!(reason(refused), "CREDENTIALS_INVALID");
    fixture
        .sign_in("anna@example.org", PASSWORD)
        .await
        .expect("the first password goes on");
}

#[tokio::test]
async fn one_address_signed_up_at_once_makes_one_account() {
    let fixture = Fixture::start().await;
    let emails = ["anna@example.org", "Anna@Example.org", "ANNA@example.org"];
    for answer in join_all(emails.map(|email| fixture.sign_up(email, PASSWORD))).await {
        answer.expect("all look the same");
    }
    let anna = fixture.account_with("anna@example.org").await;
    assert_eq!(
        fixture.events(anna.as_uuid()).await,
        ["AccountRegistered", "SignUpRepeated"]
    );
}

#[tokio::test]
async fn owner_of_an_address_is_told_of_repeated_sign_ups_four_times_an_hour_at_most() {
    let fixture = Fixture::start().await;
    let anna = fixture.person("anna@example.org").await;
    let told = async || {
        for _ in 0..3 {
            let answer = fixture.sign_up("anna@example.org", PASSWORD).await;
            answer.expect("looks like any");
        }
        fixture.events(anna.as_uuid()).await.len() - 2
    };
    assert_eq!(told().await, 1);
    fixture
        .force("UPDATE identity.account SET repeat_time = repeat_time - interval '15 minutes'")
        .await;
    assert_eq!(told().await, 2);
}

#[tokio::test]
async fn whoever_signs_up_with_somebody_elses_address_gets_nothing_when_its_owner_verifies_it() {
    let fixture = Fixture::start().await;
    let (email, strangers) = ("anna@example.org", "the password of a stranger");
    fixture.sign_up(email, strangers).await.expect("signs up");
    let anna = fixture.account_with(email).await;
    let token = fixture.verification_token(anna).await.expect("unverified");

    let owners = "the password of the owner";
    fixture
        .verify_email(&token, owners)
        .await
        .expect("verifies");
    let refused = fixture.sign_in(email, strangers).await;
    assert_eq!(reason(refused), "CREDENTIALS_INVALID");
    fixture.sign_in(email, owners).await.expect("is Anna's");

    let again = fixture.verify_email(&token, strangers).await;
    assert_eq!(reason(again), "VERIFICATION_TOKEN_INVALID");
    let short = fixture.verify_email(&token, "short").await;
    assert_eq!(reason(short), "INVALID_FIELDS");
    fixture
        .sign_in(email, owners)
        .await
        .expect("is Anna's still");
}

#[tokio::test]
async fn that_an_address_is_unverified_is_told_only_to_whoever_knows_the_password() {
    let fixture = Fixture::start().await;
    let email = "anna@example.org";
    fixture.sign_up(email, PASSWORD).await.expect("signs up");
    for (email, password, told) in [
        (email, PASSWORD, "EMAIL_NOT_VERIFIED"),
        (email, "not the right password", "CREDENTIALS_INVALID"),
        ("jan@example.org", PASSWORD, "CREDENTIALS_INVALID"),
        ("not an address", PASSWORD, "CREDENTIALS_INVALID"),
    ] {
        assert_eq!(reason(fixture.sign_in(email, password).await), told);
    }
}

#[tokio::test]
async fn verification_token_lives_a_day_and_can_be_repeated() {
    let fixture = Fixture::start().await;
    let email = "anna@example.org";
    fixture.sign_up(email, PASSWORD).await.expect("signs up");
    let anna = fixture.account_with(email).await;
    let expired = fixture.verification_token(anna).await.expect("unverified");
    fixture
        .force("UPDATE identity.email_verification_token SET expire_time = clock_timestamp()")
        .await;
    let token = fixture.verification_token(anna).await.expect("unverified");

    for unusable in [expired.as_str(), "", "guessed"] {
        let refused = fixture.verify_email(unusable, PASSWORD).await;
        assert_eq!(reason(refused), "VERIFICATION_TOKEN_INVALID");
    }
    for _ in 0..2 {
        let verified = fixture.verify_email(&token, PASSWORD).await;
        verified.expect("a second click is harmless");
    }
    let refused = fixture.verification_token(anna).await;
    assert_eq!(reason(refused), "EMAIL_ALREADY_VERIFIED");
    assert_eq!(
        fixture.events(anna.as_uuid()).await,
        ["AccountRegistered", "AccountVerified"]
    );
}

#[tokio::test]
async fn one_time_secret_makes_one_operator() {
    let fixture = Fixture::start().await;
    let people = [
        fixture.person("anna@example.org").await,
        fixture.person("jan@example.org").await,
        fixture.person("ewa@example.org").await,
    ];
    let issued = issue_operator_secret(&fixture.database, 60).await;
    let secret = issued.expect("issues").expose().to_owned();
    let claim = |account| {
        let secret = secret.clone();
        let request = by(account, pb::ClaimOperatorRoleRequest { secret });
        fixture.accounts.claim_operator_role(request)
    };
    let (won, lost): (Vec<_>, Vec<_>) = join_all(people.map(claim))
        .await
        .into_iter()
        .partition(Result::is_ok);
    assert_eq!((won.len(), lost.len()), (1, 2));
    for refused in lost {
        assert_eq!(reason(refused), "BOOTSTRAP_SECRET_INVALID");
    }
}

#[tokio::test]
async fn expired_one_time_secret_makes_nobody_an_operator() {
    let fixture = Fixture::start().await;
    let anna = fixture.person("anna@example.org").await;
    let issued = issue_operator_secret(&fixture.database, 60).await;
    let secret = issued.expect("issues").expose().to_owned();
    fixture
        .force("UPDATE identity.operator_secret SET expire_time = clock_timestamp()")
        .await;
    let request = by(anna, pb::ClaimOperatorRoleRequest { secret });
    let refused = fixture.accounts.claim_operator_role(request).await;
    assert_eq!(reason(refused), "BOOTSTRAP_SECRET_INVALID");
}
