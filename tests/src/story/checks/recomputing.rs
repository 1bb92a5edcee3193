//! A stranger recomputes every ranking from what was signed.

use linia_proto::{
    identity::v1::ListSigningKeysRequest,
    submissions::v1::{ListProtocolsRequest, ListPublicProtocolsRequest, Protocol},
};
use serde_json::{Value, json};

use crate::{
    recompute::{self, Verdict, jwk},
    story::{
        Result, StoryError, World,
        contest::{Handed, Outcome},
        error::{Step, must_equal},
        receipts::hex,
    },
};

/// From the published keys, all receipts and the protocols of all stages that were judged; then
/// from the protocols that everybody may read of the contest that was awarded, each of which is
/// what is left of the whole one.
pub(super) async fn strangers_get_the_same_rankings(
    world: &World,
    outcome: &Outcome,
) -> Result<()> {
    let keys = keys(world).await?;
    let mut protocols = Vec::new();
    for entries in &outcome.judged {
        protocols.extend(protocols_of(outcome, &entries.stage).await?);
    }
    let handed = outcome.judged.iter().flat_map(|stage| &stage.handed);
    let withdrawn = outcome.judged.iter().flat_map(|stage| &stage.withdrawals);
    let withdrawn = withdrawn.map(|receipt| json!({"jws": receipt.jws, "content": null}));
    let receipts: Vec<_> = handed.flat_map(receipts_of).chain(withdrawn).collect();
    let jws: Vec<_> = protocols.iter().map(|it| it.jws.clone()).collect();
    let told = holds(&json!({"keys": keys, "receipts": receipts, "protocols": jws}))?;
    for protocol in &protocols {
        must_equal(
            "a stranger recomputes the jury's ranking",
            &told.contains(&line(protocol)),
            &true,
        )?;
    }
    let total = format!(
        "{} receipts and {} protocols hold",
        receipts.len(),
        protocols.len()
    );
    must_equal(
        "everything was checked",
        &told.last().map(String::as_str),
        &Some(total.as_str()),
    )?;

    one_alone_does_not_hold(&keys, &protocols)?;

    let public = public_protocols(world, outcome).await?;
    let count = public.len();
    let both = [jws, public].concat();
    let again = holds(&json!({"keys": keys, "receipts": [], "protocols": both}))?;
    let awarded: Vec<_> = protocols[..count].iter().map(line).collect();
    must_equal(
        "what everybody may read gives the same",
        &again[protocols.len()..][..count].to_vec(),
        &awarded,
    )?;
    world.narrator.say(format!(
        "a script in another language, with the published keys alone: {total}, and {count} of them \
         as everybody may read them; each ranking was recomputed equal"
    ));
    Ok(())
}

/// A corrected protocol names the one that it supersedes: a stranger who is not shown that one
/// notices.
fn one_alone_does_not_hold(keys: &[Value], protocols: &[Protocol]) -> Result<()> {
    let corrected: Vec<_> = protocols.iter().filter(|it| it.number > 1).collect();
    must_equal("one protocol was corrected", &corrected.len(), &1)?;
    for protocol in corrected {
        let record = json!({"keys": keys, "receipts": [], "protocols": [protocol.jws]});
        let verdict = recompute::check(&record).map_err(StoryError::Input)?;
        let noticed = matches!(&verdict, Verdict::Wrong(wrong) if wrong.contains("supersede"));
        must_equal("a stranger misses the first protocol", &noticed, &true)?;
    }
    Ok(())
}

async fn keys(world: &World) -> Result<Vec<Value>> {
    let mut published = world.anonymous.signing_keys();
    let listed = published
        .list_signing_keys(ListSigningKeysRequest {})
        .await
        .step("anyone fetches the published keys")?
        .signing_keys;
    let of_submissions = listed.iter().filter(|key| key.service == "submissions");
    Ok(of_submissions
        .map(|key| jwk(&key.key_id, &key.ed25519_public_key))
        .collect())
}

async fn protocols_of(outcome: &Outcome, stage: &str) -> Result<Vec<Protocol>> {
    let request = ListProtocolsRequest {
        stage: stage.to_owned(),
    };
    let mut chair = outcome.cast.jurors[0].clients().reviews();
    let listed = chair.list_protocols(request).await;
    Ok(listed.step("the chair lists protocols")?.protocols)
}

async fn public_protocols(world: &World, outcome: &Outcome) -> Result<Vec<String>> {
    let request = ListPublicProtocolsRequest {
        challenge: outcome.tychy.name.clone(),
    };
    let mut anyone = world.anonymous.disclosures();
    let listed = anyone.list_public_protocols(request).await;
    let listed = listed.step("anyone lists the protocols of an awarded contest")?;
    Ok(listed.protocols.into_iter().map(|it| it.jws).collect())
}

/// Those of the entrant and of all co-authors, each with the content that it is of.
fn receipts_of(handed: &Handed) -> Vec<Value> {
    let mut content = json!({"title": handed.content.title, "text": handed.content.text});
    let files = handed.files.iter().map(|file| {
        let file = file.on_receipt();
        json!({
            "file_name": file.file_name,
            "sha256": hex(&file.sha256),
            "size_octets": file.size_octets,
        })
    });
    if !handed.files.is_empty() {
        content["attachments"] = files.collect();
    }
    let all = std::iter::once(&handed.receipt).chain(&handed.confirmations);
    all.map(|receipt| json!({"jws": receipt.jws, "content": content}))
        .collect()
}

/// What the script tells; each line on its own.
fn holds(record: &Value) -> Result<Vec<String>> {
    match recompute::check(record).map_err(StoryError::Input)? {
        Verdict::Holds(told) => Ok(told.lines().map(str::to_owned).collect()),
        Verdict::Wrong(wrong) => Err(StoryError::Input(format!("a stranger finds: {wrong}"))),
    }
}

/// As the script tells a ranking.
fn line(protocol: &Protocol) -> String {
    let ranked = protocol.ranking.iter();
    let works = ranked.map(|it| format!("{}. {} ({} %)", it.rank, it.code, it.total));
    format!(
        "{}: {}",
        protocol.stage,
        works.collect::<Vec<_>>().join(", ")
    )
}
