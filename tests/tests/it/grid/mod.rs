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
mod assigning;
mod cast;
mod contest;
mod contests;
mod given;
mod judging;
mod parse;
mod programmes;
mod report;
mod requests;
mod run;
mod settling;
mod states;
mod success;
mod table;

use linia_tests::stack::Service;

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
    // Where the machine is busy the table takes longer than connections and tokens live, and these
    // callers neither make a call again nor sign in again.
    let stand = Stand::start_with("grid", |mut options| {
        for service in Service::ALL {
            let age = service.variable("GRPC__MAX_CONNECTION_AGE_SECONDS");
            options.env.insert(age, "3600".to_owned());
        }
        let lifetime = Service::Identity.variable("LIFETIMES__ACCESS_TOKEN_SECONDS");
        options.env.insert(lifetime, "3600".to_owned());
        options
    })
    .await;
    table.must_name_every_method(&stand.wire);

    let cast = Cast::gather(&stand).await;
    let contests = Contests::make(&stand, &cast, &table).await;
    let run = Run::new(&stand, &cast, &table, &contests).await;
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
