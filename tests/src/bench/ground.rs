//! What is measured on: the running system, a published challenge whose first stage is open, and
//! those who enter it.

use std::collections::BTreeMap;

use futures::{StreamExt, TryStreamExt};
use linia_proto::{
    challenges::v1::{
        ApproveChallengeRequest, Challenge, CreateChallengeRequest, PublishChallengeRequest,
        RequestApprovalRequest,
    },
    submissions::v1::{EntryContent, SubmitEntryRequest},
};
use sqlx::{Connection as _, PgConnection};
use uuid::Uuid;

use super::{error::Result, plan::Plan};
use crate::{
    stack::{Options, Service, System},
    story::{
        Clients, Narrator, Person, World,
        contest::{Authority, Cast},
        error::Step,
        samples,
        world::moment,
    },
};

/// Connections that load is spread over, as it would be in a crowd.
pub const CONNECTIONS: usize = 4;
/// People who sign up at once; each costs a deliberately slow hash.
const ARRIVALS: usize = 8;
/// With what it is wrapped in, it fills the smallest size that is sealed: 4 KiB.
const TEXT_LENGTH: usize = 3_500;

/// What is measured on.
#[derive(Debug)]
pub struct Ground {
    /// The system.
    pub world: World<System>,
    /// Published.
    pub challenge: Challenge,
    /// Those who enter, spread over [`CONNECTIONS`] connections to each service.
    pub entrants: Vec<Person>,
    /// Whose challenge it is, and everybody else of the story.
    pub cast: Cast,
}

impl Ground {
    /// Starts the system with data on disk, publishes a challenge, and lets its first stage open.
    ///
    /// # Errors
    /// If a part does not start or a step of the story fails.
    pub async fn prepare(plan: &Plan, narrator: Narrator) -> Result<Self> {
        Self::prepare_on(options(), plan.entrants(), narrator).await
    }

    /// The same, on a system of another kind.
    ///
    /// # Errors
    /// As [`Ground::prepare`].
    pub async fn prepare_on(options: Options, count: usize, narrator: Narrator) -> Result<Self> {
        let mut world = World::start(options, narrator).await?;
        let cast = Cast::gather(&world).await?;
        let draft = samples::tychy(&cast.tychy.organization, world.now().await?);
        let challenge = publish(&cast.tychy, draft).await?;
        let open = challenge.stages.first().and_then(|stage| stage.open_time);
        world.travel_to(moment(open)).await?;
        let entrants = gather(&mut world, count).await?;
        world.narrator.say(format!(
            "a stage is open, {} people are ready to enter it",
            entrants.len()
        ));
        Ok(Self {
            world,
            challenge,
            entrants,
            cast,
        })
    }

    /// What somebody hands in; the request is yet to be named.
    #[must_use]
    pub fn entry_of(&self, person: &Person) -> SubmitEntryRequest {
        SubmitEntryRequest {
            stage: self.stage().to_owned(),
            entrant: person.account.clone(),
            content: Some(EntryContent {
                title: "A lamp that listens".to_owned(),
                text: "Dim. ".repeat(TEXT_LENGTH / 5),
                ..EntryContent::default()
            }),
            ..SubmitEntryRequest::default()
        }
    }

    /// The open stage.
    #[must_use]
    pub fn stage(&self) -> &str {
        self.challenge
            .stages
            .first()
            .map_or("", |stage| stage.name.as_str())
    }

    /// A connection of the superuser, who sees every schema.
    ///
    /// # Errors
    /// If Postgres refuses.
    pub async fn superuser(&self) -> Result<PgConnection> {
        let system = &self.world.system;
        let url = system.postgres.superuser_url(system.database());
        Ok(PgConnection::connect(&url).await?)
    }

    /// Leaves only these services running, so that nobody else works on what is measured.
    ///
    /// # Errors
    /// If one of them does not start.
    pub async fn only(&mut self, services: &[Service]) -> Result<()> {
        for service in Service::ALL {
            let process = self.world.system.service_mut(service);
            match (services.contains(&service), process.is_running()) {
                (true, false) => process.start().await?,
                (false, true) => drop(process.stop().await),
                _ => {}
            }
        }
        Ok(())
    }

    /// Starts a service anew with other settings.
    ///
    /// # Errors
    /// If it does not start.
    pub async fn restart_with(
        &mut self,
        service: Service,
        settings: &[(&str, usize)],
    ) -> Result<()> {
        let process = self.world.system.service_mut(service);
        process.stop().await;
        for (key, value) in settings {
            process.set_env(service.variable(key), value.to_string());
        }
        Ok(process.start().await?)
    }
}

/// Data on disk, telemetry off, and tokens that last.
#[must_use]
pub fn options() -> Options {
    Options {
        // What services tell of themselves would be received by this very process.
        telemetry: false,
        postgres_settings: POSTGRES_SETTINGS
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .to_vec(),
        service_env: BTreeMap::from([(
            Service::Identity,
            // Nobody has to sign in again in the midst of a measurement.
            BTreeMap::from([(
                Service::Identity.variable("LIFETIMES__ACCESS_TOKEN_SECONDS"),
                "3600".to_owned(),
            )]),
        )]),
        ..Options::durable("bench")
    }
    // So few people would never hand in so often.
    .without_limits()
}

/// So that no checkpoint falls into one side of a round; else as the server comes.
pub const POSTGRES_SETTINGS: [(&str, &str); 2] =
    [("max_wal_size", "8GB"), ("checkpoint_timeout", "30min")];

/// Takes a challenge from its draft to its publication.
///
/// # Errors
/// The first step that does not go as it must.
pub async fn publish(authority: &Authority, draft: Challenge) -> Result<Challenge> {
    let (editor, head) = (authority.editor.clients(), authority.head.clients());
    let created = editor
        .challenges()
        .create_challenge(CreateChallengeRequest {
            challenge: Some(draft),
            request_id: Uuid::new_v4().to_string(),
        })
        .await
        .step("the challenge is drafted")?;
    editor
        .challenges()
        .request_approval(RequestApprovalRequest {
            name: created.name.clone(),
            etag: String::new(),
        })
        .await
        .step("the draft is handed over")?;
    head.challenges()
        .approve_challenge(ApproveChallengeRequest {
            name: created.name.clone(),
            etag: String::new(),
        })
        .await
        .step("the draft is approved")?;
    let published = editor
        .challenges()
        .publish_challenge(PublishChallengeRequest {
            name: created.name,
            etag: String::new(),
            request_id: Uuid::new_v4().to_string(),
        })
        .await
        .step("the challenge is published")?;
    Ok(published)
}

async fn gather(world: &mut World<System>, count: usize) -> Result<Vec<Person>> {
    let mut entrants = Vec::with_capacity(count);
    let share = count.div_ceil(CONNECTIONS);
    while entrants.len() < count {
        // Whoever arrives takes the connections that the world has at that time.
        world.anonymous = Clients::anonymous(&world.system);
        let numbers = entrants.len()..count.min(entrants.len() + share);
        let present: &World = world;
        let arrived: Vec<Person> = futures::stream::iter(numbers)
            .map(|number| async move {
                Person::arrive(present, &format!("Entrant {number}"), "en").await
            })
            .buffered(ARRIVALS)
            .try_collect()
            .await?;
        entrants.extend(arrived);
    }
    Ok(entrants)
}
