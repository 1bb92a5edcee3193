//! A contest, chapter by chapter. Each chapter acts, waits for a state, and checks it.

mod admitting;
mod amending;
pub(super) mod annulling;
mod appealing;
mod assigning;
pub(super) mod cancelling;
mod carrying;
mod cast;
mod deciding;
mod disclosing;
mod enrolling;
mod entering;
mod extending;
mod filing;
mod handing_in;
mod judging;
mod publishing;
mod questions;
mod searching;
mod stepping_in;
mod telling;

use linia_proto::challenges::v1::Challenge;

use super::{Result, World};

pub use cast::{Authority, Cast};
pub use entering::StageEntries;
pub use handing_in::Handed;

/// What the story left behind, for the checks at its end.
#[derive(Debug)]
pub struct Outcome {
    /// Everybody who took part.
    pub cast: Cast,
    /// The contest that was carried through.
    pub tychy: Challenge,
    /// The contest that was published and is open.
    pub bialystok: Challenge,
    /// The trace of the publication, in hexadecimal.
    pub publication_trace: String,
    /// Who won first, in order of rank.
    pub laureates: Vec<String>,
    /// The contest whose works were distributed, and opened by two people.
    pub stops: Challenge,
    /// The contest that was ended after somebody had handed in.
    pub cancelled: Challenge,
    /// The contest whose protocol was corrected, and which was annulled.
    pub annulled: Challenge,
    /// What was handed in to every stage that was judged.
    pub judged: Vec<StageEntries>,
}

/// Tells the whole main job.
///
/// # Errors
/// The first step that does not go as it must.
pub async fn tell(world: &World) -> Result<Outcome> {
    world.narrator.chapter("People and public bodies arrive");
    let mut cast = Cast::gather(world).await?;

    world.narrator.chapter("A need becomes a challenge");
    let (tychy, publication_trace) = publishing::tychy(world, &cast).await?;
    let bialystok = publishing::bialystok(world, &cast).await?;

    world.narrator.chapter("Who has the same need");
    let crossings = searching::before_publication(world, &cast, &tychy, &bialystok).await?;

    world
        .narrator
        .chapter("One question of two, answered to all");
    questions::ask_and_answer(world, &cast, &tychy).await?;
    judging::appoint(world, &cast, &tychy).await?;
    amending::clarify(world, &cast, &tychy).await?;

    world.narrator.chapter("A restricted contest");
    admitting::apply_and_decide(world, &cast, &bialystok).await?;

    world.narrator.chapter("A contest that is cancelled");
    cancelling::cancel(world, &cast, &crossings, &tychy).await?;

    world.narrator.chapter("Stage I: study works");
    let first = entering::first_stage(world, &cast, &tychy).await?;
    judging::judge_first_stage(world, &cast, &tychy, &first).await?;
    admitting::enter(world, &cast, &bialystok).await?;

    world.narrator.chapter("Stage II: prototypes");
    let second = entering::second_stage(world, &cast, &tychy).await?;
    judging::judge_last_stage(world, &cast, &tychy, &second).await?;

    world.narrator.chapter("The decision");
    let laureates = deciding::approve_and_award(world, &mut cast, &tychy).await?;
    disclosing::disclose(world, &mut cast, &tychy).await?;
    stepping_in::runner_up(world, &mut cast, &tychy).await?;

    world.narrator.chapter("What was won goes on");
    carrying::carry_winners(world, &mut cast, &tychy, &bialystok).await?;
    enrolling::carry_into_programme(world, &mut cast, &tychy).await?;

    world.narrator.chapter("A further contest of each city");
    cast.sign_in_again(world).await?;
    let (annulled, fourth) = annulling::enter(world, &cast).await?;

    world
        .narrator
        .chapter("A contest that two people open and four jurors share");
    let (stops, third) = assigning::tell(world, &cast).await?;

    world
        .narrator
        .chapter("A protocol that is corrected, and a contest that is annulled");
    annulling::judge_and_annul(world, &cast, &annulled, &fourth).await?;
    Ok(Outcome {
        cast,
        tychy,
        bialystok,
        publication_trace,
        laureates,
        stops,
        cancelled: crossings,
        annulled,
        judged: vec![first, second, third, fourth],
    })
}
