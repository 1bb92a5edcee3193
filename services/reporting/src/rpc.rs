//! The gRPC services, a file each.

mod convert;
mod reports;

pub(crate) use reports::Reports;
