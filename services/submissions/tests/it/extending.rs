//! More time for one entrant: theirs alone, logged without their name, and
//! waited for by the closing.

use linia_chassis::consumer::Projection;
use linia_proto::challenges::events::v1::IndividualExtensionGranted;
use linia_submissions::{
    app::close_stage::Attempt,
    convert::timestamp,
    domain::stage::{IndividualClosing, Stage},
};
use uuid::Uuid;

use crate::world::{HOUR, Person, World, reason};

impl World {
    /// What challenges tells of an extension.
    async fn hear_of_extension(&self, stage: &Stage, closing: &IndividualClosing) {
        let granted = IndividualExtensionGranted {
            challenge: stage.challenge.to_string(),
            authority: stage.authority.to_string(),
            stage: stage.id.to_string(),
            entrant: closing.entrant.to_string(),
            close_time: Some(timestamp(closing.close_time)),
            reason: "the power was cut".into(),
        };
        let event = self.event(stage, &granted).await;
        let mut conn = self.ctx.database.read().await.expect("connects");
        for _ in 0..2 {
            let applied = self
                .projection()
                .apply(&mut conn, std::slice::from_ref(&event))
                .await;
            applied.expect("applies");
        }
    }
}

fn closing(stage: &Stage, person: &Person) -> IndividualClosing {
    IndividualClosing {
        entrant: person.entrant(),
        close_time: stage.close_time + HOUR,
    }
}

#[tokio::test]
async fn one_entrant_has_more_time_and_the_closing_waits_for_it() {
    let world = World::create().await;
    let stage = world.publish(1).await.remove(0);
    let (one, other) = (Person::new(), Person::new());
    let early = other.submit(&world, stage.id, "a", Uuid::new_v4()).await;
    assert_eq!(reason(early), "OK");
    let closing = closing(&stage, &one);
    world.hear_of_extension(&stage, &closing).await;
    world
        .peers
        .amend(stage.id, |it| it.individual_closings.push(closing));

    world.travel_to(stage.close_time).await;
    let waits = Attempt::NotBefore(closing.close_time);
    assert_eq!(world.close(stage.id).await, waits);
    let late = other.submit(&world, stage.id, "b", Uuid::new_v4()).await;
    assert_eq!(reason(late), "DEADLINE_PASSED");
    let extended = one.submit(&world, stage.id, "c", Uuid::new_v4()).await;
    assert_eq!(reason(extended), "OK");

    world.travel_to(closing.close_time).await;
    let late = one.submit(&world, stage.id, "d", Uuid::new_v4()).await;
    assert_eq!(reason(late), "DEADLINE_PASSED");
    world.close_and_open(stage.id).await;
    assert_eq!(
        world.count("SELECT count(*) FROM submissions.work").await,
        2
    );
}

#[tokio::test]
async fn extension_that_has_not_been_heard_of_is_asked_for_before_anybody_is_late() {
    let world = World::create().await;
    let stage = world.publish(1).await.remove(0);
    let (one, other) = (Person::new(), Person::new());
    let early = other.submit(&world, stage.id, "a", Uuid::new_v4()).await;
    assert_eq!(reason(early), "OK");
    let closing = closing(&stage, &one);
    world
        .peers
        .amend(stage.id, |it| it.individual_closings.push(closing));
    world.travel_to(stage.close_time).await;
    let extended = one.submit(&world, stage.id, "b", Uuid::new_v4()).await;
    assert_eq!(reason(extended), "OK");
    let late = other.submit(&world, stage.id, "c", Uuid::new_v4()).await;
    assert_eq!(reason(late), "DEADLINE_PASSED");
    // Nor does the closing need to have heard of it.
    let waits = Attempt::NotBefore(closing.close_time);
    assert_eq!(world.close(stage.id).await, waits);
}
