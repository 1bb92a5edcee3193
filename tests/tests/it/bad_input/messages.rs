//! Messages that are none, or too large: refused before anybody reads them.

use linia_tests::story::Clients;
use tonic::{Code, Request};

use super::stand::Stand;
use super::table::{Refusal, Table};
use super::wire::send;

/// What a service takes at most, in octets.
const LARGEST_MESSAGE: usize = 4 * 1024 * 1024;

fn expected(reason: &str) -> Refusal {
    Refusal::new(Code::InvalidArgument, reason)
}

/// Sends every method a message that is too large, and one that is no message.
pub(super) async fn no_method_takes_a_wrong_message(stand: &Stand, who: &Clients) {
    let mut table = Table::new(&stand.wire);
    for rpc in stand.wire.rpcs() {
        for (what, message, reason) in [
            (
                "too large",
                vec![0; LARGEST_MESSAGE + 1],
                "MESSAGE_TOO_LARGE",
            ),
            ("no message", vec![0xff], "MESSAGE_MALFORMED"),
        ] {
            let what = format!("{}, {what}", rpc.name());
            match send(who, &rpc, Request::new(message)).await {
                Ok(_) => table.note(format!("{what}: got an answer")),
                Err(status) => table.holds(&what, &status, &expected(reason)),
            }
        }
    }
    table.end();
}
