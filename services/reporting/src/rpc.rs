//! The gRPC services, a file each.

mod convert;
mod open_data;
mod reports;

pub(crate) use reports::Reports;
