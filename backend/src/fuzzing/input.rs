//! What is read: codes, addresses, dates, bodies, headers, an office's file.

use super::text;
use crate::http::conditional::{Encoding, is_known, language};
use crate::http::extract::{bearer, idempotency_key};
use crate::http::middleware::request_id::RequestId;
use crate::http::query::Query;
use crate::import::parse_office;
use crate::limits::client_address;
use crate::mail::Mailbox;
use actix_web::http::header::{HeaderMap, HeaderName, HeaderValue};
use serde_json::{Value, json};
use shared::booking::{MoveRequest, NewBooking, ResendRequest};
use shared::kiosk::TicketRequest;
use shared::problem::{FaultCode, FieldFault};
use shared::{EmailAddress, Language, ReservationCode, local_date, local_time};
use std::net::{IpAddr, Ipv4Addr};

/// A code is read as it is written, and none that has one wrong digit or two neighbours swapped.
///
/// # Panics
/// If that does not hold.
pub fn codes(data: &[u8]) {
    if let Ok(code) = ReservationCode::parse(&text(data)) {
        check_code(&code);
    }
    if let Some(number) = data.first_chunk() {
        check_code(&ReservationCode::from_number(u32::from_le_bytes(*number)));
    }
}

fn check_code(code: &ReservationCode) {
    assert_eq!(ReservationCode::parse(&code.to_string()).as_ref(), Ok(code));
    assert_eq!(ReservationCode::parse(code.digits()).as_ref(), Ok(code));
    let digits: Vec<char> = code.digits().chars().collect();
    let refused = |digits: Vec<char>| ReservationCode::parse(&digits.into_iter().collect::<String>()).is_err();
    for (at, right) in digits.iter().enumerate() {
        for wrong in ('0'..='9').filter(|digit| digit != right) {
            let mistyped = digits.iter().enumerate().map(|(i, digit)| if i == at { wrong } else { *digit });
            assert!(refused(mistyped.collect()), "a wrong digit at {at}");
        }
    }
    for at in 1..digits.len() {
        let mut swapped = digits.clone();
        swapped.swap(at - 1, at);
        assert!(swapped == digits || refused(swapped), "neighbours swapped at {at}");
    }
}

/// Addresses, days and times are read as they are written, and a mailbox has one spelling.
///
/// # Panics
/// If that does not hold.
pub fn values(data: &[u8]) {
    let text = text(data);
    if let Some(email) = EmailAddress::parse(&text) {
        let shown = email.as_str();
        assert!(
            shown.len() <= 254 && shown.bytes().all(|byte| byte.is_ascii_graphic() && !b"<>\"(),:;".contains(&byte))
        );
        assert_eq!(EmailAddress::parse(shown).as_ref(), Some(&email));
        let canonical = email.canonical();
        let again = EmailAddress::parse(&canonical).map(|email| email.canonical());
        assert_eq!(again.as_ref(), Some(&canonical), "one mailbox, one spelling");
        let shouted = EmailAddress::parse(&shown.to_ascii_uppercase()).map(|email| email.canonical());
        assert_eq!(shouted, Some(canonical));
        assert!(email.masked().chars().filter(|character| *character == '@').count() == 1);
    }
    if let Some(date) = local_date::parse(&text) {
        assert_eq!(date.format("%Y-%m-%d").to_string(), text);
    }
    if let Some(time) = local_time::parse(&text) {
        assert_eq!(local_time::format(time), text);
    }
    if let Ok(mailbox) = text.parse::<Mailbox>() {
        let shown = mailbox.to_string();
        assert!(!shown.chars().any(char::is_control));
        assert!(shown.parse::<Mailbox>().is_ok_and(|again| again.address() == mailbox.address()));
    }
    let _ = Language::from_accept_language(&text);
}

/// A body is refused with faults that say where, or read; what was read is read again as the same.
///
/// # Panics
/// If that does not hold.
pub fn requests(data: &[u8]) {
    let mut query = Query::new(&text(data));
    query.optional("from", FaultCode::InvalidDate, local_date::parse);
    let _ = query.finish();
    let Ok(body) = serde_json::from_slice::<Value>(data) else { return };
    match NewBooking::read(&body) {
        Ok(booking) => {
            let written = json!({
                "service_id": booking.service_id,
                "date": booking.date,
                "time": local_time::format(booking.time),
                "email": booking.email.as_str(),
                "terms_version": booking.terms_version,
                "language": booking.language,
                "hold": booking.hold,
            });
            assert_eq!(NewBooking::read(&written), Ok(booking));
        }
        Err(faults) => check_faults(&faults),
    }
    match MoveRequest::read(&body) {
        Ok(request) => {
            let written = json!({"date": request.date, "time": local_time::format(request.time)});
            assert_eq!(MoveRequest::read(&written), Ok(request));
        }
        Err(faults) => check_faults(&faults),
    }
    for faults in [ResendRequest::read(&body).err(), TicketRequest::read(&body).err()].into_iter().flatten() {
        check_faults(&faults);
    }
}

fn check_faults(faults: &[FieldFault]) {
    assert!(!faults.is_empty());
    for fault in faults {
        let pointer = fault.pointer.as_deref();
        assert!(pointer.is_some_and(|pointer| pointer.is_empty() || pointer.starts_with('/')), "{fault:?}");
    }
}

/// No header makes anything but a value or a refusal; nobody passes for another client by what stands further away.
///
/// # Panics
/// If that does not hold.
pub fn headers(data: &[u8]) {
    let mut headers = HeaderMap::new();
    for line in data.split(|byte| *byte == b'\n') {
        let (name, value) = line.split_at(line.iter().position(|byte| *byte == b':').unwrap_or(line.len()));
        let value = HeaderValue::from_bytes(value.get(1..).unwrap_or_default().trim_ascii());
        if let (Ok(name), Ok(value)) = (HeaderName::from_bytes(name), value) {
            headers.append(name, value);
        }
    }
    let _ = (Encoding::negotiate(&headers), language(&headers), is_known(&headers, "W/\"a\""));
    assert!(bearer(&headers).is_none_or(|token| !token.is_empty() && token.trim() == token));
    if let Ok(Some(key)) = idempotency_key(&headers) {
        assert!((1..=128).contains(&key.len()) && key.bytes().all(|byte| byte.is_ascii_graphic()));
    }
    let id = RequestId::of(&headers);
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
    assert!((1..=64).contains(&id.as_str().len()) && id.as_str().bytes().all(plain), "{id}");
    let forwarded = headers.get("x-forwarded-for").and_then(|value| value.to_str().ok());
    check_client(forwarded.unwrap_or_default());
}

fn check_client(forwarded: &str) {
    let Ok(trusted) = "10.0.0.0/8".parse() else { return };
    let of = |peer, forwarded: &str| client_address(IpAddr::V4(peer), Some(forwarded), &[trusted]);
    let stranger = Ipv4Addr::new(192, 0, 2, 7);
    assert_eq!(of(stranger, forwarded), IpAddr::V4(stranger), "a stranger's word counts nothing");
    let proxy = Ipv4Addr::new(10, 0, 0, 1);
    let client = of(proxy, forwarded);
    if !trusted.contains(&client) {
        assert_eq!(of(proxy, &format!("203.0.113.9, {forwarded}")), client, "nor does what stands further away");
    }
}

/// An office's file is read, or refused with faults that name a line of it, each on one line.
///
/// # Panics
/// If that does not hold.
pub fn office(data: &[u8]) {
    let text = text(data);
    match parse_office(&text) {
        Ok(office) => {
            for service in &office.services {
                assert!(office.pools.iter().any(|pool| pool.id == service.pool_id), "a service without desks");
            }
            for terms in &office.terms {
                for language in Language::ALL {
                    let html = terms.html.get(language);
                    super::output::check_terms(html);
                }
            }
        }
        Err(faults) => {
            let lines = 1 + text.bytes().filter(|byte| *byte == b'\n').count();
            assert!(!faults.is_empty());
            for fault in faults {
                assert!((1..=lines).contains(&fault.line), "{fault}");
                assert!(!fault.to_string().chars().any(char::is_control), "{fault:?}");
            }
        }
    }
}
