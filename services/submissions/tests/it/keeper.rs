//! The keeper of a share that two people have given out, as challenges plays it:
//! it counts whose own token comes with a call, and believes nobody else.

use std::{
    collections::{BTreeMap, HashMap},
    sync::Mutex,
};

use linia_chassis::{
    auth::{Bearer, Caller},
    id::{AccountId, OrganizationId, StageId},
};
use linia_submissions::{
    clients::{ClientError, OpeningApprovals},
    domain::{rules::OpeningMode, stage::Stage},
};
use tonic::Status;

/// Whom it has counted, and what it has given out.
#[derive(Default)]
pub(crate) struct Keeper(Mutex<HashMap<StageId, Kept>>);

#[derive(Default)]
struct Kept {
    /// Everybody who asked, and whether they are of the authority.
    people: BTreeMap<AccountId, bool>,
    released_against: Option<[u8; 32]>,
}

impl Kept {
    fn approvals(&self) -> OpeningApprovals {
        let count = self.people.len();
        OpeningApprovals {
            count: i32::try_from(count).expect("are few"),
            sufficient: count >= 2 && self.people.values().any(|of_authority| *of_authority),
        }
    }
}

impl Keeper {
    /// Counts a person. That the stage has closed, submissions knows before it
    /// asks.
    pub(crate) fn approve(
        &self,
        stage: &Stage,
        person: &Bearer,
    ) -> Result<OpeningApprovals, ClientError> {
        if stage.rules.opening_mode != OpeningMode::TwoPerson {
            return Err(refused("OPENS_BY_ITSELF"));
        }
        if stage.cancelled {
            return Err(refused("CHALLENGE_CANCELLED"));
        }
        let (account, organizations) = read(person);
        let mut stages = self.0.lock().expect("not poisoned");
        let kept = stages.entry(stage.id).or_default();
        *kept.people.entry(account).or_default() |= organizations.contains(&stage.authority);
        Ok(kept.approvals())
    }

    /// Gives the share of the sealing key out, or not.
    pub(crate) fn release(&self, stage: &Stage, record: [u8; 32]) -> Result<(), ClientError> {
        let mut stages = self.0.lock().expect("not poisoned");
        let kept = stages.entry(stage.id).or_default();
        match kept.released_against {
            Some(first) if first != record => Err(refused("CLOSING_RECORD_DIFFERS")),
            None if stage.rules.opening_mode == OpeningMode::TwoPerson
                && !kept.approvals().sufficient =>
            {
                Err(refused("OPENING_NOT_APPROVED"))
            }
            _ => {
                kept.released_against = Some(record);
                Ok(())
            }
        }
    }
}

fn refused(reason: &str) -> ClientError {
    ClientError::Call {
        service: "challenges",
        status: Box::new(Status::failed_precondition(reason)),
    }
}

/// A caller's token as it is played: the account, then the organizations that
/// the person heads or edits for.
pub(crate) fn token_of(caller: &Caller) -> Bearer {
    let organizations = caller.heads().union(caller.editors());
    let words: Vec<_> = [caller.principal.to_string()]
        .into_iter()
        .chain(organizations.map(ToString::to_string))
        .collect();
    let header = format!("Bearer {}", words.join(" "));
    Bearer::new(header.parse().expect("names are header values"))
}

fn read(person: &Bearer) -> (AccountId, Vec<OrganizationId>) {
    let request = person.request(());
    let header = request.metadata().get("authorization");
    let header = header.and_then(|it| it.to_str().ok());
    let words = header.and_then(|it| it.strip_prefix("Bearer "));
    let mut words = words.expect("is a token").split(' ');
    let account = words.next().and_then(|it| it.parse().ok());
    let organizations = words.map(|it| it.parse().expect("is a name"));
    (account.expect("is an account"), organizations.collect())
}
