//! From the jury's first look to the laureates: rules 3, 4, 6, 7 and 9.

use linia_chassis::{
    auth::Caller,
    crypto::verify_jws,
    id::{ChallengeId, OrganizationId, StageId, WorkId},
};
use linia_proto::submissions::v1;
use linia_submissions::{
    app::{
        appoint_juror::{Appointment, appoint_juror},
        declare_impartiality::declare_impartiality,
        dismiss_juror::{Dismissal, dismiss_juror},
        end_contest::end_contest_in_tx,
        get_opening::get_opening,
        get_protocol::get_protocol,
        list_entrants::list_entrants,
        list_jurors::list_jurors,
        list_my_entries::list_my_entries,
        recuse_juror::recuse_juror,
        review_works::{list_my_reviews, list_works},
        save_review::{Opinion, save_review},
        unmask_stage,
    },
    domain::{
        entry::EntryState,
        jury::JurorState,
        opening::Work,
        protocol::{PROTOCOL_TYPE, Protocol},
        review::ReviewState,
        rules::Money,
    },
    store::openings::UnmaskingGround,
};
use uuid::Uuid;

use crate::{
    pages::first_page,
    succession::inform,
    world::{HOUR, Person, World, reason},
};

/// Everybody gives a work as many points as its text says.
pub(crate) async fn review_all(world: &World, jurors: &[Person], stage: StageId) {
    for juror in jurors {
        for work in works(world, juror, stage).await {
            let points = work
                .content
                .text
                .parse()
                .expect("a text of the test is a number");
            save_review(&world.ctx, &juror.caller, opinion(work.id, points))
                .await
                .expect("scores");
        }
    }
}

async fn works(world: &World, juror: &Person, stage: StageId) -> Vec<Work> {
    let listed = list_works(&world.ctx, &juror.caller, stage, first_page()).await;
    let (works, _) = listed.expect("has declared");
    works.into_iter().map(|listed| listed.work).collect()
}

fn opinion(work: WorkId, points: i32) -> Opinion {
    Opinion {
        work,
        scores: vec![("idea".into(), points)],
        remarks: "well".into(),
        state: ReviewState::Final,
    }
}

pub(crate) async fn submit_all(world: &World, people: &[Person], stage: StageId) {
    for (points, person) in people.iter().enumerate() {
        let text = points.to_string();
        person
            .submit(world, stage, &text, Uuid::new_v4())
            .await
            .expect("in time");
    }
}

pub(crate) async fn states(world: &World, person: &Person) -> Vec<EntryState> {
    let entries = list_my_entries(&world.ctx, &person.caller, first_page())
        .await
        .expect("lists")
        .0;
    entries.into_iter().map(|mine| mine.entry.state).collect()
}

#[tokio::test]
async fn contest_of_two_stages_goes_from_works_to_laureates() {
    let world = World::create().await;
    let stages = world.publish(2).await;
    let (first, second) = (stages[0].id, stages[1].id);
    world.peers.amend(first, |stage| {
        stage.rules.finalist_reimbursement = Some(Money {
            currency_code: "PLN".into(),
            amount_minor: 2_500_000,
        });
    });
    let people: Vec<_> = (0..4).map(|_| Person::new()).collect();
    submit_all(&world, &people, first).await;
    people[3]
        .withdraw(&world, first)
        .await
        .expect("was handed in");
    let jurors = world.appoint_jury(stages[0].challenge).await;
    world.travel_to(stages[0].close_time).await;
    world.close_and_open(first).await;
    world.declare_all(&jurors, first).await;
    review_all(&world, &jurors, first).await;
    let protocol = world.judge(&jurors[0], first).await.expect("complete");
    assert_protocol(&world, &protocol);

    // The best of three goes on.
    inform(&world, first).await;
    assert_eq!(states(&world, &people[2]).await, [EntryState::Advanced]);
    let told = "SELECT count(*) FROM submissions.outbox_event WHERE type LIKE '%EntryAdvanced' \
                AND payload::jsonb -> 'reimbursement' ->> 'amountMinor' = '2500000'";
    assert_eq!(world.count(told).await, 1, "what is reimbursed is told");
    assert_eq!(states(&world, &people[1]).await, [EntryState::NotAdvanced]);
    assert_eq!(states(&world, &people[3]).await, [EntryState::Withdrawn]);
    let out = people[1].submit(&world, second, "9", Uuid::new_v4()).await;
    assert_eq!(reason(out), "NOT_A_FINALIST");
    people[2]
        .submit(&world, second, "9", Uuid::new_v4())
        .await
        .expect("is a finalist");

    world.travel_to(stages[1].close_time).await;
    world.close_and_open(second).await;
    world.declare_all(&jurors, second).await;
    review_all(&world, &jurors, second).await;
    let protocol = world.judge(&jurors[0], second).await.expect("complete");
    reveal(&world, second, &protocol).await;
    let expected = [EntryState::Laureate, EntryState::Advanced];
    assert_eq!(states(&world, &people[2]).await, expected);
    assert_eq!(
        world
            .count("SELECT count(*) FROM submissions.unmasking")
            .await,
        2
    );
}

pub(crate) async fn reveal(world: &World, stage: StageId, protocol: &v1::Protocol) {
    let sha256 = <[u8; 32]>::try_from(&protocol.protocol_sha256[..]).expect("is a hash");
    let challenge = ChallengeId::new();
    let mut tx = world.ctx.database.begin_write().await.expect("begins");
    let other = unmask_stage::schedule_in_tx(&mut tx, challenge, stage, [0; 32]).await;
    assert!(other.is_err(), "another protocol was approved");
    unmask_stage::schedule_in_tx(&mut tx, challenge, stage, sha256)
        .await
        .expect("is ours");
    tx.commit().await.expect("commits");
    let ground = UnmaskingGround::ResultApproved;
    let unmasked = unmask_stage::open_link(&world.ctx, stage, ground)
        .await
        .expect("opens");
    let unmasked = unmasked.expect("first time");
    let mut tx = world.ctx.database.begin_write().await.expect("begins");
    unmask_stage::reveal_in_tx(&mut tx, &unmasked)
        .await
        .expect("reveals");
    tx.commit().await.expect("commits");
    let again = unmask_stage::open_link(&world.ctx, stage, ground)
        .await
        .expect("known");
    assert!(again.is_none());
}

fn assert_protocol(world: &World, answer: &v1::Protocol) {
    let key = world.ctx.signer.public_key();
    let protocol: Protocol = verify_jws(&answer.jws, PROTOCOL_TYPE, &key).expect("is ours");
    let totals: Vec<_> = protocol.ranking.iter().map(|r| r.total.as_str()).collect();
    assert_eq!(totals, ["20", "10", "0"]);
    assert_eq!(protocol.reviews.len(), 9);
    let selected: Vec<_> = answer
        .ranking
        .iter()
        .map(|ranked| ranked.selected)
        .collect();
    assert_eq!(selected, [true, false, false]);
}

#[tokio::test]
async fn juror_sees_nothing_before_declaring_and_entrants_in_alphabetical_order() {
    let world = World::create().await;
    let stage = &world.publish(1).await[0];
    let people: Vec<_> = (0..5).map(|_| Person::new()).collect();
    submit_all(&world, &people, stage.id).await;
    people[4]
        .withdraw(&world, stage.id)
        .await
        .expect("was handed in");
    let jurors = world.appoint_jury(stage.challenge).await;
    let early = list_entrants(&world.ctx, &jurors[1].caller, stage.id).await;
    assert_eq!(reason(early), "STAGE_NOT_OPENED");
    world.travel(HOUR).await;
    world.close_and_open(stage.id).await;

    let undeclared = list_works(&world.ctx, &jurors[1].caller, stage.id, first_page()).await;
    assert_eq!(reason(undeclared), "DECLARATION_MISSING");
    for stranger in [&people[0], &Person::heading(world.authority)] {
        let hidden = list_works(&world.ctx, &stranger.caller, stage.id, first_page()).await;
        assert_eq!(reason(hidden), "NOT_FOUND");
        let hidden = list_entrants(&world.ctx, &stranger.caller, stage.id).await;
        assert_eq!(reason(hidden), "NOT_FOUND");
    }
    let entrants = list_entrants(&world.ctx, &jurors[1].caller, stage.id)
        .await
        .expect("juror");
    let names: Vec<_> = entrants
        .iter()
        .map(|entrant| &entrant.display_name)
        .collect();
    assert_eq!(names.len(), 4);
    assert!(names.is_sorted());
}

#[tokio::test]
async fn conflict_takes_the_juror_and_the_scores_out() {
    let world = World::create().await;
    let stage = &world.publish(1).await[0];
    let people: Vec<_> = (0..2).map(|_| Person::new()).collect();
    submit_all(&world, &people, stage.id).await;
    let jurors = world.appoint_jury(stage.challenge).await;
    world.travel(HOUR).await;
    world.close_and_open(stage.id).await;
    let stranger = vec![Person::new().entrant()];
    let unknown = declare_impartiality(&world.ctx, &jurors[2].caller, stage.id, stranger).await;
    assert_eq!(reason(unknown), "INVALID_FIELDS");
    world.declare_all(&jurors, stage.id).await;
    let again = declare_impartiality(&world.ctx, &jurors[2].caller, stage.id, Vec::new()).await;
    assert_eq!(reason(again), "ALREADY_DECLARED");
    review_all(&world, &jurors[..2], stage.id).await;
    assert_eq!(
        reason(world.judge(&jurors[0], stage.id).await),
        "REVIEWS_MISSING"
    );
    let caller = &jurors[2].caller;
    recuse_juror(&world.ctx, caller, stage.challenge, "ill".into())
        .await
        .expect("leaves");
    recuse_juror(&world.ctx, caller, stage.challenge, "again".into())
        .await
        .expect("harmless");
    assert_eq!(
        reason(world.judge(&jurors[0], stage.id).await),
        "JURY_TOO_SMALL"
    );
    let events = "SELECT count(*) FROM submissions.outbox_event WHERE type LIKE '%JurorRecused'";
    assert_eq!(world.count(events).await, 1);
}

/// Art. 335: the head appoints and dismisses.
#[tokio::test]
async fn head_dismisses_a_juror_and_somebody_else_takes_the_place() {
    let world = World::create().await;
    let stage = &world.publish(1).await[0];
    submit_all(&world, &[Person::new()], stage.id).await;
    let jurors = world.appoint_jury(stage.challenge).await;
    world.travel(HOUR).await;
    world.close_and_open(stage.id).await;
    world.declare_all(&jurors[..2], stage.id).await;
    review_all(&world, &jurors[..2], stage.id).await;
    let head = Person::heading(stage.authority);
    let dismiss = async |by: &Person, whom: &Person| {
        let dismissal = Dismissal {
            challenge: stage.challenge,
            account: whom.account,
            reason: "never came".into(),
        };
        dismiss_juror(&world.ctx, &by.caller, dismissal).await
    };
    for (by, whom, refused) in [
        (&jurors[0], &jurors[2], "NOT_PERMITTED"),
        (&head, &Person::new(), "NOT_FOUND"),
        // Nobody takes a score away.
        (&head, &jurors[1], "REVIEW_FINAL"),
    ] {
        assert_eq!(reason(dismiss(by, whom).await), refused);
    }
    let left = dismiss(&head, &jurors[2]).await.expect("is dismissed");
    let JurorState::Recused { reason: why, .. } = &left.state else {
        panic!("still judges: {left:?}");
    };
    assert_eq!(why, "dismissed by the authority: never came");
    let again = dismiss(&head, &jurors[2]).await.expect("is harmless");
    assert_eq!(again, left);
    let events = "SELECT count(*) FROM submissions.outbox_event WHERE type LIKE '%JurorRecused' \
                  AND (payload::jsonb ->> 'dismissed')::boolean";
    assert_eq!(world.count(events).await, 1);

    let other = [Person::new()];
    let appointment = Appointment {
        challenge: stage.challenge,
        account: other[0].account,
        chair: false,
        qualified: true,
    };
    appoint_juror(&world.ctx, &head.caller, appointment)
        .await
        .expect("takes the place");
    world.declare_all(&other, stage.id).await;
    review_all(&world, &other, stage.id).await;
    world.judge(&jurors[0], stage.id).await.expect("is whole");
    let late = dismiss(&head, &other[0]).await;
    assert_eq!(reason(late), "STAGE_JUDGED");
}

#[tokio::test]
async fn judged_stage_does_not_change_any_more() {
    let world = World::create().await;
    let stage = &world.publish(1).await[0];
    let people: Vec<_> = (0..2).map(|_| Person::new()).collect();
    submit_all(&world, &people, stage.id).await;
    let jurors = world.appoint_jury(stage.challenge).await;
    world.travel(HOUR).await;
    world.close_and_open(stage.id).await;
    world.declare_all(&jurors, stage.id).await;
    review_all(&world, &jurors, stage.id).await;
    let unsigned = get_protocol(&world.ctx, &jurors[1].caller, stage.id).await;
    assert_eq!(reason(unsigned), "NOT_FOUND");
    assert_eq!(
        reason(world.judge(&jurors[1], stage.id).await),
        "NOT_PERMITTED"
    );
    let work = works(&world, &jurors[1], stage.id).await[0].id;
    let change = save_review(&world.ctx, &jurors[1].caller, opinion(work, 7)).await;
    assert_eq!(reason(change), "REVIEW_FINAL");

    world.judge(&jurors[0], stage.id).await.expect("complete");
    assert_eq!(
        reason(world.judge(&jurors[0], stage.id).await),
        "STAGE_JUDGED"
    );
    let change = save_review(&world.ctx, &jurors[1].caller, opinion(work, 7)).await;
    assert_eq!(reason(change), "STAGE_JUDGED");
    let (caller, challenge) = (&jurors[2].caller, stage.challenge);
    let left = recuse_juror(&world.ctx, caller, challenge, "late".into()).await;
    assert_eq!(reason(left), "STAGE_JUDGED");
    get_protocol(&world.ctx, &jurors[1].caller, stage.id)
        .await
        .expect("is signed");
}

#[tokio::test]
async fn entries_of_an_annulled_contest_end_without_unmasking() {
    let world = World::create().await;
    let stage = &world.publish(1).await[0];
    let people: Vec<_> = (0..2).map(|_| Person::new()).collect();
    submit_all(&world, &people, stage.id).await;
    world.travel(HOUR).await;
    world.close_and_open(stage.id).await;
    let mut tx = world.ctx.database.begin_write().await.expect("begins");
    end_contest_in_tx(&mut tx, stage.challenge, "no money")
        .await
        .expect("ends");
    tx.commit().await.expect("commits");
    assert_eq!(states(&world, &people[0]).await, [EntryState::NotAdvanced]);
    assert_eq!(
        world
            .count("SELECT count(*) FROM submissions.unmasking")
            .await,
        0
    );
}

#[tokio::test]
async fn juror_who_entered_is_in_conflict_whatever_is_declared() {
    let world = World::create().await;
    let stage = &world.publish(1).await[0];
    let jurors = world.appoint_jury(stage.challenge).await;
    submit_all(&world, &jurors[..2], stage.id).await;
    jurors[1]
        .withdraw(&world, stage.id)
        .await
        .expect("was handed in");
    world.travel(HOUR).await;
    world.close_and_open(stage.id).await;
    for (juror, recused) in jurors.iter().zip([true, false, false]) {
        let declared = declare_impartiality(&world.ctx, &juror.caller, stage.id, Vec::new()).await;
        assert_eq!(declared.expect("is a juror").is_recused(), recused);
    }
    let hidden = list_works(&world.ctx, &jurors[0].caller, stage.id, first_page()).await;
    assert_eq!(reason(hidden), "DECLARATION_MISSING");
    let hidden = list_entrants(&world.ctx, &jurors[0].caller, stage.id).await;
    assert_eq!(reason(hidden), "JUROR_RECUSED");
}

#[tokio::test]
async fn nobody_in_particular_is_asked_to_sign_in_before_anything_is_looked_up() {
    let world = World::create().await;
    // Asking for a stage that is not known here would be seen to fail.
    world.peers.set_away(true);
    let (caller, stage) = (Caller::anonymous(), StageId::new());
    for told in [
        reason(get_opening(&world.ctx, &caller, stage).await),
        reason(get_protocol(&world.ctx, &caller, stage).await),
        reason(list_entrants(&world.ctx, &caller, stage).await),
        reason(list_jurors(&world.ctx, &caller, ChallengeId::new()).await),
        reason(list_works(&world.ctx, &caller, stage, first_page()).await),
        reason(list_my_reviews(&world.ctx, &caller, stage).await),
    ] {
        assert_eq!(told, "SIGN_IN_REQUIRED");
    }
}

/// Rule 7: approval is not the jury's.
#[tokio::test]
async fn head_of_the_authority_is_no_juror_of_its_contest() {
    let world = World::create().await;
    let stage = &world.publish(1).await[0];
    let head = Person::heading(world.authority);
    let appointment = |account| Appointment {
        challenge: stage.challenge,
        account,
        chair: false,
        qualified: true,
    };
    let own = appoint_juror(&world.ctx, &head.caller, appointment(head.account)).await;
    assert_eq!(reason(own), "JUROR_APPROVES");

    // Nor one who became it after the appointment, or by another's hand.
    let person = Person::new();
    appoint_juror(&world.ctx, &head.caller, appointment(person.account))
        .await
        .expect("heads nothing");
    world.travel(HOUR).await;
    world.close_and_open(stage.id).await;
    let promoted = person.promoted(world.authority).caller;
    let declared = declare_impartiality(&world.ctx, &promoted, stage.id, Vec::new()).await;
    assert_eq!(reason(declared), "NOT_FOUND");
    let works = list_works(&world.ctx, &promoted, stage.id, first_page()).await;
    assert_eq!(reason(works), "NOT_FOUND");
    // It is the role that counts: the head of another body may judge.
    let elsewhere = person.promoted(OrganizationId::new()).caller;
    declare_impartiality(&world.ctx, &elsewhere, stage.id, Vec::new())
        .await
        .expect("heads another authority");
}
