//! Formal screening: a defect that is cured, and a work that gives its author away.

use linia_proto::submissions::v1::{
    CureWorkRequest, Defect, ExcludeWorkRequest, ExclusionGround, GetMyScreeningRequest,
    ReportDefectsRequest, ScreeningState, Work,
};

use super::{Cast, Handed, StageEntries, works};
use crate::stack::Mail;
use crate::story::{
    Person, Result, StoryError, World,
    contest::deciding::wait_for_notification,
    error::{Step, must_be_refused, must_equal},
};

const SUPPLEMENT: &str = "Streszczenie, którego brakowało.";
const GIVEN_AWAY: &str = "Praca jest podpisana.";

/// The first work lacks something and is cured by its author, whom nobody comes to know; the last
/// one is signed, and excluded.
pub(super) async fn screen(
    world: &World,
    cast: &Cast,
    jury: &[&Person],
    entries: &StageEntries,
) -> Result<()> {
    let mut found = works(jury, entries).await?;
    let (Some(defective), Some((_, signed))) = (found.remove(&0), found.pop_last()) else {
        return Err(StoryError::Input("the jurors read all works".into()));
    };
    report(jury[0], &defective).await?;
    let mut chair = jury[0].clients().screenings();
    must_be_refused(
        "a defect that can be cured excludes nothing yet",
        chair
            .exclude_work(exclusion(&defective, ExclusionGround::FormalDefect))
            .await,
        "CURE_PERIOD_RUNS",
    )?;
    let people = [
        &cast.citizen,
        &cast.doubter,
        &cast.latecomer,
        &cast.neighbour,
    ];
    for (place, person) in people.into_iter().enumerate() {
        wait_for_notification(world, person, "defects_reported").await?;
        let expected = match place {
            0 => ScreeningState::Defective,
            _ => ScreeningState::InOrder,
        };
        let found = standing(person, entries, &entries.handed[place]).await?;
        must_equal("a receipt tells how its work stands", &found, &expected)?;
    }
    cure(&cast.citizen, entries, &entries.handed[0]).await?;
    world.narrator.say(
        "every entrant heard that there are defects; by a receipt one author learnt of their own, \
         and cured it without becoming known",
    );
    exclude(jury[0], &signed).await?;
    let left = works(jury, entries).await?;
    must_equal(
        "the jury sees the supplement",
        &left[&0].supplement.as_str(),
        &SUPPLEMENT,
    )?;
    must_equal("an excluded work is not shown", &left.len(), &3)?;
    world
        .narrator
        .say("a work that gave its author away was excluded, with the reason");
    Ok(())
}

/// Whose work was excluded reads the reason in their mail.
pub(super) async fn reason_is_told(world: &World, author: &Person) -> Result<()> {
    let step = "the author reads why the work was excluded";
    let wanted = |mail: &Mail| mail.is_to(&author.email) && mail.text.contains(GIVEN_AWAY);
    let told = world.system.await_mail(&wanted);
    world.await_state(step, told).await??;
    Ok(())
}

async fn report(chair: &Person, work: &Work) -> Result<()> {
    let request = ReportDefectsRequest {
        stage: work.stage.clone(),
        defects: vec![Defect {
            work: work.name.clone(),
            reason: "Brak streszczenia.".to_owned(),
        }],
    };
    let reported = chair.clients().screenings().report_defects(request).await;
    reported.step("the chair reports a defect")?;
    Ok(())
}

async fn standing(
    person: &Person,
    entries: &StageEntries,
    handed: &Handed,
) -> Result<ScreeningState> {
    let request = GetMyScreeningRequest {
        stage: entries.stage.clone(),
        entrant: handed.entrant.clone(),
        receipt: handed.receipt.jws.clone(),
    };
    let mut screenings = person.clients().screenings();
    let screening = screenings.get_my_screening(request).await;
    let screening = screening.step(format!("{} shows a receipt", person.name))?;
    Ok(screening.state())
}

async fn cure(person: &Person, entries: &StageEntries, handed: &Handed) -> Result<()> {
    let request = CureWorkRequest {
        stage: entries.stage.clone(),
        entrant: handed.entrant.clone(),
        receipt: handed.receipt.jws.clone(),
        supplement: SUPPLEMENT.to_owned(),
    };
    let cured = person.clients().screenings().cure_work(request).await;
    let cured = cured.step("the author cures the defect")?;
    must_equal("it is cured", &cured.state(), &ScreeningState::Cured)
}

async fn exclude(chair: &Person, work: &Work) -> Result<()> {
    let request = exclusion(work, ExclusionGround::AuthorRevealed);
    let excluded = chair.clients().screenings().exclude_work(request).await;
    excluded.step("the chair excludes the signed work")?;
    Ok(())
}

fn exclusion(work: &Work, ground: ExclusionGround) -> ExcludeWorkRequest {
    ExcludeWorkRequest {
        work: work.name.clone(),
        ground: ground.into(),
        reason: GIVEN_AWAY.to_owned(),
    }
}
