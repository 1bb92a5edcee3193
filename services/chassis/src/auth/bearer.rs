//! The access token that a call came with.

use http::{HeaderValue, header::AUTHORIZATION};
use tonic::Request;

use crate::problem::Problem;

/// A person's access token as its header says it, to be handed on to another
/// service that must see for itself who calls. It is never printed.
#[derive(Debug, Clone)]
pub struct Bearer(HeaderValue);

impl Bearer {
    /// What a header `authorization` says.
    #[must_use]
    pub fn new(mut header: HeaderValue) -> Self {
        header.set_sensitive(true);
        Self(header)
    }

    /// The verified token of a request, as the server's door left it.
    ///
    /// # Errors
    /// UNAUTHENTICATED if it came without one.
    pub fn of<T>(request: &Request<T>) -> Result<Self, Problem> {
        let bearer = request.extensions().get::<Self>().cloned();
        bearer.ok_or_else(Problem::sign_in_required)
    }

    /// A request to another service in this caller's name: a
    /// [`PeerChannel`](crate::grpc::PeerChannel) leaves it as it is.
    #[must_use]
    pub fn request<T>(&self, message: T) -> Request<T> {
        let mut request = Request::new(message);
        let headers: &mut http::HeaderMap = request.metadata_mut().as_mut();
        headers.insert(AUTHORIZATION, self.0.clone());
        request
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn token_is_handed_on_and_never_printed() {
        let bearer = Bearer::new(HeaderValue::from_static("Bearer hunter2"));
        let request = bearer.request(());
        let sent = request.metadata().get("authorization").expect("is there");
        assert_eq!(sent, "Bearer hunter2");
        let printed = format!("{bearer:?} {request:?}");
        assert!(!printed.contains("hunter2"), "{printed}");
    }
}
