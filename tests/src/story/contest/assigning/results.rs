//! Every author learns how their own work was judged, and nothing of the others'.

use linia_proto::submissions::v1::{GetMyResultRequest, JudgedWork};

use super::{Cast, Handed, StageEntries};
use crate::story::{
    Person, Result, StoryError, World,
    error::{Step, must_be_refused, must_equal},
};

/// Nothing, as long as nobody has approved it.
pub(super) async fn too_early(cast: &Cast, entries: &StageEntries) -> Result<()> {
    let request = shown(entries, &entries.handed[0]);
    must_be_refused(
        "a result that is not approved is told to nobody",
        cast.citizen
            .clients()
            .entries()
            .get_my_result(request)
            .await,
        "RESULT_NOT_KNOWN",
    )
}

/// Places are as the points were; the excluded work has none.
pub(super) async fn told(world: &World, cast: &Cast, entries: &StageEntries) -> Result<()> {
    let people = [
        &cast.citizen,
        &cast.doubter,
        &cast.latecomer,
        &cast.neighbour,
    ];
    for ((person, handed), (rank, reviews)) in
        people
            .into_iter()
            .zip(&entries.handed)
            .zip([(1, 2), (2, 2), (3, 2), (0, 0)])
    {
        let work = ask(person, entries, handed).await?;
        let told = (work.rank, work.reviews.len(), work.selected);
        must_equal(
            "an author learns the place",
            &told,
            &(rank, reviews, rank == 1),
        )?;
    }
    must_be_refused(
        "nobody learns of the work of another",
        cast.doubter
            .clients()
            .entries()
            .get_my_result(shown(entries, &entries.handed[0]))
            .await,
        "NOT_PERMITTED",
    )?;
    world.narrator.say(
        "by their receipts all authors learnt the place, the points and the remarks that their own \
         work got, and not from whom",
    );
    Ok(())
}

async fn ask(person: &Person, entries: &StageEntries, handed: &Handed) -> Result<JudgedWork> {
    let mut clients = person.clients().entries();
    let result = clients.get_my_result(shown(entries, handed)).await;
    let mut result = result.step(format!("{} asks for the result", person.name))?;
    let work = result.works.pop().filter(|_| result.works.is_empty());
    work.ok_or_else(|| StoryError::Input("a receipt leads to one work".into()))
}

fn shown(entries: &StageEntries, handed: &Handed) -> GetMyResultRequest {
    GetMyResultRequest {
        stage: entries.stage.clone(),
        entrant: handed.entrant.clone(),
        receipt: handed.receipt.jws.clone(),
    }
}
