//! A service without its door, on a database of its own.

use std::{collections::BTreeSet, fmt::Display, sync::Arc};

use linia_chassis::{
    auth::{Caller, Claims},
    config::{DatabaseSettings, Secret},
    crypto::{CurrentSigner, MasterKey, Signer},
    database::Database,
    id::AccountId,
    paging::PageKey,
    process::{Service, chassis_migrator},
};
use linia_identity::{
    Identity,
    app::{Context, signing_keys::load_own_signing_key},
    config::IdentitySettings,
    rpc::{
        AccountRpc, ContactRpc, ErasureRpc, KeyShareRpc, OrganizationRpc, PersonalDataRpc,
        SessionRpc, SigningKeyRpc, TeamRpc,
    },
    wiring,
};
use linia_proto::identity::v1::{
    self as pb, account_service_server::AccountService, contact_service_server::ContactService,
    session_service_server::SessionService,
};
use linia_tests::service_test::TestDatabase;
use sqlx::{Connection, PgConnection, PgPool};
use tonic::{Request, Status};
use tonic_types::StatusExt;

/// Long enough.
pub(crate) const PASSWORD: &str = "correct horse battery staple";

/// The service's calls, on a database of its own.
pub(crate) struct Fixture {
    pub(crate) accounts: AccountRpc,
    pub(crate) sessions: SessionRpc,
    pub(crate) organizations: OrganizationRpc,
    pub(crate) teams: TeamRpc,
    pub(crate) signing_keys: SigningKeyRpc,
    pub(crate) key_shares: KeyShareRpc,
    pub(crate) contacts: ContactRpc,
    pub(crate) personal_data: PersonalDataRpc,
    pub(crate) erasures: ErasureRpc,
    /// Verifies what it signs.
    pub(crate) public_key: [u8; 32],
    pub(crate) signer: CurrentSigner,
    pub(crate) database: Database,
    pub(crate) master_key: MasterKey,
    /// Dropped last.
    pub(crate) server: TestDatabase,
}

impl Fixture {
    pub(crate) async fn start() -> Self {
        let server = TestDatabase::create("identity").await;
        let mut owner = PgConnection::connect(&server.owner_url)
            .await
            .expect("the owner connects");
        for migrator in [chassis_migrator(), Identity::migrator()] {
            migrator
                .run_direct(None, &mut owner, false)
                .await
                .expect("the schema migrates");
        }

        let settings = DatabaseSettings {
            url: Secret::from(server.service_url.as_str()),
            ..DatabaseSettings::default()
        };
        let database = Database::open("identity", &settings).expect("an address");
        let master_key = master_key(7);
        let signer = load_own_signing_key(&database, &master_key)
            .await
            .expect("a key is made");
        Self::with(server, database, master_key, signer)
    }

    fn with(
        server: TestDatabase,
        database: Database,
        master_key: MasterKey,
        signer: Signer,
    ) -> Self {
        let public_key = signer.public_key();
        let settings = IdentitySettings::default();
        let signer = CurrentSigner::new(signer);
        let (key, signs) = (master_key.clone(), signer.clone());
        let context = wiring::context(&settings, database.clone(), key, signs)
            .expect("the policies fit their schema");
        let context: Arc<Context> = Arc::new(context);
        let at = || Arc::clone(&context);
        Self {
            accounts: AccountRpc(at()),
            sessions: SessionRpc(at()),
            organizations: OrganizationRpc(at()),
            teams: TeamRpc(at()),
            signing_keys: SigningKeyRpc(at()),
            key_shares: KeyShareRpc(at()),
            contacts: ContactRpc(at()),
            personal_data: PersonalDataRpc(at()),
            erasures: ErasureRpc(at()),
            public_key,
            signer,
            database,
            master_key,
            server,
        }
    }

    /// With the service's own rights.
    pub(crate) fn pool(&self) -> &PgPool {
        self.database.pool()
    }

    /// Does what no call can, as the superuser.
    pub(crate) async fn force(&self, sql: &'static str) {
        let mut superuser = PgConnection::connect(&self.server.superuser_url)
            .await
            .expect("the superuser connects");
        sqlx::query(sql)
            .execute(&mut superuser)
            .await
            .expect("the superuser may");
    }

    pub(crate) async fn sign_up(&self, email: &str, password: &str) -> Result<(), Status> {
        let request = pb::SignUpRequest {
            email: email.to_owned(),
            password: password.to_owned(),
            display_name: "Anna Nowak".to_owned(),
            language_code: "pl".to_owned(),
            country_code: "PL".to_owned(),
        };
        self.accounts.sign_up(anonymous(request)).await?;
        Ok(())
    }

    pub(crate) async fn account_with(&self, email: &str) -> AccountId {
        let id: uuid::Uuid =
            sqlx::query_scalar("SELECT id FROM account WHERE email_canonical = lower($1)")
                .bind(email)
                .fetch_one(self.pool())
                .await
                .expect("the account is there");
        AccountId::from(id)
    }

    pub(crate) async fn verification_token(&self, account: AccountId) -> Result<String, Status> {
        let request = pb::IssueEmailVerificationRequest {
            account: account.to_string(),
        };
        let request = by("services/notifications", request);
        let issued = self.contacts.issue_email_verification(request).await?;
        Ok(issued.into_inner().token)
    }

    pub(crate) async fn verify_email(&self, token: &str, password: &str) -> Result<(), Status> {
        let (token, password) = (token.to_owned(), password.to_owned());
        let request = anonymous(pb::VerifyEmailRequest { token, password });
        self.accounts.verify_email(request).await?;
        Ok(())
    }

    /// Somebody who has signed up and verified the address.
    pub(crate) async fn person(&self, email: &str) -> AccountId {
        self.sign_up(email, PASSWORD).await.expect("signs up");
        let account = self.account_with(email).await;
        let token = self.verification_token(account).await.expect("unverified");
        self.verify_email(&token, PASSWORD).await.expect("verifies");
        account
    }

    pub(crate) async fn sign_in(
        &self,
        email: &str,
        password: &str,
    ) -> Result<pb::TokenPair, Status> {
        let request = pb::CreateSessionRequest {
            email: email.to_owned(),
            password: password.to_owned(),
        };
        let pair = self.sessions.create_session(anonymous(request)).await?;
        Ok(pair.into_inner())
    }

    /// The kinds of an aggregate's events in the order of their versions, which
    /// must have no gap.
    pub(crate) async fn events(&self, aggregate: uuid::Uuid) -> Vec<String> {
        let rows: Vec<(i64, String)> = sqlx::query_as(
            "SELECT version, type FROM outbox_event WHERE aggregate_id = $1 ORDER BY version",
        )
        .bind(aggregate)
        .fetch_all(self.pool())
        .await
        .expect("the journal is there");
        let versions: Vec<_> = rows.iter().map(|(version, _)| *version).collect();
        let consecutive: Vec<_> = (1..).take(rows.len()).collect();
        assert_eq!(versions, consecutive);
        let kind = |(_, kind): (i64, String)| {
            kind.trim_start_matches("linia.identity.events.v1.")
                .to_owned()
        };
        rows.into_iter().map(kind).collect()
    }
}

/// A key that every start of a test finds again.
pub(crate) fn master_key(octet: u8) -> MasterKey {
    master_keys(&[octet])
}

/// A key and those before it, newest first.
pub(crate) fn master_keys(octets: &[u8]) -> MasterKey {
    use base64::{Engine, prelude::BASE64_STANDARD};
    let each = octets.iter().map(|it| BASE64_STANDARD.encode([*it; 32]));
    MasterKey::try_from_base64(&each.collect::<Vec<_>>().join("\n")).expect("32 octets")
}

fn claims(subject: impl Display) -> Claims {
    Claims {
        iss: String::new(),
        aud: String::new(),
        sub: subject.to_string(),
        iat: 0,
        exp: 0,
        jti: String::new(),
        operator: false,
        heads: BTreeSet::new(),
        editors: BTreeSet::new(),
        representatives: BTreeSet::new(),
        teams: BTreeSet::new(),
        standing: linia_chassis::standing::Standing::UNKNOWN,
    }
}

fn with_caller<T>(caller: Caller, message: T) -> Request<T> {
    let mut request = Request::new(message);
    request.extensions_mut().insert(caller);
    request.extensions_mut().insert(PageKey::new("a secret"));
    request
}

/// A call without a token.
pub(crate) fn anonymous<T>(message: T) -> Request<T> {
    with_caller(Caller::anonymous(), message)
}

/// A call of a person without roles, or of a service.
pub(crate) fn by<T>(subject: impl Display, message: T) -> Request<T> {
    let caller = Caller::from_claims(claims(subject)).expect("an account or a service");
    with_caller(caller, message)
}

/// A call of an operator.
pub(crate) fn by_operator<T>(account: AccountId, message: T) -> Request<T> {
    let claims = Claims {
        operator: true,
        ..claims(account)
    };
    with_caller(Caller::from_claims(claims).expect("an account"), message)
}

/// The reason that a refused call was told.
pub(crate) fn reason<T>(answer: Result<T, Status>) -> String {
    let status = answer.err().expect("the call is refused");
    status
        .get_details_error_info()
        .expect("every refusal has a reason")
        .reason
}
