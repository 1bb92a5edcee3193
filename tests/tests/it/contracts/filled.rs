//! Messages with every field set, to reach every corner of the JSON mapping.

use prost_reflect::{DynamicMessage, FieldDescriptor, Kind, MapKey, MessageDescriptor, Value};

/// A message with all fields set, the messages within it too.
pub(super) fn message(definition: &MessageDescriptor) -> DynamicMessage {
    let mut message = DynamicMessage::new(definition.clone());
    for field in definition.fields() {
        message.set_field(&field, field_value(&field));
    }
    message
}

fn field_value(field: &FieldDescriptor) -> Value {
    match field.kind() {
        Kind::Message(entry) if field.is_map() => {
            let value = single(&entry.map_entry_value_field().kind());
            Value::Map([(map_key(&entry.map_entry_key_field().kind()), value)].into())
        }
        kind if field.is_list() => Value::List(vec![single(&kind), single(&kind)]),
        kind => single(&kind),
    }
}

fn single(kind: &Kind) -> Value {
    match kind {
        Kind::Bool => Value::Bool(true),
        Kind::String => Value::String("zażółć \"gęślą\" jaźń".to_owned()),
        // Octets whose base64 differs between the standard and the URL-safe alphabet.
        Kind::Bytes => Value::Bytes(vec![0xfb, 0xff, 0xfe, 0x00].into()),
        Kind::Int32 | Kind::Sint32 | Kind::Sfixed32 => Value::I32(i32::MIN),
        Kind::Int64 | Kind::Sint64 | Kind::Sfixed64 => Value::I64(i64::MIN),
        Kind::Uint32 | Kind::Fixed32 => Value::U32(u32::MAX),
        Kind::Uint64 | Kind::Fixed64 => Value::U64(u64::MAX),
        Kind::Float => Value::F32(f32::NAN),
        Kind::Double => Value::F64(f64::NEG_INFINITY),
        Kind::Enum(kind) => {
            let last = kind.values().last();
            Value::EnumNumber(last.map_or(0, |value| value.number()))
        }
        Kind::Message(definition) if definition.full_name() == "google.protobuf.Timestamp" => {
            Value::Message(timestamp(definition))
        }
        Kind::Message(definition) => Value::Message(message(definition)),
    }
}

fn timestamp(definition: &MessageDescriptor) -> DynamicMessage {
    let mut timestamp = DynamicMessage::new(definition.clone());
    timestamp.set_field_by_name("seconds", Value::I64(1_795_000_000));
    timestamp.set_field_by_name("nanos", Value::I32(123_456_789));
    timestamp
}

fn map_key(kind: &Kind) -> MapKey {
    match kind {
        Kind::Bool => MapKey::Bool(true),
        Kind::Int32 | Kind::Sint32 | Kind::Sfixed32 => MapKey::I32(-1),
        Kind::Int64 | Kind::Sint64 | Kind::Sfixed64 => MapKey::I64(-1),
        Kind::Uint32 | Kind::Fixed32 => MapKey::U32(1),
        Kind::Uint64 | Kind::Fixed64 => MapKey::U64(1),
        _ => MapKey::String("key".to_owned()),
    }
}
