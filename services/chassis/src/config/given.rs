//! What was given, held against the schema: every key that does not exist and
//! every value of the wrong kind, at once.

use serde_json::{Map, Value};

use super::{Secret, schema::Kind};

/// What was given, as far as it is right.
pub(super) struct Given {
    /// The right part, with numbers instead of the texts of the environment.
    pub(super) tree: Value,
    /// What is wrong, each in a sentence that shows no value.
    pub(super) problems: Vec<String>,
    /// The names of what is wrong.
    pub(super) refused: Vec<String>,
}

impl Given {
    pub(super) fn check(schema: &Value, tree: Value) -> Self {
        let mut given = Self {
            tree: Value::Null,
            problems: Vec::new(),
            refused: Vec::new(),
        };
        given.tree = match tree {
            Value::Null => Value::Object(Map::new()),
            tree => given
                .take("", schema, tree)
                .unwrap_or_else(|| Value::Object(Map::new())),
        };
        given
    }

    /// A value in the form that its type reads; `None` if it is wrong.
    fn take(&mut self, path: &str, schema: &Value, value: Value) -> Option<Value> {
        let wanted = match Kind::of(schema) {
            Kind::Other => return Some(value),
            Kind::Table => return self.table(path, schema, value),
            Kind::Secret => return self.secret(path, value),
            Kind::Integer { least, most } => {
                let number = integer(&value);
                let fits = number.filter(|number| {
                    least.is_none_or(|least| *number >= least)
                        && most.is_none_or(|most| *number <= most)
                });
                if let Some(number) = fits {
                    return Some(number.into());
                }
                within(least, most)
            }
            Kind::Boolean => match boolean(&value) {
                Some(answer) => return Some(answer.into()),
                None => "must be true or false".to_owned(),
            },
            Kind::Text => match value {
                Value::String(_) => return Some(value),
                _ => "must be text".to_owned(),
            },
            Kind::Words(words) => match &value {
                Value::String(word) if words.contains(&word.as_str()) => return Some(value),
                _ => format!("must be one of {}", words.join(", ")),
            },
        };
        self.refuse(path, &wanted)
    }

    fn table(&mut self, path: &str, schema: &Value, value: Value) -> Option<Value> {
        let Value::Object(members) = value else {
            return self.refuse(path, "holds settings and is none itself");
        };
        let mut taken = Map::new();
        for (key, value) in members {
            let path = below(path, &key);
            let of_any_name = schema
                .get("additionalProperties")
                .filter(|it| it.is_object());
            match schema["properties"].get(&key).or(of_any_name) {
                Some(schema) => {
                    if let Some(value) = self.take(&path, schema, value) {
                        taken.insert(key, value);
                    }
                }
                None => {
                    self.refuse(&path, "is no setting");
                }
            }
        }
        // Types that have no defaults of their own get those of their place.
        for key in schema["required"].as_array().into_iter().flatten() {
            let key = key.as_str().unwrap_or_default();
            if let (false, Some(default)) = (taken.contains_key(key), schema["default"].get(key)) {
                taken.insert(key.to_owned(), default.clone());
            }
        }
        Some(Value::Object(taken))
    }

    /// Read for a try, so that all files that are missing are named at once.
    fn secret(&mut self, path: &str, value: Value) -> Option<Value> {
        if !value.is_string() && !value.is_object() {
            return self.refuse(path, "must be text, or `file` and the path of a file");
        }
        match serde_json::from_value::<Secret>(value.clone()) {
            Ok(_) => Some(value),
            Err(error) => self.refuse(path, &error.to_string()),
        }
    }

    fn refuse(&mut self, path: &str, why: &str) -> Option<Value> {
        self.problems.push(format!("{path} {why}"));
        self.refused.push(path.to_owned());
        None
    }
}

fn below(path: &str, key: &str) -> String {
    if path.is_empty() {
        key.to_owned()
    } else {
        format!("{path}.{key}")
    }
}

/// The environment knows texts only.
fn integer(value: &Value) -> Option<i64> {
    match value {
        Value::String(text) => text.trim().parse().ok(),
        _ => value.as_i64(),
    }
}

fn boolean(value: &Value) -> Option<bool> {
    match value {
        Value::String(text) => text.trim().to_lowercase().parse().ok(),
        _ => value.as_bool(),
    }
}

fn within(least: Option<i64>, most: Option<i64>) -> String {
    match (least, most) {
        (Some(least), Some(most)) => format!("must be a whole number from {least} to {most}"),
        (Some(least), None) => format!("must be a whole number of at least {least}"),
        (None, Some(most)) => format!("must be a whole number of at most {most}"),
        (None, None) => "must be a whole number".to_owned(),
    }
}
