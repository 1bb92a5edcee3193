//! Who is told what.

use linia_chassis::{
    consumer::EventRecord,
    id::{AccountId, ChallengeId, EntryId, OrganizationId, StageId, WorkId},
};
use linia_proto::{
    challenges::events::v1::{ChallengeCancelled, PrizesAwarded, QuestionAsked},
    identity::{events::v1::MembershipRevoked, v1::MembershipRole},
    submissions::events::v1::{JurorAppointed, JurorRecused, RevealedLaureate, StageUnmasked},
};

use crate::world::{World, event, granted, published};

/// Staff, a juror who stays, one who was recused before, and a laureate; each
/// chain is one aggregate, in its own order.
struct Contest {
    chains: Vec<Vec<EventRecord>>,
    head: AccountId,
    editor: AccountId,
    juror: AccountId,
    recused: AccountId,
    laureate: AccountId,
}

impl Contest {
    fn new() -> Self {
        let (challenge, authority) = (ChallengeId::new(), OrganizationId::new());
        let [head, editor, juror, recused, laureate] = [(); 5].map(|()| AccountId::new());
        let appointed = |account: AccountId| JurorAppointed {
            challenge: challenge.to_string(),
            account: account.to_string(),
        };
        let staff = vec![
            event(1, &granted(authority, head, MembershipRole::Head)),
            event(2, &granted(authority, editor, MembershipRole::Editor)),
        ];
        let contest = vec![
            event(3, &published(challenge, authority)),
            event(
                8,
                &PrizesAwarded {
                    challenge: challenge.to_string(),
                    authority: authority.to_string(),
                    laureates: Vec::new(),
                },
            ),
            event(
                9,
                &ChallengeCancelled {
                    challenge: challenge.to_string(),
                    authority: authority.to_string(),
                    reason: "Próba".into(),
                },
            ),
        ];
        let staying = vec![event(4, &appointed(juror))];
        let leaving = vec![
            event(4, &appointed(recused)),
            event(
                5,
                &JurorRecused {
                    challenge: challenge.to_string(),
                    account: recused.to_string(),
                    authority: authority.to_string(),
                    dismissed: false,
                },
            ),
        ];
        let unmasked = vec![event(
            7,
            &StageUnmasked {
                stage: StageId::new().to_string(),
                challenge: challenge.to_string(),
                laureates: vec![RevealedLaureate {
                    rank: 1,
                    work: WorkId::random().to_string(),
                    entry: EntryId::new().to_string(),
                    entrant: laureate.to_string(),
                    accounts: vec![laureate.to_string()],
                }],
            },
        )];
        Self {
            chains: vec![staff, contest, staying, leaving, unmasked],
            head,
            editor,
            juror,
            recused,
            laureate,
        }
    }

    /// Exactly what each person must hear.
    fn expected(&self) -> Vec<(AccountId, String, bool)> {
        let told: [(AccountId, &[&str]); 5] = [
            (
                self.head,
                &[
                    "challenge_cancelled",
                    "challenge_published",
                    "juror_recused",
                    "membership_granted",
                    "prizes_awarded",
                ],
            ),
            (
                self.editor,
                &[
                    "challenge_cancelled",
                    "challenge_published",
                    "juror_recused",
                    "membership_granted",
                    "prizes_awarded",
                ],
            ),
            (self.juror, &["challenge_cancelled", "juror_appointed"]),
            (self.recused, &["juror_appointed"]),
            (self.laureate, &["laureate", "prizes_awarded"]),
        ];
        let mut all: Vec<_> = told
            .into_iter()
            .flat_map(|(who, topics)| topics.iter().map(move |it| (who, (*it).to_owned(), true)))
            .collect();
        all.sort();
        all
    }
}

/// All orders of the chains themselves, each chain kept together.
fn orders(count: usize) -> Vec<Vec<usize>> {
    if count == 0 {
        return vec![Vec::new()];
    }
    let shorter = orders(count - 1);
    let inserted = |order: &Vec<usize>, at: usize| {
        let mut longer = order.clone();
        longer.insert(at, count - 1);
        longer
    };
    shorter
        .iter()
        .flat_map(|order| (0..count).map(|at| inserted(order, at)))
        .collect()
}

#[tokio::test]
async fn same_people_are_told_in_whatever_order_aggregates_arrive() {
    let world = World::new().await;
    for order in orders(5) {
        // A recusal that arrives after what it should have kept away cannot take it back.
        let contest_at = order.iter().position(|chain| *chain == 1);
        let leaving_at = order.iter().position(|chain| *chain == 3);
        if contest_at < leaving_at {
            continue;
        }
        let contest = Contest::new();
        for chain in &order {
            for event in &contest.chains[*chain] {
                world.handle(event).await;
            }
        }
        let people = [
            contest.head,
            contest.editor,
            contest.juror,
            contest.recused,
            contest.laureate,
        ];
        let mut told = world.told().await;
        told.retain(|(who, _, _)| people.contains(who));
        told.sort();
        assert_eq!(told, contest.expected(), "{order:?}");
    }
}

#[tokio::test]
async fn event_that_comes_twice_tells_nobody_twice() {
    let world = World::new().await;
    let contest = Contest::new();
    for event in contest.chains.iter().flatten() {
        world.handle(event).await;
    }
    let told = world.told().await;
    for event in contest.chains.iter().flatten() {
        world.handle(event).await;
    }
    assert_eq!(world.told().await, told);
}

#[tokio::test]
async fn who_left_before_is_not_told() {
    let world = World::new().await;
    let (challenge, authority) = (ChallengeId::new(), OrganizationId::new());
    let editor = AccountId::new();
    let revoked = MembershipRevoked {
        organization: authority.to_string(),
        account: editor.to_string(),
        role: MembershipRole::Editor.into(),
    };
    let asked = QuestionAsked {
        question: linia_chassis::id::QuestionId::new().to_string(),
        challenge: challenge.to_string(),
        authority: authority.to_string(),
    };
    let granted = granted(authority, editor, MembershipRole::Editor);
    world.handle(&event(1, &granted)).await;
    world.handle(&event(3, &revoked)).await;
    world.handle(&event(4, &asked)).await;
    assert!(!world.was_told(editor, "question_asked").await);

    // What arrives late but happened before concerns them still.
    world.handle(&event(2, &asked)).await;
    assert!(world.was_told(editor, "question_asked").await);
}

#[tokio::test]
async fn member_and_announcement_at_the_same_moment_do_not_miss_each_other() {
    let world = World::new().await;
    let mut editors = Vec::new();
    for _ in 0..20 {
        let (challenge, authority) = (ChallengeId::new(), OrganizationId::new());
        let editor = AccountId::new();
        let joins = event(1, &granted(authority, editor, MembershipRole::Editor));
        let announced = event(2, &published(challenge, authority));
        tokio::join!(world.handle(&joins), world.handle(&announced));
        editors.push(editor);
    }
    for editor in editors {
        assert!(world.was_told(editor, "challenge_published").await);
    }
}

#[tokio::test]
async fn muted_topic_is_in_the_inbox_without_a_mail() {
    let world = World::new().await;
    let (challenge, authority) = (ChallengeId::new(), OrganizationId::new());
    let (muting, other) = (AccountId::new(), AccountId::new());
    sqlx::query("INSERT INTO preference VALUES ($1, '{challenge_published}')")
        .bind(muting.as_uuid())
        .execute(world.database.pool())
        .await
        .expect("inserts");
    for account in [muting, other] {
        let granted = granted(authority, account, MembershipRole::Head);
        world.handle(&event(1, &granted)).await;
    }
    world
        .handle(&event(2, &published(challenge, authority)))
        .await;
    let mut told = world.told().await;
    told.retain(|(_, topic, _)| topic == "challenge_published");
    let mut expected = vec![
        (muting, "challenge_published".to_owned(), false),
        (other, "challenge_published".to_owned(), true),
    ];
    expected.sort();
    told.sort();
    assert_eq!(told, expected);
}
