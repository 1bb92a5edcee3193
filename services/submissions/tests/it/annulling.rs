//! Results that are taken back, contests that are called off, and what jurors
//! who have left may still read: rules 4 and 7.

use linia_submissions::domain::stage::Stage;
use linia_submissions::{
    app::{
        appoint_juror::{Appointment, appoint_juror},
        declare_impartiality::declare_impartiality,
        end_contest::end_contest_in_tx,
        get_protocol::{get_protocol, list_protocols},
        recuse_juror::recuse_juror,
        retain_contest::retain_contest_in_tx,
        unmask_stage,
    },
    domain::entry::EntryState,
    store::{openings::UnmaskingGround, stages as replica},
};

use uuid::Uuid;

use crate::{
    contest::{reveal, review_all, states, submit_all},
    world::{HOUR, Person, World, reason},
};

/// A stage whose jury has decided that the last of three wins.
async fn judged(world: &World) -> (Stage, Vec<Person>, Vec<Person>) {
    let stage = world.publish(1).await.remove(0);
    let people: Vec<_> = (0..3).map(|_| Person::new()).collect();
    submit_all(world, &people, stage.id).await;
    let jurors = world.appoint_jurors(stage.challenge, 4).await;
    world.travel(HOUR).await;
    world.close_and_open(stage.id).await;
    world.declare_all(&jurors, stage.id).await;
    let leaves = &jurors[3];
    recuse_juror(&world.ctx, &leaves.caller, stage.challenge, "ill".into())
        .await
        .expect("sits");
    review_all(world, &jurors[..3], stage.id).await;
    (stage, people, jurors)
}

async fn annul(world: &World, stage: &Stage) {
    let mut tx = world.ctx.database.begin_write().await.expect("begins");
    let now = tx.now();
    retain_contest_in_tx(&mut tx, stage.challenge, now)
        .await
        .expect("notes");
    end_contest_in_tx(&mut tx, stage.challenge, "a flaw")
        .await
        .expect("ends");
    tx.commit().await.expect("commits");
}

#[tokio::test]
async fn annulled_result_leaves_no_laureate() {
    let world = World::create().await;
    let (stage, people, jurors) = judged(&world).await;
    let protocol = world.judge(&jurors[0], stage.id).await.expect("complete");
    reveal(&world, stage.id, &protocol).await;
    assert_eq!(states(&world, &people[2]).await, [EntryState::Laureate]);
    for _ in 0..2 {
        annul(&world, &stage).await;
        assert_eq!(states(&world, &people[2]).await, [EntryState::NotAdvanced]);
    }
    let told = "SELECT count(*) FROM submissions.outbox_event WHERE type LIKE '%EntryNotAdvanced'";
    assert_eq!(world.count(told).await, 3);
}

#[tokio::test]
async fn nobody_is_revealed_once_the_contest_has_ended() {
    let world = World::create().await;
    let (stage, people, jurors) = judged(&world).await;
    world.judge(&jurors[0], stage.id).await.expect("complete");
    let ground = UnmaskingGround::ResultApproved;
    let opened = unmask_stage::open_link(&world.ctx, stage.id, ground).await;
    let opened = opened.expect("opens").expect("first time");
    annul(&world, &stage).await;
    let mut tx = world.ctx.database.begin_write().await.expect("begins");
    unmask_stage::reveal_in_tx(&mut tx, &opened)
        .await
        .expect("has nothing to do");
    tx.commit().await.expect("commits");
    assert_eq!(states(&world, &people[2]).await, [EntryState::NotAdvanced]);
    let unmasked = "SELECT count(*) FROM submissions.unmasking";
    assert_eq!(world.count(unmasked).await, 0);
}

#[tokio::test]
async fn juror_who_has_left_does_not_read_the_protocol() {
    let world = World::create().await;
    let (stage, _, jurors) = judged(&world).await;
    world.judge(&jurors[0], stage.id).await.expect("complete");
    let gone = &jurors[3].caller;
    let one = get_protocol(&world.ctx, gone, stage.id).await;
    let all = list_protocols(&world.ctx, gone, stage.id).await;
    assert_eq!((reason(one), reason(all)), ("NOT_FOUND", "NOT_FOUND"));
    for reader in [&jurors[1], &Person::heading(world.authority)] {
        let read = get_protocol(&world.ctx, &reader.caller, stage.id).await;
        read.expect("sits, or is staff");
    }
}

#[tokio::test]
async fn authority_is_told_that_a_juror_left_and_not_why() {
    let world = World::create().await;
    judged(&world).await;
    let told = "SELECT count(*) FROM submissions.outbox_event WHERE type LIKE '%JurorRecused' \
                AND payload::jsonb ->> 'authority' LIKE 'organizations/%' \
                AND NOT payload::text LIKE '%ill%' AND NOT payload::text LIKE '%dismissed%'";
    assert_eq!(world.count(told).await, 1);
}

#[tokio::test]
async fn nobody_is_appointed_to_the_jury_of_a_cancelled_contest() {
    let world = World::create().await;
    let stage = world.publish(1).await.remove(0);
    // Whoever asks first brings the stages here.
    world.appoint_jury(stage.challenge).await;
    let mut tx = world.ctx.database.begin_write().await.expect("begins");
    replica::cancel(tx.conn(), stage.challenge, 2)
        .await
        .expect("is known");
    tx.commit().await.expect("commits");
    let appointment = Appointment {
        challenge: stage.challenge,
        account: Person::new().account,
        chair: false,
        qualified: true,
    };
    let head = Person::heading(world.authority).caller;
    let appointed = appoint_juror(&world.ctx, &head, appointment).await;
    assert_eq!(reason(appointed), "CHALLENGE_CANCELLED");
}

#[tokio::test]
async fn jury_of_a_contest_that_is_cancelled_works_no_more() {
    let world = World::create().await;
    let stage = world.publish(1).await.remove(0);
    let handed_in = Person::new()
        .submit(&world, stage.id, "7", Uuid::new_v4())
        .await;
    handed_in.expect("in time");
    let jurors = world.appoint_jury(stage.challenge).await;
    world.travel_to(stage.close_time).await;
    world.close_and_open(stage.id).await;
    let mut tx = world.ctx.database.begin_write().await.expect("begins");
    replica::cancel(tx.conn(), stage.challenge, 2)
        .await
        .expect("is known");
    tx.commit().await.expect("commits");
    let juror = &jurors[0].caller;
    let declared = declare_impartiality(&world.ctx, juror, stage.id, Vec::new()).await;
    assert_eq!(reason(declared), "CHALLENGE_CANCELLED");
    let judged = world.judge(&jurors[0], stage.id).await;
    assert_eq!(reason(judged), "CHALLENGE_CANCELLED");
}
