//! Maximum flow in a network of whole numbers (Dinic, 1970), which can be
//! widened and goes on from the flow that it has.

use std::collections::VecDeque;

/// A node of a network.
pub(super) type Node = usize;

/// An arc of a network. Its reverse has the number that differs in the last
/// bit.
pub(super) type Arc = usize;

/// What can still flow where.
#[derive(Debug, Default)]
pub(super) struct Network {
    /// The arcs out of each node.
    out: Vec<Vec<Arc>>,
    /// Where each arc leads.
    to: Vec<Node>,
    /// How much more each arc takes.
    room: Vec<usize>,
}

impl Network {
    pub(super) fn add_node(&mut self) -> Node {
        self.out.push(Vec::new());
        self.out.len() - 1
    }

    /// Adds an arc; flow prefers the arcs that were added first.
    pub(super) fn add_arc(&mut self, from: Node, to: Node, capacity: usize) -> Arc {
        let arc = self.to.len();
        for (from, to, room) in [(from, to, capacity), (to, from, 0)] {
            self.out[from].push(self.to.len());
            self.to.push(to);
            self.room.push(room);
        }
        arc
    }

    /// Lets an arc take more.
    pub(super) fn widen(&mut self, arc: Arc, by: usize) {
        self.room[arc] += by;
    }

    /// How much flows through an arc.
    pub(super) fn flow(&self, arc: Arc) -> usize {
        self.room[arc ^ 1]
    }

    /// Lets flow as much more as can, and says how much that is.
    pub(super) fn augment(&mut self, source: Node, sink: Node) -> usize {
        let mut total = 0;
        loop {
            let level = self.levels(source);
            if level[sink].is_none() {
                return total;
            }
            let mut next = vec![0; self.out.len()];
            loop {
                let pushed = self.push(source, sink, usize::MAX, &level, &mut next);
                if pushed == 0 {
                    break;
                }
                total += pushed;
            }
        }
    }

    /// Whether more could flow from the source to each node.
    pub(super) fn reachable(&self, source: Node) -> Vec<bool> {
        let level = self.levels(source);
        level.into_iter().map(|level| level.is_some()).collect()
    }

    /// How many arcs with room each node is away from the source.
    fn levels(&self, source: Node) -> Vec<Option<usize>> {
        let mut level = vec![None; self.out.len()];
        level[source] = Some(0);
        let mut queue = VecDeque::from([(source, 0)]);
        while let Some((node, depth)) = queue.pop_front() {
            for &arc in &self.out[node] {
                let to = self.to[arc];
                if self.room[arc] > 0 && level[to].is_none() {
                    level[to] = Some(depth + 1);
                    queue.push_back((to, depth + 1));
                }
            }
        }
        level
    }

    /// Pushes along one shortest path. `next` remembers which arcs of each node
    /// lead nowhere. A path passes each juror once at most, so it is not deep.
    fn push(
        &mut self,
        node: Node,
        sink: Node,
        limit: usize,
        level: &[Option<usize>],
        next: &mut [usize],
    ) -> usize {
        if node == sink {
            return limit;
        }
        while let Some(&arc) = self.out[node].get(next[node]) {
            let to = self.to[arc];
            let deeper = level[to] == level[node].map(|depth| depth + 1);
            if self.room[arc] > 0 && deeper {
                let pushed = self.push(to, sink, limit.min(self.room[arc]), level, next);
                if pushed > 0 {
                    self.room[arc] -= pushed;
                    self.room[arc ^ 1] += pushed;
                    return pushed;
                }
            }
            next[node] += 1;
        }
        0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flow_takes_back_what_stands_in_its_way() {
        // Both left nodes can go to the first right one, only one to the second.
        let mut network = Network::default();
        let [source, a, b, x, y, sink] = [(); 6].map(|()| network.add_node());
        let arcs = [
            (source, a),
            (source, b),
            (a, x),
            (a, y),
            (b, x),
            (x, sink),
            (y, sink),
        ];
        let arcs = arcs.map(|(from, to)| network.add_arc(from, to, 1));
        assert_eq!(network.augment(source, sink), 2);
        assert_eq!(arcs.map(|arc| network.flow(arc)), [1, 1, 0, 1, 1, 1, 1]);
        assert_eq!(network.augment(source, sink), 0);
    }

    #[test]
    fn widened_network_goes_on_from_its_flow() {
        let mut network = Network::default();
        let [source, a, sink] = [(); 3].map(|()| network.add_node());
        let narrow = network.add_arc(source, a, 1);
        network.add_arc(a, sink, 5);
        assert_eq!(network.augment(source, sink), 1);
        assert_eq!(network.reachable(source), [true, false, false]);
        network.widen(narrow, 2);
        assert_eq!(network.augment(source, sink), 2);
        assert_eq!(network.flow(narrow), 3);
    }
}
