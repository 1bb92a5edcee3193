//! Ports of the loopback interface for servers that must know theirs before they start.

use std::collections::HashSet;
use std::net::{Ipv4Addr, TcpListener};
use std::sync::{Mutex, PoisonError};

use rand::Rng;

use super::error::{Result, StackError};

// Below the range from which Linux takes the ports of outgoing connections (32768 and above): else
// a client's connection could sit on the port of a server that is just being restarted.
const LOW: u16 = 20_000;
const HIGH: u16 = 32_000;
const TRIES: usize = 1_000;

static GIVEN: Mutex<Option<HashSet<u16>>> = Mutex::new(None);

/// A port on which nobody listens and which this process has not given out before.
///
/// # Errors
/// [`StackError::NoFreePort`] when a thousand random tries found none.
pub fn free_port() -> Result<u16> {
    let mut given = GIVEN.lock().unwrap_or_else(PoisonError::into_inner);
    let given = given.get_or_insert_default();
    let mut random = rand::rng();
    for _ in 0..TRIES {
        let port = random.random_range(LOW..=HIGH);
        if !given.contains(&port) && is_free(port) {
            given.insert(port);
            return Ok(port);
        }
    }
    Err(StackError::NoFreePort {
        low: LOW,
        high: HIGH,
    })
}

/// Fails with a clear sentence if somebody listens on `port` already.
///
/// # Errors
/// [`StackError::PortTaken`].
pub fn require_free(port: u16) -> Result<()> {
    if is_free(port) {
        Ok(())
    } else {
        Err(StackError::PortTaken { port })
    }
}

/// Could a server listen on this port of 127.0.0.1 now?
#[must_use]
pub fn is_free(port: u16) -> bool {
    TcpListener::bind((Ipv4Addr::LOCALHOST, port)).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    type TestResult = std::result::Result<(), Box<dyn std::error::Error>>;

    #[test]
    fn ports_are_given_once() -> TestResult {
        assert_ne!(free_port()?, free_port()?);
        Ok(())
    }

    #[test]
    fn taken_port_is_named() -> TestResult {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        let taken = listener.local_addr()?.port();
        let refused = require_free(taken);
        assert!(matches!(refused, Err(StackError::PortTaken { port }) if port == taken));
        Ok(())
    }
}
