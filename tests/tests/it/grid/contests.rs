//! Contests in every state, made through the public contract, all at once: the one clock is one
//! for all, and goes forward only.

use std::collections::{BTreeMap, VecDeque};

use futures::stream::{self, StreamExt as _};
use serde_json::{Value, json};
use uuid::Uuid;

use super::cast::Cast;
use super::table::{Expected, Table};
use crate::bad_input::samples::short_challenge;
use crate::bad_input::stand::{Stand, text, unknown};

/// How far a contest is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum State {
    Draft,
    /// Waits for an operator.
    Review,
    Pending,
    Approved,
    /// Published; takes no works yet.
    Published,
    /// Takes works.
    Open,
    /// Closed; the works are in the jury's hands.
    Opened,
    /// The jury has proposed its result.
    Judged,
    /// The head approved it, and the term before the award has passed.
    Result,
    Annulled,
    Awarded,
    /// Cancelled after it was published.
    Cancelled,
}

impl State {
    pub(super) const ALL: [Self; 12] = [
        Self::Draft,
        Self::Review,
        Self::Pending,
        Self::Approved,
        Self::Published,
        Self::Open,
        Self::Opened,
        Self::Judged,
        Self::Result,
        Self::Annulled,
        Self::Awarded,
        Self::Cancelled,
    ];

    /// As the table names it.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Review => "review",
            Self::Pending => "pending",
            Self::Approved => "approved",
            Self::Published => "published",
            Self::Open => "open",
            Self::Opened => "opened",
            Self::Judged => "judged",
            Self::Result => "result",
            Self::Annulled => "annulled",
            Self::Awarded => "awarded",
            Self::Cancelled => "cancelled",
        }
    }

    pub(super) fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.name() == name)
    }

    /// Whether it is published, and so has stages and a jury.
    pub(super) const fn is_published(self) -> bool {
        !matches!(
            self,
            Self::Draft | Self::Review | Self::Pending | Self::Approved
        )
    }

    /// Whether the jury has got, or will get, its works.
    pub(super) const fn is_read(self) -> bool {
        matches!(
            self,
            Self::Opened | Self::Judged | Self::Result | Self::Annulled | Self::Awarded
        )
    }

    /// The days of its only stage.
    const fn window(self) -> (i64, i64) {
        match self {
            Self::Open => (1, 400),
            _ if self.is_read() => (1, 3),
            _ => (300, 400),
        }
    }
}

/// A contest; its parts have names that nothing bears until they exist.
#[derive(Debug, Clone)]
pub(super) struct Contest {
    pub(super) state: State,
    pub(super) challenge: String,
    pub(super) stage: String,
    pub(super) work: String,
    pub(super) question: String,
}

/// Contests in every state.
pub(super) struct Contests {
    /// The one that everybody is asked about.
    shared: BTreeMap<State, Contest>,
    /// For commands that bring a contest into another state.
    spare: BTreeMap<State, VecDeque<Contest>>,
}

impl Contests {
    /// Makes as many as the table needs.
    pub(super) async fn make(stand: &Stand, cast: &Cast, table: &Table) -> Self {
        let done = table.cells().filter(|(_, it)| **it == Expected::Done);
        let states = State::ALL
            .into_iter()
            .chain(done.map(|(cell, _)| cell.state));
        let contests = states.map(|state| Contest::draft(stand, cast, state));
        let contests = a_few_at_once(contests).await;
        stand.travel_to_day(1).await;
        let contests = contests.into_iter().map(|it| it.enter(stand, cast));
        let contests = a_few_at_once(contests).await;
        stand.travel_to_day(3).await;
        let contests = contests.into_iter().map(|it| it.judge(stand, cast));
        let contests = a_few_at_once(contests).await;
        stand.travel_to_day(20).await;
        let contests = contests.into_iter().map(|it| it.award(stand, cast));
        let contests = a_few_at_once(contests).await;

        let (mut shared, mut spare) = (BTreeMap::new(), BTreeMap::<_, VecDeque<_>>::new());
        for contest in contests {
            match shared.get(&contest.state) {
                None => drop(shared.insert(contest.state, contest)),
                Some(_) => spare.entry(contest.state).or_default().push_back(contest),
            }
        }
        Self { shared, spare }
    }

    /// The contest that everybody is asked about.
    pub(super) fn shared(&self, state: State) -> &Contest {
        &self.shared[&state]
    }

    /// A contest that nobody has changed.
    pub(super) fn take(&mut self, state: State) -> Contest {
        let spare = self.spare.get_mut(&state).and_then(VecDeque::pop_front);
        spare.expect("there is one for each command")
    }
}

impl Contest {
    /// Up to the publication, and the cancellation.
    async fn draft(stand: &Stand, cast: &Cast, state: State) -> Self {
        let (open, close) = state.window();
        let content = short_challenge(stand, open, close);
        let tychy = &cast.tychy;
        let challenge = match state {
            State::Draft => stand.draft(tychy, &content).await,
            State::Review => stand.in_review(tychy, &content).await,
            State::Pending => stand.pending(tychy, &content).await,
            State::Approved => stand.approved(tychy, &content).await,
            _ => stand.published(tychy, &content).await,
        };
        let mut contest = Self {
            state,
            challenge: text(&challenge["name"]),
            stage: unknown("stages"),
            work: unknown("works"),
            question: unknown("questions"),
        };
        if state.is_published() {
            contest.stage = text(&challenge["stages"][0]["name"]);
            contest.question = contest.ask(stand, cast).await;
            contest.appoint(stand, cast).await;
        }
        if state == State::Cancelled {
            let body = json!({"name": contest.challenge, "reason": "Bez środków."});
            let rpc = "ChallengeService/CancelChallenge";
            stand.wire.done(tychy.head.clients(), rpc, body).await;
        }
        contest
    }

    async fn ask(&self, stand: &Stand, cast: &Cast) -> String {
        let body = json!({"challenge": self.challenge, "text": "Czy lampy?", "requestId": id()});
        let rpc = "QuestionService/AskQuestion";
        let asked = stand.wire.done(cast.entrant.clients(), rpc, body).await;
        text(&asked["name"])
    }

    /// Works are handed in.
    async fn enter(self, stand: &Stand, cast: &Cast) -> Self {
        if self.state != State::Open && !self.state.is_read() {
            return self;
        }
        for person in [&cast.entrant, &cast.rival] {
            let body = json!({
                "stage": self.stage,
                "entrant": person.account,
                "content": {"title": "Światło", "text": "Świeci, kiedy trzeba."},
                "requestId": id(),
            });
            let rpc = "EntryService/SubmitEntry";
            stand.wire.done(person.clients(), rpc, body).await;
        }
        self
    }

    /// The prizes are awarded.
    async fn award(self, stand: &Stand, cast: &Cast) -> Self {
        if self.state == State::Awarded {
            let body = json!({"name": self.challenge});
            let rpc = "ChallengeService/AwardPrizes";
            stand.wire.done(cast.tychy.head.clients(), rpc, body).await;
            self.is_disclosed(stand, cast).await;
        }
        self
    }
}

/// Publishing holds a connection while identity is asked: more at once would only wait.
async fn a_few_at_once<T>(these: impl IntoIterator<Item = impl Future<Output = T>>) -> Vec<T> {
    stream::iter(these).buffered(6).collect().await
}

fn id() -> Value {
    json!(Uuid::new_v4())
}
