//! The load generator: kept connections, each with one request under way, over a few threads. It is as light as can be,
//! since it shares the processors with what it measures, and the same for every variant.

mod connection;
mod crowd;
mod dialogue;
mod response;

pub(crate) use crowd::{Crowd, Verdict};
pub(crate) use dialogue::Dialogue;
pub(crate) use response::Response;

use crate::Outcome;
use crate::repeat::join;
use crate::sample::{Sample, Span};
use connection::{Connection, Received};
use mio::{Events, Poll, Token};
use std::io::{self, ErrorKind};
use std::net::SocketAddr;
use std::thread;
use std::time::{Duration, Instant};

/// Threads that the connections are spread over.
const THREADS: usize = 2;

/// When a server counts as dead.
const PATIENCE: Duration = Duration::from_secs(30);

/// What the connections ask.
pub(crate) trait Requests: Sync {
    /// Puts the next request in place of the connection's last one, which is empty at first.
    fn next(&self, request: &mut Vec<u8>);
}

/// Always the same request.
pub(crate) struct Same(pub(crate) Vec<u8>);

impl Requests for Same {
    fn next(&self, request: &mut Vec<u8>) {
        if request.is_empty() {
            request.extend_from_slice(&self.0);
        }
    }
}

/// A load to be put on a server.
#[derive(Clone, Copy)]
pub(crate) struct Load<'a> {
    pub(crate) address: SocketAddr,
    pub(crate) connections: usize,
    pub(crate) requests: &'a dyn Requests,
    /// The status of every answer.
    pub(crate) expected: u16,
}

impl Load<'_> {
    /// Puts it on the server; every request that was sent is answered when this returns.
    pub(crate) fn run(&self, time: Duration) -> Outcome<Sample> {
        let span = Span::of(time);
        let threads = THREADS.min(self.connections);
        let share = |index| self.connections / threads + usize::from(index < self.connections % threads);
        thread::scope(|scope| {
            let start = |index| scope.spawn(move || self.on_one_thread(share(index), &span));
            join(&span, (0..threads).map(start).collect())
        })
    }

    fn on_one_thread(&self, connections: usize, span: &Span) -> Outcome<Sample> {
        let mut poll = Poll::new()?;
        let mut events = Events::with_capacity(connections);
        let open = |index| Connection::open(self.address, poll.registry(), Token(index));
        let mut all = (0..connections).map(open).collect::<io::Result<Vec<_>>>()?;
        for connection in &mut all {
            connection.send(self.requests)?;
        }
        let mut sample = Sample::new(span);
        let mut busy = connections;
        while busy > 0 {
            wait(&mut poll, &mut events)?;
            for event in &events {
                let Some(connection) = all.get_mut(event.token().0) else { continue };
                let Some(Received { shape, sent }) = connection.receive()? else { continue };
                let now = Instant::now();
                if shape.status == self.expected {
                    sample.count(span, sent, now, 1);
                } else {
                    sample.wonder(|| connection.response(shape).text());
                }
                if span.lasts(now) {
                    connection.send(self.requests)?;
                } else {
                    busy -= 1;
                }
            }
        }
        Ok(sample)
    }
}

fn wait(poll: &mut Poll, events: &mut Events) -> Outcome<()> {
    loop {
        match poll.poll(events, Some(PATIENCE)) {
            Ok(()) if events.is_empty() => return Err("the server does not answer any more".into()),
            Ok(()) => return Ok(()),
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(error.into()),
        }
    }
}

/// Asks once.
pub(crate) fn ask(address: SocketAddr, request: &[u8]) -> Outcome<Response> {
    Dialogue::with(address)?.ask(request)
}
