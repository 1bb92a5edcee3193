//! Messages as JSON Schemas: what the canonical proto3 JSON mapping writes for them.
//!
//! <https://protobuf.dev/programming-guides/json/>

use std::collections::BTreeMap;

use prost_reflect::{FieldDescriptor, Kind, MessageDescriptor};

use super::schema::Schema;
use super::{comments, enumerations};

const DIALECT: &str = "https://json-schema.org/draft/2020-12/schema";
const PROMISE: &str = "Fields that have their default value are left out (proto3 JSON mapping). \
                       Later releases may add fields and enumeration values; ignore what you do not know.";

type Definitions = BTreeMap<String, Schema>;

/// The schema of a whole payload; messages and enumerations within it are definitions.
pub(super) fn root(message: &MessageDescriptor, id: String) -> Schema {
    let mut definitions = Definitions::new();
    let schema = object(message, &mut definitions);
    Schema {
        dialect: Some(DIALECT),
        id: Some(id),
        comment: Some(PROMISE),
        definitions,
        ..schema
    }
}

fn object(message: &MessageDescriptor, definitions: &mut Definitions) -> Schema {
    let properties = message.fields().map(|field| {
        let schema = value(&field, definitions).described(comments::of_field(&field));
        (field.json_name().to_owned(), schema)
    });
    Schema {
        title: Some(message.name().to_owned()),
        properties: properties.collect(),
        ..Schema::of_type("object").described(comments::of_message(message))
    }
}

fn value(field: &FieldDescriptor, definitions: &mut Definitions) -> Schema {
    if let (true, Kind::Message(entry)) = (field.is_map(), field.kind()) {
        single(&entry.map_entry_value_field().kind(), definitions).map()
    } else if field.is_list() {
        single(&field.kind(), definitions).list()
    } else {
        single(&field.kind(), definitions)
    }
}

fn single(kind: &Kind, definitions: &mut Definitions) -> Schema {
    match kind {
        Kind::Bool => Schema::of_type("boolean"),
        Kind::String => Schema::of_type("string"),
        Kind::Bytes => Schema {
            content_encoding: Some("base64"),
            ..Schema::text_pattern("^[A-Za-z0-9+/]*={0,2}$")
        },
        Kind::Int32 | Kind::Sint32 | Kind::Sfixed32 => {
            Schema::integer(i32::MIN.into(), i32::MAX.into())
        }
        Kind::Uint32 | Kind::Fixed32 => Schema::integer(0, u32::MAX.into()),
        // As text: JSON readers that know only floating point would round them.
        Kind::Int64 | Kind::Sint64 | Kind::Sfixed64 => Schema::text_pattern("^-?[0-9]{1,19}$"),
        Kind::Uint64 | Kind::Fixed64 => Schema::text_pattern("^[0-9]{1,20}$"),
        Kind::Float | Kind::Double => Schema {
            any_of: vec![
                Schema::of_type("number"),
                Schema::text_pattern("^(NaN|-?Infinity)$"),
            ],
            ..Schema::default()
        },
        Kind::Enum(kind) => {
            let name = kind.full_name().to_owned();
            let reference = Schema::defined(&name);
            definitions.insert(name, enumerations::definition(kind));
            reference
        }
        Kind::Message(message) => {
            well_known(message).unwrap_or_else(|| reference(message, definitions))
        }
    }
}

fn reference(message: &MessageDescriptor, definitions: &mut Definitions) -> Schema {
    let name = message.full_name();
    if !definitions.contains_key(name) {
        // Its place is taken first, so that a message may hold itself.
        definitions.insert(name.to_owned(), Schema::default());
        let schema = object(message, definitions);
        definitions.insert(name.to_owned(), schema);
    }
    Schema::defined(name)
}

/// Google's own messages have JSON forms of their own.
fn well_known(message: &MessageDescriptor) -> Option<Schema> {
    if message.package_name() != "google.protobuf" {
        return None;
    }
    let schema = match message.name() {
        "Timestamp" => Schema::text_format("date-time"),
        "Duration" => Schema::text_pattern(r"^-?[0-9]{1,12}(\.[0-9]{1,9})?s$"),
        "FieldMask" => Schema::of_type("string"),
        "Empty" | "Struct" => Schema::of_type("object"),
        "ListValue" => Schema::of_type("array"),
        "Value" => Schema::default(),
        other => panic!("google.protobuf.{other} is in no event yet: state its JSON form here"),
    };
    Some(schema)
}
