//! The winners of one contest are let into another one.

use linia_proto::challenges::v1::{Admission, AdmissionState, CarryWinnersRequest, Challenge};

use super::{
    Cast,
    deciding::wait_for_notification,
    handing_in::{Work, submit, written},
};
use crate::story::{
    Clients, Result, World,
    error::{Step, must_be_refused, must_equal},
};

/// Białystok takes the winners of Tychy into its restricted contest: the team, which stepped in for
/// the start-up.
pub(super) async fn carry_winners(
    world: &World,
    cast: &mut Cast,
    from: &Challenge,
    into: &Challenge,
) -> Result<()> {
    cast.bialystok.editor.sign_in(world).await?;
    let (editor, student) = (cast.bialystok.editor.clients(), &cast.students[1]);
    must_be_refused(
        "only the authority that takes winners carries them",
        carry_once(cast.tychy.editor.clients(), from, into).await,
        "NOT_PERMITTED",
    )?;
    let carried = carry(editor, from, into).await?;
    let who: Vec<_> = carried
        .iter()
        .map(|it| (it.entrant.as_str(), it.state()))
        .collect();
    must_equal(
        "who holds a prize is carried, and who lost it is not",
        &who,
        &vec![(cast.team.as_str(), AdmissionState::Invited)],
    )?;
    must_equal(
        "a repeated call changes nothing",
        &carry(editor, from, into).await?,
        &carried,
    )?;
    wait_for_notification(world, student, "entrant_admitted").await?;
    cast.students[1].sign_in(world).await?;
    let student = &cast.students[1];
    let work = Work::new(
        &into.stages[0].name,
        &cast.team,
        written("Wizyta w cieniu", 1),
    );
    world
        .wait_for("who was carried over enters", async || {
            submit(student.clients(), &work).await.ok()
        })
        .await?;
    world.narrator.say(
        "Białystok let the winners of Tychy into its contest: the team was invited, and entered",
    );
    Ok(())
}

async fn carry(editor: &Clients, from: &Challenge, into: &Challenge) -> Result<Vec<Admission>> {
    let carried = carry_once(editor, from, into).await;
    Ok(carried.step("an editor carries winners over")?.admissions)
}

async fn carry_once(
    editor: &Clients,
    from: &Challenge,
    into: &Challenge,
) -> std::result::Result<
    tonic::Response<linia_proto::challenges::v1::CarryWinnersResponse>,
    tonic::Status,
> {
    let request = CarryWinnersRequest {
        from: from.name.clone(),
        into: into.name.clone(),
        max_rank: 0,
    };
    editor.admissions().carry_winners(request).await
}
