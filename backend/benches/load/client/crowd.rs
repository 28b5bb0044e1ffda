//! A crowd: very many connections that were opened beforehand, on each of which one request is written at one instant.

use super::PATIENCE;
use super::response::{Response, Shape};
use crate::Outcome;
use mio::net::TcpStream;
use mio::{Events, Interest, Poll, Token};
use std::io::{self, ErrorKind, Read as _, Write as _};
use std::net::SocketAddr;
use std::time::{Duration, Instant};

/// Everybody who waits.
pub(crate) struct Crowd {
    poll: Poll,
    members: Vec<Member>,
}

struct Member {
    stream: TcpStream,
    request: Vec<u8>,
    received: Vec<u8>,
    verdict: Option<Verdict>,
}

/// What one of the crowd got.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Verdict {
    /// None: the connection broke.
    pub(crate) status: Option<u16>,
    /// From the instant to the answer.
    pub(crate) after: Duration,
    /// Whether it was told when to come again.
    pub(crate) may_return: bool,
}

impl Crowd {
    /// Opens a connection for each request.
    pub(crate) fn gather(address: SocketAddr, requests: Vec<Vec<u8>>) -> Outcome<Self> {
        let poll = Poll::new()?;
        let mut members = Vec::with_capacity(requests.len());
        for (index, request) in requests.into_iter().enumerate() {
            let stream = std::net::TcpStream::connect(address)?;
            stream.set_nodelay(true)?;
            stream.set_nonblocking(true)?;
            let mut stream = TcpStream::from_std(stream);
            poll.registry().register(&mut stream, Token(index), Interest::READABLE)?;
            members.push(Member { stream, request, received: Vec::new(), verdict: None });
        }
        Ok(Self { poll, members })
    }

    /// All ask now; what each got, when everybody has an answer or it is clear that some get none.
    pub(crate) fn rush(mut self) -> Outcome<Vec<Verdict>> {
        let instant = Instant::now();
        let mut waiting = self.members.len();
        for member in &mut self.members {
            if member.stream.write_all(&member.request).is_err() {
                member.verdict = Some(Verdict { status: None, after: instant.elapsed(), may_return: false });
                waiting -= 1;
            }
        }
        let mut events = Events::with_capacity(4_096);
        while waiting > 0 && instant.elapsed() < PATIENCE {
            match self.poll.poll(&mut events, Some(Duration::from_millis(100))) {
                Err(error) if error.kind() != ErrorKind::Interrupted => return Err(error.into()),
                _ => {}
            }
            for event in &events {
                let Some(member) = self.members.get_mut(event.token().0) else { continue };
                if member.verdict.is_none() && member.listen(instant)? {
                    waiting -= 1;
                }
            }
        }
        let silent = Verdict { status: None, after: instant.elapsed(), may_return: false };
        Ok(self.members.iter().map(|member| member.verdict.unwrap_or(silent)).collect())
    }
}

impl Member {
    /// Whether the answer is complete now, or will never be.
    fn listen(&mut self, instant: Instant) -> Outcome<bool> {
        let mut chunk = [0; 8 * 1024];
        loop {
            match self.stream.read(&mut chunk) {
                Ok(0) => break,
                Ok(length) => self.received.extend(chunk.iter().take(length)),
                Err(error) if error.kind() == ErrorKind::WouldBlock => return Ok(false),
                Err(error) if error.kind() == ErrorKind::Interrupted => continue,
                Err(error) if is_broken(&error) => break,
                Err(error) => return Err(error.into()),
            }
            if let Some(shape) = Shape::of(&self.received)? {
                let response = Response::new(shape, &self.received);
                let may_return = response.header("retry-after").is_some();
                self.verdict = Some(Verdict { status: Some(shape.status), after: instant.elapsed(), may_return });
                return Ok(true);
            }
        }
        self.verdict = Some(Verdict { status: None, after: instant.elapsed(), may_return: false });
        Ok(true)
    }
}

fn is_broken(error: &io::Error) -> bool {
    matches!(error.kind(), ErrorKind::ConnectionReset | ErrorKind::ConnectionAborted | ErrorKind::BrokenPipe)
}
