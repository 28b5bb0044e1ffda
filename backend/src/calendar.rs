//! A visit as a calendar file (RFC 5545), for the e-mail and for the API alike. It carries neither code nor token:
//! calendars are shared more readily than e-mails.

mod lines;
mod zone;

use crate::domain::plan::{Office, Service};
use crate::mail::Mailbox;
use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use lines::Lines;
use shared::Language;
use shared::kiosk::BOOKED_BUTTON;
use shared::texts::{fill, mail::Texts};
use uuid::Uuid;

const PRODUCT: &str = "-//Wizyta//Wizyta//PL";

/// A visit to be written into a calendar.
#[derive(Debug, Clone)]
pub struct Visit<'a> {
    /// The booking; the entry's UID derives from it.
    pub booking_id: Uuid,
    /// How often the booking has changed: calendars take the entry with the highest.
    pub sequence: u32,
    /// Whether the entry is to be taken out again.
    pub cancelled: bool,
    /// The booking's language.
    pub language: Language,
    /// Where the visit is.
    pub office: &'a Office,
    /// What it is for.
    pub service: &'a Service,
    /// Start, on the office's clock.
    pub starts_at: DateTime<Tz>,
    /// End, on the office's clock.
    pub ends_at: DateTime<Tz>,
    /// When the booking last changed.
    pub changed_at: DateTime<Utc>,
    /// `WIZYTA_MAIL_FROM`: its domain names the entry; it is the organizer if the office has no address.
    pub organizer: &'a Mailbox,
}

/// The calendar file.
pub fn visit_ics(visit: &Visit) -> String {
    let (method, status) = if visit.cancelled { ("CANCEL", "CANCELLED") } else { ("PUBLISH", "CONFIRMED") };
    let mut lines = Lines::new();
    lines.put("BEGIN", "VCALENDAR");
    lines.put("VERSION", "2.0");
    lines.put("PRODID", PRODUCT);
    lines.put("CALSCALE", "GREGORIAN");
    lines.put("METHOD", method);
    zone::write(&mut lines, visit.starts_at, visit.ends_at);
    event(&mut lines, visit, status);
    lines.put("END", "VCALENDAR");
    lines.into_text()
}

fn event(lines: &mut Lines, visit: &Visit, status: &str) {
    let texts = Texts::of(visit.language);
    let office = visit.office.name.get(visit.language);
    let address = visit.office.address.get(visit.language);
    let service = visit.service.name.get(visit.language);
    let summary = fill(texts.calendar_summary, &[("service", service)]);
    let organizer = visit.office.email.as_deref().unwrap_or_else(|| visit.organizer.address());

    lines.put("BEGIN", "VEVENT");
    lines.put("UID", &format!("{}@{}", visit.booking_id, visit.organizer.domain()));
    lines.put("SEQUENCE", &visit.sequence.to_string());
    lines.put("DTSTAMP", &visit.changed_at.format("%Y%m%dT%H%M%SZ").to_string());
    lines.put_local("DTSTART", visit.starts_at);
    lines.put_local("DTEND", visit.ends_at);
    lines.put_text("SUMMARY", &summary);
    lines.put_text("LOCATION", &format!("{office}, {address}"));
    if !visit.cancelled {
        lines.put_text("DESCRIPTION", &fill(texts.calendar_description, &[("button", BOOKED_BUTTON)]));
    }
    lines.put(&format!("ORGANIZER;CN={}", lines::quoted(office)), &format!("mailto:{organizer}"));
    lines.put("STATUS", status);
    lines.put("TRANSP", "OPAQUE");
    if !visit.cancelled {
        lines.put("BEGIN", "VALARM");
        lines.put("ACTION", "DISPLAY");
        lines.put("TRIGGER", "-PT1H");
        lines.put_text("DESCRIPTION", &summary);
        lines.put("END", "VALARM");
    }
    lines.put("END", "VEVENT");
}

#[cfg(test)]
mod tests;
