//! Requests for one page of a list (AIP-158): every message of the contracts
//! that has a `page_size` and a `page_token`.

use prost::{Message, Name};

/// A request for one page of a list.
pub trait ListRequest: Message + Name + Clone {
    /// How many rows are asked for; 0 leaves it to the service.
    fn page_size(&self) -> i32;

    /// Where the page begins; empty for the first.
    fn page_token(&self) -> &str;

    /// Which list is asked for: the request without its page. A token is good
    /// for the list that it was given out for, and for no other.
    #[must_use]
    fn list(&self) -> Self;
}

include!(concat!(env!("OUT_DIR"), "/lists.rs"));
