//! The short version of `make rolling`: the present build takes over from itself.

use linia_tests::rolling::{Plan, play};
use linia_tests::stack::Options;
use linia_tests::story::Narrator;

#[tokio::test(flavor = "multi_thread")]
async fn rolling_update_fails_no_call_and_loses_or_reorders_no_event() {
    let plan = Plan {
        calls: 3,
        ..Plan::default()
    };
    let played = play(Options::temporary("rolling"), plan, Narrator::silent()).await;
    let table = played.unwrap_or_else(|error| panic!("{}", error.report()));
    assert!(table.is_clean(), "{table}\n{:#?}", table.findings());
    assert!(table.rows.iter().all(|row| row.ok > 0), "{table}");
}
