//! Closing and opening: nothing is lost at the deadline, and nothing is opened
//! that was changed since.

use linia_chassis::id::TeamId;
use linia_submissions::{
    app::{
        close_stage::{Attempt, close_stage_in_tx, prepare},
        drafts,
        end_contest::end_contest_in_tx,
        list_my_entries::list_my_entries,
        open_stage::{save_opening_in_tx, unseal},
    },
    domain::{content::WrittenContent, stage::StageLife},
    store::{accept::accept_versions, lives, locks::lock_for_accept, stages as replica},
};
use sqlx::{Connection, PgConnection};
use uuid::Uuid;

use crate::{
    pages::first_page,
    world::{HOUR, Person, World, reason, sealed_version, seeded},
};

#[tokio::test]
async fn closing_waits_for_accepts_in_flight() {
    let (world, stage, _) = World::with_entry().await;

    // Accepted in time, not yet committed.
    let version = sealed_version(stage.id);
    let mut accept = world.ctx.database.pool().begin().await.expect("begins");
    lock_for_accept(
        &mut accept,
        [stage.id].into_iter(),
        [version.entry].into_iter(),
    )
    .await
    .expect("locks");
    accept_versions(&mut accept, &[&version])
        .await
        .expect("accepts");

    world.travel(HOUR).await;
    let (closed, ()) = tokio::join!(world.close(stage.id), async {
        while world.count(WAITING).await == 0 {
            tokio::task::yield_now().await;
        }
        assert_eq!(
            world
                .count("SELECT count(*) FROM submissions.closing")
                .await,
            0
        );
        accept.commit().await.expect("commits");
    });
    assert_eq!(closed, Attempt::Done);
    assert_eq!(
        world
            .count("SELECT version_count FROM submissions.closing")
            .await,
        2
    );
}

#[tokio::test]
async fn closing_binds_what_was_accepted_after_it_was_prepared() {
    let (world, stage, _) = World::with_entry().await;
    // Accepted in time, but not there yet when the closing is prepared.
    let version = sealed_version(stage.id);
    let mut accept = world.ctx.database.pool().begin().await.expect("begins");
    let entries = [version.entry].into_iter();
    let locked = lock_for_accept(&mut accept, [stage.id].into_iter(), entries).await;
    locked.expect("locks");
    let accepted = accept_versions(&mut accept, &[&version]).await;
    accepted.expect("accepts");
    world.travel_to(stage.close_time).await;
    let seen = prepare(&world.ctx, stage.id).await.expect("asks");
    assert_eq!(seen.expect("has ended").version_count, 1);
    accept.commit().await.expect("commits");

    let mut tx = world.ctx.database.begin_write().await.expect("begins");
    let closed = close_stage_in_tx(&mut tx, stage.id, seen).await;
    assert_eq!(closed.expect("has ended"), Attempt::Done);
    tx.commit().await.expect("commits");
    let bound = "SELECT version_count FROM submissions.closing";
    assert_eq!(world.count(bound).await, 2);
}

/// Sessions that wait for an advisory lock in this database.
const WAITING: &str = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted \
     AND database = (SELECT oid FROM pg_database WHERE datname = current_database())";

#[tokio::test]
async fn stage_is_closed_at_its_time_and_once() {
    let world = World::create().await;
    let stage = &world.publish(1).await[0];
    assert_eq!(
        world.close(stage.id).await,
        Attempt::NotBefore(stage.close_time)
    );
    world.travel(HOUR).await;
    assert_eq!(world.close(stage.id).await, Attempt::Done);
    assert_eq!(world.close(stage.id).await, Attempt::Done);
    let events = "SELECT count(*) FROM submissions.outbox_event WHERE type LIKE '%StageClosed'";
    assert_eq!(world.count(events).await, 1);
}

#[tokio::test]
async fn version_changed_after_closing_is_not_opened() {
    let (world, stage, _) = World::with_entry().await;
    world.travel(HOUR).await;
    world.close(stage.id).await;
    let mut superuser = PgConnection::connect(&world.database.superuser_url)
        .await
        .expect("connects");
    for sql in [
        "ALTER TABLE submissions.entry_version DISABLE TRIGGER ALL",
        "UPDATE submissions.entry_version SET accept_time = accept_time - interval '1 second'",
    ] {
        sqlx::query(sql)
            .execute(&mut superuser)
            .await
            .expect("is allowed everything");
    }
    let unsealed = unseal(&world.ctx, stage.id, &mut seeded()).await;
    assert!(unsealed.is_err_and(|error| error.to_string().contains("differ")));
}

#[tokio::test]
async fn records_cannot_be_changed_by_the_service() {
    let (world, stage, _) = World::with_entry().await;
    world.travel(HOUR).await;
    world.close_and_open(stage.id).await;
    for sql in [
        "DELETE FROM entry_version",
        "UPDATE closing SET version_count = 0",
        "UPDATE opening SET link = ''",
        "UPDATE work SET title = ''",
        "DELETE FROM closing",
        "TRUNCATE protocol, ranked_work",
        "TRUNCATE unmasking",
    ] {
        let changed = sqlx::query(sql).execute(world.ctx.database.pool()).await;
        assert!(changed.is_err(), "{sql}");
    }
}

#[tokio::test]
async fn works_and_entries_share_nothing_but_the_stage() {
    let world = World::create().await;
    let stage = &world.publish(1).await[0];
    let people: Vec<_> = (0..8).map(|_| Person::new()).collect();
    for person in &people {
        let text = format!("by {}", person.account);
        person
            .submit(&world, stage.id, &text, Uuid::new_v4())
            .await
            .expect("in time");
    }
    people[0]
        .withdraw(&world, stage.id)
        .await
        .expect("was handed in");
    world.travel(HOUR).await;
    world.close_and_open(stage.id).await;

    let life = lives::find(
        &mut world.ctx.database.read().await.expect("reads"),
        stage.id,
    )
    .await;
    assert!(matches!(life, Ok(StageLife::Opened(_, opening)) if opening.work_count == 7));
    assert_eq!(
        world.count("SELECT count(*) FROM submissions.entry").await,
        8
    );
    let events = "SELECT count(*) FROM submissions.outbox_event WHERE payload LIKE '%works/%'";
    assert_eq!(world.count(events).await, 0);
    // Each author's work stands at the author's place in about one of eight
    // cases; in all seven, hardly ever.
    let same_place = "SELECT count(*) FROM \
         (SELECT entrant, row_number() OVER (ORDER BY ctid) AS place FROM submissions.entry \
          WHERE state = 'opened') e \
         JOIN (SELECT text, row_number() OVER (ORDER BY ctid) AS place FROM submissions.work) w \
         ON w.place = e.place AND w.text = 'by ' || e.entrant";
    assert!(world.count(same_place).await < 7);
    let again = unseal(&world.ctx, stage.id, &mut seeded()).await;
    assert_eq!(
        reason(again.map(|unsealed| assert!(unsealed.is_none()))),
        "OK"
    );
}

#[tokio::test]
async fn workspace_is_gone_when_its_stage_ends() {
    for cancelled in [false, true] {
        let world = World::create().await;
        let stage = &world.publish(1).await[0];
        let person = Person::new();
        let save = || {
            let content = WrittenContent {
                title: "never handed in".into(),
                text: String::new(),
                ..WrittenContent::default()
            };
            let (caller, entrant) = (&person.caller, person.entrant());
            drafts::save_draft(&world.ctx, caller, stage.id, entrant, content)
        };
        save().await.expect("is open");
        world
            .peers
            .amend(stage.id, |stage| stage.cancelled = cancelled);
        world.travel(HOUR).await;
        assert_eq!(world.close(stage.id).await, Attempt::Done);
        let draft = drafts::get_draft(&world.ctx, &person.caller, stage.id, person.entrant()).await;
        assert_eq!(reason(draft), "NOT_FOUND");
        assert_eq!(reason(save().await), "STAGE_NOT_OPEN");
    }
}

#[tokio::test]
async fn more_versions_than_are_read_at_once_are_opened() {
    let world = World::create().await;
    let stage = &world.publish(1).await[0];
    let people: Vec<_> = (0..3).map(|_| Person::new()).collect();
    for number in 0..50 {
        for person in &people {
            let text = format!("{number}");
            person
                .submit(&world, stage.id, &text, Uuid::new_v4())
                .await
                .expect("in time");
        }
    }
    world.travel(HOUR).await;
    world.close_and_open(stage.id).await;
    let last = "SELECT count(*) FROM submissions.work WHERE text = '49'";
    assert_eq!(world.count(last).await, 3);
    for person in &people {
        let (entries, _) = list_my_entries(&world.ctx, &person.caller, first_page())
            .await
            .expect("reads");
        assert_eq!(entries[0].counting.version, 50);
    }
}

#[tokio::test]
async fn contest_that_is_cancelled_while_its_stage_is_being_opened_is_not_opened() {
    let (world, stage, _) = World::with_entry().await;
    world.travel(HOUR).await;
    world.close(stage.id).await;
    let unsealed = unseal(&world.ctx, stage.id, &mut seeded())
        .await
        .expect("unseals");

    let mut tx = world.ctx.database.begin_write().await.expect("begins");
    replica::cancel(tx.conn(), stage.challenge, 2)
        .await
        .expect("is known");
    end_contest_in_tx(&mut tx, stage.challenge, "no money")
        .await
        .expect("ends");
    tx.commit().await.expect("commits");
    let mut tx = world.ctx.database.begin_write().await.expect("begins");
    save_opening_in_tx(&world.ctx, &mut tx, unsealed.expect("was closed"))
        .await
        .expect("has nothing to do");
    tx.commit().await.expect("commits");
    for rows in [
        "SELECT count(*) FROM submissions.work",
        "SELECT count(*) FROM submissions.entry",
    ] {
        assert_eq!(world.count(rows).await, 0);
    }
}

#[tokio::test]
async fn entries_end_with_their_contest_whatever_the_replica_knows() {
    let (world, stage, _) = World::with_entry().await;
    world.travel(HOUR).await;
    world.close_and_open(stage.id).await;
    let mut tx = world.ctx.database.begin_write().await.expect("begins");
    sqlx::query("DELETE FROM stage")
        .execute(tx.conn())
        .await
        .expect("is a replica");
    end_contest_in_tx(&mut tx, stage.challenge, "no money")
        .await
        .expect("ends");
    tx.commit().await.expect("commits");
    let ended = "SELECT count(*) FROM submissions.entry WHERE state = 'not_advanced'";
    assert_eq!(world.count(ended).await, 1);
}

#[tokio::test]
async fn known_closing_time_never_moves_to_an_earlier_one() {
    let (world, stage, person) = World::with_entry().await;
    world
        .peers
        .amend(stage.id, |stage| stage.close_time -= HOUR / 2);
    world.travel(HOUR * 3 / 4).await;
    let still_open = Attempt::NotBefore(stage.close_time);
    assert_eq!(world.close(stage.id).await, still_open);
    person
        .submit(&world, stage.id, "b", Uuid::new_v4())
        .await
        .expect("before the time that was published");
}

#[tokio::test]
async fn every_member_of_a_team_is_told_of_its_entry() {
    let world = World::create().await;
    let stage = &world.publish(1).await[0];
    let team = TeamId::new();
    let (writer, other) = (Person::of_team(team), Person::of_team(team));
    writer
        .submit_for(&world, stage.id, team)
        .await
        .expect("in time");
    // Whoever joined since the entry was handed in belongs to the team, too.
    let members = vec![writer.account, other.account];
    world.peers.form_team(team, members.clone());
    world.travel(HOUR).await;
    world.close_and_open(stage.id).await;

    let mut conn = world.ctx.database.read().await.expect("reads");
    let told: Vec<String> = sqlx::query_scalar(
        "SELECT jsonb_array_elements_text(payload::jsonb -> 'accounts') FROM outbox_event \
         WHERE type LIKE '%EntryOpened' ORDER BY 1",
    )
    .fetch_all(&mut *conn)
    .await
    .expect("reads");
    let mut names: Vec<_> = members.iter().map(ToString::to_string).collect();
    names.sort();
    assert_eq!(told, names);
}
