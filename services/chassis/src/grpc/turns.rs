//! Connections that read in turns.

use std::{
    io,
    pin::Pin,
    task::{Context, Poll},
};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tonic::transport::server::Connected;

/// How many octets a connection reads before others get their turn, and before
/// it writes what it has to say itself.
const TURN: usize = 4 << 10;

/// A connection on which a crowd calls always has more to read. Read to the end
/// each time, it would keep answers waiting, its own and those of all others, for
/// as long as it takes to turn hundreds of callers away.
#[derive(Debug)]
pub(super) struct InTurns<IO> {
    io: IO,
    /// How many octets are left of this turn.
    left: usize,
}

impl<IO> InTurns<IO> {
    pub(super) const fn new(io: IO) -> Self {
        Self { io, left: TURN }
    }
}

impl<IO: AsyncRead + Unpin> AsyncRead for InTurns<IO> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        into: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        if self.left == 0 {
            self.left = TURN;
            context.waker().wake_by_ref();
            return Poll::Pending;
        }
        let room = into.remaining().min(self.left);
        let mut part = ReadBuf::new(into.initialize_unfilled_to(room));
        let polled = Pin::new(&mut self.io).poll_read(context, &mut part);
        let read = part.filled().len();
        into.advance(read);
        self.left = if polled.is_pending() {
            TURN
        } else {
            self.left - read
        };
        polled
    }
}

impl<IO: AsyncWrite + Unpin> AsyncWrite for InTurns<IO> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        octets: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.io).poll_write(context, octets)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.io).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.io).poll_shutdown(context)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        parts: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.io).poll_write_vectored(context, parts)
    }

    fn is_write_vectored(&self) -> bool {
        self.io.is_write_vectored()
    }
}

impl<IO: Connected> Connected for InTurns<IO> {
    type ConnectInfo = IO::ConnectInfo;

    fn connect_info(&self) -> Self::ConnectInfo {
        self.io.connect_info()
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};

    use super::*;

    #[tokio::test]
    async fn everything_is_read_and_others_have_their_turn_in_between() {
        let (mut writer, reader) = tokio::io::duplex(8 * TURN);
        let sent: Vec<u8> = (0..=u8::MAX).cycle().take(5 * TURN).collect();
        writer.write_all(&sent).await.expect("fits");
        drop(writer);

        let turns = std::cell::Cell::new(0);
        let other = async {
            loop {
                turns.set(turns.get() + 1);
                tokio::task::yield_now().await;
            }
        };
        let mut reader = InTurns::new(reader);
        let mut read = Vec::new();
        tokio::select! {
            biased;
            done = reader.read_to_end(&mut read) => done.map(drop).expect("is read"),
            () = other => {}
        }
        assert_eq!(read, sent);
        assert!(turns.get() >= 4, "{} turns", turns.get());
    }
}
