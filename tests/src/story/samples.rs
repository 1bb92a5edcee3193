//! The sample challenges, after real needs of Polish cities.

mod short;

use linia_proto::{
    challenges::v1::{
        AttachmentRules, Challenge, Criterion, EnrolmentRules, HandInRequirements, JudgingRules,
        OpeningMode, Phase, Prize, PrizeKind, Programme, RankingMethod, Stage,
    },
    r#type::v1::{LocalizedText, Money},
};
use time::{Duration, OffsetDateTime};

use super::world::timestamp;

pub use short::{crossings, shade};

/// A text in Polish and English.
#[must_use]
pub fn text(polish: &str, english: &str) -> Vec<LocalizedText> {
    [("pl", polish), ("en", english)]
        .map(|(language, text)| LocalizedText {
            language_code: language.to_owned(),
            text: text.to_owned(),
        })
        .to_vec()
}

/// Tychy: street lighting, in two stages. Stage I takes works from the first to the thirtieth day
/// after `now`, stage II from the fiftieth to the ninetieth.
#[must_use]
pub fn tychy(authority: &str, now: OffsetDateTime) -> Challenge {
    Challenge {
        authority: authority.to_owned(),
        source_language: "pl".to_owned(),
        titles: text(
            "Oświetlenie ulic, które myśli",
            "Street lighting that thinks",
        ),
        descriptions: text(
            "Miasto chce sterować oświetleniem ulic na podstawie danych o pogodzie i ruchu, które \
             zbiera już jego Inteligentny System Transportowy. Celem jest mniejsze zużycie energii \
             i mniej zanieczyszczenia światłem, bez utraty bezpieczeństwa.",
            "The city wants to steer its street lighting by the weather and traffic data that its \
             Intelligent Transport System gathers already. The aim is less energy and less light \
             pollution, with no loss of safety.",
        ),
        cpv_codes: vec!["34928500".to_owned(), "48000000".to_owned()],
        anonymous: true,
        time_zone: "Europe/Warsaw".to_owned(),
        stages: vec![
            Stage {
                titles: text("Opracowania studialne", "Study works"),
                hand_in: Some(drawings()),
                open_time: Some(timestamp(now + Duration::days(1))),
                close_time: Some(timestamp(now + Duration::days(30))),
                criteria: vec![
                    criterion("idea", "Pomysł", "Idea", 6000),
                    criterion("savings", "Oszczędność energii", "Energy saved", 4000),
                ],
                finalist_count: 2,
                finalist_reimbursement: Some(zloty(25_000)),
                ..Stage::default()
            },
            Stage {
                titles: text("Prototypy", "Prototypes"),
                open_time: Some(timestamp(now + Duration::days(50))),
                close_time: Some(timestamp(now + Duration::days(90))),
                criteria: vec![
                    criterion("works", "Działanie prototypu", "The prototype works", 5000),
                    criterion("savings", "Oszczędność energii", "Energy saved", 3000),
                    criterion("upkeep", "Koszt utrzymania", "Cost of upkeep", 2000),
                ],
                finalist_count: 0,
                ..Stage::default()
            },
        ],
        prizes: vec![
            Prize {
                rank: 1,
                kind: PrizeKind::ContractInvitation.into(),
                money: None,
            },
            Prize {
                rank: 1,
                kind: PrizeKind::Money.into(),
                money: Some(zloty(50_000)),
            },
        ],
        runner_up_allowed: true,
        ..Challenge::default()
    }
}

/// Białystok: video visits at the city office, in one stage.
#[must_use]
pub fn bialystok(authority: &str, now: OffsetDateTime) -> Challenge {
    Challenge {
        authority: authority.to_owned(),
        source_language: "pl".to_owned(),
        titles: text("Wideowizyta w urzędzie", "A video visit at the city office"),
        descriptions: text(
            "Mieszkaniec ma załatwić sprawę przez wideorozmowę: potwierdzić tożsamość profilem \
             zaufanym lub inaczej i przygotować dokumenty w trakcie wizyty. Wybrano ponad 40 \
             rodzajów spraw. Pierwszym wynikiem jest klikalna makieta drogi użytkownika.",
            "A resident shall settle a matter by video call: confirm their identity by trusted \
             profile or otherwise, and prepare documents during the visit. Over 40 kinds of \
             matters were found suitable. The first result is an interactive mock-up of the user's \
             path.",
        ),
        cpv_codes: vec!["72212000".to_owned()],
        anonymous: true,
        time_zone: "Europe/Warsaw".to_owned(),
        stages: vec![Stage {
            titles: text("Makieta", "Mock-up"),
            open_time: Some(timestamp(now + Duration::days(2))),
            close_time: Some(timestamp(now + Duration::days(200))),
            criteria: vec![criterion(
                "path",
                "Droga użytkownika",
                "The user's path",
                10_000,
            )],
            finalist_count: 0,
            ..Stage::default()
        }],
        prizes: vec![Prize {
            rank: 1,
            kind: PrizeKind::Money.into(),
            money: Some(zloty(40_000)),
        }],
        ..Challenge::default()
    }
}

/// Białystok: what was won becomes a service, in two phases. Two take part, and one may wait;
/// enrolment is open for ten days from `now` on.
#[must_use]
pub fn laboratory(organization: &str, now: OffsetDateTime) -> Programme {
    Programme {
        organization: organization.to_owned(),
        source_language: "pl".to_owned(),
        titles: text("Od prototypu do usługi", "From prototype to service"),
        descriptions: text(
            "Miasto prowadzi autorów dobrych rozwiązań do wdrożenia: doradza prawnie i układa z \
             nimi plan.",
            "The city leads the authors of good solutions to their use: with legal advice, and a \
             plan made together.",
        ),
        time_zone: "Europe/Warsaw".to_owned(),
        enrolment: Some(EnrolmentRules {
            open_time: None,
            close_time: Some(timestamp(now + Duration::days(10))),
            capacity: 2,
            waiting_capacity: 1,
        }),
        phases: vec![
            Phase {
                titles: text("Plan wdrożenia", "A plan"),
                may_leave: true,
                ..Phase::default()
            },
            Phase {
                titles: text("Opieka mentora", "A mentor's care"),
                capacity: 1,
                ..Phase::default()
            },
        ],
        ..Programme::default()
    }
}

/// Białystok: stops that speak, in one stage. Two jurors read each work, two people open them, and
/// formal defects can be cured. Works are taken from the first to the tenth day after `now`.
#[must_use]
pub fn talking_stops(authority: &str, now: OffsetDateTime) -> Challenge {
    Challenge {
        authority: authority.to_owned(),
        source_language: "pl".to_owned(),
        titles: text("Przystanki, które mówią", "Stops that speak"),
        descriptions: text(
            "Niewidomi pasażerowie mają wiedzieć, który autobus podjeżdża, bez pytania innych i bez \
             hałasu dla okolicy.",
            "Blind passengers shall know which bus is arriving, without asking others and without \
             noise for the neighbourhood.",
        ),
        cpv_codes: vec!["48813000".to_owned()],
        anonymous: true,
        time_zone: "Europe/Warsaw".to_owned(),
        stages: vec![Stage {
            titles: text("Pomysł", "Idea"),
            open_time: Some(timestamp(now + Duration::days(1))),
            close_time: Some(timestamp(now + Duration::days(10))),
            criteria: vec![
                criterion("help", "Pomoc pasażerom", "Help for passengers", 7000),
                criterion("quiet", "Cisza w okolicy", "Quiet around", 3000),
            ],
            judging: Some(JudgingRules {
                ranking_method: RankingMethod::Median.into(),
                tie_break_criteria: vec!["help".to_owned()],
                reviews_per_work: 2,
                max_works_per_juror: 4,
            }),
            opening_mode: OpeningMode::TwoPerson.into(),
            cure_period_days: 3,
            ..Stage::default()
        }],
        prizes: vec![Prize {
            rank: 1,
            kind: PrizeKind::Money.into(),
            money: Some(zloty(15_000)),
        }],
        ..Challenge::default()
    }
}

/// Drawings may come with a work.
fn drawings() -> HandInRequirements {
    let rules = AttachmentRules {
        media_types: vec!["application/pdf".to_owned()],
        max_count: 3,
        max_octets: 10 << 20,
        max_total_octets: 20 << 20,
    };
    HandInRequirements {
        attachments: Some(rules),
        ..HandInRequirements::default()
    }
}

fn criterion(key: &str, polish: &str, english: &str, weight: i32) -> Criterion {
    Criterion {
        key: key.to_owned(),
        titles: text(polish, english),
        descriptions: Vec::new(),
        weight_basis_points: weight,
        max_points: 10,
    }
}

fn zloty(amount: i64) -> Money {
    Money {
        currency_code: "PLN".to_owned(),
        amount_minor: amount * 100,
    }
}
