mod bucket;

use std::io::Write as _;

use linia_chassis::{config::Secret, id::StageId};

use self::bucket::Bucket;
use super::*;
use crate::{
    clients::objects::{ObjectName, Objects},
    config::StorageSettings,
};

/// Two parts of the least size and something.
const LARGE: usize = 11 << 20;

fn objects(bucket: &Bucket) -> Objects {
    // As every process of ours does when it starts.
    rustls::crypto::ring::default_provider()
        .install_default()
        .ok();
    Objects::open(&StorageSettings {
        directory: String::new(),
        s3: S3Settings {
            bucket: "linia-objects".to_owned(),
            region: "eu-central-1".to_owned(),
            endpoint: bucket.endpoint.clone(),
            access_key_id: "ours".to_owned(),
            secret_access_key: Secret::from("a secret"),
        },
    })
    .unwrap()
}

/// Something that is the same nowhere for long.
fn large() -> Vec<u8> {
    (0..LARGE).map(|at| (at / 251 + at) as u8).collect()
}

/// Writes an object some at a time, as what opens and seals files does.
async fn write(objects: &Objects, name: &ObjectName, octets: Vec<u8>) -> std::io::Result<()> {
    let mut writer = objects.writer(name).await.unwrap();
    let writing = tokio::task::spawn_blocking(move || {
        for some in octets.chunks(1 << 16) {
            writer.write_all(some)?;
        }
        writer.finish()
    });
    writing.await.unwrap()
}

/// Signature version 4 (<https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html>).
#[tokio::test]
async fn object_is_put_into_the_bucket_with_a_signature() {
    let bucket = Bucket::run(&[]).await;
    let stage = StageId::new();
    let name = ObjectName::works_of(stage).below("it");
    let objects = objects(&bucket);
    objects.put(&name, b"ciphertext".to_vec()).await.unwrap();

    let path = format!("/linia-objects/works/{}/it", stage.as_uuid());
    let (heads, object) = bucket.look(|it| (it.heads.clone(), it.objects.remove(&path)));
    assert_eq!(object.as_deref(), Some(&b"ciphertext"[..]));
    let [head] = &heads[..] else {
        panic!("{heads:?}")
    };
    assert!(head.starts_with(&format!("put {path} ")), "{head}");
    assert!(
        head.contains("authorization: aws4-hmac-sha256 credential=ours/"),
        "{head}"
    );
    assert!(head.contains("/eu-central-1/s3/aws4_request"), "{head}");
    assert!(!head.contains("a secret"), "{head}");
}

#[tokio::test]
async fn large_object_comes_in_parts_and_is_whole() {
    let bucket = Bucket::run(&[]).await;
    let name = ObjectName::works_of(StageId::new()).below("it");
    write(&objects(&bucket), &name, large()).await.unwrap();
    let (heads, mut stored) = bucket.look(|it| (it.heads.clone(), std::mem::take(&mut it.objects)));
    assert!(stored.pop_first().unwrap().1 == large(), "octets differ");
    let parts = heads.iter().filter(|head| head.starts_with("put "));
    assert_eq!(parts.count(), 3);
}

#[tokio::test]
async fn part_that_the_bucket_is_too_busy_for_comes_again() {
    let bucket = Bucket::run(&[503, 500]).await;
    let (objects, name) = (objects(&bucket), ObjectName::works_of(StageId::new()));
    write(&objects, &name, large()).await.unwrap();
    let (heads, mut stored) = bucket.look(|it| (it.heads.clone(), std::mem::take(&mut it.objects)));
    assert!(stored.pop_first().unwrap().1 == large(), "octets differ");
    let parts = heads.iter().filter(|head| head.starts_with("put "));
    assert_eq!(parts.count(), 5, "three, and two again");

    let bucket = Bucket::run(&[503]).await;
    let objects = self::objects(&bucket);
    objects.put(&name, b"ciphertext".to_vec()).await.unwrap();
    assert_eq!(bucket.look(|it| (it.heads.len(), it.objects.len())), (2, 1));
}

#[tokio::test]
async fn object_that_is_refused_is_not_there_and_is_told() {
    let bucket = Bucket::run(&[403]).await;
    let (objects, name) = (objects(&bucket), ObjectName::works_of(StageId::new()));
    let refused = objects.put(&name, b"ciphertext".to_vec()).await;
    refused.expect_err("is refused");
    assert_eq!(bucket.look(|it| (it.heads.len(), it.objects.len())), (1, 0));

    // A part of several, and the others come.
    let bucket = Bucket::run(&[403]).await;
    let refused = write(&self::objects(&bucket), &name, large()).await;
    refused.expect_err("is refused");
    bucket.look(|it| {
        assert!(it.objects.is_empty());
        let completed = it
            .heads
            .iter()
            .find(|head| head.starts_with("post ") && !head.contains("?uploads"));
        assert_eq!(completed, None, "a part is missing");
    });
}
