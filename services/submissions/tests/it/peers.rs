//! Challenges and identity as the tests play them.

use std::{
    collections::HashMap,
    sync::{
        Mutex,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
};

use futures::{FutureExt, future::BoxFuture};
use linia_chassis::{
    auth::Bearer,
    crypto::{
        random_bytes,
        sealing::{Share, StageKey},
    },
    id::{AccountId, ChallengeId, EntrantName, StageId, TeamId},
};
use linia_submissions::{
    clients::{Challenges, ClientError, Identity, KeyPurpose, OpeningApprovals, StageSecret},
    domain::stage::Stage,
};

use crate::keeper::Keeper;

/// A published stage and both halves of both its keys.
struct Published {
    stage: Stage,
    sealing: (Share, Share),
    unmasking: (Share, Share),
    secret: StageSecret,
}

/// Both other services; each trait gives out its own halves only.
#[derive(Default)]
pub(crate) struct Peers {
    stages: Mutex<HashMap<StageId, Published>>,
    teams: Mutex<HashMap<TeamId, Vec<AccountId>>>,
    away: AtomicBool,
    asked: AtomicUsize,
    registered: Mutex<Vec<[u8; 32]>>,
    keeper: Keeper,
}

impl Peers {
    /// Publishes a stage with keys of its own.
    pub(crate) fn publish(&self, mut stage: Stage) -> Stage {
        let (sealing, unmasking) = (StageKey::generate(), StageKey::generate());
        stage.sealing_recipient = sealing.recipient();
        stage.unmasking_recipient = unmasking.recipient();
        stage.rules.has_secret = true;
        let published = Published {
            stage: stage.clone(),
            sealing: sealing.split(),
            unmasking: unmasking.split(),
            secret: StageSecret::new(random_bytes()),
        };
        self.stages
            .lock()
            .expect("not poisoned")
            .insert(stage.id, published);
        stage
    }

    /// Changes what challenges knows, as an amendment does.
    pub(crate) fn amend(&self, stage: StageId, change: impl FnOnce(&mut Stage)) {
        let mut stages = self.stages.lock().expect("not poisoned");
        let published = stages.get_mut(&stage).expect("is published");
        change(&mut published.stage);
        published.stage.challenge_version += 1;
    }

    /// Has people form a team.
    pub(crate) fn form_team(&self, team: TeamId, members: Vec<AccountId>) {
        let mut teams = self.teams.lock().expect("not poisoned");
        teams.insert(team, members);
    }

    /// Makes challenges unreachable, or reachable again.
    pub(crate) fn set_away(&self, away: bool) {
        self.away.store(away, Ordering::SeqCst);
    }

    /// The keys that were registered, in that order.
    pub(crate) fn registered(&self) -> Vec<[u8; 32]> {
        self.registered.lock().expect("not poisoned").clone()
    }

    /// How often somebody asked for a stage.
    pub(crate) fn asked(&self) -> usize {
        self.asked.load(Ordering::SeqCst)
    }

    fn read<T>(&self, stage: StageId, read: impl FnOnce(&Published) -> T) -> Option<T> {
        let stages = self.stages.lock().expect("not poisoned");
        stages.get(&stage).map(read)
    }

    fn shares(&self, stage: StageId, purpose: KeyPurpose) -> (Share, Share) {
        let shares = self.read(stage, |published| match purpose {
            KeyPurpose::Sealing => published.sealing.clone(),
            KeyPurpose::Unmasking => published.unmasking.clone(),
        });
        shares.expect("is published")
    }

    /// A whole key, as it is once both halves are released.
    pub(crate) fn key(&self, stage: StageId, purpose: KeyPurpose) -> StageKey {
        let (one, other) = self.shares(stage, purpose);
        StageKey::combine(&one, &other)
    }

    fn answer(&self) -> Result<(), ClientError> {
        if self.away.load(Ordering::SeqCst) {
            let status = Box::new(tonic::Status::unavailable("played"));
            return Err(ClientError::Call {
                service: "challenges",
                status,
            });
        }
        Ok(())
    }
}

impl Challenges for Peers {
    fn get_stage(&self, stage: StageId) -> BoxFuture<'_, Result<Option<Stage>, ClientError>> {
        async move {
            self.asked.fetch_add(1, Ordering::SeqCst);
            self.answer()?;
            Ok(self.read(stage, |published| published.stage.clone()))
        }
        .boxed()
    }

    fn get_stage_secret(&self, stage: StageId) -> BoxFuture<'_, Result<StageSecret, ClientError>> {
        async move {
            self.answer()?;
            let secret = self.read(stage, |published| published.secret.clone());
            Ok(secret.expect("is published"))
        }
        .boxed()
    }

    fn list_stages(
        &self,
        challenge: ChallengeId,
    ) -> BoxFuture<'_, Result<Vec<StageId>, ClientError>> {
        async move {
            self.answer()?;
            let stages = self.stages.lock().expect("not poisoned");
            let of_challenge = stages.values().filter(|p| p.stage.challenge == challenge);
            Ok(of_challenge.map(|published| published.stage.id).collect())
        }
        .boxed()
    }

    fn approve_opening<'a>(
        &'a self,
        stage: StageId,
        person: &'a Bearer,
    ) -> BoxFuture<'a, Result<OpeningApprovals, ClientError>> {
        async move {
            self.answer()?;
            let stage = self.read(stage, |published| published.stage.clone());
            self.keeper.approve(&stage.expect("is published"), person)
        }
        .boxed()
    }

    fn release_share(
        &self,
        stage: StageId,
        purpose: KeyPurpose,
        record_sha256: [u8; 32],
    ) -> BoxFuture<'_, Result<Share, ClientError>> {
        async move {
            self.answer()?;
            if purpose == KeyPurpose::Sealing {
                let stage = self.read(stage, |published| published.stage.clone());
                let stage = stage.expect("is published");
                self.keeper.release(&stage, record_sha256)?;
            }
            Ok(self.shares(stage, purpose).0)
        }
        .boxed()
    }
}

impl Identity for Peers {
    fn release_share(
        &self,
        stage: StageId,
        purpose: KeyPurpose,
        _record_sha256: [u8; 32],
    ) -> BoxFuture<'_, Result<Share, ClientError>> {
        async move { Ok(self.shares(stage, purpose).1) }.boxed()
    }

    fn display_names<'a>(
        &'a self,
        entrants: &'a [EntrantName],
    ) -> BoxFuture<'a, Result<HashMap<String, String>, ClientError>> {
        // Everybody is called by the end of their id.
        async move {
            Ok(entrants
                .iter()
                .map(|name| {
                    (
                        name.to_string(),
                        name.as_uuid().to_string()[24..].to_owned(),
                    )
                })
                .collect())
        }
        .boxed()
    }

    fn team_members(&self, team: TeamId) -> BoxFuture<'_, Result<Vec<AccountId>, ClientError>> {
        async move {
            let teams = self.teams.lock().expect("not poisoned");
            Ok(teams.get(&team).cloned().unwrap_or_default())
        }
        .boxed()
    }

    fn register_signing_key(&self, key: [u8; 32]) -> BoxFuture<'_, Result<(), ClientError>> {
        async move {
            self.answer()?;
            self.registered.lock().expect("not poisoned").push(key);
            Ok(())
        }
        .boxed()
    }
}
