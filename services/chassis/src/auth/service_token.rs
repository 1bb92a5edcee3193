//! The service's own access token: got by client credentials, renewed before
//! it ends.

use std::{sync::Arc, time::Duration};

use linia_proto::identity::v1::{
    IssueServiceTokenRequest, session_service_client::SessionServiceClient,
};
use tokio::{sync::Mutex, time::Instant};
use tonic::Status;

use crate::{config::Secret, grpc::Replicas};

/// A token is renewed this long before it ends.
const MARGIN: Duration = Duration::from_secs(60);
/// How long a token is used at least, should its end be near or unreadable.
const SHORTEST_USE: Duration = Duration::from_secs(5);
const TIMEOUT: Duration = Duration::from_secs(3);

/// Hands out the service's access token. Cheap to clone.
#[derive(Clone)]
pub(crate) struct ServiceToken {
    service: &'static str,
    secret: Secret,
    identity: Replicas,
    current: Arc<Mutex<Option<Current>>>,
}

struct Current {
    token: String,
    renew_at: Instant,
}

impl ServiceToken {
    pub(crate) fn new(service: &'static str, secret: Secret, identity: Replicas) -> Self {
        Self {
            service,
            secret,
            identity,
            current: Arc::default(),
        }
    }

    /// The token; one caller at a time asks identity, the others wait.
    pub(crate) async fn get(&self) -> Result<String, Status> {
        let mut current = self.current.lock().await;
        if let Some(known) = current.as_ref().filter(|c| Instant::now() < c.renew_at) {
            return Ok(known.token.clone());
        }
        let mut request = tonic::Request::new(IssueServiceTokenRequest {
            client_id: self.service.to_owned(),
            client_secret: self.secret.expose().to_owned(),
        });
        request.set_timeout(TIMEOUT);
        let issued = SessionServiceClient::new(self.identity.clone())
            .issue_service_token(request)
            .await?
            .into_inner();
        let lifetime = issued
            .access_expire_time
            .and_then(|end| Duration::try_from_secs_f64(seconds_until(end.seconds)).ok())
            .unwrap_or_default();
        let renew_at = Instant::now() + lifetime.saturating_sub(MARGIN).max(SHORTEST_USE);
        *current = Some(Current {
            token: issued.access_token.clone(),
            renew_at,
        });
        Ok(issued.access_token)
    }

    /// Makes the next call ask for a new token.
    pub(crate) async fn forget(&self) {
        *self.current.lock().await = None;
    }
}

fn seconds_until(unix: i64) -> f64 {
    let now = time::OffsetDateTime::now_utc().unix_timestamp();
    i32::try_from(unix - now).map_or(0.0, f64::from)
}
