//! The settings as JSON Schema (2020-12): names, kinds, defaults and comments,
//! all from the types.

use schemars::generate::SchemaSettings;
use serde_json::Value;

use super::Settings;

/// The schema of a service's settings, with every part in its place.
#[must_use]
pub fn schema<S: Settings>() -> Value {
    let mut settings = SchemaSettings::draft2020_12();
    settings.inline_subschemas = true;
    settings.into_generator().into_root_schema_for::<S>().into()
}

/// What a setting may be, as far as what was given can be held against it.
pub(super) enum Kind<'a> {
    /// Settings below this one.
    Table,
    /// Text that is never shown.
    Secret,
    /// A whole number within limits.
    Integer {
        least: Option<i64>,
        most: Option<i64>,
    },
    Boolean,
    Text,
    /// One of these words.
    Words(Vec<&'a str>),
    /// Whatever its type takes.
    Other,
}

impl<'a> Kind<'a> {
    pub(super) fn of(schema: &'a Value) -> Self {
        if schema["writeOnly"] == true {
            return Self::Secret;
        }
        if let Some(words) = words(schema) {
            return Self::Words(words);
        }
        match schema["type"].as_str() {
            Some("object") => Self::Table,
            Some("integer") => Self::Integer {
                least: limit(schema, "minimum"),
                most: limit(schema, "maximum").or_else(|| width(schema)),
            },
            Some("boolean") => Self::Boolean,
            Some("string") => Self::Text,
            _ => Self::Other,
        }
    }
}

/// The values of an enumeration; with comments they stand one by one.
fn words(schema: &Value) -> Option<Vec<&str>> {
    if let Some(values) = schema["enum"].as_array() {
        return values.iter().map(Value::as_str).collect();
    }
    let values = schema["oneOf"].as_array()?;
    values.iter().map(|value| value["const"].as_str()).collect()
}

fn limit(schema: &Value, name: &str) -> Option<i64> {
    let number = &schema[name];
    #[expect(
        clippy::cast_possible_truncation,
        reason = "limits of integer types are whole and fit"
    )]
    number
        .as_i64()
        .or(number.as_f64().map(|limit| limit as i64))
}

/// Schemas name the limits of narrow types only.
fn width(schema: &Value) -> Option<i64> {
    match schema["format"].as_str()? {
        "uint32" => Some(u32::MAX.into()),
        "int32" => Some(i32::MAX.into()),
        _ => None,
    }
}
