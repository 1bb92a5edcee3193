//! A body whose beginning was looked at.

use std::{
    pin::Pin,
    task::{Context, Poll},
};

use bytes::{Bytes, BytesMut};
use http_body_util::BodyExt;
use hyper::body::{Frame, SizeHint};
use tonic::{Status, body::Body};

/// How a message begins: whether it is compressed, and its length (gRPC over
/// HTTP2, "Length-Prefixed-Message").
const PREFIX_OCTETS: usize = 5;

/// A body, and what has been read of it.
pub(super) struct Begun {
    /// Its first octets: as many as came at once, if these were enough.
    data: Bytes,
    /// What came in place of more of them.
    end: Option<Result<Frame<Bytes>, Status>>,
    rest: Body,
}

impl Begun {
    /// Waits for the beginning.
    pub(super) async fn read(mut body: Body) -> Self {
        let (mut data, mut end) = (Bytes::new(), None);
        while data.len() < PREFIX_OCTETS {
            match body.frame().await.map(|frame| frame.map(Frame::into_data)) {
                None => break,
                // Where a connection is busy, even this much may come in parts.
                Some(Ok(Ok(more))) if data.is_empty() => data = more,
                Some(Ok(Ok(more))) => {
                    let mut both = BytesMut::from(data);
                    both.extend_from_slice(&more);
                    data = both.freeze();
                }
                Some(Ok(Err(trailers))) => {
                    end = Some(Ok(trailers));
                    break;
                }
                Some(Err(status)) => {
                    end = Some(Err(status));
                    break;
                }
            }
        }
        Self {
            data,
            end,
            rest: body,
        }
    }

    /// The beginning, shorter if there is no more.
    pub(super) fn prefix(&self) -> &[u8] {
        &self.data[..self.data.len().min(PREFIX_OCTETS)]
    }
}

impl hyper::body::Body for Begun {
    type Data = Bytes;
    type Error = Status;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Status>>> {
        if !self.data.is_empty() {
            let data = std::mem::take(&mut self.data);
            return Poll::Ready(Some(Ok(Frame::data(data))));
        }
        if let Some(end) = self.end.take() {
            return Poll::Ready(Some(end));
        }
        Pin::new(&mut self.rest).poll_frame(context)
    }

    fn is_end_stream(&self) -> bool {
        self.data.is_empty() && self.end.is_none() && self.rest.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        let read = self.data.len() as u64;
        let left = self.rest.size_hint();
        let mut hint = SizeHint::new();
        hint.set_lower(left.lower() + read);
        if let Some(upper) = left.upper() {
            hint.set_upper(upper + read);
        }
        hint
    }
}

#[cfg(test)]
mod tests {
    use futures::stream;
    use http::HeaderMap;
    use http_body_util::StreamBody;

    use super::*;

    /// A body that comes in these parts.
    fn body(parts: &[&'static str], trailers: bool) -> Body {
        let data = parts
            .iter()
            .map(|it| Frame::data(Bytes::from_static(it.as_bytes())));
        let trailers = trailers.then(|| Frame::trailers(HeaderMap::new()));
        let frames: Vec<_> = data.chain(trailers).map(Ok::<_, Status>).collect();
        Body::new(StreamBody::new(stream::iter(frames)))
    }

    #[tokio::test]
    async fn body_is_whole_however_its_beginning_comes() {
        for (parts, prefix) in [
            (&["0123456", "789"][..], "01234"),
            (&["01", "", "2", "3456", "789"], "01234"),
            (&["012"], "012"),
            (&[], ""),
        ] {
            for trailers in [false, true] {
                let begun = Begun::read(body(parts, trailers)).await;
                assert_eq!(begun.prefix(), prefix.as_bytes());
                let collected = begun.collect().await.expect("no error");
                assert_eq!(collected.trailers().is_some(), trailers, "{parts:?}");
                assert_eq!(collected.to_bytes(), parts.concat());
            }
        }
    }

    #[tokio::test]
    async fn error_at_the_beginning_is_told_to_whoever_reads_on() {
        let broken = stream::iter([Err::<Frame<Bytes>, _>(Status::cancelled("gone"))]);
        let begun = Begun::read(Body::new(StreamBody::new(broken))).await;
        assert_eq!(begun.prefix(), b"");
        let read = begun.collect().await.expect_err("is told");
        assert_eq!(read.code(), tonic::Code::Cancelled);
    }
}
