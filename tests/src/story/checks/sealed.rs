//! What was handed in to a contest that was cancelled is sealed for ever.

use linia_proto::submissions::v1::{
    GetOpeningRequest, ListMyEntriesRequest, ListWorksRequest, OpeningState,
};

use crate::story::{
    Result, World,
    contest::Outcome,
    error::{Step, must_be_refused, must_equal},
};

/// Months after the stage would have closed: the juror reads nothing, and not even the entrant is
/// told of an entry.
pub(super) async fn what_was_cancelled_was_never_opened(
    world: &World,
    outcome: &Outcome,
) -> Result<()> {
    let stage = &outcome.cancelled.stages[0].name;
    let juror = outcome.cast.fourth_juror.clients();
    let request = GetOpeningRequest {
        stage: stage.clone(),
    };
    let opening = juror.openings().get_opening(request).await;
    let state = opening.step("the juror asks for the opening")?.state();
    let sealed = matches!(state, OpeningState::Sealed | OpeningState::Closed);
    must_equal("a cancelled contest is not opened", &sealed, &true)?;
    let request = ListWorksRequest {
        stage: stage.clone(),
        ..ListWorksRequest::default()
    };
    must_be_refused(
        "nobody reads works of a cancelled contest",
        juror.reviews().list_works(request).await,
        "STAGE_NOT_OPENED",
    )?;
    let request = ListMyEntriesRequest {
        page_size: 1000,
        ..ListMyEntriesRequest::default()
    };
    let entrant = outcome.cast.neighbour.clients();
    let mine = entrant.entries().list_my_entries(request).await;
    let mine = mine.step("the entrant lists entries")?.entries;
    let theirs = mine.iter().filter(|it| &it.stage == stage);
    must_equal("no entry of it is known", &theirs.count(), &0)?;
    world
        .narrator
        .say("what was handed in to the contest that was cancelled is sealed to this day");
    Ok(())
}
