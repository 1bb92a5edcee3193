//! Sums of money, as contests state them.

use serde::{Deserialize, Serialize};

/// A sum; nothing is calculated with it here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Money {
    /// ISO 4217.
    pub(crate) currency_code: String,
    /// In the minor unit of the currency.
    pub(crate) amount_minor: i64,
}
