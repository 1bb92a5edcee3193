//! Those who take part in a programme hear what becomes of their place, and of
//! its end.

use linia_chassis::id::{AccountId, OrganizationId, ProgrammeId, TeamId};
use linia_proto::{
    challenges::events::v1::{
        EntrantAdvanced, EntrantEnrolled, EntrantLeft, EntrantRemoved, EntrantWaitlisted,
        ProgrammeEnded,
    },
    identity::events::v1::TeamFormed,
};

use crate::world::{World, event};

fn enrolled(programme: ProgrammeId, entrant: String, waited: bool) -> EntrantEnrolled {
    EntrantEnrolled {
        programme: programme.to_string(),
        organization: OrganizationId::new().to_string(),
        entrant,
        waited,
        carried_from: String::new(),
    }
}

#[tokio::test]
async fn each_turn_of_an_enrolment_is_told_once_to_those_meant() {
    let world = World::new().await;
    let (programme, account, other) = (ProgrammeId::new(), AccountId::new(), AccountId::new());
    let (name, entrant) = (programme.to_string(), account.to_string());
    let organization = OrganizationId::new().to_string();
    let waits = EntrantWaitlisted {
        programme: name.clone(),
        organization: organization.clone(),
        entrant: entrant.clone(),
        carried_from: "challenges/01937b5e-0000-7000-8000-000000000001".into(),
    };
    let advanced = EntrantAdvanced {
        programme: name.clone(),
        organization: organization.clone(),
        entrant: entrant.clone(),
        phase: 2,
    };
    let removed = EntrantRemoved {
        programme: name.clone(),
        organization: organization.clone(),
        entrant: entrant.clone(),
        reason: "Never came".into(),
    };
    let ended = ProgrammeEnded {
        programme: name,
        organization,
        reason: "All is done".into(),
    };
    world.handle(&event(1, &waits)).await;
    let first = event(2, &enrolled(programme, other.to_string(), false));
    world.handle(&first).await;
    world.handle(&first).await;
    let seated = event(3, &enrolled(programme, entrant, true));
    world.handle(&seated).await;
    world.handle(&event(4, &advanced)).await;
    world.handle(&event(5, &removed)).await;
    world.handle(&event(6, &ended)).await;

    let told = world.told().await;
    let topics = |who: AccountId| {
        let own = told.iter().filter(|(account, ..)| *account == who);
        own.map(|(_, topic, _)| topic.as_str()).collect::<Vec<_>>()
    };
    let expected = [
        "enrolment_advanced",
        "enrolment_removed",
        "place_freed",
        "winner_carried",
    ];
    assert_eq!(topics(account), expected);
    assert_eq!(topics(other), ["enrolled", "programme_ended"]);
}

#[tokio::test]
async fn all_of_a_team_hear_that_the_programme_ended_unless_it_has_left() {
    let world = World::new().await;
    let (stays, leaves) = (ProgrammeId::new(), ProgrammeId::new());
    let (team, founder) = (TeamId::random(), AccountId::new());
    let formed = TeamFormed {
        team: team.to_string(),
        founder: founder.to_string(),
    };
    for programme in [stays, leaves] {
        let enrolled = enrolled(programme, team.to_string(), false);
        world.handle(&event(1, &enrolled)).await;
    }
    let left = EntrantLeft {
        programme: leaves.to_string(),
        organization: OrganizationId::new().to_string(),
        entrant: team.to_string(),
    };
    world.handle(&event(2, &left)).await;
    for programme in [stays, leaves] {
        let ended = ProgrammeEnded {
            programme: programme.to_string(),
            organization: OrganizationId::new().to_string(),
            reason: "All is done".into(),
        };
        world.handle(&event(3, &ended)).await;
    }
    // Founded before all of that, and heard of last.
    world.handle(&event(0, &formed)).await;
    let told = world.told().await;
    let ended = told
        .iter()
        .filter(|(_, topic, _)| topic == "programme_ended");
    assert_eq!(ended.count(), 1, "{told:?}");
}
