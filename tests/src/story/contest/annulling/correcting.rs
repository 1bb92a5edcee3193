//! A corrected protocol supersedes the first one, which stays as it was signed.

use linia_proto::{
    challenges::v1::Challenge,
    submissions::v1::{
        CorrectProtocolRequest, GetProtocolRequest, ListProtocolsRequest, Protocol, ProtocolRecusal,
    },
};
use tonic::{Response, Status};
use uuid::Uuid;

use super::{Cast, StageEntries, deciding, judging, ranked};
use crate::story::{
    Person, Result, World,
    error::{Step, must_be_refused, must_equal},
    receipts::{PublishedKeys, hex},
};

const REASON: &str = "Po ocenie wyszło na jaw, że juror był stronniczy.";

/// It turns out that the fourth juror is a relative of an entrant: with those scores gone, the other
/// work is the first.
pub(super) async fn without_a_partial_juror(
    world: &World,
    cast: &Cast,
    challenge: &Challenge,
    entries: &StageEntries,
    first: &Protocol,
) -> Result<()> {
    let (chair, partial) = (&cast.jurors[0], &cast.fourth_juror);
    let request = CorrectProtocolRequest {
        stage: entries.stage.clone(),
        request_id: Uuid::new_v4().to_string(),
        reason: REASON.to_owned(),
        recusals: vec![ProtocolRecusal {
            account: partial.account.clone(),
            reason: "Siostra jurora jest autorką jednej z prac.".to_owned(),
        }],
        ..CorrectProtocolRequest::default()
    };
    must_be_refused(
        "only the chair corrects the protocol",
        correct(&cast.jurors[1], &request).await,
        "NOT_PERMITTED",
    )?;
    let corrected = correct(chair, &request).await;
    let corrected = corrected.step("the chair corrects the protocol")?;
    let again = correct(chair, &request).await;
    must_equal(
        "a repeated call corrects once",
        &again.step("the call is repeated")?,
        &corrected,
    )?;
    let keys = PublishedKeys::fetch(&world.anonymous).await?;
    let signed = keys.verify(&corrected.jws)?;
    must_equal(
        "a corrected protocol names the one that it supersedes, and why",
        &(
            corrected.number,
            &corrected.superseded_sha256,
            corrected.correction_reason.as_str(),
        ),
        &(2, &first.protocol_sha256, REASON),
    )?;
    must_equal(
        "so does what was signed",
        &signed["supersedes"]["protocol_sha256"].as_str(),
        &Some(hex(&first.protocol_sha256).as_str()),
    )?;
    ranked(chair, entries, &corrected, [(0, "60"), (1, "50")]).await?;
    read_by_those_who_may(cast, entries, first, &corrected).await?;
    heard_of(world, cast, challenge, &corrected).await?;
    world.narrator.say(format!(
        "a juror turned out to be partial; the chair signed a corrected protocol without those \
         scores, which names the first one: {}",
        judging::table(&corrected)
    ));
    Ok(())
}

async fn correct(
    person: &Person,
    request: &CorrectProtocolRequest,
) -> std::result::Result<Response<Protocol>, Status> {
    let mut reviews = person.clients().reviews();
    reviews.correct_protocol(request.clone()).await
}

/// The corrected one counts, and the first one stays; who was recused reads neither.
async fn read_by_those_who_may(
    cast: &Cast,
    entries: &StageEntries,
    first: &Protocol,
    corrected: &Protocol,
) -> Result<()> {
    let stage = &entries.stage;
    let counts = || GetProtocolRequest {
        stage: stage.clone(),
    };
    let all = ListProtocolsRequest {
        stage: stage.clone(),
    };
    let mut staff = cast.tychy.editor.clients().reviews();
    let read = staff.get_protocol(counts()).await;
    must_equal(
        "the corrected protocol counts",
        &read.step("staff reads the protocol that counts")?,
        corrected,
    )?;
    let listed = staff.list_protocols(all).await;
    must_equal(
        "the first one stays as it was",
        &listed.step("staff lists the protocols")?.protocols,
        &vec![first.clone(), corrected.clone()],
    )?;
    let mut recused = cast.fourth_juror.clients().reviews();
    must_be_refused(
        "who was recused reads no protocol",
        recused.get_protocol(counts()).await,
        "NOT_FOUND",
    )
}

/// The head decides on the corrected protocol, and staff knows that a juror left.
async fn heard_of(
    world: &World,
    cast: &Cast,
    challenge: &Challenge,
    corrected: &Protocol,
) -> Result<()> {
    let head = &cast.tychy.head;
    world
        .wait_for("the head has the corrected protocol", async || {
            let result = deciding::read(head.clients(), challenge).await?.result?;
            (result.protocol_sha256 == corrected.protocol_sha256).then_some(())
        })
        .await?;
    deciding::wait_for_notification(world, head, "juror_recused").await
}
