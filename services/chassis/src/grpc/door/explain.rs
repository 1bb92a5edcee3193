//! Answers of the transport. tonic refuses some calls by itself, before a
//! handler is reached or while it reads a message, with a code and a text of
//! its own. The answers of handlers always carry details; those that carry
//! none are explained here, so that no caller has to guess.

use http::{HeaderMap, HeaderName};
use tonic::Code;

use super::{Response, observe::code_of, refuse};
use crate::problem::Problem;

/// Where a status carries its details.
const DETAILS: &str = "grpc-status-details-bin";
/// With which compressions a message would be read; stays on the answer (gRPC
/// over HTTP2, "Compression").
const ACCEPTED_COMPRESSIONS: HeaderName = HeaderName::from_static("grpc-accept-encoding");
/// What tonic takes at most unless told otherwise.
pub(crate) const MAX_MESSAGE_OCTETS: usize = 4 * 1024 * 1024;

/// Gives a reason to each refusal that has none.
pub(super) async fn explain(call: impl Future<Output = Response>) -> Response {
    let response = call.await;
    if response.headers().contains_key(DETAILS) {
        return response;
    }
    let Some(problem) = problem_of(code_of(&response), response.headers()) else {
        return response;
    };
    let mut explained = refuse(problem);
    if let Some(accepted) = response.headers().get(&ACCEPTED_COMPRESSIONS) {
        let headers = explained.headers_mut();
        headers.insert(ACCEPTED_COMPRESSIONS, accepted.clone());
    }
    explained
}

/// What a bare code of the transport means.
fn problem_of(code: Code, headers: &HeaderMap) -> Option<Problem> {
    match code {
        // By its stated length, or when it is unpacked.
        Code::OutOfRange | Code::ResourceExhausted => Some(
            Problem::invalid("MESSAGE_TOO_LARGE", "the message is too large")
                .metadata("max_octets", MAX_MESSAGE_OCTETS),
        ),
        Code::Internal => Some(Problem::invalid(
            "MESSAGE_MALFORMED",
            "the message cannot be read",
        )),
        Code::Unimplemented if headers.contains_key(&ACCEPTED_COMPRESSIONS) => {
            Some(Problem::unimplemented(
                "COMPRESSION_UNSUPPORTED",
                "the message is compressed in a way that is not read here",
            ))
        }
        Code::Unimplemented => Some(Problem::unimplemented(
            "METHOD_UNKNOWN",
            "there is no such method",
        )),
        // Success; and what tonic says of a connection that is gone, to nobody.
        Code::Ok
        | Code::Cancelled
        | Code::Unknown
        | Code::InvalidArgument
        | Code::DeadlineExceeded
        | Code::NotFound
        | Code::AlreadyExists
        | Code::PermissionDenied
        | Code::FailedPrecondition
        | Code::Aborted
        | Code::Unavailable
        | Code::DataLoss
        | Code::Unauthenticated => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn message_that_is_too_large_once_unpacked_is_too_large() {
        for code in [Code::OutOfRange, Code::ResourceExhausted] {
            let problem = problem_of(code, &HeaderMap::new()).expect("is explained");
            let told = (problem.code(), problem.reason());
            assert_eq!(told, (Code::InvalidArgument, "MESSAGE_TOO_LARGE"));
        }
    }
}
