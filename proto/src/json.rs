//! The canonical proto3 JSON mapping, which event payloads are written in.

use std::sync::LazyLock;

use prost::{Message, Name};
use prost_reflect::{
    DescriptorPool, DeserializeOptions, DynamicMessage, MessageDescriptor, SerializeOptions,
};

/// Every message and option of the contracts.
pub(crate) static POOL: LazyLock<DescriptorPool> = LazyLock::new(|| {
    DescriptorPool::decode(crate::FILE_DESCRIPTOR_SET)
        .expect("the build script wrote a valid descriptor set")
});

/// Why a payload could not be read.
#[derive(Debug, thiserror::Error)]
pub enum JsonError {
    /// The text is not the canonical JSON of the message.
    #[error("payload is not a {message}")]
    Malformed {
        /// The message's full name.
        message: String,
        /// Where and why.
        #[source]
        source: prost::DecodeError,
    },
    /// The text is not JSON.
    #[error("payload is not the JSON of a {message}: {reason}")]
    NotJson {
        /// The message's full name.
        message: String,
        /// Where and why.
        reason: String,
    },
}

/// Writes a message as canonical proto3 JSON. Fields with default values are
/// left out, as the mapping says.
pub fn to_json<M: Message + Name>(message: &M) -> Vec<u8> {
    let mut dynamic = DynamicMessage::new(descriptor::<M>());
    dynamic
        .transcode_from(message)
        .expect("the descriptor belongs to the message");
    let mut out = Vec::with_capacity(256);
    let mut serializer = serde_json::Serializer::new(&mut out);
    dynamic
        .serialize_with_options(&mut serializer, &SerializeOptions::new())
        .expect("a message always has a JSON form");
    out
}

/// Reads canonical proto3 JSON. Unknown fields are ignored, so that a newer
/// writer does not stop an older reader.
///
/// # Errors
/// [`JsonError`] if the text is not JSON or a field has the wrong type.
pub fn from_json<M: Message + Name + Default>(json: &[u8]) -> Result<M, JsonError> {
    let mut deserializer = serde_json::Deserializer::from_slice(json);
    let options = DeserializeOptions::new().deny_unknown_fields(false);
    let dynamic =
        DynamicMessage::deserialize_with_options(descriptor::<M>(), &mut deserializer, &options)
            .map_err(|error| JsonError::NotJson {
                message: M::full_name(),
                reason: error.to_string(),
            })?;
    dynamic
        .transcode_to()
        .map_err(|source| JsonError::Malformed {
            message: M::full_name(),
            source,
        })
}

fn descriptor<M: Name>() -> MessageDescriptor {
    POOL.get_message_by_name(&M::full_name())
        .expect("every generated message is in the descriptor set")
}
