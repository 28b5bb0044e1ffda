//! Settings of the HTTP server.

use super::{ConfigError, Values};
use ipnet::IpNet;
use std::fmt::Display;
use std::net::{IpAddr, SocketAddr};
use std::ops::RangeInclusive;
use std::str::FromStr;
use std::time::Duration;

/// Where the server listens, whom it believes, and what it tells browsers.
#[derive(Debug, Clone)]
pub struct HttpSettings {
    /// Address and port, by default `127.0.0.1:8080`.
    pub bind: SocketAddr,
    /// Own address and port for metrics; by default they are on the main one.
    pub metrics_bind: Option<SocketAddr>,
    /// Origin for links, without a slash at the end; by default `http://` and the bound address.
    pub public_url: Option<String>,
    /// Networks whose `X-Forwarded-For` is believed; by default none.
    pub trusted_proxies: Vec<IpNet>,
    /// Origins that may do more than public reads from a browser; by default none.
    pub cors_origins: CorsOrigins,
    /// Where security problems are reported, as `/.well-known/security.txt` tells; by default nowhere.
    pub security_contact: Option<String>,
    /// Origins that may show the page in a frame; by default none.
    pub frame_ancestors: Vec<String>,
    /// Worker threads; by default one per processor.
    pub workers: usize,
    /// How long a request may take to arrive; by default 10 s.
    pub request_timeout: Duration,
    /// How long the server goes on listening after the signal to stop; by default not at all.
    pub shutdown_delay: Duration,
    /// How long running requests get when stopping; by default 25 s.
    pub shutdown_timeout: Duration,
}

/// Origins that may call the API from a browser.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CorsOrigins {
    /// Every origin.
    Any,
    /// These, perhaps none.
    Listed(Vec<String>),
}

impl HttpSettings {
    pub(super) fn read(values: &Values) -> Result<Self, ConfigError> {
        let workers: usize = values.required("workers", |text| number(text, 0..=1024))?;
        Ok(Self {
            bind: values.required("bind", address)?,
            metrics_bind: values.optional("metrics_bind", address)?,
            public_url: values.optional("public_url", origin)?,
            trusted_proxies: values.list("trusted_proxies", network)?,
            cors_origins: cors_origins(values)?,
            security_contact: values.optional("security_contact", contact)?,
            frame_ancestors: values.list("frame_ancestors", origin)?,
            workers: if workers == 0 { processors() } else { workers },
            request_timeout: seconds(values, "request_timeout", 1..=300)?,
            shutdown_delay: seconds(values, "shutdown_delay", 0..=300)?,
            shutdown_timeout: seconds(values, "shutdown_timeout", 1..=600)?,
        })
    }
}

fn processors() -> usize {
    std::thread::available_parallelism().map_or(1, std::num::NonZero::get)
}

fn cors_origins(values: &Values) -> Result<CorsOrigins, ConfigError> {
    if values.text("cors_origins") == Some("*") {
        return Ok(CorsOrigins::Any);
    }
    values.list("cors_origins", origin).map(CorsOrigins::Listed)
}

/// A number of seconds.
pub(super) fn seconds(values: &Values, name: &str, range: RangeInclusive<u64>) -> Result<Duration, ConfigError> {
    values.required(name, |text| number(text, range)).map(Duration::from_secs)
}

/// A whole number within a range.
pub(super) fn number<T>(text: &str, range: RangeInclusive<T>) -> Result<T, String>
where
    T: FromStr + PartialOrd + Display,
{
    let fault = || format!("is not a number from {} to {}", range.start(), range.end());
    text.parse().ok().filter(|number| range.contains(number)).ok_or_else(fault)
}

fn address(text: &str) -> Result<SocketAddr, String> {
    let text = text.replacen("localhost:", "127.0.0.1:", 1);
    text.parse().map_err(|_| "is not an address and port like 127.0.0.1:8080".to_owned())
}

/// A network in CIDR notation, or a single address.
pub(super) fn network(text: &str) -> Result<IpNet, String> {
    let single = || text.parse::<IpAddr>().ok().map(IpNet::from);
    text.parse().ok().or_else(single).ok_or_else(|| "is not an address or network like 10.0.0.0/8".to_owned())
}

/// A contact as RFC 9116 wants it.
fn contact(text: &str) -> Result<String, String> {
    let known =
        ["mailto:", "https://", "tel:"].iter().any(|scheme| text.strip_prefix(scheme).is_some_and(|s| !s.is_empty()));
    let plain = text.bytes().all(|byte| byte.is_ascii_graphic());
    if known && plain { Ok(text.to_owned()) } else { Err("is no contact like mailto:security@example.pl".to_owned()) }
}

/// `https://host:port`; nothing after it but perhaps a slash, which is dropped.
fn origin(text: &str) -> Result<String, String> {
    let text = text.trim_end_matches('/');
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    let allowed = |c: char| c.is_ascii_alphanumeric() || "-.:[]*".contains(c);
    match rest {
        Some(host) if !host.is_empty() && host.chars().all(allowed) => Ok(text.to_owned()),
        _ => Err("is not an origin like https://wizyta.example.pl, without a path".to_owned()),
    }
}
