//! The contracts of Linia and nothing else: the gRPC services, the resources,
//! and the events that each service publishes.
//!
//! The modules mirror the proto packages. [`event`] tells how an event message
//! appears on the wire; [`json`] is the canonical proto3 JSON mapping; [`list`]
//! tells which requests ask for a page.

pub mod event;
pub mod json;
pub mod list;

/// The generated code, one module per proto package.
#[expect(
    missing_docs,
    clippy::all,
    clippy::allow_attributes,
    unused_qualifications,
    reason = "generated; the proto files carry the documentation"
)]
mod generated {
    /// Shared types.
    pub mod r#type {
        pub mod v1 {
            tonic::include_proto!("linia.r#type.v1");
        }
    }
    pub mod admin {
        pub mod v1 {
            tonic::include_proto!("linia.admin.v1");
        }
    }
    pub mod identity {
        pub mod v1 {
            tonic::include_proto!("linia.identity.v1");
        }
        pub mod events {
            pub mod v1 {
                tonic::include_proto!("linia.identity.events.v1");
            }
        }
    }
    pub mod challenges {
        pub mod v1 {
            tonic::include_proto!("linia.challenges.v1");
        }
        pub mod events {
            pub mod v1 {
                tonic::include_proto!("linia.challenges.events.v1");
            }
        }
    }
    pub mod submissions {
        pub mod v1 {
            tonic::include_proto!("linia.submissions.v1");
        }
        pub mod events {
            pub mod v1 {
                tonic::include_proto!("linia.submissions.events.v1");
            }
        }
    }
    pub mod notifications {
        pub mod v1 {
            tonic::include_proto!("linia.notifications.v1");
        }
    }
    pub mod reporting {
        pub mod v1 {
            tonic::include_proto!("linia.reporting.v1");
        }
    }
}

pub use generated::{admin, challenges, identity, notifications, reporting, submissions, r#type};

/// The encoded `FileDescriptorSet` of all packages, for gRPC reflection.
pub const FILE_DESCRIPTOR_SET: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/descriptors.bin"));
