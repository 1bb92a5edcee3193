//! A challenge as an editor would write it: video visits at a city office, in
//! two stages.

use linia_chassis::{grpc::timestamp, id::OrganizationId};
use linia_proto::{
    challenges::v1 as pb,
    r#type::v1::{LocalizedText, Money},
};
use time::{Duration, OffsetDateTime};

fn text(language_code: &str, text: &str) -> LocalizedText {
    LocalizedText {
        language_code: language_code.to_owned(),
        text: text.to_owned(),
    }
}

fn stage(title: &str, open_time: OffsetDateTime, finalist_count: i32) -> pb::Stage {
    let criterion = |key: &str, weight_basis_points| pb::Criterion {
        key: key.to_owned(),
        titles: vec![text("pl", key)],
        descriptions: vec![text("pl", "Opis")],
        weight_basis_points,
        max_points: 100,
    };
    pb::Stage {
        titles: vec![text("pl", title)],
        open_time: Some(timestamp(open_time)),
        close_time: Some(timestamp(open_time + Duration::days(10))),
        criteria: vec![criterion("koszt", 4_000), criterion("pomysl", 6_000)],
        finalist_count,
        hand_in: Some(hand_in()),
        judging: Some(pb::JudgingRules {
            ranking_method: pb::RankingMethod::Median.into(),
            tie_break_criteria: vec!["pomysl".to_owned()],
            reviews_per_work: 3,
            max_works_per_juror: 20,
        }),
        opening_mode: pb::OpeningMode::TwoPerson.into(),
        cure_period_days: 7,
        ..pb::Stage::default()
    }
}

fn hand_in() -> pb::HandInRequirements {
    pb::HandInRequirements {
        fields: vec![pb::HandInField {
            key: "harmonogram".to_owned(),
            labels: vec![text("pl", "Harmonogram"), text("en", "Schedule")],
            required: true,
            max_length: 5_000,
        }],
        attachments: Some(pb::AttachmentRules {
            media_types: vec!["application/pdf".to_owned()],
            max_count: 3,
            max_octets: 10_000_000,
            max_total_octets: 20_000_000,
        }),
    }
}

/// A draft without defects at `now`. The first stage takes works from the next
/// day on for ten days; the second from the thirtieth.
pub(crate) fn draft(authority: OrganizationId, now: OffsetDateTime) -> pb::Challenge {
    // Times are kept to the microsecond.
    let now = now.replace_nanosecond(0).expect("is in range");
    pb::Challenge {
        authority: authority.to_string(),
        source_language: "pl".to_owned(),
        titles: vec![text("pl", "Wizyty wideo"), text("en", "Video visits")],
        descriptions: vec![text(
            "pl",
            "Ponad czterdzieści spraw bez wychodzenia z domu.",
        )],
        cpv_codes: vec!["72212000".to_owned()],
        anonymous: true,
        required_qualifications: vec![text("pl", "Doświadczenie w e-usługach")],
        runner_up_allowed: true,
        admission: pb::AdmissionMode::Open.into(),
        time_zone: "Europe/Warsaw".to_owned(),
        stages: vec![
            pb::Stage {
                finalist_reimbursement: Some(Money {
                    currency_code: "PLN".to_owned(),
                    amount_minor: 2_500_000,
                }),
                ..stage("Opracowania", now + Duration::days(1), 3)
            },
            stage("Prototypy", now + Duration::days(30), 0),
        ],
        prizes: vec![pb::Prize {
            rank: 1,
            kind: pb::PrizeKind::Money.into(),
            money: Some(Money {
                currency_code: "PLN".to_owned(),
                amount_minor: 2_500_000,
            }),
        }],
        ..pb::Challenge::default()
    }
}
