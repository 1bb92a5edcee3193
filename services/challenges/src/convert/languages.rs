//! A challenge in the one language that its reader gets.

use linia_chassis::problem::{Problem, Violations};
use linia_proto::{challenges::v1 as pb, r#type::v1::LocalizedText};

use crate::domain::language_choice::{LanguagePriority, MalformedRange, RANGES};

/// Reads what a request asks for in `languages`.
///
/// # Errors
/// INVALID_ARGUMENT.
pub fn priority(ranges: &[String]) -> Result<LanguagePriority, Problem> {
    let mut violations = Violations::default();
    let fits = ranges.len() <= RANGES;
    let message = format!("must have at most {RANGES}");
    violations.check(fits, "languages", "TOO_MANY", message);
    let priority = LanguagePriority::try_new(&ranges[..ranges.len().min(RANGES)]);
    if let Err(MalformedRange { index }) = &priority {
        violations.add(
            format!("languages[{index}]"),
            "LANGUAGE_RANGE_MALFORMED",
            "must be a language range (RFC 4647, section 2.1)",
        );
    }
    violations.into_result()?;
    Ok(priority.unwrap_or_default())
}

/// Leaves each text in one language, the reader's if it is there; nothing is
/// left out for readers who ask for no language.
#[must_use]
pub fn shown_in(mut challenge: pb::Challenge, priority: &LanguagePriority) -> pb::Challenge {
    if priority.is_empty() {
        return challenge;
    }
    let source = challenge.source_language.clone();
    let choice = priority.choose(&languages(&challenge), &source);
    for texts in all_texts(&mut challenge) {
        keep_one(texts, &choice.language, &source);
    }
    challenge.given_language = Some(pb::GivenLanguage {
        language_code: choice.language,
        fallback: choice.fallback,
    });
    challenge
}

/// The languages in which the challenge can be read: those of its titles that
/// its descriptions have too, if there are any yet.
fn languages(challenge: &pb::Challenge) -> Vec<&str> {
    let described = &challenge.descriptions;
    let is_described = |language: &str| {
        described.is_empty() || described.iter().any(|text| text.language_code == language)
    };
    let titles = challenge.titles.iter();
    titles
        .map(|title| title.language_code.as_str())
        .filter(|language| is_described(language))
        .collect()
}

fn all_texts(challenge: &mut pb::Challenge) -> Vec<&mut Vec<LocalizedText>> {
    let mut all = vec![
        &mut challenge.titles,
        &mut challenge.descriptions,
        &mut challenge.required_qualifications,
    ];
    for stage in &mut challenge.stages {
        all.push(&mut stage.titles);
        for criterion in &mut stage.criteria {
            all.push(&mut criterion.titles);
            all.push(&mut criterion.descriptions);
        }
        let fields = stage.hand_in.iter_mut().flat_map(|it| &mut it.fields);
        all.extend(fields.map(|field| &mut field.labels));
    }
    all
}

/// Keeps the text in `language`, else that in the source language. A draft may
/// have neither.
fn keep_one(texts: &mut Vec<LocalizedText>, language: &str, source: &str) {
    let find = |wanted: &str| texts.iter().position(|it| it.language_code == wanted);
    if let Some(index) = find(language).or_else(|| find(source)) {
        texts.swap(0, index);
        texts.truncate(1);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(languages: &[&str]) -> Vec<LocalizedText> {
        let text = |language: &&str| LocalizedText {
            language_code: (*language).to_owned(),
            text: format!("in {language}"),
        };
        languages.iter().map(text).collect()
    }

    fn challenge() -> pb::Challenge {
        let stage = pb::Stage {
            titles: texts(&["pl", "uk"]),
            criteria: vec![pb::Criterion {
                titles: texts(&["pl", "en", "uk"]),
                ..pb::Criterion::default()
            }],
            ..pb::Stage::default()
        };
        pb::Challenge {
            source_language: "pl".to_owned(),
            titles: texts(&["en", "pl", "uk"]),
            descriptions: texts(&["pl", "en"]),
            stages: vec![stage],
            ..pb::Challenge::default()
        }
    }

    fn asked_for(ranges: &[&str]) -> pb::Challenge {
        let ranges: Vec<_> = ranges.iter().map(ToString::to_string).collect();
        shown_in(challenge(), &priority(&ranges).expect("ranges"))
    }

    #[test]
    fn each_text_is_shown_once_and_falls_back_to_the_source() {
        let shown = asked_for(&["en-GB"]);
        let given = shown.given_language.expect("is told");
        assert_eq!(
            (given.language_code.as_str(), given.fallback),
            ("en", false)
        );
        assert_eq!(shown.titles, texts(&["en"]));
        assert_eq!(shown.descriptions, texts(&["en"]));
        assert_eq!(shown.stages[0].titles, texts(&["pl"]));
        assert_eq!(shown.stages[0].criteria[0].titles, texts(&["en"]));
    }

    #[test]
    fn language_without_a_description_is_not_one_to_read_in() {
        let shown = asked_for(&["uk"]);
        let given = shown.given_language.expect("is told");
        assert_eq!((given.language_code.as_str(), given.fallback), ("pl", true));
        assert_eq!(shown.titles, texts(&["pl"]));
    }

    #[test]
    fn who_asks_for_no_language_gets_all_texts() {
        assert_eq!(asked_for(&[]), challenge());
    }
}
