//! One connection to one replica.

use std::{
    io::{self, IoSlice},
    net::SocketAddr,
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};

use http::Uri;
use hyper_util::rt::TokioIo;
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    net::TcpStream,
    time::timeout,
};
use tokio_util::sync::{CancellationToken, DropGuard};
use tonic::transport::{Channel, Endpoint};

use crate::tls::Tls;

const CONNECT_TIMEOUT: Duration = Duration::from_secs(2);
const KEEPALIVE_INTERVAL: Duration = Duration::from_secs(20);

/// A service as it is called.
pub(super) struct Origin {
    /// Its replicas see it, and prove by their certificates that it is theirs.
    pub(super) name: Uri,
    /// What callers prove themselves with.
    pub(super) tls: Option<Tls>,
}

/// A connection that was made once and is never made again: else a call would
/// wait in it for a replica that is gone.
#[derive(Clone)]
pub(super) struct Connection {
    pub(super) channel: Channel,
    /// Cancelled when it ends, and by whoever finds that it takes no calls.
    pub(super) gone: CancellationToken,
}

impl Connection {
    /// Connects to the replica at `address` of a service.
    ///
    /// # Errors
    /// What the transport says; nothing within two seconds is an error too.
    pub(super) async fn open(
        address: SocketAddr,
        origin: &Origin,
    ) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        let gone = CancellationToken::new();
        let mut dialled = Some(gone.clone().drop_guard());
        let dial = tower::service_fn(move |_: Uri| {
            let guard = dialled.take();
            async move {
                let end = guard.ok_or(io::ErrorKind::NotConnected)?;
                let stream = TcpStream::connect(address).await?;
                stream.set_nodelay(true)?;
                Ok::<_, io::Error>(TokioIo::new(Watched { stream, _end: end }))
            }
        });
        let mut endpoint = Endpoint::from(origin.name.clone())
            .http2_keep_alive_interval(KEEPALIVE_INTERVAL)
            .keep_alive_while_idle(true);
        if let Some(tls) = &origin.tls {
            let host = origin.name.host().unwrap_or_default();
            // An IPv6 address stands in brackets in an URI, and without them in a certificate.
            let host = host.trim_matches(['[', ']']);
            endpoint = endpoint.tls_config(tls.now().client(host))?;
        }
        let channel = timeout(CONNECT_TIMEOUT, endpoint.connect_with_connector(dial)).await??;
        Ok(Self { channel, gone })
    }
}

/// A stream that tells when it is dropped.
struct Watched {
    stream: TcpStream,
    _end: DropGuard,
}

impl AsyncRead for Watched {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(context, buffer)
    }
}

impl AsyncWrite for Watched {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        octets: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(context, octets)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write_vectored(context, slices)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}
