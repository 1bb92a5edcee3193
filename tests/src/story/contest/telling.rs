//! Who is told of a contest.

use linia_proto::{
    challenges::v1::{Challenge, ChallengeState, GetChallengeRequest},
    notifications::v1::FollowChallengeRequest,
};

use crate::stack::Mail;
use crate::story::{
    Person, Result, World,
    error::{Step, must_equal},
};

/// Somebody wants to hear of a contest, whether they take part or not.
pub(super) async fn follow(person: &Person, challenge: &Challenge) -> Result<()> {
    let request = FollowChallengeRequest {
        challenge: challenge.name.clone(),
    };
    let mut followings = person.clients().followings();
    let followed = followings.follow_challenge(request).await;
    followed.step(format!("{} follows a contest", person.name))?;
    Ok(())
}

/// Anybody reads that a contest has ended, and why.
pub(super) async fn everybody(
    world: &World,
    challenge: &Challenge,
    state: ChallengeState,
    reason: &str,
) -> Result<()> {
    let request = GetChallengeRequest {
        name: challenge.name.clone(),
        languages: Vec::new(),
    };
    let shown = world.anonymous.challenges().get_challenge(request).await;
    let shown = shown.step("anybody reads a contest that has ended")?;
    must_equal(
        "it has ended, for a reason that anybody reads",
        &(shown.state(), shown.remarks.as_str()),
        &(state, reason),
    )
}

/// Waits until each of these people has got a mail of a topic that says `text`.
pub(super) async fn by_mail(
    world: &World,
    people: &[&Person],
    topic: &str,
    text: &str,
) -> Result<()> {
    for person in people {
        let is_it = |mail: &Mail| {
            mail.is_to(&person.email) && mail.topic() == Some(topic) && mail.text.contains(text)
        };
        let step = format!("{} is told by mail: {topic}", person.name);
        let came = world.system.await_mail(&is_it);
        world.await_state(&step, came).await??;
    }
    Ok(())
}
