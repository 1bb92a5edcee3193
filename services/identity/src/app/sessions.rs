//! Sessions and tokens.

mod create_session;
mod issue_service_token;
mod refresh_session;
mod revoke_session;
mod standing;
mod token_pair;

pub use self::{
    create_session::{CreateSession, create_session},
    issue_service_token::{IssueServiceToken, issue_service_token},
    refresh_session::refresh_session,
    revoke_session::revoke_session,
    token_pair::TokenPair,
};
