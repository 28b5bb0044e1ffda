//! The lane past the framework's router: the public reads that are asked most, with nothing in them that needs a second
//! look, are answered before anything is routed. Finding a route, and going through the framework's layers, costs as much
//! as all the rest of such an answer.
//!
//! Whatever is out of the ordinary (a query, a token, a service that does not exist) goes the usual way, as does
//! everything else. Both ways lead to the same answers; a test compares them.

mod service;

use crate::api::answer;
use crate::http::Context;
use crate::http::conditional::language;
use crate::http::error::{self, Frame};
use crate::http::middleware::figures::Figures;
use crate::http::middleware::request_id::RequestId;
use crate::http::middleware::{cors::Origin, finish, head, log, rate_limit};
use crate::limits::Group;
use crate::problem::ApiError;
use crate::state::AppState;
use crate::store::answers::Answers;
use crate::store::rendered::Rendered;
use actix_web::dev::RequestHead;
use actix_web::http::Method;
use actix_web::http::header::{AUTHORIZATION, HeaderMap, TRANSFER_ENCODING};
use actix_web::{HttpResponse, web};
use chrono::NaiveDate;
use shared::{Language, local_date};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::Instant;

/// One worker's lane.
pub struct Lane {
    state: web::Data<AppState>,
    context: web::Data<Context>,
    figures: Figures,
}

/// A read that the lane takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Read<'a> {
    Services,
    Days(&'a str),
    Day(&'a str, NaiveDate),
}

impl Lane {
    /// A lane to what is in memory.
    pub fn new(state: web::Data<AppState>, context: web::Data<Context>) -> Self {
        let figures = Figures::new(&context.metrics);
        Self { state, context, figures }
    }

    /// The answer, if this is a read for the lane.
    fn answer(&self, head: &RequestHead) -> Option<HttpResponse> {
        let started = Instant::now();
        let read = Read::of(head)?;
        // After a panic the usual way is tried, which makes a problem of the next one.
        catch_unwind(AssertUnwindSafe(|| self.serve(read, head, started))).ok().flatten()
    }

    fn serve(&self, read: Read<'_>, head: &RequestHead, started: Instant) -> Option<HttpResponse> {
        let (headers, context) = (head.headers(), &*self.context);
        let language = language(headers);
        let rendered = read.find(&self.state.answers, language).ok()?;
        let frame =
            Frame { language, request_id: RequestId::of(headers), public_url: context.public_url.as_str().into() };
        let counted = context.limits.count(Group::Reads, rate_limit::client(head, context));
        let mut response = match counted.and_then(crate::limits::Counted::refusal) {
            None => read.respond(&rendered, headers, language),
            Some(refusal) => {
                context.metrics.count_problem(refusal.code());
                error::response(&refusal, &frame)
            }
        };
        rate_limit::tell([counted, None], response.headers_mut());
        finish(&mut response, &frame, &Origin::Anybody, context);
        let (method, status, duration) = (Method::GET.as_str(), response.status().as_u16(), started.elapsed());
        let route = self.figures.count(read.name(), || read.template().into(), "GET", status, duration);
        log(method, &route, status, duration, &frame);
        Some(response)
    }
}

impl<'a> Read<'a> {
    fn of(head: &'a RequestHead) -> Option<Self> {
        let ordinary = head.method == Method::GET
            && head.uri.query().is_none()
            && !head.headers().contains_key(AUTHORIZATION)
            // A body without end must be dealt with (`chunked`).
            && !head.headers().contains_key(TRANSFER_ENCODING)
            && !head::is_too_large(head);
        if ordinary { Self::parse(head.uri.path()) } else { None }
    }

    /// What is percent-encoded matches no name here.
    fn parse(path: &'a str) -> Option<Self> {
        let rest = path.strip_prefix("/api/v1/services")?;
        if rest.is_empty() {
            return Some(Self::Services);
        }
        let mut segments = rest.strip_prefix('/')?.split('/');
        match (segments.next()?, segments.next()?, segments.next(), segments.next()) {
            (service, "days", None, None) => Some(Self::Days(service)),
            (service, "days", Some(date), None) => Some(Self::Day(service, local_date::parse(date)?)),
            _ => None,
        }
    }

    fn find(self, answers: &Answers, language: Language) -> Result<Arc<Rendered>, ApiError> {
        match self {
            Self::Services => answers.services(None, language),
            Self::Days(service) => answers.days(service, None, None, language),
            Self::Day(service, date) => answers.day(service, date, language),
        }
    }

    fn respond(self, rendered: &Rendered, headers: &HeaderMap, language: Language) -> HttpResponse {
        match self {
            Self::Services => answer::catalogue(rendered, headers, language),
            Self::Days(_) | Self::Day(..) => answer::availability(rendered, headers, language),
        }
    }

    /// The name of the handler that does the same.
    const fn name(self) -> &'static str {
        match self {
            Self::Services => "list_services",
            Self::Days(_) => "list_days",
            Self::Day(..) => "show_day",
        }
    }

    const fn template(self) -> &'static str {
        match self {
            Self::Services => "/api/v1/services",
            Self::Days(_) => "/api/v1/services/{service}/days",
            Self::Day(..) => "/api/v1/services/{service}/days/{date}",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Read;
    use chrono::NaiveDate;

    #[test]
    fn the_lane_takes_whole_paths_only() {
        let date = NaiveDate::from_ymd_opt(2026, 12, 7).unwrap();
        assert_eq!(Read::parse("/api/v1/services"), Some(Read::Services));
        assert_eq!(Read::parse("/api/v1/services/flota/days"), Some(Read::Days("flota")));
        assert_eq!(Read::parse("/api/v1/services/flota/days/2026-12-07"), Some(Read::Day("flota", date)));
        for other in [
            "/api/v1/services/",
            "/api/v1/services/flota",
            "/api/v1/services/flota/days/",
            "/api/v1/services/flota/days/2026-12-32",
            "/api/v1/services/flota/days/2026-12-07/",
            "/api/v1/services/flota/hours",
            "/api/v1/servicesflota/days",
            "/api/v1/offices",
        ] {
            assert_eq!(Read::parse(other), None, "{other}");
        }
    }
}
