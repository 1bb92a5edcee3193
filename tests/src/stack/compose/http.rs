//! Asks a server of the project over plain HTTP.

use bytes::Bytes;
use http_body_util::{BodyExt as _, Empty};
use hyper::client::conn::http1;
use hyper::header::HOST;
use hyper::{Request, StatusCode};
use hyper_util::rt::TokioIo;
use serde::de::DeserializeOwned;
use tokio::net::TcpStream;
use tokio_util::task::AbortOnDropHandle;

use super::super::error::{Result, StackError};

type Cause = Box<dyn std::error::Error + Send + Sync>;

/// What is at a path; `None` when there is nothing.
pub(super) async fn get(address: &str, path: &str) -> Result<Option<Bytes>> {
    let url = || format!("http://{address}{path}");
    let asked = |source| StackError::Asked { url: url(), source };
    let (status, body) = ask(address, path).await.map_err(asked)?;
    match status {
        StatusCode::OK => Ok(Some(body)),
        StatusCode::NOT_FOUND => Ok(None),
        _ => {
            let said = String::from_utf8_lossy(&body);
            Err(asked(format!("{status}: {}", said.trim()).into()))
        }
    }
}

/// The same, read as JSON.
pub(super) async fn get_json<T: DeserializeOwned>(address: &str, path: &str) -> Result<Option<T>> {
    let Some(body) = get(address, path).await? else {
        return Ok(None);
    };
    let read = serde_json::from_slice(&body);
    read.map(Some).map_err(|error| StackError::Asked {
        url: format!("http://{address}{path}"),
        source: error.into(),
    })
}

/// On a connection of its own, which ends with the answer.
async fn ask(address: &str, path: &str) -> Result<(StatusCode, Bytes), Cause> {
    let stream = TcpStream::connect(address).await?;
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await?;
    let _connected = AbortOnDropHandle::new(tokio::spawn(connection));
    let request = Request::get(path).header(HOST, address);
    let answer = sender
        .send_request(request.body(Empty::<Bytes>::new())?)
        .await?;
    let status = answer.status();
    Ok((status, answer.into_body().collect().await?.to_bytes()))
}
