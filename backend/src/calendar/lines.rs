//! Content lines of RFC 5545, 3.1: CRLF, and never more than 75 octets in one.

use chrono::{DateTime, TimeZone};
use chrono_tz::Tz;

/// Octets in a line, its end aside.
const WIDTH: usize = 75;

/// A calendar file that is being written.
pub(super) struct Lines(String);

impl Lines {
    pub(super) fn new() -> Self {
        Self(String::with_capacity(2048))
    }

    /// A line whose value needs no escaping.
    pub(super) fn put(&mut self, name: &str, value: &str) {
        let mut room = WIDTH;
        for character in name.chars().chain([':']).chain(value.chars()) {
            let length = character.len_utf8();
            if length > room {
                // The blank at the next line's start counts.
                self.0.push_str("\r\n ");
                room = WIDTH - 1;
            }
            self.0.push(character);
            room -= length;
        }
        self.0.push_str("\r\n");
    }

    /// A line whose value is text for people (3.3.11).
    pub(super) fn put_text(&mut self, name: &str, text: &str) {
        let mut value = String::with_capacity(text.len() + 8);
        for character in text.chars() {
            match character {
                '\\' | ';' | ',' => value.extend(['\\', character]),
                '\n' => value.push_str("\\n"),
                _ if character.is_control() => (),
                _ => value.push(character),
            }
        }
        self.put(name, &value);
    }

    /// A line whose value is a time on the office's clock; its zone is described in the same file. A time that comes twice
    /// means the first one there (3.3.5), so the second one is written as UTC.
    pub(super) fn put_local(&mut self, name: &str, instant: DateTime<Tz>) {
        let zone = instant.timezone();
        if zone.from_local_datetime(&instant.naive_local()).earliest() != Some(instant) {
            return self.put(name, &instant.to_utc().format("%Y%m%dT%H%M%SZ").to_string());
        }
        let zone = zone.name();
        self.put(&format!("{name};TZID={zone}"), &instant.format("%Y%m%dT%H%M%S").to_string());
    }

    pub(super) fn into_text(self) -> String {
        self.0
    }
}

/// A parameter's value (3.2): quoted, since names hold commas; a quote itself has no spelling there.
pub(super) fn quoted(text: &str) -> String {
    let allowed = text.chars().filter(|character| !character.is_control());
    format!("\"{}\"", allowed.map(|character| if character == '"' { '\'' } else { character }).collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::{Lines, quoted};
    use proptest::prelude::*;

    #[test]
    fn escapes_what_would_end_a_value() {
        let mut lines = Lines::new();
        lines.put_text("SUMMARY", "a,b;c\\d\r\nEND:VEVENT");
        assert_eq!(lines.into_text(), "SUMMARY:a\\,b\\;c\\\\d\\nEND:VEVENT\r\n");
        assert_eq!(quoted("Urząd \"U\", Opole\n"), "\"Urząd 'U', Opole\"");
    }

    proptest! {
        #[test]
        fn folds_within_75_octets_and_loses_nothing(text in "[a-z ąężЇї€😀]{0,300}") {
            let mut lines = Lines::new();
            lines.put("X", &text);
            let written = lines.into_text();
            prop_assert!(written.split("\r\n").all(|line| line.len() <= 75));
            prop_assert_eq!(written.replace("\r\n ", ""), format!("X:{text}\r\n"));
        }
    }
}
