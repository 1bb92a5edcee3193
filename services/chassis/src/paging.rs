//! Pages (AIP-158): an opaque token holds where the next page begins, so that
//! rows added meanwhile shift nothing.

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use serde::{Serialize, de::DeserializeOwned};

use crate::problem::Problem;

const DEFAULT_SIZE: i32 = 50;
const MAX_SIZE: i32 = 1000;
/// Half of what gRPC clients take by default.
const MAX_OCTETS: usize = 2 * 1024 * 1024;

/// Which page is asked for. `C` is the key of the last row of the page before.
#[derive(Debug)]
pub struct Page<C> {
    size: i32,
    cursor: Option<C>,
}

impl<C: Serialize + DeserializeOwned> Page<C> {
    /// Reads `page_size` and `page_token`.
    ///
    /// # Errors
    /// INVALID_ARGUMENT for a negative size or a token that is not ours.
    pub fn try_new(page_size: i32, page_token: &str) -> Result<Self, Problem> {
        let size =
            match page_size {
                ..0 => {
                    return Err(Problem::invalid("INVALID_FIELDS", "invalid: page_size")
                        .violation("page_size", "NEGATIVE", "must not be negative"));
                }
                0 => DEFAULT_SIZE,
                size => size.min(MAX_SIZE),
            };
        let cursor = match page_token {
            "" => None,
            token => Some(decode(token).ok_or_else(|| {
                Problem::invalid("INVALID_FIELDS", "invalid: page_token").violation(
                    "page_token",
                    "MALFORMED",
                    "must come from the answer before",
                )
            })?),
        };
        Ok(Self { size, cursor })
    }

    /// Holds the page to fewer rows: where rows are long, reading many of them
    /// for one call would cost more than the call is worth.
    #[must_use]
    pub fn at_most(mut self, rows: i32) -> Self {
        self.size = self.size.min(rows);
        self
    }

    /// How many rows to read: one more than is shown, to see if a page follows.
    #[must_use]
    pub fn limit(&self) -> i64 {
        i64::from(self.size) + 1
    }

    /// After which row to begin.
    #[must_use]
    pub fn cursor(&self) -> Option<&C> {
        self.cursor.as_ref()
    }

    /// Drops the extra row and makes the next page's token, empty on the last.
    pub fn finish<T>(&self, rows: Vec<T>, cursor_of: impl Fn(&T) -> C) -> (Vec<T>, String) {
        self.finish_within(rows, |_| 0, cursor_of)
    }

    /// As [`finish`](Self::finish), and ends the page before its rows are
    /// together longer than a message should be. One row is always shown.
    pub fn finish_within<T>(
        &self,
        mut rows: Vec<T>,
        octets_of: impl Fn(&T) -> usize,
        cursor_of: impl Fn(&T) -> C,
    ) -> (Vec<T>, String) {
        let size = usize::try_from(self.size).expect("a size is positive");
        let mut octets = 0;
        let fitting = rows.iter().take(size).take_while(|row| {
            octets += octets_of(row);
            octets <= MAX_OCTETS
        });
        let shown = fitting.count().max(1);
        let more = rows.len() > shown;
        rows.truncate(shown);
        let token = match rows.last() {
            Some(last) if more => encode(&cursor_of(last)),
            _ => String::new(),
        };
        (rows, token)
    }
}

fn encode(cursor: &impl Serialize) -> String {
    let json = serde_json::to_vec(cursor).expect("a cursor has a JSON form");
    BASE64_URL_SAFE_NO_PAD.encode(json)
}

fn decode<C: DeserializeOwned>(token: &str) -> Option<C> {
    let json = BASE64_URL_SAFE_NO_PAD.decode(token).ok()?;
    serde_json::from_slice(&json).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_meet_without_gap_or_overlap() {
        let rows: Vec<u32> = (0..7).collect();
        let mut seen = Vec::new();
        let mut token = String::new();
        loop {
            let page: Page<u32> = Page::try_new(3, &token).expect("own token");
            let from = page.cursor().map_or(0, |last| *last as usize + 1);
            let limit = usize::try_from(page.limit()).expect("positive");
            let read = rows[from..].iter().copied().take(limit).collect();
            let (shown, next) = page.finish(read, |row| *row);
            seen.extend(shown);
            if next.is_empty() {
                break;
            }
            token = next;
        }
        assert_eq!(seen, rows);
    }

    #[test]
    fn long_rows_make_short_pages_of_one_row_at_least() {
        let page: Page<usize> = Page::try_new(0, "").expect("first page").at_most(3);
        assert_eq!(page.limit(), 4);
        for (row, expected) in [(0, 3), (MAX_OCTETS / 2, 2), (MAX_OCTETS + 1, 1)] {
            let (shown, next) = page.finish_within(vec![row; 4], |row| *row, |row| *row);
            assert_eq!(shown.len(), expected);
            assert!(!next.is_empty());
        }
        let (shown, next) = page.finish_within(Vec::new(), |row| *row, |row| *row);
        assert_eq!((shown.len(), next.as_str()), (0, ""));
    }

    #[test]
    fn foreign_token_and_negative_size_are_refused() {
        assert!(Page::<u32>::try_new(0, "%%%").is_err());
        assert!(Page::<u32>::try_new(0, "bm90IGpzb24").is_err());
        assert!(Page::<u32>::try_new(-1, "").is_err());
    }
}
