//! An operator reviews a draft; all that was said is kept.

use linia_proto::challenges::v1::{
    AcceptReviewRequest, ChallengeState, ListRemarksRequest, RemarkKind, RequestChangesRequest,
    RequestReviewRequest,
};

use crate::story::{
    Clients, Result, World,
    contest::Cast,
    error::{Step, must_be_refused, must_equal},
};

/// The operator asks for changes once, then accepts; the draft waits for its head.
pub(super) async fn by_the_operator(world: &World, cast: &Cast, name: &str) -> Result<()> {
    let editor = cast.tychy.editor.clients();
    let operator = cast.operator.clients();
    let accept = || AcceptReviewRequest {
        name: name.to_owned(),
        etag: String::new(),
    };
    must_be_refused(
        "an operator does not see a draft before it is handed over",
        operator.challenges().accept_review(accept()).await,
        "NOT_FOUND",
    )?;
    request_review(editor, name).await?;
    must_be_refused(
        "an authority does not review its own draft",
        editor.challenges().accept_review(accept()).await,
        "NOT_PERMITTED",
    )?;
    operator
        .challenges()
        .request_changes(RequestChangesRequest {
            name: name.to_owned(),
            etag: String::new(),
            remarks: "Proszę podać, ilu latarni to dotyczy.".to_owned(),
        })
        .await
        .step("the operator asks for changes")?;
    request_review(editor, name).await?;
    let accepted = operator
        .challenges()
        .accept_review(accept())
        .await
        .step("the operator accepts")?;
    must_equal(
        "what the operator accepted waits for the head",
        &accepted.state(),
        &ChallengeState::PendingApproval,
    )?;
    let remarks = editor
        .challenges()
        .list_remarks(ListRemarksRequest {
            challenge: name.to_owned(),
            ..ListRemarksRequest::default()
        })
        .await
        .step("the editor reads the remarks")?;
    let kinds: Vec<_> = remarks.remarks.iter().map(|r| r.kind()).collect();
    must_equal(
        "remarks are kept, newest first",
        &kinds,
        &vec![RemarkKind::Accepted, RemarkKind::ChangesRequested],
    )?;
    world
        .narrator
        .say("Olga asked for changes, then accepted; her remarks are kept with the draft");
    Ok(())
}

async fn request_review(editor: &Clients, name: &str) -> Result<()> {
    editor
        .challenges()
        .request_review(RequestReviewRequest {
            name: name.to_owned(),
            etag: String::new(),
        })
        .await
        .step("an editor hands the draft to the operator")?;
    Ok(())
}
