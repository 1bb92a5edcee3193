//! Prizes: a main prize, ranks without gaps, sums in real currencies.

use std::collections::BTreeSet;

use crate::domain::{
    content::{Money, Prize, PrizeKind},
    finding::Findings,
    vocabulary,
};

pub(super) fn check(prizes: &[Prize], found: &mut Findings) {
    let ranks: BTreeSet<i32> = prizes.iter().map(|p| p.rank).filter(|r| *r > 0).collect();
    found.check(
        ranks.contains(&1),
        "prizes",
        "MAIN_PRIZE_MISSING",
        "must have a prize of rank 1",
    );
    // Laureates are ranked from 1 without gaps: a prize after a gap would be
    // nobody's.
    let consecutive = ranks
        .iter()
        .zip(1..)
        .all(|(rank, expected)| *rank == expected);
    found.check(
        consecutive || !ranks.contains(&1),
        "prizes",
        "RANKS_NOT_CONSECUTIVE",
        "ranks must follow each other without gaps",
    );
    for (i, prize) in prizes.iter().enumerate() {
        check_prize(&format!("prizes[{i}]"), prize, found);
    }
}

fn check_prize(field: &str, prize: &Prize, found: &mut Findings) {
    found.check(
        prize.rank > 0,
        format!("{field}.rank"),
        "RANK_MISSING",
        "must be at least 1",
    );
    let money = format!("{field}.money");
    match (prize.kind, &prize.money) {
        (None, _) => found.add(format!("{field}.kind"), "PRIZE_KIND_MISSING", "must be set"),
        (Some(PrizeKind::Money), None) => found.add(money, "MONEY_MISSING", "must be set"),
        (Some(PrizeKind::Money), Some(sum)) => check_money(&money, sum, found),
        (Some(PrizeKind::ContractInvitation), None) => {}
        (Some(PrizeKind::ContractInvitation), Some(_)) => found.add(
            money,
            "MONEY_UNEXPECTED",
            "an invitation has no sum; a sum is a prize of its own",
        ),
    }
}

/// Checks a sum that somebody gets.
pub(super) fn check_money(field: &str, sum: &Money, found: &mut Findings) {
    found.check(
        vocabulary::is_currency(&sum.currency_code),
        format!("{field}.currency_code"),
        "CURRENCY_UNKNOWN",
        "must be the ISO 4217 code of a currency, such as PLN",
    );
    found.check(
        sum.amount_minor > 0,
        format!("{field}.amount_minor"),
        "AMOUNT_MISSING",
        "must be at least 1",
    );
}
