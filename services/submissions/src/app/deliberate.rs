//! What the jury decides by, read together; and the signing of what it decides.

use linia_chassis::crypto::sha256;
use sqlx::PgConnection;

use crate::{
    app::{Context, contest::Contest, error::AppError, evidence, reading},
    domain::{
        deliberation::Deliberation,
        evidence::Evidence,
        jury::check_composition,
        opening::Work,
        protocol::{Correction, PROTOCOL_TYPE, Protocol, SignedProtocol},
        reading::Reading,
        record::HandRecord,
        review::Review,
        stage::Stage,
    },
    store::{reviews, works},
};

/// Everything that a ranking and its protocol are made of.
pub(super) struct Material<'a> {
    stage: &'a Stage,
    contest: &'a Contest,
    works: Vec<Work>,
    reviews: Vec<Review>,
    reading: Reading,
    decisions: HandRecord,
    evidence: Evidence,
}

impl<'a> Material<'a> {
    /// Reads it, if the jury may judge as it is.
    pub(super) async fn read(
        conn: &mut PgConnection,
        stage: &'a Stage,
        contest: &'a Contest,
    ) -> Result<Self, AppError> {
        check_composition(&contest.jurors, stage.rules.qualifications_required)?;
        let works = works::list(conn, stage.id, None, i64::MAX).await?;
        let (evidence, defects) = evidence::read(conn, stage.id, &works).await?;
        Ok(Self {
            stage,
            contest,
            works,
            reviews: reviews::list(conn, stage.id, None).await?,
            reading: reading::read(conn, stage, contest).await?,
            decisions: HandRecord {
                defects,
                ..reading::read_decisions(conn, stage.id).await?
            },
            evidence,
        })
    }

    /// Lays it before the jury.
    pub(super) fn deliberation(&self) -> Deliberation<'_> {
        Deliberation {
            stage: self.stage,
            works: &self.works,
            jurors: &self.contest.jurors,
            reviews: &self.reviews,
            reading: &self.reading,
            decisions: &self.decisions,
            evidence: &self.evidence,
        }
    }
}

/// Signs a protocol; `former` is the one that it corrects.
pub(super) fn sign(
    ctx: &Context,
    protocol: Protocol,
    former: Option<&SignedProtocol>,
) -> SignedProtocol {
    let jws = ctx.signer.sign_jws(PROTOCOL_TYPE, &protocol);
    let correction = former.zip(protocol.supersedes);
    SignedProtocol {
        stage: protocol.stage,
        number: former.map_or(1, |former| former.number + 1),
        correction: correction.map(|(former, supersedes)| Correction {
            superseded_sha256: former.sha256,
            reason: supersedes.reason,
        }),
        sha256: sha256(jws.as_bytes()),
        jws,
        reasons: protocol.reasons,
        sign_time: protocol.sign_time,
        ranking: protocol.ranking,
    }
}
