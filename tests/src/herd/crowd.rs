//! Makes the calls.

use std::time::{Duration, Instant};

use tokio::{
    task::JoinSet,
    time::{MissedTickBehavior, interval},
};
use uuid::Uuid;

use super::{
    Plan,
    call::{Call, Outcome},
    wire::{Answer, Connection, Wire},
};
use crate::{
    bench::{BenchError, Ground, Result},
    stack::Service,
};

/// As a gateway's, which many people share.
const CONNECTIONS: usize = 8;
/// Calls of the herd leave in bundles, so often.
const TICK: Duration = Duration::from_millis(5);

/// Everybody who hands in.
#[derive(Debug)]
pub struct Crowd {
    people: Vec<Entrant>,
    under_way: JoinSet<Answered>,
    answered: Vec<Answered>,
}

/// Somebody who hands in.
#[derive(Debug, Clone)]
struct Entrant {
    number: usize,
    wire: Wire,
    last: Uuid,
}

/// A call and its answer, yet to be read.
#[derive(Debug)]
struct Answered {
    person: usize,
    request_id: Uuid,
    answer: Answer,
}

impl Crowd {
    /// Everybody who is ready to enter.
    ///
    /// # Errors
    /// If they cannot connect.
    pub async fn gather(ground: &Ground) -> Result<Self> {
        let endpoint = ground.world.system.endpoint(Service::Submissions);
        let mut connections = Vec::with_capacity(CONNECTIONS);
        for _ in 0..CONNECTIONS {
            let connection = Connection::open(&endpoint).await;
            connections.push(connection.map_err(|source| BenchError::File {
                action: "a connection to submissions",
                source,
            })?);
        }
        let people = ground.entrants.iter().zip(connections.iter().cycle());
        let people = people
            .enumerate()
            .map(|(number, (person, connection))| Entrant {
                number,
                wire: connection.of(person.clients().bearer(), &ground.entry_of(person)),
                last: Uuid::new_v4(),
            });
        let people = people.collect();
        Ok(Self {
            people,
            under_way: JoinSet::new(),
            answered: Vec::new(),
        })
    }

    /// Entries taken per second at best, each person with the next as soon as the last is answered;
    /// with fewer people each time, because those who are turned away cost something too.
    pub async fn capacity(&mut self, plan: &Plan) -> f64 {
        let mut best = 0.0_f64;
        for round in 0..=plan.rounds {
            let (start, window) = (Instant::now(), plan.window);
            let mut tasks = JoinSet::new();
            let count = self.people.len().div_ceil(1 << round);
            for mut person in self.people.iter().take(count).cloned() {
                tasks.spawn(async move {
                    let mut calls = Vec::new();
                    while start.elapsed() < window {
                        calls.push(person.hand_in().await);
                    }
                    calls
                });
            }
            let calls: Vec<Answered> = tasks.join_all().await.into_iter().flatten().collect();
            let took = start.elapsed();
            let taken = calls.iter().filter(|call| call.answer.is_taken()).count();
            best = best.max(taken as f64 / took.as_secs_f64());
            self.answered.extend(calls);
        }
        best
    }

    /// Calls at a rate (per second), whatever is answered; returns when the last call has left.
    pub async fn stampede(&mut self, plan: &Plan, rate: f64) {
        let start = Instant::now();
        let mut tick = interval(TICK);
        tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut left = 0;
        while start.elapsed() < plan.before + plan.after {
            tick.tick().await;
            let due = (start.elapsed().as_secs_f64() * rate) as usize;
            for number in left..due {
                self.send(number, plan.repeat_every);
            }
            left = left.max(due);
        }
    }

    fn send(&mut self, number: usize, repeat_every: usize) {
        let count = self.people.len();
        // Every round begins with somebody else, so that everybody repeats at times.
        let person = &mut self.people[(number + number / count) % count];
        if !number.is_multiple_of(repeat_every) {
            person.last = Uuid::new_v4();
        }
        let person = person.clone();
        self.under_way.spawn(person.send());
    }

    /// Waits for the last answer, and reads all.
    pub async fn answers(mut self) -> Vec<Call> {
        self.answered.extend(self.under_way.join_all().await);
        self.answered.iter().map(Answered::read).collect()
    }
}

impl Entrant {
    async fn hand_in(&mut self) -> Answered {
        self.last = Uuid::new_v4();
        self.clone().send().await
    }

    async fn send(self) -> Answered {
        Answered {
            person: self.number,
            request_id: self.last,
            answer: self.wire.submit(self.last).await,
        }
    }
}

impl Answered {
    fn read(&self) -> Call {
        Call {
            person: self.person,
            request_id: self.request_id,
            outcome: Outcome::of(&self.answer),
            answered: self.answer.time,
        }
    }
}
