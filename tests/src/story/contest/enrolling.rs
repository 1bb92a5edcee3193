//! The winners of a contest are carried into a programme, which others enrol in.

use linia_proto::challenges::v1::{
    AdvanceEnrolmentRequest, CarryWinnersRequest, Challenge, CreateProgrammeRequest, EnrolRequest,
    Enrolment, EnrolmentState, Programme, PublishProgrammeRequest, RemoveEnrolmentRequest,
};
use tonic::{Response, Status};
use uuid::Uuid;

use super::{Cast, deciding::wait_for_notification};
use crate::story::{
    Clients, Person, Result, World,
    error::{Step, must_be_refused, must_equal},
    samples,
};

/// Białystok holds a programme with two places: a citizen enrols, the winners of Tychy are carried
/// in by one call, and a third waits until a place becomes free.
pub(super) async fn carry_into_programme(
    world: &World,
    cast: &mut Cast,
    from: &Challenge,
) -> Result<()> {
    sign_in_again(world, cast).await?;
    let programme = publish(world, cast).await?.name;
    let (citizen, doubter) = (&cast.citizen, &cast.doubter);
    let enrolled = enrol(citizen, &programme).await;
    let enrolled = enrolled.step("a citizen enrols")?;
    must_equal(
        "the first who comes has a place",
        &enrolled.state(),
        &EnrolmentState::Enrolled,
    )?;

    let editor = cast.bialystok.editor.clients();
    let carried = carry(editor, from, &programme).await?;
    let who: Vec<_> = carried
        .iter()
        .map(|it| (it.entrant.as_str(), it.state(), it.carried_from.as_str()))
        .collect();
    must_equal(
        "one call takes the winners of another authority's contest in",
        &who,
        &vec![(
            cast.team.as_str(),
            EnrolmentState::Enrolled,
            from.name.as_str(),
        )],
    )?;
    must_equal(
        "a repeated call changes nothing",
        &carry(editor, from, &programme).await?,
        &carried,
    )?;
    let waits = enrol(doubter, &programme).await;
    let waits = waits.step("somebody enrols when all places are taken")?;
    must_equal("they wait", &waits.state(), &EnrolmentState::Waiting)?;
    must_be_refused(
        "nobody enrols when the waiting list is full, too",
        enrol(&cast.neighbour, &programme).await,
        "PROGRAMME_FULL",
    )?;
    world.narrator.say(
        "Białystok took the winners of Tychy into its programme by one call, and a citizen enrolled",
    );

    go_on(editor, &programme, &citizen.account).await?;
    let doubter = &cast.doubter;
    wait_for_notification(world, doubter, "place_freed").await?;
    for student in &cast.students {
        wait_for_notification(world, student, "winner_carried").await?;
    }
    for topic in ["enrolled", "enrolment_advanced", "enrolment_removed"] {
        wait_for_notification(world, citizen, topic).await?;
    }
    world
        .narrator
        .say("when the citizen was removed, whoever had waited got the place, and was told");
    Ok(())
}

/// Tokens are short-lived, and the story is long.
async fn sign_in_again(world: &World, cast: &mut Cast) -> Result<()> {
    let authority = &mut cast.bialystok;
    let people = [
        &mut authority.head,
        &mut authority.editor,
        &mut cast.citizen,
        &mut cast.doubter,
        &mut cast.neighbour,
    ];
    for person in people.into_iter().chain(&mut cast.students) {
        person.sign_in(world).await?;
    }
    Ok(())
}

async fn publish(world: &World, cast: &Cast) -> Result<Programme> {
    let programme = samples::laboratory(&cast.bialystok.organization, world.now().await?);
    let request = CreateProgrammeRequest {
        programme: Some(programme),
        request_id: Uuid::new_v4().to_string(),
    };
    let editor = cast.bialystok.editor.clients();
    let draft = editor.programmes().create_programme(request).await;
    let draft = draft.step("an editor drafts a programme")?;
    must_equal("it has no defects", &draft.defects.len(), &0)?;
    let request = PublishProgrammeRequest {
        name: draft.name,
        etag: draft.etag,
        request_id: Uuid::new_v4().to_string(),
    };
    must_be_refused(
        "only the head publishes a programme",
        editor.programmes().publish_programme(request.clone()).await,
        "NOT_PERMITTED",
    )?;
    let head = cast.bialystok.head.clients();
    let published = head.programmes().publish_programme(request).await;
    published.step("the head publishes the programme")
}

async fn enrol(
    person: &Person,
    programme: &str,
) -> std::result::Result<Response<Enrolment>, Status> {
    let request = EnrolRequest {
        programme: programme.to_owned(),
        entrant: person.account.clone(),
    };
    person.clients().enrolments().enrol(request).await
}

async fn carry(editor: &Clients, from: &Challenge, into: &str) -> Result<Vec<Enrolment>> {
    let request = CarryWinnersRequest {
        from: from.name.clone(),
        into: into.to_owned(),
        max_rank: 0,
    };
    let carried = editor.admissions().carry_winners(request).await;
    Ok(carried.step("an editor carries winners in")?.enrolments)
}

/// A participant goes on to the next phase, and is removed from it.
async fn go_on(editor: &Clients, programme: &str, entrant: &str) -> Result<()> {
    let request = AdvanceEnrolmentRequest {
        programme: programme.to_owned(),
        entrant: entrant.to_owned(),
        phase: 2,
    };
    let advanced = editor.enrolments().advance_enrolment(request).await;
    let advanced = advanced.step("an editor lets a participant go on")?;
    must_equal("they are in the next phase", &advanced.phase, &2)?;
    let request = RemoveEnrolmentRequest {
        programme: programme.to_owned(),
        entrant: entrant.to_owned(),
        reason: "Brak udziału w spotkaniach.".to_owned(),
    };
    let removed = editor.enrolments().remove_enrolment(request).await;
    removed.step("an editor removes a participant, with the reason")?;
    Ok(())
}
