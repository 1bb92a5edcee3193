//! Identity: people, organizations, teams, and what only services may ask for.

mod organizations;
mod people;
mod services;
mod teams;

use linia_tests::story::Person;
use serde_json::json;
use uuid::Uuid;

use super::samples::organization;
use super::snapshot::Snapshot;
use super::stand::{Authority, Stand, text};
use super::table::Table;

/// Who and what there is.
struct Scene {
    operator: Person,
    city: Authority,
    /// Belongs to nothing.
    stranger: Person,
    /// Heads an organization that nobody has verified.
    founder: Person,
    unverified: String,
    unverified_etag: String,
    /// Belongs to the team.
    member: Person,
    /// Is invited to it.
    guest: Person,
    team: String,
    /// What the founder used to register the organization.
    request_id: String,
}

impl Scene {
    async fn set(stand: &Stand) -> Self {
        let operator = stand.operator().await;
        let (city, stranger, founder, member, guest) = tokio::join!(
            stand.authority(&operator, "Tychy", "8567346215"),
            stand.person("Stefan Stranger"),
            stand.person("Fiona Founder"),
            stand.person("Maria Member"),
            stand.person("Gustaw Guest"),
        );
        let request_id = Uuid::new_v4().to_string();
        let made = json!([{"scheme": "PL-REGON", "id": "192598184"}]);
        let body = json!({"organization": organization(made), "requestId": request_id});
        let rpc = "OrganizationService/CreateOrganization";
        let unverified = stand.wire.done(founder.clients(), rpc, body).await;
        let body = json!({"displayName": "Światło"});
        let team = stand
            .wire
            .done(member.clients(), "TeamService/CreateTeam", body)
            .await;
        let team = text(&team["name"]);
        let body = json!({"team": team, "account": guest.account});
        stand
            .wire
            .done(member.clients(), "TeamService/InviteTeamMember", body)
            .await;
        let newcomer = json!({
            "email": "newcomer@example.org",
            "password": "a long phrase of a newcomer",
            "displayName": "Natalia Newcomer",
            "languageCode": "uk",
        });
        let anonymous = &stand.world.anonymous;
        stand
            .wire
            .done(anonymous, "AccountService/SignUp", newcomer)
            .await;
        Self {
            operator,
            city,
            stranger,
            founder,
            unverified: text(&unverified["name"]),
            unverified_etag: text(&unverified["etag"]),
            member,
            guest,
            team,
            request_id,
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn identity_refuses_bad_input_and_changes_nothing() {
    let stand = Stand::start("identity").await;
    let scene = Scene::set(&stand).await;
    let stage = services::deposited(&stand).await;
    let before = Snapshot::take(&stand.world).await;

    let mut table = Table::new(&stand.wire);
    people::people(&stand, &mut table).await;
    organizations::new_organizations(&scene, &mut table).await;
    organizations::organizations(&stand, &scene, &mut table).await;
    organizations::memberships(&scene, &mut table).await;
    teams::teams(&scene, &mut table).await;
    services::signing_keys(&stand, &mut table).await;
    services::key_shares(&stand, &stage, &mut table).await;
    services::contacts(&stand, &scene, &mut table).await;
    table.end();

    before.must_still_hold(&stand.world).await;
    stand.world.end().await;
}
