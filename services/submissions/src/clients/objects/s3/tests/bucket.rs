//! A bucket of the tests, which speaks as much of S3 as is spoken to it, and may have a bad day.

use std::{
    collections::{BTreeMap, VecDeque},
    sync::{Arc, Mutex, PoisonError},
};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};

/// What is in the bucket, and what was asked of it.
#[derive(Debug, Default)]
pub(super) struct Contents {
    /// Heads of all requests, in lower case.
    pub(super) heads: Vec<String>,
    /// Objects by their paths.
    pub(super) objects: BTreeMap<String, Vec<u8>>,
    /// Parts of the upload that is under way, by their numbers.
    parts: BTreeMap<u32, Vec<u8>>,
    /// Statuses that the next requests for octets are answered with, in place of being stored.
    refusals: VecDeque<u16>,
}

/// A bucket that runs.
#[derive(Clone)]
pub(super) struct Bucket {
    pub(super) endpoint: String,
    contents: Arc<Mutex<Contents>>,
}

impl Bucket {
    /// Refuses the first PUTs with these statuses.
    pub(super) async fn run(refusals: &[u16]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let bucket = Self {
            endpoint: format!("http://{}", listener.local_addr().unwrap()),
            contents: Arc::new(Mutex::new(Contents {
                refusals: refusals.iter().copied().collect(),
                ..Contents::default()
            })),
        };
        let served = bucket.clone();
        tokio::spawn(async move {
            while let Ok((connection, _)) = listener.accept().await {
                tokio::spawn(served.clone().serve(connection));
            }
        });
        bucket
    }

    pub(super) fn look<T>(&self, look: impl FnOnce(&mut Contents) -> T) -> T {
        look(&mut self.contents.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Until the caller hangs up.
    async fn serve(self, mut connection: TcpStream) {
        while let Some((head, body)) = read(&mut connection).await {
            let (status, text) = self.look(|contents| contents.answer(&head, body));
            let answer = format!(
                "HTTP/1.1 {status} It\r\netag: \"1\"\r\ncontent-length: {}\r\n\r\n{text}",
                text.len()
            );
            if connection.write_all(answer.as_bytes()).await.is_err() {
                return;
            }
        }
    }
}

impl Contents {
    /// Multipart uploads begin, take parts, and are completed or aborted
    /// (<https://docs.aws.amazon.com/AmazonS3/latest/API/API_CreateMultipartUpload.html> and on).
    fn answer(&mut self, head: &str, body: Vec<u8>) -> (u16, &'static str) {
        self.heads.push(head.to_lowercase());
        let mut words = head.split(' ');
        let (method, target) = (words.next().unwrap(), words.next().unwrap());
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        if method == "PUT"
            && let Some(status) = self.refusals.pop_front()
        {
            return (
                status,
                "<Error><Code>No</Code><Message>no</Message></Error>",
            );
        }
        let part = query
            .split('&')
            .find_map(|it| it.strip_prefix("partNumber="));
        match (method, part) {
            ("PUT", Some(number)) => {
                self.parts.insert(number.parse().unwrap(), body);
            }
            ("PUT", None) => {
                self.objects.insert(path.to_owned(), body);
            }
            ("POST", _) if query.starts_with("uploads") => {
                self.parts.clear();
                return (
                    200,
                    "<InitiateMultipartUploadResult><UploadId>u</UploadId></InitiateMultipartUploadResult>",
                );
            }
            ("POST", _) => {
                let whole = std::mem::take(&mut self.parts).into_values().flatten();
                self.objects.insert(path.to_owned(), whole.collect());
                return (
                    200,
                    "<CompleteMultipartUploadResult><ETag>1</ETag></CompleteMultipartUploadResult>",
                );
            }
            _ => self.parts.clear(),
        }
        (200, "")
    }
}

async fn read(connection: &mut TcpStream) -> Option<(String, Vec<u8>)> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(connection.read_u8().await.ok()?);
    }
    let head = String::from_utf8(head).unwrap();
    let length = head.lines().find_map(|line| {
        let (name, value) = line.split_once(": ")?;
        name.eq_ignore_ascii_case("content-length")
            .then(|| value.parse().unwrap())
    });
    let mut body = vec![0; length.unwrap_or(0)];
    connection.read_exact(&mut body).await.ok()?;
    Some((head, body))
}
