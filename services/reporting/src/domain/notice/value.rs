//! Sums as the standard writes them: in the major unit of their currency.

use super::{contest::Money, ocds::Value};

/// How many decimal digits the minor unit of a currency has (ISO 4217, list
/// one); what is not named has two.
fn digits(currency_code: &str) -> u8 {
    match currency_code {
        "BIF" | "CLP" | "DJF" | "GNF" | "ISK" | "JPY" | "KMF" | "KRW" | "PYG" | "RWF" | "UGX"
        | "UYI" | "VND" | "VUV" | "XAF" | "XOF" | "XPF" => 0,
        "BHD" | "IQD" | "JOD" | "KWD" | "LYD" | "OMR" | "TND" => 3,
        "CLF" | "UYW" => 4,
        _ => 2,
    }
}

/// A sum; none if its amount is no number.
pub(super) fn value(money: &Money) -> Option<Value> {
    // Proto3 leaves a zero out. Read as it is written, so nothing is rounded twice.
    let minor = match money.amount_minor.as_str() {
        "" => "0",
        amount => amount,
    };
    minor.parse::<i64>().ok()?;
    let exponent = digits(&money.currency_code);
    Some(Value {
        amount: format!("{minor}e-{exponent}").parse().ok()?,
        currency: money.currency_code.clone(),
    })
}

/// All of them together; none if there is none, or if currencies differ.
pub(super) fn total<'a>(values: impl Iterator<Item = &'a Value>) -> Option<Value> {
    let mut total: Option<Value> = None;
    for value in values {
        match &mut total {
            None => total = Some(value.clone()),
            Some(sum) if sum.currency == value.currency => sum.amount += value.amount,
            Some(_) => return None,
        }
    }
    total
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sum_is_told_in_the_major_unit_of_its_currency() {
        for (minor, currency, amount) in [
            ("2500000", "PLN", Some(25_000.0)),
            ("99999", "EUR", Some(999.99)),
            ("5", "EUR", Some(0.05)),
            ("", "PLN", Some(0.0)),
            ("5000", "JPY", Some(5_000.0)),
            ("5000", "KWD", Some(5.0)),
            ("9007199254740992", "PLN", Some(90_071_992_547_409.92)),
            ("many", "PLN", None),
        ] {
            let money = Money {
                currency_code: currency.to_owned(),
                amount_minor: minor.to_owned(),
            };
            let told = value(&money).map(|value| value.amount);
            assert_eq!(told, amount, "{minor} {currency}");
        }
    }

    #[test]
    fn sums_of_two_currencies_have_no_total() {
        let sum = |amount, currency: &str| Value {
            amount,
            currency: currency.to_owned(),
        };
        let same = [sum(1.5, "PLN"), sum(2.0, "PLN")];
        assert_eq!(total(same.iter()), Some(sum(3.5, "PLN")));
        let mixed = [sum(1.5, "PLN"), sum(2.0, "EUR")];
        assert_eq!(total(mixed.iter()), None);
        assert_eq!(total([].iter()), None);
    }
}
