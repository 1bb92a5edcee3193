//! Source files, and what of them is code.

use std::fs;
use std::path::Path;

/// A Rust file.
pub(super) struct SourceFile {
    /// Its path from the repository's root.
    pub(super) path: String,
    pub(super) text: String,
}

impl SourceFile {
    /// The text with comments and literals blanked out, every line in its place.
    pub(super) fn code(&self) -> String {
        blank(&self.text)
    }
}

/// Every Rust file of ours below a directory of the repository, ordered by path.
pub(super) fn below(directory: &Path) -> Vec<SourceFile> {
    let mut files = Vec::new();
    collect(directory, &mut files);
    files.sort_by(|one, other| one.path.cmp(&other.path));
    files
}

fn collect(directory: &Path, files: &mut Vec<SourceFile>) {
    for entry in fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        let name = path
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        if path.is_dir() {
            // Cargo's output lies in `target`; no folder of ours begins with a dot.
            if name != "target" && name != "node_modules" && !name.starts_with('.') {
                collect(&path, files);
            }
        } else if name.ends_with(".rs") {
            let relative = path.strip_prefix(super::packages::root()).unwrap_or(&path);
            files.push(SourceFile {
                path: relative.to_string_lossy().into_owned(),
                text: fs::read_to_string(&path).unwrap(),
            });
        }
    }
}

/// Blanks comments, strings and characters, so that what is left can be searched for paths.
fn blank(text: &str) -> String {
    let mut code = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let length = skipped(rest);
        if length == 0 {
            // A word is taken whole: the `r` in `for"` begins no raw string.
            let word = rest
                .find(|c: char| !c.is_alphanumeric() && c != '_')
                .unwrap_or(rest.len());
            let taken = word.max(first.len_utf8());
            code.push_str(&rest[..taken]);
            rest = &rest[taken..];
        } else {
            let kept = rest[..length]
                .chars()
                .map(|c| if c == '\n' { '\n' } else { ' ' });
            code.extend(kept);
            rest = &rest[length..];
        }
    }
    code
}

/// How long the comment or literal is that begins here; 0 if none does.
fn skipped(rest: &str) -> usize {
    if rest.starts_with("//") {
        return rest.find('\n').unwrap_or(rest.len());
    }
    if rest.starts_with("/*") {
        return rest.find("*/").map_or(rest.len(), |end| end + 2);
    }
    let prefix = ["br", "cr", "b", "c", "r"].into_iter().find(|prefix| {
        let after = rest.strip_prefix(prefix).unwrap_or_default();
        after.starts_with('"') || (prefix.ends_with('r') && raw_string(after).is_some())
    });
    let start = prefix.map_or(0, str::len);
    let literal = &rest[start..];
    if prefix.is_some_and(|prefix| prefix.ends_with('r')) {
        return raw_string(literal).map_or(0, |length| start + length);
    }
    match literal.chars().next() {
        Some('"') => start + quoted(literal, '"'),
        Some('\'') if is_character(literal) => start + quoted(literal, '\''),
        _ => 0,
    }
}

fn raw_string(literal: &str) -> Option<usize> {
    let hashes = literal.len() - literal.trim_start_matches('#').len();
    let body = literal[hashes..].strip_prefix('"')?;
    let end = format!("\"{}", "#".repeat(hashes));
    let length = body.find(&end).map_or(body.len(), |at| at + end.len());
    Some(hashes + 1 + length)
}

fn quoted(literal: &str, quote: char) -> usize {
    let mut escaped = false;
    for (at, character) in literal.char_indices().skip(1) {
        match character {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            _ if character == quote => return at + 1,
            _ => {}
        }
    }
    literal.len()
}

/// A quote begins a character if another closes it; else it begins a lifetime.
fn is_character(literal: &str) -> bool {
    let mut characters = literal.chars().skip(1);
    characters.next() == Some('\\') || characters.next() == Some('\'')
}

#[cfg(test)]
mod tests {
    use super::blank;

    #[test]
    fn comments_and_literals_are_no_code() {
        for (text, code) in [
            ("a // tokio\nb", "a         \nb"),
            ("a /* to\nkio */ b", "a      \n       b"),
            (r#"f("tokio \" x") y"#, "f(            ) y"),
            (r###"f(r#"a "b" c"#) y"###, "f(            ) y"),
            ("for'_ in x", "for'_ in x"),
            ("fn a<'a>(x: &'a str)", "fn a<'a>(x: &'a str)"),
            (r"m('\'', 'x') y", "m(    ,    ) y"),
            ("br\"ab\" + b'c'", "       + b   "),
        ] {
            assert_eq!(blank(text), code);
        }
    }
}
