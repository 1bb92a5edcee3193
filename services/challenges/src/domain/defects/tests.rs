//! Every defect is found, at its field, and nothing else with it.

use linia_chassis::standing::{EntrantKind, OrganizationSize};
use time::Duration;

use super::*;
use crate::domain::{
    admission::AdmissionMode,
    content::{Money, PrizeKind},
    examples::{self, NOW, text},
};

fn found(content: &Content) -> Vec<(String, &'static str)> {
    defects(content, NOW)
        .into_iter()
        .map(|finding| (finding.field, finding.reason))
        .collect()
}

#[test]
fn complete_draft_has_no_defects() {
    assert_eq!(found(&examples::content()), []);
}

#[test]
fn empty_draft_lists_all_that_is_missing() {
    let found = found(&Content::default());
    let expected = [
        ("source_language", "LANGUAGE_UNKNOWN"),
        ("titles", "TEXT_MISSING"),
        ("descriptions", "TEXT_MISSING"),
        ("anonymous", "NOT_ANONYMOUS"),
        ("time_zone", "TIME_ZONE_UNKNOWN"),
        ("stages", "STAGE_MISSING"),
        ("prizes", "MAIN_PRIZE_MISSING"),
    ];
    assert_eq!(
        found,
        expected.map(|(field, reason)| (field.to_owned(), reason))
    );
}

#[test]
fn each_defect_is_found_at_its_field_and_alone() {
    type Spoil = fn(&mut Content);
    let cases: &[(&str, &str, Spoil)] = &[
        ("titles", "SOURCE_TEXT_MISSING", |c| {
            c.titles = text("en", "Only English")
        }),
        ("titles[1].language_code", "LANGUAGE_UNKNOWN", |c| {
            c.titles[1].language_code = "xx".into();
        }),
        ("descriptions", "TEXT_MISSING", |c| c.descriptions.clear()),
        ("descriptions", "TEXTS_TOO_LONG", |c| {
            c.descriptions = text("pl", &"ą".repeat(200_001));
        }),
        ("cpv_codes[0]", "CPV_MALFORMED", |c| {
            c.cpv_codes[0] = "34993000-4".into()
        }),
        ("cpv_codes[1]", "DUPLICATE_CPV", |c| {
            c.cpv_codes = vec!["34993000".into(), "34993000".into()];
        }),
        ("anonymous", "NOT_ANONYMOUS", |c| c.anonymous = false),
        ("time_zone", "TIME_ZONE_UNKNOWN", |c| {
            c.time_zone = "Europe/Tychy".into()
        }),
        ("stages[0].titles", "TEXT_MISSING", |c| {
            c.stages[0].titles.clear()
        }),
        ("stages[0].open_time", "OPEN_TIME_MISSING", |c| {
            c.stages[0].open_time = None
        }),
        ("stages[0].close_time", "CLOSE_TIME_MISSING", |c| {
            c.stages[0].close_time = None
        }),
        ("stages[0].open_time", "TIME_PASSED", |c| {
            c.stages[0].open_time = Some(NOW);
        }),
        (
            "stages[0].close_time",
            "CLOSE_TIME_NOT_AFTER_OPEN_TIME",
            |c| {
                c.stages[0].close_time = c.stages[0].open_time;
            },
        ),
        ("stages[1].open_time", "STAGES_OVERLAP", |c| {
            c.stages[1].open_time = c.stages[0].close_time.map(|t| t - Duration::SECOND);
        }),
        ("stages[0].criteria", "CRITERION_MISSING", |c| {
            c.stages[0].criteria.clear()
        }),
        ("stages[0].criteria", "WEIGHTS_DO_NOT_ADD_UP", |c| {
            c.stages[0].criteria[0].weight_basis_points -= 1;
        }),
        (
            "stages[0].criteria[0].max_points",
            "MAX_POINTS_MISSING",
            |c| {
                c.stages[0].criteria[0].max_points = 0;
            },
        ),
        ("stages[0].criteria[0].key", "CRITERION_KEY_MISSING", |c| {
            c.stages[0].criteria[0].key.clear();
        }),
        (
            "stages[0].criteria[1].key",
            "DUPLICATE_CRITERION_KEY",
            |c| {
                c.stages[0].criteria[1].key = c.stages[0].criteria[0].key.clone();
            },
        ),
        (
            "stages[0].criteria[0].descriptions",
            "SOURCE_TEXT_MISSING",
            |c| {
                c.stages[0].criteria[0].descriptions = text("en", "Only English");
            },
        ),
        (
            "stages[0].finalist_count",
            "FINALIST_COUNT_OUT_OF_RANGE",
            |c| {
                c.stages[0].finalist_count = 1;
            },
        ),
        ("stages[1].finalist_count", "FINALISTS_IN_LAST_STAGE", |c| {
            c.stages[1].finalist_count = 2;
        }),
        (
            "stages[0].finalist_reimbursement.currency_code",
            "CURRENCY_UNKNOWN",
            |c| {
                let sum = c.stages[0].finalist_reimbursement.as_mut();
                sum.expect("is set").currency_code = "PLZ".into();
            },
        ),
        (
            "stages[1].finalist_reimbursement",
            "REIMBURSEMENT_IN_LAST_STAGE",
            |c| {
                let sum = c.stages[0].finalist_reimbursement.clone();
                c.stages[1].finalist_reimbursement = sum;
            },
        ),
        (
            "stages[0].hand_in.fields[0].key",
            "FIELD_KEY_MISSING",
            |c| {
                c.stages[0].hand_in.fields[0].key.clear();
            },
        ),
        (
            "stages[0].hand_in.fields[0].labels",
            "SOURCE_TEXT_MISSING",
            |c| {
                c.stages[0].hand_in.fields[0].labels = text("en", "Only English");
            },
        ),
        (
            "stages[0].hand_in.fields[0].max_length",
            "MAX_LENGTH_MISSING",
            |c| {
                c.stages[0].hand_in.fields[0].max_length = 0;
            },
        ),
        (
            "stages[0].hand_in.fields[1].key",
            "DUPLICATE_FIELD_KEY",
            |c| {
                let again = c.stages[0].hand_in.fields[0].clone();
                c.stages[0].hand_in.fields.push(again);
            },
        ),
        ("stages[0].hand_in.fields", "FIELDS_TOO_LONG", |c| {
            let mut more = c.stages[0].hand_in.fields[0].clone();
            (more.key, more.max_length) = ("more".into(), 95_001);
            c.stages[0].hand_in.fields.push(more);
        }),
        (
            "stages[0].hand_in.attachments.media_types",
            "MEDIA_TYPE_MISSING",
            |c| {
                examples::attachments(c).media_types.clear();
            },
        ),
        (
            "stages[0].hand_in.attachments.media_types[1]",
            "DUPLICATE_MEDIA_TYPE",
            |c| {
                let again = "application/pdf".to_owned();
                examples::attachments(c).media_types.push(again);
            },
        ),
        (
            "stages[0].hand_in.attachments.max_count",
            "MAX_COUNT_MISSING",
            |c| {
                examples::attachments(c).max_count = 0;
            },
        ),
        (
            "stages[0].hand_in.attachments.max_octets",
            "MAX_OCTETS_MISSING",
            |c| {
                examples::attachments(c).max_octets = 0;
            },
        ),
        (
            "stages[0].hand_in.attachments.max_total_octets",
            "TOTAL_BELOW_ONE_FILE",
            |c| {
                examples::attachments(c).max_total_octets = 9_999_999;
            },
        ),
        (
            "stages[1].judging.tie_break_criteria[0]",
            "CRITERION_UNKNOWN",
            |c| {
                c.stages[1].rules.tie_break_criteria = vec!["cost".into()];
            },
        ),
        (
            "stages[1].judging.tie_break_criteria[1]",
            "DUPLICATE_TIE_BREAK",
            |c| {
                c.stages[1].rules.tie_break_criteria = vec!["prototype".into(); 2];
            },
        ),
        (
            "stages[1].judging.max_works_per_juror",
            "LIMIT_WITHOUT_ASSIGNMENT",
            |c| {
                c.stages[1].rules.max_works_per_juror = 40;
            },
        ),
        (
            "stages[0].judging.reviews_per_work",
            "TOO_FEW_REVIEWS_TO_TRIM",
            |c| {
                c.stages[0].rules.reviews_per_work = 2;
            },
        ),
        ("required_qualifications", "SOURCE_TEXT_MISSING", |c| {
            c.required_qualifications = text("en", "Only English");
        }),
        (
            "application_deadline",
            "APPLICATION_DEADLINE_MISSING",
            |c| c.admission = AdmissionMode::Restricted,
        ),
        ("application_deadline", "TIME_PASSED", |c| {
            c.admission = AdmissionMode::Restricted;
            c.application_deadline = Some(NOW);
        }),
        (
            "application_deadline",
            "APPLICATION_DEADLINE_NOT_BEFORE_CLOSE",
            |c| {
                c.admission = AdmissionMode::Restricted;
                c.application_deadline = c.stages[0].close_time;
            },
        ),
        (
            "application_deadline",
            "APPLICATION_DEADLINE_UNEXPECTED",
            |c| c.application_deadline = c.stages[0].open_time,
        ),
        ("eligibility.kinds[1]", "DUPLICATE", |c| {
            c.eligibility.kinds = vec![EntrantKind::Team; 2];
        }),
        ("eligibility.country_codes[0]", "COUNTRY_UNKNOWN", |c| {
            c.eligibility.countries = vec!["UK".into()];
        }),
        (
            "eligibility.organization_sizes",
            "CONDITION_WITHOUT_ENTRANT",
            |c| {
                c.eligibility.kinds = vec![EntrantKind::Person, EntrantKind::Team];
                c.eligibility.organization_sizes = vec![OrganizationSize::Micro];
            },
        ),
        (
            "eligibility.team_size_min",
            "CONDITION_WITHOUT_ENTRANT",
            |c| {
                c.eligibility.kinds = vec![EntrantKind::Person];
                c.eligibility.team_size_min = 3;
            },
        ),
        ("eligibility.team_size_max", "RANGE_EMPTY", |c| {
            c.eligibility.team_size_min = 5;
            c.eligibility.team_size_max = 3;
        }),
        ("prizes", "MAIN_PRIZE_MISSING", |c| c.prizes.clear()),
        ("prizes", "RANKS_NOT_CONSECUTIVE", |c| c.prizes[1].rank = 3),
        ("prizes[1].rank", "RANK_MISSING", |c| c.prizes[1].rank = 0),
        ("prizes[0].kind", "PRIZE_KIND_MISSING", |c| {
            c.prizes[0].kind = None
        }),
        ("prizes[0].money", "MONEY_MISSING", |c| {
            c.prizes[0].money = None
        }),
        ("prizes[1].money", "MONEY_UNEXPECTED", |c| {
            c.prizes[1].money = Some(Money {
                currency_code: "PLN".into(),
                amount_minor: 1,
            });
        }),
        ("prizes[0].money.currency_code", "CURRENCY_UNKNOWN", |c| {
            let money = c.prizes[0].money.as_mut().expect("is money");
            money.currency_code = "PLZ".into();
            assert_eq!(c.prizes[0].kind, Some(PrizeKind::Money));
        }),
        ("prizes[0].money.amount_minor", "AMOUNT_MISSING", |c| {
            c.prizes[0].money.as_mut().expect("is money").amount_minor = 0;
        }),
    ];
    for (field, reason, spoil) in cases {
        let mut content = examples::content();
        spoil(&mut content);
        assert_eq!(found(&content), [((*field).to_owned(), *reason)]);
    }
}

#[test]
fn unknown_source_language_is_not_reported_again_for_every_text() {
    let content = Content {
        source_language: "xx".into(),
        ..examples::content()
    };
    assert_eq!(
        found(&content),
        [("source_language".to_owned(), "LANGUAGE_UNKNOWN")]
    );
}

#[test]
fn weight_of_zero_is_missing_even_if_the_others_add_up() {
    let mut content = examples::content();
    let mut more = content.stages[1].criteria[0].clone();
    more.key = "more".into();
    more.weight_basis_points = 0;
    content.stages[1].criteria.push(more);
    let field = "stages[1].criteria[1].weight_basis_points".to_owned();
    assert_eq!(found(&content), [(field, "WEIGHT_MISSING")]);
}

#[test]
fn defects_appear_as_time_passes() {
    let content = examples::content();
    let opened = content.stages[0].open_time.expect("is set");
    let late: Vec<_> = defects(&content, opened)
        .into_iter()
        .map(|f| f.reason)
        .collect();
    assert_eq!(late, ["TIME_PASSED"]);
}
