//! The notices of all contests are as the standard for open data says.

use linia_proto::{
    challenges::v1::{Challenge, GetChallengeRequest},
    reporting::v1::{GetReleasePackageRequest, ListReleasesRequest},
};
use serde_json::{Value, json};
use time::{Duration, OffsetDateTime, format_description::well_known::Rfc3339};

use crate::{
    ocds,
    script::Verdict,
    story::{
        Result, StoryError, World,
        contest::{Outcome, annulling, cancelling},
        error::{Step, must_equal},
    },
};

/// What came out of the contest that was carried through: a clarification, an extension, the
/// result, the award, a prize that fell away, and the award to whoever stepped in.
const CARRIED_THROUGH: [&str; 7] = [
    "tender",
    "tenderAmendment",
    "tenderAmendment",
    "award",
    "awardUpdate",
    "awardCancellation",
    "award",
];

/// Of one that was cancelled, and one that was annulled: its result is that there is none.
const CANCELLED: [&str; 2] = ["tender", "tenderCancellation"];
const ANNULLED: [&str; 2] = ["tender", "award"];

pub(super) async fn notices_are_as_the_standard_says(
    world: &World,
    outcome: &Outcome,
) -> Result<()> {
    let releases = notices(world, &outcome.tychy, &CARRIED_THROUGH).await?;
    let published = releases.iter().position(|it| it["tag"][0] == "award");
    let published = published.unwrap_or_default();
    let early = Value::from(releases[..published].to_vec()).to_string();
    let entrants = entrants(outcome).into_iter();
    let named: Vec<_> = entrants.filter(|it| early.contains(*it)).collect();
    must_equal(
        "no notice before the result names an entrant",
        &named,
        &Vec::new(),
    )?;
    let waited = within_term(world, outcome, &releases[published]).await?;

    ended_early(world, outcome).await?;

    let packages = everything(world).await?;
    let told = match ocds::check(&packages).map_err(StoryError::Input)? {
        Verdict::Holds(told) => told.trim().to_owned(),
        Verdict::Wrong(wrong) => return Err(StoryError::Input(format!("open data: {wrong}"))),
    };
    world.narrator.say(format!(
        "the standard's own schemas hold against what anybody may mirror: {told}; the result \
         notice came out by itself, {waited} s after the approval"
    ));
    Ok(())
}

/// Whoever entered, by name and as the system knows them.
fn entrants(outcome: &Outcome) -> Vec<&str> {
    let cast = &outcome.cast;
    let alone = [&cast.founder, &cast.citizen, &cast.neighbour, &cast.doubter];
    let people = alone.into_iter().chain(&cast.students);
    let people = people.flat_map(|person| [person.name.as_str(), person.account.as_str()]);
    people
        .chain([cast.startup.as_str(), cast.team.as_str()])
        .collect()
}

/// What was cancelled or annulled is told as that, with its reason.
async fn ended_early(world: &World, outcome: &Outcome) -> Result<()> {
    let cancelled = notices(world, &outcome.cancelled, &CANCELLED).await?;
    let annulled = notices(world, &outcome.annulled, &ANNULLED).await?;
    let told = [
        &cancelled[1]["tender"]["status"],
        &annulled[1]["tender"]["status"],
        &annulled[1]["awards"][0]["status"],
    ];
    must_equal(
        "the status tells how a contest ended",
        &told,
        &[
            &json!("cancelled"),
            &json!("unsuccessful"),
            &json!("unsuccessful"),
        ],
    )?;
    let reasons = [
        (&cancelled[1], cancelling::REASON),
        (&annulled[1], annulling::REASON),
    ];
    let told = reasons.map(|(release, reason)| release.to_string().contains(reason));
    must_equal("and the notice tells why", &told, &[true, true])
}

/// The releases of a contest, once all are there.
async fn notices(world: &World, challenge: &Challenge, expected: &[&str]) -> Result<Vec<Value>> {
    let request = GetReleasePackageRequest {
        challenge: challenge.name.clone(),
        ..GetReleasePackageRequest::default()
    };
    let mut told = Vec::new();
    let reached = world
        .wait_for("the notices follow", async || {
            let mut open_data = world.anonymous.open_data();
            let answer = open_data.get_release_package(request.clone()).await;
            let releases = releases(&answer.ok()?.into_inner().package_json)?;
            told = tags(&releases);
            (told == expected).then_some(releases)
        })
        .await;
    match reached {
        Ok(releases) => Ok(releases),
        Err(error) => {
            must_equal(
                "each event has its notice",
                &told,
                &expected.iter().map(|it| (*it).to_owned()).collect(),
            )?;
            Err(error)
        }
    }
}

/// How many seconds after its approval the result came out; the law leaves 30
/// days.
async fn within_term(world: &World, outcome: &Outcome, release: &Value) -> Result<i64> {
    let request = GetChallengeRequest {
        name: outcome.tychy.name.clone(),
        ..GetChallengeRequest::default()
    };
    let mut anyone = world.anonymous.challenges();
    let shown = anyone.get_challenge(request).await;
    let result = shown.step("anyone reads the result")?.result;
    let decided = result.and_then(|it| it.decide_time).unwrap_or_default();
    let date = release["date"].as_str().unwrap_or_default();
    let date = OffsetDateTime::parse(date, &Rfc3339)
        .map_err(|error| StoryError::Input(format!("date of a release: {error}")))?;
    let waited = date.unix_timestamp() - decided.seconds;
    let in_time = (0..Duration::HOUR.whole_seconds()).contains(&waited);
    must_equal("the result notice comes out by itself", &in_time, &true)?;
    Ok(waited)
}

/// Everything that a mirror gets, page by page.
async fn everything(world: &World) -> Result<Vec<Value>> {
    let (mut packages, mut request) = (Vec::new(), ListReleasesRequest::default());
    loop {
        let mut open_data = world.anonymous.open_data();
        let answer = open_data.list_releases(request.clone()).await;
        let answer = answer.step("anybody lists all releases")?;
        let package = serde_json::from_str(&answer.package_json)
            .map_err(|error| StoryError::Input(format!("package: {error}")))?;
        packages.push(package);
        if answer.next_page_token.is_empty() {
            return Ok(packages);
        }
        request.page_token = answer.next_page_token;
    }
}

fn releases(package_json: &str) -> Option<Vec<Value>> {
    let package: Value = serde_json::from_str(package_json).ok()?;
    package["releases"].as_array().cloned()
}

fn tags(releases: &[Value]) -> Vec<String> {
    let tags = releases.iter().filter_map(|it| it["tag"][0].as_str());
    tags.map(str::to_owned).collect()
}
