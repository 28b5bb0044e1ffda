//! One kept connection on which one asks and waits, as a person's browser or a kiosk does.

use super::PATIENCE;
use super::response::{Response, Shape};
use crate::Outcome;
use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};

/// A kept connection.
pub(crate) struct Dialogue {
    stream: TcpStream,
    received: Vec<u8>,
}

impl Dialogue {
    /// Connects.
    pub(crate) fn with(address: SocketAddr) -> Outcome<Self> {
        let stream = TcpStream::connect(address)?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        Ok(Self { stream, received: Vec::new() })
    }

    /// The answer to a request.
    pub(crate) fn ask(&mut self, request: &[u8]) -> Outcome<Response> {
        self.stream.write_all(request)?;
        self.received.clear();
        let mut chunk = [0; 16 * 1024];
        loop {
            match self.stream.read(&mut chunk)? {
                0 => return Err("the server closed the connection".into()),
                length => self.received.extend(chunk.iter().take(length)),
            }
            if let Some(shape) = Shape::of(&self.received)? {
                return Ok(Response::new(shape, &self.received));
            }
        }
    }
}
