//! Opening by two people, whom the keeper of a share of the key counts: rule 1.

use linia_chassis::{
    erasure::{Keeper as _, Kept},
    id::StageId,
};
use linia_submissions::{
    app::{
        close_stage::Attempt, erase_account::ContestRecords, error::AppError,
        export_my_entries::export_my_entries, get_opening::get_opening, open_by_hand::open_by_hand,
        open_stage::unseal,
    },
    clients::Challenges as _,
    domain::{
        rules::{OpeningMode, StageRules},
        stage::{Stage, StageLife},
    },
};
use prost_types::{Struct, value::Kind};

use crate::{
    keeper::token_of,
    world::{HOUR, Person, World, reason, seeded},
};

/// A field of a record that a person gets.
fn text(record: &Struct, field: &str) -> String {
    match record.fields.get(field).and_then(|it| it.kind.as_ref()) {
        Some(Kind::StringValue(text)) => text.clone(),
        other => panic!("{field} is {other:?}"),
    }
}

const DUE: &str = "SELECT count(*) FROM submissions.due_work WHERE kind = 'open_stage'";
const RECORDED: &str = "SELECT count(*) FROM submissions.opening_attempt";

impl World {
    /// A stage that two people open, and its jury, the first of whom leads.
    async fn publish_for_two(&self) -> (Stage, Vec<Person>) {
        let rules = StageRules {
            opening_mode: OpeningMode::TwoPerson,
            ..StageRules::default()
        };
        let stage = self.publish_by(rules).await;
        let jurors = self.appoint_jury(stage.challenge).await;
        (stage, jurors)
    }

    /// The same, closed.
    async fn close_for_two(&self) -> (Stage, Vec<Person>) {
        let (stage, jurors) = self.publish_for_two().await;
        self.travel(HOUR).await;
        assert_eq!(self.close(stage.id).await, Attempt::Done);
        (stage, jurors)
    }

    async fn ask_to_open(
        &self,
        who: &Person,
        stage: StageId,
    ) -> Result<(StageLife, i64), AppError> {
        open_by_hand(&self.ctx, &who.caller, &token_of(&who.caller), stage).await
    }

    /// Whether the key is given out.
    async fn key_of(&self, stage: StageId) -> &'static str {
        reason(unseal(&self.ctx, stage, &mut seeded()).await)
    }
}

#[tokio::test]
async fn stage_is_opened_by_two_people_after_closing_and_every_attempt_is_recorded() {
    let world = World::create().await;
    let (stage, jurors) = world.publish_for_two().await;
    let (head, other) = (Person::heading(world.authority), Person::new());
    let open = async |who: &Person| world.ask_to_open(who, stage.id).await;
    assert_eq!(reason(open(&head).await), "STAGE_NOT_CLOSED");
    assert_eq!(reason(open(&other).await), "NOT_FOUND");
    world.travel(HOUR).await;
    assert_eq!(world.close(stage.id).await, Attempt::Done);
    assert_eq!(world.count(DUE).await, 0, "it does not open by itself");
    let told = "SELECT count(*) FROM submissions.outbox_event WHERE type LIKE '%StageClosed' \
                AND payload::jsonb @> '{\"awaitsOpening\": true}' \
                AND jsonb_array_length(payload::jsonb -> 'chairs') = 1";
    assert_eq!(world.count(told).await, 1, "those who may open it are told");
    for _ in 0..2 {
        let (life, approvals) = open(&head).await.expect("is closed");
        assert!(matches!(life, StageLife::Closed(_)));
        assert_eq!(approvals, 1, "one person is one, however often they ask");
    }
    assert_eq!(world.count(DUE).await, 0);
    assert_eq!(reason(open(&jurors[1]).await), "NOT_FOUND");
    let (_, approvals) = open(&jurors[0]).await.expect("leads the jury");
    assert_eq!(approvals, 2);
    assert_eq!(world.count(DUE).await, 1);
    let known = get_opening(&world.ctx, &head.caller, stage.id).await;
    assert_eq!(known.expect("is staff").1, 2);
    let refused = "SELECT count(*) FROM submissions.opening_attempt WHERE outcome <> 'APPROVED'";
    assert_eq!(world.count(refused).await, 3);
}

/// The contest's record names them, and so may they know that it does.
#[tokio::test]
async fn whoever_asked_for_an_opening_is_told_so_and_their_name_is_kept_with_the_contest() {
    let world = World::create().await;
    let (stage, _) = world.publish_for_two().await;
    let (head, other) = (Person::heading(world.authority), Person::new());
    assert_eq!(
        reason(world.ask_to_open(&head, stage.id).await),
        "STAGE_NOT_CLOSED"
    );
    let mut conn = world.ctx.database.read().await.expect("is there");
    for (who, outcomes, kept) in [
        (&head, &["STAGE_NOT_CLOSED"][..], Kept::Open),
        (&other, &[], Kept::Nothing),
    ] {
        let exported = export_my_entries(&world.ctx, &who.caller).await;
        let sections = exported.expect("is a person's own");
        let openings = sections.iter().find(|it| it.name == "openings");
        let records = &openings.expect("is a section").records;
        let told: Vec<_> = records.iter().map(|it| text(it, "outcome")).collect();
        assert_eq!(told, outcomes);
        let about = |it| (text(it, "stage"), text(it, "account"));
        let ids = (stage.id.as_uuid(), who.account.as_uuid());
        let ids = (ids.0.to_string(), ids.1.to_string());
        assert!(records.iter().map(about).all(|it| it == ids));

        let now = world.now().await;
        let told = ContestRecords.kept(&mut conn, who.account, now).await;
        assert_eq!(told.expect("reads"), Some(kept));
    }
}

#[tokio::test]
async fn stage_that_opens_by_itself_is_not_opened_by_hand() {
    let world = World::create().await;
    let stage = world.publish(1).await.remove(0);
    let head = Person::heading(world.authority);
    world.travel(HOUR).await;
    assert_eq!(world.close(stage.id).await, Attempt::Done);
    let opened = world.ask_to_open(&head, stage.id).await;
    assert_eq!(reason(opened), "OPENS_BY_ITSELF");
}

#[tokio::test]
async fn key_is_not_given_out_on_the_word_of_submissions() {
    let world = World::create().await;
    let (stage, jurors) = world.close_for_two().await;
    let head = Person::heading(world.authority);
    // As a release left it that counted here alone.
    let recorded = sqlx::query(
        "INSERT INTO opening_attempt (id, stage, account, attempt_time, outcome) \
         SELECT gen_random_uuid(), $1, account, linia_now(), 'APPROVED' \
         FROM unnest($2::uuid[]) AS account",
    )
    .bind(stage.id.as_uuid())
    .bind(vec![head.account.as_uuid(), jurors[0].account.as_uuid()]);
    let recorded = recorded.execute(world.ctx.database.pool()).await;
    recorded.expect("fits the table");
    assert_eq!(world.key_of(stage.id).await, "PEER_UNAVAILABLE");

    let (_, approvals) = world.ask_to_open(&head, stage.id).await.expect("is staff");
    assert_eq!((approvals, world.count(DUE).await), (1, 0));
    assert_eq!(world.key_of(stage.id).await, "PEER_UNAVAILABLE");
    let (_, approvals) = world
        .ask_to_open(&jurors[0], stage.id)
        .await
        .expect("leads");
    assert_eq!((approvals, world.count(DUE).await), (2, 1));
    assert_eq!(world.key_of(stage.id).await, "OK");
}

#[tokio::test]
async fn stage_is_not_opened_without_anybody_of_the_authority() {
    let world = World::create().await;
    let (stage, jurors) = world.close_for_two().await;
    // Who led the jury before.
    let former = token_of(&Person::new().caller);
    let counted = world.peers.approve_opening(stage.id, &former).await;
    assert_eq!(counted.expect("is there").count, 1);
    let (_, approvals) = world
        .ask_to_open(&jurors[0], stage.id)
        .await
        .expect("leads");
    assert_eq!((approvals, world.count(DUE).await), (2, 0));
    let head = Person::heading(world.authority);
    let (_, approvals) = world.ask_to_open(&head, stage.id).await.expect("is staff");
    assert_eq!((approvals, world.count(DUE).await), (3, 1));
}

#[tokio::test]
async fn nothing_is_approved_while_challenges_cannot_count() {
    let world = World::create().await;
    let (stage, _) = world.close_for_two().await;
    let head = Person::heading(world.authority);
    world.peers.set_away(true);
    let asked = world.ask_to_open(&head, stage.id).await;
    assert_eq!(reason(asked), "PEER_UNAVAILABLE");
    assert_eq!(world.count(RECORDED).await, 0);
    world.peers.set_away(false);
    let (_, approvals) = world.ask_to_open(&head, stage.id).await.expect("is staff");
    assert_eq!((approvals, world.count(RECORDED).await), (1, 1));
}

#[tokio::test]
async fn asking_again_makes_good_for_what_was_counted_and_not_recorded() {
    let world = World::create().await;
    let (stage, jurors) = world.close_for_two().await;
    let head = Person::heading(world.authority);
    for person in [&head, &jurors[0]] {
        let token = token_of(&person.caller);
        let counted = world.peers.approve_opening(stage.id, &token);
        counted.await.expect("is there");
    }
    assert_eq!(
        (world.count(RECORDED).await, world.count(DUE).await),
        (0, 0)
    );
    let (_, approvals) = world
        .ask_to_open(&jurors[0], stage.id)
        .await
        .expect("leads");
    assert_eq!(approvals, 2);
    assert_eq!(
        (world.count(RECORDED).await, world.count(DUE).await),
        (1, 1)
    );
}
