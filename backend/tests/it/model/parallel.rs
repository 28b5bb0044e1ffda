//! Random lives at the same time, through one server or, on PostgreSQL, through two: what holds in whatever order.

use super::op::{DAYS, HOURS, Op, visits};
use super::{cases, seed};
use crate::support::answer::Answer;
use crate::support::app::TestApp;
use crate::support::bookings::{Booked, SERVICE};
use backend::audit::audit;
use backend::clock::Clock as _;
use backend::db::Engine;
use backend::db::schema::bookings;
use backend::domain::role::Role;
use diesel::prelude::*;
use proptest::strategy::{Strategy as _, ValueTree as _};
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use reqwest::Method;
use serde_json::{Value, json};
use std::collections::HashMap;
use std::sync::Arc;

/// How many act at the same time, and how much each does.
const ACTORS: usize = 6;
const DEEDS: usize = 25;

/// Desks of [`SERVICE`]'s pool in the sample.
const DESKS: usize = 4;

/// Somebody who acts on visits of their own only, so that their last deed decides how each ends.
struct Actor {
    app: Arc<TestApp>,
    name: usize,
    kiosk: String,
    terms: Value,
    visits: Vec<(Booked, End)>,
}

/// How a visit ends.
#[derive(Debug, Clone, PartialEq, Eq)]
struct End {
    status: &'static str,
    date: String,
    time: String,
}

impl Actor {
    async fn act(&mut self, op: &Op) {
        let answer = match op {
            Op::Book { person, slot, hold, .. } => {
                return self.book(*person, DAYS[slot.day], HOURS[slot.hour], *hold).await;
            }
            _ if self.visits.is_empty() => return,
            Op::Move { visit, slot } => {
                let number = visit % self.visits.len();
                let (date, time) = (DAYS[slot.day], HOURS[slot.hour]);
                let answer = self.app.move_to(&self.visits[number].0, date, time).await;
                if answer.status == 200 {
                    let end = &mut self.visits[number].1;
                    (end.date, end.time) = (date.to_owned(), time.to_owned());
                }
                answer
            }
            Op::Confirm { visit } => {
                let number = visit % self.visits.len();
                let answer = self.app.confirm(&self.visits[number].0).await;
                let end = &mut self.visits[number].1;
                if answer.status == 200 && end.status == "held" {
                    end.status = "booked";
                }
                answer
            }
            Op::Extend { visit } => self.app.extend(&self.visits[visit % self.visits.len()].0).await,
            Op::Cancel { visit } => {
                let number = visit % self.visits.len();
                let answer = self.app.cancel(&self.visits[number].0).await;
                if answer.status == 200 {
                    self.visits[number].1.status = "cancelled";
                }
                answer
            }
            Op::Resend { visit } => self.app.resend(&self.visits[visit % self.visits.len()].0, &json!({})).await,
            Op::Redeem { visit } | Op::Print { visit } => {
                let number = visit % self.visits.len();
                let (booked, end) = &self.visits[number];
                if end.status == "cancelled" && booked.answer["status"] == "held" {
                    // Of a hold that was given up nobody knows a code.
                    return;
                }
                let code = json!({"code": self.app.code_of(&self.visits[number].0).await});
                let request = self.app.send(Method::POST, "/api/v1/kiosk/tickets", &code).bearer_auth(&self.kiosk);
                let answer = Answer::to(request).await;
                if answer.status < 300 && matches!(op, Op::Print { .. }) {
                    let id = answer.json()["ticket"]["id"].as_str().unwrap().to_owned();
                    let path = format!("/api/v1/kiosk/tickets/{id}/print-confirmation");
                    let printed = Answer::to(self.app.request(Method::POST, &path).bearer_auth(&self.kiosk)).await;
                    assert_eq!(printed.status, 200, "{}", printed.text());
                    self.visits[number].1.status = "checked_in";
                }
                answer
            }
            Op::Advance { .. } | Op::Desks { .. } | Op::Close { .. } | Op::Open { .. } => return,
        };
        assert!(answer.status < 500, "{op:?}: {}", answer.text());
    }

    async fn book(&mut self, person: usize, date: &str, time: &str, hold: bool) {
        let email = format!("actor{}-{person}@example.pl", self.name);
        let wish = json!({"service_id": SERVICE, "date": date, "time": time, "email": email,
            "terms_version": self.terms, "hold": hold});
        let answer = self.app.post("/api/v1/bookings", &wish).await;
        if answer.status != 201 {
            let code = answer.json()["code"].as_str().unwrap_or_default().to_owned();
            assert!(["slot-full", "booking-limit-reached"].contains(&code.as_str()), "{}", answer.text());
            return;
        }
        let body = answer.json();
        let token = body["manage_token"].as_str().unwrap().to_owned();
        let booked = Booked { id: body["id"].as_str().unwrap().parse().unwrap(), token, answer: body };
        let end = End { status: if hold { "held" } else { "booked" }, date: date.to_owned(), time: time.to_owned() };
        self.visits.push((booked, end));
    }
}

/// Lets actors loose on these servers, which share one database, and checks what is left.
async fn loose(apps: &[Arc<TestApp>], deeds: Vec<Vec<Op>>) {
    let app = &apps[0];
    // Half an hour before the first visits: the kiosk gives tickets for some of them.
    app.clock.set("2026-11-23T06:40:00Z".parse().unwrap());
    let kiosk = app.token(Role::Kiosk, None).await;
    let terms = app.get("/api/v1/offices").await.json()["items"][0]["terms_version"].clone();
    let tasks: Vec<_> = deeds
        .into_iter()
        .enumerate()
        .map(|(name, deeds)| {
            let (app, kiosk, terms) = (Arc::clone(&apps[name % apps.len()]), kiosk.clone(), terms.clone());
            let mut actor = Actor { app, name, kiosk, terms, visits: Vec::new() };
            tokio::spawn(async move {
                for op in &deeds {
                    actor.act(op).await;
                }
                actor.visits
            })
        })
        .collect();
    let mut ends = HashMap::new();
    for task in tasks {
        ends.extend(task.await.unwrap().into_iter().map(|(booked, end)| (booked.id.to_string(), end)));
    }
    let rows = app.state.db.read(|conn| {
        let columns = (bookings::id, bookings::status, bookings::date, bookings::time);
        bookings::table.select(columns).load::<(String, String, chrono::NaiveDate, chrono::NaiveTime)>(conn)
    });
    let rows = rows.await.unwrap();
    assert_eq!(rows.len(), ends.len(), "each answered with 201 is there, and nothing else");
    let mut live: HashMap<(String, String), usize> = HashMap::new();
    for (id, status, date, time) in rows {
        let (date, time) = (date.to_string(), time.format("%H:%M").to_string());
        let end = &ends[&id];
        assert_eq!((status.as_str(), &date, &time), (end.status, &end.date, &end.time), "{id}");
        if status != "cancelled" {
            *live.entry((date, time)).or_default() += 1;
        }
    }
    assert!(live.values().all(|visits| *visits <= DESKS), "{live:?}");
    let report = audit(&app.state.db, app.clock.now()).await.unwrap();
    assert!(report.is_clean(), "{report}");
    for app in apps {
        for ((date, time), visits) in &live {
            let seen = async {
                while app.free_at(SERVICE, date, time).await != u64::try_from(DESKS - visits).unwrap() {
                    tokio::time::sleep(std::time::Duration::from_millis(10)).await;
                }
            };
            let waited = tokio::time::timeout(std::time::Duration::from_secs(20), seen).await;
            assert!(waited.is_ok(), "a server never sees what {date} {time} has come to: {live:?}");
        }
    }
}

async fn lives_at_once(replicas: usize) {
    let seed = seed();
    println!("WIZYTA_MODEL_SEED={seed}");
    let mut bytes = [0; 32];
    bytes[..8].copy_from_slice(&seed.to_le_bytes());
    let mut runner = TestRunner::new_with_rng(Config::default(), TestRng::from_seed(RngAlgorithm::ChaCha, &bytes));
    for _ in 0..cases(4).div_ceil(4) {
        let strategy = proptest::collection::vec(proptest::collection::vec(visits(), DEEDS), ACTORS);
        let deeds = strategy.new_tree(&mut runner).unwrap().current();
        let mut apps = vec![Arc::new(TestApp::start().await)];
        for _ in 1..replicas {
            let more = Arc::new(apps[0].beside(&[]));
            apps.push(more);
        }
        loose(&apps, deeds).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn whatever_happens_at_once_nothing_is_oversold_or_lost() {
    lives_at_once(1).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn nor_through_two_servers_on_one_database() {
    let app = TestApp::start().await;
    if app.state.db.engine() == Engine::Sqlite {
        // One process has the file.
        return;
    }
    drop(app);
    lives_at_once(2).await;
}
