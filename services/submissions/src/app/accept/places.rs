//! How many may be in hand at once, so that hardly anybody is for too long.

use std::{
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

/// By what part the bound grows with everybody who was in hand for a short time.
const STEP: f64 = 1.0 / 256.0;

/// For each who was in hand for too long there may be as many who were not: one
/// in ten is, where the bound stands still.
const SHORT_FOR_EACH_LONG: f64 = 9.0;

/// Places for as many as get through in time. Each that is given back tells how
/// long that took: the bound follows, within a few dozen calls, whatever it is
/// that takes the time, the disk, the core or being told that one is late.
#[derive(Debug)]
pub(super) struct Places {
    /// As many as the writers take at once: whoever they take makes the places no
    /// fewer, for batches would only become smaller, and take nearly as long.
    /// Whoever is turned away needs no writer, and may.
    least: f64,
    most: f64,
    longest: Duration,
    room: Mutex<Room>,
}

#[derive(Debug)]
struct Room {
    taken: usize,
    bound: f64,
}

/// A place, given back when its last clone is dropped.
#[derive(Debug, Clone)]
pub struct Place {
    taken: Arc<Taken>,
}

#[derive(Debug)]
struct Taken {
    places: Arc<Places>,
    since: Instant,
    /// Whether a writer had to do with it.
    written: AtomicBool,
}

impl Place {
    /// Notes that whoever has the place is turned away, and no writer takes it.
    pub(in crate::app) fn note_unwritten(&self) {
        self.taken.written.store(false, Ordering::Relaxed);
    }
}

impl Places {
    /// At least and at most so many, for up to so long.
    pub(super) fn new(least: usize, most: usize, longest: Duration) -> Self {
        let most = most.max(1);
        let least = least.clamp(1, most);
        Self {
            least: count(least),
            most: count(most),
            longest,
            room: Mutex::new(Room {
                taken: 0,
                bound: count(most),
            }),
        }
    }

    /// A place, unless all are taken.
    pub(super) fn take(self: &Arc<Self>) -> Option<Place> {
        let mut room = self.room.lock().unwrap_or_else(PoisonError::into_inner);
        if count(room.taken) + 1.0 > room.bound {
            return None;
        }
        room.taken += 1;
        drop(room);
        Some(Place {
            taken: Arc::new(Taken {
                places: Arc::clone(self),
                since: Instant::now(),
                written: AtomicBool::new(true),
            }),
        })
    }

    fn give_back(&self, after: Duration, written: bool) {
        let mut room = self.room.lock().unwrap_or_else(PoisonError::into_inner);
        room.taken -= 1;
        let more = room.bound * (1.0 + STEP);
        let fewer = room.bound * (1.0 - STEP * SHORT_FOR_EACH_LONG);
        let bound = match (after > self.longest, written) {
            (true, false) => fewer,
            (true, true) => fewer.max(more.min(self.least)),
            (false, _) => more,
        };
        room.bound = bound.clamp(1.0, self.most);
    }
}

impl Drop for Taken {
    fn drop(&mut self) {
        let written = self.written.load(Ordering::Relaxed);
        self.places.give_back(self.since.elapsed(), written);
    }
}

fn count(places: usize) -> f64 {
    u32::try_from(places).map_or(f64::MAX, f64::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    const LONGEST: Duration = Duration::from_millis(40);

    fn places(least: usize, most: usize) -> Arc<Places> {
        Arc::new(Places::new(least, most, LONGEST))
    }

    fn take_all(places: &Arc<Places>) -> Vec<Place> {
        std::iter::from_fn(|| places.take()).collect()
    }

    /// Somebody was in hand for so long.
    fn pass(places: &Places, took: Duration) {
        places.room.lock().expect("not poisoned").taken += 1;
        places.give_back(took, true);
    }

    #[test]
    fn before_anything_is_known_all_places_are_given() {
        let places = places(1, 10);
        let taken = take_all(&places);
        assert_eq!(taken.len(), 10);
        drop(taken);
        assert_eq!(take_all(&places).len(), 10);
    }

    #[test]
    fn place_is_free_when_its_last_clone_is_gone() {
        let places = places(1, 1);
        let place = places.take().expect("is free");
        let clone = place.clone();
        drop(place);
        assert!(places.take().is_none());
        drop(clone);
        assert!(places.take().is_some());
    }

    /// As many are in hand as there are places, and each takes as long as the
    /// core needs for all of them.
    #[test]
    fn places_become_as_many_as_get_through_in_time() {
        for rate in [1_000.0, 3_000.0] {
            let places = places(1, 1_000);
            for _ in 0..2_000 {
                let in_hand = places.room.lock().expect("not poisoned").bound;
                pass(&places, Duration::from_secs_f64(in_hand / rate));
            }
            let in_time = rate * LONGEST.as_secs_f64();
            let found = count(take_all(&places).len());
            assert!(
                (found - in_time).abs() < in_time / 10.0,
                "{found} of {in_time}"
            );
        }
    }

    #[test]
    fn writers_never_lack_work_however_slow_the_disk_is() {
        let places = places(128, 192);
        for _ in 0..1_000 {
            pass(&places, LONGEST * 100);
        }
        assert_eq!(take_all(&places).len(), 128);
        for _ in 0..1_000 {
            pass(&places, LONGEST);
        }
        assert_eq!(take_all(&places).len(), 192);
    }

    /// After a deadline, when everybody is told that they are late.
    #[test]
    fn where_nobody_needs_a_writer_there_may_be_fewer_places_than_writers_take() {
        for (late, left) in [(false, 128), (true, 1)] {
            let places = Arc::new(Places::new(128, 192, Duration::ZERO));
            for _ in 0..1_000 {
                let place = places.take().expect("is free");
                if late {
                    place.note_unwritten();
                }
            }
            assert_eq!(take_all(&places).len(), left);
        }
    }

    /// After a deadline, when some repeat what was taken in time.
    #[test]
    fn few_who_need_a_writer_do_not_make_room_for_a_crowd_that_is_late() {
        let places = places(128, 192);
        for number in 0..2_000 {
            let in_hand = places.room.lock().expect("not poisoned").bound;
            let took = Duration::from_secs_f64(in_hand / 1_000.0);
            places.room.lock().expect("not poisoned").taken += 1;
            places.give_back(took, number % 5 == 0);
        }
        let left = take_all(&places).len();
        assert!((36..=44).contains(&left), "{left} of 40");
    }

    /// However slow the disk is.
    #[test]
    fn writers_have_all_they_take_soon_after_a_crowd_was_late() {
        let places = places(128, 192);
        for (times, written) in [(1_000, false), (1_300, true)] {
            for _ in 0..times {
                places.room.lock().expect("not poisoned").taken += 1;
                places.give_back(LONGEST * 100, written);
            }
        }
        assert_eq!(take_all(&places).len(), 128);
    }
}
