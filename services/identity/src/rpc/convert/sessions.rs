//! Sessions and tokens.

use linia_chassis::grpc::timestamp;
use linia_proto::identity::v1 as pb;
use zeroize::Zeroizing;

use crate::{
    app::{
        access_tokens::AccessToken,
        sessions::{CreateSession, IssueServiceToken, TokenPair},
    },
    domain::{email::EmailAddress, password::PasswordAttempt},
};

/// Cannot fail: what is not an address is just not known.
impl From<pb::CreateSessionRequest> for CreateSession {
    fn from(request: pb::CreateSessionRequest) -> Self {
        let text = Zeroizing::new(request.password);
        Self {
            email: EmailAddress::try_new(&request.email).ok(),
            password: PasswordAttempt::new(&text),
        }
    }
}

impl From<pb::IssueServiceTokenRequest> for IssueServiceToken {
    fn from(request: pb::IssueServiceTokenRequest) -> Self {
        Self {
            client_id: request.client_id,
            client_secret: Zeroizing::new(request.client_secret),
        }
    }
}

impl From<TokenPair> for pb::TokenPair {
    fn from(pair: TokenPair) -> Self {
        Self {
            access_token: pair.access.token,
            access_expire_time: Some(timestamp(pair.access.expire_time)),
            refresh_token: pair.refresh.expose().to_owned(),
            refresh_expire_time: Some(timestamp(pair.refresh_expire_time)),
        }
    }
}

impl From<AccessToken> for pb::IssueServiceTokenResponse {
    fn from(access: AccessToken) -> Self {
        Self {
            access_token: access.token,
            access_expire_time: Some(timestamp(access.expire_time)),
        }
    }
}
