//! Tests of the server through real HTTP. Files mirror URLs.

#![expect(unreachable_pub, reason = "a test program exports nothing")]
#![expect(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

mod audit;
mod booking_states;
mod bookings_cancellation;
mod bookings_confirmation_email;
mod bookings_create;
mod bookings_hold;
mod bookings_move;
mod bookings_show;
mod brand;
mod calendar_updates;
mod catalogue;
mod clock_hosts;
mod clock_jumps;
mod clock_nights;
mod clock_releases;
mod code_requests;
mod erasure;
mod explorer;
mod freed_places;
mod health;
mod herd;
mod hold_races;
mod hours;
mod http_abuse;
mod http_basics;
mod http_broken;
mod http_cors;
mod http_limits;
mod kiosk_tickets;
mod mail;
mod metrics;
mod model;
mod openapi;
mod page;
mod proof_of_work;
mod races;
mod rate_limits;
mod reminders;
mod request_bodies;
mod secrecy;
mod services_days;
mod startup_config;
mod startup_database;
mod startup_machine;
mod support;
