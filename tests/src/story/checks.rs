//! What must be true when the story has ended.

mod attempts;
mod logs;
mod mails;
mod open_data;
mod recomputing;
mod report;
mod sealed;
mod trace;

use super::{Result, World, contest::Outcome};

/// Checks report, open data, rankings, what was recorded, mails, traces and logs.
///
/// # Errors
/// The first thing that is not as it must be.
pub async fn check(world: &World, outcome: &Outcome) -> Result<()> {
    report::numbers_equal_what_was_done(world, outcome).await?;
    open_data::notices_are_as_the_standard_says(world, outcome).await?;
    recomputing::strangers_get_the_same_rankings(world, outcome).await?;
    sealed::what_was_cancelled_was_never_opened(world, outcome).await?;
    attempts::attempts_to_open_are_recorded(world, outcome).await?;
    mails::each_got_theirs_and_nobody_else(world, outcome).await?;
    trace::publication_crossed_all_services(world, &outcome.publication_trace).await?;
    trace::entry_reached_its_mail(world).await?;
    logs::nothing_private_is_told(world).await?;
    logs::each_line_of_a_call_names_its_trace(world).await
}
