//! The part of JSON Schema 2020-12 that the events need.

use std::collections::BTreeMap;

use serde::{Serialize, Serializer};

/// A JSON Schema. Its JSON has the members in a fixed order, whatever the build's features are.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Schema {
    /// The dialect, at the root only.
    #[serde(rename = "$schema", skip_serializing_if = "Option::is_none")]
    pub dialect: Option<&'static str>,
    /// The schema's name, at the root only.
    #[serde(rename = "$id", skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// A note to whom writes against the schema.
    #[serde(rename = "$comment", skip_serializing_if = "Option::is_none")]
    pub comment: Option<&'static str>,
    /// Another schema that holds too.
    #[serde(rename = "$ref", skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    /// A short name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// What it means.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// The JSON type.
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub kind: Option<&'static str>,
    /// The only value.
    #[serde(rename = "const", skip_serializing_if = "Option::is_none")]
    pub constant: Option<String>,
    /// The only values.
    #[serde(rename = "enum", skip_serializing_if = "Vec::is_empty")]
    pub values: Vec<String>,
    /// A well-known form of text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub format: Option<&'static str>,
    /// A regular expression that text fits.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pattern: Option<&'static str>,
    /// How octets are written as text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub content_encoding: Option<&'static str>,
    /// The smallest number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub minimum: Option<i64>,
    /// The greatest number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub maximum: Option<i64>,
    /// One of these schemas holds.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub any_of: Vec<Schema>,
    /// What each element of an array is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub items: Option<Box<Schema>>,
    /// What must be there.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub required: Vec<&'static str>,
    /// The members of an object, in the order of their definition.
    #[serde(serialize_with = "in_order", skip_serializing_if = "Vec::is_empty")]
    pub properties: Vec<(String, Schema)>,
    /// What each further member of an object is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub additional_properties: Option<Box<Schema>>,
    /// Schemas to refer to, at the root only.
    #[serde(rename = "$defs", skip_serializing_if = "BTreeMap::is_empty")]
    pub definitions: BTreeMap<String, Schema>,
}

impl Schema {
    /// Values of a JSON type.
    pub(super) fn of_type(kind: &'static str) -> Self {
        Self {
            kind: Some(kind),
            ..Self::default()
        }
    }

    /// Text of a well-known form.
    pub(super) fn text_format(format: &'static str) -> Self {
        Self {
            format: Some(format),
            ..Self::of_type("string")
        }
    }

    /// Text that fits a regular expression.
    pub(super) fn text_pattern(pattern: &'static str) -> Self {
        Self {
            pattern: Some(pattern),
            ..Self::of_type("string")
        }
    }

    /// Exactly this text.
    pub(super) fn constant(text: impl Into<String>) -> Self {
        Self {
            constant: Some(text.into()),
            ..Self::of_type("string")
        }
    }

    /// Whole numbers in a range.
    pub(super) fn integer(minimum: i64, maximum: i64) -> Self {
        Self {
            minimum: Some(minimum),
            maximum: Some(maximum),
            ..Self::of_type("integer")
        }
    }

    /// Whatever a definition of the same document says.
    pub(super) fn defined(name: &str) -> Self {
        Self {
            reference: Some(format!("#/$defs/{name}")),
            ..Self::default()
        }
    }

    /// Arrays of this.
    pub(super) fn list(self) -> Self {
        Self {
            items: Some(Box::new(self)),
            ..Self::of_type("array")
        }
    }

    /// Objects with any keys and these values.
    pub(super) fn map(self) -> Self {
        Self {
            additional_properties: Some(Box::new(self)),
            ..Self::of_type("object")
        }
    }

    /// The same with a description.
    pub(super) fn described(self, description: Option<String>) -> Self {
        Self {
            description,
            ..self
        }
    }
}

fn in_order<S: Serializer>(
    properties: &[(String, Schema)],
    serializer: S,
) -> Result<S::Ok, S::Error> {
    serializer.collect_map(properties.iter().map(|(name, schema)| (name, schema)))
}
