//! A small office that never closes, so that the tests find hours and tickets at any time of day.

use backend::clock::{Clock as _, SystemClock};
use chrono::{DateTime, TimeDelta, Timelike as _, Utc};

/// Its one service.
pub const SERVICE: &str = "sprawa";

/// Desks of its one pool.
pub const DESKS: u32 = 3;

/// Minutes of an hour that can be booked.
const SLOT: u32 = 5;

/// The version of its terms.
pub const TERMS: &str = "1";

/// For `wizyta import`.
pub fn toml() -> String {
    let text = |indent: &str, text: &str| {
        ["pl", "en", "uk", "de"].map(|language| format!("{indent}{language} = \"{text}\"\n")).concat()
    };
    format!(
        "id = \"urzad\"\ntimezone = \"Etc/UTC\"\nholidays = \"none\"\n[name]\n{name}[address]\n{name}\
         [release]\nhorizon_days = 30\nopens_at = \"00:00\"\n\
         [rules]\nmin_notice_minutes = 0\nchange_until_minutes = 0\nper_service_and_day = 2\nactive = 5\n\
         ticket_opens_minutes = 1440\nticket_closes_minutes = 1440\n\
         [[pools]]\nid = \"stanowiska\"\nname = \"Stanowiska\"\n\
         [[pools.opening]]\nweekdays = [\"mon\", \"tue\", \"wed\", \"thu\", \"fri\", \"sat\", \"sun\"]\n\
         from = \"00:00\"\nto = \"23:55\"\nslot_minutes = {SLOT}\ndesks = {DESKS}\n\
         [categories.sprawy]\n{name}\
         [[services]]\nid = \"{SERVICE}\"\ncategory = \"sprawy\"\npool = \"stanowiska\"\nticket_letter = \"S\"\n\
         [services.name]\n{name}[services.scope]\n{scope}\
         [[terms]]\nversion = \"{TERMS}\"\npublished_at = 2026-01-01T00:00:00Z\n[terms.html]\n{terms}",
        name = text("", "Urząd"),
        scope = text("", "Sprawa").replace("\"Sprawa\"", "[\"Sprawa\"]"),
        terms = text("", "<p>Regulamin</p>"),
    )
}

/// An hour that can be booked: the `number`-th, beginning in an hour from now.
pub fn hour(number: u32) -> (String, String) {
    let soon = SystemClock.now() + TimeDelta::minutes(60);
    let start = soon - TimeDelta::minutes((soon.minute() % SLOT).into());
    let mut at: DateTime<Utc> = start + TimeDelta::minutes((number * SLOT).into());
    // The day's last is left out.
    if (at.hour(), at.minute()) == (23, 55) {
        at += TimeDelta::minutes(SLOT.into());
    }
    (at.format("%Y-%m-%d").to_string(), at.format("%H:%M").to_string())
}
