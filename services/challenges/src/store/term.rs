//! The table `challenge_term`: which challenges have which words.

use std::collections::HashMap;

use linia_chassis::id::ChallengeId;
use sqlx::PgConnection;
use uuid::Uuid;

use super::StoreError;
use crate::domain::terms::{Term, Terms};

/// Removes the terms that a challenge does not have any more.
///
/// # Errors
/// [`StoreError`].
pub async fn delete_others(
    conn: &mut PgConnection,
    challenge: ChallengeId,
    terms: &Terms,
) -> Result<(), StoreError> {
    let names: Vec<&str> = terms.keys().map(String::as_str).collect();
    sqlx::query!(
        "DELETE FROM challenge_term WHERE challenge = $1 AND term <> ALL ($2)",
        challenge.as_uuid(),
        &names as &[&str],
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Adds the terms of a challenge, or changes what is known of them.
///
/// # Errors
/// [`StoreError`].
pub async fn save(
    conn: &mut PgConnection,
    challenge: ChallengeId,
    terms: &Terms,
) -> Result<(), StoreError> {
    let names: Vec<&str> = terms.keys().map(String::as_str).collect();
    let in_title: Vec<bool> = terms.values().map(|term| term.in_title).collect();
    let words: Vec<&str> = terms.values().map(|term| term.word.as_str()).collect();
    sqlx::query!(
        "INSERT INTO challenge_term (challenge, term, in_title, word) \
         SELECT $1, * FROM unnest($2::text[], $3::boolean[], $4::text[]) \
         ON CONFLICT (term, challenge) DO UPDATE \
         SET in_title = excluded.in_title, word = excluded.word \
         WHERE (challenge_term.in_title, challenge_term.word) \
           IS DISTINCT FROM (excluded.in_title, excluded.word)",
        challenge.as_uuid(),
        &names as &[&str],
        &in_title,
        &words as &[&str],
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// The terms of a challenge.
///
/// # Errors
/// [`StoreError`].
pub async fn list(conn: &mut PgConnection, challenge: ChallengeId) -> Result<Terms, StoreError> {
    let rows = sqlx::query!(
        "SELECT term, in_title, word FROM challenge_term WHERE challenge = $1",
        challenge.as_uuid()
    )
    .fetch_all(conn)
    .await?;
    let term = |in_title, word| Term { in_title, word };
    Ok(rows
        .into_iter()
        .map(|row| (row.term, term(row.in_title, row.word)))
        .collect())
}

/// How many published challenges there are besides this one.
///
/// # Errors
/// [`StoreError`].
pub async fn count_published(
    conn: &mut PgConnection,
    except: ChallengeId,
) -> Result<i64, StoreError> {
    let count = sqlx::query_scalar!(
        r#"SELECT count(*) AS "count!" FROM challenge WHERE publish_time IS NOT NULL AND id <> $1"#,
        except.as_uuid()
    )
    .fetch_one(conn)
    .await?;
    Ok(count)
}

/// How many published challenges besides this one have each of its terms.
///
/// # Errors
/// [`StoreError`].
pub async fn count_frequencies(
    conn: &mut PgConnection,
    challenge: ChallengeId,
) -> Result<HashMap<String, i64>, StoreError> {
    let rows = sqlx::query!(
        r#"
        SELECT own.term, count(*) AS "count!"
        FROM challenge_term own
        JOIN challenge_term other ON other.term = own.term AND other.challenge <> own.challenge
        JOIN challenge c ON c.id = other.challenge AND c.publish_time IS NOT NULL
        WHERE own.challenge = $1
        GROUP BY own.term
        "#,
        challenge.as_uuid()
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(|row| (row.term, row.count)).collect())
}

/// A published challenge that shares terms with another one.
#[derive(Debug)]
pub struct Overlap {
    /// Which.
    pub challenge: Uuid,
    /// What the shared terms weigh together.
    pub weight: i64,
    /// The shared terms.
    pub terms: Vec<String>,
}

/// Lists the published challenges, this one excepted, by what the terms that
/// they share weigh together; of equals, the newest first. `weights` are in the
/// order of `terms`.
///
/// # Errors
/// [`StoreError`].
pub async fn list_overlaps(
    conn: &mut PgConnection,
    except: ChallengeId,
    terms: &[String],
    weights: &[i64],
    limit: i64,
) -> Result<Vec<Overlap>, StoreError> {
    let rows = sqlx::query_as!(
        Overlap,
        r#"
        SELECT c.id AS challenge, sum(own.weight)::bigint AS "weight!", array_agg(own.term) AS "terms!"
        FROM unnest($2::text[], $3::bigint[]) AS own (term, weight)
        JOIN challenge_term t ON t.term = own.term
        JOIN challenge c ON c.id = t.challenge AND c.publish_time IS NOT NULL AND c.id <> $1
        GROUP BY c.id
        ORDER BY sum(own.weight) DESC, c.create_time DESC, c.id DESC
        LIMIT $4
        "#,
        except.as_uuid(),
        terms,
        weights,
        limit,
    )
    .fetch_all(conn)
    .await?;
    Ok(rows)
}
