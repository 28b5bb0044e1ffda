//! What a booking sends.

use crate::support::app::TestApp;
use std::time::Duration;

#[tokio::test]
async fn the_confirmation_reaches_the_folder_and_the_booking_says_so() {
    let app = TestApp::with(&[("smtp_url", ""), ("public_url", "https://wizyta.example")]).await;
    let booked = app.book("09:15", "anna@example.pl").await;
    let mut status = String::new();
    for _ in 0..100 {
        status = app.show(&booked).await.json()["confirmation_email"].as_str().unwrap().to_owned();
        if status == "sent" {
            break;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    assert_eq!(status, "sent");
    let mut letters = std::fs::read_dir(app.mail_folder()).unwrap().map(|entry| entry.unwrap().path());
    let letter = letters.next().expect("a letter");
    assert!(letters.next().is_none());
    let letter = std::fs::read(letter).unwrap();
    let letter = mail_parser::MessageParser::default().parse(&letter).unwrap();
    let text: String = letter.body_text(0).unwrap().split_whitespace().collect();
    assert!(text.contains(&app.code_of(&booked).await), "{text}");
    let link = format!("https://wizyta.example/rezerwacja/{}#{}", booked.id, booked.token);
    assert!(text.contains(&link), "{text}");
}
