//! The host's time zone is nobody's business: the program answers the same in any.

use crate::support::blank::BlankDatabase;
use crate::support::program::Program;
use serde_json::{Value, json};
use std::io::{BufRead as _, BufReader};
use std::process::Child;
use std::sync::mpsc;
use std::time::Duration;

/// A running program and where it answers.
struct Running {
    child: Child,
    address: String,
}

impl Running {
    fn start(program: &Program) -> Self {
        let mut child = program.spawn(&["serve"]);
        let lines = BufReader::new(child.stderr.take().unwrap()).lines();
        let (sender, receiver) = mpsc::channel();
        std::thread::spawn(move || {
            for line in lines.map_while(Result::ok) {
                if let Some((_, address)) = line.split_once("Serving on http://") {
                    let _ = sender.send(address.split(' ').next().unwrap_or_default().to_owned());
                }
            }
        });
        let address = receiver.recv_timeout(Duration::from_mins(1)).expect("it serves");
        Self { child, address }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Running {
    async fn read(&self, path: &str, token: &str) -> String {
        let request = reqwest::Client::new().get(format!("http://{}{path}", self.address)).bearer_auth(token);
        request.send().await.unwrap().text().await.unwrap()
    }

    /// Books a visit on the last free day.
    async fn book(&self) -> Value {
        let days: Value = serde_json::from_str(&self.read("/api/v1/services/prawa-jazdy/days", "").await).unwrap();
        let free = days["days"].as_array().unwrap().iter().rfind(|day| day["status"] == "available").unwrap();
        let wish = json!({"service_id": "prawa-jazdy", "date": free["date"], "time": "09:00",
            "email": "anna@example.pl", "terms_version": "2026-11"});
        let request = reqwest::Client::new().post(format!("http://{}/api/v1/bookings", self.address));
        let request = request.header("content-type", "application/json").body(wish.to_string());
        serde_json::from_str(&request.send().await.unwrap().text().await.unwrap()).unwrap()
    }

    /// All that tells a time about a booking.
    async fn times(&self, booking: &Value) -> [String; 3] {
        let (id, date) = (booking["id"].as_str().unwrap(), booking["date"].as_str().unwrap());
        let (path, token) = (format!("/api/v1/bookings/{id}"), booking["manage_token"].as_str().unwrap());
        let shown: Value = serde_json::from_str(&self.read(&path, token).await).unwrap();
        let times = ["date", "time", "starts_at", "ends_at", "created_at"].map(|member| shown[member].to_string());
        let day = self.read(&format!("/api/v1/services/prawa-jazdy/days/{date}"), "").await;
        [times.concat(), self.read(&format!("{path}/calendar.ics"), token).await, day]
    }
}

#[tokio::test]
async fn a_server_answers_the_same_in_every_time_zone_of_its_host() {
    let database = BlankDatabase::new();
    let start = |zone: &str| {
        let program = Program::new().with("TZ", zone).with("WIZYTA_DATABASE_URL", &database.url);
        Running::start(&program)
    };
    let here = start("UTC");
    let booking = here.book().await;
    let times = here.times(&booking).await;
    assert!(times[1].contains("DTSTART;TZID=Europe/Warsaw:"), "{}", times[1]);
    drop(here);
    for zone in ["America/Los_Angeles", "Asia/Kolkata", "Pacific/Kiritimati"] {
        assert_eq!(start(zone).times(&booking).await, times, "{zone}");
    }
}
