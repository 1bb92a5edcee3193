//! Sums of money as people read them.

use minijinja::{Error, ErrorKind};

/// How many decimal digits the minor unit of a currency has (ISO 4217, list
/// one); what is not named has two.
fn digits(currency_code: &str) -> usize {
    match currency_code {
        "BIF" | "CLP" | "DJF" | "GNF" | "ISK" | "JPY" | "KMF" | "KRW" | "PYG" | "RWF" | "UGX"
        | "UYI" | "VND" | "VUV" | "XAF" | "XOF" | "XPF" => 0,
        "BHD" | "IQD" | "JOD" | "KWD" | "LYD" | "OMR" | "TND" => 3,
        "CLF" | "UYW" => 4,
        _ => 2,
    }
}

/// Writes a sum in minor units, for example `25 000,00 PLN`. Nothing is rounded.
pub(super) fn in_currency(
    amount_minor: i64,
    currency_code: &str,
    thousands: &str,
    decimal: &str,
) -> Result<String, Error> {
    let amount = u64::try_from(amount_minor).map_err(|error| {
        Error::new(ErrorKind::InvalidOperation, "a negative sum").with_source(error)
    })?;
    let digits = digits(currency_code);
    let written = format!("{amount:0width$}", width = digits + 1);
    let (whole, fraction) = written.split_at(written.len() - digits);
    let whole = grouped(whole, thousands);
    Ok(if fraction.is_empty() {
        format!("{whole} {currency_code}")
    } else {
        format!("{whole}{decimal}{fraction} {currency_code}")
    })
}

fn grouped(whole: &str, thousands: &str) -> String {
    let mut written = String::new();
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index).is_multiple_of(3) {
            written.push_str(thousands);
        }
        written.push(digit);
    }
    written
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sum_is_shown_in_the_units_of_its_currency() {
        for (minor, currency, expected) in [
            (2_500_000, "PLN", "25 000,00 PLN"),
            (99_999, "EUR", "999,99 EUR"),
            (5, "EUR", "0,05 EUR"),
            (0, "PLN", "0,00 PLN"),
            (123_456_789, "PLN", "1 234 567,89 PLN"),
            (25_000, "JPY", "25 000 JPY"),
            (1_234, "KWD", "1,234 KWD"),
        ] {
            let shown = in_currency(minor, currency, " ", ",").expect("writes");
            assert_eq!(shown, expected);
        }
    }

    #[test]
    fn negative_sum_is_refused() {
        assert!(in_currency(-1, "PLN", " ", ",").is_err());
    }
}
