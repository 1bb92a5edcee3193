//! Finds published challenges that resemble another one, so that nothing is
//! done twice.

use std::collections::HashMap;

use linia_chassis::{auth::Caller, id::ChallengeId};

use super::{AppError, Context};
use crate::{
    domain::{
        challenge::Challenge,
        similarity::{MIN_BASIS_POINTS, SimilarChallenge, Weights},
    },
    store,
};

impl Context {
    /// Lists at most `limit` published challenges that resemble this one, most
    /// similar first.
    ///
    /// # Errors
    /// [`AppError`].
    pub async fn list_similar(
        &self,
        caller: &Caller,
        id: ChallengeId,
        limit: i64,
    ) -> Result<Vec<SimilarChallenge>, AppError> {
        let mut connection = self.database.read().await?;
        let conn = &mut *connection;
        self.find_visible(conn, caller, id).await?;
        let terms = store::term::list(conn, id).await?;
        let published = store::term::count_published(conn, id).await?;
        let frequencies = store::term::count_frequencies(conn, id).await?;
        let weights = Weights::new(&terms, published, &frequencies);
        let (names, values) = (weights.terms(), weights.weights());
        let overlaps = store::term::list_overlaps(conn, id, &names, &values, limit).await?;
        let ids: Vec<_> = overlaps.iter().map(|overlap| overlap.challenge).collect();
        let found = store::challenge::list_of(conn, &ids).await?;
        let mut found: HashMap<_, Challenge> = found
            .into_iter()
            .map(|stored| (stored.challenge.id.as_uuid(), stored.challenge))
            .collect();
        let similar = overlaps.into_iter().filter_map(|overlap| {
            let score_basis_points = weights.basis_points(overlap.weight);
            (score_basis_points >= MIN_BASIS_POINTS).then_some(())?;
            Some(SimilarChallenge {
                challenge: found.remove(&overlap.challenge)?,
                score_basis_points,
                shared_words: weights.shared_words(&terms, &overlap.terms),
            })
        });
        Ok(similar.collect())
    }
}
