//! What becomes of a command.

use std::collections::BTreeSet;

use linia_chassis::{
    crypto::sha256,
    id::{AccountId, WorkId},
};
use time::OffsetDateTime;

use super::{Command, Correction, JURORS, Room, WORKS, entrant, juror, work};
use crate::domain::{
    assignment::{Call, Candidate, Pair, PairState, Seed, draw},
    correction::{ResultStanding, check_correctable},
    deliberation::Deliberation,
    evidence::Evidence,
    jury::{Declaration, Juror, check_composition},
    protocol::{Protocol, Supersedes},
    record::{ChangeRecord, ExclusionRecord, WaiverRecord},
    review::{Review, ReviewState, check_scores},
    screening::{Exclusion, Ground, Standing},
    stage::Judgement,
};

impl Room {
    /// What is there afterwards, if the command is accepted.
    pub(super) fn take(mut self, command: &Command, now: OffsetDateTime) -> Option<Self> {
        let deciding = matches!(
            command,
            Command::Judge | Command::Correct(_) | Command::Approve
        );
        if !deciding {
            self.life.in_jurys_hands().ok()?;
        }
        match *command {
            Command::Appoint(who) => self.appoint(who)?,
            Command::Declare(who, with) => self.declare(who, with, now)?,
            Command::Leave(who) => self.recuse(juror(who), now)?,
            Command::Draw => self.draw()?,
            Command::Assign(what, who) => self.assign(Pair::new(work(what), juror(who)), now)?,
            Command::Release(what, who) => {
                let pair = Pair::new(work(what), juror(who));
                let state = self.pairs.get(&pair)?.release().ok()?;
                self.change(pair, state, now);
            }
            Command::Report(what) => {
                let period = self.stage.rules.cure_period();
                self.screen(what, |it| it.report("long".into(), period, now).ok())?;
            }
            Command::Cure(what) => self.screen(what, |it| it.cure(now).ok())?,
            Command::Exclude(what, ground) => self.exclude(what, ground, now)?,
            Command::Review(who, what, points, is_final) => {
                let state = ReviewState::from_final(is_final);
                self.review(juror(who), work(what), points, state, now)?;
            }
            Command::Waive(what, enough) => self.waive(what, enough, now),
            Command::Judge => self.judge(now)?,
            Command::Correct(correction) => self.correct(correction, now)?,
            Command::Approve => {
                self.life.judged().ok()?;
                self.standing = ResultStanding::Approved;
            }
        }
        Some(self)
    }

    fn find(&mut self, account: AccountId) -> Option<&mut Juror> {
        self.jurors.iter_mut().find(|it| it.account == account)
    }

    fn appoint(&mut self, who: usize) -> Option<()> {
        match self.find(juror(who)) {
            Some(known) => *known = known.clone().reappoint(known.chair, true).ok()?,
            None => {
                let challenge = self.stage.challenge;
                self.jurors
                    .push(Juror::appointed(challenge, juror(who), false, true));
            }
        }
        Some(())
    }

    /// Where works are assigned, the conflict is kept apart, and keeps the work away.
    fn declare(&mut self, who: usize, with: Option<usize>, now: OffsetDateTime) -> Option<()> {
        let assigns = self.stage.rules.assigns_works();
        let conflicts = with.filter(|_| !assigns).map(entrant);
        let declaration = Declaration {
            stage: self.stage.id,
            conflicts: conflicts.into_iter().collect(),
        };
        let known = self.find(juror(who))?;
        *known = known.clone().declare(declaration, now).ok()?;
        let barred = with.map(|what| Pair::new(work(what), juror(who)));
        self.barred.extend(barred);
        Some(())
    }

    fn recuse(&mut self, account: AccountId, now: OffsetDateTime) -> Option<()> {
        let known = self.find(account)?;
        *known = known.clone().recuse("ill".into(), now);
        Some(())
    }

    fn draw(&mut self) -> Option<()> {
        if !self.stage.rules.assigns_works() {
            return None;
        }
        check_composition(&self.jurors, false).ok()?;
        let declared = |it: &&Juror| it.may_read_works(self.stage.id).is_ok();
        let jurors: Vec<_> = self.jurors.iter().filter(declared).collect();
        let pairs_in = |state| {
            let pairs = self.pairs.iter().filter(move |(_, is)| **is == state);
            let pairs = pairs.map(|(pair, _)| *pair);
            pairs.filter(|pair| jurors.iter().any(|it| it.account == pair.juror))
        };
        let excluded = self.reading().excluded;
        let works: BTreeSet<_> = (0..WORKS).map(work).collect();
        let works: BTreeSet<_> = works.difference(&excluded).copied().collect();
        let barred = self.barred.iter().copied();
        let competes = |pair: &Pair| works.contains(&pair.work);
        let call = Call {
            barred: barred.chain(pairs_in(PairState::Released)).collect(),
            kept: pairs_in(PairState::Assigned).filter(competes).collect(),
            substitutes: pairs_in(PairState::Substitute).collect(),
            jurors: jurors
                .iter()
                .map(|it| Candidate {
                    account: it.account,
                    qualified: it.qualified,
                })
                .collect(),
            reviews_per_work: self.stage.rules.readers(),
            max_works_per_juror: self.stage.rules.work_limit(),
            qualified_reader: false,
            seed: Seed::of_draw(&[1; 32], 1),
            works,
        };
        let drawn = draw(&call).ok()?;
        for (pairs, state) in [
            (drawn.assigned, PairState::Assigned),
            (drawn.substitutes, PairState::Substitute),
        ] {
            for pair in pairs {
                self.pairs.insert(pair, state);
            }
        }
        Some(())
    }

    fn assign(&mut self, pair: Pair, now: OffsetDateTime) -> Option<()> {
        let state = self.pairs.get(&pair)?.assign().ok()?;
        if self.find(pair.juror)?.is_recused() {
            return None;
        }
        let reads = |(other, is): &(&Pair, &PairState)| {
            other.juror == pair.juror && **is == PairState::Assigned
        };
        let limit = self.stage.rules.work_limit().unwrap_or(WORKS);
        if self.pairs.iter().filter(reads).count() >= limit {
            return None;
        }
        self.change(pair, state, now);
        Some(())
    }

    fn change(&mut self, pair: Pair, state: PairState, time: OffsetDateTime) {
        self.pairs.insert(pair, state);
        self.decisions.assignment_changes.push(ChangeRecord {
            work: pair.work,
            account: pair.juror,
            state: state.to_string(),
            reason: "ill".into(),
            changed_by: juror(0),
            time,
        });
    }

    fn screen(
        &mut self,
        what: usize,
        change: impl FnOnce(Standing) -> Option<Standing>,
    ) -> Option<()> {
        let before = self.screened.get(&work(what))?.clone();
        self.screened.insert(work(what), change(before)?);
        Some(())
    }

    fn exclude(&mut self, what: usize, ground: Ground, time: OffsetDateTime) -> Option<()> {
        let exclusion = Exclusion {
            ground,
            reason: "signed".into(),
            time,
        };
        let period = self.stage.rules.cure_period();
        let known = self.screened.get(&work(what))?.is_excluded();
        self.screen(what, |it| it.exclude(exclusion, period).ok())?;
        self.decisions
            .exclusions
            .extend((!known).then(|| ExclusionRecord {
                work: work(what),
                ground: ground.as_str().to_owned(),
                reason: "signed".into(),
                time,
            }));
        Some(())
    }

    fn review(
        &mut self,
        account: AccountId,
        what: WorkId,
        [idea, cost]: [i32; 2],
        state: ReviewState,
        now: OffsetDateTime,
    ) -> Option<()> {
        let stage = self.stage.id;
        self.find(account)?.may_read_works(stage).ok()?;
        if self.stage.rules.assigns_works() {
            let pair = Pair::new(what, account);
            self.pairs.get(&pair)?.read().ok()?;
        }
        if self.screened.get(&what)?.is_excluded() {
            return None;
        }
        let scores = [("idea".to_owned(), idea), ("cost".to_owned(), cost)];
        let later = Review {
            work: what,
            account,
            scores: check_scores(&self.stage.criteria, &scores, state).ok()?,
            remarks: String::new(),
            state,
            update_time: now,
        };
        let mut known = self.reviews.iter_mut();
        match known.find(|it| (it.work, it.account) == (what, account)) {
            Some(known) => *known = known.clone().revise(later).ok()?,
            None => self.reviews.push(later),
        }
        Some(())
    }

    /// The fewest that were waived to suffice.
    fn waive(&mut self, what: usize, enough: usize, time: OffsetDateTime) {
        let known = self.waivers.entry(work(what)).or_insert(enough);
        *known = enough.min(*known);
        self.decisions.waivers.push(WaiverRecord {
            work: work(what),
            sufficient_reviews: i32::try_from(enough).unwrap_or(i32::MAX),
            reason: "late".into(),
            time,
        });
    }

    fn judge(&mut self, now: OffsetDateTime) -> Option<()> {
        self.life.in_jurys_hands().ok()?;
        let protocol = self.protocol(now)?;
        self.life = self
            .life
            .judge(Judgement {
                protocol_sha256: hash(&protocol),
                sign_time: now,
            })
            .ok()?;
        self.protocols.push(protocol);
        Some(())
    }

    fn correct(&mut self, correction: Correction, now: OffsetDateTime) -> Option<()> {
        check_correctable(self.life, self.stage.is_last(), self.standing).ok()?;
        match correction {
            // Who corrects the protocol stays.
            Correction::Recuse(who) if who % JURORS == 0 => return None,
            Correction::Recuse(who) => self.recuse(juror(who), now)?,
            Correction::Exclude(what) => self.exclude(what, Ground::AuthorRevealed, now)?,
            Correction::Waive(what, enough) => self.waive(what, enough, now),
        }
        let former = self.protocols.last()?;
        let supersedes = Supersedes {
            number: i32::try_from(self.protocols.len()).ok()? + 1,
            protocol_sha256: hex::encode(hash(former)),
            reason: "a mistake".into(),
        };
        let protocol = Protocol {
            supersedes: Some(supersedes),
            ..self.protocol(now)?
        };
        self.protocols.push(protocol);
        Some(())
    }

    /// What the jury would sign now, if it may judge.
    pub(in crate::domain) fn protocol(&self, now: OffsetDateTime) -> Option<Protocol> {
        check_composition(&self.jurors, false).ok()?;
        let deliberation = Deliberation {
            stage: &self.stage,
            works: &self.works,
            jurors: &self.jurors,
            reviews: &self.reviews,
            reading: &self.reading(),
            decisions: &self.decisions,
            evidence: &Evidence::default(),
        };
        let ranking = deliberation.rank().ok()?;
        Some(deliberation.protocol(&ranking, "fewer points".into(), now))
    }
}

/// SHA-256 of what is signed.
pub(in crate::domain) fn hash(protocol: &Protocol) -> [u8; 32] {
    let text = serde_json::to_vec(protocol).expect("a protocol is plain data");
    sha256(&text)
}
