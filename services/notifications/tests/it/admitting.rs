//! Whoever applied hears what became of it, in whatever name they applied.

use linia_chassis::id::{AccountId, ChallengeId, OrganizationId, TeamId};
use linia_proto::{
    challenges::events::v1::{ApplicationReceived, EntrantAdmitted, EntrantRefused},
    identity::{
        events::v1::{TeamFormed, TeamMemberJoined},
        v1::MembershipRole,
    },
};

use crate::world::{World, event, granted};

fn admitted(entrant: String) -> EntrantAdmitted {
    EntrantAdmitted {
        challenge: ChallengeId::new().to_string(),
        authority: OrganizationId::new().to_string(),
        entrant,
        invited: false,
        reason: "They know lamps".into(),
        carried_from: String::new(),
    }
}

#[tokio::test]
async fn all_of_a_team_hear_what_the_team_is_told() {
    let world = World::new().await;
    let (team, founder, member, late) = (
        TeamId::new(),
        AccountId::new(),
        AccountId::new(),
        AccountId::new(),
    );
    let formed = TeamFormed {
        team: team.to_string(),
        founder: founder.to_string(),
    };
    let joined = |account: AccountId| TeamMemberJoined {
        team: team.to_string(),
        account: account.to_string(),
    };
    world.handle(&event(1, &formed)).await;
    world.handle(&event(5, &admitted(team.to_string()))).await;
    // Joined before it was told, and is heard of after.
    world.handle(&event(2, &joined(member))).await;
    world.handle(&event(6, &joined(late))).await;
    for (account, hears) in [(founder, true), (member, true), (late, false)] {
        assert_eq!(world.was_told(account, "entrant_admitted").await, hears);
    }
}

#[tokio::test]
async fn those_who_enter_for_an_organization_hear_of_its_refusal() {
    let world = World::new().await;
    let company = OrganizationId::new();
    let people = [
        (MembershipRole::Head, true),
        (MembershipRole::Representative, true),
        (MembershipRole::Editor, false),
    ];
    let people = people.map(|(role, hears)| (AccountId::new(), role, hears));
    for (account, role, _) in people {
        world
            .handle(&event(1, &granted(company, account, role)))
            .await;
    }
    let refused = EntrantRefused {
        challenge: ChallengeId::new().to_string(),
        authority: OrganizationId::new().to_string(),
        entrant: company.to_string(),
        reason: "Too large".into(),
    };
    world.handle(&event(2, &refused)).await;
    for (account, role, hears) in people {
        let told = world.was_told(account, "entrant_refused").await;
        assert_eq!(told, hears, "{role:?}");
    }
}

#[tokio::test]
async fn staff_hear_of_an_application_and_the_invited_of_their_invitation() {
    let world = World::new().await;
    let (authority, editor, guest) = (OrganizationId::new(), AccountId::new(), AccountId::new());
    let received = ApplicationReceived {
        challenge: ChallengeId::new().to_string(),
        authority: authority.to_string(),
        entrant: AccountId::new().to_string(),
    };
    let granted = granted(authority, editor, MembershipRole::Editor);
    world.handle(&event(1, &granted)).await;
    world.handle(&event(2, &received)).await;
    world.handle(&event(2, &admitted(guest.to_string()))).await;
    assert!(world.was_told(editor, "application_received").await);
    assert!(world.was_told(guest, "entrant_admitted").await);
    assert!(!world.was_told(editor, "entrant_admitted").await);
}
