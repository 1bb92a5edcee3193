//! Somebody of whom every service stores something, and who has it erased or stays.

use std::time::Duration;

use linia_proto::challenges::v1::{
    AskQuestionRequest, CreateProgrammeRequest, EnrolRequest, ExportMyParticipationsRequest,
    GrantExtensionRequest, PublishProgrammeRequest,
};
use linia_proto::identity::v1::{CreateTeamRequest, EraseMyAccountRequest, ExportMyAccountRequest};
use linia_proto::notifications::v1::{ExportMyInboxRequest, FollowChallengeRequest};
use linia_proto::submissions::v1::{
    Draft, EntryContent, ExportMyEntriesRequest, SaveDraftRequest, SubmitEntryRequest,
};
use linia_proto::r#type::v1::PersonalDataSection;
use time::OffsetDateTime;
use uuid::Uuid;

use super::super::error::{FaultError, Result};
use super::{Scene, mute};
use crate::stack::retry::poll_until;
use crate::story::error::Step as _;
use crate::story::world::{moment, timestamp};
use crate::story::{Person, samples};

/// For how long an erasure is asked for until it is answered.
const ASK_LIMIT: Duration = Duration::from_secs(60);
/// Places for all who come.
const PLACES: i32 = 1000;
/// What changes whenever somebody signs in.
const SESSIONS: &str = "sessions";

/// Somebody of whom every service stores something.
#[derive(Debug, Clone)]
pub struct Leaver {
    /// Who it is.
    pub person: Person,
    /// Whether the law orders to keep their name: they got more time in a contest (PZP art. 78).
    pub kept: bool,
}

impl Leaver {
    /// Comes, and leaves something in every service.
    ///
    /// # Errors
    /// If a call fails.
    pub async fn arrive(scene: &Scene, name: &str, programme: &str, kept: bool) -> Result<Self> {
        let person = Person::arrive(&scene.world, name, "en").await?;
        mute(&person, &["question_answered"]).await?;
        let (who, clients) = (person.account.clone(), person.clients());
        let follow = FollowChallengeRequest {
            challenge: scene.loud.challenge.clone(),
        };
        let followed = clients.followings().follow_challenge(follow).await;
        followed.step(format!("{name} follows a contest"))?;
        let draft = Draft {
            stage: scene.loud.stage.name.clone(),
            entrant: who.clone(),
            content: Some(content()),
            ..Draft::default()
        };
        let draft = SaveDraftRequest { draft: Some(draft) };
        let saved = clients.entries().save_draft(draft).await;
        saved.step(format!("{name} saves a draft"))?;
        let question = AskQuestionRequest {
            challenge: scene.quiet.challenge.clone(),
            text: "Czy jest prąd?".to_owned(),
            request_id: Uuid::new_v4().to_string(),
        };
        let asked = clients.questions().ask_question(question).await;
        asked.step(format!("{name} asks"))?;
        let place = EnrolRequest {
            programme: programme.to_owned(),
            entrant: who.clone(),
        };
        let enrolled = clients.enrolments().enrol(place).await;
        enrolled.step(format!("{name} enrols"))?;
        let team = CreateTeamRequest {
            display_name: "Zespół lamp".to_owned(),
            request_id: Uuid::new_v4().to_string(),
        };
        let formed = clients.teams().create_team(team).await;
        formed.step(format!("{name} forms a team"))?;
        if kept {
            let stage = &scene.quiet.stage;
            let more = GrantExtensionRequest {
                stage: stage.name.clone(),
                entrant: who,
                close_time: Some(timestamp(moment(stage.close_time) + time::Duration::HOUR)),
                reason: "Pobyt w szpitalu.".to_owned(),
            };
            let mut heads = scene.quiet.head.clients().extensions();
            let granted = heads.grant_extension(more).await;
            granted.step(format!("{name} gets more time"))?;
        }
        Ok(Self { person, kept })
    }

    /// Hands a work in.
    ///
    /// # Errors
    /// If the call fails.
    pub async fn hand_in(&self, stage: &str) -> Result<()> {
        let request = SubmitEntryRequest {
            stage: stage.to_owned(),
            entrant: self.person.account.clone(),
            content: Some(content()),
            request_id: Uuid::new_v4().to_string(),
            co_authors: Vec::new(),
        };
        let entry = self.person.clients().entries().submit_entry(request).await;
        entry.step(format!("{} hands a work in", self.person.name))?;
        Ok(())
    }

    /// Asks for the erasure until an answer comes; tells when it begins.
    ///
    /// # Errors
    /// [`FaultError::NotReached`].
    pub async fn ask_for_erasure(&self) -> Result<OffsetDateTime> {
        let request = EraseMyAccountRequest {
            password: self.person.password().to_owned(),
        };
        let mut clients = self.person.clients().personal_data();
        let mut last = String::new();
        let begins = poll_until(ASK_LIMIT, async || {
            match clients.erase_my_account(request.clone()).await {
                Ok(answer) => Some(moment(answer.into_inner().begin_time)),
                Err(status) => {
                    last = status.to_string();
                    None
                }
            }
        });
        let begins = begins.await;
        begins.ok_or_else(|| FaultError::NotReached {
            what: format!("{} asks for the erasure: {last}", self.person.name),
            seconds: ASK_LIMIT.as_secs(),
        })
    }

    /// What the services give the person of theirs, the sessions excepted.
    ///
    /// # Errors
    /// If a call fails.
    pub async fn export(&self) -> Result<Vec<PersonalDataSection>> {
        let (clients, name) = (self.person.clients(), &self.person.name);
        let step = |what: &str| format!("{name} reads {what}");
        let request = ExportMyAccountRequest {};
        let account = clients.personal_data().export_my_account(request).await;
        let request = ExportMyParticipationsRequest::default();
        let mut participations = clients.participations();
        let participations = participations.export_my_participations(request).await;
        let request = ExportMyEntriesRequest {};
        let entries = clients.entries().export_my_entries(request).await;
        let request = ExportMyInboxRequest::default();
        let inbox = clients.inbox().export_my_inbox(request).await;
        let mut sections = [
            account.step(step("the account"))?.sections,
            participations.step(step("participations"))?.sections,
            entries.step(step("entries"))?.sections,
            inbox.step(step("the inbox"))?.sections,
        ]
        .concat();
        sections.retain(|section| section.name != SESSIONS);
        Ok(sections)
    }
}

fn content() -> EntryContent {
    EntryContent {
        title: "Lampy".to_owned(),
        text: "Które słuchają deszczu.".to_owned(),
        ..EntryContent::default()
    }
}

/// Publishes a programme that has a place for everybody.
///
/// # Errors
/// If a call fails.
pub async fn publish_programme(scene: &Scene) -> Result<String> {
    let board = &scene.quiet;
    let mut programme = samples::laboratory(&board.organization, scene.world.now().await?);
    if let Some(rules) = &mut programme.enrolment {
        rules.capacity = PLACES;
    }
    let request = CreateProgrammeRequest {
        programme: Some(programme),
        request_id: Uuid::new_v4().to_string(),
    };
    let mut editors = board.editor.clients().programmes();
    let draft = editors.create_programme(request).await;
    let draft = draft.step("an editor drafts a programme")?;
    let request = PublishProgrammeRequest {
        name: draft.name,
        etag: draft.etag,
        request_id: Uuid::new_v4().to_string(),
    };
    let mut heads = board.head.clients().programmes();
    let published = heads.publish_programme(request).await;
    Ok(published.step("the head publishes the programme")?.name)
}
