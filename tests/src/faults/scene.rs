//! The running system and the people who write to it.

mod board;
mod leaver;

use std::collections::BTreeSet;

use futures::future::try_join_all;
use linia_proto::notifications::v1::{Preferences, UpdateMyPreferencesRequest};

use super::error::Result;
use crate::stack::{Options, Service, System};
use crate::story::error::Step as _;
use crate::story::world::moment;
use crate::story::{Narrator, Person, World};

pub use board::Board;
pub use leaver::{Leaver, publish_programme};

/// How many write at once.
#[derive(Debug, Clone, Copy)]
pub struct Crowd {
    /// People who ask questions.
    pub askers: usize,
    /// People who hand in entries.
    pub entrants: usize,
    /// Whether somebody moves a closing time again and again: one aggregate with many versions.
    pub extends: bool,
    /// Whether somebody reads an inbox and a report all the time.
    pub reads: bool,
}

/// The running system and the people who write to it.
#[derive(Debug)]
pub struct Scene {
    /// The system.
    pub world: World<System>,
    /// Its staff get a mail about each question.
    pub loud: Board,
    /// Its staff want no mails about questions: most are asked here, or the load would be mails.
    pub quiet: Board,
    /// Ask.
    pub askers: Vec<Person>,
    /// Hand in entries to the loud board's open stage.
    pub entrants: Vec<Person>,
    /// Registers organizations.
    pub founder: Person,
    /// Whether the quiet board's editor moves its closing time.
    pub extends: bool,
    /// Whether the founder reads the inbox and a report all the time.
    pub reads: bool,
    /// The addresses of people whose data is erased: what they were told is forgotten with it.
    pub gone: BTreeSet<String>,
}

/// Settings of the fault runs: people stay signed in all the time, and a few do what a crowd
/// would.
pub(crate) fn options(base: Options) -> Options {
    let mut options = base.without_limits().patient();
    options.telemetry = false;
    options
        .service_env
        .entry(Service::Identity)
        .or_default()
        .insert(
            Service::Identity.variable("LIFETIMES__ACCESS_TOKEN_SECONDS"),
            "3600".to_owned(),
        );
    options
}

impl Scene {
    /// Starts the system; people arrive, two challenges are published, a stage is open.
    ///
    /// # Errors
    /// The first step that does not go as it must.
    pub async fn set(base: Options, narrator: Narrator, crowd: Crowd) -> Result<Self> {
        let world = World::start(options(base), narrator).await?;
        Self::gather(world, crowd).await
    }

    /// People arrive in a running system, which has the settings of the fault runs; two challenges
    /// are published, a stage is open.
    ///
    /// # Errors
    /// The first step that does not go as it must.
    pub async fn gather(world: World<System>, crowd: Crowd) -> Result<Self> {
        let mut operator = Person::arrive(&world, "Olga Operator", "en").await?;
        operator.become_operator(&world).await?;
        let (loud, quiet) = tokio::try_join!(
            Board::set(&world, &operator, "Tychy", "8567346215"),
            Board::set(&world, &operator, "Bialystok", "7740001454"),
        )?;
        for person in [&quiet.head, &quiet.editor] {
            mute(person, &["question_asked"]).await?;
        }
        let named = |role: &str, count: usize| {
            (1..=count)
                .map(|number| format!("{role} {number}"))
                .collect::<Vec<_>>()
        };
        let askers = named("Asker", crowd.askers);
        let entrants = named("Entrant", crowd.entrants);
        let (askers, entrants, founder) = tokio::try_join!(
            try_join_all(askers.iter().map(|name| Person::arrive(&world, name, "en"))),
            try_join_all(
                entrants
                    .iter()
                    .map(|name| Person::arrive(&world, name, "en"))
            ),
            Person::arrive(&world, "Fiona Founder", "en"),
        )?;
        mute(&founder, &["membership_granted"]).await?;
        world.travel_to(moment(loud.stage.open_time)).await?;
        Ok(Self {
            world,
            loud,
            quiet,
            askers,
            entrants,
            founder,
            extends: crowd.extends,
            reads: crowd.reads,
            gone: BTreeSet::new(),
        })
    }

    /// Everybody who writes signs in anew: time has passed.
    ///
    /// # Errors
    /// If somebody cannot.
    pub async fn sign_in_again(&mut self) -> Result<()> {
        let staff = [&mut self.founder, &mut self.quiet.editor];
        let writers = self
            .askers
            .iter_mut()
            .chain(&mut self.entrants)
            .chain(staff);
        for person in writers {
            person.sign_in(&self.world).await?;
        }
        Ok(())
    }
}

async fn mute(person: &Person, topics: &[&str]) -> Result<()> {
    let request = UpdateMyPreferencesRequest {
        preferences: Some(Preferences {
            muted_topics: topics.iter().map(|&topic| topic.to_owned()).collect(),
        }),
    };
    person
        .clients()
        .preferences()
        .update_my_preferences(request)
        .await
        .step(format!("{} wants no mails", person.name))?;
    Ok(())
}
