//! Follows the record of one challenge, act by act.

use std::collections::BTreeSet;

use linia_chassis::auth::Caller;
use linia_proto::{challenges::v1::ActKind, event::Event};
use tonic::Status;

use crate::world::{World, person};

/// A challenge, and what its record has said so far.
pub(super) struct Walk<'a> {
    pub(super) world: &'a World,
    pub(super) name: String,
    read: usize,
    /// Every kind of act that it has come by.
    pub(super) kinds: BTreeSet<i32>,
}

/// The name of whoever calls.
pub(super) fn name_of(caller: &Caller) -> String {
    caller.account().expect("is a person").to_string()
}

impl<'a> Walk<'a> {
    pub(super) const fn new(world: &'a World, name: String) -> Self {
        Self {
            world,
            name,
            read: 0,
            kinds: BTreeSet::new(),
        }
    }

    /// The record has these acts more than before, and no other.
    pub(super) async fn leaves(&mut self, expected: &[(ActKind, &str)]) {
        let page = self.world.acts(&self.world.head, &self.name, 1000, "");
        let acts = page.await.expect("is the head's").acts;
        let new: Vec<_> = acts[self.read..]
            .iter()
            .map(|act| (act.kind(), act.actor.as_str()))
            .collect();
        assert_eq!(new, expected);
        self.read = acts.len();
        self.kinds
            .extend(expected.iter().map(|(kind, _)| *kind as i32));
    }

    /// What came before is not what is tried.
    pub(super) async fn skip(&mut self) {
        let page = self.world.acts(&self.world.head, &self.name, 1000, "");
        self.read = page.await.expect("is the head's").acts.len();
    }

    /// Of an outsider the command is refused and leaves nothing; of this caller
    /// it leaves one act.
    pub(super) async fn does(
        &mut self,
        kind: ActKind,
        caller: &Caller,
        command: impl AsyncFn(&Caller) -> Result<(), Status>,
    ) {
        let refused = command(&person(|_| ())).await;
        refused.expect_err("an outsider may not");
        self.leaves(&[]).await;
        let done = command(caller).await;
        done.unwrap_or_else(|error| panic!("{kind:?}: {error}"));
        self.leaves(&[(kind, &name_of(caller))]).await;
    }

    /// As [`does`](Self::does); and repeated, whether it is answered again or
    /// refused, it leaves nothing more.
    pub(super) async fn does_once(
        &mut self,
        kind: ActKind,
        caller: &Caller,
        command: impl AsyncFn(&Caller) -> Result<(), Status>,
    ) {
        self.does(kind, caller, &command).await;
        drop(command(caller).await);
        self.leaves(&[]).await;
    }

    /// What submissions tells leaves one act of its own.
    pub(super) async fn hears<E: Event>(&mut self, kind: ActKind, stage: &str, event: &E) {
        let heard = self.world.hear(stage, event).await;
        heard.unwrap_or_else(|error| panic!("{kind:?}: {error}"));
        self.leaves(&[(kind, "services/submissions")]).await;
    }

    /// No version of the challenge came about without an act.
    pub(super) async fn has_no_gap(&self) {
        let gaps: Vec<i64> = sqlx::query_scalar(
            "SELECT v FROM challenge c, generate_series(1, c.version) v
             WHERE 'challenges/' || c.id = $1
               AND NOT EXISTS (SELECT FROM act a WHERE a.challenge = c.id AND a.version = v)",
        )
        .bind(&self.name)
        .fetch_all(self.world.database.pool())
        .await
        .expect("is there");
        assert_eq!(gaps, [0_i64; 0]);
    }
}

/// A command as everybody may try it: its service, its method, its request.
macro_rules! command {
    ($walk:ident, $service:ident.$method:ident, $request:expr) => {{
        let (world, request) = ($walk.world, $request);
        async move |caller: &Caller| {
            let done = world.$service.$method(call(caller, request.clone())).await;
            done.map(drop)
        }
    }};
}

/// The request of a command that needs no more than a name.
macro_rules! named {
    ($walk:ident, $request:ident) => {
        pb::$request {
            name: $walk.name.clone(),
            ..pb::$request::default()
        }
    };
}

pub(super) use {command, named};
