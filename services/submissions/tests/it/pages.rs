//! Pages of lists.

use linia_chassis::paging::{Page, PageKey};
use linia_proto::submissions::v1;
use serde::{Serialize, de::DeserializeOwned};

/// The first page of a list.
pub(crate) fn first_page<C: Serialize + DeserializeOwned>() -> Page<C> {
    let request = v1::ListWorksRequest::default();
    Page::try_new(&PageKey::new("a secret"), &request).expect("first page")
}
