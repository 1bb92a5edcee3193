//! Enumerations as JSON Schemas: canonical JSON writes the names of the values.

use prost_reflect::{EnumDescriptor, EnumValueDescriptor};

use super::{comments, schema::Schema};

pub(super) fn definition(kind: &EnumDescriptor) -> Schema {
    Schema {
        title: Some(kind.name().to_owned()),
        values: kind.values().map(|value| value.name().to_owned()).collect(),
        ..Schema::of_type("string").described(Some(description(kind)))
    }
}

fn description(kind: &EnumDescriptor) -> String {
    let values = kind.values().map(|value| line(&value)).collect::<Vec<_>>();
    let head = comments::of_enum(kind).unwrap_or_else(|| kind.name().to_owned());
    format!("{head}\n\n{}", values.join("\n"))
}

fn line(value: &EnumValueDescriptor) -> String {
    match comments::of_enum_value(value) {
        Some(comment) => format!("- `{}`: {comment}", value.name()),
        None => format!("- `{}`", value.name()),
    }
}
