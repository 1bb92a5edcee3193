//! A need is drafted, reviewed, approved and published.

mod reviewing;

use linia_proto::challenges::v1::{
    AdmissionMode, ApproveChallengeRequest, Challenge, ChallengeState, CreateChallengeRequest,
    GetChallengeRequest, PublishChallengeRequest, RequestApprovalRequest, ReturnChallengeRequest,
    SchedulePublicationRequest, UpdateChallengeRequest,
};
use time::Duration;
use uuid::Uuid;

use super::{Authority, Cast};
use crate::story::{
    Clients, Result, World,
    error::{Step, must_be_refused, must_equal},
    samples,
    world::timestamp,
};

/// Tychy: first with weights that do not add up, then reviewed by the operator, returned once by
/// its head, then published.
pub(super) async fn tychy(world: &World, cast: &Cast) -> Result<(Challenge, String)> {
    let authority = &cast.tychy;
    let now = world.now().await?;
    let mut draft = samples::tychy(&authority.organization, now);
    draft.stages[0].criteria[0].weight_basis_points = 5000;

    let editor = authority.editor.clients();
    let created = create(editor, draft.clone()).await?;
    let reasons: Vec<_> = created.defects.iter().map(|d| d.reason.as_str()).collect();
    must_equal(
        "a draft names its defects",
        &reasons,
        &vec!["WEIGHTS_DO_NOT_ADD_UP"],
    )?;
    must_be_refused(
        "a draft with defects is not handed over",
        editor
            .challenges()
            .request_approval(RequestApprovalRequest {
                name: created.name.clone(),
                etag: String::new(),
            })
            .await,
        "CHALLENGE_HAS_DEFECTS",
    )?;
    must_be_refused(
        "a stranger does not see a draft",
        cast.citizen
            .clients()
            .challenges()
            .get_challenge(GetChallengeRequest {
                name: created.name.clone(),
                languages: Vec::new(),
            })
            .await,
        "NOT_FOUND",
    )?;

    draft.stages[0].criteria[0].weight_basis_points = 6000;
    draft.name.clone_from(&created.name);
    let stale = draft.clone();
    draft.etag.clone_from(&created.etag);
    let fixed = editor
        .challenges()
        .update_challenge(UpdateChallengeRequest {
            challenge: Some(draft),
            update_mask: None,
        })
        .await
        .step("the weights are corrected")?;
    must_be_refused(
        "a stale etag is refused",
        editor
            .challenges()
            .update_challenge(UpdateChallengeRequest {
                challenge: Some(Challenge {
                    etag: created.etag,
                    ..stale
                }),
                update_mask: None,
            })
            .await,
        "ETAG_MISMATCH",
    )?;
    world
        .narrator
        .say("Tychy drafted its challenge; weights that did not add up were named and corrected");

    reviewing::by_the_operator(world, cast, &fixed.name).await?;
    authority
        .head
        .clients()
        .challenges()
        .return_challenge(ReturnChallengeRequest {
            name: fixed.name.clone(),
            etag: String::new(),
            remarks: "Proszę o termin po wakacjach.".to_owned(),
        })
        .await
        .step("the head returns the draft with remarks")?;
    request_approval(editor, &fixed.name).await?;
    let published = approve_and_publish(authority, &fixed.name).await?;
    world
        .narrator
        .say("its head approved; it was published with sealed stages I and II");
    Ok(published)
}

/// Białystok: restricted; drafted, approved, published by itself at a set time.
pub(super) async fn bialystok(world: &World, cast: &Cast) -> Result<Challenge> {
    let authority = &cast.bialystok;
    let now = world.now().await?;
    let mut draft = samples::bialystok(&authority.organization, now);
    draft.set_admission(AdmissionMode::Restricted);
    draft.application_deadline = Some(timestamp(now + Duration::days(20)));
    let created = create(authority.editor.clients(), draft).await?;
    request_approval(authority.editor.clients(), &created.name).await?;
    must_be_refused(
        "an editor does not approve",
        authority
            .editor
            .clients()
            .challenges()
            .approve_challenge(ApproveChallengeRequest {
                name: created.name.clone(),
                etag: String::new(),
            })
            .await,
        "NOT_PERMITTED",
    )?;
    approve(authority, &created.name).await?;
    let time = world.now().await? + Duration::hours(1);
    let mut challenges = authority.editor.clients().challenges();
    challenges
        .schedule_publication(SchedulePublicationRequest {
            name: created.name.clone(),
            etag: String::new(),
            publish_time: Some(timestamp(time)),
        })
        .await
        .step("the editor sets the time of publication")?;
    world.travel_to(time).await?;
    let citizen = cast.citizen.clients();
    let published = world
        .wait_for("the challenge is published at its time", async || {
            let name = created.name.clone();
            let languages = Vec::new();
            let request = GetChallengeRequest { name, languages };
            let found = citizen.challenges().get_challenge(request).await.ok()?;
            Some(found.into_inner())
        })
        .await?;
    must_equal(
        "the challenge is published",
        &published.state(),
        &ChallengeState::Published,
    )?;
    world
        .narrator
        .say("Białystok's challenge was published by itself an hour after its approval");
    Ok(published)
}

/// Published as soon as its head has approved it.
pub(super) async fn at_once(authority: &Authority, draft: Challenge) -> Result<Challenge> {
    let created = create(authority.editor.clients(), draft).await?;
    drafted(authority, &created.name).await
}

/// A draft is handed over, approved and published.
pub(super) async fn drafted(authority: &Authority, name: &str) -> Result<Challenge> {
    request_approval(authority.editor.clients(), name).await?;
    let (published, _trace) = approve_and_publish(authority, name).await?;
    Ok(published)
}

pub(super) async fn create(editor: &Clients, challenge: Challenge) -> Result<Challenge> {
    editor
        .challenges()
        .create_challenge(CreateChallengeRequest {
            challenge: Some(challenge),
            request_id: Uuid::new_v4().to_string(),
        })
        .await
        .step("an editor drafts a challenge")
}

async fn request_approval(editor: &Clients, name: &str) -> Result<()> {
    editor
        .challenges()
        .request_approval(RequestApprovalRequest {
            name: name.to_owned(),
            etag: String::new(),
        })
        .await
        .step("an editor hands the draft over")?;
    Ok(())
}

async fn approve(authority: &Authority, name: &str) -> Result<()> {
    authority
        .head
        .clients()
        .challenges()
        .approve_challenge(ApproveChallengeRequest {
            name: name.to_owned(),
            etag: String::new(),
        })
        .await
        .step("the head approves")?;
    Ok(())
}

/// Approves and publishes; tells the trace of the publication.
async fn approve_and_publish(authority: &Authority, name: &str) -> Result<(Challenge, String)> {
    approve(authority, name).await?;
    let trace = Uuid::new_v4().simple().to_string();
    let published = authority
        .editor
        .clients()
        .in_trace(&format!("00-{trace}-{}-01", &trace[..16]))
        .challenges()
        .publish_challenge(PublishChallengeRequest {
            name: name.to_owned(),
            etag: String::new(),
            request_id: Uuid::new_v4().to_string(),
        })
        .await
        .step("the editor publishes")?;
    must_equal(
        "the challenge is published",
        &published.state(),
        &ChallengeState::Published,
    )?;
    Ok((published, trace))
}
