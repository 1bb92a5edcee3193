//! UpdateChallenge: which fields are replaced (AIP-134).

use linia_chassis::{
    id::{ChallengeId, OrganizationId},
    problem::{Problem, Violations},
};
use linia_proto::challenges::v1 as pb;

use crate::{
    app::{access::Target, update_challenge::UpdateChallenge},
    convert::{content, parse},
    domain::{
        patch::{ContentPatch, Field},
        shape,
    },
};

/// The fields that can be replaced, and how to tell that one is set.
type IsSet = fn(&pb::Challenge) -> bool;
const FIELDS: [(&str, Field, IsSet); 13] = [
    ("source_language", Field::SourceLanguage, |c| {
        !c.source_language.is_empty()
    }),
    ("titles", Field::Titles, |c| !c.titles.is_empty()),
    ("descriptions", Field::Descriptions, |c| {
        !c.descriptions.is_empty()
    }),
    ("cpv_codes", Field::CpvCodes, |c| !c.cpv_codes.is_empty()),
    ("anonymous", Field::Anonymous, |c| c.anonymous),
    ("time_zone", Field::TimeZone, |c| !c.time_zone.is_empty()),
    ("stages", Field::Stages, |c| !c.stages.is_empty()),
    ("prizes", Field::Prizes, |c| !c.prizes.is_empty()),
    (
        "required_qualifications",
        Field::RequiredQualifications,
        |c| !c.required_qualifications.is_empty(),
    ),
    ("admission", Field::Admission, |c| c.admission != 0),
    ("application_deadline", Field::ApplicationDeadline, |c| {
        c.application_deadline.is_some()
    }),
    ("eligibility", Field::Eligibility, |c| {
        c.eligibility.is_some()
    }),
    ("runner_up_allowed", Field::RunnerUpAllowed, |c| {
        c.runner_up_allowed
    }),
];

/// The fields that a mask may name without effect: whoever sends back what
/// they got need not sort them out.
const OUTPUT_ONLY: [&str; 10] = [
    "name",
    "state",
    "defects",
    "remarks",
    "result",
    "create_time",
    "update_time",
    "publish_time",
    "scheduled_publish_time",
    "etag",
];

const AUTHORITY: &str = "authority";

impl TryFrom<pb::UpdateChallengeRequest> for UpdateChallenge {
    type Error = Problem;

    fn try_from(request: pb::UpdateChallengeRequest) -> Result<Self, Problem> {
        let mut violations = Violations::default();
        let message = request.challenge.unwrap_or_default();
        let paths = request
            .update_mask
            .map(|mask| mask.paths)
            .unwrap_or_default();
        let id: Option<ChallengeId> = parse::name("challenge.name", &message.name, &mut violations);
        violations.check(
            message.given_language.is_none(),
            "challenge.given_language",
            "TEXTS_LEFT_OUT",
            "must be read without `languages` to be changed",
        );
        let fields = fields(&paths, &message, &mut violations);
        let authority = authority(&paths, &message, &mut violations);
        let etag = message.etag.clone();
        let masked = masked(message, &fields);
        let values = content::from_message("challenge.", masked, &mut violations);
        parse::findings("challenge.", shape::malformations(&values), &mut violations);
        violations.into_result()?;
        let challenge = id.expect("a name that cannot be read is a violation");
        Ok(Self {
            target: Target { challenge, etag },
            authority,
            patch: ContentPatch { fields, values },
        })
    }
}

fn fields(paths: &[String], message: &pb::Challenge, violations: &mut Violations) -> Vec<Field> {
    if paths.is_empty() {
        let set = FIELDS.iter().filter(|(_, _, is_set)| is_set(message));
        return set.map(|(_, field, _)| *field).collect();
    }
    if paths == ["*"] {
        return FIELDS.iter().map(|(_, field, _)| *field).collect();
    }
    let mut fields = Vec::new();
    for path in paths {
        match FIELDS.iter().find(|(name, ..)| name == path) {
            Some((_, field, _)) => fields.push(*field),
            None => violations.check(
                path == AUTHORITY || OUTPUT_ONLY.contains(&path.as_str()),
                "update_mask",
                "FIELD_UNKNOWN",
                format!("{path} is not a top-level field of a challenge"),
            ),
        }
    }
    fields
}

/// The authority, if the request says anything about it.
fn authority(
    paths: &[String],
    message: &pb::Challenge,
    violations: &mut Violations,
) -> Option<OrganizationId> {
    let named = paths.iter().any(|path| path == AUTHORITY || path == "*");
    let said = named || (paths.is_empty() && !message.authority.is_empty());
    if !said {
        return None;
    }
    parse::name("challenge.authority", &message.authority, violations)
}

/// The message without the fields that are not replaced, so that nothing is
/// said about them.
fn masked(message: pb::Challenge, fields: &[Field]) -> pb::Challenge {
    let mut masked = pb::Challenge::default();
    for field in fields {
        match field {
            Field::SourceLanguage => masked.source_language.clone_from(&message.source_language),
            Field::Titles => masked.titles.clone_from(&message.titles),
            Field::Descriptions => masked.descriptions.clone_from(&message.descriptions),
            Field::CpvCodes => masked.cpv_codes.clone_from(&message.cpv_codes),
            Field::Anonymous => masked.anonymous = message.anonymous,
            Field::TimeZone => masked.time_zone.clone_from(&message.time_zone),
            Field::Stages => masked.stages.clone_from(&message.stages),
            Field::Prizes => masked.prizes.clone_from(&message.prizes),
            Field::RequiredQualifications => masked
                .required_qualifications
                .clone_from(&message.required_qualifications),
            Field::RunnerUpAllowed => masked.runner_up_allowed = message.runner_up_allowed,
            Field::Admission => masked.admission = message.admission,
            Field::ApplicationDeadline => {
                masked.application_deadline = message.application_deadline;
            }
            Field::Eligibility => masked.eligibility.clone_from(&message.eligibility),
        }
    }
    masked
}

#[cfg(test)]
mod tests {
    use prost_types::FieldMask;

    use super::*;

    fn request(
        paths: &[&str],
        change: impl FnOnce(&mut pb::Challenge),
    ) -> pb::UpdateChallengeRequest {
        let mut challenge = pb::Challenge {
            name: ChallengeId::new().to_string(),
            ..pb::Challenge::default()
        };
        change(&mut challenge);
        let paths = paths.iter().map(ToString::to_string).collect();
        pb::UpdateChallengeRequest {
            challenge: Some(challenge),
            update_mask: Some(FieldMask { paths }),
        }
    }

    fn read(request: pb::UpdateChallengeRequest) -> UpdateChallenge {
        UpdateChallenge::try_from(request).expect("is well-formed")
    }

    #[test]
    fn without_mask_all_that_is_set_is_replaced() {
        let command = read(request(&[], |c| {
            c.time_zone = "Europe/Kyiv".into();
            c.anonymous = true;
        }));
        assert_eq!(command.patch.fields, [Field::Anonymous, Field::TimeZone]);
    }

    #[test]
    fn mask_names_the_fields_and_empties_them_too() {
        let command = read(request(&["prizes", "cpv_codes"], |c| {
            c.cpv_codes = vec!["34993000".into()];
            c.time_zone = "ignored".into();
        }));
        assert_eq!(command.patch.fields, [Field::Prizes, Field::CpvCodes]);
        assert_eq!(command.patch.values.time_zone, "");
    }

    #[test]
    fn star_replaces_everything_that_can_be() {
        let authority = OrganizationId::new();
        let command = read(request(&["*"], |c| c.authority = authority.to_string()));
        assert_eq!(command.patch.fields.len(), FIELDS.len());
        assert_eq!(command.authority, Some(authority));
    }

    #[test]
    fn output_only_fields_are_ignored_and_unknown_ones_refused() {
        let command = read(request(&["etag", "titles"], |_| ()));
        assert_eq!(command.patch.fields, [Field::Titles]);
        for path in ["title", "titles.text", "stages[0]", ""] {
            let refused = UpdateChallenge::try_from(request(&[path], |_| ()));
            let problem = refused.expect_err("has no such field");
            assert_eq!(problem.violations()[0].reason, "FIELD_UNKNOWN", "{path}");
        }
    }

    #[test]
    fn everything_that_is_wrong_is_told_at_once() {
        let request = request(&["stages", "prizes", "nothing"], |c| {
            c.name = "challenges/1".into();
            c.stages = vec![pb::Stage {
                finalist_count: -1,
                ..pb::Stage::default()
            }];
            c.prizes = vec![pb::Prize {
                kind: 99,
                ..pb::Prize::default()
            }];
        });
        let problem = UpdateChallenge::try_from(request).expect_err("is malformed");
        let fields: Vec<_> = problem
            .violations()
            .iter()
            .map(|v| v.field.as_str())
            .collect();
        let expected = [
            "challenge.name",
            "update_mask",
            "challenge.prizes[0].kind",
            "challenge.stages[0].finalist_count",
        ];
        assert_eq!(fields, expected);
    }
}
