//! Connections over TLS: each is handed on when both sides have shown their
//! certificates.

use std::{io, pin::Pin, sync::Arc, time::Duration};

use futures::{Stream, stream};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::{OwnedSemaphorePermit, Semaphore, mpsc},
    time::timeout,
};
use tokio_rustls::{TlsAcceptor, server::TlsStream};

use crate::tls::Tls;

/// How long whoever connects may take to show who they are.
const HANDSHAKE_TIMEOUT: Duration = Duration::from_secs(10);
/// How many may be at it at once; others wait before the door.
const HANDSHAKES: usize = 256;
/// How long the system may be out of descriptors before it is asked again.
const PAUSE: Duration = Duration::from_millis(50);

type Accepted = io::Result<TlsStream<TcpStream>>;

/// The connections of those who have shown a certificate. Stops listening when
/// it is dropped.
pub(super) fn accept(
    listener: TcpListener,
    tls: Tls,
) -> Pin<Box<dyn Stream<Item = Accepted> + Send>> {
    let (accepted, receiver) = mpsc::channel(1);
    tokio::spawn(listen(listener, tls, accepted));
    Box::pin(stream::unfold(receiver, async |mut receiver| {
        let accepted = receiver.recv().await?;
        Some((accepted, receiver))
    }))
}

async fn listen(listener: TcpListener, tls: Tls, accepted: mpsc::Sender<Accepted>) {
    let places = Arc::new(Semaphore::new(HANDSHAKES));
    loop {
        let connected = tokio::select! {
            connected = connect(&listener, &places) => connected,
            () = accepted.closed() => return,
        };
        match connected {
            Ok((stream, place)) => {
                let acceptor = TlsAcceptor::from(tls.now().server());
                let accepted = accepted.clone();
                tokio::spawn(async move {
                    let shaken = timeout(HANDSHAKE_TIMEOUT, acceptor.accept(stream)).await;
                    drop(place);
                    match shaken.map_err(io::Error::from).flatten() {
                        // Nobody listens any more: then it is closed.
                        Ok(stream) => drop(accepted.send(Ok(stream)).await),
                        Err(error) => {
                            let error = &error as &dyn std::error::Error;
                            tracing::debug!(error, "caller has not shown who it is");
                        }
                    }
                });
            }
            Err(error) => {
                tracing::debug!(%error, "connection cannot be accepted");
                tokio::time::sleep(PAUSE).await;
            }
        }
    }
}

async fn connect(
    listener: &TcpListener,
    places: &Arc<Semaphore>,
) -> io::Result<(TcpStream, OwnedSemaphorePermit)> {
    let place = Arc::clone(places).acquire_owned().await;
    let place = place.map_err(io::Error::other)?;
    let (stream, _) = listener.accept().await?;
    stream.set_nodelay(true)?;
    Ok((stream, place))
}
