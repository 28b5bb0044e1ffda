//! Lost codes: always the same answer, and the same code again by e-mail to who has such a visit, a few times a day.

use crate::support::answer::Answer;
use crate::support::app::TestApp;
use crate::support::bookings::{Booked, DAY};
use backend::db::Engine;
use backend::db::schema::{bookings, code_requests, outbox};
use backend::service::lost_code::LONGEST_WAIT;
use diesel::prelude::*;
use reqwest::Method;
use serde_json::json;

const PATH: &str = "/api/v1/code-requests";

/// Asks, and lets the time go by after which it is looked up.
async fn ask(app: &TestApp, email: &str, date: &str) -> Answer {
    let answer = app.post(PATH, &json!({"email": email, "date": date})).await;
    app.clock.advance(LONGEST_WAIT);
    answer
}

/// How many confirmations of a booking there are.
async fn confirmations(app: &TestApp, booked: &Booked) -> i64 {
    let id = booked.id.to_string();
    let counted = app.state.db.read(move |conn| {
        let of_booking = outbox::table.filter(outbox::booking_id.eq(&id));
        of_booking.filter(outbox::kind.eq("confirmation")).count().get_result(conn)
    });
    counted.await.unwrap()
}

async fn until_confirmed(app: &TestApp, booked: &Booked, times: i64) {
    let confirmed = async {
        while confirmations(app, booked).await < times {
            tokio::time::sleep(std::time::Duration::from_millis(10)).await;
        }
    };
    let waited = tokio::time::timeout(std::time::Duration::from_secs(20), confirmed).await;
    assert!(waited.is_ok() && confirmations(app, booked).await == times, "{times} confirmations expected");
}

/// Whatever was asked for before has been looked up: requests are met in their order.
async fn fence(app: &TestApp, guard: &Booked) {
    let before = confirmations(app, guard).await;
    assert_eq!(ask(app, "guard@example.pl", DAY).await.status, 202);
    until_confirmed(app, guard, before + 1).await;
}

#[tokio::test]
async fn the_answer_is_the_same_whether_there_is_such_a_visit_or_not() {
    let app = TestApp::start().await;
    let booked = app.book("10:00", "anna@example.pl").await;
    let known = ask(&app, "anna@example.pl", DAY).await;
    let others = [
        ask(&app, "anna@example.pl", "2026-12-02").await,
        ask(&app, "nobody@example.pl", DAY).await,
        ask(&app, "nobody@example.pl", "1999-01-01").await,
    ];
    for other in others {
        assert_eq!((other.status, other.body.len()), (202, 0));
        for header in ["cache-control", "content-type", "content-length", "ratelimit-policy", "etag", "vary"] {
            assert_eq!(other.header(header), known.header(header), "{header}");
        }
    }
    until_confirmed(&app, &booked, 2).await;
    app.assert_sound().await;
}

#[tokio::test]
async fn the_same_code_comes_again_for_all_visits_of_the_day() {
    let app = TestApp::start().await;
    let morning = app.book("08:00", "anna.nowak@gmail.com").await;
    let noon = app.book("12:00", "AnnaNowak@googlemail.com").await;
    let other_day = app.book_on("2026-12-02", "12:00", "annanowak@gmail.com").await;
    let code = app.code_of(&morning).await;
    ask(&app, "annanowak+kod@gmail.com", DAY).await;
    until_confirmed(&app, &morning, 2).await;
    until_confirmed(&app, &noon, 2).await;
    assert_eq!(confirmations(&app, &other_day).await, 1);
    assert_eq!(app.code_of(&morning).await, code);
    assert_eq!(app.show(&morning).await.status, 200, "the link of the first e-mail goes on working");
    app.assert_sound().await;
}

#[tokio::test]
async fn who_has_given_up_or_missed_the_visit_or_only_knows_a_strangers_address_gets_nothing() {
    let app = TestApp::start().await;
    let guard = app.book("14:00", "guard@example.pl").await;
    let cancelled = app.book("10:00", "anna@example.pl").await;
    let over = app.book("08:00", "jan@example.pl").await;
    assert_eq!(app.cancel(&cancelled).await.status, 200);
    app.clock.set("2026-12-01T07:15:00Z".parse().unwrap());
    for (email, date) in [("anna@example.pl", DAY), ("jan@example.pl", DAY), ("guard@example.pl", "2026-12-02")] {
        assert_eq!(ask(&app, email, date).await.status, 202);
    }
    fence(&app, &guard).await;
    assert_eq!((confirmations(&app, &cancelled).await, confirmations(&app, &over).await), (1, 1));
    let asked = app.state.db.read(|conn| code_requests::table.count().get_result::<i64>(conn)).await.unwrap();
    assert_eq!(asked, 1, "nothing is kept of addresses without a visit");
    app.assert_sound().await;
}

#[tokio::test]
async fn an_address_gets_it_three_times_a_day() {
    let app = TestApp::start().await;
    let guard = app.book("14:00", "guard@example.pl").await;
    let booked = app.book_on("2026-12-03", "10:00", "anna@example.pl").await;
    for _ in 0..5 {
        assert_eq!(ask(&app, "anna@example.pl", "2026-12-03").await.status, 202);
    }
    fence(&app, &guard).await;
    assert_eq!(confirmations(&app, &booked).await, 4);
    app.minutes_pass(24 * 60 + 1);
    ask(&app, "anna@example.pl", "2026-12-03").await;
    until_confirmed(&app, &booked, 5).await;
}

#[tokio::test]
async fn nor_more_often_through_several_servers() {
    let app = TestApp::start().await;
    if app.state.db.engine() == Engine::Sqlite {
        // One process has the file.
        return;
    }
    let beside = app.beside(&[]);
    let guard = app.book("14:00", "guard@example.pl").await;
    let booked = app.book("10:00", "anna@example.pl").await;
    let one = async {
        for _ in 0..5 {
            ask(&app, "anna@example.pl", DAY).await;
        }
    };
    let other = async {
        for _ in 0..5 {
            ask(&beside, "anna@example.pl", DAY).await;
        }
    };
    tokio::join!(one, other);
    fence(&app, &guard).await;
    fence(&beside, &guard).await;
    assert_eq!(confirmations(&app, &booked).await, 4);
    app.assert_sound().await;
}

#[tokio::test]
async fn what_was_asked_for_is_done_before_the_server_ends() {
    let app = TestApp::start().await;
    let booked = app.book("10:00", "anna@example.pl").await;
    // Though its time has not come.
    assert_eq!(app.post(PATH, &json!({"email": "anna@example.pl", "date": DAY})).await.status, 202);
    let app = app.restart(&[]).await;
    assert_eq!(confirmations(&app, &booked).await, 2);
}

#[tokio::test]
async fn every_fault_is_named_at_once() {
    let app = TestApp::start().await;
    let answer = app.post(PATH, &json!({"email": "anna", "date": "1.12.2026", "code": 1})).await;
    answer.problem(422, "validation-failed");
    let errors = answer.json()["errors"].clone();
    let pointers: Vec<&str> = errors.as_array().unwrap().iter().map(|e| e["pointer"].as_str().unwrap()).collect();
    assert_eq!(pointers, ["/email", "/date", "/code"]);
}

#[tokio::test]
async fn a_network_asks_so_often_and_no_more() {
    let app = TestApp::with(&[("rate_limits", "on"), ("rate_limit_code_requests", "2/3600")]).await;
    for _ in 0..2 {
        assert_eq!(ask(&app, "anna@example.pl", DAY).await.status, 202);
    }
    let refused = ask(&app, "jan@example.pl", DAY).await;
    refused.problem(429, "rate-limited");
    assert_eq!(refused.header("ratelimit-policy"), "\"code-requests\";q=2;w=3600");
    assert_eq!(app.get("/api/v1/services").await.status, 200);
}

#[tokio::test]
async fn a_request_is_forgotten_with_the_address() {
    let app = TestApp::start().await;
    let booked = app.book("10:00", "anna@example.pl").await;
    ask(&app, "anna@example.pl", DAY).await;
    until_confirmed(&app, &booked, 2).await;
    let anna = shared::EmailAddress::parse("anna@example.pl").unwrap();
    backend::service::erase::erase_address(&app.state, &anna).await.unwrap();
    let kept = app.state.db.read(|conn| code_requests::table.count().get_result::<i64>(conn)).await.unwrap();
    assert_eq!(kept, 0);
}

/// The form, which is a page without a program.
async fn fill_in(app: &TestApp, body: &'static str, site: &str) -> Answer {
    let request = app.request(Method::POST, "/kod?lang=en").body(body);
    let request = request.header("content-type", "application/x-www-form-urlencoded").header("sec-fetch-site", site);
    let answer = Answer::to(request).await;
    app.clock.advance(LONGEST_WAIT);
    answer
}

#[tokio::test]
async fn the_form_asks_too_and_leads_to_the_same_page_for_all() {
    let app = TestApp::start().await;
    let booked = app.book("10:00", "anna@example.pl").await;
    for body in ["email=anna%40example.pl&date=2026-12-01", "email=nobody%40example.pl&date=2026-12-01"] {
        let sent = fill_in(&app, body, "same-origin").await;
        assert_eq!((sent.status, sent.header("location")), (303, "/kod/wyslano?lang=en"));
    }
    until_confirmed(&app, &booked, 2).await;
    fill_in(&app, "email=anna%40example.pl&date=2026-12-01", "cross-site").await.problem(403, "forbidden");
    let get = app.get("/kod").await;
    if get.status == 503 {
        // The page was not built.
        return;
    }
    assert!(get.text().contains("<form") && get.text().contains("Nie mam kodu rezerwacji</h1>"), "{}", get.text());
    assert!(app.get("/kod/wyslano?lang=de").await.text().contains("Postfach</h1>"));
    let wrong = fill_in(&app, "email=%3Canna&date=", "same-origin").await;
    assert_eq!((wrong.status, wrong.header("cache-control")), (422, "no-store"));
    for part in ["Error: ", "value=\"&#60;anna\"", "Enter the day of your visit.", "Enter a full email address"] {
        assert!(wrong.text().contains(part), "{part}: {}", wrong.text());
    }
}

#[tokio::test]
async fn the_form_is_limited_with_the_call() {
    let app = TestApp::with(&[("rate_limits", "on"), ("rate_limit_code_requests", "1/3600")]).await;
    assert_eq!(ask(&app, "anna@example.pl", DAY).await.status, 202);
    let refused = fill_in(&app, "email=anna%40example.pl&date=2026-12-01", "same-origin").await;
    let is_built = app.get("/kod").await.status == 200;
    assert_eq!(refused.status, if is_built { 429 } else { 503 });
}

#[tokio::test]
async fn a_stranger_uses_up_none_of_the_holders_letters_nor_the_holder_of_the_address() {
    let app = TestApp::start().await;
    let booked = app.book("10:00", "anna@example.pl").await;
    for times in 2..=4 {
        ask(&app, "anna@example.pl", DAY).await;
        until_confirmed(&app, &booked, times).await;
    }
    // The confirmation was the first of five.
    for _ in 0..4 {
        assert_eq!(app.resend(&booked, &json!({})).await.status, 202);
    }
    app.resend(&booked, &json!({})).await.problem(429, "rate-limited");
    assert_eq!(confirmations(&app, &booked).await, 8);
    let other = app.book("11:00", "jan@example.pl").await;
    for _ in 0..4 {
        assert_eq!(app.resend(&other, &json!({})).await.status, 202);
    }
    ask(&app, "jan@example.pl", DAY).await;
    until_confirmed(&app, &other, 6).await;
    app.assert_sound().await;
}

#[tokio::test]
async fn a_booking_that_cannot_be_read_loses_the_address_no_other_letter() {
    let app = TestApp::start().await;
    let unreadable = app.book("08:00", "anna@example.pl").await;
    let readable = app.book("10:00", "anna@example.pl").await;
    let id = unreadable.id.to_string();
    let sealed = app.state.db.read({
        let id = id.clone();
        move |conn| bookings::table.find(&id).select(bookings::code_sealed).first::<Option<Vec<u8>>>(conn)
    });
    let sealed = sealed.await.unwrap();
    let seal = async |sealed: Option<Vec<u8>>| {
        let id = id.clone();
        let write = app.state.db.write(move |conn| {
            diesel::update(bookings::table.find(&id)).set(bookings::code_sealed.eq(&sealed)).execute(conn)
        });
        write.await.unwrap();
    };
    seal(Some(vec![1, 2, 3])).await;
    ask(&app, "anna@example.pl", DAY).await;
    until_confirmed(&app, &readable, 2).await;
    assert_eq!(confirmations(&app, &unreadable).await, 1);
    seal(sealed).await;
    app.assert_sound().await;
}
