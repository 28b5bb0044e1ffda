//! The requests, as bytes that were put together beforehand.

use crate::client::Requests;
use crate::office::TERMS;
use memchr::memmem;
use std::sync::atomic::{AtomicU64, Ordering};

/// A read of a path, with more header lines if need be.
pub(crate) fn get(path: &str, headers: &str) -> Vec<u8> {
    format!("GET {path} HTTP/1.1\r\nHost: localhost\r\nAccept-Language: en\r\n{headers}\r\n").into_bytes()
}

/// A JSON body sent to a path, with more header lines if need be.
pub(crate) fn post(path: &str, headers: &str, body: &str) -> Vec<u8> {
    let length = body.len();
    format!(
        "POST {path} HTTP/1.1\r\nHost: localhost\r\nAccept-Language: en\r\nContent-Type: application/json\r\n\
         Content-Length: {length}\r\n{headers}\r\n{body}"
    )
    .into_bytes()
}

/// Which slot the next booking asks for.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Choice {
    /// Any.
    Spread,
    /// All the same one, until so many have asked for it; then all the next one.
    InTurn(u64),
}

/// A slot: day and hour, `2026-12-07` and `09:20`.
pub(crate) type SlotText = (String, String);

/// Bookings of one service, each by another person.
pub(crate) struct Bookings<'a> {
    template: Vec<u8>,
    slots: &'a [SlotText],
    choice: Choice,
    asked: AtomicU64,
    date_at: usize,
    time_at: usize,
    person_at: Vec<usize>,
}

/// Nobody books twice, in no variant of a run.
static PERSON: AtomicU64 = AtomicU64::new(0);

const DATE: &str = "dddddddddd";
const TIME: &str = "ttttt";
const NOBODY: &str = "nnnnnnnnnn";

impl<'a> Bookings<'a> {
    /// Bookings of a service in these slots, each with an idempotency key as the page sends one, if `keyed`.
    pub(crate) fn new(service: &str, slots: &'a [SlotText], choice: Choice, keyed: bool) -> Self {
        let body = format!(
            r#"{{"service_id":"{service}","date":"{DATE}","time":"{TIME}","email":"p{NOBODY}@example.com","terms_version":"{TERMS}"}}"#
        );
        let key = if keyed { format!("Idempotency-Key: key-{NOBODY}\r\n") } else { String::new() };
        let template = post("/api/v1/bookings", &key, &body);
        let find = |text: &str| memmem::find(&template, text.as_bytes()).unwrap_or_default();
        let (date_at, time_at) = (find(DATE), find(TIME));
        let person_at = memmem::find_iter(&template, NOBODY).collect();
        let asked = AtomicU64::new(0);
        Self { template, slots, choice, asked, date_at, time_at, person_at }
    }

    fn slot(&self) -> Option<&SlotText> {
        let asked = self.asked.fetch_add(1, Ordering::Relaxed);
        let index = match self.choice {
            Choice::Spread => scatter(asked),
            Choice::InTurn(each) => asked / each,
        };
        let count = u64::try_from(self.slots.len()).unwrap_or(1).max(1);
        self.slots.get(usize::try_from(index % count).unwrap_or_default())
    }
}

impl Requests for Bookings<'_> {
    fn next(&self, request: &mut Vec<u8>) {
        if request.is_empty() {
            request.extend_from_slice(&self.template);
        }
        if let Some((date, time)) = self.slot() {
            put(request, self.date_at, date.as_bytes());
            put(request, self.time_at, time.as_bytes());
        }
        let person = format!("{:010}", PERSON.fetch_add(1, Ordering::Relaxed));
        for at in &self.person_at {
            put(request, *at, person.as_bytes());
        }
    }
}

/// Neighbouring numbers far apart, each as likely as any other (the finaliser of `SplitMix64`).
pub(crate) const fn scatter(number: u64) -> u64 {
    let mixed = number.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}

fn put(request: &mut [u8], at: usize, text: &[u8]) {
    if let Some(place) = request.get_mut(at..at + text.len()) {
        place.copy_from_slice(text);
    }
}
