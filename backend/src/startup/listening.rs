//! Serving connections. The framework's own way, `HttpServer`, would read whatever comes at once; here each worker's door
//! says when a booking is read.

use crate::config::HttpSettings;
use crate::http::admission::Admission;
use crate::shutdown::Shutdown;
use actix_http::body::BoxBody;
use actix_http::{HttpService, Protocol, Request};
use actix_service::{ServiceFactory, ServiceFactoryExt as _, fn_service, map_config};
use actix_web::Error;
use actix_web::dev::{AppConfig, Response, Server, Service};
use actix_web::rt::net::TcpStream;
use std::fmt::Debug;
use std::future::ready;
use std::io;
use std::net::TcpListener;
use std::time::Duration;

/// How long a kept connection may stay silent: longer than what reverse proxies keep theirs for, usually 60 s.
const KEEP_ALIVE: Duration = Duration::from_secs(75);

/// How long a connection may take to be closed.
const CLOSING: Duration = Duration::from_secs(2);

/// Serves with so many workers, each with an application of its own behind its door.
pub(super) fn serve<F>(
    listener: TcpListener,
    settings: &HttpSettings,
    shutdown: &Shutdown,
    application: impl Fn() -> (Admission, F) + Clone + Send + 'static,
) -> io::Result<Server>
where
    F: ServiceFactory<Request, Config = AppConfig, Response = Response<BoxBody>, Error = Error> + 'static,
    F::Future: 'static,
    F::InitError: Debug,
    <F::Service as Service<Request>>::Future: 'static,
{
    let (address, request_timeout) = (listener.local_addr()?, settings.request_timeout);
    let server = Server::build()
        .workers(settings.workers)
        .shutdown_timeout(settings.shutdown_timeout.as_secs())
        .shutdown_signal(shutdown.token().clone().cancelled_owned());
    let stopping = server.graceful_shutdown_signal();
    let server = server.listen("wizyta", listener, move || {
        let ((admission, app), stopping) = (application(), stopping.clone());
        let http = HttpService::build()
            .graceful_shutdown_signal(move || {
                let stopping = stopping.clone();
                async move { stopping.notified().await }
            })
            .keep_alive(KEEP_ALIVE)
            .client_request_timeout(request_timeout)
            .client_disconnect_timeout(CLOSING)
            .local_addr(address)
            .finish(map_config(app, |()| AppConfig::default()));
        let connected = move |io: TcpStream| {
            // Where an answer is more than one piece, none waits for the client to have confirmed the one before.
            let _ = io.set_nodelay(true);
            let client = io.peer_addr().ok();
            ready(Ok((admission.stream(io), Protocol::Http1, client)))
        };
        fn_service(connected).and_then(http)
    })?;
    Ok(server.run())
}
