//! A bucket of S3, or of what speaks like it.

use std::sync::Arc;

use object_store::{ObjectStore, aws::AmazonS3Builder};

use super::ObjectError;
use crate::config::S3Settings;

/// Opens the bucket. Nothing is sent before it is read or written.
pub(super) fn open(settings: &S3Settings) -> Result<Arc<dyn ObjectStore>, ObjectError> {
    let mut builder = AmazonS3Builder::new()
        .with_bucket_name(&settings.bucket)
        .with_region(&settings.region)
        .with_access_key_id(&settings.access_key_id)
        .with_secret_access_key(settings.secret_access_key.expose());
    if !settings.endpoint.is_empty() {
        builder = builder
            .with_endpoint(&settings.endpoint)
            .with_allow_http(settings.endpoint.starts_with("http://"));
    }
    let store = builder
        .build()
        .map_err(|error| ObjectError::Settings(error.to_string()))?;
    Ok(Arc::new(store))
}

#[cfg(test)]
mod tests;
