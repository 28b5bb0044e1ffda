//! An office that is open through the night, so that the clock changes while it serves.

use super::answer::Answer;
use super::app::TestApp;
use super::bookings::Booked;
use super::database::TestDatabase;
use backend::db::plan::insert_office;
use backend::import::parse_office;
use serde_json::{Value, json};

const OFFICE: &str = r#"
id = "night"
name = { pl = "Noc", en = "Night", uk = "Ніч", de = "Nacht" }
address = { pl = "Opole", en = "Opole", uk = "Ополе", de = "Oppeln" }
timezone = "Europe/Warsaw"
holidays = "none"

[release]
horizon_days = 30
opens_at = "OPENS_AT"

[rules]
min_notice_minutes = 0
change_until_minutes = 0
per_service_and_day = 9
active = 99
ticket_opens_minutes = 30
ticket_closes_minutes = 10

[[pools]]
id = "night"
name = "Night"

[[pools.opening]]
weekdays = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
from = "00:00"
to = "23:59"
slot_minutes = 30
desks = 2

[categories]
night = { pl = "Noc", en = "Night", uk = "Ніч", de = "Nacht" }

[[services]]
id = "night"
category = "night"
pool = "night"
ticket_letter = "N"
name = { pl = "Noc", en = "Night", uk = "Ніч", de = "Nacht" }
scope = { pl = ["Noc"], en = ["Night"], uk = ["Ніч"], de = ["Nacht"] }

[[terms]]
version = "1"
published_at = "2026-01-01T00:00:00+01:00"
html = { pl = "<p>R</p>", en = "<p>T</p>", uk = "<p>П</p>", de = "<p>B</p>" }
"#;

impl TestApp {
    /// A server with that office, whose days are released at this time. Its clock shows `now`.
    pub async fn at_night(opens_at: &str, now: &str, settings: &[(&'static str, &str)]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let database = TestDatabase::new(&folder).await;
        let office = parse_office(&OFFICE.replace("OPENS_AT", opens_at)).unwrap();
        let db = database.open().await;
        db.write(move |conn| insert_office(conn, &office, 1)).await.unwrap();
        drop(db);
        let app = Self::on(database, folder, settings);
        app.set_clock(now);
        app
    }

    /// Sets the clock, forwards or back.
    pub fn set_clock(&self, now: &str) {
        self.clock.set(now.parse().unwrap());
    }

    /// A day of the office.
    pub async fn night(&self, date: &str) -> Value {
        self.get(&format!("/api/v1/services/night/days/{date}")).await.json()
    }

    /// Tries to book an hour of it.
    pub async fn try_night(&self, date: &str, time: &str) -> Answer {
        let email = format!("guest{}@example.pl", uuid::Uuid::now_v7().simple());
        let wish = json!({"service_id": "night", "date": date, "time": time, "email": email, "terms_version": "1"});
        self.post("/api/v1/bookings", &wish).await
    }

    /// Books an hour of it.
    pub async fn book_night(&self, date: &str, time: &str) -> Booked {
        let answer = self.try_night(date, time).await;
        assert_eq!(answer.status, 201, "{}", answer.text());
        let answer = answer.json();
        let token = answer["manage_token"].as_str().unwrap().to_owned();
        Booked { id: answer["id"].as_str().unwrap().parse().unwrap(), token, answer }
    }
}

/// The local times of a day's hours.
pub fn times(day: &Value) -> Vec<String> {
    let slots = day["slots"].as_array().unwrap();
    slots.iter().map(|slot| slot["time"].as_str().unwrap().to_owned()).collect()
}
