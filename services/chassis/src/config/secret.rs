//! A setting that must not be shown.

use std::{borrow::Cow, fmt};

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use secrecy::{ExposeSecret, SecretString};
use serde::{
    Deserialize, Deserializer, Serialize, Serializer,
    de::{Error, MapAccess, Visitor},
};

/// A password, key or address with a password in it. Prints as `[redacted]`.
#[derive(Clone, Default)]
pub struct Secret(SecretString);

impl Secret {
    /// The secret itself.
    #[must_use]
    pub fn expose(&self) -> &str {
        self.0.expose_secret()
    }

    /// Whether none was given.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.expose().is_empty()
    }
}

impl From<&str> for Secret {
    fn from(text: &str) -> Self {
        Self(SecretString::from(text))
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.is_empty() {
            "[none]"
        } else {
            "[redacted]"
        })
    }
}

impl Serialize for Secret {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&format_args!("{self:?}"))
    }
}

impl<'de> Deserialize<'de> for Secret {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(SecretVisitor)
    }
}

/// `writeOnly` is what marks a secret in a schema.
impl JsonSchema for Secret {
    fn schema_name() -> Cow<'static, str> {
        "Secret".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "writeOnly": true,
            "oneOf": [
                { "type": "string" },
                {
                    "type": "object",
                    "properties": { "file": { "type": "string" } },
                    "required": ["file"],
                    "additionalProperties": false,
                },
            ],
        })
    }
}

struct SecretVisitor;

impl<'de> Visitor<'de> for SecretVisitor {
    type Value = Secret;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a secret, or `file` and the path of a file that holds it")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Secret, E> {
        Ok(Secret::from(text))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Secret, A::Error> {
        let mut secret = None;
        while let Some((key, path)) = map.next_entry::<String, String>()? {
            if key != "file" {
                return Err(A::Error::unknown_field(&key, &["file"]));
            }
            let text = std::fs::read_to_string(&path)
                .map_err(|error| A::Error::custom(format!("{path}: {error}")))?;
            secret = Some(Secret::from(text.trim_end_matches(['\r', '\n'])));
        }
        secret.ok_or_else(|| A::Error::missing_field("file"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secret_is_never_printed() {
        let secret = Secret::from("hunter2");
        let printed = format!(
            "{secret:?} {}",
            serde_json::to_string(&secret).expect("serializes")
        );
        assert!(!printed.contains("hunter2"), "{printed}");
    }

    #[test]
    fn secret_is_read_from_text_or_file() {
        let text: Secret = serde_json::from_str(r#""abc""#).expect("text");
        assert_eq!(text.expose(), "abc");

        let path = std::env::temp_dir().join(format!("linia-{}", uuid::Uuid::new_v4()));
        std::fs::write(&path, "from a file\n").expect("writes");
        let json = serde_json::json!({ "file": path });
        let file: Secret = serde_json::from_value(json).expect("file");
        std::fs::remove_file(&path).expect("removes");
        assert_eq!(file.expose(), "from a file");
    }
}
