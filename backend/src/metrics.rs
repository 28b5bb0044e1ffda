//! Figures for Prometheus: requests by route, and whatever other modules register.

use crate::outbox::OutboxGauges;
use prometheus_client::encoding::{EncodeLabelSet, text};
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::metrics::info::Info;
use prometheus_client::registry::Registry;
use shared::ProblemCode;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// The media type of [`Metrics::text`].
pub const CONTENT_TYPE: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// Upper bounds of the histogram's buckets, in seconds.
const BUCKETS: [f64; 10] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0, 5.0];

/// What requests are counted by. Routes are templates, so that their number is bounded.
#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct RequestLabels {
    method: String,
    route: String,
    status: u16,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct RouteLabels {
    method: String,
    route: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct ProblemLabels {
    code: &'static str,
}

/// The figures of one method, route and status.
#[derive(Debug, Clone)]
pub struct RouteFigures {
    requests: Counter,
    durations: Histogram,
}

impl RouteFigures {
    /// Counts an answered request.
    pub fn count(&self, duration: Duration) {
        self.durations.observe(duration.as_secs_f64());
        self.requests.inc();
    }
}

/// All figures of one server.
pub struct Metrics {
    registry: Mutex<Registry>,
    requests: Family<RequestLabels, Counter>,
    problems: Family<ProblemLabels, Counter>,
    durations: Family<RouteLabels, Histogram>,
    database_up: Gauge,
    outbox_queued: Gauge,
    outbox_failed: Gauge,
    outbox_oldest: Gauge,
    holds: Gauge,
}

impl Default for Metrics {
    fn default() -> Self {
        Self::new()
    }
}

impl Metrics {
    /// The figures of the HTTP layer, all at nought.
    pub fn new() -> Self {
        let mut registry = Registry::with_prefix("wizyta");
        let requests = Family::<RequestLabels, Counter>::default();
        let durations = Family::<RouteLabels, Histogram>::new_with_constructor(|| Histogram::new(BUCKETS));
        let problems = Family::<ProblemLabels, Counter>::default();
        registry.register("problems", "Answers that were problems, by their code", problems.clone());
        registry.register("http_requests", "Answered requests", requests.clone());
        registry.register("http_request_duration_seconds", "Time from head to answer", durations.clone());
        let build = Info::new([("version", env!("CARGO_PKG_VERSION"))]);
        registry.register("build", "The running version", build);
        let gauge = |registry: &mut Registry, name: &str, help: &str| {
            let gauge = Gauge::default();
            registry.register(name, help, gauge.clone());
            gauge
        };
        Self {
            database_up: gauge(&mut registry, "database_up", "1 if the database answered within a second"),
            outbox_queued: gauge(&mut registry, "outbox_queued", "E-mails that wait to be sent"),
            outbox_failed: gauge(&mut registry, "outbox_failed", "E-mails that were given up"),
            outbox_oldest: gauge(&mut registry, "outbox_oldest_seconds", "Age of the oldest e-mail that waits"),
            holds: gauge(&mut registry, "holds", "Places that are held just now, and not booked yet"),
            registry: Mutex::new(registry),
            requests,
            problems,
            durations,
        }
    }

    /// Notes how full the outbox is; nothing if the database did not answer.
    pub fn set_outbox(&self, outbox: Option<OutboxGauges>) {
        self.database_up.set(outbox.is_some().into());
        let Some(outbox) = outbox else { return };
        let count = |number: u64| i64::try_from(number).unwrap_or(i64::MAX);
        self.outbox_queued.set(count(outbox.queued));
        self.outbox_failed.set(count(outbox.failed));
        self.outbox_oldest.set(count(outbox.oldest_queued.as_secs()));
    }

    /// Notes how many places are held.
    pub fn set_holds(&self, holds: i64) {
        self.holds.set(holds);
    }

    /// Lets another module add its figures.
    pub fn register(&self, add: impl FnOnce(&mut Registry)) {
        add(&mut self.registry.lock().unwrap_or_else(PoisonError::into_inner));
    }

    /// What counts the requests of a route that were answered with a status, and how long they took. To be kept by those
    /// who count often: finding it takes locks and texts, counting does not.
    pub fn of_route(&self, method: &str, route: &str, status: u16) -> RouteFigures {
        let (method, route) = (method.to_owned(), route.to_owned());
        let durations =
            self.durations.get_or_create_owned(&RouteLabels { method: method.clone(), route: route.clone() });
        RouteFigures {
            requests: self.requests.get_or_create_owned(&RequestLabels { method, route, status }),
            durations,
        }
    }

    /// Counts an answer that was a problem.
    pub fn count_problem(&self, code: ProblemCode) {
        self.problems.get_or_create(&ProblemLabels { code: code.as_str() }).inc();
    }

    /// All figures in the text format of OpenMetrics, which Prometheus reads.
    pub fn text(&self) -> Result<String, std::fmt::Error> {
        let mut text = String::new();
        text::encode(&mut text, &self.registry.lock().unwrap_or_else(PoisonError::into_inner))?;
        Ok(text)
    }
}

#[cfg(test)]
mod tests {
    use super::Metrics;
    use std::time::Duration;

    #[test]
    fn requests_are_counted_by_route_and_status() {
        let metrics = Metrics::new();
        metrics.of_route("GET", "/api/v1/offices", 200).count(Duration::from_millis(2));
        let text = metrics.text().unwrap();
        let line = r#"wizyta_http_requests_total{method="GET",route="/api/v1/offices",status="200"} 1"#;
        assert!(text.contains(line), "{text}");
        assert!(text.contains("wizyta_build_info{"), "{text}");
    }
}
