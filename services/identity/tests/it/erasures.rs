//! What a person gets of theirs, and how it goes.

use linia_chassis::id::{AccountId, EntrantName, ErasureId};
use linia_identity::app::{
    AppError,
    erasures::{begin_erasure_in_tx, complete_erasure_in_tx, forget_identity_in_tx},
};
use linia_proto::identity::v1::{
    self as pb, contact_service_server::ContactService, erasure_service_server::ErasureService,
    organization_service_server::OrganizationService,
    personal_data_service_server::PersonalDataService, session_service_server::SessionService,
    team_service_server::TeamService,
};
use time::{Duration, OffsetDateTime};
use tonic::{Code, Status};

use crate::{
    fixture::{Fixture, PASSWORD, anonymous, by, reason},
    organizations::registration,
};

const EMAIL: &str = "anna@example.org";
const NAME: &str = "Anna Nowak";

/// A step of an erasure that falls due.
#[derive(Clone, Copy)]
enum Step {
    Begin,
    Complete,
    Forget,
}

impl Fixture {
    async fn erase(
        &self,
        who: AccountId,
        password: &str,
    ) -> Result<pb::EraseMyAccountResponse, Status> {
        let password = password.to_owned();
        let request = by(who, pb::EraseMyAccountRequest { password });
        Ok(self
            .personal_data
            .erase_my_account(request)
            .await?
            .into_inner())
    }

    /// Does what has fallen due.
    async fn step(&self, step: Step, erasure: &str) -> Result<(), AppError> {
        let id: ErasureId = erasure.parse().expect("a name");
        let mut tx = self.database.begin_write().await.expect("begins");
        match step {
            Step::Begin => begin_erasure_in_tx(&mut tx, id).await?,
            Step::Complete => complete_erasure_in_tx(&mut tx, id).await?,
            Step::Forget => forget_identity_in_tx(&mut tx, id).await?,
        }
        tx.commit().await.expect("commits");
        Ok(())
    }

    /// When work of this kind falls due.
    async fn due(&self, kind: &str) -> Option<OffsetDateTime> {
        sqlx::query_scalar("SELECT due_time FROM due_work WHERE kind = $1")
            .bind(kind)
            .fetch_optional(self.pool())
            .await
            .expect("reads")
    }

    async fn report(
        &self,
        service: &str,
        erasure: &str,
        kept: bool,
        keep_until: Option<OffsetDateTime>,
    ) -> Result<(), Status> {
        let report = pb::ReportErasureRequest {
            erasure: erasure.to_owned(),
            kept,
            keep_until: keep_until.map(linia_chassis::grpc::timestamp),
        };
        let request = by(format!("services/{service}"), report);
        self.erasures.report_erasure(request).await?;
        Ok(())
    }

    /// Whose erasure was begun, and of whom nothing is known that must be kept
    /// but what submissions says.
    async fn settled(&self, who: AccountId, kept: bool, until: Option<OffsetDateTime>) -> String {
        let erasure = self.erase(who, PASSWORD).await.expect("asks").erasure;
        self.step(Step::Begin, &erasure).await.expect("begins");
        let answer = self.report("submissions", &erasure, kept, until).await;
        answer.expect("is noted");
        let answer = self.report("challenges", &erasure, false, None).await;
        answer.expect("is noted");
        erasure
    }

    async fn shown_to(&self, service: &str, who: AccountId) -> Option<String> {
        let name = EntrantName::Account(who).to_string();
        let names = vec![name.clone()];
        let request = pb::BatchGetDisplayNamesRequest { names };
        let request = by(format!("services/{service}"), request);
        let found = self.contacts.batch_get_display_names(request).await;
        found
            .expect("answers")
            .into_inner()
            .display_names
            .remove(&name)
    }

    /// In which tables a text stands.
    async fn tables_with(&self, text: &str) -> Vec<String> {
        let tables: Vec<String> = sqlx::query_scalar(
            "SELECT table_name::text FROM information_schema.tables \
             WHERE table_schema = 'identity' AND table_type = 'BASE TABLE' ORDER BY 1",
        )
        .fetch_all(self.pool())
        .await
        .expect("reads");
        assert!(tables.len() > 15, "{tables:?}");
        let mut with = Vec::new();
        for table in tables {
            let sql =
                format!("SELECT EXISTS (SELECT FROM {table} t WHERE strpos(t::text, $1) > 0)");
            let found: bool = sqlx::query_scalar(sqlx::AssertSqlSafe(sql))
                .bind(text)
                .fetch_one(self.pool())
                .await
                .expect("reads");
            if found {
                with.push(table);
            }
        }
        with
    }

    async fn now(&self) -> OffsetDateTime {
        self.server.clock().now().await.expect("the clock goes")
    }
}

#[tokio::test]
async fn account_goes_once_all_have_reported_and_its_address_may_come_back_as_somebody_new() {
    let fixture = Fixture::start().await;
    let anna = fixture.person(EMAIL).await;
    let session = fixture.sign_in(EMAIL, PASSWORD).await.expect("signs in");
    let hash: String = sqlx::query_scalar("SELECT password_hash FROM password_credential")
        .fetch_one(fixture.pool())
        .await
        .expect("reads");
    assert!(!fixture.tables_with(&hash).await.is_empty());

    let wrong = fixture.erase(anna, "not the right password").await;
    assert_eq!(reason(wrong), "CREDENTIALS_INVALID");
    assert_eq!(fixture.due("begin_erasure").await, None);
    let asked = fixture.erase(anna, PASSWORD).await.expect("asks");
    let again = fixture.erase(anna, PASSWORD).await.expect("repeats");
    assert_eq!(asked, again);
    let erasure = asked.erasure.as_str();

    let refused = fixture.sign_in(EMAIL, PASSWORD).await;
    assert_eq!(reason(refused), "CREDENTIALS_INVALID");
    let refresh_token = session.refresh_token;
    let refresh = anonymous(pb::RefreshSessionRequest { refresh_token });
    let refused = fixture.sessions.refresh_session(refresh).await;
    assert_eq!(reason(refused), "REFRESH_TOKEN_INVALID");

    for early in [
        fixture.report("challenges", erasure, false, None).await,
        fixture.report("notifications", erasure, false, None).await,
    ] {
        assert_eq!(reason(early), "ERASURE_STATE");
    }
    for _ in 0..2 {
        let begun = fixture.step(Step::Begin, erasure).await;
        begun.expect("begins, and once only");
    }
    for _ in 0..2 {
        let told = fixture.report("challenges", erasure, false, None).await;
        told.expect("is noted");
    }
    let early = fixture.report("notifications", erasure, false, None).await;
    assert_eq!(reason(early), "ERASURE_STATE");
    let told = fixture.report("submissions", erasure, false, None).await;
    told.expect("is noted");
    // The last mail needs the address.
    assert_eq!(fixture.tables_with(EMAIL).await, ["account"]);
    for _ in 0..2 {
        let told = fixture.report("notifications", erasure, false, None).await;
        told.expect("is noted");
    }

    for trace in [EMAIL, NAME, &hash] {
        let tables = fixture.tables_with(trace).await;
        assert!(tables.is_empty(), "{trace} in {tables:?}");
    }
    let id: ErasureId = erasure.parse().expect("a name");
    assert_eq!(
        fixture.events(id.as_uuid()).await,
        [
            "AccountErasureRequested",
            "AccountErasureBegun",
            "AccountErasureSettled",
            "AccountErased"
        ]
    );
    let account = anna.to_string();
    let contact = by("services/notifications", pb::GetContactRequest { account });
    let gone = fixture.contacts.get_contact(contact).await;
    assert_eq!(gone.expect_err("is gone").code(), Code::NotFound);
    assert_eq!(fixture.due("complete_erasure").await, None);

    let new = fixture.person(EMAIL).await;
    assert_ne!(new, anna);
    fixture.sign_in(EMAIL, PASSWORD).await.expect("signs in");
}

#[tokio::test]
async fn name_that_the_law_keeps_stays_apart_until_its_term_ends() {
    let fixture = Fixture::start().await;
    let anna = fixture.person(EMAIL).await;
    let end = fixture.now().await + Duration::days(1461);
    let erasure = fixture.settled(anna, true, Some(end)).await;
    let told = fixture.report("notifications", &erasure, false, None).await;
    told.expect("is noted");

    assert!(fixture.tables_with(EMAIL).await.is_empty());
    assert_eq!(fixture.tables_with(NAME).await, ["kept_identity"]);
    let jury = fixture.shown_to("submissions", anna).await;
    assert_eq!(jury.as_deref(), Some(NAME));
    let drill_down = fixture.shown_to("reporting", anna).await;
    assert_eq!(drill_down.as_deref(), Some("(—)"));

    let clock = fixture.server.clock();
    fixture
        .step(Step::Forget, &erasure)
        .await
        .expect("too early");
    assert_eq!(fixture.tables_with(NAME).await, ["kept_identity"]);
    clock.advance_to(end).await.expect("time passes");
    fixture.step(Step::Forget, &erasure).await.expect("forgets");
    assert!(fixture.tables_with(NAME).await.is_empty());
    let jury = fixture.shown_to("submissions", anna).await;
    assert_eq!(jury.as_deref(), Some("(—)"));
}

#[tokio::test]
async fn term_that_has_not_begun_is_known_later() {
    let fixture = Fixture::start().await;
    let anna = fixture.person(EMAIL).await;
    let erasure = fixture.settled(anna, true, None).await;
    let told = fixture.report("notifications", &erasure, false, None).await;
    told.expect("is noted");
    assert_eq!(fixture.due("forget_identity").await, None);
    fixture.step(Step::Forget, &erasure).await.expect("waits");
    assert_eq!(fixture.tables_with(NAME).await, ["kept_identity"]);

    let end = fixture.now().await + Duration::days(100);
    let end = end.replace_nanosecond(0).expect("a second begins");
    let told = fixture
        .report("submissions", &erasure, true, Some(end))
        .await;
    told.expect("is noted");
    assert_eq!(fixture.due("forget_identity").await, Some(end));
    let told = fixture.report("submissions", &erasure, false, None).await;
    told.expect("is noted");
    assert!(fixture.tables_with(NAME).await.is_empty());
}

#[tokio::test]
async fn only_head_hands_over_first_and_nothing_has_changed_until_then() {
    let fixture = Fixture::start().await;
    let anna = fixture.person(EMAIL).await;
    let jan = fixture.person("jan@example.org").await;
    let request = by(anna, registration("PL-KRS", "0000123456"));
    let created = fixture.organizations.create_organization(request).await;
    let organization = created.expect("creates").into_inner().name;
    let request = pb::CreateTeamRequest {
        display_name: "Politechnika".to_owned(),
        request_id: String::new(),
    };
    let team = fixture.teams.create_team(by(anna, request)).await;
    let team = team.expect("creates").into_inner().name;

    let refused = fixture.erase(anna, PASSWORD).await;
    assert_eq!(reason(refused), "LAST_HEAD");
    fixture.sign_in(EMAIL, PASSWORD).await.expect("signs in");
    assert_eq!(fixture.due("begin_erasure").await, None);

    let grant = |account: AccountId| pb::GrantMembershipRequest {
        membership: Some(pb::Membership {
            organization: organization.clone(),
            account: account.to_string(),
            role: pb::MembershipRole::Head.into(),
        }),
    };
    let granted = fixture
        .organizations
        .grant_membership(by(anna, grant(jan)))
        .await;
    granted.expect("hands over");
    fixture.erase(anna, PASSWORD).await.expect("asks");
    let id: linia_chassis::id::OrganizationId = organization.parse().expect("a name");
    assert_eq!(
        fixture.events(id.as_uuid()).await,
        [
            "OrganizationRegistered",
            "MembershipGranted",
            "MembershipGranted",
            "MembershipRevoked"
        ]
    );
    let id: linia_chassis::id::TeamId = team.parse().expect("a name");
    assert_eq!(
        fixture.events(id.as_uuid()).await,
        ["TeamFormed", "TeamMemberLeft"]
    );

    // Nobody takes somebody in who is being erased.
    let refused = fixture
        .organizations
        .grant_membership(by(jan, grant(anna)))
        .await;
    assert_eq!(refused.expect_err("is going").code(), Code::NotFound);
}

#[tokio::test]
async fn account_goes_after_two_weeks_even_if_nobody_says_that_the_person_was_told() {
    let fixture = Fixture::start().await;
    let anna = fixture.person(EMAIL).await;
    let asked = fixture.erase(anna, PASSWORD).await.expect("asks").erasure;
    let early = fixture.step(Step::Complete, &asked).await;
    assert!(matches!(early, Err(AppError::Refused(_))));
    let erasure = fixture.settled(anna, false, None).await;
    let due = fixture.due("complete_erasure").await.expect("is due");
    let left = due - fixture.now().await;
    assert!(
        left <= Duration::days(14) && left > Duration::days(13),
        "{left}"
    );
    fixture.step(Step::Complete, &erasure).await.expect("goes");
    assert!(fixture.tables_with(EMAIL).await.is_empty());
}

#[tokio::test]
async fn person_gets_all_that_is_stored_but_what_proves_who_they_are() {
    let fixture = Fixture::start().await;
    let anna = fixture.person(EMAIL).await;
    fixture.person("jan@example.org").await;
    fixture.sign_in(EMAIL, PASSWORD).await.expect("signs in");
    let request = by(anna, registration("PL-KRS", "0000123456"));
    let created = fixture.organizations.create_organization(request).await;
    let organization = created.expect("creates").into_inner().name;

    let request = by(anna, pb::ExportMyAccountRequest {});
    let exported = fixture.personal_data.export_my_account(request).await;
    let exported = exported.expect("answers").into_inner();
    let json = String::from_utf8(linia_proto::json::to_json(&exported)).expect("is text");
    for told in [
        EMAIL,
        NAME,
        &anna.to_string(),
        &organization,
        "\"head\"",
        "verify_time",
    ] {
        assert!(json.contains(told), "{told} is missing in {json}");
    }
    for secret in ["argon2", "jan@example.org", "sha256"] {
        assert!(!json.contains(secret), "{secret} in {json}");
    }
    let counts = exported
        .sections
        .iter()
        .map(|it| (it.name.as_str(), it.records.len()));
    let counts: Vec<_> = counts.collect();
    assert_eq!(
        counts,
        [
            ("account", 1),
            ("memberships", 1),
            ("teams", 0),
            ("sessions", 1),
            ("erasure", 0)
        ]
    );

    let nobody = anonymous(pb::ExportMyAccountRequest {});
    let refused = fixture.personal_data.export_my_account(nobody).await;
    assert_eq!(reason(refused), "SIGN_IN_REQUIRED");
}
