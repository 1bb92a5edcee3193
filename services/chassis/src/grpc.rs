//! The gRPC server and the clients of the other services.

mod accept;
mod client;
mod door;
mod front;
mod replicas;
mod server;
mod time;
mod turns;

pub use self::time::{offset_date_time, timestamp};
pub use client::{PeerChannel, Peers};
pub(crate) use door::{Gate, MAX_MESSAGE_OCTETS};
pub use replicas::AddressError;
pub(crate) use replicas::{Replicas, addresses};
pub use server::ServeError;
pub(crate) use server::{Methods, Server};
