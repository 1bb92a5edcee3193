//! A contest is ended before its result, with its reason. What was handed in stays sealed.

use linia_proto::challenges::v1::{
    CancelChallengeRequest, Challenge, ChallengeState, SearchChallengesRequest,
};

use super::{
    Cast,
    deciding::wait_for_notification,
    handing_in::{Work, hand_in, submit, written},
    judging, searching, telling,
};
use crate::story::{
    Result, World,
    error::{Step, must_be_refused, must_equal, reason_of},
    world::moment,
};

/// Published with the cancellation.
pub(in crate::story) const REASON: &str =
    "Miasto Tychy szuka tego samego; dołączymy do jego konkursu.";

/// Białystok joins Tychy, and ends its own contest after a work was handed in. `other` goes on.
pub(super) async fn cancel(
    world: &World,
    cast: &Cast,
    challenge: &Challenge,
    other: &Challenge,
) -> Result<()> {
    let (head, editor) = (&cast.bialystok.head, &cast.bialystok.editor);
    let (entrant, juror) = (&cast.neighbour, &cast.fourth_juror);
    judging::appoint_by(world, editor.clients(), &[juror], challenge).await?;
    wait_for_notification(world, juror, "juror_appointed").await?;
    // Until the opening nobody knows who entered: an entrant who wants to hear of it follows.
    telling::follow(entrant, challenge).await?;
    let stage = &challenge.stages[0];
    world.travel_to(moment(stage.open_time)).await?;
    let work = Work::new(
        &stage.name,
        &entrant.account,
        written("Pasy, które świecą", 1),
    );
    hand_in(entrant, &work).await?;

    let request = CancelChallengeRequest {
        name: challenge.name.clone(),
        reason: REASON.to_owned(),
    };
    must_be_refused(
        "an editor does not end a contest",
        editor
            .clients()
            .challenges()
            .cancel_challenge(request.clone())
            .await,
        "NOT_PERMITTED",
    )?;
    let ended = head.clients().challenges().cancel_challenge(request).await;
    ended.step("the head ends the contest")?;
    ended_for_all(world, challenge, other).await?;
    takes_nothing_more(world, cast, challenge).await?;
    let concerned = [head, editor, entrant, juror];
    telling::by_mail(world, &concerned, "challenge_cancelled", REASON).await?;
    world.narrator.say(
        "Białystok joined Tychy and ended its own contest; everybody reads why; staff, the juror and \
         an entrant who follows it were told by mail; the sealed work stays sealed",
    );
    Ok(())
}

/// Everybody reads why, and finds it among what has ended.
async fn ended_for_all(world: &World, challenge: &Challenge, other: &Challenge) -> Result<()> {
    telling::everybody(world, challenge, ChallengeState::Cancelled, REASON).await?;
    for (state, found) in [
        (ChallengeState::Published, other),
        (ChallengeState::Cancelled, challenge),
    ] {
        let request = SearchChallengesRequest {
            query: "oświetlenia".to_owned(),
            states: vec![state.into()],
            ..SearchChallengesRequest::default()
        };
        must_equal(
            format!("{state:?} is what is looked for"),
            &searching::search(&world.anonymous, request).await?,
            &vec![found.name.clone()],
        )?;
    }
    Ok(())
}

async fn takes_nothing_more(world: &World, cast: &Cast, challenge: &Challenge) -> Result<()> {
    let person = &cast.latecomer;
    let stage = &challenge.stages[0].name;
    let work = Work::new(stage, &person.account, written("Spóźnione pasy", 1));
    // It takes a moment until submissions has heard of it.
    world
        .wait_for("no work is taken any more", async || {
            let refused = submit(person.clients(), &work).await.err()?;
            (reason_of(&refused) == "STAGE_NOT_OPEN").then_some(())
        })
        .await
}
