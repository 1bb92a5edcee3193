//! Which version counts, and what is made of it.

use linia_chassis::{
    crypto::sha256,
    id::{OrganizationId, TeamId},
};
use rand::{SeedableRng, rngs::StdRng};
use time::Duration;
use uuid::Uuid;

use super::*;

/// In these tests an entry has the id of its entrant, and a tag of its own.
fn id_of(entrant: &EntrantName) -> EntryId {
    match entrant {
        EntrantName::Account(account) => account.as_uuid().into(),
        other => panic!("{other} enters in no test"),
    }
}

/// What stands for the hash of a text; nothing for a withdrawal.
fn sha256_of(text: Option<&str>) -> String {
    text.map_or_else(String::new, |text| hex::encode(sha256(text.as_bytes())))
}

fn version(entry: EntryId, number: i32, second: i64, text: Option<&str>) -> OpenedVersion {
    let account = AccountId::random();
    OpenedVersion {
        entry: Uuid::from_u128(!entry.as_uuid().as_u128()).into(),
        version: number,
        accept_time: OffsetDateTime::UNIX_EPOCH + Duration::seconds(second),
        sealed: SealedVersion {
            entrant: EntrantName::Account(AccountId::from(entry.as_uuid())),
            account,
            co_authors: BTreeSet::new(),
            content: text.map(|text| EntryContent {
                title: "title".into(),
                text: text.into(),
                ..EntryContent::default()
            }),
            content_sha256: sha256_of(text),
            traceparent: Some(format!("trace {number}")),
        },
    }
}

fn open(versions: Vec<OpenedVersion>, seed: u64) -> OpenedStage {
    let mut last = LastVersions::default();
    for version in versions {
        last.add(version);
    }
    let opened = last.open(id_of, &mut StdRng::seed_from_u64(seed));
    opened.expect("hashes are whole")
}

#[test]
fn last_version_counts_and_everybody_who_handed_in_is_told() {
    let entry = EntryId::random();
    let first = version(entry, 1, 1, Some("first"));
    let second = version(entry, 2, 2, Some("second"));
    let accounts = BTreeSet::from([first.sealed.account, second.sealed.account]);
    let opened = open(vec![second, first], 1);
    assert_eq!(opened.works[0].content.text, "second");
    assert_eq!(opened.entries[0].counting.version, 2);
    assert_eq!(opened.entries[0].accounts, accounts);
    assert_eq!(opened.entries[0].traceparent.as_deref(), Some("trace 2"));
}

#[test]
fn nothing_earlier_than_a_persons_last_work_or_withdrawal_matters() {
    let entry = EntryId::random();
    let mut last = LastVersions::default();
    for text in [Some("last"), None] {
        let earlier = last.add(version(entry, 2, 2, text));
        assert_eq!(earlier, Earlier::Superseded, "{text:?}");
    }
}

#[test]
fn what_was_handed_in_before_matters_where_others_confirm_or_are_told() {
    let entry = EntryId::random();
    let mut last = LastVersions::default();
    let claimed = claim(entry, 2, "by two", &[AccountId::random()]);
    assert_eq!(last.add(claimed), Earlier::Matters);
    let mut of_team = version(entry, 2, 2, Some("by a team"));
    for entrant in [
        EntrantName::Team(TeamId::random()),
        EntrantName::Organization(OrganizationId::random()),
    ] {
        of_team.sealed.entrant = entrant;
        assert_eq!(last.add(of_team.clone()), Earlier::Matters, "{entrant}");
    }
    let consent = SealedConsent {
        entrant: of_team.sealed.entrant,
        account: AccountId::random(),
        confirms: None,
    };
    let place = (OffsetDateTime::UNIX_EPOCH, 1);
    assert_eq!(last.say(place, consent), Earlier::Matters);
}

#[test]
fn version_that_was_held_counts_by_its_arrival() {
    let entry = EntryId::random();
    let held = version(entry, 3, 1, Some("held, decided later"));
    let accepted = version(entry, 2, 2, Some("arrived last"));
    let opened = open(vec![held, accepted], 1);
    assert_eq!(opened.works[0].content.text, "arrived last");
}

#[test]
fn withdrawn_entry_has_no_work() {
    let (stays, goes) = (EntryId::random(), EntryId::random());
    let versions = vec![
        version(stays, 1, 1, Some("stays")),
        version(goes, 1, 1, Some("goes")),
        version(goes, 2, 2, None),
    ];
    let opened = open(versions, 1);
    assert_eq!(opened.works.len(), 1);
    assert_eq!(opened.link.entry_of(opened.works[0].id), Some(stays));
    let withdrawn = opened.entries.iter();
    let withdrawn: Vec<_> = withdrawn
        .filter(|entry| entry.state == EntryState::Withdrawn)
        .collect();
    assert_eq!(withdrawn.len(), 1);
    assert_eq!(withdrawn[0].id, goes);
}

#[test]
fn each_work_is_found_by_the_hash_of_its_receipt() {
    let versions = vec![
        version(EntryId::random(), 1, 1, Some("one")),
        version(EntryId::random(), 1, 2, Some("two")),
    ];
    let opened = open(versions, 1);
    for work in &opened.works {
        let digest = opened.digests.iter().find(|d| d.work == work.id);
        let sha256 = hex::encode(digest.expect("has one").content_sha256);
        assert_eq!(sha256, sha256_of(Some(&work.content.text)));
    }
}

#[test]
fn damaged_hash_stops_the_opening() {
    let mut damaged = version(EntryId::random(), 1, 1, Some("work"));
    damaged.sealed.content_sha256.pop();
    let mut last = LastVersions::default();
    last.add(damaged);
    let opened = last.open(id_of, &mut StdRng::seed_from_u64(1));
    assert_eq!(opened, Err(DigestError));
}

#[test]
fn codes_and_ids_are_unique_and_orders_do_not_agree() {
    let versions: Vec<_> = (0..200)
        .map(|n| version(EntryId::random(), 1, n, Some("work")))
        .collect();
    let opened = open(versions, 7);
    let codes: HashSet<_> = opened.works.iter().map(|w| &w.code).collect();
    let ids: HashSet<_> = opened.works.iter().map(|w| w.id).collect();
    assert_eq!((codes.len(), ids.len()), (200, 200));
    let entries_of_works: Vec<_> = opened
        .works
        .iter()
        .filter_map(|w| opened.link.entry_of(w.id))
        .collect();
    let entries: Vec<_> = opened.entries.iter().map(|e| e.id).collect();
    let sorted = |mut ids: Vec<EntryId>| {
        ids.sort();
        ids
    };
    assert_eq!(sorted(entries_of_works.clone()), sorted(entries.clone()));
    assert_ne!(entries_of_works, entries);
    assert_ne!(entries_of_works, sorted(entries.clone()));
    assert_ne!(entries, sorted(entries.clone()));
}

/// A version that names co-authors, whose content is its text.
fn claim(entry: EntryId, number: i32, text: &str, co_authors: &[AccountId]) -> OpenedVersion {
    let mut claim = version(entry, number, i64::from(number), Some(text));
    claim.sealed.co_authors = co_authors.iter().copied().collect();
    claim
}

/// What co-authors said, each at the time of its place in the list.
fn open_said(versions: &[OpenedVersion], said: &[(AccountId, Option<&str>)]) -> OpenedStage {
    let mut last = LastVersions::default();
    for version in versions {
        last.add(version.clone());
    }
    for (place, (account, confirms)) in (1..).zip(said) {
        let consent = SealedConsent {
            entrant: versions[0].sealed.entrant,
            account: *account,
            confirms: confirms.map(|text| sha256_of(Some(text))),
        };
        last.say((OffsetDateTime::UNIX_EPOCH, place), consent);
    }
    for (tag, number) in last.wanted() {
        let again = versions
            .iter()
            .find(|v| v.entry == tag && v.version == number);
        last.supply(again.expect("is one of them").clone());
    }
    let opened = last.open(id_of, &mut StdRng::seed_from_u64(1));
    opened.expect("hashes are whole")
}

#[test]
fn last_version_that_all_co_authors_confirmed_counts() {
    let entry = EntryId::random();
    let (jan, ola) = (AccountId::random(), AccountId::random());
    let alone = version(entry, 1, 1, Some("alone"));
    let first = claim(entry, 2, "first", &[jan, ola]);
    let second = claim(entry, 3, "second", &[jan, ola]);
    let withdrawal = version(entry, 4, 4, None);
    let all = [first.clone(), second.clone()];
    let after = [alone, first.clone(), second.clone()];
    let ended = [first.clone(), second, withdrawal];
    use EntryState::{Opened, Unconfirmed, Withdrawn};
    let (one, two) = (Some("first"), Some("second"));
    for (versions, said, state, text) in [
        (&all[..], vec![], Unconfirmed, None),
        (&all, vec![(jan, two)], Unconfirmed, None),
        (&all, vec![(jan, two), (ola, one)], Unconfirmed, None),
        (&all, vec![(jan, one), (ola, one)], Opened, one),
        (&all, vec![(jan, one), (ola, one), (jan, two)], Opened, one),
        (
            &all,
            vec![(jan, one), (ola, one), (jan, two), (ola, two)],
            Opened,
            two,
        ),
        (
            &all,
            vec![(jan, two), (ola, two), (ola, None)],
            Unconfirmed,
            None,
        ),
        (&after, vec![(jan, two)], Opened, Some("alone")),
        (&after, vec![(jan, two), (ola, two)], Opened, two),
        (&ended, vec![(jan, two), (ola, two)], Withdrawn, None),
    ] {
        let opened = open_said(versions, &said);
        assert_eq!(opened.entries.len(), 1);
        assert_eq!(opened.entries[0].state, state, "{said:?}");
        let texts: Vec<_> = opened
            .works
            .iter()
            .map(|w| w.content.text.as_str())
            .collect();
        assert_eq!(texts, Vec::from_iter(text), "{said:?}");
    }
}

#[test]
fn co_authors_are_told_with_those_who_handed_in() {
    let (entry, jan) = (EntryId::random(), AccountId::random());
    for said in [vec![], vec![(jan, Some("ours"))]] {
        let ours = claim(entry, 1, "ours", &[jan]);
        let told = BTreeSet::from([ours.sealed.account, jan]);
        let opened = open_said(&[ours], &said);
        assert_eq!(opened.entries[0].accounts, told);
        assert_eq!(opened.entries[0].co_authors, BTreeSet::from([jan]));
    }
}
