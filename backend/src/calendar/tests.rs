use super::{Visit, visit_ics};
use crate::mail::LetterKind;
use crate::mail::sample::Sample;
use chrono::{DateTime, Duration, NaiveDateTime, TimeZone, Utc};
use chrono_tz::{America::New_York, Asia::Kolkata, Australia::Sydney, Europe::Warsaw, Tz};
use icalendar::parser::{read_calendar, unfold};
use shared::Language;

fn visit(sample: &Sample) -> Visit<'_> {
    sample.letter(LetterKind::Confirmation, Language::Pl).visit()
}

/// The properties of the event (or of the alarm in it), as another library reads them.
fn event(ics: &str) -> icalendar::Event {
    use icalendar::CalendarComponent::Event;
    let calendar: icalendar::Calendar = ics.parse().unwrap();
    calendar.components.into_iter().find_map(|c| if let Event(event) = c { Some(event) } else { None }).unwrap()
}

#[test]
fn another_library_reads_the_visit() {
    use icalendar::{Component, EventLike};
    let sample = Sample::new();
    let ics = visit_ics(&visit(&sample));
    let event = event(&ics);
    assert_eq!(event.get_uid(), Some("01905b1e-8a70-7cc3-98c4-dc0c0c07398f@opole.example"));
    assert_eq!(event.get_sequence(), Some(0));
    assert_eq!(event.property_value("SUMMARY"), Some("Wizyta w urzędzie: Rejestracja pojazdu"));
    assert_eq!(event.property_value("STATUS"), Some("CONFIRMED"));
    assert_eq!(event.property_value("DTSTAMP"), Some("20261123T073015Z"));
    assert_eq!(event.property_value("ORGANIZER"), Some("mailto:cup@opole.example"));
    let start = event.get_start().unwrap();
    let icalendar::DatePerhapsTime::DateTime(start) = start else { panic!("{start:?}") };
    assert_eq!(start.try_into_utc(), Some(sample.starts_at.to_utc()));
    assert_eq!(event.get_location().map(|l| l.contains("Pileckiego")), Some(true));
}

#[test]
fn a_cancellation_takes_the_same_entry_out() {
    use icalendar::Component;
    let sample = Sample::new();
    let ics = visit_ics(&Visit { cancelled: true, sequence: 2, ..visit(&sample) });
    assert!(ics.contains("METHOD:CANCEL\r\n"));
    let event = event(&ics);
    assert_eq!(event.property_value("STATUS"), Some("CANCELLED"));
    assert_eq!(event.get_uid(), Some("01905b1e-8a70-7cc3-98c4-dc0c0c07398f@opole.example"));
    assert_eq!(event.get_sequence(), Some(2));
    assert!(!ics.contains("VALARM"));
}

#[test]
fn without_an_office_address_the_sender_organizes() {
    let mut sample = Sample::new();
    sample.office.email = None;
    assert!(unfold(&visit_ics(&visit(&sample))).contains(":mailto:wizyta@opole.example\r\n"));
}

/// What the file's own VTIMEZONE makes of a local time: the offset of the last observance that began before it.
fn offset_by_the_file(ics: &str, local: NaiveDateTime) -> i32 {
    let unfolded = unfold(ics);
    let calendar = read_calendar(&unfolded).unwrap();
    let zone = calendar.components.iter().find(|c| c.name == "VTIMEZONE").unwrap();
    let mut observances: Vec<(NaiveDateTime, i32)> = zone
        .components
        .iter()
        .map(|c| {
            let value = |name: &str| c.find_prop(name).unwrap().val.to_string();
            let begins = NaiveDateTime::parse_from_str(&value("DTSTART"), "%Y%m%dT%H%M%S").unwrap();
            let to = value("TZOFFSETTO");
            let minutes = to[1..3].parse::<i32>().unwrap() * 60 + to[3..5].parse::<i32>().unwrap();
            (begins, if to.starts_with('-') { -minutes } else { minutes })
        })
        .collect();
    observances.sort_unstable();
    observances.into_iter().rfind(|(begins, _)| *begins <= local).unwrap().1
}

#[test]
fn the_zone_in_the_file_gives_the_true_instant_on_every_day() {
    use chrono::Offset;
    let sample = Sample::new();
    for zone in [Warsaw, New_York, Sydney, Kolkata, Tz::UTC] {
        let mut day = Utc.with_ymd_and_hms(2026, 1, 1, 7, 0, 0).unwrap();
        while day < Utc.with_ymd_and_hms(2028, 3, 1, 0, 0, 0).unwrap() {
            let starts_at: DateTime<Tz> = day.with_timezone(&zone);
            let ends_at = starts_at + Duration::minutes(20);
            let ics = visit_ics(&Visit { starts_at, ends_at, ..visit(&sample) });
            for instant in [starts_at, ends_at] {
                let expected = instant.offset().fix().local_minus_utc() / 60;
                assert_eq!(offset_by_the_file(&ics, instant.naive_local()), expected, "{instant}\n{ics}");
            }
            day += Duration::hours(61);
        }
    }
}

#[test]
fn on_the_nights_of_the_clock_change_the_zone_changes_at_the_hour() {
    let sample = Sample::new();
    for (local, minutes) in [
        ("2027-03-28T01:59:00", 60),
        ("2027-03-28T03:00:00", 120),
        ("2026-10-25T01:59:00", 120),
        ("2026-10-25T03:00:00", 60),
    ] {
        let local: NaiveDateTime = local.parse().unwrap();
        let starts_at = Warsaw.from_local_datetime(&local).unwrap();
        let ics = visit_ics(&Visit { starts_at, ends_at: starts_at + Duration::hours(3), ..visit(&sample) });
        assert_eq!(offset_by_the_file(&ics, local), minutes, "{ics}");
    }
}

#[test]
fn lines_are_short_and_end_in_crlf() {
    let sample = Sample::new();
    for language in Language::ALL {
        let ics = visit_ics(&Visit { language, ..visit(&sample) });
        assert!(ics.ends_with("END:VCALENDAR\r\n"));
        assert!(ics.split("\r\n").all(|line| line.len() <= 75 && !line.contains(['\r', '\n'])));
    }
}
