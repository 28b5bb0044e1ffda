//! One worker's way to the figures of the routes that it serves: each is found once, and then counted without a lock and
//! without a text being made.

use crate::metrics::{Metrics, RouteFigures};
use actix_web::HttpRequest;
use std::cell::RefCell;
use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

/// What stands for the route of a request that has none.
const NO_ROUTE: &str = "(none)";

/// The figures that this worker has found. A route has a name, that of its handler; its few methods and statuses follow.
pub struct Figures {
    metrics: Arc<Metrics>,
    by_name: RefCell<HashMap<String, Vec<Found>>>,
}

struct Found {
    method: &'static str,
    status: u16,
    route: Arc<str>,
    figures: RouteFigures,
}

impl Figures {
    /// Nothing has been found yet.
    pub fn new(metrics: &Arc<Metrics>) -> Self {
        Self { metrics: Arc::clone(metrics), by_name: RefCell::default() }
    }

    /// Counts an answered request; gives the template of its route, which stands for the path, since that may hold ids.
    pub fn count_request(
        &self,
        request: &HttpRequest,
        method: &'static str,
        status: u16,
        duration: Duration,
    ) -> Arc<str> {
        let template = || request.match_pattern().map_or_else(|| NO_ROUTE.into(), Into::into);
        if let Some(name) = request.match_name() {
            return self.count(name, template, method, status, duration);
        }
        let route = template();
        self.metrics.of_route(method, &route, status).count(duration);
        route
    }

    /// The same by the route's name; `template` is asked for once.
    pub fn count(
        &self,
        name: &str,
        template: impl FnOnce() -> Arc<str>,
        method: &'static str,
        status: u16,
        duration: Duration,
    ) -> Arc<str> {
        let mut by_name = self.by_name.borrow_mut();
        if let Some(found) = by_name.get(name).and_then(|all| find(all, method, status)) {
            found.figures.count(duration);
            return Arc::clone(&found.route);
        }
        let route = template();
        let figures = self.metrics.of_route(method, &route, status);
        figures.count(duration);
        let found = Found { method, status, route: Arc::clone(&route), figures };
        by_name.entry(name.to_owned()).or_default().push(found);
        route
    }
}

fn find<'a>(all: &'a [Found], method: &str, status: u16) -> Option<&'a Found> {
    all.iter().find(|found| found.status == status && found.method == method)
}
