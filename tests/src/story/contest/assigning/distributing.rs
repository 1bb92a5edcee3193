//! Who reads what: drawn, and changed by hand with a reason.

use linia_proto::submissions::v1::{
    AssignWorkRequest, Assignment, AssignmentState, DeclareImpartialityRequest,
    DrawAssignmentsRequest, DrawAssignmentsResponse, ListAssignmentsRequest, RecuseFromWorkRequest,
};

use super::{StageEntries, works};
use crate::story::{
    Person, Result, StoryError, World,
    contest::judging,
    error::{Step, must_be_refused, must_equal},
};

/// Every juror declares, the last one a conflict with the entrant in second place; then the chair
/// has the works drawn.
pub(super) async fn draw(world: &World, jury: &[&Person], entries: &StageEntries) -> Result<()> {
    let (partial, impartial) = jury.split_last().ok_or_else(nobody)?;
    for juror in impartial {
        declare(juror, &entries.stage, Vec::new()).await?;
    }
    let conflict = vec![entries.handed[1].entrant.clone()];
    declare(partial, &entries.stage, conflict).await?;
    let drawn = draw_once(jury[0], &entries.stage).await?;
    must_equal("two jurors read each work", &drawn.assigned_count, &8)?;
    must_equal(
        "everybody reads as many",
        &(drawn.fewest_works, drawn.most_works),
        &(2, 2),
    )?;
    must_equal(
        "a repeated draw changes nothing",
        &draw_once(jury[0], &entries.stage).await?,
        &drawn,
    )?;
    for work in judging::works(partial, &entries.stage).await? {
        must_equal(
            "a conflict keeps the work from the juror",
            &(entries.place_of(&work)? == 1),
            &false,
        )?;
    }
    world.narrator.say(
        "the draw gave two works to each of four jurors, and none to whom it would be a conflict",
    );
    Ok(())
}

/// A juror other than the chair leaves the work in third place, and the chair gives it to its
/// substitute, who may be the chair.
pub(super) async fn recuse_from_one(
    world: &World,
    jury: &[&Person],
    entries: &StageEntries,
) -> Result<()> {
    let work = works(jury, entries).await?.remove(&2).ok_or_else(nobody)?;
    let listed = list(jury[0], &entries.stage).await?;
    let of_work: Vec<_> = listed.iter().filter(|it| it.work == work.name).collect();
    let reader = one_of(&jury[1..], &of_work, AssignmentState::Assigned)?;
    let substitute = one_of(jury, &of_work, AssignmentState::Substitute)?;
    let request = RecuseFromWorkRequest {
        work: work.name.clone(),
        reason: "Rozpoznaję pomysł znajomego.".to_owned(),
    };
    let mut readers = reader.clients().assignments();
    let recused = readers.recuse_from_work(request).await;
    let recused = recused.step("a juror leaves one work")?;
    must_equal(
        "the juror reads it no more",
        &recused.state(),
        &AssignmentState::Released,
    )?;
    let mut assignments = jury[0].clients().assignments();
    let to = |account: &str| AssignWorkRequest {
        work: work.name.clone(),
        account: account.to_owned(),
        reason: "Zastępstwo.".to_owned(),
    };
    must_be_refused(
        "who has left a work does not get it again",
        assignments.assign_work(to(&reader.account)).await,
        "RELEASED_FROM_WORK",
    )?;
    let assigned = assignments.assign_work(to(&substitute.account)).await;
    let assigned = assigned.step("the chair gives the work to a substitute")?;
    must_equal(
        "the substitute reads it",
        &assigned.state(),
        &AssignmentState::Assigned,
    )?;
    world.narrator.say(format!(
        "{} left work {} with a reason, and the chair gave it to {}",
        reader.name, work.code, substitute.name
    ));
    Ok(())
}

async fn declare(juror: &Person, stage: &str, conflicting_entrants: Vec<String>) -> Result<()> {
    let request = DeclareImpartialityRequest {
        stage: stage.to_owned(),
        conflicting_entrants,
    };
    let declared = juror.clients().juries().declare_impartiality(request).await;
    let declared = declared.step(format!("{} declares", juror.name))?;
    must_equal("a conflict recuses nobody", &declared.recused, &false)
}

async fn draw_once(chair: &Person, stage: &str) -> Result<DrawAssignmentsResponse> {
    let request = DrawAssignmentsRequest {
        stage: stage.to_owned(),
    };
    let mut assignments = chair.clients().assignments();
    let drawn = assignments.draw_assignments(request).await;
    drawn.step("the chair has the works drawn")
}

async fn list(chair: &Person, stage: &str) -> Result<Vec<Assignment>> {
    let request = ListAssignmentsRequest {
        stage: stage.to_owned(),
        page_size: 100,
        ..ListAssignmentsRequest::default()
    };
    let mut assignments = chair.clients().assignments();
    let listed = assignments.list_assignments(request).await;
    let listed = listed.step("the chair lists who reads what")?;
    Ok(listed.assignments)
}

/// One of these jurors who has to do so with a work.
fn one_of<'a>(
    jurors: &[&'a Person],
    of_work: &[&Assignment],
    state: AssignmentState,
) -> Result<&'a Person> {
    let has_it = |juror: &&&Person| {
        let mut of_work = of_work.iter();
        of_work.any(|it| it.account == juror.account && it.state() == state)
    };
    jurors.iter().find(has_it).copied().ok_or_else(nobody)
}

fn nobody() -> StoryError {
    StoryError::Input("the jury has such a juror".into())
}
