//! Challenges of contests that end early: small ones, in one stage, judged by one criterion.

use linia_proto::challenges::v1::{Challenge, Prize, PrizeKind, Stage};
use time::{Duration, OffsetDateTime};

use super::{criterion, text, zloty};
use crate::story::world::timestamp;

/// Białystok: lighting again, of crossings. Works are taken from the sixth hour to the tenth day
/// after `now`.
#[must_use]
pub fn crossings(authority: &str, now: OffsetDateTime) -> Challenge {
    Challenge {
        authority: authority.to_owned(),
        titles: text(
            "Oświetlenie przejść dla pieszych",
            "Lighting for pedestrian crossings",
        ),
        descriptions: text(
            "Kierowcy mają widzieć pieszych po zmroku i przy złej pogodzie. Oświetlenie ulic nie \
             może przez to zużywać więcej energii.",
            "Drivers shall see pedestrians after dusk and in bad weather. Street lighting must not \
             take more energy for it.",
        ),
        cpv_codes: vec!["34928500".to_owned()],
        stages: vec![one_stage(
            now + Duration::hours(6),
            now + Duration::days(10),
        )],
        ..small(20_000)
    }
}

/// Tychy: shade for the market square. Works are taken from the sixth hour to the ninth day after `now`.
#[must_use]
pub fn shade(authority: &str, now: OffsetDateTime) -> Challenge {
    Challenge {
        authority: authority.to_owned(),
        titles: text("Cień na rynku", "Shade on the market square"),
        descriptions: text(
            "W upalne dni na rynku nie da się usiąść. Cień ma znikać, kiedy na rynku jest koncert.",
            "On hot days nobody can sit down on the market square. The shade shall go when there is \
             a concert.",
        ),
        cpv_codes: vec!["45112700".to_owned()],
        stages: vec![one_stage(now + Duration::hours(6), now + Duration::days(9))],
        ..small(10_000)
    }
}

/// What is the same in each, with a prize of so many zlotys.
fn small(prize: i64) -> Challenge {
    Challenge {
        source_language: "pl".to_owned(),
        anonymous: true,
        time_zone: "Europe/Warsaw".to_owned(),
        prizes: vec![Prize {
            rank: 1,
            kind: PrizeKind::Money.into(),
            money: Some(zloty(prize)),
        }],
        ..Challenge::default()
    }
}

fn one_stage(open: OffsetDateTime, close: OffsetDateTime) -> Stage {
    Stage {
        titles: text("Pomysł", "Idea"),
        open_time: Some(timestamp(open)),
        close_time: Some(timestamp(close)),
        criteria: vec![criterion("idea", "Pomysł", "Idea", 10_000)],
        ..Stage::default()
    }
}
