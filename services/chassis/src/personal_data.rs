//! What a person gets of theirs (GDPR art. 15 and 20): sections of records, as
//! JSON, from every service in the same form.

use linia_proto::r#type::v1::PersonalDataSection;
use prost_types::{ListValue, Struct, Value as PbValue, value::Kind};
use serde_json::{Map, Value};

/// Makes a section of JSON objects; what is none is left out.
#[must_use]
pub fn section(name: &str, records: impl IntoIterator<Item = Value>) -> PersonalDataSection {
    let objects = records.into_iter().filter_map(|record| match record {
        Value::Object(fields) => Some(object(fields)),
        _ => None,
    });
    PersonalDataSection {
        name: name.to_owned(),
        records: objects.collect(),
    }
}

fn object(fields: Map<String, Value>) -> Struct {
    let fields = fields.into_iter().map(|(key, field)| (key, value(field)));
    Struct {
        fields: fields.collect(),
    }
}

fn value(json: Value) -> PbValue {
    let kind = match json {
        Value::Null => Kind::NullValue(0),
        Value::Bool(yes) => Kind::BoolValue(yes),
        // Beyond 2^53 a protobuf number is not exact, but its text is.
        Value::Number(number) => match number.as_f64() {
            Some(float) if float.abs() < 9_007_199_254_740_992.0 => Kind::NumberValue(float),
            _ => Kind::StringValue(number.to_string()),
        },
        Value::String(text) => Kind::StringValue(text),
        Value::Array(items) => Kind::ListValue(ListValue {
            values: items.into_iter().map(value).collect(),
        }),
        Value::Object(fields) => Kind::StructValue(object(fields)),
    };
    PbValue { kind: Some(kind) }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn record_survives_the_way_to_its_reader() {
        let record = json!({
            "name": "accounts/1", "verified": true, "size": 3, "left": null,
            "roles": ["head", {"of": "organizations/2"}],
        });
        let section = section("account", [record.clone()]);
        let written = linia_proto::json::to_json(&section);
        let read: Value = serde_json::from_slice(&written).expect("is JSON");
        // Protobuf has no integers in a Struct: 3 and 3.0 are the same number.
        assert_eq!(read["records"][0]["size"].as_f64(), Some(3.0));
        assert_eq!(read["records"][0]["roles"], record["roles"]);
        assert_eq!(read["records"][0]["left"], Value::Null);
        assert_eq!(read["name"], "account");
    }
}
