//! Requests about programmes; which fields a change replaces (AIP-134).

use linia_chassis::{
    id::{OrganizationId, ProgrammeId},
    problem::{Problem, Violations},
};
use linia_proto::challenges::v1 as pb;

use crate::{
    app::programmes::{CreateProgramme, ProgrammeTarget, UpdateProgramme},
    convert::{parse, programme},
    domain::{
        limits,
        programme::patch::{ProgrammeField, ProgrammePatch},
        shape::programme::malformations,
    },
};

/// The fields that can be replaced, and how to tell that one is set.
type IsSet = fn(&pb::Programme) -> bool;
const FIELDS: [(&str, ProgrammeField, IsSet); 9] = [
    ("source_language", ProgrammeField::SourceLanguage, |p| {
        !p.source_language.is_empty()
    }),
    ("titles", ProgrammeField::Titles, |p| !p.titles.is_empty()),
    ("descriptions", ProgrammeField::Descriptions, |p| {
        !p.descriptions.is_empty()
    }),
    ("time_zone", ProgrammeField::TimeZone, |p| {
        !p.time_zone.is_empty()
    }),
    ("operators", ProgrammeField::Operators, |p| {
        !p.operators.is_empty()
    }),
    ("patron", ProgrammeField::Patron, |p| !p.patron.is_empty()),
    ("enrolment", ProgrammeField::Enrolment, |p| {
        p.enrolment.is_some()
    }),
    ("eligibility", ProgrammeField::Eligibility, |p| {
        p.eligibility.is_some()
    }),
    ("phases", ProgrammeField::Phases, |p| !p.phases.is_empty()),
];

/// The fields that a mask may name without effect: whoever sends back what
/// they got need not sort them out.
const OUTPUT_ONLY: [&str; 9] = [
    "name",
    "state",
    "defects",
    "end_reason",
    "create_time",
    "update_time",
    "publish_time",
    "end_time",
    "etag",
];

const ORGANIZATION: &str = "organization";

impl TryFrom<pb::CreateProgrammeRequest> for CreateProgramme {
    type Error = Problem;

    fn try_from(request: pb::CreateProgrammeRequest) -> Result<Self, Problem> {
        let mut violations = Violations::default();
        let message = request.programme.unwrap_or_default();
        let organization: Option<OrganizationId> = parse::name(
            "programme.organization",
            &message.organization,
            &mut violations,
        );
        let content = programme::from_message("programme.", message, &mut violations);
        parse::findings("programme.", malformations(&content), &mut violations);
        violations.into_result()?;
        Ok(Self {
            organization: organization.expect("a name that cannot be read is a violation"),
            content,
        })
    }
}

impl TryFrom<pb::UpdateProgrammeRequest> for UpdateProgramme {
    type Error = Problem;

    fn try_from(request: pb::UpdateProgrammeRequest) -> Result<Self, Problem> {
        let mut violations = Violations::default();
        let message = request.programme.unwrap_or_default();
        let mask = request.update_mask.unwrap_or_default().paths;
        let id: Option<ProgrammeId> = parse::name("programme.name", &message.name, &mut violations);
        let fields = fields(&mask, &message, &mut violations);
        let organization = organization(&mask, &message, &mut violations);
        let etag = message.etag.clone();
        let masked = masked(message, &fields);
        let values = programme::from_message("programme.", masked, &mut violations);
        parse::findings("programme.", malformations(&values), &mut violations);
        violations.into_result()?;
        let programme = id.expect("a name that cannot be read is a violation");
        Ok(Self {
            target: ProgrammeTarget { programme, etag },
            organization,
            patch: ProgrammePatch { fields, values },
        })
    }
}

/// Reads the name and etag of a programme.
pub(in crate::rpc) fn programme_target(
    name: &str,
    etag: String,
) -> Result<ProgrammeTarget, Problem> {
    let programme = parse::only_name("name", name)?;
    Ok(ProgrammeTarget { programme, etag })
}

/// Reads which programme to end, and why.
pub(in crate::rpc) fn programme_target_with_reason(
    request: pb::EndProgrammeRequest,
) -> Result<(ProgrammeTarget, String), Problem> {
    let mut violations = Violations::default();
    let programme: Option<ProgrammeId> = parse::name("name", &request.name, &mut violations);
    let reason = request.reason;
    parse::text("reason", &reason, limits::REMARKS_CHARS, &mut violations);
    violations.into_result()?;
    let programme = programme.expect("a name that cannot be read is a violation");
    Ok((ProgrammeTarget::any(programme), reason))
}

fn fields(
    mask: &[String],
    message: &pb::Programme,
    violations: &mut Violations,
) -> Vec<ProgrammeField> {
    if mask.is_empty() {
        let set = FIELDS.iter().filter(|(_, _, is_set)| is_set(message));
        return set.map(|(_, field, _)| *field).collect();
    }
    if mask == ["*"] {
        return FIELDS.iter().map(|(_, field, _)| *field).collect();
    }
    let mut fields = Vec::new();
    for path in mask {
        match FIELDS.iter().find(|(name, ..)| name == path) {
            Some((_, field, _)) => fields.push(*field),
            None => violations.check(
                path == ORGANIZATION || OUTPUT_ONLY.contains(&path.as_str()),
                "update_mask",
                "FIELD_UNKNOWN",
                format!("{path} is not a top-level field of a programme"),
            ),
        }
    }
    fields
}

/// The holder, if the request says anything about it.
fn organization(
    mask: &[String],
    message: &pb::Programme,
    violations: &mut Violations,
) -> Option<OrganizationId> {
    let named = mask.iter().any(|path| path == ORGANIZATION || path == "*");
    let said = named || (mask.is_empty() && !message.organization.is_empty());
    if !said {
        return None;
    }
    parse::name("programme.organization", &message.organization, violations)
}

/// The message without the fields that are not replaced, so that nothing is
/// said about them.
fn masked(message: pb::Programme, fields: &[ProgrammeField]) -> pb::Programme {
    let has = |field| fields.contains(&field);
    let texts = |field, texts: Vec<_>| if has(field) { texts } else { Vec::new() };
    let word = |field, word: String| if has(field) { word } else { String::new() };
    pb::Programme {
        source_language: word(ProgrammeField::SourceLanguage, message.source_language),
        titles: texts(ProgrammeField::Titles, message.titles),
        descriptions: texts(ProgrammeField::Descriptions, message.descriptions),
        time_zone: word(ProgrammeField::TimeZone, message.time_zone),
        operators: message
            .operators
            .into_iter()
            .filter(|_| has(ProgrammeField::Operators))
            .collect(),
        patron: word(ProgrammeField::Patron, message.patron),
        enrolment: message.enrolment.filter(|_| has(ProgrammeField::Enrolment)),
        eligibility: message
            .eligibility
            .filter(|_| has(ProgrammeField::Eligibility)),
        phases: message
            .phases
            .into_iter()
            .filter(|_| has(ProgrammeField::Phases))
            .collect(),
        ..pb::Programme::default()
    }
}

#[cfg(test)]
mod tests {
    use prost_types::FieldMask;

    use super::*;

    fn request(
        paths: &[&str],
        change: impl FnOnce(&mut pb::Programme),
    ) -> pb::UpdateProgrammeRequest {
        let mut programme = pb::Programme {
            name: ProgrammeId::new().to_string(),
            ..pb::Programme::default()
        };
        change(&mut programme);
        let paths = paths.iter().map(ToString::to_string).collect();
        pb::UpdateProgrammeRequest {
            programme: Some(programme),
            update_mask: Some(FieldMask { paths }),
        }
    }

    fn read(request: pb::UpdateProgrammeRequest) -> UpdateProgramme {
        UpdateProgramme::try_from(request).expect("is well-formed")
    }

    #[test]
    fn without_mask_all_that_is_set_is_replaced() {
        let command = read(request(&[], |p| {
            p.time_zone = "Europe/Kyiv".into();
            p.enrolment = Some(pb::EnrolmentRules::default());
        }));
        let fields = [ProgrammeField::TimeZone, ProgrammeField::Enrolment];
        assert_eq!(command.patch.fields, fields);
    }

    #[test]
    fn mask_names_the_fields_and_empties_them_too() {
        let command = read(request(&["patron", "time_zone", "etag"], |p| {
            p.time_zone = "Europe/Kyiv".into();
            p.source_language = "ignored".into();
        }));
        let fields = [ProgrammeField::Patron, ProgrammeField::TimeZone];
        assert_eq!(command.patch.fields, fields);
        assert_eq!(command.patch.values.source_language, "");
        assert_eq!(command.patch.values.patron, None);
    }

    #[test]
    fn star_replaces_everything_that_can_be() {
        let organization = OrganizationId::new();
        let command = read(request(&["*"], |p| {
            p.organization = organization.to_string();
        }));
        assert_eq!(command.patch.fields.len(), FIELDS.len());
        assert_eq!(command.organization, Some(organization));
    }

    #[test]
    fn everything_that_is_wrong_is_told_at_once() {
        let request = request(&["operators", "phases", "nothing"], |p| {
            p.name = "programmes/1".into();
            p.operators = vec!["organizations/1".into()];
            p.patron = "ignored".into();
            p.phases = vec![pb::Phase {
                capacity: -1,
                ..pb::Phase::default()
            }];
        });
        let problem = UpdateProgramme::try_from(request).expect_err("is malformed");
        let told = problem.violations().iter();
        let told: Vec<_> = told.map(|it| it.field.as_str()).collect();
        let expected = [
            "programme.name",
            "update_mask",
            "programme.operators[0]",
            "programme.phases[0].capacity",
        ];
        assert_eq!(told, expected);
    }
}
