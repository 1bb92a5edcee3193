//! Finds out who calls, and whether they call too often.

use std::{
    error::Error,
    net::{IpAddr, Ipv4Addr},
};

use http::header::AUTHORIZATION;
use tonic::transport::server::{TcpConnectInfo, TlsConnectInfo};

use super::{Door, Request};
use crate::{
    auth::{Bearer, Caller},
    problem::Problem,
};

impl Door {
    /// Finds out who calls, and keeps the token for calls in their name. A token
    /// that is not accepted is refused, never taken for none.
    pub(super) async fn authenticate(&self, request: &mut Request) -> Result<(), Problem> {
        let caller = match request.headers_mut().remove(AUTHORIZATION) {
            None => Caller::anonymous(),
            Some(header) => {
                let token = header.to_str().ok();
                let token = token.and_then(|text| text.strip_prefix("Bearer "));
                let caller = self.caller_of(token.ok_or_else(invalid_token)?).await?;
                request.extensions_mut().insert(Bearer::new(header));
                caller
            }
        };
        let extensions = request.extensions_mut();
        extensions.insert(caller);
        extensions.insert(self.page_key.clone());
        Ok(())
    }

    async fn caller_of(&self, token: &str) -> Result<Caller, Problem> {
        self.keyring.verify(token).await.map_err(|error| {
            tracing::debug!(error = &error as &dyn Error, "token refused");
            invalid_token()
        })
    }

    /// Turns away who calls more often than others can bear.
    pub(super) fn limit(&self, request: &Request) -> Result<(), Problem> {
        let Some(caller) = request.extensions().get::<Caller>() else {
            return Ok(());
        };
        self.limits
            .admit(request.uri().path(), caller, peer_of(request))
    }
}

fn invalid_token() -> Problem {
    Problem::unauthenticated("TOKEN_INVALID", "the access token is not accepted")
}

/// Where the connection comes from. A header that says otherwise could be
/// written by anyone.
fn peer_of(request: &Request) -> IpAddr {
    let extensions = request.extensions();
    let tls = || extensions.get::<TlsConnectInfo<TcpConnectInfo>>();
    let info = extensions
        .get::<TcpConnectInfo>()
        .or_else(|| tls().map(TlsConnectInfo::get_ref));
    info.and_then(TcpConnectInfo::remote_addr)
        .map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |address| address.ip())
}
