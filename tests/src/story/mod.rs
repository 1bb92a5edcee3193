//! The main job, told as a story: a contest goes from a city's need to the award, through public
//! gRPC only, as different people with their own tokens. The demo tells it, the end-to-end test
//! runs it, and both check it step by step.

pub mod checks;
pub mod clients;
pub mod contest;
pub mod error;
pub mod feed;
pub mod narrator;
pub mod people;
pub mod receipts;
pub mod samples;
pub mod world;

pub use clients::Clients;
pub use error::{Result, StoryError};
pub use narrator::Narrator;
pub use people::Person;
pub use world::World;
