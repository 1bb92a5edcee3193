//! Pages (AIP-158): an opaque token holds where the next page begins, so that
//! rows added meanwhile shift nothing.
//!
//! A token is signed for the list that it was given out for: its name, parent
//! and filter, whatever its request says beside the page. It is not bound to
//! its caller: what a caller may see is asked for every page anew.

mod token;

use linia_proto::list::ListRequest;
use serde::{Serialize, de::DeserializeOwned};
use tonic::Request;

pub use token::PageKey;

use self::token::List;
use crate::problem::{Problem, Violations};

const DEFAULT_SIZE: i32 = 50;
const MAX_SIZE: i32 = 1000;
/// Half of what gRPC clients take by default.
const MAX_OCTETS: usize = 2 * 1024 * 1024;

/// Which page is asked for. `C` is the key of the last row of the page before.
#[derive(Debug)]
pub struct Page<C> {
    size: i32,
    cursor: Option<C>,
    list: List,
}

impl<C: Serialize + DeserializeOwned> Page<C> {
    /// Reads the page that a request asks for.
    ///
    /// # Errors
    /// As for [`try_new`](Self::try_new).
    ///
    /// # Panics
    /// If the request did not pass the server's door: a mistake in the
    /// program.
    pub fn of(request: &Request<impl ListRequest>) -> Result<Self, Problem> {
        let key = request
            .extensions()
            .get::<PageKey>()
            .expect("every request passes the server's door");
        Self::try_new(key, request.get_ref())
    }

    /// Reads the page that a message asks for.
    ///
    /// # Errors
    /// INVALID_ARGUMENT for a negative size, and for a token that was not given
    /// out for this list (`PAGE_TOKEN_INVALID`).
    pub fn try_new(key: &PageKey, request: &impl ListRequest) -> Result<Self, Problem> {
        let mut violations = Violations::default();
        let size = match request.page_size() {
            0 => DEFAULT_SIZE,
            size => size.min(MAX_SIZE),
        };
        violations.check(size > 0, "page_size", "NEGATIVE", "must not be negative");
        let list = key.list(request);
        let cursor = match request.page_token() {
            "" => None,
            token => {
                let cursor = list.open(token);
                violations.check(
                    cursor.is_some(),
                    "page_token",
                    "PAGE_TOKEN_INVALID",
                    "must come from the page before, of the same list",
                );
                cursor
            }
        };
        violations.into_result()?;
        Ok(Self { size, cursor, list })
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
            Some(last) if more => self.list.seal(&cursor_of(last)),
            _ => String::new(),
        };
        (rows, token)
    }
}

impl<C: Serialize + DeserializeOwned> Page<C> {
    /// The token of what comes after this row, now or later: for lists that grow
    /// at their end only, and are followed. Where the page shows no row, the
    /// place of the request is kept; empty if that was the beginning.
    #[must_use]
    pub fn resume(&self, last: Option<&C>) -> String {
        let last = last.or(self.cursor.as_ref());
        last.map(|last| self.list.seal(last)).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use linia_proto::challenges::v1::ListQuestionsRequest;

    use super::*;

    fn page<C: Serialize + DeserializeOwned>(size: i32, token: &str) -> Result<Page<C>, Problem> {
        let request = ListQuestionsRequest {
            page_size: size,
            page_token: token.to_owned(),
            ..ListQuestionsRequest::default()
        };
        Page::try_new(&PageKey::new("secret"), &request)
    }

    #[test]
    fn pages_meet_without_gap_or_overlap() {
        let rows: Vec<u32> = (0..7).collect();
        let mut seen = Vec::new();
        let mut token = String::new();
        loop {
            let page: Page<u32> = page(3, &token).expect("own token");
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
    fn list_is_followed_beyond_its_end() {
        let first: Page<u32> = page(3, "").expect("first page");
        assert_eq!(first.resume(None), "");
        let later: Page<u32> = page(3, &first.resume(Some(&7))).expect("own token");
        assert_eq!(later.cursor(), Some(&7));
        let nothing_new: Page<u32> = page(3, &later.resume(None)).expect("own token");
        assert_eq!(nothing_new.cursor(), Some(&7));
    }

    #[test]
    fn long_rows_make_short_pages_of_one_row_at_least() {
        let page: Page<usize> = page(0, "").expect("first page").at_most(3);
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
    fn all_that_is_wrong_with_a_page_is_told_at_once() {
        let problem = page::<u32>(-1, "guess").expect_err("both are wrong");
        let told = problem.violations().iter();
        let told: Vec<_> = told.map(|it| (it.field.as_str(), it.reason)).collect();
        let expected = [
            ("page_size", "NEGATIVE"),
            ("page_token", "PAGE_TOKEN_INVALID"),
        ];
        assert_eq!(told, expected);
    }
}
