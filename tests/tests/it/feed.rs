//! The import of a feed accounts for every challenge of it, sound or not.

use std::path::PathBuf;

use linia_tests::story::feed::{self, Account, Outcome};
use serde_json::{Value, json};
use time::Duration;
use uuid::Uuid;

use crate::bad_input::samples::spoiled;
use crate::bad_input::stand::Stand;

/// From the years of the feed to ours.
const SHIFT: Duration = Duration::days(20 * 365);

/// A challenge as a feed has it.
fn sound() -> Value {
    json!({
        "challenge-id": "1",
        "challenge-title": "Street lights",
        "tagline": "Light where it is needed",
        "challenge_status": "open",
        "agency": "Department of Lights",
        "total-prize-offered-cash": "$85,500.50",
        "submission-start": "2021/09/08 08:00 AM",
        "submission-end": "2021/12/03 11:59 p.m.",
        "description": "<p>Streets should be lit &amp; <b>dark</b> by turns.</p>",
        "prizes": "<p>One prize.</p>",
        "rules": "<p>Everybody may enter.</p>",
        "judging": "<ul><li>Idea</li><li>Cost</li></ul>",
        "how-to-enter": "",
    })
}

/// A feed of these in a file of its own.
fn written(items: &[Value]) -> PathBuf {
    let path = std::env::temp_dir().join(format!("linia-feed-{}.json", Uuid::new_v4()));
    std::fs::write(&path, json!(items).to_string()).unwrap();
    path
}

#[tokio::test(flavor = "multi_thread")]
async fn every_challenge_of_a_feed_is_accounted_for() {
    let no_end = spoiled(&sound(), "submission-end", json!("when it is done"));
    let backwards = spoiled(&sound(), "submission-end", json!("2021/08/31"));
    let no_sum = spoiled(&sound(), "total-prize-offered-cash", json!("glory"));
    let items = [
        sound(),
        spoiled(&sound(), "judging", json!("<p>&nbsp;</p>")),
        no_end,
        backwards,
        no_sum,
        spoiled(&sound(), "challenge-title", json!("")),
        spoiled(&sound(), "challenge-title", json!("x".repeat(100_000))),
        spoiled(&sound(), "agency", json!("Department of Shadows")),
        json!({"challenge-id": "9", "agency": "Department of Nothing"}),
    ];
    let numbered = items.iter().enumerate();
    let items: Vec<_> = numbered
        .map(|(index, item)| spoiled(item, "challenge-id", json!((index + 1).to_string())))
        .collect();
    let path = written(&items);
    let read = feed::read(&path).unwrap();
    std::fs::remove_file(&path).unwrap();

    let stand = Stand::start("feed").await;
    let operator = stand.operator().await;
    let accounts = feed::import(&stand.world, &operator, &read, SHIFT).await;
    let accounts = accounts.unwrap_or_else(|error| panic!("{error}"));
    let told: Vec<_> = accounts.iter().map(told).collect();
    let nothing = vec![
        "titles",
        "descriptions",
        "stages[0].open_time",
        "stages[0].close_time",
        "stages[0].criteria",
        "prizes",
    ];
    assert_eq!(
        told,
        [
            ("1", Outcome::Published, vec![], 0),
            ("2", Outcome::Draft, vec!["stages[0].criteria"], 0),
            ("3", Outcome::Draft, vec!["stages[0].close_time"], 1),
            ("4", Outcome::Draft, vec!["stages[0].close_time"], 0),
            ("5", Outcome::Draft, vec!["prizes"], 1),
            ("6", Outcome::Draft, vec!["titles"], 0),
            ("7", Outcome::Refused, vec!["INVALID_FIELDS"], 0),
            ("8", Outcome::Published, vec![], 0),
            ("9", Outcome::Draft, nothing, 3),
        ]
    );
    // Its dates had passed, which the account says.
    assert!(!accounts[0].defects.is_empty());
    everybody_sees(&stand, 2).await;
    stand.world.end().await;
}

/// What is told of a challenge: what became of it, the fields of its defects, and how many notes.
fn told(account: &Account) -> (&str, Outcome, Vec<&str>, usize) {
    let defects = match account.outcome {
        Outcome::Refused => &account.defects,
        Outcome::Published | Outcome::Draft => &account.remaining,
    };
    let fields = defects.iter().map(|it| it.split(':').next().unwrap());
    let outcome = account.outcome.clone();
    (&account.id, outcome, fields.collect(), account.notes.len())
}

/// Everything of a challenge that was published is there, and drafts are not.
async fn everybody_sees(stand: &Stand, count: usize) {
    let list = "ChallengeService/ListChallenges";
    let listed = stand.wire.done(&stand.world.anonymous, list, json!({}));
    let listed = listed.await["challenges"].as_array().unwrap().clone();
    assert_eq!(listed.len(), count);
    for challenge in listed {
        assert_eq!(challenge["titles"][0]["text"], "Street lights");
        let text = challenge["descriptions"][0]["text"].as_str().unwrap();
        for part in [
            "Light where",
            "lit & **dark**",
            "One prize.",
            "Everybody may",
        ] {
            assert!(text.contains(part), "{text}");
        }
        let money = &challenge["prizes"][0]["money"];
        assert_eq!(
            money,
            &json!({"currencyCode": "USD", "amountMinor": "8550050"})
        );
    }
}

#[test]
fn what_is_no_feed_is_refused_whole() {
    for text in [json!({"challenges": []}), json!([1]), json!("feed")] {
        let path = std::env::temp_dir().join(format!("linia-feed-{}.json", Uuid::new_v4()));
        std::fs::write(&path, text.to_string()).unwrap();
        let read = feed::read(&path);
        std::fs::remove_file(&path).unwrap();
        let error = read.expect_err("no feed").to_string();
        assert!(error.contains("is not a feed"), "{error}");
    }
    assert!(feed::read(&std::env::temp_dir().join("linia-no-feed.json")).is_err());
}
