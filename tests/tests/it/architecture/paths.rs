//! The paths that code names: `crate::store::entries`, `super::domain`, and those in groups.

/// A file's place in the tree of modules of its crate.
pub(super) struct Module(Vec<String>);

impl Module {
    /// Of a file `…/src/a/b.rs` or `…/src/a/b/mod.rs`: `a::b`. `lib.rs` and `main.rs` are the root.
    pub(super) fn of(path: &str) -> Self {
        let inside = path.split_once("/src/").map_or(path, |(_, inside)| inside);
        let parts = inside.trim_end_matches(".rs").split('/');
        let named = parts.filter(|part| !matches!(*part, "mod" | "lib" | "main"));
        Self(named.map(str::to_owned).collect())
    }

    pub(super) fn path(&self) -> &[String] {
        &self.0
    }

    /// The path of a module within it.
    pub(super) fn child(&self, name: &str) -> Vec<String> {
        let mut path = self.0.clone();
        path.push(name.to_owned());
        path
    }

    /// Its own path and those of all modules around it.
    pub(super) fn with_parents(&self) -> impl Iterator<Item = Vec<String>> {
        (1..=self.0.len()).map(|length| self.0[..length].to_vec())
    }
}

/// A path that code names.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Import {
    /// From 1.
    pub(super) line: usize,
    /// Its parts, without the root.
    pub(super) path: Vec<String>,
}

/// The paths from the crate's root that code in a module names, through `crate` or `super`.
pub(super) fn within_crate(module: &Module, code: &str) -> Vec<Import> {
    let above = vec!["super"; module.0.len()].join("::");
    let mut imports = from_root("crate", code);
    // A shorter chain of `super` stays in the room.
    if !above.is_empty() {
        imports.extend(from_root(&above, code));
    }
    imports
}

/// The paths that begin with `root`, each group taken apart.
pub(super) fn from_root(root: &str, code: &str) -> Vec<Import> {
    let start = format!("{root}::");
    let mut imports = Vec::new();
    for (at, _) in code.match_indices(&start) {
        let continues = code[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == ':');
        if !continues {
            let line = code[..at].lines().count().max(1);
            collect(
                &code[at + start.len()..],
                line,
                &mut Vec::new(),
                &mut imports,
            );
        }
    }
    imports
}

/// Reads one branch of a tree of imports and returns what follows it.
fn collect<'a>(
    code: &'a str,
    line: usize,
    path: &mut Vec<String>,
    imports: &mut Vec<Import>,
) -> &'a str {
    let trimmed = code.trim_start();
    let line = line + code[..code.len() - trimmed.len()].matches('\n').count();
    if let Some(mut rest) = trimmed.strip_prefix('{') {
        loop {
            let line = line + trimmed[..trimmed.len() - rest.len()].matches('\n').count();
            rest = collect(rest, line, path, imports).trim_start();
            match rest.strip_prefix(',') {
                Some(next) if !next.trim_start().starts_with('}') => rest = next,
                Some(next) => return next.trim_start().strip_prefix('}').unwrap_or(next),
                None => return rest.strip_prefix('}').unwrap_or(rest),
            }
        }
    }
    let word = words(trimmed)
        .next()
        .filter(|word| trimmed.starts_with(word));
    let word = word.unwrap_or_default();
    let rest = trimmed[word.len()..].trim_start_matches('*');
    path.push(word.to_owned());
    let rest = if let Some(deeper) = rest.strip_prefix("::") {
        collect(deeper, line, path, imports)
    } else {
        imports.push(Import {
            line,
            path: path.clone(),
        });
        after_rename(rest)
    };
    path.pop();
    rest
}

fn after_rename(rest: &str) -> &str {
    let renamed = rest.trim_start().strip_prefix("as ");
    renamed.map_or(rest, |name| {
        name.trim_start()
            .trim_start_matches(|c: char| c.is_alphanumeric() || c == '_')
    })
}

/// The words of a line of code.
pub(super) fn words(code: &str) -> impl Iterator<Item = &str> {
    let parts = code.split(|c: char| !c.is_alphanumeric() && c != '_');
    parts.filter(|word| !word.is_empty())
}

#[cfg(test)]
mod tests {
    use super::{Module, from_root, within_crate};

    fn found(module: &str, code: &str) -> Vec<String> {
        let imports = within_crate(&Module::of(module), code).into_iter();
        imports
            .map(|it| format!("{}:{}", it.line, it.path.join("::")))
            .collect()
    }

    #[test]
    fn groups_are_taken_apart() {
        let code =
            "\nuse crate::{\n    a::{b, c as d},\n    e::*,\n    f,\n};\nlet x = crate::g::h();";
        let imports = found("services/s/src/rpc/mod.rs", code);
        assert_eq!(imports, ["3:a::b", "3:a::c", "4:e::", "5:f", "7:g::h"]);
    }

    #[test]
    fn super_reaches_the_root_only_from_the_room_itself() {
        assert_eq!(
            found("services/s/src/store.rs", "use super::domain::Entry;"),
            ["1:domain::Entry"]
        );
        assert_eq!(
            found("services/s/src/store/entries.rs", "use super::rows::Row;"),
            [""; 0]
        );
        assert_eq!(
            found(
                "services/s/src/store/entries.rs",
                "use super::super::app::X;"
            ),
            ["1:app::X"]
        );
    }

    #[test]
    fn only_whole_roots_count() {
        assert!(from_root("crate", "use my_crate::a; use ::crate::b;").is_empty());
    }
}
