use super::edge;
use super::figures::Figures;
use super::security_headers::SecurityHeaders;
use crate::config::{Config, Values};
use crate::guesses::Guesses;
use crate::http::Context;
use crate::http::routes::Routes;
use crate::integrators::Integrators;
use crate::limits::Limits;
use crate::metrics::Metrics;
use crate::proof_of_work::ProofOfWork;
use crate::shutdown::Shutdown;
use actix_web::middleware::from_fn;
use actix_web::test::{TestRequest, init_service};
use actix_web::{App, HttpResponse, dev::Service as _, error, web};
use std::sync::Arc;

fn context() -> Context {
    let config = Config::read(&Values::gather([], [], None).unwrap()).unwrap();
    let public_url = "https://wizyta.example".to_owned();
    let metrics = Arc::new(Metrics::new());
    Context {
        headers: SecurityHeaders::new(&config.http, &public_url),
        limits: Arc::new(Limits::new(&config.limits, &metrics)),
        integrators: Integrators::default(),
        guesses: Arc::new(Guesses::new(true, &metrics)),
        proof_of_work: ProofOfWork::new(config.proof_of_work, &metrics),
        metrics,
        routes: Routes::default(),
        shutdown: Shutdown::new(),
        settings: config.http,
        public_url,
    }
}

/// What a client gets from a handler that does not do what handlers do.
async fn answer(path: &str) -> (u16, serde_json::Value) {
    #[expect(clippy::panic, reason = "this is what is tested")]
    async fn panics() -> HttpResponse {
        panic!("anna@example.pl")
    }
    let context = context();
    let app = App::new()
        .app_data(Figures::new(&context.metrics))
        .app_data(web::Data::new(context))
        .route("/panics", web::get().to(panics))
        .route("/text", web::get().to(async || HttpResponse::BadGateway().body("anna@example.pl")))
        .route("/error", web::get().to(async || Err::<HttpResponse, _>(error::ErrorPayloadTooLarge("anna@example.pl"))))
        .wrap(from_fn(edge));
    let app = init_service(app).await;
    let request = TestRequest::get().uri(path).insert_header(("accept-language", "en"));
    let response = match app.call(request.to_request()).await {
        Ok(response) => response.into_parts().1.map_into_boxed_body(),
        Err(error) => error.error_response(),
    };
    let (status, headers) = (response.status().as_u16(), response.headers().clone());
    assert_eq!(headers.get("content-type").unwrap(), "application/problem+json");
    assert_eq!(headers.get("content-language").unwrap(), "en");
    assert_eq!(headers.get("x-content-type-options").unwrap(), "nosniff");
    let Ok(body) = actix_web::body::to_bytes(response.into_body()).await else { return (status, ().into()) };
    let body: serde_json::Value = serde_json::from_slice(&body).unwrap();
    assert_eq!(body["request_id"].as_str(), headers.get("x-request-id").and_then(|id| id.to_str().ok()));
    assert!(!body.to_string().contains("anna"), "{body}");
    (status, body)
}

#[actix_web::test]
async fn whatever_goes_wrong_is_a_problem() {
    for (path, status, code) in [
        ("/panics", 500, "internal-error"),
        ("/text", 500, "internal-error"),
        ("/error", 413, "payload-too-large"),
        ("/nothing", 404, "not-found"),
    ] {
        let (answered, body) = answer(path).await;
        assert_eq!((answered, body["code"].as_str()), (status, Some(code)), "{path}");
    }
}
