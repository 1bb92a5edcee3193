//! Finding challenges by conditions.

use linia_chassis::id::{ChallengeId, OrganizationId};
use sqlx::PgConnection;
use time::OffsetDateTime;
use uuid::Uuid;

use super::StoreError;
use crate::domain::{search::Search, state::StateKind};

/// A challenge that was found, and its place in the order: more words in its
/// title, then newer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hit {
    /// Which.
    pub challenge: ChallengeId,
    /// How many of the words a title has.
    pub words_in_title: i64,
    /// When it was started.
    pub create_time: OffsetDateTime,
}

/// The place of the last hit of the page before.
pub type Place = (i64, OffsetDateTime, Uuid);

struct HitRow {
    id: Uuid,
    words_in_title: i64,
    create_time: OffsetDateTime,
}

/// Finds what is published, what belongs to `authorities`, and for operators
/// what is submitted, as far as it fulfils the conditions, in the order of [`Hit`]. The first condition is the
/// policy `view_challenge` in SQL.
///
/// # Errors
/// [`StoreError`].
pub async fn find(
    conn: &mut PgConnection,
    search: &Search,
    authorities: &[OrganizationId],
    operator: bool,
    after: Option<&Place>,
    limit: i64,
) -> Result<Vec<Hit>, StoreError> {
    let authorities: Vec<Uuid> = authorities.iter().map(OrganizationId::as_uuid).collect();
    let (numbers, terms) = asked(search);
    let states: Vec<&str> = search
        .states
        .iter()
        .copied()
        .map(StateKind::as_str)
        .collect();
    let kinds: Vec<&str> = search
        .entrant_kinds
        .iter()
        .map(|kind| kind.as_str())
        .collect();
    let (after_words, after_time, after_id) = match after.copied() {
        Some((words, time, id)) => (Some(words), Some(time), Some(id)),
        None => (None, None, None),
    };
    let rows = sqlx::query_as!(
        HitRow,
        r#"
        WITH hit AS (
            SELECT t.challenge, count(DISTINCT asked.word) FILTER (WHERE t.in_title) AS in_title
            FROM unnest($2::bigint[], $3::text[]) AS asked (word, term)
            JOIN challenge_term t ON t.term = asked.term
            GROUP BY t.challenge
            HAVING count(DISTINCT asked.word) = $4
        ), found AS (
            SELECT c.id, coalesce(hit.in_title, 0) AS words_in_title, c.create_time
            FROM challenge c
            LEFT JOIN hit ON hit.challenge = c.id
            WHERE (c.publish_time IS NOT NULL OR c.authority = ANY ($1)
                OR $14 AND c.state IN ('IN_REVIEW', 'PENDING_APPROVAL', 'APPROVED'))
              AND ($4 = 0 OR hit.challenge IS NOT NULL)
              AND ($5::text[] = '{}' OR EXISTS (
                  SELECT FROM unnest(c.cpv_codes) AS code, unnest($5) AS prefix
                  WHERE starts_with(code, prefix)
              ))
              AND ($6::text[] = '{}' OR c.state = ANY ($6))
              AND ($7::uuid IS NULL OR c.authority = $7)
              AND (($8::timestamptz IS NULL AND $9::timestamptz IS NULL) OR EXISTS (
                  SELECT FROM stage s
                  WHERE s.challenge = c.id
                    AND s.close_time >= coalesce($8, '-infinity')
                    AND s.close_time < coalesce($9, 'infinity')
              ))
              AND ($15::text[] = '{}' OR coalesce(c.eligibility -> 'kinds', '[]') = '[]'
                  OR c.eligibility -> 'kinds' ?| $15)
              AND ($16::text IS NULL OR coalesce(c.eligibility -> 'countries', '[]') = '[]'
                  OR c.eligibility -> 'countries' ? $16)
        )
        SELECT id AS "id!", words_in_title AS "words_in_title!", create_time AS "create_time!"
        FROM found
        WHERE $10::bigint IS NULL
           OR (words_in_title, create_time, id) < ($10, $11::timestamptz, $12::uuid)
        ORDER BY words_in_title DESC, create_time DESC, id DESC
        LIMIT $13
        "#,
        &authorities,
        &numbers,
        &terms as &[&str],
        i64::try_from(search.words.len()).expect("a query is short"),
        &search.cpv_prefixes,
        &states as &[&str],
        search.authority.map(|authority| authority.as_uuid()),
        search.closes_from,
        search.closes_before,
        after_words,
        after_time,
        after_id,
        limit,
        operator,
        &kinds as &[&str],
        search.country.as_deref(),
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(Hit::from).collect())
}

/// Every term with the number of the word that it may stand for.
fn asked(search: &Search) -> (Vec<i64>, Vec<&str>) {
    let words = (0..).zip(&search.words);
    words
        .flat_map(|(number, word)| word.terms.iter().map(move |term| (number, term.as_str())))
        .unzip()
}

impl From<HitRow> for Hit {
    fn from(row: HitRow) -> Self {
        Self {
            challenge: row.id.into(),
            words_in_title: row.words_in_title,
            create_time: row.create_time,
        }
    }
}

impl Hit {
    /// Its place in the order.
    #[must_use]
    pub fn place(&self) -> Place {
        (
            self.words_in_title,
            self.create_time,
            self.challenge.as_uuid(),
        )
    }
}
