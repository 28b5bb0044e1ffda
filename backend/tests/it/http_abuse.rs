//! Clients that mean no good: slow, greedy, deep, or on somebody else's page.

use crate::support::answer::Answer;
use crate::support::app::TestApp;
use crate::support::bookings::DAY;
use reqwest::Method;
use serde_json::json;
use std::net::SocketAddr;
use std::time::Duration;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::task::JoinSet;

const PATH: &str = "/api/v1/bookings";

/// A server that leaves a bad connection open for so long has failed.
const PATIENCE: Duration = Duration::from_secs(30);

/// Sends `first` at once and `then` byte by byte, until the server has had enough; what it says.
async fn trickle(address: SocketAddr, first: String, then: &str) -> String {
    let (mut reader, mut writer) = TcpStream::connect(address).await.unwrap().into_split();
    let then = then.to_owned();
    let writing = tokio::spawn(async move {
        let _ = writer.write_all(first.as_bytes()).await;
        for byte in then.bytes().cycle() {
            if writer.write_all(&[byte]).await.is_err() {
                break;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    });
    let mut answer = Vec::new();
    // A reset instead of an end is an end, too.
    let ended = tokio::time::timeout(PATIENCE, reader.read_to_end(&mut answer)).await;
    writing.abort();
    assert!(ended.is_ok(), "still open after {PATIENCE:?}: {}", String::from_utf8_lossy(&answer));
    String::from_utf8_lossy(&answer).into_owned()
}

/// Sends all of it as fast as it goes; what the server says.
async fn pour(address: SocketAddr, head: String, body: Vec<u8>) -> String {
    let (mut reader, mut writer) = TcpStream::connect(address).await.unwrap().into_split();
    let writing = tokio::spawn(async move {
        let _ = writer.write_all(head.as_bytes()).await;
        let _ = writer.write_all(&body).await;
        writer
    });
    let mut answer = vec![0; 12];
    let read = tokio::time::timeout(PATIENCE, reader.read_exact(&mut answer)).await.expect("an answer");
    let read = read.map_or(0, |read| read);
    writing.abort();
    String::from_utf8_lossy(&answer[..read]).into_owned()
}

fn head(length: &str) -> String {
    format!("POST {PATH} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n{length}\r\n\r\n")
}

/// Connections that say nothing, heads and bodies that never end, a megabyte of JSON, headers without number: each gets
/// its refusal, and everybody else is served as if nothing were.
#[tokio::test]
async fn slow_and_greedy_clients_disturb_nobody() {
    let app = TestApp::with(&[("request_timeout", "2"), ("workers", "1")]).await;
    let address = app.address;
    let mut idle = Vec::new();
    for _ in 0..300 {
        idle.push(TcpStream::connect(address).await.unwrap());
    }
    let mut bad = JoinSet::new();
    for _ in 0..40 {
        bad.spawn(
            async move { (408, trickle(address, "GET /health/live HTTP/1.1\r\nX-Slow: ".to_owned(), "a").await) },
        );
        bad.spawn(async move { (408, trickle(address, head("Content-Length: 5000"), " ").await) });
        bad.spawn(async move { (408, trickle(address, head("Transfer-Encoding: chunked"), "1\r\n \r\n").await) });
    }
    for path in ["/api/v1/services", "/api/v1/offices", "/", "/nothing"] {
        let head = format!("GET {path} HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n");
        bad.spawn(async move { (408, trickle(address, head, "1\r\n \r\n").await) });
    }
    for _ in 0..10 {
        bad.spawn(async move { (413, pour(address, head("Content-Length: 1048576"), vec![b'['; 1 << 20]).await) });
        let chunk = [b"10000\r\n".to_vec(), vec![b' '; 0x10000], b"\r\n".to_vec()].concat();
        bad.spawn(async move { (413, pour(address, head("Transfer-Encoding: chunked"), chunk.repeat(16)).await) });
        let lines = format!("GET / HTTP/1.1\r\nHost: x\r\n{}\r\n", "x-flood: 1\r\n".repeat(5_000));
        bad.spawn(async move { (431, pour(address, lines, Vec::new()).await) });
    }
    for number in 0..40 {
        assert_eq!(app.get("/api/v1/services").await.status, 200, "{number}");
    }
    app.book("09:15", "anna@example.pl").await;
    for (expected, answer) in bad.join_all().await {
        assert!(answer.starts_with(&format!("HTTP/1.1 {expected}")), "{expected}: {answer}");
    }
    assert_eq!(app.get("/api/v1/services").await.status, 200);
    drop(idle);
}

#[tokio::test]
async fn json_has_a_depth() {
    let app = TestApp::start().await;
    for (depth, status, code) in
        [(100, 422, "validation-failed"), (200, 400, "malformed-request"), (7_000, 400, "malformed-request")]
    {
        let deep = format!("{}1{}", "[".repeat(depth), "]".repeat(depth));
        let request = app.request(Method::POST, PATH).header("content-type", "application/json");
        Answer::to(request.body(format!("{{\"email\": {deep}}}"))).await.problem(status, code);
    }
}

/// What a form or a script on a foreign page can send without asking is refused before it is read: no cookie tells who
/// somebody is, and nothing changes without JSON or a token in a header.
#[tokio::test]
async fn a_foreign_page_cannot_act_for_its_visitor() {
    let app = TestApp::with(&[("cors_origins", "https://page.example")]).await;
    let booked = app.book("09:15", "anna@example.pl").await;
    let wish = app.wish("09:30", "anna@example.pl").await.to_string();
    for kind in ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"] {
        let request =
            app.request(Method::POST, PATH).header("origin", "https://evil.example").header("content-type", kind);
        let answer = Answer::to(request.header("cookie", "session=1").body(wish.clone())).await;
        answer.problem(415, "unsupported-media-type");
        assert_eq!(answer.header("access-control-allow-origin"), "");
    }
    let nothing = app.request(Method::POST, PATH).header("origin", "https://evil.example").body(wish);
    Answer::to(nothing).await.problem(415, "unsupported-media-type");
    let own = format!("{PATH}/{}", booked.id);
    for rest in ["/cancellation", "/confirmation-email"] {
        Answer::to(app.request(Method::POST, &format!("{own}{rest}"))).await.problem(404, "not-found");
    }
    // Reads change nothing, also those that a mail scanner or an image makes.
    for rest in ["", "/cancellation", "/confirmation-email", "/calendar.ics"] {
        let answer = Answer::to(app.about(&booked, Method::GET, rest)).await;
        assert!(answer.status == 200 || answer.status == 405, "{rest}");
        assert!(!answer.headers.contains_key("set-cookie"));
    }
    assert_eq!(app.show(&booked).await.json()["status"], "booked");
    let preflight = app.request(Method::OPTIONS, PATH).header("origin", "https://evil.example");
    let preflight = Answer::to(preflight.header("access-control-request-method", "POST")).await;
    assert_eq!(preflight.header("access-control-allow-origin"), "");
}

/// Members that the server decides cannot be sent along.
#[tokio::test]
async fn what_the_server_decides_cannot_be_sent_along() {
    let app = TestApp::start().await;
    for member in ["id", "status", "manage_token", "code", "office_id", "created_at", "email_key", "generation"] {
        let mut wish = app.wish("09:15", "anna@example.pl").await;
        wish[member] = json!("x");
        let problem = app.post(PATH, &wish).await.problem(422, "validation-failed");
        assert_eq!(problem["errors"][0]["code"], "unknown-field", "{member}");
    }
    let booked = app.book("09:15", "anna@example.pl").await;
    let request = app.about(&booked, Method::PATCH, "").header("content-type", "application/json");
    let body = json!({"date": DAY, "time": "10:00", "email": "eve@example.pl", "service_id": "flota"});
    Answer::to(request.body(body.to_string())).await.problem(422, "validation-failed");
}

#[tokio::test]
async fn security_txt_tells_whom_to_write_if_there_is_somebody() {
    let app = TestApp::start().await;
    app.get("/.well-known/security.txt").await.problem(404, "not-found");
    let settings = [("security_contact", "mailto:security@example.pl"), ("public_url", "https://wizyta.example")];
    let answer = TestApp::with(&settings).await.get("/.well-known/security.txt").await;
    assert_eq!((answer.status, answer.header("content-type")), (200, "text/plain; charset=utf-8"));
    assert_eq!(
        answer.text(),
        "Contact: mailto:security@example.pl\nExpires: 2026-12-23T06:00:00Z\nPreferred-Languages: pl, en\n\
         Canonical: https://wizyta.example/.well-known/security.txt\n"
    );
}
