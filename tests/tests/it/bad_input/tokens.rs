//! Tokens that prove nothing: expired, foreign, forged, meant for somebody else.

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use ed25519_dalek::{Signer as _, SigningKey};
use linia_tests::stack::Service;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use sqlx::postgres::PgConnection;
use sqlx::{Connection as _, Executor as _};
use time::OffsetDateTime;
use tonic::metadata::{Ascii, MetadataValue};
use tonic::{Code, Request};

use super::stand::{Stand, text};
use super::table::{Refusal, Table};
use super::wire::send;

/// Tokens are taken this long after their end, for clocks that differ.
const LEEWAY_SECONDS: i64 = 5;

/// Signs what no identity service would.
pub(super) struct Forger {
    /// Published as identity's own, so that nothing but its claims is wrong with a token.
    stolen: SigningKey,
    /// Registered, but as the key of another service.
    foreign: SigningKey,
    /// Known to nobody.
    unknown: SigningKey,
    /// A token that is taken.
    genuine: String,
}

impl Forger {
    /// Publishes the keys. Identity itself reads its own key only, so there the tokens of the
    /// stolen key are as wrong as the others.
    pub(super) async fn arrive(stand: &Stand) -> Self {
        let forger = Self {
            stolen: new_key(),
            foreign: new_key(),
            unknown: new_key(),
            genuine: stand.token(Service::Reporting).await,
        };
        let submissions = stand.service(Service::Submissions).await;
        let octets = forger.foreign.verifying_key().to_bytes();
        let key = base64::prelude::BASE64_STANDARD.encode(octets);
        let rpc = "SigningKeyService/RegisterSigningKey";
        stand
            .wire
            .done(&submissions, rpc, json!({"ed25519PublicKey": key}))
            .await;

        let stolen = forger.stolen.verifying_key().to_bytes();
        let url = stand
            .world
            .system
            .postgres
            .superuser_url(stand.world.system.database());
        let mut connection = PgConnection::connect(&url).await.unwrap();
        let insert = sqlx::query(
            "INSERT INTO identity.signing_key (key_id, service, public_key) \
             VALUES ($1, 'identity', $2)",
        );
        let insert = insert.bind(key_id(&forger.stolen)).bind(stolen.to_vec());
        connection.execute(insert).await.unwrap();
        connection.close().await.unwrap();
        forger
    }

    /// A token, and what is wrong with it.
    fn tokens(&self) -> Vec<(&'static str, String)> {
        let now = OffsetDateTime::now_utc().unix_timestamp();
        let sign = |key: &SigningKey, claims: &Value| token(key, &header(key), claims);
        let but = |claim: &str, value: Value| {
            let mut claims = claims(now);
            claims[claim] = value;
            sign(&self.stolen, &claims)
        };
        let without = |claim: &str| {
            let mut claims = claims(now);
            claims.as_object_mut().unwrap().remove(claim);
            sign(&self.stolen, &claims)
        };
        let [head, payload, signature] = parts(&self.genuine);
        let raised = payload.replace("\"operator\":false", "\"operator\":true");
        let genuine_kid = text(&serde_json::from_str::<Value>(&head).unwrap()["kid"]);
        let named = json!({"alg": "EdDSA", "kid": genuine_kid, "typ": "at+jwt"});
        let untyped = json!({"alg": "EdDSA", "kid": key_id(&self.stolen), "typ": "receipt+jwt"});
        let unsigned = json!({"alg": "none", "kid": genuine_kid, "typ": "at+jwt"});
        let [unsigned, own] = [&unsigned, &claims(now)].map(|part| encode(&part.to_string()));
        vec![
            ("expired", but("exp", json!(now - LEEWAY_SECONDS - 1))),
            (
                "of another issuer",
                but("iss", json!("https://elsewhere.example")),
            ),
            ("for another audience", but("aud", json!("elsewhere"))),
            ("of a subject that is none", but("sub", json!("teams/1"))),
            ("without an end", without("exp")),
            ("without an audience", without("aud")),
            (
                "of another type",
                token(&self.stolen, &untyped, &claims(now)),
            ),
            (
                "signed by another service",
                sign(&self.foreign, &claims(now)),
            ),
            ("signed by nobody known", sign(&self.unknown, &claims(now))),
            (
                "signed by nobody under a known name",
                token(&self.unknown, &named, &claims(now)),
            ),
            ("not signed", format!("{unsigned}.{own}.")),
            ("raised", join(&head, &raised, &signature)),
            ("cut", self.genuine[..self.genuine.len() - 4].to_owned()),
            (
                "without a signature",
                self.genuine.rsplit_once('.').unwrap().0.to_owned(),
            ),
            ("empty", String::new()),
            ("no token", "guess".to_owned()),
        ]
    }
}

/// Shows every method every wrong token. A wrong token is refused, never taken for none: so the
/// methods that anybody may call refuse it too.
pub(super) async fn no_method_takes_a_wrong_token(stand: &Stand, forger: &Forger) {
    what_is_wrong_is_what_the_table_says(stand, forger).await;
    let bearers = forger.tokens().into_iter();
    let mut shown: Vec<_> = bearers
        .map(|(what, it)| (what, format!("Bearer {it}")))
        .collect();
    shown.push(("under another scheme", format!("Basic {}", forger.genuine)));
    shown.push(("without a scheme", forger.genuine.clone()));

    let refusal = Refusal::new(Code::Unauthenticated, "TOKEN_INVALID");
    let mut table = Table::new(&stand.wire);
    for rpc in stand.wire.rpcs() {
        for (what, authorization) in &shown {
            let authorization: MetadataValue<Ascii> = authorization.parse().unwrap();
            let mut request = Request::new(Vec::new());
            request
                .metadata_mut()
                .insert("authorization", authorization);
            let what = format!("{}, a token that is {what}", rpc.name());
            match send(&stand.world.anonymous, &rpc, request).await {
                Ok(_) => table.note(format!("{what}: got an answer")),
                Err(status) => table.holds(&what, &status, &refusal),
            }
        }
    }
    table.end();
}

/// Without what is wrong with them, the forger's tokens are taken: so nothing else is.
async fn what_is_wrong_is_what_the_table_says(stand: &Stand, forger: &Forger) {
    let now = OffsetDateTime::now_utc().unix_timestamp();
    let mut late = claims(now);
    late["exp"] = json!(now - LEEWAY_SECONDS + 3);
    for claims in [claims(now), late] {
        let token = token(&forger.stolen, &header(&forger.stolen), &claims);
        let clients = stand.world.anonymous.with_token(&token);
        for rpc in [
            "ChallengeService/ListChallenges",
            "EntryService/ListMyEntries",
            "InboxService/ListNotifications",
            "ReportService/GetPlatformReport",
        ] {
            stand.wire.done(&clients, rpc, json!({})).await;
        }
    }
    let genuine = stand.world.anonymous.with_token(&forger.genuine);
    stand
        .wire
        .done(&genuine, "OrganizationService/ListOrganizations", json!({}))
        .await;
}

/// The claims of somebody who may do anything.
fn claims(now: i64) -> Value {
    json!({
        "iss": "linia",
        "aud": "linia",
        "sub": super::stand::unknown("accounts"),
        "iat": now - 60,
        "exp": now + 60,
        "jti": "1",
        "operator": true,
    })
}

fn new_key() -> SigningKey {
    SigningKey::from_bytes(&rand::random())
}

/// RFC 7638 thumbprint.
fn key_id(key: &SigningKey) -> String {
    let x = BASE64_URL_SAFE_NO_PAD.encode(key.verifying_key().to_bytes());
    let jwk = format!(r#"{{"crv":"Ed25519","kty":"OKP","x":"{x}"}}"#);
    BASE64_URL_SAFE_NO_PAD.encode(Sha256::digest(jwk))
}

fn header(key: &SigningKey) -> Value {
    json!({"alg": "EdDSA", "kid": key_id(key), "typ": "at+jwt"})
}

/// A compact JWS (RFC 7515).
fn token(key: &SigningKey, header: &Value, claims: &Value) -> String {
    let signed = format!(
        "{}.{}",
        encode(&header.to_string()),
        encode(&claims.to_string())
    );
    let signature = key.sign(signed.as_bytes());
    format!(
        "{signed}.{}",
        BASE64_URL_SAFE_NO_PAD.encode(signature.to_bytes())
    )
}

fn encode(part: &str) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(part)
}

/// Header and payload as text; the signature as it is.
fn parts(token: &str) -> [String; 3] {
    let mut parts = token.split('.');
    let mut part = || parts.next().unwrap();
    let [header, payload] = [part(), part()].map(|part| {
        let octets = BASE64_URL_SAFE_NO_PAD.decode(part).unwrap();
        String::from_utf8(octets).unwrap()
    });
    [header, payload, part().to_owned()]
}

fn join(header: &str, payload: &str, signature: &str) -> String {
    format!("{}.{}.{signature}", encode(header), encode(payload))
}
