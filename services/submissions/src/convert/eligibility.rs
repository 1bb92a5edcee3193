//! What challenges published about who may enter.

use linia_chassis::standing::{AssuranceLevel, OrganizationKind, OrganizationSize};
use linia_proto::{challenges::v1 as pb, identity::v1 as identity};

use super::ConvertError;
use crate::domain::eligibility::{Eligibility, EntrantKind};

/// Reads the conditions. One that this program does not know is refused, not
/// passed over: else it would let in whom the contest does not.
pub(super) fn eligibility(message: &pb::Eligibility) -> Result<Eligibility, ConvertError> {
    let size = |size: i32| u32::try_from(size).map_err(|_| ConvertError::Field("team_size"));
    let kinds = message.kinds.iter().map(|number| kind(*number));
    let sizes = message.organization_sizes.iter();
    Ok(Eligibility {
        kinds: kinds.collect::<Result<_, _>>()?,
        countries: message.country_codes.clone(),
        organization_sizes: sizes
            .map(|number| organization_size(*number))
            .collect::<Result<_, _>>()?,
        assurance: assurance(message.assurance_level)?,
        team_size_min: size(message.team_size_min)?,
        team_size_max: size(message.team_size_max)?,
    })
}

fn kind(number: i32) -> Result<EntrantKind, ConvertError> {
    let organization = |kind| Ok(EntrantKind::Organization(kind));
    match pb::EntrantKind::try_from(number) {
        Ok(pb::EntrantKind::Person) => Ok(EntrantKind::Person),
        Ok(pb::EntrantKind::Team) => Ok(EntrantKind::Team),
        Ok(pb::EntrantKind::Company) => organization(OrganizationKind::Company),
        Ok(pb::EntrantKind::Research) => organization(OrganizationKind::Research),
        Ok(pb::EntrantKind::NonGovernmental) => organization(OrganizationKind::NonGovernmental),
        Ok(pb::EntrantKind::ContractingAuthority) => {
            organization(OrganizationKind::ContractingAuthority)
        }
        Ok(pb::EntrantKind::Unspecified) | Err(_) => Err(ConvertError::Field("kinds")),
    }
}

fn organization_size(number: i32) -> Result<OrganizationSize, ConvertError> {
    match identity::OrganizationSize::try_from(number) {
        Ok(identity::OrganizationSize::Micro) => Ok(OrganizationSize::Micro),
        Ok(identity::OrganizationSize::Small) => Ok(OrganizationSize::Small),
        Ok(identity::OrganizationSize::Medium) => Ok(OrganizationSize::Medium),
        Ok(identity::OrganizationSize::Large) => Ok(OrganizationSize::Large),
        Ok(identity::OrganizationSize::Unspecified) | Err(_) => {
            Err(ConvertError::Field("organization_sizes"))
        }
    }
}

fn assurance(number: i32) -> Result<Option<AssuranceLevel>, ConvertError> {
    match identity::AssuranceLevel::try_from(number) {
        Ok(identity::AssuranceLevel::Unspecified) => Ok(None),
        Ok(identity::AssuranceLevel::Low) => Ok(Some(AssuranceLevel::Low)),
        Ok(identity::AssuranceLevel::Substantial) => Ok(Some(AssuranceLevel::Substantial)),
        Ok(identity::AssuranceLevel::High) => Ok(Some(AssuranceLevel::High)),
        Err(_) => Err(ConvertError::Field("assurance_level")),
    }
}
