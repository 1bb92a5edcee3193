//! No method is only ever refused.

use std::collections::BTreeSet;

use super::table::{Expected, PLACE, Table};
use crate::bad_input::wire::Wire;

impl Table {
    /// The methods that succeed for somebody in some state.
    fn successful(&self) -> BTreeSet<&str> {
        let success = |it: &Expected| matches!(it, Expected::Answered | Expected::Done);
        let cells = self.cells().filter(|(_, it)| success(it));
        cells
            .map(|(cell, _)| self.blocks[cell.block].rpc.as_str())
            .collect()
    }

    /// What is wrong with the successes of these methods: there is none and no reason why, or there
    /// is a reason that does not hold.
    fn complaints(&self, methods: &[String]) -> Vec<String> {
        let successful = self.successful();
        let excused = |method: &str| self.reasons.contains_key(method);
        let silent = methods.iter().filter(|method| {
            let method = method.as_str();
            !successful.contains(method) && !excused(method)
        });
        let silent = silent.map(|method| format!("{method} succeeds for nobody, and no `!` why"));
        let idle = self
            .reasons
            .keys()
            .filter(|method| successful.contains(method.as_str()) || !methods.contains(method));
        let idle = idle.map(|method| format!("{method} succeeds or is gone, and needs no `!`"));
        silent.chain(idle).collect()
    }
}

#[test]
fn every_method_succeeds_for_somebody_or_the_table_tells_why_not() {
    let table: Table = include_str!("answers.txt").parse().unwrap();
    let methods: Vec<_> = Wire::new().rpcs().iter().map(|rpc| rpc.name()).collect();
    let complaints = table.complaints(&methods);
    assert!(complaints.is_empty(), "{PLACE}: {complaints:#?}");
}

#[test]
fn method_that_is_only_refused_is_found() {
    let text = "= no DENIED REASON\n! A/Excused because\n! A/Idle because\n\
                A/Refused {}\n  any @nobody | no\n  any @rival | no\n\
                A/Excused {}\n  any @nobody | no\n\
                A/Idle {}\n  any @nobody | done\n\
                A/Answered {}\n  any @nobody | no\n  any @rival | ok\n";
    let table: Table = text.parse().unwrap();
    let methods = [
        "A/Refused",
        "A/Excused",
        "A/Idle",
        "A/Answered",
        "A/Missing",
    ];
    let complaints = table.complaints(&methods.map(str::to_owned));
    assert_eq!(
        complaints,
        [
            "A/Refused succeeds for nobody, and no `!` why",
            "A/Missing succeeds for nobody, and no `!` why",
            "A/Idle succeeds or is gone, and needs no `!`",
        ]
    );
}
