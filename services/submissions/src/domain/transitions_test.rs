//! Every state of a juror and of a review against every command. Stages and entries have theirs
//! beside their code: [`stage`](super::stage), [`entry`](super::entry).

use linia_chassis::id::{AccountId, ChallengeId, EntrantName, StageId, WorkId};
use rand::{Rng, SeedableRng, rngs::StdRng};
use time::OffsetDateTime;
use uuid::Uuid;

use super::{
    error::TransitionError::{
        self, AlreadyDeclared, DeclarationMissing, JurorRecused, ReviewFinal,
    },
    jury::{Declaration, Juror},
    review::{Review, ReviewState, Scores},
};

const NOW: OffsetDateTime = OffsetDateTime::UNIX_EPOCH;

fn stage() -> StageId {
    StageId::from(Uuid::from_u128(1))
}

fn declaration(conflict: bool) -> Declaration {
    let entrant = || EntrantName::Account(AccountId::from(Uuid::from_u128(2)));
    Declaration {
        stage: stage(),
        conflicts: conflict.then(entrant).into_iter().collect(),
    }
}

/// How far a juror is with a stage.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    /// Was appointed.
    Silent,
    /// Has declared impartiality.
    Declared,
    /// Has left without a declaration.
    Gone,
    /// Has left after it, or by it.
    DeclaredAndGone,
}
use Place::{Declared, DeclaredAndGone, Gone, Silent};

fn juror_at(place: Place) -> Juror {
    let silent = Juror::appointed(ChallengeId::new(), AccountId::new(), false, true);
    let declared = |juror: Juror| juror.declare(declaration(false), NOW).expect("is silent");
    match place {
        Silent => silent,
        Declared => declared(silent),
        Gone => silent.recuse("ill".into(), NOW),
        DeclaredAndGone => declared(silent).recuse("ill".into(), NOW),
    }
}

fn place_of(juror: &Juror) -> Place {
    match (juror.is_recused(), juror.declaration(stage()).is_some()) {
        (false, false) => Silent,
        (false, true) => Declared,
        (true, false) => Gone,
        (true, true) => DeclaredAndGone,
    }
}

type Command = fn(Juror) -> Result<Juror, TransitionError>;
type Row = (&'static str, Command, [Result<Place, TransitionError>; 4]);

const PLACES: [Place; 4] = [Silent, Declared, Gone, DeclaredAndGone];

/// Each command, and where it leads from each of [`PLACES`].
#[rustfmt::skip]
const JUROR: [Row; 5] = [
    ("appoint again", |it| it.reappoint(true, true),
        [Ok(Silent), Ok(Declared), Err(JurorRecused), Err(JurorRecused)]),
    ("declare impartiality", |it| it.declare(declaration(false), NOW),
        [Ok(Declared), Err(AlreadyDeclared), Err(JurorRecused), Err(AlreadyDeclared)]),
    ("declare a conflict", |it| it.declare(declaration(true), NOW),
        [Ok(DeclaredAndGone), Err(AlreadyDeclared), Err(JurorRecused), Err(AlreadyDeclared)]),
    ("leave", |it| Ok(it.recuse("other".into(), NOW)),
        [Ok(Gone), Ok(DeclaredAndGone), Ok(Gone), Ok(DeclaredAndGone)]),
    ("read works", |it| it.may_read_works(stage()).map(|()| it),
        [Err(DeclarationMissing), Ok(Declared), Err(DeclarationMissing), Err(DeclarationMissing)]),
];

#[test]
fn every_command_to_a_juror_in_every_state() {
    for (name, command, expected) in JUROR {
        for (place, expected) in PLACES.into_iter().zip(expected) {
            let told = command(juror_at(place)).map(|juror| place_of(&juror));
            assert_eq!(told, expected, "{name}, {place:?}");
        }
    }
}

/// Rule 4: who has left never reads again, and nobody reads who has not declared before.
#[test]
fn no_history_of_a_juror_leads_back_to_the_works() {
    let mut rng = StdRng::seed_from_u64(11);
    let mut reads = 0;
    for _ in 0..2_000 {
        let (mut juror, mut declared, mut gone) = (juror_at(Silent), false, false);
        for _ in 0..8 {
            let (name, command, _) = JUROR[rng.random_range(0..JUROR.len())];
            if let Ok(after) = command(juror.clone()) {
                juror = after;
                declared |= name == "declare impartiality";
                gone |= ["leave", "declare a conflict"].contains(&name);
            }
            let may_read = juror.may_read_works(stage()).is_ok();
            assert_eq!(may_read, declared && !gone, "after {name}: {juror:?}");
            reads += usize::from(may_read);
        }
    }
    assert!(reads > 0, "some get to read");
}

fn review(state: ReviewState, remarks: &str) -> Review {
    Review {
        work: WorkId::from(Uuid::nil()),
        account: AccountId::from(Uuid::nil()),
        scores: Scores::new(),
        remarks: remarks.into(),
        state,
        update_time: NOW,
    }
}

#[test]
fn every_later_review_in_every_state() {
    use ReviewState::{Draft, Final};
    for (now, later, same, other) in [
        (Draft, Draft, Ok(()), Ok(())),
        (Draft, Final, Ok(()), Ok(())),
        (Final, Draft, Err(ReviewFinal), Err(ReviewFinal)),
        (Final, Final, Ok(()), Err(ReviewFinal)),
    ] {
        for (remarks, expected) in [("good", same), ("bad", other)] {
            let later = review(later, remarks);
            let told = review(now, "good").revise(later.clone());
            assert_eq!(told, expected.map(|()| later), "{now:?}, {remarks}");
        }
    }
}
