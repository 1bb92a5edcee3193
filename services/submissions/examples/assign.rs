//! Measures the draw of a large contest: 1,000 works, 60 jurors, three readers
//! each, two conflicts per work. `cargo run --release --example assign`.

#![expect(clippy::print_stdout, reason = "the measurement is the output")]

use std::time::Instant;

use linia_chassis::id::{AccountId, WorkId};
use linia_submissions::domain::assignment::{Call, Candidate, Pair, Seed, draw};

const WORKS: usize = 1000;
const JURORS: usize = 60;
const ROUNDS: u8 = 7;

fn main() {
    let works: Vec<_> = (0..WORKS).map(|_| WorkId::random()).collect();
    let jurors: Vec<_> = (0..JURORS).map(|_| AccountId::random()).collect();
    let conflicts = works
        .iter()
        .enumerate()
        .flat_map(|(n, work)| [n % JURORS, n / 17].map(|juror| Pair::new(*work, jurors[juror])));
    let call = Call {
        works: works.iter().copied().collect(),
        jurors: (0..JURORS)
            .map(|n| Candidate {
                account: jurors[n],
                qualified: n % 3 == 0,
            })
            .collect(),
        barred: conflicts.collect(),
        kept: [].into(),
        substitutes: [].into(),
        reviews_per_work: 3,
        max_works_per_juror: Some(52),
        qualified_reader: true,
        seed: Seed([0; 32]),
    };
    for round in 0..ROUNDS {
        let call = Call {
            seed: Seed([round; 32]),
            ..call.clone()
        };
        let start = Instant::now();
        let drawn = draw(&call);
        let took = start.elapsed();
        match drawn {
            Ok(drawn) => println!("{} reviews assigned in {took:?}", drawn.assigned.len()),
            Err(shortage) => println!("impossible in {took:?}: {shortage}"),
        }
    }
}
