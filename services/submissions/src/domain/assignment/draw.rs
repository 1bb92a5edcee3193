//! The draw: the most even assignment that keeps every rule.

use std::collections::BTreeSet;

use linia_chassis::id::{AccountId, WorkId};

use super::{
    Call, Pair, Shortage,
    flow::{Arc, Network, Node},
    shortage::explain,
    substitutes::pick_substitutes,
};

/// What a draw gave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draw {
    /// Who reads what, those who did before included.
    pub assigned: BTreeSet<Pair>,
    /// Who may take which work over; nobody who is barred from it.
    pub substitutes: BTreeSet<Pair>,
}

/// Draws who reads what.
///
/// # Errors
/// [`Shortage`], with every work that cannot be given to enough jurors.
pub fn draw(call: &Call) -> Result<Draw, Shortage> {
    let mut board = Board::set(call);
    let most = call.works.len();
    let limit = call
        .max_works_per_juror
        .map_or(most, |limit| limit.min(most));
    let given = board.distribute(limit);
    if given < board.needed {
        let short = board.short_works();
        return Err(explain(
            call,
            short,
            board.exhausted(),
            board.needed - given,
        ));
    }
    let mut assigned = board.given();
    assigned.extend(call.kept.iter().copied());
    let substitutes = pick_substitutes(call, &assigned);
    Ok(Draw {
        assigned,
        substitutes,
    })
}

/// The network: source → jurors → works → sink. Each work has two doors: one
/// for the qualified alone, one for anybody; the qualified may use both.
struct Board {
    network: Network,
    source: Node,
    sink: Node,
    needed: usize,
    jurors: Vec<Seat>,
    works: Vec<Desk>,
    reads: Vec<(Arc, Pair)>,
}

/// A juror in the network.
struct Seat {
    juror: AccountId,
    node: Node,
    /// From the source: how many works the juror gets.
    load: Arc,
    /// How many works the juror has already.
    kept: usize,
}

/// A work in the network.
struct Desk {
    work: WorkId,
    /// Its door for the qualified, and its door for all.
    doors: [Node; 2],
    /// To the sink: how much of its needs is met.
    met: [Arc; 2],
    needs: [usize; 2],
}

impl Board {
    fn set(call: &Call) -> Self {
        let mut network = Network::default();
        let (source, sink) = (network.add_node(), network.add_node());
        let mut works: Vec<_> = call.works.iter().copied().collect();
        works.sort_by_key(|work| call.seed.place(&[work.as_uuid()]));
        let works: Vec<_> = works
            .into_iter()
            .map(|work| Desk::set(&mut network, call, work, sink))
            .collect();
        let mut board = Self {
            needed: works.iter().flat_map(|desk| desk.needs).sum(),
            network,
            source,
            sink,
            jurors: Vec::new(),
            works,
            reads: Vec::new(),
        };
        board.seat(call);
        board
    }

    fn seat(&mut self, call: &Call) {
        let mut jurors = call.jurors.clone();
        jurors.sort_by_key(|juror| call.seed.place(&[juror.account.as_uuid()]));
        for candidate in jurors {
            let juror = candidate.account;
            let node = self.network.add_node();
            let load = self.network.add_arc(self.source, node, 0);
            self.jurors.push(Seat {
                juror,
                node,
                load,
                kept: call.kept_by(juror),
            });
            let open: BTreeSet<_> = call.open_to(juror).collect();
            let mut desks: Vec<_> = (self.works.iter())
                .filter(|desk| open.contains(&desk.work))
                .map(|desk| (desk.work, desk.doors[usize::from(!candidate.qualified)]))
                .collect();
            desks.sort_by_cached_key(|(work, _)| {
                call.seed.place(&[juror.as_uuid(), work.as_uuid()])
            });
            for (work, door) in desks {
                let arc = self.network.add_arc(node, door, 1);
                self.reads.push((arc, Pair::new(work, juror)));
            }
        }
    }

    /// Raises the limit of all jurors by one work at a time.
    fn distribute(&mut self, limit: usize) -> usize {
        let mut given = 0;
        for level in 1..=limit {
            if given == self.needed {
                break;
            }
            for seat in self.jurors.iter().filter(|seat| seat.kept < level) {
                self.network.widen(seat.load, 1);
            }
            given += self.network.augment(self.source, self.sink);
        }
        given
    }

    fn given(&self) -> BTreeSet<Pair> {
        let given = self.reads.iter();
        let given = given.filter(|(arc, _)| self.network.flow(*arc) > 0);
        given.map(|(_, pair)| *pair).collect()
    }

    /// The works whose needs are not met.
    fn short_works(&self) -> Vec<(WorkId, [usize; 2])> {
        let missing = |desk: &Desk| {
            let met = desk.met.map(|arc| self.network.flow(arc));
            [desk.needs[0] - met[0], desk.needs[1] - met[1]]
        };
        let works = self.works.iter().map(|desk| (desk.work, missing(desk)));
        works.filter(|(_, missing)| *missing != [0, 0]).collect()
    }

    /// The jurors who can take no more works.
    fn exhausted(&self) -> BTreeSet<AccountId> {
        let reachable = self.network.reachable(self.source);
        let exhausted = self.jurors.iter().filter(|seat| !reachable[seat.node]);
        exhausted.map(|seat| seat.juror).collect()
    }
}

impl Desk {
    fn set(network: &mut Network, call: &Call, work: WorkId, sink: Node) -> Self {
        let needs = call.needs(work);
        let doors = [network.add_node(), network.add_node()];
        let met = [
            network.add_arc(doors[0], sink, needs.qualified),
            network.add_arc(doors[1], sink, needs.others),
        ];
        network.add_arc(doors[0], doors[1], needs.others);
        Self {
            work,
            doors,
            met,
            needs: [needs.qualified, needs.others],
        }
    }
}
