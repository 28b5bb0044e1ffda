//! One kept connection with at most one request under way.

use super::Requests;
use super::response::{Response, Shape};
use crate::Outcome;
use mio::net::TcpStream;
use mio::{Interest, Registry, Token};
use std::io::{self, ErrorKind, Read as _, Write as _};
use std::net::SocketAddr;
use std::time::Instant;

/// More than any answer has, so that one reading is enough.
const BUFFER: usize = 64 * 1024;

/// A connection.
pub(super) struct Connection {
    stream: TcpStream,
    request: Vec<u8>,
    received: Vec<u8>,
    filled: usize,
    /// When the request under way was sent.
    sent: Option<Instant>,
}

/// An answer that has come.
#[derive(Clone, Copy)]
pub(super) struct Received {
    pub(super) shape: Shape,
    /// When it was asked for.
    pub(super) sent: Instant,
}

impl Connection {
    pub(super) fn open(address: SocketAddr, registry: &Registry, token: Token) -> io::Result<Self> {
        let stream = std::net::TcpStream::connect(address)?;
        stream.set_nodelay(true)?;
        stream.set_nonblocking(true)?;
        let mut stream = TcpStream::from_std(stream);
        registry.register(&mut stream, token, Interest::READABLE)?;
        Ok(Self { stream, request: Vec::new(), received: vec![0; BUFFER], filled: 0, sent: None })
    }

    pub(super) fn send(&mut self, requests: &dyn Requests) -> io::Result<()> {
        requests.next(&mut self.request);
        self.filled = 0;
        self.sent = Some(Instant::now());
        // The kernel's buffer is empty and takes a small request whole; anything else ends the measurement.
        self.stream.write_all(&self.request)
    }

    /// The answer to the request under way, if there is one and all of it has come.
    pub(super) fn receive(&mut self) -> Outcome<Option<Received>> {
        let Some(sent) = self.sent else { return Ok(None) };
        loop {
            match self.stream.read(self.received.get_mut(self.filled..).unwrap_or_default()) {
                Ok(0) => return Err("the server closed a connection, or answered too much".into()),
                Ok(length) => self.filled += length,
                Err(error) if error.kind() == ErrorKind::WouldBlock => return Ok(None),
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Err(error.into()),
            }
            if let Some(shape) = Shape::of(self.received.get(..self.filled).unwrap_or_default())? {
                self.sent = None;
                return Ok(Some(Received { shape, sent }));
            }
        }
    }

    /// The last answer, to keep.
    pub(super) fn response(&self, shape: Shape) -> Response {
        Response::new(shape, self.received.get(..self.filled).unwrap_or_default())
    }
}
