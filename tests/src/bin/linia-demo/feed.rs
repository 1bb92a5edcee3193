//! The feed's account, challenge by challenge.

use linia_tests::story::{
    Person, Result, World,
    error::must_equal,
    feed::{Account, FeedItem, Outcome, import},
};

pub(crate) async fn tell(
    world: &World,
    operator: &Person,
    items: &[FeedItem],
    shift_days: i64,
) -> Result<()> {
    world.narrator.chapter("A feed of real challenges");
    println!("   FEED_SHIFT={shift_days} days are added to every date before publication");
    let shift = time::Duration::days(shift_days);
    let accounts = import(world, operator, items, shift).await?;
    for account in &accounts {
        print(account);
    }
    let count = |outcome| accounts.iter().filter(|it| it.outcome == outcome).count();
    println!(
        "   {} challenges in the feed: {} published, {} drafts with defects, {} refused",
        items.len(),
        count(Outcome::Published),
        count(Outcome::Draft),
        count(Outcome::Refused),
    );
    must_equal(
        "every challenge is accounted for",
        &accounts.len(),
        &items.len(),
    )
}

fn print(account: &Account) {
    let outcome = match account.outcome {
        Outcome::Published => "published",
        Outcome::Draft => "draft",
        Outcome::Refused => "refused",
    };
    println!("   {} {outcome:9} {}", account.id, account.title);
    for (name, list) in [
        ("in the feed", &account.defects),
        ("after the shift", &account.remaining),
        ("not understood", &account.notes),
    ] {
        if !list.is_empty() {
            println!("        {name}: {}", list.join(", "));
        }
    }
}
