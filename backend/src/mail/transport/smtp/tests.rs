use super::Smtp;
use crate::mail::transport::{Blame, Failure, Outgoing, Session, Transport};
use crate::smtp_server::{Answer, Ask, SmtpServer, Stage};
use chrono::DateTime;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{Notify, mpsc};
use uuid::Uuid;

fn transport(url: &str) -> Transport {
    let from = "Urząd <wizyta@opole.example>".parse().unwrap();
    let smtp = Smtp::new(url.parse().unwrap(), &from).unwrap().with_answer_limit(Duration::from_millis(300));
    Transport::Smtp(smtp.with_letter_limit(Duration::from_millis(600)))
}

fn letter(to: &str) -> Outgoing {
    Outgoing {
        id: Uuid::from_u128(7),
        created_at: DateTime::UNIX_EPOCH,
        recipient: to.into(),
        message: b"Message-ID: <7@opole.example>\r\n\r\n.a dot\r\n.\r\nend\r\n".to_vec(),
    }
}

async fn send_one(server: &SmtpServer) -> Failure {
    let transport = transport(&server.url());
    let mut session = transport.open().await.unwrap_or_else(|failure| panic!("{failure}"));
    session.send(&letter("anna@example.pl")).await.unwrap_err()
}

async fn refusal(transport: &Transport) -> Failure {
    match transport.open().await {
        Ok(_) => panic!("the server should have refused"),
        Err(failure) => failure,
    }
}

#[tokio::test]
async fn many_letters_go_over_one_connection_and_arrive_as_they_were() {
    let mut server = SmtpServer::start().await;
    let transport = transport(&server.url());
    let mut session = transport.open().await.ok().unwrap();
    for name in ["a", "b", "c"] {
        let to = format!("{name}@example.pl");
        assert_eq!(session.send(&letter(&to)).await, Ok("queued as 4711".to_owned()));
        let taken = server.next().await;
        assert_eq!((taken.from.as_str(), taken.to.as_str()), ("wizyta@opole.example", to.as_str()));
        assert_eq!(taken.message_id(), "<7@opole.example>");
        // The line's end before the final dot belongs to the dot: one empty line more is as SMTP allows.
        assert_eq!(taken.message.trim_end(), "Message-ID: <7@opole.example>\r\n\r\n.a dot\r\n.\r\nend");
    }
    session.close().await;
    assert_eq!(server.connections(), 1);
}

#[tokio::test]
async fn replies_tell_whose_fault_it_is() {
    for (stage, reply, blame) in [
        (Stage::Mail, "451 4.3.0 try later", Blame::Transport),
        (Stage::Mail, "550 5.7.1 sender refused", Blame::Transport),
        (Stage::Rcpt, "450 greylisted", Blame::Moment),
        (Stage::Rcpt, "421 closing", Blame::Moment),
        (Stage::Rcpt, "550 5.1.1 <anna@example.pl> unknown", Blame::Letter),
        (Stage::Rcpt, "530 5.7.0 login first", Blame::Transport),
        (Stage::Rcpt, "554 5.7.1 relaying denied", Blame::Moment),
        (Stage::Data, "452 no room", Blame::Moment),
        (Stage::Message, "451 try later", Blame::Moment),
        (Stage::Message, "554 5.6.0 not wanted", Blame::Letter),
    ] {
        let manners = move |ask: &Ask| if ask.stage == stage { Answer::say(reply) } else { Answer::Proper };
        let failure = send_one(&SmtpServer::with(manners).await).await;
        assert_eq!(failure.blame, blame, "{reply}: {failure}");
        assert!(failure.reason.contains(&reply[..3]) && !failure.reason.contains("anna"), "{failure}");
    }
}

#[tokio::test]
async fn a_refused_letter_leaves_the_connection_to_the_next() {
    let manners = |ask: &Ask| if ask.text.contains("anna") { Answer::say("550 unknown") } else { Answer::Proper };
    let mut server = SmtpServer::with(manners).await;
    let transport = transport(&server.url());
    let mut session = transport.open().await.ok().unwrap();
    assert_eq!(session.send(&letter("anna@example.pl")).await.unwrap_err().blame, Blame::Letter);
    assert!(session.is_usable());
    assert!(session.send(&letter("ewa@example.pl")).await.is_ok());
    assert_eq!((server.next().await.to.as_str(), server.connections()), ("ewa@example.pl", 1));
}

#[tokio::test]
async fn silence_and_a_broken_line_pass() {
    for answer in [Answer::Close, Answer::Hang, Answer::TakeAndClose, Answer::say("nonsense")] {
        for stage in [Stage::Mail, Stage::Rcpt, Stage::Data, Stage::Message] {
            let own = answer.clone();
            let manners = move |ask: &Ask| if ask.stage == stage { own.clone() } else { Answer::Proper };
            let server = SmtpServer::with(manners).await;
            let transport = transport(&server.url());
            let mut session = transport.open().await.ok().unwrap();
            let failure = session.send(&letter("anna@example.pl")).await.unwrap_err();
            assert_eq!(failure.blame, Blame::Moment, "{stage:?} {answer:?}");
            assert!(!session.is_usable(), "{stage:?} {answer:?}");
        }
    }
}

#[tokio::test]
async fn the_answer_to_the_whole_letter_may_take_longer_than_others() {
    let bell = Arc::new(Notify::new());
    let (sender, mut asked) = mpsc::unbounded_channel();
    let own = Arc::clone(&bell);
    let server = SmtpServer::with(move |ask| match ask.stage {
        Stage::Message => {
            sender.send(()).unwrap();
            Answer::Await(Arc::clone(&own))
        }
        _ => Answer::Proper,
    })
    .await;
    let from = "wizyta@opole.example".parse().unwrap();
    let smtp = Smtp::new(server.url().parse().unwrap(), &from).unwrap().with_answer_limit(Duration::from_secs(1));
    let transport = Transport::Smtp(smtp);
    let mut session = transport.open().await.ok().unwrap();
    let sending = tokio::spawn(async move {
        asked.recv().await.unwrap();
        // Longer than any other answer may take.
        tokio::time::sleep(Duration::from_millis(1_300)).await;
        bell.notify_one();
    });
    assert!(session.send(&letter("anna@example.pl")).await.is_ok());
    sending.await.unwrap();
}

#[tokio::test]
async fn before_the_first_letter_every_failure_is_the_servers() {
    let refused = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    assert_eq!(refusal(&transport(&format!("smtp://{refused}?tls=none"))).await.blame, Blame::Transport);
    for stage in [Stage::Greeting, Stage::Ehlo, Stage::Auth] {
        for answer in [Answer::say("554 5.7.8 no"), Answer::say("421 later"), Answer::Close, Answer::Hang] {
            let own = answer.clone();
            let manners = move |ask: &Ask| if ask.stage == stage { own.clone() } else { Answer::Proper };
            let server = SmtpServer::with(manners).await;
            let failure = refusal(&transport(&server.url_with_login())).await;
            assert_eq!(failure.blame, Blame::Transport, "{stage:?} {answer:?}");
            assert!(!failure.reason.contains("password"));
        }
    }
}

#[tokio::test]
async fn logs_in() {
    let server = SmtpServer::start().await;
    let transport = transport(&server.url_with_login());
    assert!(matches!(transport.open().await, Ok(Session::Smtp(_))));
}

#[tokio::test]
async fn nothing_is_said_in_clear_to_a_server_without_tls() {
    let server = SmtpServer::with(|ask| match ask.stage {
        Stage::Greeting | Stage::Ehlo => Answer::Proper,
        stage => panic!("{stage:?} was asked in clear"),
    })
    .await;
    let failure = refusal(&transport(&server.url_with_login().replace("?tls=none", ""))).await;
    assert_eq!(failure.blame, Blame::Transport);
    assert!(failure.reason.contains("STARTTLS"), "{failure}");
}
