//! A connection that is read when it is its turn.

use super::Admission;
use super::line::{Line, Turn};
use actix_web::rt::net::TcpStream;
use std::io::{self, IoSlice};
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

/// How a booking begins.
const BOOKING: &[u8; 22] = b"POST /api/v1/bookings ";

/// A connection behind a worker's door: when a crowd waits there, bookings that come on it stand in line unread. Anything
/// else is read at once.
#[derive(Debug)]
pub struct Stream {
    io: TcpStream,
    line: Rc<Line>,
    turn: Rc<Turn>,
}

impl Admission {
    /// Puts a connection behind this door.
    pub fn stream(&self, io: TcpStream) -> Stream {
        Stream { io, line: Rc::clone(&self.line), turn: Rc::default() }
    }
}

impl AsyncRead for Stream {
    fn poll_read(self: Pin<&mut Self>, context: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        if this.line.holds(&this.turn, context, |context| begins_as_booking(&this.io, context)) {
            return Poll::Pending;
        }
        Pin::new(&mut this.io).poll_read(context, buffer)
    }
}

/// Looks at what has come, without taking it.
fn begins_as_booking(io: &TcpStream, context: &mut Context<'_>) -> bool {
    let mut begin = [0; BOOKING.len()];
    let mut begin = ReadBuf::new(&mut begin);
    matches!(io.poll_peek(context, &mut begin), Poll::Ready(Ok(_))) && begin.filled() == BOOKING
}

impl AsyncWrite for Stream {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.io).poll_write(context, bytes)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        parts: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.io).poll_write_vectored(context, parts)
    }

    fn is_write_vectored(&self) -> bool {
        self.io.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.io).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.io).poll_shutdown(context)
    }
}

impl Drop for Stream {
    fn drop(&mut self) {
        self.line.leave(&self.turn);
    }
}
