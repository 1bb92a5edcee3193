//! When a prize falls away, the next work of the ranking steps in, and nobody
//! else is unmasked (rule 7).

use linia_chassis::id::{AccountId, EntryId, WorkId};
use linia_proto::submissions::v1;
use linia_submissions::{
    app::{
        call_runner_up::{FallenPrize, call_runner_up_in_tx},
        disclose_work::{list_disclosed_works, state_disclosure},
        error::AppError,
        list_my_entries::list_my_entries,
        note_award::note_award_in_tx,
        note_runner_up_award::note_runner_up_award_in_tx,
        reveal_runner_up,
    },
    domain::{
        disclosure::Scope,
        entry::EntryState::{self, Laureate, NotAdvanced, PrizeLost},
        stage::Stage,
    },
};

use crate::{
    contest::{reveal, review_all, states, submit_all},
    pages::first_page,
    world::{HOUR, Person, World, reason},
};

/// Three people, the last of whom has won, and was awarded the prize.
struct Scene {
    world: World,
    stage: Stage,
    people: Vec<Person>,
    protocol: v1::Protocol,
}

impl Scene {
    async fn awarded() -> Self {
        let world = World::create().await;
        let stage = world.publish(1).await.remove(0);
        let people: Vec<_> = (0..3).map(|_| Person::new()).collect();
        submit_all(&world, &people, stage.id).await;
        let jurors = world.appoint_jury(stage.challenge).await;
        world.travel(HOUR).await;
        world.close_and_open(stage.id).await;
        world.declare_all(&jurors, stage.id).await;
        review_all(&world, &jurors, stage.id).await;
        let protocol = world.judge(&jurors[0], stage.id).await.expect("complete");
        reveal(&world, stage.id, &protocol).await;
        let mut tx = world.ctx.database.begin_write().await.expect("begins");
        let now = tx.now();
        let noted = note_award_in_tx(&mut tx, stage.challenge, now).await;
        noted.expect("notes");
        tx.commit().await.expect("commits");
        Self {
            world,
            stage,
            people,
            protocol,
        }
    }

    /// The work of a rank.
    fn work(&self, rank: usize) -> WorkId {
        let work = &self.protocol.ranking[rank - 1].work;
        work.parse().expect("is a work")
    }

    /// The prize of a work falls away.
    async fn call(&self, work: WorkId) -> Result<(), AppError> {
        let mut tx = self.world.ctx.database.begin_write().await.expect("begins");
        let fallen = FallenPrize {
            stage: self.stage.id,
            work,
            account: AccountId::new(),
            reason: "declined".into(),
            call_time: tx.now(),
        };
        call_runner_up_in_tx(&mut tx, fallen).await?;
        tx.commit().await.expect("commits");
        Ok(())
    }

    /// Whoever is next is revealed, once.
    async fn reveal(&self, fallen: WorkId) {
        let ctx = &self.world.ctx;
        let found = reveal_runner_up::prepare(ctx, fallen).await;
        let found = found.expect("opens").expect("first time");
        for _ in 0..2 {
            let mut tx = ctx.database.begin_write().await.expect("begins");
            let revealed = reveal_runner_up::reveal_in_tx(&mut tx, &found).await;
            revealed.expect("reveals, or was told so before");
            tx.commit().await.expect("commits");
        }
        let again = reveal_runner_up::prepare(ctx, fallen).await;
        assert!(again.expect("known").is_none());
    }

    /// The prize that a work held is awarded anew.
    async fn award(&self, fallen: WorkId) {
        let mut tx = self.world.ctx.database.begin_write().await.expect("begins");
        let (challenge, now) = (self.stage.challenge, tx.now());
        let noted = note_runner_up_award_in_tx(&mut tx, challenge, fallen, now).await;
        noted.expect("notes");
        tx.commit().await.expect("commits");
    }

    /// Where all entries stand, in the order of the people.
    async fn states(&self) -> Vec<EntryState> {
        let mut all = Vec::new();
        for person in &self.people {
            all.extend(states(&self.world, person).await);
        }
        all
    }

    async fn entry(&self, person: &Person) -> EntryId {
        let listed = list_my_entries(&self.world.ctx, &person.caller, first_page()).await;
        listed.expect("lists").0[0].entry.id
    }

    /// Somebody consents to the publication of everything.
    async fn consent(&self, person: &Person) -> Result<(), AppError> {
        let entry = self.entry(person).await;
        let scope = Scope::WorkAndFiles;
        let stated = state_disclosure(&self.world.ctx, &person.caller, entry, scope).await;
        stated.map(|_| ())
    }

    /// The works that everybody reads.
    async fn published(&self) -> Vec<WorkId> {
        let challenge = self.stage.challenge;
        let listed = list_disclosed_works(&self.world.ctx, challenge, first_page()).await;
        let (works, _) = listed.expect("is awarded");
        works.into_iter().map(|work| work.work).collect()
    }
}

#[tokio::test]
async fn next_in_the_ranking_steps_in_and_nobody_else_is_named() {
    let scene = Scene::awarded().await;
    let first = scene.work(1);
    assert_eq!(scene.states().await, [NotAdvanced, NotAdvanced, Laureate]);
    scene.call(first).await.expect("holds the prize");
    assert_eq!(scene.states().await, [NotAdvanced, NotAdvanced, PrizeLost]);
    scene.reveal(first).await;
    assert_eq!(scene.states().await, [NotAdvanced, Laureate, PrizeLost]);

    let lost = "SELECT count(*) FROM submissions.outbox_event WHERE type LIKE '%EntryPrizeLost'";
    assert_eq!(scene.world.count(lost).await, 1);
    let named = "SELECT count(*) FROM submissions.outbox_event o, \
                      jsonb_array_elements(o.payload::jsonb -> 'runnersUp') AS runner_up \
                 WHERE o.type LIKE '%RunnerUpRevealed' \
                   AND runner_up ->> 'work' = \
                       (SELECT 'works/' || work FROM submissions.ranked_work WHERE rank = 2) \
                   AND runner_up ->> 'entrant' = \
                       (SELECT entrant FROM submissions.entry WHERE state = 'laureate')";
    assert_eq!(scene.world.count(named).await, 1);
    let of_the_last = "SELECT count(*) FROM submissions.laureate l \
                       JOIN submissions.ranked_work r ON r.work = l.work WHERE r.rank = 3";
    assert_eq!(scene.world.count(of_the_last).await, 0);
    let revealed = "SELECT count(*) FROM submissions.laureate";
    assert_eq!(scene.world.count(revealed).await, 2);
}

#[tokio::test]
async fn each_unmasking_is_recorded_with_who_ordered_it_and_why() {
    let scene = Scene::awarded().await;
    for rank in [1, 2] {
        scene.call(scene.work(rank)).await.expect("holds the prize");
        scene.reveal(scene.work(rank)).await;
    }
    let recorded = "SELECT count(*) FROM submissions.unmasking WHERE ground = 'runner_up' \
                    AND number IN (1, 2) AND account IS NOT NULL AND reason = 'declined'";
    assert_eq!(scene.world.count(recorded).await, 2);
    let all = "SELECT count(*) FROM submissions.unmasking";
    assert_eq!(scene.world.count(all).await, 3);
    assert_eq!(scene.states().await, [Laureate, PrizeLost, PrizeLost]);
}

#[tokio::test]
async fn prize_falls_away_once_and_only_from_who_holds_it() {
    let scene = Scene::awarded().await;
    let refused = scene.call(scene.work(2)).await;
    assert_eq!(reason(refused), "NOT_FOUND");
    scene.call(scene.work(1)).await.expect("holds the prize");
    let again = scene.call(scene.work(1)).await;
    assert_eq!(reason(again), "NOT_A_LAUREATE");
}

#[tokio::test]
async fn nobody_steps_in_when_every_work_has_held_a_prize() {
    let scene = Scene::awarded().await;
    for rank in [1, 2, 3] {
        scene.call(scene.work(rank)).await.expect("holds the prize");
        scene.reveal(scene.work(rank)).await;
    }
    assert_eq!(scene.states().await, [PrizeLost; 3]);
    let nobody = "SELECT count(*) FROM submissions.outbox_event WHERE type LIKE '%RunnerUpRevealed' \
                  AND payload::jsonb -> 'runnersUp' IS NULL";
    assert_eq!(scene.world.count(nobody).await, 1);
}

#[tokio::test]
async fn runner_up_is_published_from_the_award_on_and_who_lost_the_prize_never() {
    let scene = Scene::awarded().await;
    let (first, second) = (scene.work(1), scene.work(2));
    scene.consent(&scene.people[2]).await.expect("has won");
    assert_eq!(scene.published().await, [first]);
    scene.call(first).await.expect("holds the prize");
    assert!(scene.published().await.is_empty());
    let lost = scene.consent(&scene.people[2]).await;
    assert_eq!(reason(lost), "NOT_A_LAUREATE");

    scene.reveal(first).await;
    scene.consent(&scene.people[1]).await.expect("steps in");
    assert!(scene.published().await.is_empty(), "is not awarded yet");
    scene.award(first).await;
    assert_eq!(scene.published().await, [second]);
}

#[tokio::test]
async fn records_are_kept_for_four_years_from_the_last_award() {
    let scene = Scene::awarded().await;
    scene.call(scene.work(1)).await.expect("holds the prize");
    scene.reveal(scene.work(1)).await;
    scene.world.travel(24 * HOUR).await;
    scene.award(scene.work(1)).await;
    let prolonged = "SELECT count(*) FROM submissions.contest_end e \
                     JOIN submissions.runner_up_award r ON r.challenge = e.challenge \
                     WHERE e.end_time = r.award_time";
    assert_eq!(scene.world.count(prolonged).await, 1);
}
