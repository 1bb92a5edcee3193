//! The running system, and who and what there is when the tables begin.

use linia_tests::stack::{Options, Service, System};
use linia_tests::story::{Clients, Narrator, Person, World};
use serde_json::{Value, json};
use time::format_description::well_known::Rfc3339;
use time::{Duration, OffsetDateTime};
use uuid::Uuid;

use super::wire::Wire;

/// The running system.
pub(crate) struct Stand {
    pub(crate) world: World<System>,
    pub(crate) wire: Wire,
    /// The one clock, when the system started.
    pub(crate) start: OffsetDateTime,
}

/// A verified contracting authority.
pub(crate) struct Authority {
    pub(crate) organization: String,
    pub(crate) head: Person,
    pub(crate) editor: Person,
}

impl Stand {
    pub(crate) async fn start(name: &str) -> Self {
        Self::start_with(name, |options| options).await
    }

    /// With settings of its own.
    pub(crate) async fn start_with(name: &str, change: impl FnOnce(Options) -> Options) -> Self {
        let mut options = Options::temporary(format!("bad-input-{name}"));
        options.telemetry = false;
        let options = change(options);
        let world = World::start(options, Narrator::silent())
            .await
            .unwrap_or_else(|error| panic!("{error}"));
        let start = world.now().await.unwrap();
        Self {
            world,
            wire: Wire::new(),
            start,
        }
    }

    /// Somebody who has signed up and in.
    pub(crate) async fn person(&self, name: &str) -> Person {
        let person = Person::arrive(&self.world, name, "en").await;
        person.unwrap_or_else(|error| panic!("{error}"))
    }

    /// The operator of the installation.
    pub(crate) async fn operator(&self) -> Person {
        let mut operator = self.person("Olga Operator").await;
        operator.become_operator(&self.world).await.unwrap();
        operator
    }

    /// Registers an organization; its head has yet to sign in anew.
    pub(crate) async fn organization(
        &self,
        head: &Person,
        kind: &str,
        (scheme, id): (&str, &str),
    ) -> String {
        let body = json!({
            "organization": {
                "displayName": format!("Organization {id}"),
                "kind": format!("ORGANIZATION_KIND_{kind}"),
                "countryCode": "PL",
                "identifiers": [{"scheme": scheme, "id": id}],
            },
            "requestId": Uuid::new_v4(),
        });
        let made = self.wire.done(
            head.clients(),
            "OrganizationService/CreateOrganization",
            body,
        );
        text(&made.await["name"])
    }

    /// Confirms an organization.
    pub(crate) async fn verify(&self, operator: &Person, organization: &str) {
        let body = json!({"name": organization});
        let rpc = "OrganizationService/VerifyOrganization";
        self.wire.done(operator.clients(), rpc, body).await;
    }

    /// A verified contracting authority with a head and an editor.
    pub(crate) async fn authority(&self, operator: &Person, name: &str, nip: &str) -> Authority {
        let (head, editor) = (format!("Head of {name}"), format!("Editor of {name}"));
        let (mut head, mut editor) = tokio::join!(self.person(&head), self.person(&editor));
        let identifier = ("PL-NIP", nip);
        let organization = self
            .organization(&head, "CONTRACTING_AUTHORITY", identifier)
            .await;
        self.verify(operator, &organization).await;
        let membership = json!({
            "organization": organization,
            "account": editor.account,
            "role": "MEMBERSHIP_ROLE_EDITOR",
        });
        let body = json!({ "membership": membership });
        let rpc = "OrganizationService/GrantMembership";
        self.wire.done(head.clients(), rpc, body).await;
        head.sign_in(&self.world).await.unwrap();
        editor.sign_in(&self.world).await.unwrap();
        Authority {
            organization,
            head,
            editor,
        }
    }

    /// The access token of a service.
    pub(crate) async fn token(&self, service: Service) -> String {
        let process = self.world.system.service(service);
        let secret = &process.env()[&service.variable("CREDENTIALS__CLIENT_SECRET")];
        let body = json!({"clientId": service.name(), "clientSecret": secret});
        let rpc = "SessionService/IssueServiceToken";
        let issued = self.wire.done(&self.world.anonymous, rpc, body).await;
        text(&issued["accessToken"])
    }

    /// Clients that speak as a service.
    pub(crate) async fn service(&self, service: Service) -> Clients {
        self.world.anonymous.with_token(&self.token(service).await)
    }

    /// A draft of the authority.
    pub(crate) async fn draft(&self, authority: &Authority, content: &Value) -> Value {
        let mut challenge = content.clone();
        challenge["authority"] = json!(authority.organization);
        let body = json!({"challenge": challenge, "requestId": Uuid::new_v4()});
        let rpc = "ChallengeService/CreateChallenge";
        self.wire.done(authority.editor.clients(), rpc, body).await
    }

    /// A challenge that waits for an operator.
    pub(crate) async fn in_review(&self, authority: &Authority, content: &Value) -> Value {
        let draft = self.draft(authority, content).await;
        let body = json!({"name": draft["name"]});
        let rpc = "ChallengeService/RequestReview";
        self.wire.done(authority.editor.clients(), rpc, body).await
    }

    /// A challenge that waits for its head.
    pub(crate) async fn pending(&self, authority: &Authority, content: &Value) -> Value {
        let draft = self.draft(authority, content).await;
        let body = json!({"name": draft["name"]});
        let rpc = "ChallengeService/RequestApproval";
        self.wire.done(authority.editor.clients(), rpc, body).await
    }

    /// A challenge that may be published.
    pub(crate) async fn approved(&self, authority: &Authority, content: &Value) -> Value {
        let pending = self.pending(authority, content).await;
        let body = json!({"name": pending["name"]});
        let rpc = "ChallengeService/ApproveChallenge";
        self.wire.done(authority.head.clients(), rpc, body).await
    }

    /// A published challenge.
    pub(crate) async fn published(&self, authority: &Authority, content: &Value) -> Value {
        let approved = self.approved(authority, content).await;
        let body = json!({"name": approved["name"], "requestId": Uuid::new_v4()});
        let rpc = "ChallengeService/PublishChallenge";
        self.wire.done(authority.editor.clients(), rpc, body).await
    }

    /// A time so many days after the start, as the contract writes it.
    pub(crate) fn day(&self, days: i64) -> String {
        (self.start + Duration::days(days))
            .format(&Rfc3339)
            .unwrap()
    }

    /// Lets time pass until a moment after the day of that number has begun.
    pub(crate) async fn travel_to_day(&self, days: i64) {
        let moment = self.start + Duration::days(days) + Duration::SECOND;
        self.world.travel_to(moment).await.unwrap();
    }
}

/// A text of an answer.
pub(crate) fn text(value: &Value) -> String {
    value
        .as_str()
        .unwrap_or_else(|| panic!("{value} is no text"))
        .to_owned()
}

/// A well-formed name of a thing that does not exist.
pub(crate) fn unknown(collection: &str) -> String {
    format!("{collection}/{}", Uuid::new_v4())
}
