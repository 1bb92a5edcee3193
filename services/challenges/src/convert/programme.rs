//! A programme as its readers get it, and what is written about it.

use linia_chassis::{grpc::timestamp, id::OrganizationId, problem::Violations};
use linia_proto::challenges::v1 as pb;
use time::OffsetDateTime;

use super::{
    challenge::{defect_to_message, etag},
    eligibility, parse, text,
};
use crate::domain::{
    defects::programme::defects,
    limits,
    programme::{
        Programme,
        content::{EnrolmentRules, Phase, ProgrammeContent},
        state::ProgrammeStateKind,
    },
};

/// A programme as a message at the moment `now`, on which the defects of a
/// draft depend.
#[must_use]
pub fn to_message(programme: &Programme, version: i64, now: OffsetDateTime) -> pb::Programme {
    let written = &programme.content;
    let defects = match programme.state.kind() {
        ProgrammeStateKind::Draft => defects(written, now),
        ProgrammeStateKind::Published | ProgrammeStateKind::Ended => Vec::new(),
    };
    let end = programme.state.end();
    pb::Programme {
        name: programme.id.to_string(),
        organization: programme.organization.to_string(),
        state: state_to_message(programme.state.kind()).into(),
        source_language: written.source_language.clone(),
        titles: text::to_messages(&written.titles),
        descriptions: text::to_messages(&written.descriptions),
        time_zone: written.time_zone.clone(),
        operators: written.operators.iter().map(ToString::to_string).collect(),
        patron: written.patron.map(|it| it.to_string()).unwrap_or_default(),
        enrolment: Some(rules_to_message(&written.enrolment)),
        eligibility: eligibility::to_message(&written.eligibility),
        phases: phases_to_messages(&written.phases),
        defects: defects.into_iter().map(defect_to_message).collect(),
        end_reason: end.map(|(_, reason)| reason.to_owned()).unwrap_or_default(),
        create_time: Some(timestamp(programme.create_time)),
        update_time: Some(timestamp(programme.update_time)),
        publish_time: programme.state.publish_time().map(timestamp),
        end_time: end.map(|(time, _)| timestamp(time)),
        etag: etag(version),
    }
}

/// Phases as messages.
#[must_use]
pub fn phases_to_messages(phases: &[Phase]) -> Vec<pb::Phase> {
    let message = |phase: &Phase| pb::Phase {
        titles: text::to_messages(&phase.titles),
        capacity: phase.capacity,
        may_leave: phase.may_leave,
    };
    phases.iter().map(message).collect()
}

/// Reads what is written; output-only fields are ignored. Finds fields that
/// have no meaning here; `prefix` is the path of the message in the request,
/// with its dot.
#[must_use]
pub fn from_message(
    prefix: &str,
    message: pb::Programme,
    violations: &mut Violations,
) -> ProgrammeContent {
    let operators = operators(
        &format!("{prefix}operators"),
        &message.operators,
        violations,
    );
    let patron = match message.patron.as_str() {
        "" => None,
        patron => parse::name(&format!("{prefix}patron"), patron, violations),
    };
    let rules = message.enrolment.unwrap_or_default();
    let enrolment = rules_from_message(&format!("{prefix}enrolment"), rules, violations);
    let eligibility = message.eligibility.unwrap_or_default();
    let phases = message.phases.into_iter();
    ProgrammeContent {
        source_language: text::language(message.source_language),
        titles: text::from_messages(message.titles),
        descriptions: text::from_messages(message.descriptions),
        time_zone: message.time_zone,
        operators,
        patron,
        enrolment,
        eligibility: eligibility::from_message(prefix, eligibility, violations),
        phases: phases.map(phase_from_message).collect(),
    }
}

/// Of a list that is too long, none is read: there may be millions.
fn operators(field: &str, names: &[String], violations: &mut Violations) -> Vec<OrganizationId> {
    let most = limits::OPERATORS;
    if names.len() > most {
        violations.add(field, "TOO_MANY", format!("must have at most {most}"));
        return Vec::new();
    }
    let names = names.iter().enumerate();
    names
        .filter_map(|(i, name)| parse::name(&format!("{field}[{i}]"), name, violations))
        .collect()
}

fn rules_to_message(rules: &EnrolmentRules) -> pb::EnrolmentRules {
    pb::EnrolmentRules {
        open_time: rules.open_time.map(timestamp),
        close_time: rules.close_time.map(timestamp),
        capacity: rules.capacity,
        waiting_capacity: rules.waiting_capacity,
    }
}

fn rules_from_message(
    field: &str,
    rules: pb::EnrolmentRules,
    violations: &mut Violations,
) -> EnrolmentRules {
    let mut time = |name: &str, time: Option<_>| {
        parse::time(&format!("{field}.{name}"), time.as_ref(), violations)
    };
    EnrolmentRules {
        open_time: time("open_time", rules.open_time),
        close_time: time("close_time", rules.close_time),
        capacity: rules.capacity,
        waiting_capacity: rules.waiting_capacity,
    }
}

fn phase_from_message(phase: pb::Phase) -> Phase {
    Phase {
        titles: text::from_messages(phase.titles),
        capacity: phase.capacity,
        may_leave: phase.may_leave,
    }
}

const fn state_to_message(kind: ProgrammeStateKind) -> pb::ProgrammeState {
    match kind {
        ProgrammeStateKind::Draft => pb::ProgrammeState::Draft,
        ProgrammeStateKind::Published => pb::ProgrammeState::Published,
        ProgrammeStateKind::Ended => pb::ProgrammeState::Ended,
    }
}
