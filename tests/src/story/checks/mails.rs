//! Each person got the mails that they should have got, and nobody else did.

use std::collections::BTreeMap;

use crate::{
    stack::Mail,
    story::{
        Person, Result, World,
        contest::{Authority, Cast, Outcome},
        error::must_equal,
    },
};

type Mailbox = BTreeMap<String, usize>;

pub(super) async fn each_got_theirs_and_nobody_else(
    world: &World,
    outcome: &Outcome,
) -> Result<()> {
    let expected = expected(&outcome.cast);
    // Mails leave within moments; whoever waits for the last of them sees them all.
    let reached = world
        .try_wait_for("all mails have come", async || {
            Ok((received(world).await? == expected).then_some(()))
        })
        .await;
    if reached.is_err() {
        let got = received(world).await?;
        for (address, mailbox) in &expected {
            must_equal(
                format!("the mails to {address}"),
                got.get(address).unwrap_or(&Mailbox::new()),
                mailbox,
            )?;
        }
        must_equal("the mails to all", &got, &expected)?;
    }
    let count: usize = expected.values().flat_map(BTreeMap::values).sum();
    world.narrator.say(format!(
        "{count} mails came over SMTP: each person got theirs, and nobody else did"
    ));
    Ok(())
}

/// Mails by address and topic. A mail sent twice after a crash has one Message-ID and counts once.
async fn received(world: &World) -> Result<BTreeMap<String, Mailbox>> {
    let mut by_id: BTreeMap<String, Mail> = BTreeMap::new();
    for mail in world.system.mails().await? {
        let id = mail.message_id.clone().unwrap_or_default();
        by_id.insert(id, (*mail).clone());
    }
    let mut boxes: BTreeMap<String, Mailbox> = BTreeMap::new();
    for mail in by_id.values() {
        let topic = mail.topic().unwrap_or("none").to_owned();
        for address in &mail.to {
            *boxes
                .entry(address.clone())
                .or_default()
                .entry(topic.clone())
                .or_default() += 1;
        }
    }
    Ok(boxes)
}

fn expected(cast: &Cast) -> BTreeMap<String, Mailbox> {
    let mut boxes = BTreeMap::new();
    let mut expect = |person: &Person, topics: &[(&str, usize)]| {
        let verify = std::iter::once(&("verify_email", 1));
        let mailbox = verify
            .chain(topics)
            .map(|(topic, count)| ((*topic).to_owned(), *count));
        boxes.insert(person.email.clone(), mailbox.collect());
    };
    expect(&cast.operator, &[("review_requested", 2)]);
    let Authority { head, editor, .. } = &cast.tychy;
    expect(
        head,
        &[
            ("membership_granted", 1),
            ("organization_verified", 1),
            ("approval_requested", 3),
            ("challenge_returned", 2),
            ("challenge_approved", 2),
            ("challenge_published", 2),
            ("question_asked", 2),
            ("challenge_amended", 1),
            ("stage_extended", 1),
            // The second time for the corrected protocol.
            ("result_received", 3),
            ("juror_recused", 1),
            ("result_approved", 1),
            ("result_annulled", 1),
            ("appeal_recorded", 1),
            ("appeal_decided", 1),
            ("prizes_awarded", 1),
            ("runner_up_called", 1),
            ("runner_up_revealed", 1),
            ("runner_up_awarded", 1),
        ],
    );
    expect(
        editor,
        &[
            ("membership_granted", 1),
            ("challenge_returned", 2),
            ("challenge_approved", 2),
            ("challenge_published", 2),
            ("question_asked", 2),
            ("challenge_amended", 1),
            ("stage_extended", 1),
            ("juror_recused", 1),
            ("result_approved", 1),
            ("result_annulled", 1),
            ("appeal_recorded", 1),
            ("appeal_decided", 1),
            ("prizes_awarded", 1),
            ("runner_up_called", 1),
            ("runner_up_awarded", 1),
        ],
    );
    let Authority { head, editor, .. } = &cast.bialystok;
    expect(
        head,
        &[
            ("membership_granted", 1),
            ("organization_verified", 1),
            ("approval_requested", 3),
            ("challenge_approved", 3),
            ("challenge_published", 3),
            ("application_received", 2),
            ("challenge_cancelled", 1),
            ("opening_awaited", 1),
            ("result_received", 1),
            ("result_approved", 1),
        ],
    );
    expect(
        editor,
        &[
            ("membership_granted", 1),
            ("challenge_approved", 3),
            ("challenge_published", 3),
            ("application_received", 2),
            ("challenge_cancelled", 1),
            ("opening_awaited", 1),
            ("result_approved", 1),
        ],
    );
    let juror = [
        ("juror_appointed", 3),
        ("challenge_amended", 1),
        ("stage_extended", 1),
        ("stage_opened", 4),
        ("result_annulled", 1),
    ];
    let chair = juror.into_iter().chain([("opening_awaited", 1)]);
    expect(&cast.jurors[0], &chair.collect::<Vec<_>>());
    for other in &cast.jurors[1..] {
        expect(other, &juror);
    }
    // Was off the jury of the last contest when it was annulled.
    expect(
        &cast.fourth_juror,
        &[
            ("juror_appointed", 3),
            ("challenge_cancelled", 1),
            ("stage_opened", 2),
        ],
    );
    let finalist = [("entry_opened", 2), ("entry_advanced", 1)];
    let laureate = [
        ("laureate", 1),
        ("appeal_recorded", 1),
        ("appeal_decided", 1),
        ("prizes_awarded", 1),
        ("prize_lost", 1),
    ];
    let runner_up = [
        ("entry_not_advanced", 1),
        ("runner_up", 1),
        ("runner_up_awarded", 1),
        ("winner_carried", 1),
    ];
    let startup = [
        ("membership_granted", 1),
        ("organization_verified", 1),
        ("entrant_admitted", 1),
    ]
    .into_iter()
    .chain(finalist)
    .chain(laureate);
    expect(&cast.founder, &startup.collect::<Vec<_>>());
    let team = [("entrant_admitted", 1)].into_iter().chain(finalist);
    let team = team.chain(runner_up);
    expect(&cast.students[0], &team.clone().collect::<Vec<_>>());
    let invited = std::iter::once(("team_invitation", 1)).chain(team);
    expect(&cast.students[1], &invited.collect::<Vec<_>>());
    expect(
        &cast.citizen,
        &[
            ("question_answered", 1),
            ("entrant_refused", 1),
            ("individual_extension", 1),
            ("enrolled", 1),
            ("enrolment_advanced", 1),
            ("enrolment_removed", 1),
            ("entry_opened", 3),
            ("entry_not_advanced", 2),
            ("defects_reported", 1),
            ("laureate", 1),
            ("result_annulled", 1),
        ],
    );
    expect(
        &cast.neighbour,
        &[
            ("challenge_cancelled", 1),
            ("entry_opened", 2),
            ("entry_not_advanced", 2),
            ("defects_reported", 1),
        ],
    );
    expect(
        &cast.doubter,
        &[
            ("question_merged", 1),
            ("question_answered", 1),
            ("enrolment_waiting", 1),
            ("place_freed", 1),
            ("entry_opened", 3),
            ("entry_not_advanced", 2),
            ("defects_reported", 1),
            ("result_annulled", 1),
        ],
    );
    // Follows the first contest without getting in, enters another, and follows the last.
    expect(
        &cast.latecomer,
        &[
            ("entry_opened", 1),
            ("entry_not_advanced", 1),
            ("defects_reported", 1),
            ("question_answered", 1),
            ("challenge_amended", 1),
            ("stage_extended", 1),
            ("result_approved", 1),
            ("result_annulled", 1),
            ("prizes_awarded", 1),
            ("runner_up_called", 1),
            ("runner_up_awarded", 1),
        ],
    );
    boxes
}
