//! An appeal suspends the award until it is dismissed.

use linia_proto::challenges::v1::{
    AppealDecision, AwardPrizesRequest, Challenge, DecideAppealRequest, ListAppealsRequest,
    RecordAppealRequest,
};
use uuid::Uuid;

use super::{Cast, deciding::wait_for_notification};
use crate::story::{
    Result, World,
    error::{Step, must_be_refused, must_equal},
};

/// Enters an appeal after the term of the award, and its dismissal.
pub(super) async fn appeal_and_dismissal(
    world: &World,
    cast: &Cast,
    challenge: &Challenge,
) -> Result<()> {
    let (head, editor) = (cast.tychy.head.clients(), cast.tychy.editor.clients());
    let request = RecordAppealRequest {
        challenge: challenge.name.clone(),
        reference: "KIO 1234/26".to_owned(),
        request_id: Uuid::new_v4().to_string(),
    };
    let appeal = editor
        .appeals()
        .record_appeal(request.clone())
        .await
        .step("the authority enters an appeal that it was served")?;
    let again = editor.appeals().record_appeal(request).await;
    must_equal(
        "a repeated call enters it once",
        &again.step("the call is repeated")?,
        &appeal,
    )?;
    let award = AwardPrizesRequest {
        name: challenge.name.clone(),
    };
    must_be_refused(
        "an appeal suspends the award",
        head.challenges().award_prizes(award).await,
        "APPEAL_PENDING",
    )?;
    head.appeals()
        .decide_appeal(DecideAppealRequest {
            name: appeal.name,
            decision: AppealDecision::Dismissed.into(),
            reason: "Zarzuty nie potwierdziły się.".to_owned(),
        })
        .await
        .step("the head enters that it was dismissed")?;
    let listed = ListAppealsRequest {
        challenge: challenge.name.clone(),
    };
    let listed = world.anonymous.appeals().list_appeals(listed).await;
    let listed = listed.step("anyone reads the appeals")?.appeals;
    let decisions: Vec<_> = listed.iter().map(|it| it.decision()).collect();
    must_equal(
        "it is the only one, and dismissed",
        &decisions,
        &vec![AppealDecision::Dismissed],
    )?;
    wait_for_notification(world, &cast.founder, "appeal_decided").await?;
    world.narrator.say(
        "an appeal suspended the award until it was dismissed; the laureate was told both times",
    );
    Ok(())
}
