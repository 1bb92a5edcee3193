//! Cover: sealed nothings that are stored like versions, so that whoever counts
//! the rows of a stage does not know how many entered (rule 1).
//!
//! They come at random moments, denser towards the closing time as real ones
//! do, in random sizes, some as later versions of others, some with files where
//! the stage takes files, and in an amount that differs from stage to stage by
//! a factor that storage does not tell. At the opening they are dropped.

use rand::Rng;
use time::{Duration, OffsetDateTime};

use crate::domain::{hand_in::AttachmentRules, padding::SMALLEST};

/// Closer to the end than this, no more cover is worth while.
const LAST_MOMENT: Duration = Duration::seconds(2);
/// The shortest and the longest pause, as parts of the time that remains.
const PAUSES: (f64, f64) = (0.01, 0.5);
/// How many entries the cover of an average stage is spread over.
const ENTRIES: f64 = 80.0;
/// A version is up to `4 KiB << LARGEST` long.
const LARGEST: u32 = 5;
/// The shortest and the longest file, in octets: cover must not fill the disk.
const FILES: (u64, u64) = (1 << 16, 1 << 23);

/// One sealed nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cover {
    /// Which of the covering entries gets a version, from 0.
    pub index: u32,
    /// How long it is before sealing.
    pub size: usize,
}

/// How much cover a stage gets: about 30 to 240 versions in a month.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CoverAmount(f64);

impl CoverAmount {
    /// One of four amounts, each twice the one before.
    #[must_use]
    pub fn drawn_from(octet: u8) -> Self {
        Self(f64::from(1_u32 << (octet % 4)) / 4.0)
    }

    /// How many entries the cover is spread over.
    #[must_use]
    pub fn entries(self) -> u32 {
        (ENTRIES * self.0) as u32
    }

    /// Draws one sealed nothing.
    pub fn draw(self, rng: &mut impl Rng) -> Cover {
        let doublings = (0..LARGEST).take_while(|_| rng.random()).count();
        Cover {
            index: rng.random_range(0..self.entries()),
            size: SMALLEST << doublings,
        }
    }

    /// Draws how long the files of one sealed nothing are, within what the
    /// stage takes: one in two has none, one in four one, and so on.
    pub fn draw_files(rules: &AttachmentRules, rng: &mut impl Rng) -> Vec<u64> {
        let most = usize::try_from(rules.max_count).unwrap_or_default();
        let longest = u64::try_from(rules.max_octets).unwrap_or_default();
        let mut room = u64::try_from(rules.max_total_octets).unwrap_or_default();
        let mut files = Vec::new();
        while files.len() < most && rng.random() {
            let doublings = rng.random_range(0..=(FILES.1 / FILES.0).ilog2());
            let size = (FILES.0 << doublings).min(longest);
            let Some(left) = room.checked_sub(size) else {
                break;
            };
            room = left;
            files.push(size);
        }
        files
    }

    /// Draws the moment for the next one; none near the end.
    pub fn next_time(
        self,
        now: OffsetDateTime,
        close_time: OffsetDateTime,
        rng: &mut impl Rng,
    ) -> Option<OffsetDateTime> {
        let remaining = close_time - now;
        let (shortest, longest) = PAUSES;
        let part = rng.random_range(shortest.ln()..longest.ln()).exp() / self.0;
        let next = now + remaining * part.min(0.9);
        (close_time - next > LAST_MOMENT).then_some(next)
    }
}

#[cfg(test)]
mod tests {
    use rand::{SeedableRng, rngs::StdRng};

    use super::*;

    const OPEN: OffsetDateTime = OffsetDateTime::UNIX_EPOCH;

    fn times(amount: CoverAmount, seed: u64) -> Vec<OffsetDateTime> {
        let close_time = OPEN + Duration::days(30);
        let mut rng = StdRng::seed_from_u64(seed);
        let next = |now: &OffsetDateTime| amount.next_time(*now, close_time, &mut rng);
        std::iter::successors(Some(OPEN), next).collect()
    }

    #[test]
    fn amounts_differ_widely_and_end_before_the_closing_time() {
        let mut counts = Vec::new();
        for seed in 0..200 {
            let amount = CoverAmount::drawn_from(u8::try_from(seed % 4).expect("below four"));
            let times = times(amount, seed);
            assert!(times.is_sorted());
            assert!(*times.last().expect("has a first") < OPEN + Duration::days(30));
            counts.push(times.len());
        }
        counts.sort_unstable();
        assert!(counts[0] >= 10 && counts[199] <= 400, "{counts:?}");
        assert!(counts[150] > 3 * counts[50], "{counts:?}");
    }

    #[test]
    fn files_vary_within_what_the_stage_takes() {
        let rules = AttachmentRules {
            media_types: Vec::new(),
            max_count: 3,
            max_octets: 3_000_000,
            max_total_octets: 5_000_000,
        };
        let mut rng = StdRng::seed_from_u64(1);
        let drawn: Vec<_> = (0..1000)
            .map(|_| CoverAmount::draw_files(&rules, &mut rng))
            .collect();
        for files in &drawn {
            assert!(files.len() <= 3 && files.iter().sum::<u64>() <= 5_000_000);
            assert!(files.iter().all(|size| *size <= 3_000_000));
        }
        for count in 0..=3 {
            assert!(drawn.iter().any(|files| files.len() == count), "{count}");
        }
    }

    #[test]
    fn sizes_vary_within_what_works_have() {
        let mut rng = StdRng::seed_from_u64(1);
        let amount = CoverAmount::drawn_from(2);
        let drawn: Vec<_> = (0..1000).map(|_| amount.draw(&mut rng)).collect();
        assert!(drawn.iter().all(|cover| cover.size.is_power_of_two()));
        assert!(drawn.iter().any(|cover| cover.size == SMALLEST));
        assert!(drawn.iter().any(|cover| cover.size == SMALLEST << LARGEST));
        assert!(drawn.iter().all(|cover| cover.index < 80));
    }
}
