//! Opening by two people.

use linia_proto::submissions::v1::{GetOpeningRequest, OpenStageRequest, Opening, OpeningState};
use tonic::{Response, Status};

use super::Cast;
use crate::story::{
    Clients, Result, World,
    error::{Step, must_be_refused, must_equal},
};

/// Nobody opens what is not closed.
pub(super) async fn too_early(cast: &Cast, stage: &str) -> Result<()> {
    must_be_refused(
        "the head does not open a stage that takes works",
        open(cast.bialystok.head.clients(), stage).await,
        "STAGE_NOT_CLOSED",
    )
}

/// An editor alone, however often, opens nothing; with the chair it is opened.
pub(super) async fn by_two(world: &World, cast: &Cast, stage: &str) -> Result<()> {
    let editor = cast.bialystok.editor.clients();
    let chair = cast.jurors[0].clients();
    wait_for(world, chair, stage, OpeningState::Closed).await?;
    must_be_refused(
        "a juror who does not lead the jury opens nothing",
        open(cast.jurors[1].clients(), stage).await,
        "NOT_FOUND",
    )?;
    for _ in ["asked", "asked again"] {
        let asked = open(editor, stage).await;
        let asked = asked.step("an editor asks for the opening")?;
        must_equal("one person is one", &asked.approval_count, &1)?;
        must_equal("it stays closed", &asked.state(), &OpeningState::Closed)?;
    }
    let asked = open(chair, stage).await;
    let asked = asked.step("the chair asks for the opening")?;
    must_equal("two people have asked", &asked.approval_count, &2)?;
    let opened = wait_for(world, chair, stage, OpeningState::Opened).await?;
    must_equal("every entry became a work", &opened.work_count, &4)?;
    world.narrator.say(
        "an attempt before the closing was refused and recorded; then an editor and the chair \
         opened four works",
    );
    Ok(())
}

async fn wait_for(
    world: &World,
    clients: &Clients,
    stage: &str,
    state: OpeningState,
) -> Result<Opening> {
    let request = GetOpeningRequest {
        stage: stage.to_owned(),
    };
    world
        .wait_for(&format!("the opening becomes {state:?}"), async || {
            let opening = clients.openings().get_opening(request.clone()).await;
            let opening = opening.ok()?.into_inner();
            (opening.state() == state).then_some(opening)
        })
        .await
}

async fn open(clients: &Clients, stage: &str) -> std::result::Result<Response<Opening>, Status> {
    let request = OpenStageRequest {
        stage: stage.to_owned(),
    };
    clients.openings().open_stage(request).await
}
