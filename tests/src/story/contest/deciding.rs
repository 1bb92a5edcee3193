//! The head approves, identities are revealed, prizes are awarded.

use linia_proto::{
    challenges::v1::{
        ApproveResultRequest, AwardPrizesRequest, Challenge, ChallengeState, GetChallengeRequest,
    },
    notifications::v1::ListNotificationsRequest,
};

use super::{Cast, appealing};
use crate::story::{
    Clients, Person, Result, World,
    error::{Step, must_be_refused, must_equal},
    world::moment,
};

/// Approves the result and awards the prizes once the law allows it. Returns the laureates.
pub(super) async fn approve_and_award(
    world: &World,
    cast: &mut Cast,
    challenge: &Challenge,
) -> Result<Vec<String>> {
    let head = cast.tychy.head.clients();
    wait_for_state(world, head, challenge, ChallengeState::Judged).await?;
    must_be_refused(
        "an editor does not approve the result",
        cast.tychy
            .editor
            .clients()
            .challenges()
            .approve_result(ApproveResultRequest {
                name: challenge.name.clone(),
            })
            .await,
        "NOT_PERMITTED",
    )?;
    let laureates = approve(world, head, challenge).await?;
    must_equal("the start-up won", &laureates, &vec![cast.startup.clone()])?;
    world
        .narrator
        .say("only now it was revealed who won: the start-up");

    let award = AwardPrizesRequest {
        name: challenge.name.clone(),
    };
    must_be_refused(
        "prizes are not awarded before the 15th day",
        head.challenges().award_prizes(award.clone()).await,
        "AWARD_TOO_EARLY",
    )?;
    let earliest = read(head, challenge).await.and_then(|it| it.result);
    let earliest = earliest.and_then(|result| result.earliest_award_time);
    world
        .travel_to(moment(earliest) + time::Duration::seconds(1))
        .await?;
    cast.tychy.head.sign_in(world).await?;
    cast.tychy.editor.sign_in(world).await?;
    appealing::appeal_and_dismissal(world, cast, challenge).await?;
    let awarded = cast
        .tychy
        .head
        .clients()
        .challenges()
        .award_prizes(award)
        .await
        .step("the head awards the prizes")?;
    must_equal(
        "the prizes are awarded",
        &awarded.state(),
        &ChallengeState::Awarded,
    )?;
    wait_for_notification(world, &cast.founder, "laureate").await?;
    world
        .narrator
        .say("fifteen days later the prizes were awarded; the laureate was told");
    Ok(laureates)
}

/// The head approves the jury's result. Returns who is revealed by it, by rank.
pub(super) async fn approve(
    world: &World,
    head: &Clients,
    challenge: &Challenge,
) -> Result<Vec<String>> {
    wait_for_state(world, head, challenge, ChallengeState::Judged).await?;
    head.challenges()
        .approve_result(ApproveResultRequest {
            name: challenge.name.clone(),
        })
        .await
        .step("the head approves the result")?;
    world
        .narrator
        .say("the head of the authority approved the jury's result");
    let revealed = world
        .wait_for("the laureates are revealed", async || {
            let challenge = read(head, challenge).await?;
            let result = challenge.result.as_ref()?;
            let all = result.laureates.iter().all(|it| !it.entrant.is_empty());
            (all && !result.laureates.is_empty()).then(|| result.clone())
        })
        .await?;
    let laureates = revealed.laureates.into_iter();
    Ok(laureates.map(|it| it.entrant).collect())
}

pub(super) async fn wait_for_state(
    world: &World,
    clients: &Clients,
    challenge: &Challenge,
    state: ChallengeState,
) -> Result<()> {
    world
        .wait_for(&format!("the challenge becomes {state:?}"), async || {
            let challenge = read(clients, challenge).await?;
            (challenge.state() == state).then_some(())
        })
        .await
}

pub(super) async fn read(clients: &Clients, challenge: &Challenge) -> Option<Challenge> {
    let request = GetChallengeRequest {
        name: challenge.name.clone(),
        languages: Vec::new(),
    };
    let answer = clients.challenges().get_challenge(request).await;
    Some(answer.ok()?.into_inner())
}

/// Waits until a person was told of a topic.
pub(super) async fn wait_for_notification(
    world: &World,
    person: &Person,
    topic: &str,
) -> Result<()> {
    world
        .wait_for(&format!("{} is told: {topic}", person.name), async || {
            let request = ListNotificationsRequest {
                page_size: 1000,
                ..ListNotificationsRequest::default()
            };
            let told = person.clients().inbox().list_notifications(request).await;
            let told = told.ok()?.into_inner().notifications;
            told.iter().any(|it| it.topic == topic).then_some(())
        })
        .await
}
