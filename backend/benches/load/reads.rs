//! The public reads that are measured.

use crate::client::{Load, Response, Same, ask};
use crate::requests::get;
use crate::target::Target;
use crate::{Outcome, sample::Sample};
use serde_json::Value;
use std::time::Duration;

/// A service of the sample with about as many hours a day as offices have.
const SERVICE: &str = "prawa-jazdy";

/// Connections that read.
pub(crate) const READERS: usize = 64;

/// How a client asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Manner {
    Plain,
    /// Compressed by brotli.
    Brotli,
    /// Only if it has changed, which it has not.
    Again,
}

/// A read.
#[derive(Debug)]
pub(crate) struct Read {
    pub(crate) name: String,
    pub(crate) manner: Manner,
    request: Vec<u8>,
    /// The answer as the server gave it first.
    response: Response,
}

impl Read {
    /// Every read that is measured, with the answers of this server. All servers have the same plan.
    pub(crate) fn all(target: &Target) -> Outcome<Vec<Self>> {
        let days = format!("/api/v1/services/{SERVICE}/days");
        let day = busiest_day(&Self::new(target, "", &days, Manner::Plain)?.response)?;
        let day = format!("{days}/{day}");
        let reads = [("services", "/api/v1/services?office=cup-opole"), ("days", &days), ("day", &day)];
        let manners = [Manner::Plain, Manner::Brotli, Manner::Again];
        let all = reads.into_iter().flat_map(|(name, path)| manners.map(|manner| (name, path, manner)));
        all.map(|(name, path, manner)| Self::new(target, name, path, manner)).collect()
    }

    fn new(target: &Target, name: &str, path: &str, manner: Manner) -> Outcome<Self> {
        let (suffix, headers) = match manner {
            Manner::Plain => ("", String::new()),
            Manner::Brotli => (", br", "Accept-Encoding: br\r\n".to_owned()),
            Manner::Again => {
                let response = ask(target.address, &get(path, ""))?;
                let etag = response.header("etag").ok_or("an answer without an ETag")?;
                (", 304", format!("If-None-Match: {etag}\r\n"))
            }
        };
        let request = get(path, &headers);
        let response = ask(target.address, &request)?;
        let read = Self { name: format!("{name}{suffix}"), manner, request, response };
        if read.response.status != read.status() {
            return Err(format!("{path}: {}", read.response.text()).into());
        }
        Ok(read)
    }

    const fn status(&self) -> u16 {
        if matches!(self.manner, Manner::Again) { 304 } else { 200 }
    }

    /// Length of the body.
    pub(crate) fn length(&self) -> usize {
        self.response.body.len()
    }

    /// Reads from a server.
    pub(crate) fn run(&self, target: &Target, time: Duration) -> Outcome<Sample> {
        let requests = Same(self.request.clone());
        Load { address: target.address, connections: READERS, requests: &requests, expected: self.status() }.run(time)
    }
}

/// The day with the most free hours.
fn busiest_day(days: &Response) -> Outcome<String> {
    let body: Value = serde_json::from_slice(&days.body)?;
    let days = body.get("days").and_then(Value::as_array).ok_or("days without days")?;
    let day = days.iter().max_by_key(|day| day.get("free").and_then(Value::as_u64));
    let date = day.and_then(|day| day.get("date")).and_then(Value::as_str);
    Ok(date.ok_or("a day without a date")?.to_owned())
}
