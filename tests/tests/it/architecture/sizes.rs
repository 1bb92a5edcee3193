//! A file that cannot be read in one sitting is not proofread.

use super::packages;
use super::source;

const LONGEST_FILE: usize = 500;
const LONGEST_MAIN: usize = 30;

#[test]
fn no_file_is_too_long_to_proofread() {
    let too_long: Vec<_> = source::below(&packages::root())
        .into_iter()
        .map(|file| (file.path.clone(), file.text.lines().count()))
        .filter(|(path, lines)| *lines > limit(path))
        .collect();
    assert!(too_long.is_empty(), "split by purpose: {too_long:#?}");
}

fn limit(path: &str) -> usize {
    let service = path.starts_with("services/") && path.ends_with("/src/main.rs");
    if service { LONGEST_MAIN } else { LONGEST_FILE }
}
