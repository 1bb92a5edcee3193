//! Figures of repeated measurements.

use std::fmt;

/// Two sides of the same work, measured in turns: the value of each in each round.
#[derive(Debug, Clone, Default)]
pub struct Comparison {
    /// What was compared.
    pub name: String,
    /// What both values are in.
    pub unit: &'static str,
    /// What the ratio should be.
    pub aim: &'static str,
    /// The system.
    pub ours: Vec<f64>,
    /// The least that the same work takes.
    pub theirs: Vec<f64>,
}

impl Comparison {
    /// A comparison without values yet.
    #[must_use]
    pub fn new(name: impl Into<String>, unit: &'static str, aim: &'static str) -> Self {
        Self {
            name: name.into(),
            unit,
            aim,
            ..Self::default()
        }
    }

    /// Measures both sides `rounds` times, now one first, now the other, so that neither always
    /// finds the caches warm or the disk busy.
    ///
    /// # Errors
    /// The first that a side meets.
    pub async fn in_turns<E>(
        mut self,
        rounds: usize,
        mut ours: impl AsyncFnMut() -> Result<f64, E>,
        mut theirs: impl AsyncFnMut() -> Result<f64, E>,
    ) -> Result<Self, E> {
        for round in 0..rounds {
            if round % 2 == 0 {
                self.ours.push(ours().await?);
                self.theirs.push(theirs().await?);
            } else {
                self.theirs.push(theirs().await?);
                self.ours.push(ours().await?);
            }
        }
        Ok(self)
    }

    /// The ratio of the two sides, of each round with itself.
    #[must_use]
    pub fn ratio(&self) -> Spread {
        let pairs = self.ours.iter().zip(&self.theirs);
        Spread::of(pairs.map(|(ours, theirs)| ours / theirs))
    }
}

/// Median and extremes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Spread {
    /// As many are below as above.
    pub median: f64,
    /// The least.
    pub min: f64,
    /// The greatest.
    pub max: f64,
}

impl Spread {
    /// Of any number of values; not a number if there are none.
    #[must_use]
    pub fn of(values: impl IntoIterator<Item = f64>) -> Self {
        let sorted = sorted(values);
        Self {
            median: quantile(&sorted, 0.5),
            min: quantile(&sorted, 0.0),
            max: quantile(&sorted, 1.0),
        }
    }
}

impl fmt::Display for Spread {
    /// Three digits that count: enough for what varies by several per cent.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { median, min, max } = self;
        write!(f, "{} ({}..{})", short(*median), short(*min), short(*max))
    }
}

/// A number with three digits that count, and all before the point.
#[must_use]
pub fn short(value: f64) -> String {
    match value.abs() {
        size if size >= 100.0 => format!("{value:.0}"),
        size if size >= 10.0 => format!("{value:.1}"),
        _ => format!("{value:.2}"),
    }
}

/// Values in ascending order.
#[must_use]
pub fn sorted(values: impl IntoIterator<Item = f64>) -> Vec<f64> {
    let mut values: Vec<_> = values.into_iter().collect();
    values.sort_unstable_by(f64::total_cmp);
    values
}

/// The value below which the share `q` of sorted values lies, between neighbours if need be.
#[must_use]
pub fn quantile(sorted: &[f64], q: f64) -> f64 {
    let Some(last) = sorted.len().checked_sub(1) else {
        return f64::NAN;
    };
    let place = q * last as f64;
    let (low, high) = (place.floor() as usize, place.ceil() as usize);
    sorted[low] + (sorted[high] - sorted[low]) * place.fract()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rounds_are_paired_before_the_median_is_taken() {
        let comparison = Comparison {
            ours: vec![10.0, 30.0, 80.0],
            theirs: vec![10.0, 10.0, 40.0],
            ..Comparison::default()
        };
        let expected = Spread {
            median: 2.0,
            min: 1.0,
            max: 3.0,
        };
        assert_eq!(comparison.ratio(), expected);
    }

    #[test]
    fn quantile_lies_between_neighbours() {
        let values = sorted([4.0, 1.0, 3.0, 2.0]);
        assert!((quantile(&values, 0.5) - 2.5).abs() < 1e-9);
        assert!((quantile(&values, 1.0) - 4.0).abs() < 1e-9);
        assert!(quantile(&[], 0.5).is_nan());
    }

    #[test]
    fn numbers_keep_three_digits() {
        let texts = [12_345.6, 12.345, 1.2345].map(short);
        assert_eq!(texts, ["12346", "12.3", "1.23"]);
    }
}
