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
mod tests {
    use linia_chassis::{config::Secret, id::StageId};
    use tokio::{
        io::{AsyncReadExt, AsyncWriteExt},
        net::{TcpListener, TcpStream},
    };

    use super::*;
    use crate::{
        clients::objects::{ObjectName, Objects},
        config::StorageSettings,
    };

    /// Takes one request, without its body, and answers that it is stored.
    async fn take(listener: TcpListener) -> String {
        let (mut connection, _) = listener.accept().await.unwrap();
        let head = read_head(&mut connection).await;
        let stored = "HTTP/1.1 200 OK\r\netag: \"1\"\r\ncontent-length: 0\r\n\r\n";
        connection.write_all(stored.as_bytes()).await.unwrap();
        head
    }

    async fn read_head(connection: &mut TcpStream) -> String {
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            head.push(connection.read_u8().await.unwrap());
        }
        String::from_utf8(head).unwrap().to_lowercase()
    }

    /// Signature version 4 (<https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html>).
    #[tokio::test]
    async fn object_is_put_into_the_bucket_with_a_signature() {
        // As every process of ours does when it starts.
        rustls::crypto::ring::default_provider()
            .install_default()
            .ok();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let endpoint = format!("http://{}", listener.local_addr().unwrap());
        let taken = tokio::spawn(take(listener));
        let objects = Objects::open(&StorageSettings {
            directory: String::new(),
            s3: S3Settings {
                bucket: "linia-objects".to_owned(),
                region: "eu-central-1".to_owned(),
                endpoint,
                access_key_id: "ours".to_owned(),
                secret_access_key: Secret::from("a secret"),
            },
        })
        .unwrap();

        let stage = StageId::new();
        let name = ObjectName::works_of(stage).below("it");
        objects.put(&name, b"ciphertext".to_vec()).await.unwrap();

        let head = taken.await.unwrap();
        let path = format!("put /linia-objects/works/{}/it ", stage.as_uuid());
        assert!(head.starts_with(&path), "{head}");
        assert!(
            head.contains("authorization: aws4-hmac-sha256 credential=ours/"),
            "{head}"
        );
        assert!(head.contains("/eu-central-1/s3/aws4_request"), "{head}");
        assert!(!head.contains("a secret"), "{head}");
    }
}
