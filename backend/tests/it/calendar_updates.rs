//! A visit is one entry in the resident's calendar: every e-mail about it updates the same.

use crate::support::app::TestApp;
use crate::support::bookings::DAY;
use crate::support::smtp::{SmtpServer, Taken};
use icalendar::{Calendar, CalendarComponent, Component as _, Event};
use mail_parser::{MessageParser, MimeHeaders as _};
use reqwest::Method;
use serde_json::json;

fn event(ics: &str) -> Event {
    let calendar: Calendar = ics.parse().unwrap();
    let event = |component| if let CalendarComponent::Event(event) = component { Some(event) } else { None };
    calendar.components.into_iter().find_map(event).expect("an event")
}

/// UID, sequence, status and start of the entry that an e-mail brings, and the method it comes with.
fn entry(mail: &Taken) -> (String, u32, String, String, String) {
    let message = MessageParser::default().parse(mail.message.as_bytes()).unwrap();
    let part = message.attachments().find(|part| part.is_content_type("text", "calendar")).unwrap();
    let method = part.content_type().unwrap().attribute("method").unwrap().to_owned();
    let event = event(part.text_contents().unwrap());
    let value = |name| event.property_value(name).unwrap().to_owned();
    (value("UID"), event.get_sequence().unwrap(), value("STATUS"), value("DTSTART"), method)
}

#[tokio::test]
async fn booking_moving_correcting_and_cancelling_write_one_entry_that_grows() {
    let mut server = SmtpServer::start().await;
    let url = server.url();
    let app = TestApp::with(&[("smtp_url", url.as_str()), ("mail_connections", "1")]).await;
    let mut booked = app.book("10:00", "anna@example.pl").await;
    let confirmed = entry(&server.next().await);
    assert_eq!(app.move_to(&booked, DAY, "11:15").await.status, 200);
    let moved = entry(&server.next().await);
    let corrected = app.resend(&booked, &json!({"email": "ania@example.pl"})).await;
    booked.token = corrected.json()["manage_token"].as_str().unwrap().to_owned();
    let mail = server.next().await;
    assert_eq!(mail.to, "ania@example.pl");
    let told_again = entry(&mail);
    let file = app.about(&booked, Method::GET, "/calendar.ics").send().await.unwrap().text().await.unwrap();
    let downloaded = event(&file);
    assert_eq!(app.cancel(&booked).await.status, 200);
    let cancelled = entry(&server.next().await);

    let entries = [&confirmed, &moved, &told_again, &cancelled];
    assert!(entries.iter().all(|entry| entry.0 == confirmed.0), "one UID: {entries:?}");
    assert!(entries.windows(2).all(|two| two[0].1 < two[1].1), "the sequence rises: {entries:?}");
    assert_eq!((confirmed.3.as_str(), confirmed.4.as_str()), ("20261201T100000", "PUBLISH"));
    assert_eq!((moved.3.as_str(), told_again.3.as_str()), ("20261201T111500", "20261201T111500"));
    assert_eq!((cancelled.2.as_str(), cancelled.4.as_str()), ("CANCELLED", "CANCEL"));
    // The page's file is the same entry, as new as the last e-mail.
    assert_eq!((downloaded.get_uid(), downloaded.get_sequence()), (Some(confirmed.0.as_str()), Some(told_again.1)));
}
