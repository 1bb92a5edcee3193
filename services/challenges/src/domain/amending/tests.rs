use proptest::prelude::*;
use time::Duration;

use super::{
    super::{examples, examples::NOW},
    *,
};

fn titles(texts: &[(&str, &str)]) -> ClarifiedTexts {
    let text = |&(language_code, text): &(&str, &str)| LocalizedText {
        language_code: language_code.to_owned(),
        text: text.to_owned(),
    };
    ClarifiedTexts {
        titles: Some(texts.iter().map(text).collect()),
        descriptions: None,
    }
}

fn amend(texts: ClarifiedTexts) -> Transition {
    examples::published().amend(texts, 1, "clearer".into(), NOW)
}

#[test]
fn amendment_tells_what_differs_and_nothing_else() {
    let (challenge, event) = amend(titles(&[
        ("uk", "Розумне освітлення"),
        ("pl", "Inteligentne oświetlenie ulic"),
        ("en", "Intelligent lighting"),
    ]))
    .expect("works are still taken");
    let Event::Amended(amendment) = event else {
        panic!("is an amendment");
    };
    let change = |language_code: &str, before: &str, after: &str| FieldChange {
        field: "titles".into(),
        language_code: language_code.into(),
        before: before.into(),
        after: after.into(),
    };
    let expected = [
        change(
            "pl",
            "Inteligentne oświetlenie",
            "Inteligentne oświetlenie ulic",
        ),
        change("uk", "", "Розумне освітлення"),
    ];
    assert_eq!(amendment.changes, expected);
    assert_eq!((amendment.number, amendment.create_time), (1, NOW));
    assert_eq!(challenge.content.titles.len(), 3);
}

#[test]
fn amendment_that_changes_nothing_is_refused() {
    let same = titles(&[
        ("en", "Intelligent lighting"),
        ("pl", "Inteligentne oświetlenie"),
    ]);
    assert_eq!(amend(same), Err(TransitionError::NothingAmended));
    let nothing = ClarifiedTexts::default();
    assert_eq!(amend(nothing), Err(TransitionError::NothingAmended));
}

#[test]
fn published_text_is_not_withdrawn() {
    let refused = amend(titles(&[("pl", "Lampy")]));
    let expected = TransitionError::TextWithdrawn {
        field: "titles".into(),
        language_code: "en".into(),
    };
    assert_eq!(refused, Err(expected));
}

#[test]
fn amended_texts_have_no_defects() {
    let pl = "p".repeat(limits::PUBLISHED_TEXT_OCTETS);
    for texts in [
        titles(&[("pl", "Lampy"), ("en", "Lamps"), ("xx", "?")]),
        titles(&[("pl", &pl), ("en", "Lamps")]),
    ] {
        let refused = amend(texts);
        assert!(matches!(refused, Err(TransitionError::HasDefects(found)) if found.len() == 1));
    }
}

#[test]
fn nothing_is_amended_after_the_deadline_for_works() {
    let challenge = examples::published();
    let close_time = challenge.content.stages[0].close_time.expect("is set");
    let texts = || titles(&[("pl", "Lampy"), ("en", "Lamps")]);
    let last = close_time - Duration::NANOSECOND;
    let amended = challenge.clone().amend(texts(), 1, "clearer".into(), last);
    assert!(amended.is_ok());
    let refused = challenge.amend(texts(), 1, "clearer".into(), close_time);
    let expected = TransitionError::WorksDeadlinePassed { close_time };
    assert_eq!(refused, Err(expected));
}

proptest! {
    /// Whatever is asked for and whenever: what entrants reckon with stays.
    #[test]
    fn amendment_touches_texts_alone(
        title in "[a-zż ]{1,20}",
        description in prop::option::of("[a-zż ]{1,20}"),
        days in 0..120_i64,
    ) {
        let before = examples::published();
        let mut texts = titles(&[("pl", &title), ("en", "Lamps")]);
        texts.descriptions = description.map(|text| examples::text("pl", &text));
        let now = NOW + Duration::days(days);
        let amended = before.clone().amend(texts, 1, "clearer".into(), now);
        let closed = before.content.stages[0].close_time.is_some_and(|time| time <= now);
        prop_assert_eq!(amended.is_err(), closed);
        if let Ok((after, _)) = amended {
            let untouched = Content {
                titles: before.content.titles.clone(),
                descriptions: before.content.descriptions.clone(),
                ..after.content.clone()
            };
            prop_assert_eq!(untouched, before.content);
            prop_assert_eq!(after.state, before.state);
        }
    }
}
