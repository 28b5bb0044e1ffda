//! What a booking sends.

use crate::support::app::TestApp;
use crate::support::smtp::{Answer, SmtpServer, Stage};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{Notify, mpsc};

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

#[tokio::test]
async fn a_mail_server_that_takes_its_time_holds_up_no_booking() {
    let bell = Arc::new(Notify::new());
    let (sender, mut asked) = mpsc::unbounded_channel();
    let own = Arc::clone(&bell);
    let mut server = SmtpServer::with(move |ask| match ask.stage {
        Stage::Rcpt => {
            sender.send(()).unwrap();
            Answer::Await(Arc::clone(&own))
        }
        _ => Answer::Proper,
    })
    .await;
    let url = server.url();
    let app = TestApp::with(&[("smtp_url", url.as_str()), ("mail_connections", "2")]).await;
    let mut booked = vec![app.book("09:15", "anna@example.pl").await];
    // Its letter is on its way and gets no answer.
    asked.recv().await.unwrap();
    for (time, email) in [("09:15", "ewa@example.pl"), ("09:30", "jan@example.pl"), ("09:30", "ola@example.pl")] {
        booked.push(app.book(time, email).await);
    }
    app.cancel(&booked[3]).await;
    for one in &booked {
        assert_eq!(app.show(one).await.json()["confirmation_email"], "queued");
    }
    app.minutes_pass(3);
    let metrics = app.get("/metrics").await;
    for line in
        ["wizyta_outbox_queued 5", "wizyta_outbox_oldest_seconds 180", r#"wizyta_letters_total{outcome="sent"} 0"#]
    {
        assert!(metrics.text().contains(line), "{line}: {}", metrics.text());
    }
    let mut reached = Vec::new();
    for _ in 0..5 {
        bell.notify_one();
        reached.push(server.next().await.to);
    }
    reached.sort();
    let expected = ["anna@example.pl", "ewa@example.pl", "jan@example.pl", "ola@example.pl", "ola@example.pl"];
    assert_eq!(reached, expected);
}
