//! The comments of the proto files as descriptions.

use prost_reflect::prost_types::FileDescriptorProto;
use prost_reflect::{EnumDescriptor, EnumValueDescriptor, FieldDescriptor, MessageDescriptor};

pub(super) fn of_message(message: &MessageDescriptor) -> Option<String> {
    find(message.parent_file_descriptor_proto(), message.path())
}

pub(super) fn of_field(field: &FieldDescriptor) -> Option<String> {
    find(
        field.parent_message().parent_file_descriptor_proto(),
        field.path(),
    )
}

pub(super) fn of_enum(kind: &EnumDescriptor) -> Option<String> {
    find(kind.parent_file_descriptor_proto(), kind.path())
}

pub(super) fn of_enum_value(value: &EnumValueDescriptor) -> Option<String> {
    find(
        value.parent_enum().parent_file_descriptor_proto(),
        value.path(),
    )
}

fn find(file: &FileDescriptorProto, path: &[i32]) -> Option<String> {
    let locations = &file.source_code_info.as_ref()?.location;
    let location = locations.iter().find(|location| location.path == path)?;
    let text = unwrap_lines(location.leading_comments.as_deref()?);
    (!text.is_empty()).then_some(text)
}

/// Joins the lines of each paragraph: where a line ended in the proto file means nothing here.
fn unwrap_lines(comment: &str) -> String {
    let paragraphs = comment.split("\n\n").map(|paragraph| {
        let lines = paragraph
            .lines()
            .map(str::trim)
            .filter(|line| !line.is_empty());
        lines.collect::<Vec<_>>().join(" ")
    });
    paragraphs
        .filter(|text| !text.is_empty())
        .collect::<Vec<_>>()
        .join("\n\n")
}

#[cfg(test)]
mod tests {
    use super::unwrap_lines;

    #[test]
    fn paragraphs_stay_and_lines_are_joined() {
        assert_eq!(
            unwrap_lines(" A short\n comment.\n\n And more.\n"),
            "A short comment.\n\nAnd more."
        );
    }
}
