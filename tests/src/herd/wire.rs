//! A caller's connection, without anything that can be done before or after: calls are encoded
//! beforehand, and what was answered is read when the herd has gone. Ten times as many calls as the
//! system can take must not be more than the callers can make.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use bytes::{BufMut, Bytes, BytesMut};
use h2::client::SendRequest;
use http::{HeaderMap, HeaderValue, Method, Request, Uri, header};
use linia_proto::submissions::v1::{Receipt, SubmitEntryRequest};
use prost::Message;
use tokio::{net::TcpStream, sync::Semaphore, time::timeout};
use tonic::Status;
use uuid::Uuid;

const SUBMIT_ENTRY: &str = "/linia.submissions.v1.EntryService/SubmitEntry";
/// Before a message: whether it is compressed, and its length.
const PREFIX: usize = 5;

/// Calls that a connection carries at once; the services allow no more.
const STREAMS: usize = 256;
/// What a connection may send before it is read, in octets: as of the clients that are in use. With
/// the smallest that HTTP/2 knows, h2 takes a hundred small answers at once for an attack.
const WINDOW: u32 = 5 << 20;
/// Who has waited for a turn for so long gives up.
const PATIENCE: Duration = Duration::from_secs(1);

/// A connection that callers share.
#[derive(Debug, Clone)]
pub struct Connection {
    send: SendRequest<Bytes>,
    turns: Arc<Semaphore>,
    uri: Uri,
}

/// Somebody's line, who calls again and again with the same entry.
#[derive(Debug, Clone)]
pub struct Wire {
    connection: Connection,
    bearer: HeaderValue,
    /// All of the message but its request.
    entry: Bytes,
}

/// What came back.
#[derive(Debug)]
pub struct Answer {
    told: Result<Told, Silence>,
    /// When.
    pub time: Instant,
}

#[derive(Debug)]
struct Told {
    headers: HeaderMap,
    body: Bytes,
    trailers: Option<HeaderMap>,
}

/// Why nothing did.
#[derive(Debug)]
pub enum Silence {
    /// The connection had no room for the call: it has never left.
    NoTurn,
    /// The connection failed.
    Broken(h2::Error),
}

impl Connection {
    /// Connects to `endpoint`, a URI.
    ///
    /// # Errors
    /// If nobody answers there.
    ///
    /// # Panics
    /// If `endpoint` is not a URI of a host and a port.
    pub async fn open(endpoint: &str) -> std::io::Result<Self> {
        let uri: Uri = format!("{endpoint}{SUBMIT_ENTRY}").parse().expect("a URI");
        let address = uri.authority().expect("a host and a port").as_str();
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        let (send, driver) = h2::client::Builder::new()
            .initial_connection_window_size(WINDOW)
            .handshake(stream)
            .await
            .map_err(std::io::Error::other)?;
        // What breaks it, whoever waits for an answer is told.
        tokio::spawn(driver);
        let turns = Arc::new(Semaphore::new(STREAMS));
        Ok(Self { send, turns, uri })
    }

    /// The line of somebody who will enter.
    #[must_use]
    pub fn of(&self, bearer: HeaderValue, entry: &SubmitEntryRequest) -> Wire {
        Wire {
            connection: self.clone(),
            bearer,
            entry: entry.encode_to_vec().into(),
        }
    }
}

impl Wire {
    /// Hands in, and waits for the answer.
    pub async fn submit(self, request_id: Uuid) -> Answer {
        let told = self.in_turn(request_id).await;
        Answer {
            told,
            time: Instant::now(),
        }
    }

    async fn in_turn(self, request_id: Uuid) -> Result<Told, Silence> {
        let turn = timeout(PATIENCE, self.connection.turns.acquire()).await;
        let Ok(Ok(_turn)) = turn else {
            return Err(Silence::NoTurn);
        };
        self.exchange(request_id).await.map_err(Silence::Broken)
    }

    async fn exchange(&self, request_id: Uuid) -> Result<Told, h2::Error> {
        let (request, message) = (self.request(), self.message(request_id));
        let mut send = self.connection.send.clone().ready().await?;
        let (response, mut body) = send.send_request(request, false)?;
        body.send_data(message, true)?;
        let (head, mut body) = response.await?.into_parts();
        let mut received = BytesMut::new();
        while let Some(data) = body.data().await {
            let data = data?;
            body.flow_control().release_capacity(data.len())?;
            received.extend_from_slice(&data);
        }
        Ok(Told {
            headers: head.headers,
            body: received.freeze(),
            trailers: body.trailers().await?,
        })
    }

    fn request(&self) -> Request<()> {
        let mut request = Request::new(());
        *request.method_mut() = Method::POST;
        *request.uri_mut() = self.connection.uri.clone();
        let headers = request.headers_mut();
        headers.insert(header::AUTHORIZATION, self.bearer.clone());
        headers.insert(header::TE, HeaderValue::from_static("trailers"));
        headers.insert(
            header::CONTENT_TYPE,
            HeaderValue::from_static("application/grpc"),
        );
        request
    }

    /// Messages of Protocol Buffers are merged by writing one behind the other.
    fn message(&self, request_id: Uuid) -> Bytes {
        let request = SubmitEntryRequest {
            request_id: request_id.to_string(),
            ..SubmitEntryRequest::default()
        };
        let length = self.entry.len() + request.encoded_len();
        let mut message = BytesMut::with_capacity(PREFIX + length);
        message.put_u8(0);
        message.put_u32(u32::try_from(length).expect("an entry is small"));
        message.put_slice(&self.entry);
        request.encode(&mut message).expect("there is room for it");
        message.freeze()
    }
}

impl Answer {
    /// What a client of gRPC reads in it.
    ///
    /// # Errors
    /// Why nothing came.
    pub fn read(&self) -> Result<Result<Receipt, Status>, &Silence> {
        self.told.as_ref().map(Told::read)
    }

    /// Whether it is a receipt.
    #[must_use]
    pub fn is_taken(&self) -> bool {
        matches!(self.read(), Ok(Ok(_)))
    }
}

impl Told {
    fn read(&self) -> Result<Receipt, Status> {
        // A refusal is all header.
        let trailers = self.trailers.as_ref().unwrap_or(&self.headers);
        let status = Status::from_header_map(trailers);
        let status = status.unwrap_or_else(|| Status::unknown("there is no status"));
        if status.code() != tonic::Code::Ok {
            return Err(status);
        }
        let message = self.body.get(PREFIX..).unwrap_or_default();
        Receipt::decode(message).map_err(|error| Status::internal(error.to_string()))
    }
}
