//! The short version of `make herd`: the same calls and the same verdict, and no figures.

use linia_tests::herd::{Plan, play};
use linia_tests::stack::Options;
use linia_tests::story::Narrator;

#[tokio::test(flavor = "multi_thread")]
async fn herd_at_the_deadline_gets_nothing_late_and_loses_nothing() {
    let options = Options::temporary("herd");
    let played = play(options, Plan::short(), None, Narrator::silent()).await;
    let report = played.unwrap_or_else(|error| panic!("{error}"));
    assert!(report.verdict.is_clean(), "{report}");
    assert_eq!(report.counts.without_hint, 0, "{report}");
    assert!(report.counts.late > 0, "some came too late: {report}");
}
