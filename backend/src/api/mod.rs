//! Every call of the API, one file each. A handler reads the request, calls one service and shapes its answer.

mod answer;
mod bookings;
mod caller;
mod challenge;
mod code_requests;
mod kiosk;
pub mod lane;
mod offices;
pub mod operations;
mod services;
mod terms;

use utoipa_actix_web::service_config::ServiceConfig;

/// All calls. What is asked most stands first.
pub fn routes(config: &mut ServiceConfig) {
    config
        .service(services::day::show_day)
        .service(services::days::list_days)
        .service(services::list::list_services)
        .service(offices::list::list_offices)
        .service(terms::show::show_terms)
        .service(challenge::show::show_challenge)
        .service(bookings::create::create_booking)
        .service(bookings::confirm::confirm_booking)
        .service(bookings::extend::extend_hold)
        .service(bookings::show::show_booking)
        .service(bookings::r#move::move_booking)
        .service(bookings::cancel::cancel_booking)
        .service(bookings::erase::erase_booking)
        .service(bookings::resend::resend_confirmation)
        .service(bookings::calendar::show_calendar)
        .service(code_requests::create::request_code)
        .service(kiosk::show::show_kiosk)
        .service(kiosk::issue_ticket::issue_ticket)
        .service(kiosk::confirm_print::confirm_print)
        .service(operations::live::show_liveness)
        .service(operations::ready::show_readiness)
        .service(operations::metrics::show_metrics)
        .service(operations::description::show_openapi_json)
        .service(operations::description::show_openapi_yaml);
}
