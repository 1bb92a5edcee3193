//! What of an awarded work everybody may read: its authors say so, and take it
//! back.

use std::collections::{BTreeSet, HashMap};

use linia_chassis::{
    auth::Caller,
    database::DbError,
    id::{AccountId, ChallengeId, EntrantName, EntryId},
    paging::Page,
};
use sqlx::PgConnection;
use uuid::Uuid;

use crate::{
    app::{Context, error::AppError},
    domain::{
        disclosure::{Consent, DisclosedWork, Scope, check_disclosable},
        entry::Entry,
    },
    store::{
        attachments,
        disclosures::{self, Statement},
        entries, laureates,
    },
};

/// Works in a page at most: each may have 100,000 characters.
const WORKS_AT_ONCE: i32 = 50;

/// How far the authors of a work are with their consent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Disclosure {
    /// What the caller stated last, if anything. Who is author in two ways
    /// states for both at once.
    pub own: Option<Consent>,
    /// What all authors consent to: what is published once the prizes are
    /// awarded.
    pub agreed: Scope,
}

/// States how much of a laureate's work may be published. Saying the same again
/// changes nothing.
pub async fn state_disclosure(
    ctx: &Context,
    caller: &Caller,
    entry: EntryId,
    scope: Scope,
) -> Result<Disclosure, AppError> {
    let account = caller.account()?;
    let mut tx = ctx.database.begin_write().await?;
    // Two statements come one after the other, and none while a result ends.
    let entry = entries::lock(tx.conn(), entry).await?.ok_or(entry);
    let own = OwnEntry::check(caller, account, entry)?;
    let stated = disclosures::list_last(tx.conn(), own.entry.id).await?;
    for &author in &own.authors {
        let last = stated.iter().find(|it| it.author == author);
        if last.is_some_and(|last| last.consent.scope == scope) {
            continue;
        }
        let statement = Statement {
            entry: own.entry.id,
            author,
            number: last.map_or(1, |last| last.number + 1),
            consent: Consent {
                scope,
                time: tx.now(),
            },
        };
        disclosures::insert(tx.conn(), own.entry.stage, &statement, account).await?;
    }
    let disclosure = own.disclosure(tx.conn()).await?;
    tx.commit().await?;
    Ok(disclosure)
}

/// What was stated last, if anything was.
pub async fn get_disclosure(
    ctx: &Context,
    caller: &Caller,
    entry: EntryId,
) -> Result<Disclosure, AppError> {
    let account = caller.account()?;
    let mut conn = ctx.database.read().await?;
    let entry = entries::find(&mut conn, entry).await?.ok_or(entry);
    let own = OwnEntry::check(caller, account, entry)?;
    Ok(own.disclosure(&mut conn).await?)
}

/// A laureate's entry, and as which of its authors the caller speaks.
struct OwnEntry {
    entry: Entry,
    authors: BTreeSet<EntrantName>,
}

impl OwnEntry {
    /// Of others' entries it is not told that there are any.
    fn check(
        caller: &Caller,
        account: AccountId,
        entry: Result<Entry, EntryId>,
    ) -> Result<Self, AppError> {
        let entry = entry.map_err(AppError::EntryNotFound)?;
        let authors: BTreeSet<_> = authors(&entry)
            .filter(|author| {
                *author == EntrantName::Account(account)
                    || (*author == entry.entrant && caller.speaks_for(author))
            })
            .collect();
        if authors.is_empty() {
            return Err(AppError::EntryNotFound(entry.id));
        }
        check_disclosable(entry.state)?;
        Ok(Self { entry, authors })
    }

    async fn disclosure(&self, conn: &mut PgConnection) -> Result<Disclosure, DbError> {
        let stated = disclosures::list_last(conn, self.entry.id).await?;
        let of = |author: EntrantName| {
            let statement = stated.iter().find(|it| it.author == author);
            statement.map(|it| it.consent)
        };
        let own = self.authors.iter().copied().map(of).min();
        let all = authors(&self.entry).map(of);
        Ok(Disclosure {
            own: own.flatten(),
            agreed: Scope::of_all(all.map(|consent| consent.map(|it| it.scope))),
        })
    }
}

/// The entrant and the co-authors.
fn authors(entry: &Entry) -> impl Iterator<Item = EntrantName> {
    let co_authors = entry.co_authors.iter().copied();
    let co_authors = co_authors.map(EntrantName::Account);
    co_authors.chain([entry.entrant])
}

/// A page of what is published of a contest, and the next page's token. Until
/// the prizes are awarded, that is nothing, as of a contest that does not exist.
pub async fn list_disclosed_works(
    ctx: &Context,
    challenge: ChallengeId,
    page: Page<(i32, Uuid)>,
) -> Result<(Vec<DisclosedWork>, String), AppError> {
    let mut conn = ctx.database.read().await?;
    if !laureates::is_awarded(&mut conn, challenge).await? {
        return Err(AppError::ChallengeNotFound(challenge));
    }
    let page = page.at_most(WORKS_AT_ONCE);
    let after = page.cursor().copied();
    let rows = disclosures::list_works(&mut conn, challenge, after, page.limit()).await?;
    let (mut works, next) =
        page.finish_within(rows, octets_of, |work| (work.rank, work.work.as_uuid()));
    let with_files = works.iter().filter(|it| it.scope == Scope::WorkAndFiles);
    let with_files: Vec<_> = with_files.map(|it| it.work).collect();
    let mut files: HashMap<_, Vec<_>> = HashMap::new();
    for (work, file) in attachments::list(&mut conn, &with_files).await? {
        files.entry(work).or_default().push(file);
    }
    for work in &mut works {
        work.files = files.remove(&work.work).unwrap_or_default();
    }
    Ok((works, next))
}

fn octets_of(work: &DisclosedWork) -> usize {
    let fields = work.fields.iter();
    let fields: usize = fields.map(|(key, text)| key.len() + text.len()).sum();
    work.title.len() + work.text.len() + fields
}
