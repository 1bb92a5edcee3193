//! What challenges published about who may enter.

use linia_chassis::standing::{AssuranceLevel, Eligibility, EntrantKind, OrganizationSize};
use linia_proto::{challenges::v1 as pb, identity::v1 as identity};

use super::ConvertError;

/// Reads the conditions. One that this program does not know is refused, not
/// passed over: else it would let in whom the contest does not.
pub(super) fn eligibility(message: &pb::Eligibility) -> Result<Eligibility, ConvertError> {
    let (team_size_min, team_size_max) = (message.team_size_min, message.team_size_max);
    if team_size_min < 0 || team_size_max < 0 {
        return Err(ConvertError::Field("team_size"));
    }
    let kinds = message.kinds.iter().map(|number| kind(*number));
    let sizes = message.organization_sizes.iter();
    Ok(Eligibility {
        kinds: kinds.collect::<Result<_, _>>()?,
        countries: message.country_codes.clone(),
        organization_sizes: sizes
            .map(|number| organization_size(*number))
            .collect::<Result<_, _>>()?,
        assurance: assurance(message.assurance_level)?,
        team_size_min,
        team_size_max,
    })
}

fn kind(number: i32) -> Result<EntrantKind, ConvertError> {
    match pb::EntrantKind::try_from(number) {
        Ok(pb::EntrantKind::Person) => Ok(EntrantKind::Person),
        Ok(pb::EntrantKind::Team) => Ok(EntrantKind::Team),
        Ok(pb::EntrantKind::Company) => Ok(EntrantKind::Company),
        Ok(pb::EntrantKind::Research) => Ok(EntrantKind::Research),
        Ok(pb::EntrantKind::NonGovernmental) => Ok(EntrantKind::NonGovernmental),
        Ok(pb::EntrantKind::ContractingAuthority) => Ok(EntrantKind::ContractingAuthority),
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
