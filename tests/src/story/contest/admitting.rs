//! A restricted contest: first one applies, then whoever was admitted enters.

use linia_proto::{
    challenges::v1::{
        Admission, AdmissionState, ApplicationDecision, ApplyForAdmissionRequest, Challenge,
        DecideApplicationRequest, ListAdmissionsRequest,
    },
    submissions::v1::{EntryContent, Receipt, SubmitEntryRequest},
};
use tonic::{Response, Status};
use uuid::Uuid;

use super::Cast;
use crate::story::{
    Clients, Person, Result, World,
    error::{Step, must_be_refused, must_equal},
};

/// A start-up applies and is admitted; a citizen applies and is refused.
pub(super) async fn apply_and_decide(
    world: &World,
    cast: &Cast,
    challenge: &Challenge,
) -> Result<()> {
    let (founder, citizen) = (cast.founder.clients(), &cast.citizen);
    apply(founder, challenge, &cast.startup).await?;
    apply(citizen.clients(), challenge, &citizen.account).await?;
    must_be_refused(
        "nobody applies for an organization that they do not speak for",
        apply_once(citizen.clients(), challenge, &cast.startup).await,
        "NOT_PERMITTED",
    )?;

    let editor = cast.bialystok.editor.clients();
    let all = list(editor, challenge).await?;
    must_equal("staff reads all applications", &all.len(), &2)?;
    let own = list(citizen.clients(), challenge).await?;
    let own: Vec<_> = own.into_iter().map(|it| it.entrant).collect();
    must_equal(
        "an applicant reads their own application only",
        &own,
        &vec![citizen.account.clone()],
    )?;

    for (entrant, decision, state) in [
        (
            &cast.startup,
            ApplicationDecision::Admit,
            AdmissionState::Admitted,
        ),
        (
            &citizen.account,
            ApplicationDecision::Refuse,
            AdmissionState::Refused,
        ),
    ] {
        let request = DecideApplicationRequest {
            challenge: challenge.name.clone(),
            entrant: entrant.clone(),
            decision: decision.into(),
            reason: "Według warunków ogłoszenia.".to_owned(),
        };
        let decided = editor.admissions().decide_application(request).await;
        let decided = decided.step("an editor decides an application, with reasons")?;
        must_equal("it is decided", &decided.state(), &state)?;
    }
    world
        .narrator
        .say("Białystok's contest is restricted: of two who applied, a start-up was admitted");
    Ok(())
}

/// Only who was admitted enters.
pub(super) async fn enter(world: &World, cast: &Cast, challenge: &Challenge) -> Result<()> {
    let stage = &challenge.stages[0].name;
    let citizen = &cast.citizen;
    must_be_refused(
        "who was refused does not enter",
        submit(citizen, stage, &citizen.account).await,
        "NOT_ADMITTED",
    )?;
    submit(&cast.founder, stage, &cast.startup)
        .await
        .step("who was admitted enters")?;
    world
        .narrator
        .say("in Białystok, the start-up entered; who had not been admitted could not");
    Ok(())
}

async fn apply(clients: &Clients, challenge: &Challenge, entrant: &str) -> Result<()> {
    apply_once(clients, challenge, entrant)
        .await
        .step("somebody applies")?;
    Ok(())
}

async fn apply_once(
    clients: &Clients,
    challenge: &Challenge,
    entrant: &str,
) -> std::result::Result<Response<Admission>, Status> {
    let request = ApplyForAdmissionRequest {
        challenge: challenge.name.clone(),
        entrant: entrant.to_owned(),
        text: "Projektujemy usługi urzędów.".to_owned(),
    };
    clients.admissions().apply_for_admission(request).await
}

async fn list(clients: &Clients, challenge: &Challenge) -> Result<Vec<Admission>> {
    let request = ListAdmissionsRequest {
        challenge: challenge.name.clone(),
        ..ListAdmissionsRequest::default()
    };
    let listed = clients.admissions().list_admissions(request).await;
    Ok(listed.step("somebody lists applications")?.admissions)
}

async fn submit(
    person: &Person,
    stage: &str,
    entrant: &str,
) -> std::result::Result<Response<Receipt>, Status> {
    let request = SubmitEntryRequest {
        stage: stage.to_owned(),
        entrant: entrant.to_owned(),
        content: Some(EntryContent {
            title: "Wideowizyta w trzech krokach".to_owned(),
            text: "Makieta drogi użytkownika.".to_owned(),
            ..EntryContent::default()
        }),
        request_id: Uuid::new_v4().to_string(),
        co_authors: Vec::new(),
    };
    person.clients().entries().submit_entry(request).await
}
