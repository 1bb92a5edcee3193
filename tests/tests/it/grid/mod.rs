//! The grid: every public method, called by everybody, in every state of a contest.
//!
//! What each call must be answered stands in `answers.txt`, a table for people to read; nothing is
//! expected that is not written there. A method of the contract that is missing there fails the
//! test, which tells how to add it.
//!
//! Calls that must be refused come first, all of them, around them everything that is stored is
//! compared: a refused call changes nothing. Then come those that are answered (`ok`), and at last
//! commands that bring a contest into another state (`done`), each on a contest of its own.

mod answer;
mod cast;
mod contests;
mod judging;
mod parse;
mod report;
mod requests;
mod run;
mod table;

use super::bad_input::snapshot::Snapshot;
use super::bad_input::stand::Stand;
use cast::Cast;
use contests::Contests;
use report::Report;
use run::Run;
use table::{Expected, Table};

#[tokio::test(flavor = "multi_thread")]
async fn everybody_is_answered_as_the_table_says_in_every_state() {
    let table: Table = include_str!("answers.txt").parse().unwrap();
    let stand = Stand::start("grid").await;
    table.must_name_every_method(&stand.wire);

    let cast = Cast::gather(&stand).await;
    let contests = Contests::make(&stand, &cast, &table).await;
    let run = Run::new(&stand, &cast, &table);
    let mut report = Report::default();

    let before = Snapshot::take(&stand.world).await;
    run.ask(&contests, &mut report, Expected::is_refusal).await;
    if report.is_as_expected() {
        before.must_still_hold(&stand.world).await;
    }
    run.ask(&contests, &mut report, Expected::is_answer_or_unknown)
        .await;
    run.carry_out(contests, &mut report).await;
    report.must_be_as_expected(&table);
    stand.world.end().await;
}
