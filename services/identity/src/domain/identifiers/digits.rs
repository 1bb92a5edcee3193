//! Digits and their weighted sums, which check digits are made from.

/// Takes away the spaces and hyphens that people group digits with.
pub(super) fn strip_grouping(text: &str) -> String {
    text.chars()
        .filter(|c| !c.is_whitespace() && *c != '-')
        .collect()
}

/// Reads ASCII digits; `None` if there is anything else.
pub(super) fn parse(text: &str) -> Option<Vec<u32>> {
    text.chars().map(|c| c.to_digit(10)).collect()
}

/// Sum of digits times weights; digits beyond the weights do not count.
pub(super) fn weighted_sum(digits: &[u32], weights: &[u32]) -> u32 {
    digits.iter().zip(weights).map(|(d, w)| d * w).sum()
}
