//! Rewrites a draft.

use linia_chassis::{
    auth::Caller,
    database::WriteTx,
    id::OrganizationId,
    problem::{Problem, Violations},
};

use super::{
    AppError, ChallengeView, Context,
    access::{Target, reader},
    index_challenge::index_in_tx,
};
use crate::{
    domain::{
        act::{ActKind, Deed},
        challenge::Challenge,
        patch::{ContentPatch, Field},
    },
    store::{self, StoredChallenge},
};

/// What to rewrite.
#[derive(Debug)]
pub struct UpdateChallenge {
    /// Which draft.
    pub target: Target,
    /// The authority as the request gives it, if it does: it is set once.
    pub authority: Option<OrganizationId>,
    /// New values; well-formed.
    pub patch: ContentPatch,
}

impl Context {
    /// Rewrites a draft. Nobody is told: a draft is nobody else's matter.
    ///
    /// # Errors
    /// [`AppError`].
    pub async fn update_challenge(
        &self,
        caller: &Caller,
        command: UpdateChallenge,
    ) -> Result<ChallengeView, AppError> {
        let actor = caller.account()?.into();
        let mut tx = self.database.begin_write().await?;
        let before = self
            .lock_for(tx.conn(), caller, "update_challenge", &command.target)
            .await?;
        check_authority_kept(&before.challenge, command.authority)?;
        let now = tx.now();
        let with_stages = command.patch.fields.contains(&Field::Stages);
        let content = command.patch.apply(before.challenge.content.clone());
        let challenge = before.challenge.revise(content, now)?;
        let version =
            store::challenge::update_content(tx.conn(), &challenge, before.version).await?;
        if with_stages {
            replace_stages_in_tx(&mut tx, &challenge).await?;
        }
        index_in_tx(&mut tx, &challenge).await?;
        let deed = Deed::new(ActKind::Revised);
        store::act::append(tx.conn(), challenge.id, version, &deed, actor).await?;
        tx.commit().await?;
        let reader = reader(caller, &challenge);
        let stored = StoredChallenge {
            challenge,
            version,
            event_version: before.event_version,
        };
        Ok(ChallengeView {
            stored,
            reader,
            now,
        })
    }
}

/// Saves the stages of a draft, all anew: they have no identity yet.
pub(super) async fn replace_stages_in_tx(
    tx: &mut WriteTx,
    challenge: &Challenge,
) -> Result<(), AppError> {
    store::stage::delete_all(tx.conn(), challenge.id).await?;
    for (stage, ordinal) in challenge.content.stages.iter().zip(1..) {
        store::stage::insert(tx.conn(), challenge.id, ordinal, stage).await?;
    }
    Ok(())
}

fn check_authority_kept(
    challenge: &Challenge,
    authority: Option<OrganizationId>,
) -> Result<(), Problem> {
    let mut violations = Violations::default();
    violations.check(
        authority.is_none_or(|authority| authority == challenge.authority),
        "challenge.authority",
        "FIELD_IMMUTABLE",
        "is set once",
    );
    violations.into_result()
}
