//! Everybody who takes part.

use linia_proto::identity::v1::{
    AcceptTeamInvitationRequest, CreateOrganizationRequest, CreateTeamRequest,
    GrantMembershipRequest, InviteTeamMemberRequest, Membership, MembershipRole, Organization,
    OrganizationIdentifier, OrganizationKind, VerifyOrganizationRequest,
};
use uuid::Uuid;

use crate::story::{
    Person, Result, World,
    error::{Step, must_be_refused},
};

/// A public body and its staff.
#[derive(Debug)]
pub struct Authority {
    /// The organization's resource name.
    pub organization: String,
    /// Approves.
    pub head: Person,
    /// Drafts.
    pub editor: Person,
}

/// Everybody who takes part.
#[derive(Debug)]
pub struct Cast {
    /// Runs the installation.
    pub operator: Person,
    /// A city with a lighting problem.
    pub tychy: Authority,
    /// A city with crowded offices.
    pub bialystok: Authority,
    /// Three jurors; the first is the chair.
    pub jurors: Vec<Person>,
    /// Judges with them where works are distributed.
    pub fourth_juror: Person,
    /// Heads a start-up.
    pub founder: Person,
    /// The start-up's resource name.
    pub startup: String,
    /// Two students of a university.
    pub students: Vec<Person>,
    /// The students' team's resource name.
    pub team: String,
    /// Enters alone.
    pub citizen: Person,
    /// Enters with the citizen, as a co-author.
    pub neighbour: Person,
    /// Enters, and thinks better of it.
    pub doubter: Person,
    /// Comes too late.
    pub latecomer: Person,
}

impl Cast {
    /// Everybody signs up; organizations are registered and verified.
    ///
    /// # Errors
    /// The first step that does not go as it must.
    pub async fn gather(world: &World) -> Result<Self> {
        let mut operator = Person::arrive(world, "Olga Operator", "pl").await?;
        operator.become_operator(world).await?;
        world
            .narrator
            .say("Olga became the first operator by a one-time secret");

        let tychy =
            Authority::arrive(world, &operator, "Miasto Tychy", "8567346215", "Tychy").await?;
        let bialystok = Authority::arrive(
            world,
            &operator,
            "Miasto Białystok",
            "7740001454",
            "Bialystok",
        )
        .await?;

        let mut jurors = Vec::new();
        for name in ["Janina Juror", "Jerzy Juror", "Jadwiga Juror"] {
            jurors.push(Person::arrive(world, name, "pl").await?);
        }
        let fourth_juror = Person::arrive(world, "Jan Juror", "pl").await?;
        let mut founder = Person::arrive(world, "Fiona Founder", "en").await?;
        let startup = register(
            world,
            &founder,
            "Jasne Ulice sp. z o.o.",
            OrganizationKind::Company,
            ("PL-REGON", "192598184"),
        )
        .await?;
        verify(&operator, &startup).await?;
        founder.sign_in(world).await?;

        let mut students = vec![
            Person::arrive(world, "Sofia Student", "uk").await?,
            Person::arrive(world, "Szymon Student", "pl").await?,
        ];
        let team = form_team(&students).await?;
        for student in &mut students {
            student.sign_in(world).await?;
        }
        world.narrator.say(
            "a start-up, a university team and citizens signed up, each proved by a real mail",
        );
        Ok(Self {
            operator,
            tychy,
            bialystok,
            jurors,
            fourth_juror,
            founder,
            startup,
            students,
            team,
            citizen: Person::arrive(world, "Cezary Citizen", "pl").await?,
            neighbour: Person::arrive(world, "Natalia Neighbour", "pl").await?,
            doubter: Person::arrive(world, "Dorota Doubter", "pl").await?,
            latecomer: Person::arrive(world, "Leon Latecomer", "pl").await?,
        })
    }
}

impl Cast {
    /// Those who act in the last contests: tokens are short-lived, and the story is long.
    pub(super) async fn sign_in_again(&mut self, world: &World) -> Result<()> {
        let staff = [&mut self.tychy, &mut self.bialystok]
            .into_iter()
            .flat_map(|authority| [&mut authority.head, &mut authority.editor]);
        let entrants = [
            &mut self.citizen,
            &mut self.neighbour,
            &mut self.doubter,
            &mut self.latecomer,
        ];
        let jurors = self.jurors.iter_mut().chain([&mut self.fourth_juror]);
        for person in staff.chain(entrants).chain(jurors) {
            person.sign_in(world).await?;
        }
        Ok(())
    }

    /// Four jurors; the first is the chair.
    pub(super) fn large_jury(&self) -> Vec<&Person> {
        self.jurors.iter().chain([&self.fourth_juror]).collect()
    }
}

impl Authority {
    async fn arrive(
        world: &World,
        operator: &Person,
        name: &str,
        nip: &str,
        handle: &str,
    ) -> Result<Self> {
        let mut head = Person::arrive(world, &format!("Helena Head {handle}"), "pl").await?;
        let mut editor = Person::arrive(world, &format!("Edward Editor {handle}"), "pl").await?;
        refuse_wrong_nip(&head, nip).await?;
        let kind = OrganizationKind::ContractingAuthority;
        let organization = register(world, &head, name, kind, ("PL-NIP", nip)).await?;
        verify(operator, &organization).await?;
        head.clients()
            .organizations()
            .grant_membership(GrantMembershipRequest {
                membership: Some(Membership {
                    organization: organization.clone(),
                    account: editor.account.clone(),
                    role: MembershipRole::Editor.into(),
                }),
            })
            .await
            .step(format!("{name} gets an editor"))?;
        head.sign_in(world).await?;
        editor.sign_in(world).await?;
        world.narrator.say(format!(
            "{name} was registered and verified; its head and an editor signed in"
        ));
        Ok(Self {
            organization,
            head,
            editor,
        })
    }
}

/// A digit typed wrong is noticed.
async fn refuse_wrong_nip(head: &Person, nip: &str) -> Result<()> {
    let last = nip
        .chars()
        .last()
        .and_then(|c| c.to_digit(10))
        .unwrap_or_default();
    let wrong = format!("{}{}", &nip[..9], (last + 1) % 10);
    must_be_refused(
        "an organization with a wrong NIP is refused",
        head.clients()
            .organizations()
            .create_organization(request(
                "Miasto Z Błędem",
                OrganizationKind::ContractingAuthority,
                ("PL-NIP", &wrong),
            ))
            .await,
        "INVALID_FIELDS",
    )
}

fn request(
    name: &str,
    kind: OrganizationKind,
    (scheme, id): (&str, &str),
) -> CreateOrganizationRequest {
    CreateOrganizationRequest {
        organization: Some(Organization {
            display_name: name.to_owned(),
            kind: kind.into(),
            country_code: "PL".to_owned(),
            identifiers: vec![OrganizationIdentifier {
                scheme: scheme.to_owned(),
                id: id.to_owned(),
            }],
            ..Organization::default()
        }),
        request_id: Uuid::new_v4().to_string(),
    }
}

/// Registers an organization, twice with the same request: it is made once.
async fn register(
    _: &World,
    head: &Person,
    name: &str,
    kind: OrganizationKind,
    identifier: (&str, &str),
) -> Result<String> {
    let request = request(name, kind, identifier);
    let mut organizations = head.clients().organizations();
    let first = organizations
        .create_organization(request.clone())
        .await
        .step(format!("{name} is registered"))?;
    let again = organizations
        .create_organization(request)
        .await
        .step(format!("{name} is registered again by the same request"))?;
    crate::story::error::must_equal(
        "a repeated request gets the first answer",
        &again.name,
        &first.name,
    )?;
    Ok(first.name)
}

async fn verify(operator: &Person, organization: &str) -> Result<()> {
    operator
        .clients()
        .organizations()
        .verify_organization(VerifyOrganizationRequest {
            name: organization.to_owned(),
            etag: String::new(),
        })
        .await
        .step("the operator verifies an organization")?;
    Ok(())
}

async fn form_team(students: &[Person]) -> Result<String> {
    let [first, others @ ..] = students else {
        return Ok(String::new());
    };
    let team = first
        .clients()
        .teams()
        .create_team(CreateTeamRequest {
            display_name: "Politechnika świeci".to_owned(),
            request_id: Uuid::new_v4().to_string(),
        })
        .await
        .step("students form a team")?
        .name;
    for student in others {
        first
            .clients()
            .teams()
            .invite_team_member(InviteTeamMemberRequest {
                team: team.clone(),
                account: student.account.clone(),
            })
            .await
            .step("a student is invited to the team")?;
        student
            .clients()
            .teams()
            .accept_team_invitation(AcceptTeamInvitationRequest { team: team.clone() })
            .await
            .step("a student joins the team")?;
    }
    Ok(team)
}
