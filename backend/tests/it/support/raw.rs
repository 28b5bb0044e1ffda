//! Requests that no HTTP library would send.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

/// Sends `parts`, with a pause before each but the first, and gives all that comes back.
pub fn exchange(address: SocketAddr, parts: &[&[u8]], pause: Duration) -> String {
    let mut stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(15))).unwrap();
    for (i, part) in parts.iter().enumerate() {
        if i > 0 {
            std::thread::sleep(pause);
        }
        // A server that has answered already may have closed the connection.
        let _ = stream.write_all(part);
    }
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer);
    String::from_utf8_lossy(&answer).into_owned()
}

/// A client that has connected, knows what it will ask, and waits for the moment.
pub struct Waiting {
    stream: TcpStream,
    request: String,
}

impl Waiting {
    /// Connects.
    pub fn with(address: SocketAddr, request: &str) -> Self {
        let stream = TcpStream::connect(address).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
        Self { stream, request: request.to_owned() }
    }

    /// The moment has come.
    pub fn ask(&mut self) {
        self.stream.write_all(self.request.as_bytes()).unwrap();
    }

    /// All that comes back until the server closes the connection.
    pub fn answer(mut self) -> String {
        let mut answer = String::new();
        self.stream.read_to_string(&mut answer).unwrap();
        answer
    }
}
