//! From the feed's words to ours.

use linia_proto::{
    challenges::v1::{Challenge, Criterion, Prize, PrizeKind, Stage},
    r#type::v1::{LocalizedText, Money},
};
use prost_types::Timestamp;
use time::{Duration, OffsetDateTime};

use super::{FeedItem, dates};
use crate::story::world::timestamp;

/// Long enough that no line of the feed is broken.
const WIDTH: usize = 10_000;

/// A challenge of the feed in our words, and what could not be put into them.
#[derive(Debug)]
pub(super) struct Mapped {
    pub(super) challenge: Challenge,
    pub(super) notes: Vec<String>,
}

/// Maps a challenge. What the feed leaves empty stays empty; nothing is invented.
pub(super) fn map(item: &FeedItem, authority: &str, shift: Duration) -> Mapped {
    let mut notes = Vec::new();
    let mut time = |name: &str, text: &str| -> Option<Timestamp> {
        let read = dates::parse(text);
        if read.is_none() {
            notes.push(format!("{name} {text:?} is not a date"));
        }
        read.map(|time: OffsetDateTime| timestamp(time + shift))
    };
    let open_time = time("submission-start", &item.submission_start);
    let close_time = time("submission-end", &item.submission_end);
    let prizes = match prize(&item.prize) {
        Some(prize) => vec![prize],
        None => {
            notes.push(format!("total prize {:?} is not a sum", item.prize));
            Vec::new()
        }
    };
    let challenge = Challenge {
        authority: authority.to_owned(),
        source_language: "en".to_owned(),
        titles: english(item.challenge_title.trim()),
        descriptions: english(&description(item)),
        anonymous: true,
        time_zone: "America/New_York".to_owned(),
        stages: vec![Stage {
            titles: english("Submissions"),
            open_time,
            close_time,
            criteria: criteria(&item.judging),
            finalist_count: 0,
            ..Stage::default()
        }],
        prizes,
        ..Challenge::default()
    };
    Mapped { challenge, notes }
}

/// All that the feed tells of the need, under the feed's own headings.
fn description(item: &FeedItem) -> String {
    [
        ("", item.tagline.trim().to_owned()),
        ("", plain(&item.description)),
        ("Prizes", plain(&item.prizes)),
        ("Rules", plain(&item.rules)),
        ("How to enter", plain(&item.how_to_enter)),
    ]
    .into_iter()
    .filter(|(_, text)| !text.is_empty())
    .map(|(heading, text)| match heading {
        "" => text,
        heading => format!("{heading}\n\n{text}"),
    })
    .collect::<Vec<_>>()
    .join("\n\n")
}

/// The feed's judging text is one criterion of the whole weight; where there is none, none is made.
fn criteria(judging: &str) -> Vec<Criterion> {
    let text = plain(judging);
    if text.is_empty() {
        return Vec::new();
    }
    vec![Criterion {
        key: "judging".to_owned(),
        titles: english("Judging"),
        descriptions: english(&text),
        weight_basis_points: 10_000,
        max_points: 100,
    }]
}

/// A sum in US dollars, to the cent.
fn prize(text: &str) -> Option<Prize> {
    let digits = text.trim().strip_prefix('$')?.replace(',', "");
    let (dollars, cents) = digits.split_once('.').unwrap_or((&digits, "00"));
    if cents.len() != 2 {
        return None;
    }
    let dollars: i64 = dollars.parse().ok()?;
    let cents: i64 = cents.parse().ok()?;
    Some(Prize {
        rank: 1,
        kind: PrizeKind::Money.into(),
        money: Some(Money {
            currency_code: "USD".to_owned(),
            amount_minor: dollars.checked_mul(100)?.checked_add(cents)?,
        }),
    })
}

fn english(text: &str) -> Vec<LocalizedText> {
    if text.is_empty() {
        return Vec::new();
    }
    vec![LocalizedText {
        language_code: "en".to_owned(),
        text: text.to_owned(),
    }]
}

/// HTML as plain text, cells of tables a line each. What cannot be read as HTML is taken as it is.
fn plain(html: &str) -> String {
    let text = html2text::config::plain()
        .raw_mode(true)
        .string_from_read(html.as_bytes(), WIDTH)
        .unwrap_or_else(|_| html.to_owned());
    text.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_are_exact_or_nothing() {
        let amount = |text| {
            prize(text)
                .and_then(|prize| prize.money)
                .map(|money| money.amount_minor)
        };
        assert_eq!(amount("$3,000,000.00"), Some(300_000_000));
        assert_eq!(amount("$85,500"), Some(8_550_000));
        for text in ["", "300000", "$", "$1.5M", "up to $5"] {
            assert_eq!(amount(text), None, "{text}");
        }
    }

    #[test]
    fn empty_judging_makes_no_criterion() {
        for text in ["", " ", "<p>&nbsp;</p>\n"] {
            assert!(criteria(text).is_empty(), "{text:?}");
        }
        assert_eq!(criteria("<p>Merit</p>").len(), 1);
    }
}
