//! Organizations and memberships.

use std::collections::BTreeSet;

use futures::future::{join, join_all};
use linia_chassis::id::{AccountId, OrganizationId};
use linia_proto::identity::v1::{self as pb, organization_service_server::OrganizationService};
use tonic::{Code, Request, Status};
use uuid::Uuid;

use crate::fixture::{Fixture, by, by_operator, reason};

/// A request for an organization with one identifier.
pub(crate) fn registration(scheme: &str, id: &str) -> pb::CreateOrganizationRequest {
    let identifier = pb::OrganizationIdentifier {
        scheme: scheme.to_owned(),
        id: id.to_owned(),
    };
    pb::CreateOrganizationRequest {
        organization: Some(pb::Organization {
            display_name: "Miasto Tychy".to_owned(),
            kind: pb::OrganizationKind::ContractingAuthority.into(),
            country_code: "PL".to_owned(),
            identifiers: vec![identifier],
            ..pb::Organization::default()
        }),
        request_id: String::new(),
    }
}

fn membership(
    organization: &pb::Organization,
    account: AccountId,
    role: pb::MembershipRole,
) -> Option<pb::Membership> {
    Some(pb::Membership {
        organization: organization.name.clone(),
        account: account.to_string(),
        role: role.into(),
    })
}

fn id(organization: &pb::Organization) -> Uuid {
    let id: OrganizationId = organization.name.parse().expect("a name");
    id.as_uuid()
}

impl Fixture {
    async fn register(&self, head: AccountId, krs: &str) -> pb::Organization {
        let request = by(head, registration("PL-KRS", krs));
        let created = self.organizations.create_organization(request).await;
        created.expect("creates").into_inner()
    }

    async fn verify(&self, organization: &pb::Organization) -> Result<pb::Organization, Status> {
        let request = pb::VerifyOrganizationRequest {
            name: organization.name.clone(),
            etag: organization.etag.clone(),
        };
        let request = by_operator(AccountId::new(), request);
        let verified = self.organizations.verify_organization(request).await?;
        Ok(verified.into_inner())
    }

    async fn grant(
        &self,
        head: AccountId,
        membership: Option<pb::Membership>,
    ) -> Result<(), Status> {
        let request = by(head, pb::GrantMembershipRequest { membership });
        self.organizations.grant_membership(request).await?;
        Ok(())
    }

    async fn revoke(
        &self,
        head: AccountId,
        membership: Option<pb::Membership>,
    ) -> Result<(), Status> {
        let request = by(head, pb::RevokeMembershipRequest { membership });
        self.organizations.revoke_membership(request).await?;
        Ok(())
    }
}

#[tokio::test]
async fn registering_makes_a_head_and_repeating_it_gives_the_first_answer() {
    let fixture = Fixture::start().await;
    let anna = fixture.person("anna@example.org").await;
    let request = pb::CreateOrganizationRequest {
        request_id: Uuid::new_v4().to_string(),
        ..registration("PL-NIP", "PL 856-734-62-15")
    };
    let create = |request| fixture.organizations.create_organization(by(anna, request));
    let first = create(request.clone()).await.expect("creates").into_inner();
    let second = create(request.clone()).await.expect("repeats").into_inner();
    assert_eq!(first, second);
    assert_eq!(first.identifiers[0].id, "8567346215");
    assert_eq!(
        fixture.events(id(&first)).await,
        ["OrganizationRegistered", "MembershipGranted"]
    );

    let other = pb::CreateOrganizationRequest {
        organization: registration("PL-NIP", "7740001454").organization,
        ..request
    };
    assert_eq!(reason(create(other).await), "REQUEST_ID_REUSED");
}

#[tokio::test]
async fn identifier_belongs_to_one_organization_however_it_is_written() {
    let fixture = Fixture::start().await;
    let anna = fixture.person("anna@example.org").await;
    let forms = ["8567346215", "856-734-62-15", "PL8567346215"];
    let create = |form| {
        let request = by(anna, registration("PL-NIP", form));
        fixture.organizations.create_organization(request)
    };
    let answers = join_all(forms.map(create)).await;
    let (created, refused): (Vec<_>, Vec<_>) = answers.into_iter().partition(Result::is_ok);
    assert_eq!((created.len(), refused.len()), (1, 2));
    for answer in refused {
        assert_eq!(reason(answer), "IDENTIFIER_TAKEN");
    }
}

#[tokio::test]
async fn verification_needs_the_current_etag_and_happens_once() {
    let fixture = Fixture::start().await;
    let anna = fixture.person("anna@example.org").await;
    let organization = fixture.register(anna, "1").await;
    let stale = pb::Organization {
        etag: "0".to_owned(),
        ..organization.clone()
    };
    assert_eq!(reason(fixture.verify(&stale).await), "ETAG_MISMATCH");
    let verified = fixture.verify(&organization).await.expect("verifies");
    assert_eq!(verified.state(), pb::OrganizationState::Verified);
    let again = fixture.verify(&verified).await;
    assert_eq!(reason(again), "ORGANIZATION_ALREADY_VERIFIED");
}

#[tokio::test]
async fn two_heads_who_remove_each_other_at_once_leave_one() {
    let fixture = Fixture::start().await;
    let anna = fixture.person("anna@example.org").await;
    let jan = fixture.person("jan@example.org").await;
    let organization = fixture.register(anna, "1").await;
    let head = |account| membership(&organization, account, pb::MembershipRole::Head);
    fixture.grant(anna, head(jan)).await.expect("grants");
    fixture.grant(anna, head(jan)).await.expect("repeats");

    let (one, other) = join(
        fixture.revoke(anna, head(jan)),
        fixture.revoke(jan, head(anna)),
    )
    .await;
    assert_ne!(one.is_ok(), other.is_ok());
    let remaining = if one.is_ok() { anna } else { jan };
    let refused = fixture.revoke(remaining, head(remaining)).await;
    assert_eq!(reason(refused), "LAST_HEAD");
    assert_eq!(
        fixture.events(id(&organization)).await[1..],
        [
            "MembershipGranted",
            "MembershipGranted",
            "MembershipRevoked"
        ]
    );
}

#[tokio::test]
async fn only_a_head_decides_who_acts() {
    let fixture = Fixture::start().await;
    let anna = fixture.person("anna@example.org").await;
    let jan = fixture.person("jan@example.org").await;
    let organization = fixture.register(anna, "1").await;
    let editor = |account| membership(&organization, account, pb::MembershipRole::Editor);

    let invisible = fixture.grant(jan, editor(jan)).await;
    assert_eq!(invisible.expect_err("not his").code(), Code::NotFound);
    fixture.grant(anna, editor(jan)).await.expect("grants");
    let visible = fixture.grant(jan, editor(anna)).await;
    assert_eq!(reason(visible), "NOT_PERMITTED");
    let nobody = fixture.grant(anna, editor(AccountId::new())).await;
    assert_eq!(nobody.expect_err("nobody").code(), Code::NotFound);
}

/// The list's SQL and the policy on a single organization must agree, for
/// everybody on everything.
#[tokio::test]
async fn list_shows_exactly_what_the_policy_lets_one_get() {
    let fixture = Fixture::start().await;
    let anna = fixture.person("anna@example.org").await;
    let jan = fixture.person("jan@example.org").await;
    let mut all = Vec::new();
    for krs in ["1", "2", "3", "4", "5"] {
        let head = if krs > "3" { jan } else { anna };
        all.push(fixture.register(head, krs).await);
    }
    for verified in [0, 4] {
        all[verified] = fixture.verify(&all[verified]).await.expect("verifies");
    }
    let representative = pb::MembershipRole::Representative;
    let granted = membership(&all[1], jan, representative);
    fixture.grant(anna, granted).await.expect("grants");

    let ewa = AccountId::new();
    for (name, seen) in [
        ("anna", 4),
        ("jan", 4),
        ("ewa", 2),
        ("operator", 5),
        ("service", 5),
    ] {
        let listed = list_all(&fixture, |request| as_caller(name, anna, jan, ewa, request)).await;
        let mut gettable = BTreeSet::new();
        for organization in &all {
            let name_of = organization.name.clone();
            let request = pb::GetOrganizationRequest {
                name: name_of.clone(),
            };
            let request = as_caller(name, anna, jan, ewa, request);
            if fixture
                .organizations
                .get_organization(request)
                .await
                .is_ok()
            {
                gettable.insert(name_of);
            }
        }
        assert_eq!(gettable.len(), seen, "{name}");
        assert_eq!(
            listed.iter().cloned().collect::<BTreeSet<_>>(),
            gettable,
            "{name}"
        );
        let founded = |name: &String| all.iter().position(|one| one.name == *name);
        let newest_first = listed.is_sorted_by(|a, b| founded(a) > founded(b));
        assert!(newest_first, "newest first");
    }
}

fn as_caller<T>(
    name: &str,
    anna: AccountId,
    jan: AccountId,
    ewa: AccountId,
    message: T,
) -> Request<T> {
    match name {
        "anna" => by(anna, message),
        "jan" => by(jan, message),
        "ewa" => by(ewa, message),
        "operator" => by_operator(ewa, message),
        _ => by("services/challenges", message),
    }
}

/// Reads all pages, two to a page.
async fn list_all(
    fixture: &Fixture,
    call: impl Fn(pb::ListOrganizationsRequest) -> Request<pb::ListOrganizationsRequest>,
) -> Vec<String> {
    let mut listed = Vec::new();
    let mut page_token = String::new();
    loop {
        let request = pb::ListOrganizationsRequest {
            page_size: 2,
            page_token,
        };
        let page = fixture
            .organizations
            .list_organizations(call(request))
            .await;
        let page = page.expect("lists").into_inner();
        listed.extend(page.organizations.into_iter().map(|found| found.name));
        page_token = page.next_page_token;
        if page_token.is_empty() {
            return listed;
        }
    }
}
