//! A contest whose jury has to correct its protocol, and whose head annuls it for that.

mod correcting;

use linia_proto::{
    challenges::v1::{AnnulResultRequest, ApproveResultRequest, Challenge, ChallengeState},
    submissions::v1::{
        GetMyResultRequest, JudgeStageRequest, ListPublicProtocolsRequest, Protocol,
    },
};
use uuid::Uuid;

use super::{
    Cast, StageEntries, deciding,
    handing_in::{Work, hand_in, written},
    judging, publishing, telling,
};
use crate::story::{
    Person, Result, World,
    error::{Step, must_be_refused, must_equal},
    receipts::PublishedKeys,
    samples,
    world::moment,
};

/// Published with the annulment.
pub(in crate::story) const REASON: &str =
    "Stronniczość wyszła na jaw po ocenie; konkurs powtórzymy z inną komisją.";

/// The points that each juror gives to the work of the citizen and to that of the doubter.
const POINTS: [[i32; 2]; 4] = [[6, 5], [6, 5], [6, 5], [0, 10]];

/// Tychy's second contest is published, and two people enter. Its stage closes and opens by itself
/// while another contest is told of.
pub(super) async fn enter(world: &World, cast: &Cast) -> Result<(Challenge, StageEntries)> {
    let draft = samples::shade(&cast.tychy.organization, world.now().await?);
    let challenge = publishing::at_once(&cast.tychy, draft).await?;
    let editor = cast.tychy.editor.clients();
    judging::appoint_by(world, editor, &cast.large_jury(), &challenge).await?;
    telling::follow(&cast.latecomer, &challenge).await?;
    let stage = &challenge.stages[0];
    world.travel_to(moment(stage.open_time)).await?;
    let mut handed = Vec::new();
    for (person, title) in [
        (&cast.citizen, "Żagle nad rynkiem"),
        (&cast.doubter, "Drzewa w donicach"),
    ] {
        let work = Work::new(&stage.name, &person.account, written(title, 1));
        let receipt = hand_in(person, &work).await?;
        handed.push(work.handed(Vec::new(), receipt));
    }
    world
        .narrator
        .say("two people handed in to Tychy's second contest, which runs on beside the next one");
    let entries = StageEntries {
        stage: stage.name.clone(),
        handed,
        withdrawals: Vec::new(),
    };
    Ok((challenge, entries))
}

/// From its opening to its annulment.
pub(super) async fn judge_and_annul(
    world: &World,
    cast: &Cast,
    challenge: &Challenge,
    entries: &StageEntries,
) -> Result<()> {
    world
        .travel_to(moment(challenge.stages[0].close_time))
        .await?;
    let jury = cast.large_jury();
    judging::opened(world, jury[0], entries).await?;
    judging::declare(&jury, entries).await?;
    let first = judge(world, &jury, challenge, entries).await?;
    let head = cast.tychy.head.clients();
    deciding::wait_for_state(world, head, challenge, ChallengeState::Judged).await?;
    correcting::without_a_partial_juror(world, cast, challenge, entries, &first).await?;
    annul(world, cast, challenge).await?;
    nothing_is_made_known(world, cast, challenge, entries).await
}

/// Three jurors think the citizen's work better by a point; the fourth gives it nothing, which
/// turns the ranking.
async fn judge(
    world: &World,
    jury: &[&Person],
    challenge: &Challenge,
    entries: &StageEntries,
) -> Result<Protocol> {
    let criteria = &challenge.stages[0].criteria;
    for (juror, points) in jury.iter().zip(POINTS) {
        for work in judging::works(juror, &entries.stage).await? {
            let points = points[entries.place_of(&work)?];
            judging::score(juror, criteria, &work, points).await?;
        }
    }
    let request = JudgeStageRequest {
        stage: entries.stage.clone(),
        request_id: Uuid::new_v4().to_string(),
        reasons: "Praca uzyskała mniej punktów niż nagrodzona (art. 345).".to_owned(),
    };
    let judged = jury[0].clients().reviews().judge_stage(request).await;
    let protocol = judged.step("the chair fixes the ranking")?;
    let keys = PublishedKeys::fetch(&world.anonymous).await?;
    keys.verify(&protocol.jws)?;
    ranked(jury[0], entries, &protocol, [(1, "125/2"), (0, "45")]).await?;
    world.narrator.say(format!(
        "the jury ranked the works: {}",
        judging::table(&protocol)
    ));
    Ok(protocol)
}

/// Which entrant's work has which place, with the exact score.
async fn ranked(
    juror: &Person,
    entries: &StageEntries,
    protocol: &Protocol,
    expected: [(usize, &str); 2],
) -> Result<()> {
    let works = judging::works(juror, &entries.stage).await?;
    let mut ranked = Vec::new();
    for place in &protocol.ranking {
        for work in works.iter().filter(|it| it.name == place.work) {
            ranked.push((entries.place_of(work)?, place.total.as_str()));
        }
    }
    must_equal(
        "the works are ranked by exact means",
        &ranked,
        &expected.to_vec(),
    )
}

/// The head annuls, for a reason that all concerned are told.
async fn annul(world: &World, cast: &Cast, challenge: &Challenge) -> Result<()> {
    let (head, editor) = (&cast.tychy.head, &cast.tychy.editor);
    let request = AnnulResultRequest {
        name: challenge.name.clone(),
        reason: REASON.to_owned(),
    };
    must_be_refused(
        "an editor does not annul",
        editor
            .clients()
            .challenges()
            .annul_result(request.clone())
            .await,
        "NOT_PERMITTED",
    )?;
    let annulled = head.clients().challenges().annul_result(request).await;
    annulled.step("the head annuls the contest")?;
    let approve = ApproveResultRequest {
        name: challenge.name.clone(),
    };
    must_be_refused(
        "what was annulled is not approved",
        head.clients().challenges().approve_result(approve).await,
        "CHALLENGE_STATE",
    )?;
    telling::everybody(world, challenge, ChallengeState::ResultAnnulled, REASON).await?;
    let entrants = [&cast.citizen, &cast.doubter];
    let concerned = [head, editor, &cast.latecomer].into_iter().chain(entrants);
    let concerned: Vec<_> = concerned.chain(&cast.jurors).collect();
    telling::by_mail(world, &concerned, "result_annulled", REASON).await?;
    world.narrator.say(format!(
        "the head annulled the contest; everybody reads why; {} people were told by mail: staff, \
         jury, entrants, and whoever follows",
        concerned.len()
    ));
    Ok(())
}

/// Of a contest that was annulled nobody learns how it was judged.
async fn nothing_is_made_known(
    world: &World,
    cast: &Cast,
    challenge: &Challenge,
    entries: &StageEntries,
) -> Result<()> {
    let handed = &entries.handed[0];
    let request = GetMyResultRequest {
        stage: entries.stage.clone(),
        entrant: handed.entrant.clone(),
        receipt: handed.receipt.jws.clone(),
    };
    let mut author = cast.citizen.clients().entries();
    must_be_refused(
        "a result that was annulled is told to nobody",
        author.get_my_result(request).await,
        "RESULT_NOT_KNOWN",
    )?;
    let request = ListPublicProtocolsRequest {
        challenge: challenge.name.clone(),
    };
    let mut anyone = world.anonymous.disclosures();
    must_be_refused(
        "its protocols are not published",
        anyone.list_public_protocols(request).await,
        "NOT_FOUND",
    )
}
