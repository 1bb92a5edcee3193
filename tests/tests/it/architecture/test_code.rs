//! What of a source file is there for its tests only.

const MARK: &str = "#[cfg(test)]";

/// Blanks every item that is compiled for tests only, every line in its place.
pub(super) fn blanked(code: &str) -> String {
    let mut kept = String::with_capacity(code.len());
    let mut rest = code;
    while let Some(at) = rest.find(MARK) {
        let length = item_length(&rest[at..]);
        kept.push_str(&rest[..at]);
        kept.extend(
            rest[at..at + length]
                .chars()
                .map(|c| if c == '\n' { '\n' } else { ' ' }),
        );
        rest = &rest[at + length..];
    }
    kept + rest
}

/// The modules in files of their own that are compiled for tests only.
pub(super) fn modules(code: &str) -> Vec<&str> {
    let items = code
        .match_indices(MARK)
        .map(|(at, _)| &code[at..at + item_length(&code[at..])]);
    items
        .filter_map(|item| item.strip_suffix(';')?.rsplit_once("mod "))
        .map(|(_, name)| name.trim())
        .collect()
}

/// How long the item is, from its mark to the semicolon or the brace that ends it.
fn item_length(item: &str) -> usize {
    let mut depth = 0_usize;
    for (at, character) in item.char_indices() {
        match character {
            ';' if depth == 0 => return at + 1,
            '{' => depth += 1,
            '}' if depth <= 1 => return at + 1,
            '}' => depth -= 1,
            _ => {}
        }
    }
    item.len()
}

#[cfg(test)]
mod tests {
    use super::{blanked, modules};

    const CODE: &str =
        "a;\n#[cfg(test)]\nmod examples;\nb;\n#[cfg(test)]\nmod tests { f({}); }\nc;";

    #[test]
    fn test_items_are_blanked() {
        let words: Vec<_> = CODE
            .lines()
            .zip(blanked(CODE).lines().map(str::to_owned))
            .collect();
        let kept: Vec<_> = words
            .iter()
            .filter(|(_, kept)| !kept.trim().is_empty())
            .collect();
        assert_eq!(words.len(), 7);
        assert_eq!(
            kept.iter().map(|(line, _)| *line).collect::<Vec<_>>(),
            ["a;", "b;", "c;"]
        );
    }

    #[test]
    fn modules_for_tests_are_found() {
        assert_eq!(modules(CODE), ["examples"]);
    }
}
