//! What a caller is told of what the rules of a stage refuse: fields and files.

use linia_chassis::problem::{Problem, Violations};

use super::told;
use crate::{
    app::uploads::attach::UploadFault,
    domain::{attachment::AttachmentFault, content::FieldFault},
};

/// One file does not fit.
pub(super) fn file(faults: &[AttachmentFault]) -> Problem {
    let mut violations = Violations::default();
    for fault in faults {
        let (field, reason) = match fault {
            AttachmentFault::NoneTaken => ("upload", "NO_ATTACHMENTS_TAKEN"),
            AttachmentFault::MediaType => ("upload.media_type", "MEDIA_TYPE_NOT_TAKEN"),
            AttachmentFault::Size { .. } => ("upload.size_octets", "OUT_OF_RANGE"),
            AttachmentFault::Count { .. } | AttachmentFault::Total { .. } => ("upload", "TOO_MUCH"),
        };
        violations.add(field, reason, fault.to_string());
    }
    told(violations)
}

/// The files of a work do not fit together.
pub(super) fn files(fault: &AttachmentFault) -> Problem {
    let reason = match fault {
        AttachmentFault::NoneTaken => "NO_ATTACHMENTS_TAKEN",
        AttachmentFault::Count { .. } => "TOO_MANY",
        AttachmentFault::MediaType
        | AttachmentFault::Size { .. }
        | AttachmentFault::Total { .. } => "TOO_MUCH",
    };
    let mut violations = Violations::default();
    violations.add("content.uploads", reason, fault.to_string());
    told(violations)
}

/// Some uploads cannot be handed in.
pub(super) fn uploads(faults: &[(usize, UploadFault)]) -> Problem {
    let mut violations = Violations::default();
    for (index, fault) in faults {
        let reason = match fault {
            UploadFault::Unknown => "UNKNOWN_UPLOAD",
            UploadFault::Unfinished => "UNFINISHED_UPLOAD",
            UploadFault::Repeated => "REPEATED_UPLOAD",
        };
        violations.add(
            format!("content.uploads[{index}]"),
            reason,
            fault.to_string(),
        );
    }
    told(violations)
}

/// The texts do not fit.
pub(super) fn fields(faults: &[FieldFault]) -> Problem {
    let mut violations = Violations::default();
    for fault in faults {
        let (key, reason) = match fault {
            FieldFault::Unknown { key } => (key, "UNKNOWN_FIELD"),
            FieldFault::Missing { key } => (key, "MISSING_FIELD"),
            FieldFault::Length { key, .. } => (key, "LENGTH"),
        };
        violations.add(format!("content.fields[{key}]"), reason, fault.to_string());
    }
    told(violations)
}
