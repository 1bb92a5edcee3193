//! The least service that answers `GetMyAccount`: tonic, a pool, the same statement. It believes
//! whoever calls, decides nothing, observes nothing and sheds no load.

use std::net::SocketAddr;

use linia_proto::identity::v1::{
    Account, AssuranceLevel, ClaimOperatorRoleRequest, GetMyAccountRequest, RecordAssuranceRequest,
    RecordAssuranceResponse, SignUpRequest, SignUpResponse, VerifyEmailRequest,
    VerifyEmailResponse,
    account_service_server::{AccountService, AccountServiceServer},
};
use sqlx::{FromRow, PgPool, postgres::PgPoolOptions};
use time::OffsetDateTime;
use tonic::{Request, Response, Status, async_trait, transport::Server};
use uuid::Uuid;

use crate::story::world::timestamp;

/// The variable with the address of the database.
pub const DATABASE_VARIABLE: &str = "LINIA_BENCH_DATABASE_URL";
/// The header that says whose account is asked for.
pub const ACCOUNT_HEADER: &str = "account";
/// As many connections as a service has.
pub const POOL: u32 = 16;

/// Serves until the process is ended.
///
/// # Errors
/// If it cannot listen or the address of the database is malformed.
pub async fn serve(
    listen: SocketAddr,
    database_url: &str,
) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
    let pool = PgPoolOptions::new()
        .max_connections(POOL)
        .connect_lazy(database_url)?;
    let (health, health_service) = tonic_health::server::health_reporter();
    health
        .set_service_status("", tonic_health::ServingStatus::Serving)
        .await;
    Server::builder()
        .tcp_nodelay(true)
        .add_service(health_service)
        .add_service(AccountServiceServer::new(Bare(pool)))
        .serve(listen)
        .await?;
    Ok(())
}

struct Bare(PgPool);

#[derive(FromRow)]
struct AccountRow {
    id: Uuid,
    email: String,
    display_name: String,
    language_code: String,
    verify_time: Option<OffsetDateTime>,
    operator: bool,
    create_time: OffsetDateTime,
    country_code: Option<String>,
    assurance_level: Option<String>,
}

impl From<AccountRow> for Account {
    fn from(row: AccountRow) -> Self {
        Self {
            name: format!("accounts/{}", row.id),
            email: row.email,
            display_name: row.display_name,
            language_code: row.language_code,
            email_verified: row.verify_time.is_some(),
            operator: row.operator,
            create_time: Some(timestamp(row.create_time)),
            country_code: row.country_code.unwrap_or_default(),
            assurance_level: match row.assurance_level.as_deref() {
                Some("low") => AssuranceLevel::Low,
                Some("substantial") => AssuranceLevel::Substantial,
                Some("high") => AssuranceLevel::High,
                _ => AssuranceLevel::Unspecified,
            }
            .into(),
        }
    }
}

#[async_trait]
impl AccountService for Bare {
    async fn get_my_account(
        &self,
        request: Request<GetMyAccountRequest>,
    ) -> Result<Response<Account>, Status> {
        let account = request.metadata().get(ACCOUNT_HEADER);
        let account = account
            .and_then(|name| name.to_str().ok()?.strip_prefix("accounts/")?.parse().ok())
            .unwrap_or(Uuid::nil());
        let row: Option<AccountRow> = sqlx::query_as(
            "SELECT id, email, display_name, language_code, verify_time, operator, create_time, \
             country_code, assurance_level FROM account WHERE id = $1",
        )
        .bind(account)
        .fetch_optional(&self.0)
        .await
        .map_err(|error| Status::internal(error.to_string()))?;
        let row = row.ok_or_else(|| Status::not_found("account"))?;
        Ok(Response::new(row.into()))
    }

    async fn sign_up(&self, _: Request<SignUpRequest>) -> Result<Response<SignUpResponse>, Status> {
        Err(Status::unimplemented("not compared"))
    }

    async fn verify_email(
        &self,
        _: Request<VerifyEmailRequest>,
    ) -> Result<Response<VerifyEmailResponse>, Status> {
        Err(Status::unimplemented("not compared"))
    }

    async fn claim_operator_role(
        &self,
        _: Request<ClaimOperatorRoleRequest>,
    ) -> Result<Response<Account>, Status> {
        Err(Status::unimplemented("not compared"))
    }

    async fn record_assurance(
        &self,
        _: Request<RecordAssuranceRequest>,
    ) -> Result<Response<RecordAssuranceResponse>, Status> {
        Err(Status::unimplemented("not compared"))
    }
}
