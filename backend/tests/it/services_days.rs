//! `/services/{service}/days` and `/services/{service}/days/{date}`

use crate::support::answer::Answer;
use crate::support::app::TestApp;
use crate::support::bookings::{DAY, SERVICE};
use serde_json::Value;
use std::collections::BTreeSet;

fn status(days: &Value, date: &str) -> (String, u64) {
    let days = days["days"].as_array().unwrap();
    let day = days.iter().find(|day| day["date"] == date).unwrap_or_else(|| panic!("no {date}"));
    (day["status"].as_str().unwrap().to_owned(), day["free"].as_u64().unwrap())
}

#[tokio::test]
async fn by_default_days_go_from_today_to_the_end_of_the_horizon() {
    let app = TestApp::start().await;
    let days = app.get(&format!("/api/v1/services/{SERVICE}/days")).await.json();
    let list = days["days"].as_array().unwrap();
    assert_eq!((list[0]["date"].as_str(), list.len()), (Some("2026-11-23"), 31));
    assert_eq!(list[30]["date"], "2026-12-23");
    assert_eq!((days["service_id"].as_str(), days["timezone"].as_str()), (Some(SERVICE), Some("Europe/Warsaw")));
    assert_eq!(status(&days, "2026-11-23"), ("available".to_owned(), 28));
    assert_eq!(status(&days, "2026-11-28"), ("closed".to_owned(), 0));
    // At midnight of the office they move on, whatever else has not changed.
    for (now, first) in [("2026-11-23T22:59:59.999Z", "2026-11-23"), ("2026-11-23T23:00:00Z", "2026-11-24")] {
        app.clock.set(now.parse().unwrap());
        let days = app.get(&format!("/api/v1/services/{SERVICE}/days")).await.json();
        assert_eq!((days["days"][0]["date"].as_str(), days["days"].as_array().unwrap().len()), (Some(first), 31));
    }
}

#[tokio::test]
async fn past_closed_and_unreleased_days_say_so() {
    let app = TestApp::start().await;
    let days = app.get(&format!("/api/v1/services/{SERVICE}/days?from=2026-11-20&to=2026-12-25")).await.json();
    assert_eq!(status(&days, "2026-11-20").0, "past");
    assert_eq!(status(&days, "2026-12-24").0, "closed");
    let list = days["days"].as_array().unwrap();
    let christmas = list.iter().find(|day| day["date"] == "2026-12-25").unwrap();
    assert_eq!((christmas["status"].as_str(), christmas["reason"]["code"].as_str()), (Some("closed"), Some("holiday")));
    let later = app.get(&format!("/api/v1/services/{SERVICE}/days/2026-12-28")).await.json();
    assert_eq!(
        (later["status"].as_str(), later["released_at"].as_str()),
        (Some("unreleased"), Some("2026-11-28T00:00:00+01:00"))
    );
    assert_eq!(later["slots"].as_array().map(Vec::len), Some(0));
}

#[tokio::test]
async fn a_booking_takes_a_place_from_hour_and_day() {
    let app = TestApp::start().await;
    let path = format!("/api/v1/services/{SERVICE}/days/{DAY}");
    let before = app.get(&path).await;
    assert_eq!(before.json()["slots"][0]["free"], 4);
    app.book("08:00", "anna@example.pl").await;
    let after = app.get(&path).await;
    assert_eq!(after.json()["slots"][0]["free"], 3);
    assert_ne!(before.header("etag"), after.header("etag"));
    for guest in ["b", "c", "d"] {
        app.book("08:00", &format!("{guest}@example.pl")).await;
    }
    let full = app.get(&path).await.json();
    assert_eq!((full["slots"][0]["time"].as_str(), full["slots"][0]["free"].as_u64()), (Some("08:00"), Some(0)));
    let days = app.get(&format!("/api/v1/services/{SERVICE}/days?from={DAY}&to={DAY}")).await.json();
    assert_eq!(status(&days, DAY), ("available".to_owned(), 27));
}

#[tokio::test]
async fn hours_that_have_begun_are_left_out() {
    let app = TestApp::start().await;
    app.minutes_pass(65);
    let today = app.get(&format!("/api/v1/services/{SERVICE}/days/2026-11-23")).await.json();
    assert_eq!(today["slots"][0]["time"], "08:15");
}

#[tokio::test]
async fn wrong_ranges_and_dates_are_named() {
    let app = TestApp::start().await;
    let days = format!("/api/v1/services/{SERVICE}/days");
    for (path, parameter, code) in [
        (format!("{days}?from=2026-12-02&to=2026-12-01"), "to", "range-reversed"),
        (format!("{days}?from=2026-12-01&to=2027-03-03"), "to", "range-too-long"),
        (format!("{days}?from=tomorrow"), "from", "invalid-date"),
        (format!("{days}?from=2026-12-01&from=2026-12-02"), "from", "invalid-date"),
        (format!("{days}/2026-13-01"), "date", "invalid-date"),
        (format!("{days}/2026-12-1"), "date", "invalid-date"),
    ] {
        let problem = app.get(&path).await.problem(422, "validation-failed");
        assert_eq!(
            (problem["errors"][0]["parameter"].as_str(), problem["errors"][0]["code"].as_str()),
            (Some(parameter), Some(code)),
            "{path}"
        );
    }
    assert_eq!(
        app.get(&format!("{days}?from=2026-12-01&to=2027-03-02")).await.json()["days"].as_array().map(Vec::len),
        Some(92)
    );
    app.get("/api/v1/services/nothing/days").await.problem(404, "service-not-found");
    app.get(&format!("/api/v1/services/nothing/days/{DAY}")).await.problem(404, "service-not-found");
}

#[tokio::test]
async fn dates_at_the_ends_of_the_calendar_do_no_harm() {
    let app = TestApp::start().await;
    for date in ["0001-01-01", "9999-12-31", "0000-01-01"] {
        let day = app.get(&format!("/api/v1/services/{SERVICE}/days/{date}")).await;
        assert!([200, 422].contains(&day.status), "{date}: {}", day.text());
        let days = app.get(&format!("/api/v1/services/{SERVICE}/days?from={date}&to={date}")).await;
        assert!([200, 422].contains(&days.status), "{date}: {}", days.text());
        let from = app.get(&format!("/api/v1/services/{SERVICE}/days?from={date}")).await;
        assert!([200, 422].contains(&from.status), "{date}: {}", from.text());
    }
}

#[tokio::test]
async fn a_read_is_the_same_past_the_router_and_through_it() {
    let app = TestApp::with(&[("rate_limits", "on"), ("public_url", "https://wizyta.example")]).await;
    let etag = app.get(&format!("/api/v1/services/{SERVICE}/days")).await.header("etag").to_owned();
    let services = "/api/v1/services".to_owned();
    let days = format!("{services}/{SERVICE}/days");
    let paths =
        [&services, &days, &format!("{days}/{DAY}"), &format!("{days}/2026-11-28"), &format!("{days}/tomorrow")];
    let headers = [
        ("accept-language", "uk"),
        ("accept-encoding", "br"),
        ("accept-encoding", "gzip;q=0.5"),
        ("if-none-match", &etag),
        ("origin", "https://elsewhere.example"),
        ("x-request-id", "mine"),
    ];
    for path in paths {
        for (name, value) in headers {
            let past = app.get_with(path, name, value).await;
            // The lane leaves alone what has a query, be it an empty one.
            let through = app.get_with(&format!("{path}?"), name, value).await;
            assert_eq!((past.status, names(&past)), (through.status, names(&through)), "{path} {name}: {value}");
            let stays = |header: &str| header != "date" && header != "ratelimit" && header != "x-request-id";
            for (header, value) in past.headers.iter().filter(|(header, _)| stays(header.as_str())) {
                assert_eq!(Some(value), through.headers.get(header), "{path} {name}: {value:?}");
            }
            if past.status == 200 {
                assert_eq!(past.body, through.body, "{path} {name}: {value}");
            }
            if name == "x-request-id" {
                assert_eq!((past.header(name), through.header(name)), (value, value));
            }
        }
    }
    let metrics = app.get("/metrics").await;
    let template = r#"http_requests_total{method="GET",route="/api/v1/services/{service}/days",status="304"} 2"#;
    assert!(metrics.text().contains(template), "{}", metrics.text());
}

#[tokio::test]
async fn reads_past_the_router_are_limited_like_all_others() {
    let app = TestApp::with(&[("rate_limits", "on"), ("rate_limit_reads", "3/60")]).await;
    for remaining in ["r=2", "r=1", "r=0"] {
        let answer = app.get("/api/v1/services").await;
        assert!(answer.header("ratelimit").contains(remaining), "{}", answer.header("ratelimit"));
    }
    let refused = app.get("/api/v1/services").await;
    refused.problem(429, "rate-limited");
    assert!(!refused.header("retry-after").is_empty() && !refused.header("ratelimit-policy").is_empty());
    app.get("/api/v1/services?").await.problem(429, "rate-limited");
}

/// The names of an answer's headers.
fn names(answer: &Answer) -> BTreeSet<String> {
    answer.headers.keys().map(ToString::to_string).collect()
}
