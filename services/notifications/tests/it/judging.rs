//! Who has to act is told: operators, whoever appoints, whoever may open.

use linia_chassis::{
    consumer::EventRecord,
    id::{AccountId, ChallengeId, OrganizationId, StageId},
};
use linia_proto::{
    challenges::events::v1::ChallengeReviewRequested,
    identity::{events::v1::OperatorRoleGranted, v1::MembershipRole},
    submissions::events::v1::{JurorRecused, StageClosed},
};

use crate::world::{World, event, granted};

/// An authority with a head and an editor.
async fn staffed(world: &World) -> (OrganizationId, [AccountId; 2]) {
    let authority = OrganizationId::new();
    let staff = [(); 2].map(|()| AccountId::new());
    for (account, role) in staff
        .into_iter()
        .zip([MembershipRole::Head, MembershipRole::Editor])
    {
        let granted = granted(authority, account, role);
        world.handle(&event(1, &granted)).await;
    }
    (authority, staff)
}

fn operator(account: AccountId) -> EventRecord {
    let granted = OperatorRoleGranted {
        account: account.to_string(),
    };
    event(1, &granted)
}

#[tokio::test]
async fn operators_hear_that_a_draft_waits_for_their_review() {
    let world = World::new().await;
    let (early, late) = (AccountId::new(), AccountId::new());
    let (authority, staff) = staffed(&world).await;
    let requested = ChallengeReviewRequested {
        challenge: ChallengeId::new().to_string(),
        authority: authority.to_string(),
    };
    world.handle(&operator(early)).await;
    world.handle(&event(2, &requested)).await;
    world.handle(&operator(late)).await;
    for (account, hears) in [(early, true), (late, true), (staff[1], false)] {
        assert_eq!(world.was_told(account, "review_requested").await, hears);
    }
}

#[tokio::test]
async fn authority_hears_that_a_juror_left_and_not_why() {
    let world = World::new().await;
    let (authority, staff) = staffed(&world).await;
    let juror = AccountId::new();
    let recused = JurorRecused {
        challenge: ChallengeId::new().to_string(),
        account: juror.to_string(),
        authority: authority.to_string(),
        dismissed: false,
    };
    world.handle(&event(2, &recused)).await;
    for account in staff {
        assert!(world.was_told(account, "juror_recused").await);
    }
    for topic in ["juror_recused", "juror_dismissed"] {
        assert!(!world.was_told(juror, topic).await);
    }
}

/// Art. 335: the head dismisses; who is dismissed learns of it from nobody else.
#[tokio::test]
async fn juror_who_is_dismissed_hears_of_it_and_the_staff_that_somebody_left() {
    let world = World::new().await;
    let (authority, staff) = staffed(&world).await;
    let juror = AccountId::new();
    let dismissed = JurorRecused {
        challenge: ChallengeId::new().to_string(),
        account: juror.to_string(),
        authority: authority.to_string(),
        dismissed: true,
    };
    world.handle(&event(2, &dismissed)).await;
    assert!(world.was_told(juror, "juror_dismissed").await);
    assert!(!world.was_told(juror, "juror_recused").await);
    for account in staff {
        assert!(world.was_told(account, "juror_recused").await);
        assert!(!world.was_told(account, "juror_dismissed").await);
    }
}

#[tokio::test]
async fn juror_who_left_in_the_time_of_a_version_before_is_no_poison() {
    let world = World::new().await;
    let recused = JurorRecused {
        challenge: ChallengeId::new().to_string(),
        account: AccountId::new().to_string(),
        authority: String::new(),
        dismissed: false,
    };
    world.handle(&event(1, &recused)).await;
    assert_eq!(world.told().await, []);
}

#[tokio::test]
async fn those_who_may_open_a_stage_hear_that_it_waits_for_them() {
    let world = World::new().await;
    let (authority, staff) = staffed(&world).await;
    let chair = AccountId::new();
    let closed = |awaits_opening| StageClosed {
        stage: StageId::new().to_string(),
        challenge: ChallengeId::new().to_string(),
        authority: authority.to_string(),
        awaits_opening,
        chairs: vec![chair.to_string()],
        ..StageClosed::default()
    };
    world.handle(&event(2, &closed(false))).await;
    assert!(!world.was_told(chair, "opening_awaited").await);
    world.handle(&event(2, &closed(true))).await;
    for account in [staff[0], staff[1], chair] {
        assert!(world.was_told(account, "opening_awaited").await);
    }
}
