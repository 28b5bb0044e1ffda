//! Bodies that come in chunks, and so without an announced end. The framework reads on after a chunked body that nobody
//! wants until it ends, which it never need do. So these bodies are read here, as much as any call needs and as long as a
//! request may take; when one is refused, it is held until the answer is on its way, since the framework then closes the
//! connection.

use crate::http::extract::collect;
use crate::problem::ApiError;
use actix_web::HttpMessage as _;
use actix_web::body::{BodySize, BoxBody, MessageBody};
use actix_web::dev::{Payload, ServiceRequest};
use actix_web::error::PayloadError;
use actix_web::http::header::TRANSFER_ENCODING;
use actix_web::web::Bytes;
use futures_util::stream;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

/// Takes a chunked body off its request.
pub fn take(request: &mut ServiceRequest) -> Option<Payload> {
    // Cheaper than to look for a header that is hardly ever there.
    let has_body = !matches!(request.parts_mut().1, Payload::None);
    (has_body && request.headers().contains_key(TRANSFER_ENCODING)).then(|| request.take_payload())
}

/// Reads the body and gives it back to its request; what is refused is given back to the caller.
pub async fn read(request: &mut ServiceRequest, mut body: Payload, limit: Duration) -> Result<(), (ApiError, Payload)> {
    match collect(&mut body, limit).await {
        Ok(bytes) => {
            let whole = stream::once(std::future::ready(Ok::<_, PayloadError>(bytes)));
            request.set_payload(Payload::Stream { payload: Box::pin(whole) });
            Ok(())
        }
        Err(error) => Err((error, body)),
    }
}

/// The answer's body, sent while the request's is neither read nor given up.
pub fn hold(answer: BoxBody, request: Payload) -> BoxBody {
    BoxBody::new(Holding { answer, _request: request })
}

/// An answer's body that holds on to the request's.
struct Holding {
    answer: BoxBody,
    _request: Payload,
}

impl MessageBody for Holding {
    type Error = <BoxBody as MessageBody>::Error;

    fn size(&self) -> BodySize {
        self.answer.size()
    }

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Bytes, Self::Error>>> {
        Pin::new(&mut self.answer).poll_next(cx)
    }
}
