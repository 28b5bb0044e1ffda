//! Settings of the rate limits.

use super::http::{network, number};
use super::{ConfigError, Values};
use ipnet::IpNet;
use std::num::NonZeroU32;
use std::time::Duration;

/// So many in such a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quota {
    /// How many.
    pub limit: NonZeroU32,
    /// In which time.
    pub window: Duration,
}

impl Quota {
    /// `limit` in `window`; at least one.
    pub const fn of(limit: u32, window: Duration) -> Self {
        let limit = match NonZeroU32::new(limit) {
            Some(limit) => limit,
            None => NonZeroU32::MIN,
        };
        Self { limit, window }
    }
}

/// How often a client may ask.
#[derive(Debug, Clone)]
pub struct LimitSettings {
    /// Whether there are limits at all; on by default.
    pub enabled: bool,
    /// Networks without limits; by default none.
    pub exempt: Vec<IpNet>,
    /// Reads per client; 600 a minute by default.
    pub reads: Quota,
    /// Bookings and changes per client; 60 a minute by default, since a whole house or carrier may share an address.
    pub bookings: Quota,
    /// Codes tried per client; 60 a minute by default.
    pub codes: Quota,
    /// Lost codes asked for per client; 30 an hour by default.
    pub code_requests: Quota,
    /// Bookings tried per e-mail address; 20 an hour by default.
    pub email: Quota,
    /// Hours held per client; 20 in ten minutes by default.
    pub holds: Quota,
    /// Calls per integrator's token, wherever they come from; 1,200 a minute by default.
    pub integrators: Quota,
    /// Clients counted one by one in each group, which bounds the memory; 65,536 by default.
    pub clients: usize,
}

impl LimitSettings {
    pub(super) fn read(values: &Values) -> Result<Self, ConfigError> {
        Ok(Self {
            enabled: values.switch("rate_limits")?,
            exempt: values.list("rate_limit_exempt", network)?,
            reads: values.required("rate_limit_reads", quota)?,
            bookings: values.required("rate_limit_bookings", quota)?,
            codes: values.required("rate_limit_codes", quota)?,
            code_requests: values.required("rate_limit_code_requests", quota)?,
            email: values.required("rate_limit_email", quota)?,
            holds: values.required("rate_limit_holds", quota)?,
            integrators: values.required("rate_limit_integrator", quota)?,
            clients: values.required("rate_limit_clients", |text| number(text, 64..=10_000_000))?,
        })
    }
}

fn quota(text: &str) -> Result<Quota, String> {
    let parsed = (|| {
        let (limit, window) = text.split_once('/')?;
        let seconds = window.trim().parse().ok().filter(|seconds| (1..=86_400).contains(seconds))?;
        Some(Quota { limit: limit.trim().parse().ok()?, window: Duration::from_secs(seconds) })
    })();
    parsed.ok_or_else(|| "is not a quota like 600/60: how many in how many seconds".to_owned())
}
