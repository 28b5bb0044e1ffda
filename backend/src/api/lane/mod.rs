//! The lane past the framework's router: the public reads that are asked most, with nothing in them that needs a second
//! look, are answered before anything is routed. Finding a route, and going through the framework's layers, costs as much
//! as all the rest of such an answer. So are bookings.
//!
//! Whatever is out of the ordinary (a range of days, a token, a service that does not exist) goes the usual way, as does
//! everything else. Both ways lead to the same answers; a test compares them.

mod booking;
mod service;

use crate::api::answer;
use crate::http::Context;
use crate::http::admission::Admission;
use crate::http::error::{self, Frame};
use crate::http::middleware::{cors::Origin, figures::Figures, finish, head, log, rate_limit};
use crate::limits::{Counted, Group};
use crate::metrics::RouteFigures;
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
use std::cell::OnceCell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// One worker's lane.
pub struct Lane {
    state: web::Data<AppState>,
    context: web::Data<Context>,
    admission: Admission,
    bookings: Figures,
    /// Of each kind of read those answered with 200, and with 304.
    figures: [[OnceCell<RouteFigures>; 2]; 3],
}

/// A read that the lane takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Read<'a> {
    /// Of all offices, or of one.
    Services(Option<&'a str>),
    Days(&'a str),
    Day(&'a str, NaiveDate),
}

impl Lane {
    /// A lane to what is in memory, and through this door to bookings.
    pub fn new(state: web::Data<AppState>, context: web::Data<Context>, admission: Admission) -> Self {
        let bookings = Figures::new(&context.metrics);
        Self { state, context, admission, bookings, figures: Default::default() }
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
        if !read.is_known(&self.state.answers) {
            return None;
        }
        let frame = Frame::of(headers, &context.public_url);
        let language = frame.language;
        let counted = context.limits.count(Group::Reads, rate_limit::client(head, context));
        let mut response = match counted.and_then(Counted::refusal) {
            // Only now: finding it may mean making it, and that is not for those who ask too much.
            None => read.respond(&*read.find(&self.state.answers, language).ok()?, headers, language),
            Some(refusal) => error::answer(&refusal, &frame, &context.metrics),
        };
        if counted.is_some() {
            rate_limit::tell([counted, None], response.headers_mut());
        }
        finish(&mut response, &frame, &Origin::Public, context);
        let (status, duration, (route, place)) = (response.status().as_u16(), started.elapsed(), read.template());
        self.count(route, place, status, duration);
        log("GET", route, status, duration, &frame);
        Some(response)
    }
}

impl Lane {
    fn count(&self, route: &str, place: usize, status: u16, duration: Duration) {
        let figures = |status| self.context.metrics.of_route("GET", route, status);
        match self.figures.get(place) {
            Some(usual) if status == 200 => usual[0].get_or_init(|| figures(status)).count(duration),
            Some(usual) if status == 304 => usual[1].get_or_init(|| figures(status)).count(duration),
            _ => figures(status).count(duration),
        }
    }
}

impl<'a> Read<'a> {
    fn of(head: &'a RequestHead) -> Option<Self> {
        let ordinary = head.method == Method::GET && is_plain(head);
        if ordinary { Self::parse(head.uri.path(), head.uri.query()) } else { None }
    }

    /// What is percent-encoded matches no name here.
    fn parse(path: &'a str, query: Option<&'a str>) -> Option<Self> {
        let rest = path.strip_prefix("/api/v1/services")?;
        match query {
            None if rest.is_empty() => return Some(Self::Services(None)),
            None => {}
            Some(query) if rest.is_empty() => return Some(Self::Services(Some(query.strip_prefix("office=")?))),
            Some(_) => return None,
        }
        let mut segments = rest.strip_prefix('/')?.split('/');
        match (segments.next()?, segments.next()?, segments.next(), segments.next()) {
            (service, "days", None, None) => Some(Self::Days(service)),
            (service, "days", Some(date), None) => Some(Self::Day(service, local_date::parse(date)?)),
            _ => None,
        }
    }

    /// Whether there is something to be found.
    fn is_known(self, answers: &Answers) -> bool {
        match self {
            Self::Services(office) => office.is_none_or(|id| answers.knows_office(id)),
            Self::Days(service) | Self::Day(service, _) => answers.knows_service(service),
        }
    }

    fn find(self, answers: &Answers, language: Language) -> Result<Arc<Rendered>, ApiError> {
        match self {
            Self::Services(office) => answers.services(office, language),
            Self::Days(service) => answers.days(service, None, None, language),
            Self::Day(service, date) => answers.day(service, date, language),
        }
    }

    fn respond(self, rendered: &Rendered, headers: &HeaderMap, language: Language) -> HttpResponse {
        match self {
            Self::Services(_) => answer::catalogue(rendered, headers, language),
            Self::Days(_) | Self::Day(..) => answer::availability(rendered, headers, language),
        }
    }

    /// Its template, and the place of its figures.
    const fn template(self) -> (&'static str, usize) {
        match self {
            Self::Services(_) => ("/api/v1/services", 0),
            Self::Days(_) => ("/api/v1/services/{service}/days", 1),
            Self::Day(..) => ("/api/v1/services/{service}/days/{date}", 2),
        }
    }
}

/// Whether nobody need be looked up, and no body without an announced end be dealt with (`chunked`).
fn is_plain(head: &RequestHead) -> bool {
    let headers = head.headers();
    !headers.contains_key(AUTHORIZATION) && !headers.contains_key(TRANSFER_ENCODING) && !head::is_too_large(head)
}

#[cfg(test)]
mod tests {
    use super::Read;
    use chrono::NaiveDate;

    #[test]
    fn the_lane_takes_whole_paths_only() {
        let date = NaiveDate::from_ymd_opt(2026, 12, 7).unwrap();
        let parse = |path| Read::parse(path, None);
        assert_eq!(parse("/api/v1/services"), Some(Read::Services(None)));
        assert_eq!(Read::parse("/api/v1/services", Some("office=cup")), Some(Read::Services(Some("cup"))));
        assert_eq!(parse("/api/v1/services/flota/days"), Some(Read::Days("flota")));
        assert_eq!(parse("/api/v1/services/flota/days/2026-12-07"), Some(Read::Day("flota", date)));
        assert_eq!(Read::parse("/api/v1/services", Some("")), None);
        assert_eq!(Read::parse("/api/v1/services/flota/days", Some("from=2026-12-07")), None);
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
            assert_eq!(parse(other), None, "{other}");
        }
    }
}
