//! Every call of the API, one file each. A handler reads the request, calls one service and shapes its answer.

pub mod operations;

use utoipa_actix_web::service_config::ServiceConfig;

/// All calls. What is asked most stands first.
pub fn routes(config: &mut ServiceConfig) {
    config
        .service(operations::live::show_liveness)
        .service(operations::ready::show_readiness)
        .service(operations::metrics::show_metrics)
        .service(operations::description::show_openapi_json)
        .service(operations::description::show_openapi_yaml);
}
