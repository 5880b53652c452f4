//! The connection's stream and the bodies on it, each of which says whose turn it is.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use bytes::{Buf as _, Bytes};
use hyper::body::{Body, Frame, SizeHint};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

use super::turns::Turns;

/// Largest piece of a response that is handed over at once, in bytes: a client that takes it within its turn is slow, not stalled.
const PIECE_BYTES: usize = 32 * 1024;

/// A stream that says when the client takes what is written.
#[derive(Debug)]
pub(super) struct Watched<S> {
    pub(super) stream: S,
    pub(super) turns: Arc<Turns>,
}

impl<S: Unpin> Watched<S> {
    fn written(&self, result: Poll<io::Result<usize>>) -> Poll<io::Result<usize>> {
        if let Poll::Ready(Ok(bytes)) = result {
            self.turns.taken(bytes);
        }
        result
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Watched<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(context, buffer)
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Watched<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let result = Pin::new(&mut self.stream).poll_write(context, bytes);
        self.written(result)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let result = Pin::new(&mut self.stream).poll_write_vectored(context, slices);
        self.written(result)
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

/// A request from its head to the end of its response.
#[derive(Debug)]
pub(super) struct Exchange {
    turns: Arc<Turns>,
}

impl Exchange {
    pub(super) fn begin(turns: Arc<Turns>, is_multiplexed: bool) -> Self {
        turns.request_begins(is_multiplexed);
        Self { turns }
    }
}

impl Drop for Exchange {
    fn drop(&mut self) {
        self.turns.request_ends();
    }
}

/// A number among the connection's turns, taken back at the end.
#[derive(Debug)]
struct Message {
    turns: Arc<Turns>,
    number: u64,
}

impl Message {
    fn new(turns: Arc<Turns>) -> Self {
        let number = turns.message();
        Self { turns, number }
    }
}

impl Drop for Message {
    fn drop(&mut self) {
        self.turns.servers(self.number);
    }
}

/// A request's body: the client's turn while somebody waits for more of it.
#[derive(Debug)]
pub(super) struct Incoming<B> {
    body: B,
    message: Message,
    is_waited_for: bool,
}

impl<B> Incoming<B> {
    pub(super) fn new(body: B, turns: Arc<Turns>) -> Self {
        Self {
            body,
            message: Message::new(turns),
            is_waited_for: false,
        }
    }
}

impl<B: Body + Unpin> Body for Incoming<B> {
    type Data = B::Data;
    type Error = B::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<B::Data>, B::Error>>> {
        let frame = Pin::new(&mut self.body).poll_frame(context);
        match (frame.is_pending(), self.is_waited_for) {
            (true, false) => self.message.turns.clients(self.message.number),
            (false, true) => self.message.turns.servers(self.message.number),
            _ => {}
        }
        self.is_waited_for = frame.is_pending();
        frame
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

/// A response's body, handed over in pieces: the client's turn from each piece until the next is wanted.
#[derive(Debug)]
pub(super) struct Outgoing<B> {
    body: B,
    rest: Bytes,
    message: Message,
    _exchange: Exchange,
}

impl<B> Outgoing<B> {
    pub(super) fn new(body: B, exchange: Exchange) -> Self {
        let message = Message::new(exchange.turns.clone());
        message.turns.clients(message.number);
        Self {
            body,
            rest: Bytes::new(),
            message,
            _exchange: exchange,
        }
    }
}

impl<B: Body<Data = Bytes> + Unpin> Body for Outgoing<B> {
    type Data = Bytes;
    type Error = B::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, B::Error>>> {
        if self.rest.is_empty() {
            self.message.turns.servers(self.message.number);
            match ready!(Pin::new(&mut self.body).poll_frame(context)) {
                Some(Ok(frame)) => match frame.into_data() {
                    Ok(data) => self.rest = data,
                    Err(trailers) => return Poll::Ready(Some(Ok(trailers))),
                },
                end => return Poll::Ready(end),
            }
        }
        self.message.turns.clients(self.message.number);
        let length = PIECE_BYTES.min(self.rest.remaining());
        let piece = self.rest.split_to(length);
        Poll::Ready(Some(Ok(Frame::data(piece))))
    }

    fn is_end_stream(&self) -> bool {
        self.rest.is_empty() && self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        let rest = self.rest.len() as u64;
        let inner = self.body.size_hint();
        let mut hint = SizeHint::new();
        hint.set_lower(inner.lower().saturating_add(rest));
        if let Some(upper) = inner.upper() {
            hint.set_upper(upper.saturating_add(rest));
        }
        hint
    }
}
