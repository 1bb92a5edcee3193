//! Every rule of a draw, on any call.

use std::collections::BTreeMap;

use proptest::prelude::*;
use uuid::Uuid;

use super::*;

fn work(n: usize) -> WorkId {
    Uuid::from_u128(1000 + n as u128).into()
}

fn juror(n: usize) -> AccountId {
    Uuid::from_u128(n as u128).into()
}

/// Every third juror is qualified.
fn call(works: usize, jurors: usize, reviews_per_work: usize) -> Call {
    Call {
        works: (0..works).map(work).collect(),
        jurors: (0..jurors)
            .map(|n| Candidate {
                account: juror(n),
                qualified: n % 3 == 0,
            })
            .collect(),
        barred: BTreeSet::new(),
        kept: BTreeSet::new(),
        substitutes: BTreeSet::new(),
        reviews_per_work,
        max_works_per_juror: None,
        qualified_reader: true,
        seed: Seed([9; 32]),
    }
}

fn pairs(works: usize, jurors: usize, share: f64) -> impl Strategy<Value = BTreeSet<Pair>> {
    let cells = proptest::collection::vec(proptest::bool::weighted(share), works * jurors);
    cells.prop_map(move |cells| {
        let chosen = cells.into_iter().enumerate().filter(|(_, chosen)| *chosen);
        chosen
            .map(|(cell, _)| Pair::new(work(cell / jurors), juror(cell % jurors)))
            .collect()
    })
}

fn any_call() -> impl Strategy<Value = Call> {
    (1..12_usize, 1..8_usize, 1..4_usize).prop_flat_map(|(works, jurors, reviews)| {
        let most = proptest::option::of(1..=works);
        let (barred, kept) = (pairs(works, jurors, 0.2), pairs(works, jurors, 0.05));
        (barred, kept, most, any::<bool>(), any::<[u8; 32]>()).prop_map(
            move |(barred, kept, max_works_per_juror, qualified_reader, seed)| Call {
                kept: kept.difference(&barred).copied().collect(),
                barred,
                max_works_per_juror,
                qualified_reader,
                seed: Seed(seed),
                ..call(works, jurors, reviews)
            },
        )
    })
}

fn readers(draw: &Draw, work: WorkId) -> Vec<AccountId> {
    let of_work = draw.assigned.iter().filter(|pair| pair.work == work);
    of_work.map(|pair| pair.juror).collect()
}

fn loads(call: &Call, draw: &Draw) -> BTreeMap<AccountId, usize> {
    let count = |account| draw.assigned.iter().filter(|p| p.juror == account).count();
    let jurors = call.jurors.iter().map(|juror| juror.account);
    jurors.map(|account| (account, count(account))).collect()
}

fn is_qualified(call: &Call, account: AccountId) -> bool {
    let mut jurors = call.jurors.iter();
    jurors.any(|juror| juror.account == account && juror.qualified)
}

proptest! {
    #[test]
    fn draw_keeps_every_rule(call in any_call()) {
        let Ok(draw) = draw(&call) else { return Ok(()) };
        prop_assert!(draw.assigned.is_superset(&call.kept));
        prop_assert!(draw.assigned.is_disjoint(&call.barred));
        prop_assert!(draw.substitutes.is_disjoint(&call.barred));
        prop_assert!(draw.substitutes.is_disjoint(&draw.assigned));
        for &work in &call.works {
            let readers = readers(&draw, work);
            let kept = call.kept.iter().filter(|pair| pair.work == work).count();
            // One more if those who read already fill the work without being qualified.
            prop_assert!(readers.len() >= call.reviews_per_work);
            prop_assert!(readers.len() <= call.reviews_per_work.max(kept + 1));
            let qualified = readers.iter().any(|&juror| is_qualified(&call, juror));
            prop_assert!(qualified || !call.qualified_reader);
        }
        for (account, load) in loads(&call, &draw) {
            let most = call.max_works_per_juror.unwrap_or(usize::MAX);
            prop_assert!(load <= most.max(call.kept_by(account)));
        }
    }

    #[test]
    fn same_call_has_the_same_draw(call in any_call()) {
        prop_assert_eq!(draw(&call), draw(&call));
    }

    #[test]
    fn no_exchange_makes_the_loads_more_even(call in any_call()) {
        let Ok(draw) = draw(&call) else { return Ok(()) };
        let loads = loads(&call, &draw);
        let free = |from: AccountId| draw.assigned.iter().filter(move |p| p.juror == from);
        for (&from, &high) in &loads {
            for (&to, _) in loads.iter().filter(|(_, low)| *low + 1 < high) {
                for pair in free(from).filter(|pair| !call.kept.contains(pair)) {
                    let moved = Pair::new(pair.work, to);
                    let allowed = !call.barred.contains(&moved) && !draw.assigned.contains(&moved);
                    let expert = is_qualified(&call, to) || !is_qualified(&call, from);
                    prop_assert!(!(allowed && expert), "{from} could pass {} to {to}", pair.work);
                }
            }
        }
    }

    #[test]
    fn shortage_says_what_is_true(call in any_call()) {
        let Err(shortage) = draw(&call) else { return Ok(()) };
        let missing: usize = shortage.works.iter().map(|short| short.missing).sum();
        prop_assert_eq!(missing, shortage.missing);
        prop_assert!(missing > 0);
        for short in &shortage.works {
            let allowed: Vec<_> = call.jurors.iter()
                .filter(|j| !call.barred.contains(&Pair::new(short.work, j.account)))
                .collect();
            match short.why {
                WhyShort::NobodyQualified => prop_assert!(!allowed.iter().any(|j| j.qualified)),
                WhyShort::TooFewJurors => prop_assert!(allowed.len() < call.reviews_per_work),
                WhyShort::JurorsFull => {
                    prop_assert!(call.max_works_per_juror.is_some(), "nobody is ever full");
                    prop_assert!(!shortage.exhausted.is_empty());
                }
            }
        }
    }

    #[test]
    fn every_work_has_as_many_substitutes_and_leaves_somebody_out(call in any_call()) {
        let call = Call { kept: BTreeSet::new(), ..call };
        let Ok(draw) = draw(&call) else { return Ok(()) };
        let count = |work| draw.substitutes.iter().filter(|p| p.work == work).count();
        let counts: BTreeSet<_> = call.works.iter().map(|&work| count(work)).collect();
        prop_assert_eq!(counts.len(), 1);
        let substitutes = counts.first().expect("all works have as many");
        let listed = call.reviews_per_work + substitutes;
        prop_assert!(listed < call.jurors.len() || call.jurors.len() == call.reviews_per_work);
    }
}

#[test]
fn unhindered_draw_is_even_to_one_work() {
    let call = call(100, 7, 3);
    let draw = draw(&call).expect("nothing hinders");
    let loads = loads(&call, &draw);
    let (least, most) = (loads.values().min(), loads.values().max());
    assert_eq!((least, most), (Some(&42), Some(&43)));
}

#[test]
fn second_draw_keeps_the_first_and_fills_what_a_juror_left() {
    let first = draw(&call(20, 6, 2)).expect("nothing hinders");
    let mut second = call(20, 6, 2);
    second
        .jurors
        .retain(|candidate| candidate.account != juror(1));
    second.kept = first.assigned.clone();
    second.kept.retain(|pair| pair.juror != juror(1));
    second.substitutes = first.substitutes;
    second.seed = Seed([10; 32]);
    let drawn = draw(&second).expect("five are enough");
    assert!(drawn.assigned.is_superset(&second.kept));
    assert!(
        second
            .works
            .iter()
            .all(|&work| readers(&drawn, work).len() == 2)
    );
}

#[test]
fn works_that_only_full_jurors_may_read_are_named() {
    // Two jurors may read works 0 to 3, one work each.
    let mut call = call(4, 3, 1);
    call.qualified_reader = false;
    call.max_works_per_juror = Some(1);
    call.barred = (0..4).map(|n| Pair::new(work(n), juror(2))).collect();
    let shortage = draw(&call).expect_err("two works stay");
    assert_eq!(shortage.missing, 2);
    assert_eq!(shortage.count(WhyShort::JurorsFull), 2);
    assert_eq!(shortage.exhausted, BTreeSet::from([juror(0), juror(1)]));
}

#[test]
fn thousand_works_and_sixty_jurors_are_drawn() {
    let mut call = call(1000, 60, 3);
    call.max_works_per_juror = Some(52);
    call.barred = (0..1000)
        .flat_map(|n| {
            [
                Pair::new(work(n), juror(n % 60)),
                Pair::new(work(n), juror(n / 17)),
            ]
        })
        .collect();
    let draw = draw(&call).expect("is enough");
    assert_eq!(draw.assigned.len(), 3000);
    assert!(draw.assigned.is_disjoint(&call.barred));
    assert!(
        loads(&call, &draw)
            .values()
            .all(|load| (49..=51).contains(load))
    );
}
