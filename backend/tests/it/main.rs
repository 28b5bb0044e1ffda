//! Tests of the server through real HTTP. Files mirror URLs.

#![expect(unreachable_pub, reason = "a test program exports nothing")]

mod explorer;
mod health;
mod http_basics;
mod http_broken;
mod http_cors;
mod http_limits;
mod metrics;
mod openapi;
mod page;
mod support;
