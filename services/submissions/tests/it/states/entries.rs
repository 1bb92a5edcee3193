//! Entries through random histories: whatever is handed in, withdrawn, confirmed
//! and taken back in whatever order, the last complete version counts.

use std::collections::BTreeSet;

use linia_chassis::id::StageId;
use linia_submissions::{app::list_my_entries::list_my_entries, domain::entry::EntryState};
use rand::{Rng, rngs::StdRng};
use uuid::Uuid;

use crate::{
    pages::first_page,
    world::{HOUR, Person, World, reason, seeded},
};

/// A version as its entrant remembers it.
enum Version {
    Alone(String),
    /// Names the friend as co-author.
    Together(String, [u8; 32]),
    Withdrawal,
}

/// Somebody, a friend, and what they did.
struct Author {
    person: Person,
    friend: Person,
    versions: Vec<Version>,
    /// What the friend confirms.
    confirmed: BTreeSet<[u8; 32]>,
    /// Whether the friend has ever said anything.
    said: bool,
}

impl Author {
    fn new() -> Self {
        Self {
            person: Person::new(),
            friend: Person::new(),
            versions: Vec::new(),
            confirmed: BTreeSet::new(),
            said: false,
        }
    }

    /// Does something that its history allows, or is refused for a reason.
    async fn act(&mut self, world: &World, stage: StageId, rng: &mut StdRng) {
        let text = format!("work {}", Uuid::new_v4());
        match rng.random_range(0..5) {
            0 => {
                let receipt = self.person.submit(world, stage, &text, Uuid::new_v4());
                let version = receipt.await.expect("in time").payload.version;
                self.versions.push(Version::Alone(text));
                assert_eq!(usize::try_from(version), Ok(self.versions.len()));
            }
            1 => {
                let co_authors = [&self.friend];
                let hash = self.person.submit_with(world, stage, &text, &co_authors);
                let hash = hash.await;
                self.versions.push(Version::Together(text, hash));
            }
            2 => {
                let withdrawn = self.person.withdraw(world, stage).await;
                if self.versions.is_empty() {
                    assert_eq!(reason(withdrawn), "NOT_FOUND");
                } else {
                    withdrawn.expect("in time");
                    self.versions.push(Version::Withdrawal);
                }
            }
            3 => self.confirm(world, stage, rng).await,
            _ => {
                let taken_back = self.friend.say(world, stage, &self.person, None).await;
                if self.said {
                    taken_back.expect("in time");
                    self.confirmed.clear();
                } else {
                    assert_eq!(reason(taken_back), "NOT_FOUND");
                }
            }
        }
    }

    /// The friend confirms one of the contents that name them.
    async fn confirm(&mut self, world: &World, stage: StageId, rng: &mut StdRng) {
        let hashes = self.versions.iter().filter_map(|version| match version {
            Version::Together(_, hash) => Some(*hash),
            _ => None,
        });
        let hashes: Vec<_> = hashes.collect();
        if hashes.is_empty() {
            return;
        }
        let hash = hashes[rng.random_range(0..hashes.len())];
        let said = self.friend.say(world, stage, &self.person, Some(hash));
        said.await.expect("in time");
        self.confirmed.insert(hash);
        self.said = true;
    }

    /// What is to become of it: the entry's state, and what the jury reads.
    fn expected(&self) -> Option<(EntryState, Option<&str>)> {
        let complete = self
            .versions
            .iter()
            .rev()
            .find_map(|version| match version {
                Version::Alone(text) => Some((EntryState::Opened, Some(text.as_str()))),
                Version::Together(text, hash) => {
                    let is_confirmed = self.confirmed.contains(hash);
                    is_confirmed.then_some((EntryState::Opened, Some(text.as_str())))
                }
                Version::Withdrawal => Some((EntryState::Withdrawn, None)),
            });
        let unconfirmed = (EntryState::Unconfirmed, None);
        complete.or_else(|| self.versions.first().map(|_| unconfirmed))
    }
}

#[tokio::test]
async fn whatever_the_history_the_last_complete_version_counts() {
    let (world, mut rng) = (World::create().await, seeded());
    let stage = world.publish(1).await.remove(0).id;
    let mut authors: Vec<_> = (0..40).map(|_| Author::new()).collect();
    for _ in 0..200 {
        let index = rng.random_range(0..authors.len());
        authors[index].act(&world, stage, &mut rng).await;
    }
    world.travel(HOUR).await;
    world.close_and_open(stage).await;

    let mut reached = BTreeSet::new();
    for author in &authors {
        let (mine, _) = list_my_entries(&world.ctx, &author.person.caller, first_page())
            .await
            .expect("lists");
        let states: Vec<_> = mine.iter().map(|it| it.entry.state).collect();
        let expected = author.expected();
        let state = expected.map(|(state, _)| state);
        assert_eq!(states, state.into_iter().collect::<Vec<_>>());
        reached.insert(format!("{state:?}"));
    }
    let expected: BTreeSet<_> = authors.iter().filter_map(|it| it.expected()?.1).collect();
    assert_eq!(
        world.texts().await,
        expected.into_iter().map(Into::into).collect()
    );
    assert_eq!(reached.len(), 4, "each end was reached: {reached:?}");
}
