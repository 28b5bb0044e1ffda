//! Putting the server together: settings in, a listening server out. Tests start it the same way.

pub mod commands;
pub mod database;
mod listening;
mod mail;
pub mod subject;
pub mod system;

use crate::api::lane::Lane;
use crate::api::operations::metrics;
use crate::audit;
use crate::clock::Clock;
use crate::config::{AuditSettings, Config, HttpSettings};
use crate::guesses::Guesses;
use crate::http::admission::Admission;
use crate::http::middleware::security_headers::{self, SecurityHeaders};
use crate::http::middleware::{edge, figures::Figures};
use crate::http::openapi::Published;
use crate::http::routes::Routes;
use crate::http::{Context, brand, explorer, fallback, lost_code, page, problems, security_txt};
use crate::integrators::Integrators;
use crate::limits::Limits;
use crate::metrics::Metrics;
use crate::pages::Pages;
use crate::proof_of_work::ProofOfWork;
use crate::service::lost_code::LostCodes;
use crate::service::remind;
use crate::shutdown::Shutdown;
use crate::state::AppState;
use crate::store::housekeeping::retention::{Retention, RetentionGauges};
use actix_web::dev::Server;
use actix_web::middleware::from_fn;
use actix_web::{App, HttpRequest, HttpResponse, HttpServer, guard, web};
use std::io;
use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::time::Duration;
use utoipa_actix_web::AppExt as _;

/// How often counters of idle clients are forgotten.
const FORGET_EVERY: Duration = Duration::from_mins(1);

/// A server that listens.
pub struct Application {
    server: Server,
    metrics_server: Option<Server>,
    address: SocketAddr,
    shutdown: Shutdown,
    settings: HttpSettings,
    state: web::Data<AppState>,
}

/// Why the server does not start.
#[derive(Debug, thiserror::Error)]
pub enum StartupError {
    /// The address is taken, or not ours.
    #[error("cannot listen on {0}: {1}")]
    Bind(SocketAddr, #[source] io::Error),
    /// Something else.
    #[error(transparent)]
    Other(#[from] Box<dyn std::error::Error + Send + Sync>),
}

impl Application {
    /// Listens and prepares everything; requests wait until [`Self::run_until_stopped`].
    pub async fn build(config: Config, clock: Arc<dyn Clock>) -> Result<Self, StartupError> {
        let settings = config.http.clone();
        let listener = listen(settings.bind)?;
        let address = listener.local_addr().map_err(|error| StartupError::Bind(settings.bind, error))?;
        let shutdown = Shutdown::new();
        let published = web::Data::new(Published::new()?);
        let context = web::Data::new(context(&config, address, &published, &shutdown));
        let stop = shutdown.token().clone();
        let state = database::state(&config, &context.public_url, clock, stop).await?;
        mail::start_outbox(&state, &config.mail, &settings, &shutdown, &context.metrics)?;
        start_retention(&config, &state, &context, &shutdown);
        start_audits(&config.audit, &state, &context, &shutdown);
        let state = web::Data::new(state);
        start_reminders(&config, &state, &shutdown);
        let lost_codes = web::Data::new(LostCodes::start(state.clone().into_inner(), &shutdown));
        let written = web::Data::new(written_pages(&config, &state, &context));
        let (app_state, app_context) = (state.clone(), context.clone());
        let stopping = shutdown.token().clone();
        let application = move || {
            let admission = Admission::new(stopping.clone());
            let lane = Lane::new(app_state.clone(), app_context.clone(), admission.clone());
            let (state, context, door) = (app_state.clone(), app_context.clone(), admission.clone());
            let app = app!(state, context, published.clone(), door, written.clone(), lost_codes.clone());
            (admission, lane.beside(app))
        };
        let server = listening::serve(listener, &settings, &shutdown, application)
            .map_err(|error| StartupError::Bind(address, error))?;
        let metrics_server = settings.metrics_bind.map(|bind| metrics_server(bind, &context, &state)).transpose()?;
        if settings.metrics_bind.is_none() && !address.ip().is_loopback() {
            tracing::warn!(
                "WIZYTA_METRICS_BIND is not set: /metrics is open to all who reach the server (SECURITY.md)"
            );
        }
        forget_idle_clients(&context);
        Ok(Self { server, metrics_server, address, shutdown, settings, state })
    }

    /// Where it listens.
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// What its requests work with.
    pub fn state(&self) -> Arc<AppState> {
        self.state.clone().into_inner()
    }

    /// To stop it, and to wait for what it has begun.
    pub fn shutdown(&self) -> Shutdown {
        self.shutdown.clone()
    }

    /// Serves until somebody stops it; then finishes what runs.
    pub async fn run_until_stopped(self) -> io::Result<()> {
        let metrics = self.metrics_server.map(actix_web::rt::spawn);
        let served = self.server.await;
        self.shutdown.wait_for_tasks(self.settings.shutdown_timeout).await;
        if let Some(metrics) = metrics {
            let _ = metrics.await;
        }
        served
    }
}

/// The application: every route, and the middleware around them. A macro, since its type cannot be written down.
macro_rules! app {
    ($state:expr, $context:expr, $published:expr, $admission:expr, $pages:expr, $lost_codes:expr) => {{
        let (app, _) = App::new()
            .into_utoipa_app()
            .app_data($state)
            .app_data(Figures::new(&$context.metrics))
            .app_data($admission)
            .app_data($context)
            .app_data($published)
            .app_data($pages)
            .app_data($lost_codes)
            .configure(crate::api::routes)
            .split_for_parts();
        app.configure(pages).default_service(web::route().to(fallback::answer)).wrap(from_fn(edge))
    }};
}
use app;

/// What is no API: the page, the explorer, the list of problems.
fn pages(config: &mut web::ServiceConfig) {
    config.service(security_txt::show_security_txt).service(brand::show_brand_file);
    config.service(problems::show_problems).service(explorer::show_explorer).service(explorer::show_explorer_file);
    for (path, shown) in page::PATHS {
        let show = move |request: HttpRequest| async move { page::show(shown, &request) };
        config.service(web::resource(path).guard(guard::Get()).to(show));
    }
    config.service(web::resource(lost_code::PATH).guard(guard::Post()).to(lost_code::send));
    config.service(web::resource(page::KIOSK_PATH).guard(guard::Get()).to(page::kiosk));
}

/// The pages that the server writes.
fn written_pages(config: &Config, state: &AppState, context: &Context) -> Pages {
    let days = u32::try_from(config.retention.keep_for.num_days()).unwrap_or(u32::MAX);
    Pages::new(Arc::clone(&state.plan), Arc::clone(&state.clock), context.public_url.clone(), days)
}

fn listen(address: SocketAddr) -> Result<TcpListener, StartupError> {
    let listener = TcpListener::bind(address).and_then(|listener| {
        system::lengthen_queue(&listener)?;
        Ok(listener)
    });
    listener.map_err(|error| StartupError::Bind(address, error))
}

fn context(config: &Config, address: SocketAddr, published: &Published, shutdown: &Shutdown) -> Context {
    let settings = config.http.clone();
    let public_url = settings.public_url.clone().unwrap_or_else(|| format!("http://{address}"));
    let others = [page::KIOSK_PATH, problems::PATH, brand::PATH, "/api/docs", "/api/docs/", "/api/docs/{file}"];
    let pages = page::PATHS.into_iter().map(|(path, _)| path).chain(others);
    let pages = pages.chain(settings.security_contact.as_ref().map(|_| security_txt::PATH));
    let routes = pages.fold(Routes::of(&published.api), Routes::with_page).with_form(lost_code::PATH);
    let metrics = Arc::new(Metrics::new());
    Context {
        headers: SecurityHeaders::new(&settings, &public_url),
        limits: Arc::new(Limits::new(&config.limits, &metrics)),
        integrators: Integrators::default(),
        guesses: Arc::new(Guesses::new(config.limits.enabled, &metrics)),
        proof_of_work: ProofOfWork::new(config.proof_of_work, &metrics),
        metrics,
        routes,
        shutdown: shutdown.clone(),
        settings,
        public_url,
    }
}

fn metrics_server(
    address: SocketAddr,
    context: &web::Data<Context>,
    state: &web::Data<AppState>,
) -> Result<Server, StartupError> {
    let listener = listen(address)?;
    let (data, state) = (context.clone(), state.clone());
    let server = HttpServer::new(move || {
        let answer = |state: web::Data<AppState>, context: web::Data<Context>| async move {
            metrics::answer(&state, &context).await
        };
        App::new()
            .app_data(data.clone())
            .app_data(state.clone())
            .service(web::resource("/metrics").route(web::get().to(answer)))
            .default_service(web::to(HttpResponse::NotFound))
            .wrap(from_fn(security_headers::for_data))
    });
    let server = server
        .client_request_timeout(context.settings.request_timeout)
        .workers(1)
        .shutdown_signal(context.shutdown.token().clone().cancelled_owned());
    Ok(server.listen(listener).map_err(|error| StartupError::Bind(address, error))?.run())
}

/// Erases addresses when their time is over.
fn start_retention(config: &Config, state: &AppState, context: &Context, shutdown: &Shutdown) {
    let gauges = RetentionGauges::default();
    context.metrics.register(|registry| gauges.register(registry));
    let retention = Retention {
        db: state.db.clone(),
        clock: Arc::clone(&state.clock),
        keep_for: config.retention.keep_for,
        mail_dir: config.mail.dir.clone(),
        erased: Arc::clone(&state.erased),
        gauges,
    };
    tokio::spawn(retention.keep(shutdown.token().clone()));
}

/// Reminds residents of their visits.
fn start_reminders(config: &Config, state: &web::Data<AppState>, shutdown: &Shutdown) {
    if let Some(time) = config.reminder.at {
        tokio::spawn(remind::keep(state.clone().into_inner(), time, shutdown.token().clone()));
    }
}

/// Shows what audits find, and has them come every so often.
fn start_audits(settings: &AuditSettings, state: &AppState, context: &Context, shutdown: &Shutdown) {
    context.metrics.register(|registry| state.auditor.register(registry));
    if let Some(pause) = settings.pause {
        tokio::spawn(audit::keep(Arc::clone(&state.auditor), pause, shutdown.token().clone()));
    }
}

/// Keeps the counters of the rate limits small.
fn forget_idle_clients(context: &web::Data<Context>) {
    let (limits, stopping) = (Arc::clone(&context.limits), context.shutdown.token().clone());
    context.shutdown.tasks().spawn(async move {
        while tokio::time::timeout(FORGET_EVERY, stopping.cancelled()).await.is_err() {
            limits.forget_idle();
        }
    });
}
