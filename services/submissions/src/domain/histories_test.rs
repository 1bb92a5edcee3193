//! Whatever is tried, in whatever order: the rules of a jury's work hold. What must be is told from
//! the accepted commands alone.

use std::collections::{BTreeMap, BTreeSet};

use linia_chassis::id::{AccountId, WorkId};
use proptest::{
    prelude::*,
    strategy::ValueTree,
    test_runner::{Config, RngAlgorithm, TestRng, TestRunner},
};
use time::OffsetDateTime;

use super::{
    assignment::Pair,
    histories::{
        Command, Correction, Room, Step, WORKS, any_history, entrant, juror, live_through,
        taking::hash, work,
    },
    public_protocol::PublicProtocol,
    review::ReviewState,
    screening::Standing,
};

const NOW: OffsetDateTime = OffsetDateTime::UNIX_EPOCH;

/// What the accepted commands say, as a clerk would keep it.
#[derive(Debug, Clone, Default)]
struct Clerk {
    sitting: BTreeSet<AccountId>,
    declared: BTreeSet<AccountId>,
    released: BTreeSet<Pair>,
    excluded: BTreeSet<WorkId>,
    waived: BTreeMap<WorkId, usize>,
    /// The last word of each.
    finals: BTreeMap<Pair, [i32; 2]>,
}

impl Clerk {
    fn new(room: &Room) -> Self {
        Self {
            sitting: room.jurors.iter().map(|juror| juror.account).collect(),
            ..Self::default()
        }
    }

    fn note(&mut self, assigns: bool, command: &Command) {
        match *command {
            Command::Appoint(who) => drop(self.sitting.insert(juror(who))),
            Command::Declare(who, with) => {
                self.declared.insert(juror(who));
                if with.is_some() && !assigns {
                    self.sitting.remove(&juror(who));
                }
            }
            Command::Leave(who) | Command::Correct(Correction::Recuse(who)) => {
                self.sitting.remove(&juror(who));
            }
            Command::Release(what, who) => {
                self.released.insert(Pair::new(work(what), juror(who)));
            }
            Command::Exclude(what, _) | Command::Correct(Correction::Exclude(what)) => {
                self.excluded.insert(work(what));
            }
            Command::Waive(what, enough) | Command::Correct(Correction::Waive(what, enough)) => {
                let known = self.waived.entry(work(what)).or_insert(enough);
                *known = enough.min(*known);
            }
            Command::Review(who, what, points, true) => {
                let pair = Pair::new(work(what), juror(who));
                self.finals.insert(pair, points);
            }
            Command::Draw
            | Command::Assign(..)
            | Command::Report(_)
            | Command::Cure(_)
            | Command::Review(..)
            | Command::Judge
            | Command::Approve => {}
        }
    }

    /// The reviews that count (rule 4).
    fn counting(&self) -> BTreeMap<Pair, [i32; 2]> {
        let finals = self.finals.iter().filter(|(pair, _)| {
            self.sitting.contains(&pair.juror)
                && !self.excluded.contains(&pair.work)
                && !self.released.contains(pair)
        });
        finals.map(|(pair, points)| (*pair, *points)).collect()
    }

    /// Whether the jury can decide (rule 4).
    fn is_complete(&self, assigns: bool) -> bool {
        let stated = if assigns { 2 } else { self.sitting.len() };
        let counting = self.counting();
        let mut competing = (0..WORKS)
            .map(work)
            .filter(|it| !self.excluded.contains(it));
        self.sitting.len() >= 3
            && competing.all(|work| {
                let done = counting.keys().filter(|pair| pair.work == work).count();
                let waived = self.waived.get(&work).copied().unwrap_or(stated);
                // What nobody has judged has no rank.
                done >= waived.min(stated).max(1)
            })
    }
}

/// Rule 4: the jury can decide as soon as nothing is missing that is required, and not before.
fn ranking_waits_for_every_required_review(room: &Room, clerk: &Clerk) -> bool {
    let complete = clerk.is_complete(room.stage.rules.assigns_works());
    room.protocol(NOW).is_some() == complete
}

/// Rule 4: the protocol would rest on the reviews that count and on no other: whatever else was
/// written, the ranking is the same.
fn nothing_else_moves_the_ranking(room: &Room, clerk: &Clerk) -> bool {
    let Some(protocol) = room.protocol(NOW) else {
        return true;
    };
    let points = |it: &BTreeMap<String, i32>| ["idea", "cost"].map(|key| it[key]);
    let told = protocol.reviews.iter();
    let told: BTreeMap<_, _> = told
        .map(|it| (Pair::new(it.work, it.account), points(&it.scores)))
        .collect();
    let counting = clerk.counting();
    let mut forged = room.clone();
    for review in &mut forged.reviews {
        if !counting.contains_key(&Pair::new(review.work, review.account)) {
            for points in review.scores.values_mut() {
                *points = 10 - *points;
            }
        }
    }
    told == counting && forged.protocol(NOW) == Some(protocol)
}

/// Rule 6: after the judgement nothing changes but by a correction, which takes the place of the
/// protocol before it and adds no score; before it there is no protocol, so nobody sees the scores
/// of others.
fn record_stays_as_it_was_signed(step: &Step) -> bool {
    let (before, after) = (&step.before, &step.after);
    let judged = before.life.judged().is_ok();
    let corrects = matches!(step.command, Command::Correct(_));
    let approves = matches!(step.command, Command::Approve);
    let signs = corrects || matches!(step.command, Command::Judge);
    let added = &after.protocols[before.protocols.len()..];
    let supersedes = added.iter().all(|protocol| {
        let former = before.protocols.last();
        let named = protocol.supersedes.as_ref().map(|it| &it.protocol_sha256);
        named == former.map(|former| hex::encode(hash(former))).as_ref()
            && former.is_none_or(|former| {
                let mut reviews = protocol.reviews.iter();
                reviews.all(|review| former.reviews.contains(review))
            })
    });
    after.protocols.starts_with(&before.protocols)
        && added.len() == usize::from(signs)
        && supersedes
        && after.protocols.is_empty() == after.life.judged().is_err()
        && (!judged || after.life == before.life)
        && (!judged || after.reviews == before.reviews)
        && (!judged || corrects || approves)
}

/// A final review stays; and nobody scores what is kept from them, or before declaring (rule 4).
fn reviews_are_those_of_whom_the_work_is(step: &Step, clerk: &Clerk) -> bool {
    let (before, after) = (&step.before, &step.after);
    let mut finals = before.reviews.iter();
    let kept = finals.all(|it| it.state == ReviewState::Draft || after.reviews.contains(it));
    let Command::Review(who, what, ..) = step.command else {
        return kept && after.reviews == before.reviews;
    };
    let pair = Pair::new(work(what), juror(who));
    kept && clerk.declared.contains(&pair.juror)
        && clerk.sitting.contains(&pair.juror)
        && !after.barred.contains(&pair)
        && !clerk.released.contains(&pair)
        && !clerk.excluded.contains(&pair.work)
}

/// Rule 3: what is signed names no entrant, not by a conflict either.
fn protocols_name_no_entrant(step: &Step) -> bool {
    let protocols = step.after.protocols.iter();
    let mut texts = protocols.flat_map(|protocol| {
        let public = PublicProtocol::new(protocol.clone(), hash(protocol));
        let texts = [
            serde_json::to_string(protocol),
            serde_json::to_string(&public),
        ];
        texts.map(|text| text.expect("plain data"))
    });
    let names = (0..WORKS).map(|it| entrant(it).to_string());
    let ids: Vec<_> = names
        .filter_map(|name| name.rsplit('/').next().map(str::to_owned))
        .collect();
    texts.all(|text| ids.iter().all(|id| !text.contains(id)))
}

proptest! {
    #[test]
    fn any_history_of_a_jury_keeps_the_rules(history in any_history()) {
        let steps = live_through(&history);
        let mut clerk = steps.first().map(|step| Clerk::new(&step.before)).unwrap_or_default();
        for step in steps {
            prop_assert!(reviews_are_those_of_whom_the_work_is(&step, &clerk), "{step:?}");
            clerk.note(history.assigns, &step.command);
            let room = &step.after;
            prop_assert!(ranking_waits_for_every_required_review(room, &clerk), "{step:?}");
            prop_assert!(nothing_else_moves_the_ranking(room, &clerk), "{step:?}");
            prop_assert!(record_stays_as_it_was_signed(&step), "{step:?}");
            prop_assert!(protocols_name_no_entrant(&step), "{step:?}");
        }
    }
}

/// What happened in an accepted step, as far as the properties depend on it.
fn reached(step: &Step, clerk: &Clerk) -> Vec<&'static str> {
    let (before, after) = (&step.before, &step.after);
    let scored = |pair: &Pair| clerk.finals.contains_key(pair);
    let assigns = after.stage.rules.assigns_works();
    let cured = after
        .screened
        .values()
        .any(|it| matches!(it, Standing::Cured(_)));
    let gone = |who| move |pair: &Pair| pair.juror == juror(who);
    let left = match step.command {
        Command::Leave(who) => clerk.finals.keys().any(gone(who)),
        _ => false,
    };
    let released = match step.command {
        Command::Release(what, who) => scored(&Pair::new(work(what), juror(who))),
        _ => false,
    };
    let judged = matches!(step.command, Command::Judge);
    let waived = judged && {
        let mut bare = after.clone();
        bare.waivers.clear();
        bare.protocol(NOW).is_none()
    };
    let corrected = match step.command {
        Command::Correct(Correction::Recuse(_)) => "corrected without a juror",
        Command::Correct(Correction::Exclude(_)) => "corrected without a work",
        Command::Correct(Correction::Waive(..)) => "corrected with a waiver",
        _ => "",
    };
    let changes = after.pairs.len() > before.pairs.len();
    let all = [
        (judged && assigns, "judged what was shared out"),
        (judged && !assigns, "judged by everybody"),
        (judged && !after.barred.is_empty(), "judged with a conflict"),
        (
            judged && after.jurors.len() > 4,
            "judged with a replacement",
        ),
        (
            judged && !clerk.excluded.is_empty(),
            "judged without a work",
        ),
        (waived, "judged by a waiver"),
        (left, "left with final reviews"),
        (released, "released after a final review"),
        (cured, "cured"),
        (changes && !before.pairs.is_empty(), "drawn again"),
        (matches!(step.command, Command::Assign(..)), "taken over"),
        (matches!(step.command, Command::Approve), "approved"),
        (!corrected.is_empty(), corrected),
    ];
    let all = all.into_iter().filter(|(happened, _)| *happened);
    all.map(|(_, name)| name).collect()
}

/// The histories get everywhere: a property of what never happens says nothing.
#[test]
fn histories_of_juries_reach_everything() {
    let seed = TestRng::from_seed(RngAlgorithm::ChaCha, &[7; 32]);
    let mut runner = TestRunner::new_with_rng(Config::default(), seed);
    let mut got = BTreeSet::new();
    for _ in 0..3_000 {
        let history = any_history().new_tree(&mut runner).expect("draws");
        let history = history.current();
        let mut clerk = Clerk::default();
        for step in live_through(&history) {
            got.extend(reached(&step, &clerk));
            clerk.note(history.assigns, &step.command);
        }
        if got.len() == 15 {
            return;
        }
    }
    panic!("only {got:?}");
}
