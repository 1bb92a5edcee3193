//! More time: for all, and logged for one.

use linia_proto::challenges::v1::{
    Challenge, ExtendStageRequest, GrantExtensionRequest, IndividualExtension,
    ListExtensionsRequest,
};
use time::{Duration, OffsetDateTime};

use super::{
    Cast, Handed,
    handing_in::{Work, hand_in, submit, written},
};
use crate::story::{
    Clients, Result, World,
    error::{Step, must_be_refused, must_equal},
    world::{moment, timestamp},
};

/// Extends stage I for all by two days, and for the citizen by three; each hour counts for whom it
/// was meant. Returns when the last of them must have handed in.
pub(super) async fn for_all_and_for_one(
    world: &World,
    cast: &Cast,
    challenge: &Challenge,
    citizens: &mut Handed,
) -> Result<OffsetDateTime> {
    let stage = &challenge.stages[0];
    let hour = Duration::hours(1);
    let for_all = moment(stage.close_time) + Duration::days(2);
    let for_one = moment(stage.close_time) + Duration::days(3);
    extend(cast, &stage.name, for_all).await?;
    grant(cast, &stage.name, for_one).await?;
    logged(cast, challenge, for_one).await?;

    for (time, version) in [(moment(stage.close_time) + hour, 2), (for_all + hour, 3)] {
        world.travel_to(time).await?;
        let again = Work {
            co_authors: vec![cast.neighbour.account.clone()],
            ..Work::new(&stage.name, &cast.citizen.account, citizens.content.clone())
        };
        citizens.receipt = hand_in(&cast.citizen, &again).await?;
        must_equal(
            "a replacement in the extension is a new version",
            &citizens.receipt.version,
            &version,
        )?;
    }
    let late = written("Spóźniona", 1);
    must_be_refused(
        "a late entry is refused, whoever else has more time",
        submit(
            cast.latecomer.clients(),
            &Work::new(&stage.name, &cast.latecomer.account, late),
        )
        .await,
        "DEADLINE_PASSED",
    )?;
    world.narrator.say(
        "the deadline was extended for all, and once more for one; then it passed; a late entry \
         was refused",
    );
    Ok(for_one)
}

async fn extend(cast: &Cast, stage: &str, close: OffsetDateTime) -> Result<()> {
    let request = ExtendStageRequest {
        stage: stage.to_owned(),
        close_time: Some(timestamp(close)),
        reason: "Awaria dostawcy internetu w mieście.".to_owned(),
    };
    let mut challenges = cast.tychy.editor.clients().challenges();
    let extended = challenges.extend_stage(request).await;
    extended.step("the deadline is extended for all")?;
    Ok(())
}

async fn grant(cast: &Cast, stage: &str, close: OffsetDateTime) -> Result<()> {
    let request = GrantExtensionRequest {
        stage: stage.to_owned(),
        entrant: cast.citizen.account.clone(),
        close_time: Some(timestamp(close)),
        reason: "Pobyt w szpitalu, zaświadczenie w aktach.".to_owned(),
    };
    let mut editors = cast.tychy.editor.clients().extensions();
    must_be_refused(
        "only the head gives one entrant more time",
        editors.grant_extension(request.clone()).await,
        "NOT_PERMITTED",
    )?;
    let mut heads = cast.tychy.head.clients().extensions();
    let granted = heads.grant_extension(request).await;
    granted.step("the head gives one entrant more time")?;
    Ok(())
}

/// Everybody reads that there was an extension; who got it, only those who must know.
async fn logged(cast: &Cast, challenge: &Challenge, close: OffsetDateTime) -> Result<()> {
    let (citizen, unnamed) = (cast.citizen.account.as_str(), "");
    for (reader, named) in [
        (cast.citizen.clients(), citizen),
        (cast.tychy.head.clients(), citizen),
        (cast.tychy.editor.clients(), unnamed),
        (cast.jurors[0].clients(), unnamed),
        (cast.founder.clients(), unnamed),
    ] {
        let listed = extensions(reader, challenge).await?;
        let read: Vec<_> = listed
            .iter()
            .map(|it| (it.entrant.as_str(), moment(it.close_time)))
            .collect();
        must_equal(
            "an individual extension is logged, and named to whom it concerns",
            &read,
            &vec![(named, close)],
        )?;
    }
    Ok(())
}

async fn extensions(reader: &Clients, challenge: &Challenge) -> Result<Vec<IndividualExtension>> {
    let request = ListExtensionsRequest {
        challenge: challenge.name.clone(),
        ..ListExtensionsRequest::default()
    };
    let listed = reader.extensions().list_extensions(request).await;
    Ok(listed.step("somebody lists extensions")?.extensions)
}
