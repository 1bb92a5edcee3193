//! Room for large messages. A message is held whole as long as its call lasts, as
//! it came and as it was read: all places together could need gigabytes. Small
//! messages always find room; the octets of the others are counted together, by
//! the length with which each begins.

mod begun;

use std::{sync::Arc, time::Duration};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tonic::body::Body;

use self::begun::Begun;
use super::{Door, MAX_MESSAGE_OCTETS, Request};
use crate::problem::Problem;

/// A message up to this size needs no room: there are not so many places that
/// these could do harm.
const SMALL_OCTETS: usize = 64 * 1024;
/// What a stream holds at a time: a piece of a file as it came, and sealed.
const STREAM_OCTETS: usize = 2 * 1024 * 1024;

/// When whoever found no room may come back.
const SOON: Duration = Duration::from_millis(500);

/// The room of a large message, for as long as its call is worked on.
pub(super) type Taken = Option<OwnedSemaphorePermit>;

/// What is left of it.
pub(in crate::grpc) struct Room(Arc<Semaphore>);

impl Room {
    pub(in crate::grpc) fn new(octets: usize) -> Self {
        Self(Arc::new(Semaphore::new(octets)))
    }

    /// Takes some of it. Nobody waits for room: whoever waits holds what has come
    /// already.
    fn take(&self, octets: usize) -> Result<Taken, Problem> {
        if octets <= SMALL_OCTETS {
            return Ok(None);
        }
        let octets = u32::try_from(octets).unwrap_or(u32::MAX);
        let taken = Arc::clone(&self.0).try_acquire_many_owned(octets);
        let full = |_| Problem::exhausted("OVERLOADED", "too many large messages at once", SOON);
        taken.map(Some).map_err(full)
    }
}

impl Door {
    /// Turns a large message away before too many fill the memory.
    pub(super) async fn make_room(&self, request: &mut Request) -> Result<Taken, Problem> {
        // Who sends a stream may wait for an answer before the first message.
        if self.streams.contains(request.uri().path()) {
            return self.room.take(STREAM_OCTETS);
        }
        let begun = Begun::read(std::mem::take(request.body_mut())).await;
        let taken = self.room.take(needed(begun.prefix()));
        *request.body_mut() = Body::new(begun);
        taken
    }
}

/// How much room a message needs that begins so.
fn needed(prefix: &[u8]) -> usize {
    match *prefix {
        [0, a, b, c, d] => match usize::try_from(u32::from_be_bytes([a, b, c, d])) {
            Ok(length) if length <= MAX_MESSAGE_OCTETS => length,
            // Is refused by its length.
            Ok(_) | Err(_) => 0,
        },
        // Compressed: its length tells nothing.
        [_, _, _, _, _] => MAX_MESSAGE_OCTETS,
        // Without a message, or cut off.
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn message_needs_the_room_that_its_beginning_tells() {
        const MAX: usize = MAX_MESSAGE_OCTETS;
        for (beginning, expected) in [
            (&[0, 0, 0, 0, 7][..], 7),
            (&[0, 0, 0x40, 0, 0], MAX),
            (&[0, 0, 0x40, 0, 1], 0),
            (&[1, 0, 0, 0, 7], MAX),
            (&[0, 0], 0),
        ] {
            assert_eq!(needed(beginning), expected, "{beginning:?}");
        }
    }

    #[test]
    fn room_is_there_again_when_it_is_given_back() {
        let room = Room::new(3 * SMALL_OCTETS);
        let taken = room.take(2 * SMALL_OCTETS).expect("there is room");
        assert!(room.take(2 * SMALL_OCTETS).is_err());
        assert!(room.take(SMALL_OCTETS).is_ok_and(|it| it.is_none()));
        drop(taken);
        assert!(room.take(2 * SMALL_OCTETS).is_ok());
    }
}
