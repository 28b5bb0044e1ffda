//! Bookings past the router. When a day is released they are nearly all that is asked, and nearly all are refused.

use super::{Lane, is_plain};
use crate::api::bookings::create::create;
use crate::http::error::{self, Frame};
use crate::http::extract::json;
use crate::http::middleware::{cors::Origin, finish, log, rate_limit};
use crate::limits::{Counted, Group};
use crate::problem::ApiError;
use actix_http::Request;
use actix_web::HttpResponse;
use actix_web::dev::{Payload, RequestHead};
use actix_web::http::Method;
use futures_util::FutureExt as _;
use std::panic::AssertUnwindSafe;
use std::time::Instant;
use tracing::Instrument as _;

const PATH: &str = "/api/v1/bookings";

/// Whether somebody wants to book, and this is a booking for the lane.
pub(super) fn is_for_the_lane(head: &RequestHead) -> bool {
    head.method == Method::POST && head.uri.path() == PATH && head.uri.query().is_none() && is_plain(head)
}

impl Lane {
    /// The answer to a booking. What happens around it is what happens around every call (`http::middleware`).
    pub(super) async fn book(&self, mut request: Request) -> HttpResponse {
        let (started, body) = (Instant::now(), request.take_payload());
        let (head, context) = (request.head(), &*self.context);
        let frame = Frame::of(head.headers(), &context.public_url);
        let counted = context.limits.count(Group::Bookings, rate_limit::client(head, context));
        let (booked, standings) = if let Some(refusal) = counted.and_then(Counted::refusal) {
            drop(body);
            (Err(refusal), [counted, None])
        } else {
            let booked = self.create(head, body, &frame).await;
            let exceeded = booked.as_ref().err().and_then(|error| error.parts().limit);
            (booked, [exceeded, counted])
        };
        let mut response = booked.unwrap_or_else(|error| error::answer(&error, &frame, &context.metrics));
        rate_limit::tell(standings, response.headers_mut());
        let origin = Origin::of(PATH, &Method::POST, head.headers(), context);
        finish(&mut response, &frame, &origin, context);
        let (status, duration) = (response.status().as_u16(), started.elapsed());
        self.bookings.count("create_booking", || PATH.into(), "POST", status, duration);
        log("POST", PATH, status, duration, &frame);
        response
    }

    async fn create(&self, head: &RequestHead, body: Payload, frame: &Frame<'_>) -> Result<HttpResponse, ApiError> {
        let body = json(head.headers(), body, self.context.settings.request_timeout);
        let call = AssertUnwindSafe(create(&self.state, &self.context, Some(&self.admission), head, body));
        let call = call.catch_unwind().instrument(tracing::info_span!("request", request.id = %frame.request_id));
        call.await.unwrap_or_else(|_panic| Err(ApiError::internal("panic")))
    }
}
