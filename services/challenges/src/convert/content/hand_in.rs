//! What is to be handed in.

use linia_proto::challenges::v1 as pb;

use crate::{
    convert::text,
    domain::hand_in::{AttachmentRules, HandIn, HandInField},
};

/// As a message; absent if nothing is asked for.
pub(super) fn to_message(hand_in: &HandIn) -> Option<pb::HandInRequirements> {
    let message = pb::HandInRequirements {
        fields: hand_in.fields.iter().map(field_to_message).collect(),
        attachments: hand_in.attachments.as_ref().map(rules_to_message),
    };
    (message != pb::HandInRequirements::default()).then_some(message)
}

pub(super) fn from_message(message: pb::HandInRequirements) -> HandIn {
    HandIn {
        fields: message.fields.into_iter().map(field_from_message).collect(),
        attachments: message.attachments.map(rules_from_message),
    }
}

fn field_to_message(field: &HandInField) -> pb::HandInField {
    pb::HandInField {
        key: field.key.clone(),
        labels: text::to_messages(&field.labels),
        required: field.required,
        max_length: field.max_length,
    }
}

fn field_from_message(field: pb::HandInField) -> HandInField {
    HandInField {
        key: field.key,
        labels: text::from_messages(field.labels),
        required: field.required,
        max_length: field.max_length,
    }
}

fn rules_to_message(rules: &AttachmentRules) -> pb::AttachmentRules {
    pb::AttachmentRules {
        media_types: rules.media_types.clone(),
        max_count: rules.max_count,
        max_octets: rules.max_octets,
        max_total_octets: rules.max_total_octets,
    }
}

fn rules_from_message(rules: pb::AttachmentRules) -> AttachmentRules {
    AttachmentRules {
        media_types: rules.media_types,
        max_count: rules.max_count,
        max_octets: rules.max_octets,
        max_total_octets: rules.max_total_octets,
    }
}
