//! The import itself: an authority for each agency, a draft for each challenge.

use std::collections::BTreeMap;

use linia_proto::{
    challenges::v1::{
        ApproveChallengeRequest, Challenge, CreateChallengeRequest, PublishChallengeRequest,
        RequestApprovalRequest, UpdateChallengeRequest,
    },
    identity::v1::{
        CreateOrganizationRequest, Organization, OrganizationIdentifier, OrganizationKind,
        VerifyOrganizationRequest,
    },
};
use time::Duration;
use uuid::Uuid;

use super::{FeedItem, mapping};
use crate::story::{
    Person, Result, World,
    error::{Step, reason_of},
};

/// What became of a challenge of the feed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// It passed and is published.
    Published,
    /// It is a draft that has defects.
    Draft,
    /// It was refused even as a draft.
    Refused,
}

/// The account given of a challenge of the feed.
#[derive(Debug)]
pub struct Account {
    /// The feed's own number.
    pub id: String,
    /// The feed's title.
    pub title: String,
    /// What became of it.
    pub outcome: Outcome,
    /// What is wrong with it as it stands in the feed.
    pub defects: Vec<String>,
    /// What is still wrong once its dates are shifted.
    pub remaining: Vec<String>,
    /// What could not be put into our words.
    pub notes: Vec<String>,
}

/// Imports a feed, with dates moved by `shift` before publication, and accounts for every
/// challenge of it, in its order.
///
/// # Errors
/// If a call fails that must not; a challenge that is refused is accounted for instead.
pub async fn import(
    world: &World,
    operator: &Person,
    items: &[FeedItem],
    shift: Duration,
) -> Result<Vec<Account>> {
    let mut importer = Person::arrive(world, "Irena Importer", "en").await?;
    let mut authorities: BTreeMap<&str, String> = BTreeMap::new();
    for item in items {
        if !authorities.contains_key(item.agency.as_str()) {
            let number = authorities.len() + 1;
            let name = register(operator, &importer, &item.agency, number).await?;
            authorities.insert(&item.agency, name);
        }
    }
    importer.sign_in(world).await?;
    let mut accounts = Vec::new();
    for item in items {
        let authority = &authorities[item.agency.as_str()];
        accounts.push(import_one(&importer, item, authority, shift).await?);
    }
    Ok(accounts)
}

async fn register(
    operator: &Person,
    importer: &Person,
    agency: &str,
    number: usize,
) -> Result<String> {
    let organization = Organization {
        display_name: agency.trim().to_owned(),
        kind: OrganizationKind::ContractingAuthority.into(),
        country_code: "US".to_owned(),
        identifiers: vec![OrganizationIdentifier {
            scheme: "US-FEED".to_owned(),
            id: format!("agency-{number}"),
        }],
        ..Organization::default()
    };
    let registered = importer
        .clients()
        .organizations()
        .create_organization(CreateOrganizationRequest {
            organization: Some(organization),
            request_id: Uuid::new_v4().to_string(),
        })
        .await
        .step(format!("{agency} is registered"))?;
    operator
        .clients()
        .organizations()
        .verify_organization(VerifyOrganizationRequest {
            name: registered.name.clone(),
            etag: String::new(),
        })
        .await
        .step(format!("{agency} is verified"))?;
    Ok(registered.name)
}

async fn import_one(
    importer: &Person,
    item: &FeedItem,
    authority: &str,
    shift: Duration,
) -> Result<Account> {
    let mapped = mapping::map(item, authority, Duration::ZERO);
    let mut account = Account {
        id: item.challenge_id.clone(),
        title: item.challenge_title.clone(),
        outcome: Outcome::Refused,
        defects: Vec::new(),
        remaining: Vec::new(),
        notes: mapped.notes,
    };
    let mut challenges = importer.clients().challenges();
    let created = challenges
        .create_challenge(CreateChallengeRequest {
            challenge: Some(mapped.challenge),
            request_id: Uuid::new_v4().to_string(),
        })
        .await;
    let draft = match created {
        Ok(draft) => draft.into_inner(),
        Err(status) => {
            let text = format!("{}: {}", reason_of(&status), status.message());
            account.defects.push(text);
            return Ok(account);
        }
    };
    account.outcome = Outcome::Draft;
    account.defects = defects(&draft);

    let mut shifted = mapping::map(item, authority, shift).challenge;
    shifted.name.clone_from(&draft.name);
    let shifted = challenges
        .update_challenge(UpdateChallengeRequest {
            challenge: Some(shifted),
            update_mask: None,
        })
        .await
        .step(format!("the dates of {} are shifted", item.challenge_id))?;
    account.remaining = defects(&shifted);
    if account.remaining.is_empty() {
        publish(importer, &shifted.name).await?;
        account.outcome = Outcome::Published;
    }
    Ok(account)
}

fn defects(challenge: &Challenge) -> Vec<String> {
    let defects = challenge.defects.iter();
    defects
        .map(|it| format!("{}: {}", it.field, it.reason))
        .collect()
}

async fn publish(importer: &Person, name: &str) -> Result<()> {
    let (name, etag) = (name.to_owned(), String::new());
    let mut challenges = importer.clients().challenges();
    challenges
        .request_approval(RequestApprovalRequest {
            name: name.clone(),
            etag: etag.clone(),
        })
        .await
        .step("an imported challenge is handed over")?;
    challenges
        .approve_challenge(ApproveChallengeRequest {
            name: name.clone(),
            etag: etag.clone(),
        })
        .await
        .step("an imported challenge is approved")?;
    challenges
        .publish_challenge(PublishChallengeRequest {
            name,
            etag,
            request_id: Uuid::new_v4().to_string(),
        })
        .await
        .step("an imported challenge is published")?;
    Ok(())
}
