//! A published contest is clarified in the open: what it said before, what it says since, and why.

use linia_proto::{
    challenges::v1::{
        AmendChallengeRequest, Amendment, Challenge, FieldChange, GetChallengeRequest,
        ListAmendmentsRequest,
    },
    r#type::v1::LocalizedText,
};
use prost_types::FieldMask;
use uuid::Uuid;

use super::{Cast, deciding::wait_for_notification, telling};
use crate::story::{
    Result, World,
    error::{Step, must_be_refused, must_equal},
};

const REASON: &str = "O sterowniki zapytano; bez nich koszt pracy jest inny.";

/// Tychy adds to the description what it answered to a question.
pub(super) async fn clarify(world: &World, cast: &Cast, challenge: &Challenge) -> Result<()> {
    // Who was appointed a moment ago is concerned, too.
    for juror in &cast.jurors {
        wait_for_notification(world, juror, "juror_appointed").await?;
    }
    let clarified = clarified(&challenge.descriptions);
    let request = AmendChallengeRequest {
        challenge: Some(Challenge {
            name: challenge.name.clone(),
            descriptions: clarified.clone(),
            ..Challenge::default()
        }),
        update_mask: None,
        reason: REASON.to_owned(),
        request_id: Uuid::new_v4().to_string(),
    };
    let prizes = FieldMask {
        paths: vec!["prizes".to_owned()],
    };
    let mut amendments = cast.tychy.editor.clients().amendments();
    must_be_refused(
        "what entrants reckon with is frozen",
        amendments
            .amend_challenge(AmendChallengeRequest {
                update_mask: Some(prizes),
                ..request.clone()
            })
            .await,
        "INVALID_FIELDS",
    )?;
    let amended = amendments.amend_challenge(request.clone()).await;
    let amended = amended.step("the editor clarifies the description")?;
    let again = amendments.amend_challenge(request).await;
    must_equal(
        "a repeated call amends once",
        &again.step("the call is repeated")?,
        &amended,
    )?;
    shown(world, challenge, &clarified, amended).await?;

    let jurors = cast.jurors.iter();
    let concerned = [&cast.tychy.head, &cast.tychy.editor, &cast.latecomer].into_iter();
    let concerned: Vec<_> = concerned.chain(jurors).collect();
    telling::by_mail(world, &concerned, "challenge_amended", REASON).await?;
    world.narrator.say(format!(
        "Tychy wrote its answer into the description, too; anybody reads what was said before, \
         and why it changed; {} people were told by mail: staff, jury, and whoever follows",
        concerned.len()
    ));
    Ok(())
}

/// The same and one sentence more, in every language.
fn clarified(descriptions: &[LocalizedText]) -> Vec<LocalizedText> {
    let mut clarified = descriptions.to_vec();
    for text in &mut clarified {
        text.text += match text.language_code.as_str() {
            "pl" => " Około 40% opraw ma już sterowniki.",
            _ => " About 40% of the lamps have controllers already.",
        };
    }
    clarified
}

/// Anybody reads what the contest says since, and what exactly differs.
async fn shown(
    world: &World,
    challenge: &Challenge,
    clarified: &[LocalizedText],
    amended: Amendment,
) -> Result<()> {
    let change = |(before, after): (&LocalizedText, &LocalizedText)| FieldChange {
        field: "descriptions".to_owned(),
        language_code: after.language_code.clone(),
        before: before.text.clone(),
        after: after.text.clone(),
    };
    let mut changes: Vec<_> = challenge
        .descriptions
        .iter()
        .zip(clarified)
        .map(change)
        .collect();
    changes.sort_by(|one, other| one.language_code.cmp(&other.language_code));
    must_equal(
        "an amendment shows what differs and nothing else",
        &(amended.number, amended.reason.as_str(), &amended.changes),
        &(1, REASON, &changes),
    )?;
    let request = ListAmendmentsRequest {
        challenge: challenge.name.clone(),
        ..ListAmendmentsRequest::default()
    };
    let listed = world.anonymous.amendments().list_amendments(request).await;
    must_equal(
        "anybody reads the amendment",
        &listed.step("anybody lists amendments")?.amendments,
        &vec![amended],
    )?;
    let request = GetChallengeRequest {
        name: challenge.name.clone(),
        languages: Vec::new(),
    };
    let read = world.anonymous.challenges().get_challenge(request).await;
    must_equal(
        "anybody reads the new text",
        &read
            .step("anybody reads the challenge")?
            .descriptions
            .as_slice(),
        &clarified,
    )
}
