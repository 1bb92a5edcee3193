//! A setting, read from the schema of its service.

use serde_json::Value;

/// Stands for any name, in a table whose keys are free.
const ANY_NAME: &str = "<name>";

/// One setting.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Setting {
    /// Its name, such as `grpc.listen`.
    pub name: String,
    /// Whether it is a secret: text, or the path of a file under `<name>.file`.
    pub is_secret: bool,
    /// Its default as JSON; `None` for secrets and where names are free.
    pub default: Option<String>,
    /// What it means.
    pub meaning: String,
}

impl Setting {
    /// Whether `key` is this setting, or the file that holds it.
    #[must_use]
    pub fn is_named(&self, key: &str) -> bool {
        let key = match key.strip_suffix(".file") {
            Some(secret) if self.is_secret => secret,
            _ => key,
        };
        match self.name.strip_suffix(ANY_NAME) {
            Some(table) => key
                .strip_prefix(table)
                .is_some_and(|name| !name.is_empty() && !name.contains('.')),
            None => key == self.name,
        }
    }

    /// The variable that sets it in `service`.
    #[must_use]
    pub fn variable(&self, service: &str) -> String {
        let key = self.name.replace('.', "__").to_uppercase();
        format!("LINIA_{}__{key}", service.to_uppercase())
    }
}

/// The settings that a schema describes.
pub(super) fn all(schema: &Value) -> Vec<Setting> {
    let mut found = Vec::new();
    collect("", schema, None, &mut found);
    found.sort();
    found
}

fn collect(name: &str, schema: &Value, default: Option<&Value>, found: &mut Vec<Setting>) {
    let is_secret = schema["writeOnly"] == true;
    let is_table = !is_secret && schema["type"] == "object";
    if !is_table {
        found.push(Setting {
            name: name.to_owned(),
            is_secret,
            default: default.filter(|_| !is_secret).map(Value::to_string),
            meaning: meaning(schema),
        });
        return;
    }
    let below = |key: &str| {
        if name.is_empty() {
            key.to_owned()
        } else {
            format!("{name}.{key}")
        }
    };
    // A table whose type is used in several places says what it is about there.
    let about = schema["required"]
        .is_array()
        .then(|| one_line(&schema["description"]));
    for (key, schema) in schema["properties"].as_object().into_iter().flatten() {
        // The outer default is the one that counts.
        let default = default
            .and_then(|table| table.get(key))
            .or(schema.get("default"));
        let first = found.len();
        collect(&below(key), schema, default, found);
        if let Some(about) = about.as_ref().filter(|it| !it.is_empty()) {
            for setting in &mut found[first..] {
                setting.meaning = format!("{about} {}", setting.meaning);
            }
        }
    }
    if schema["additionalProperties"].is_object() {
        found.push(Setting {
            name: below(ANY_NAME),
            is_secret: schema["additionalProperties"]["writeOnly"] == true,
            default: None,
            meaning: meaning(schema),
        });
    }
}

/// The comment in one line, and those of the words to choose from.
fn meaning(schema: &Value) -> String {
    let text = one_line(&schema["description"]);
    let words = schema["oneOf"].as_array().into_iter().flatten();
    let words: Vec<_> = words
        .filter_map(|word| {
            let name = word["const"].as_str()?;
            let meaning = one_line(&word["description"]);
            Some(format!("`{name}`: {}", meaning.trim_end_matches('.')))
        })
        .collect();
    if words.is_empty() {
        text
    } else {
        format!("{text} {}.", words.join("; "))
    }
}

fn one_line(text: &Value) -> String {
    let words = text.as_str().unwrap_or_default().split_whitespace();
    words.collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{Setting, all};

    fn found() -> Vec<Setting> {
        all(&json!({
            "type": "object",
            "properties": {
                "door": {
                    "type": "object",
                    "default": { "wait": 5 },
                    "properties": { "wait": { "type": "integer", "default": 3, "description": "How\nlong." } },
                },
                "keys": {
                    "type": "object",
                    "description": "Whose.",
                    "additionalProperties": { "writeOnly": true, "oneOf": [] },
                },
            },
        }))
    }

    #[test]
    fn outer_default_counts() {
        let wait = &found()[0];
        assert_eq!(
            (wait.name.as_str(), wait.meaning.as_str()),
            ("door.wait", "How long.")
        );
        assert_eq!(wait.default.as_deref(), Some("5"));
        assert_eq!(wait.variable("identity"), "LINIA_IDENTITY__DOOR__WAIT");
    }

    #[test]
    fn secret_of_any_name_may_stand_in_a_file() {
        let key = &found()[1];
        for name in ["keys.a", "keys.a.file"] {
            assert!(key.is_named(name), "{name}");
        }
        for name in ["keys", "keys.", "keys.a.path", "door.wait"] {
            assert!(!key.is_named(name), "{name}");
        }
    }
}
