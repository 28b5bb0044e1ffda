//! R0: the framework alone, with the workers and sockets of the server, answering finished bytes.

use crate::{Outcome, machine};
use actix_web::http::StatusCode;
use actix_web::http::header::{CONTENT_TYPE, ETAG};
use actix_web::web::Bytes;
use actix_web::{App, HttpResponse, HttpServer, web};
use std::net::SocketAddr;
use std::thread::JoinHandle;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// Length of the body that everything but the reads is compared with.
const USUAL_LENGTH: usize = 2_048;

/// What a bare endpoint answers.
#[derive(Debug, Clone)]
pub(crate) struct Finished {
    status: StatusCode,
    body: Bytes,
}

impl Finished {
    /// About 2 KB of JSON.
    pub(crate) fn usual() -> Self {
        let text = "x".repeat(USUAL_LENGTH - 2);
        Self { status: StatusCode::OK, body: format!("\"{text}\"").into() }
    }

    /// Nothing new.
    pub(crate) const fn not_modified() -> Self {
        Self { status: StatusCode::NOT_MODIFIED, body: Bytes::new() }
    }

    fn respond(&self) -> HttpResponse {
        let mut builder = HttpResponse::build(self.status);
        if self.status == StatusCode::NOT_MODIFIED {
            return builder.insert_header((ETAG, "\"0123456789abcdef\"")).finish();
        }
        builder.insert_header((CONTENT_TYPE, "application/json")).body(self.body.clone())
    }
}

/// A running server with nothing but finished answers.
pub(crate) struct Bare {
    pub(crate) address: SocketAddr,
    stop: CancellationToken,
    thread: Option<JoinHandle<std::io::Result<()>>>,
}

impl Bare {
    /// Serves each answer under [`path`] of its position.
    pub(crate) fn start(answers: Vec<Finished>) -> Outcome<Self> {
        let listener = std::net::TcpListener::bind("127.0.0.1:0")?;
        let address = listener.local_addr()?;
        let stop = CancellationToken::new();
        let stopped = stop.clone().cancelled_owned();
        let thread = std::thread::spawn(move || {
            let app = move || {
                answers.iter().enumerate().fold(App::new(), |app, (index, answer)| {
                    let answer = answer.clone();
                    app.route(&path(index), web::get().to(move || std::future::ready(answer.respond())))
                })
            };
            let server = HttpServer::new(app)
                .workers(machine::processors())
                .tcp_nodelay(true)
                .keep_alive(Duration::from_secs(75))
                .shutdown_timeout(1)
                .shutdown_signal(stopped)
                .listen(listener)?;
            actix_web::rt::System::new().block_on(server.run())
        });
        Ok(Self { address, stop, thread: Some(thread) })
    }
}

/// Where the answer at a position is.
pub(crate) fn path(index: usize) -> String {
    format!("/bare/{index}")
}

impl Drop for Bare {
    fn drop(&mut self) {
        self.stop.cancel();
        if let Some(Err(_)) = self.thread.take().map(JoinHandle::join) {
            eprintln!("the bare server panicked");
        }
    }
}
