//! What challenges published about handing in and judging.

use linia_chassis::standing::Eligibility;
use linia_proto::challenges::v1::{
    self as pb, HandInRequirements, JudgingRules, PublishedStage, Stage,
};

use super::{ConvertError, eligibility::eligibility};
use crate::domain::{
    hand_in::{AttachmentRules, HandInField, HandInRules},
    rules::{AdmissionMode, Money, OpeningMode, RankingMethod, StageRules},
};

/// The rules of a stage and of its contest. An event of a time when there was
/// no choice states none of them, and means the defaults.
pub(super) fn rules(published: &PublishedStage) -> Result<StageRules, ConvertError> {
    let (stage, judging) = (Stage::default(), JudgingRules::default());
    let stage = published.stage.as_ref().unwrap_or(&stage);
    let judging = stage.judging.as_ref().unwrap_or(&judging);
    let method = pb::RankingMethod::try_from(judging.ranking_method);
    let opening = pb::OpeningMode::try_from(stage.opening_mode);
    let admission = pb::AdmissionMode::try_from(published.admission);
    Ok(StageRules {
        ranking_method: match method.map_err(|_| ConvertError::Field("ranking_method"))? {
            pb::RankingMethod::Unspecified | pb::RankingMethod::Mean => RankingMethod::Mean,
            pb::RankingMethod::TrimmedMean => RankingMethod::TrimmedMean,
            pb::RankingMethod::Median => RankingMethod::Median,
            pb::RankingMethod::JurorNormalised => RankingMethod::JurorNormalised,
        },
        opening_mode: match opening.map_err(|_| ConvertError::Field("opening_mode"))? {
            pb::OpeningMode::Unspecified | pb::OpeningMode::Automatic => OpeningMode::Automatic,
            pb::OpeningMode::TwoPerson => OpeningMode::TwoPerson,
        },
        tie_break_criteria: judging.tie_break_criteria.clone(),
        reviews_per_work: judging.reviews_per_work,
        max_works_per_juror: judging.max_works_per_juror,
        cure_period_days: stage.cure_period_days,
        qualifications_required: !published.required_qualifications.is_empty(),
        runner_up_allowed: published.runner_up_allowed,
        has_secret: published.has_secret,
        admission: match admission.map_err(|_| ConvertError::Field("admission"))? {
            pb::AdmissionMode::Unspecified | pb::AdmissionMode::Open => AdmissionMode::Open,
            pb::AdmissionMode::Restricted => AdmissionMode::Restricted,
            pb::AdmissionMode::InvitationOnly => AdmissionMode::InvitationOnly,
        },
        eligibility: match &published.eligibility {
            Some(conditions) => eligibility(conditions)?,
            None => Eligibility::default(),
        },
        finalist_reimbursement: stage.finalist_reimbursement.as_ref().map(|sum| Money {
            currency_code: sum.currency_code.clone(),
            amount_minor: sum.amount_minor,
        }),
    })
}

/// What is to be handed in.
pub(super) fn hand_in(message: HandInRequirements) -> HandInRules {
    let field = |field: pb::HandInField| HandInField {
        key: field.key,
        required: field.required,
        max_length: field.max_length,
    };
    HandInRules {
        fields: message.fields.into_iter().map(field).collect(),
        attachments: message.attachments.map(|rules| AttachmentRules {
            media_types: rules.media_types,
            max_count: rules.max_count,
            max_octets: rules.max_octets,
            max_total_octets: rules.max_total_octets,
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn silent_event_means_the_defaults() {
        let read = rules(&PublishedStage::default()).expect("is well-formed");
        assert_eq!(read, StageRules::default());
        assert_eq!(
            hand_in(HandInRequirements::default()),
            HandInRules::default()
        );
    }

    #[test]
    fn unknown_method_is_refused_not_guessed() {
        let stage = Stage {
            judging: Some(JudgingRules {
                ranking_method: 99,
                ..JudgingRules::default()
            }),
            ..Stage::default()
        };
        let published = PublishedStage {
            stage: Some(stage),
            ..PublishedStage::default()
        };
        assert!(rules(&published).is_err());
    }
}
