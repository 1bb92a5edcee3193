//! A public body with a published challenge.

use linia_proto::challenges::v1::{
    ApproveChallengeRequest, CreateChallengeRequest, PublishChallengeRequest,
    RequestApprovalRequest, Stage,
};
use linia_proto::identity::v1::{
    CreateOrganizationRequest, GrantMembershipRequest, Membership, MembershipRole, Organization,
    OrganizationIdentifier, OrganizationKind, VerifyOrganizationRequest,
};
use uuid::Uuid;

use crate::story::error::Step as _;
use crate::story::{Person, Result, World, samples};

/// A public body with a published challenge.
#[derive(Debug)]
pub struct Board {
    /// Approves.
    pub head: Person,
    /// Drafts.
    pub editor: Person,
    /// The public body's resource name.
    pub organization: String,
    /// The challenge's resource name.
    pub challenge: String,
    /// Its first stage.
    pub stage: Stage,
}

impl Board {
    /// Its staff sign up, it is verified, and publishes a challenge.
    pub(super) async fn set(
        world: &World,
        operator: &Person,
        city: &str,
        nip: &str,
    ) -> Result<Self> {
        let (head, editor) = (format!("Head of {city}"), format!("Editor of {city}"));
        let (mut head, mut editor) = tokio::try_join!(
            Person::arrive(world, &head, "en"),
            Person::arrive(world, &editor, "en"),
        )?;
        let organization = found(operator, &head, &editor, city, nip).await?;
        head.sign_in(world).await?;
        editor.sign_in(world).await?;
        let (challenge, stage) = publish(world, &head, &editor, &organization).await?;
        Ok(Self {
            head,
            editor,
            organization,
            challenge,
            stage,
        })
    }

    /// The accounts that are told of what happens to the challenge.
    #[must_use]
    pub fn staff(&self) -> [&str; 2] {
        [&self.head.account, &self.editor.account]
    }
}

async fn found(
    operator: &Person,
    head: &Person,
    editor: &Person,
    city: &str,
    nip: &str,
) -> Result<String> {
    let mut organizations = head.clients().organizations();
    let created = organizations
        .create_organization(CreateOrganizationRequest {
            organization: Some(Organization {
                display_name: format!("Miasto {city}"),
                kind: OrganizationKind::ContractingAuthority.into(),
                country_code: "PL".to_owned(),
                identifiers: vec![OrganizationIdentifier {
                    scheme: "PL-NIP".to_owned(),
                    id: nip.to_owned(),
                }],
                ..Organization::default()
            }),
            request_id: Uuid::new_v4().to_string(),
        })
        .await
        .step(format!("{city} is registered"))?;
    operator
        .clients()
        .organizations()
        .verify_organization(VerifyOrganizationRequest {
            name: created.name.clone(),
            etag: String::new(),
        })
        .await
        .step(format!("{city} is verified"))?;
    organizations
        .grant_membership(GrantMembershipRequest {
            membership: Some(Membership {
                organization: created.name.clone(),
                account: editor.account.clone(),
                role: MembershipRole::Editor.into(),
            }),
        })
        .await
        .step(format!("{city} gets an editor"))?;
    Ok(created.name)
}

async fn publish(
    world: &World,
    head: &Person,
    editor: &Person,
    organization: &str,
) -> Result<(String, Stage)> {
    let draft = samples::tychy(organization, world.now().await?);
    let created = editor
        .clients()
        .challenges()
        .create_challenge(CreateChallengeRequest {
            challenge: Some(draft),
            request_id: Uuid::new_v4().to_string(),
        })
        .await
        .step("an editor drafts a challenge")?;
    let (name, etag) = (created.name, String::new);
    editor
        .clients()
        .challenges()
        .request_approval(RequestApprovalRequest {
            name: name.clone(),
            etag: etag(),
        })
        .await
        .step("an editor hands the draft over")?;
    head.clients()
        .challenges()
        .approve_challenge(ApproveChallengeRequest {
            name: name.clone(),
            etag: etag(),
        })
        .await
        .step("the head approves")?;
    let published = editor
        .clients()
        .challenges()
        .publish_challenge(PublishChallengeRequest {
            name: name.clone(),
            etag: etag(),
            request_id: Uuid::new_v4().to_string(),
        })
        .await
        .step("the editor publishes")?;
    let stage = published.stages.into_iter().next().unwrap_or_default();
    Ok((name, stage))
}
