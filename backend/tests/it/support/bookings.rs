//! Booking, as the tests do it.

use super::answer::Answer;
use super::app::TestApp;
use backend::crypto::Purpose;
use backend::db::{DbConn, bookings};
use backend::domain::role::Role;
use backend::service::token::{NewToken, create};
use diesel::connection::SimpleConnection as _;
use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};
use uuid::Uuid;

/// A service with four desks and hours of a quarter, from 8:00 to 15:00.
pub const SERVICE: &str = "prawa-jazdy";

/// A Tuesday, a week and a day after the tests' start.
pub const DAY: &str = "2026-12-01";

/// The terms in force.
pub const TERMS: &str = "2026-11";

/// A booking with the right to change it.
#[derive(Clone)]
pub struct Booked {
    pub id: Uuid,
    pub token: String,
    pub answer: Value,
}

impl TestApp {
    /// A complete request for [`SERVICE`] on [`DAY`].
    pub async fn wish(&self, time: &str, email: &str) -> Value {
        let offices = self.get("/api/v1/offices").await.json();
        json!({"service_id": SERVICE, "date": DAY, "time": time, "email": email,
            "terms_version": offices["items"][0]["terms_version"]})
    }

    /// Books an hour of [`DAY`].
    pub async fn book(&self, time: &str, email: &str) -> Booked {
        self.book_on(DAY, time, email).await
    }

    /// Books an hour of another day.
    pub async fn book_on(&self, date: &str, time: &str, email: &str) -> Booked {
        let mut wish = self.wish(time, email).await;
        wish["date"] = date.into();
        let answer = self.post("/api/v1/bookings", &wish).await;
        assert_eq!(answer.status, 201, "{}", answer.text());
        let answer = answer.json();
        let token = answer["manage_token"].as_str().unwrap().to_owned();
        Booked { id: answer["id"].as_str().unwrap().parse().unwrap(), token, answer }
    }

    /// Holds an hour of [`DAY`].
    pub async fn hold(&self, time: &str, email: &str) -> Booked {
        let answer = self.try_hold(time, email).await;
        assert_eq!(answer.status, 201, "{}", answer.text());
        let answer = answer.json();
        let token = answer["manage_token"].as_str().unwrap().to_owned();
        Booked { id: answer["id"].as_str().unwrap().parse().unwrap(), token, answer }
    }

    /// Asks for an hour of [`DAY`] to be held.
    pub async fn try_hold(&self, time: &str, email: &str) -> Answer {
        let wish = json!({"service_id": SERVICE, "date": DAY, "time": time, "email": email, "hold": true});
        self.post("/api/v1/bookings", &wish).await
    }

    /// Confirms a hold.
    pub async fn confirm(&self, held: &Booked) -> Answer {
        let request = self.about(held, Method::POST, "/confirmation").header("content-type", "application/json");
        Answer::to(request.body(json!({"terms_version": TERMS}).to_string())).await
    }

    /// Extends a hold.
    pub async fn extend(&self, held: &Booked) -> Answer {
        Answer::to(self.about(held, Method::POST, "/hold-extension")).await
    }

    /// A request about a booking by its holder. `rest` is what follows the id.
    pub fn about(&self, booked: &Booked, method: Method, rest: &str) -> RequestBuilder {
        self.request(method, &format!("/api/v1/bookings/{}{rest}", booked.id)).bearer_auth(&booked.token)
    }

    /// A booking as its holder sees it.
    pub async fn show(&self, booked: &Booked) -> Answer {
        Answer::to(self.about(booked, Method::GET, "")).await
    }

    /// Moves a booking.
    pub async fn move_to(&self, booked: &Booked, date: &str, time: &str) -> Answer {
        let body = json!({"date": date, "time": time}).to_string();
        let request = self.about(booked, Method::PATCH, "").header("content-type", "application/json");
        Answer::to(request.body(body)).await
    }

    /// Cancels a booking.
    pub async fn cancel(&self, booked: &Booked) -> Answer {
        Answer::to(self.about(booked, Method::POST, "/cancellation")).await
    }

    /// Asks for the confirmation again.
    pub async fn resend(&self, booked: &Booked, body: &Value) -> Answer {
        let request = self.about(booked, Method::POST, "/confirmation-email");
        Answer::to(request.header("content-type", "application/json").body(body.to_string())).await
    }

    /// The code that the e-mail brings.
    pub async fn code_of(&self, booked: &Booked) -> String {
        let key = booked.id.to_string();
        let row = self.state.db.read(move |conn| bookings::find(conn, &key)).await.unwrap().unwrap();
        let sealed = row.code_sealed.expect("a live booking has a code");
        let code = self.state.secrets.open(Purpose::Code, booked.id.as_bytes(), &sealed).unwrap();
        String::from_utf8(code).unwrap()
    }

    /// A new API token.
    pub async fn token(&self, role: Role, office: Option<&str>) -> String {
        let new = NewToken { role, office_id: office.map(str::to_owned), name: None, expires_at: None };
        create(&self.state.db, &self.state.secrets, &*self.clock, new).await.unwrap()
    }

    /// Places left at an hour of a day, as everybody sees it.
    pub async fn free_at(&self, service: &str, date: &str, time: &str) -> u64 {
        let day = self.get(&format!("/api/v1/services/{service}/days/{date}")).await.json();
        let hour = day["slots"].as_array().unwrap().iter().find(|slot| slot["time"] == time);
        hour.unwrap_or_else(|| panic!("no {time} in {day}"))["free"].as_u64().unwrap()
    }

    /// Changes rows as no call does.
    pub async fn write(&self, statement: String) {
        let written = self.state.db.write(move |conn| match conn {
            DbConn::Sqlite(conn) => conn.batch_execute(&statement),
            DbConn::Pg(conn) => conn.batch_execute(&statement),
        });
        written.await.unwrap();
    }

    /// Waits until an hour of [`DAY`] has so many places.
    pub async fn until_free(&self, time: &str, free: u64) {
        let seen = async {
            while self.free_at(SERVICE, DAY, time).await != free {
                tokio::time::sleep(std::time::Duration::from_millis(10)).await;
            }
        };
        let waited = tokio::time::timeout(std::time::Duration::from_secs(20), seen).await;
        assert!(waited.is_ok(), "{time} never has {free} places");
    }

    /// Checks that the auditor finds nothing.
    pub async fn assert_sound(&self) {
        let report = backend::audit::audit(&self.state.db, backend::clock::Clock::now(&*self.clock)).await.unwrap();
        assert!(report.is_clean(), "{report}");
    }
}
