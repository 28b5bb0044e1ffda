//! One life, played on a real server and on the model, answer by answer.

use super::office::{Answer as Expected, DELAY, Office, REMINDER_AT, State, start_of};
use super::op::{DAYS, HOURS, Op, Slot};
use crate::support::answer::Answer;
use crate::support::app::TestApp;
use crate::support::bookings::{Booked, SERVICE};
use backend::audit::audit;
use backend::clock::Clock as _;
use backend::db::DbConn;
use backend::db::schema::{bookings, freed_places, outbox};
use backend::domain::plan::{Closure, Localised};
use backend::domain::role::Role;
use backend::service::hours::{HoursChange, change_hours};
use backend::store::housekeeping::clear_visits;
use diesel::prelude::*;
use reqwest::Method;
use serde_json::{Value, json};

const SETTINGS: &[(&str, &str)] = &[("freed_place_delay", "7"), ("reminder_at", REMINDER_AT)];

/// The pool of [`SERVICE`], and its desks in the sample.
const POOL: &str = "kierowcy";
const DESKS: usize = 4;

/// Plays a life; panics where the server and the model part.
pub async fn play(life: &[Op]) {
    assert_eq!(SETTINGS[0].1, DELAY.to_string());
    let app = TestApp::with(SETTINGS).await;
    let kiosk = app.token(Role::Kiosk, None).await;
    let terms = app.get("/api/v1/offices").await.json()["items"][0]["terms_version"].clone();
    let mut player =
        Player { app: Some(app), office: Office::new(DESKS), booked: Vec::new(), codes: Vec::new(), kiosk, terms };
    for op in life {
        player.step(op).await;
        player.compare_places().await;
    }
    player.compare_all().await;
}

struct Player {
    app: Option<TestApp>,
    office: Office,
    /// By the numbers that the visits have in the model.
    booked: Vec<Booked>,
    codes: Vec<String>,
    kiosk: String,
    terms: Value,
}

impl Player {
    fn app(&self) -> &TestApp {
        self.app.as_ref().unwrap()
    }

    /// Which visit is meant, if there are any.
    fn visit(&self, number: usize) -> Option<usize> {
        (!self.booked.is_empty()).then(|| number % self.booked.len())
    }

    async fn step(&mut self, op: &Op) {
        match op {
            Op::Book { person, slot, key, hold } => self.book(*person, (*slot, *hold), *key).await,
            Op::Confirm { visit } => {
                let Some(visit) = self.visit(*visit) else { return };
                let answer = self.app().confirm(&self.booked[visit]).await;
                agree(op, &self.office.confirm(visit), &answer);
            }
            Op::Extend { visit } => {
                let Some(visit) = self.visit(*visit) else { return };
                let answer = self.app().extend(&self.booked[visit]).await;
                agree(op, &self.office.extend(visit), &answer);
            }
            Op::Move { visit, slot } => {
                let Some(visit) = self.visit(*visit) else { return };
                let answer = self.app().move_to(&self.booked[visit], DAYS[slot.day], HOURS[slot.hour]).await;
                agree(op, &self.office.relocate(visit, *slot), &answer);
            }
            Op::Cancel { visit } => {
                let Some(visit) = self.visit(*visit) else { return };
                let answer = self.app().cancel(&self.booked[visit]).await;
                agree(op, &self.office.cancel(visit), &answer);
            }
            Op::Resend { visit } => {
                let Some(visit) = self.visit(*visit) else { return };
                let answer = self.app().resend(&self.booked[visit], &json!({})).await;
                agree(op, &self.office.resend(visit), &answer);
            }
            Op::Redeem { visit } => {
                let Some(visit) = self.visit(*visit) else { return };
                let code = json!({"code": self.codes[visit]});
                let request = self.app().send(Method::POST, "/api/v1/kiosk/tickets", &code).bearer_auth(&self.kiosk);
                let answer = Answer::to(request).await;
                let (expected, number) = self.office.redeem(visit);
                agree(op, &expected, &answer);
                if let Some(number) = number {
                    let shown = answer.json()["ticket"]["number"].as_str().unwrap()[1..].parse();
                    assert_eq!(shown, Ok(number), "{op:?}");
                }
            }
            Op::Print { visit } => self.print(op, *visit).await,
            Op::Advance { minutes } => {
                self.office.advance(*minutes);
                self.app().minutes_pass(*minutes);
                self.settle().await;
            }
            Op::Desks { desks } => {
                self.office.desks = usize::from(*desks);
                self.change_plan().await;
            }
            Op::Close { day } => {
                if self.office.closed.insert(*day) {
                    self.change_plan().await;
                }
            }
            Op::Open { day } => {
                if self.office.closed.remove(day) {
                    self.change_plan().await;
                }
            }
        }
    }

    async fn book(&mut self, person: usize, (slot, hold): (Slot, bool), key: Option<usize>) {
        let wish = json!({"service_id": SERVICE, "date": DAYS[slot.day], "time": HOURS[slot.hour], "hold": hold,
            "email": format!("person{person}@example.pl"), "terms_version": self.terms});
        let mut request = self.app().send(Method::POST, "/api/v1/bookings", &wish);
        if let Some(key) = key {
            request = request.header("idempotency-key", format!("key-{key}"));
        }
        let answer = Answer::to(request).await;
        let (expected, visit) = self.office.book(person, (slot, hold), key);
        agree(&(person, slot, hold, key), &expected, &answer);
        let Some(visit) = visit else { return };
        let body = answer.json();
        if let Some(first) = self.booked.get(visit) {
            assert_eq!(body, first.answer, "the first answer again");
        } else {
            let token = body["manage_token"].as_str().unwrap().to_owned();
            let booked = Booked { id: body["id"].as_str().unwrap().parse().unwrap(), token, answer: body };
            // Now, since it is forgotten when the visit is over.
            let code = self.app().code_of(&booked).await;
            self.codes.push(code);
            self.booked.push(booked);
        }
    }

    async fn print(&mut self, op: &Op, visit: usize) {
        let Some(visit) = self.visit(visit).filter(|visit| self.office.visits[*visit].ticket.is_some()) else { return };
        let id = self.booked[visit].id.to_string();
        let ticket = self.app().state.db.read(move |conn| backend::db::tickets::of_booking(conn, &id));
        let path = format!("/api/v1/kiosk/tickets/{}/print-confirmation", ticket.await.unwrap().unwrap().id);
        let answer = Answer::to(self.app().request(Method::POST, &path).bearer_auth(&self.kiosk)).await;
        agree(op, &self.office.print(visit), &answer);
    }

    /// Waits until all places have come back whose time has come, all holds have ended that have run out, and all reminders
    /// are written.
    async fn settle(&self) {
        let reminders = self.office.visits.iter().filter(|visit| visit.reminder.is_some()).count();
        let (db, expected) = (&self.app().state.db, [self.office.waiting.len(), self.office.holds(), reminders]);
        let settled = async {
            while db.read(unsettled).await.unwrap() != expected {
                tokio::time::sleep(std::time::Duration::from_millis(5)).await;
            }
        };
        let waited = tokio::time::timeout(std::time::Duration::from_secs(20), settled).await;
        let there = db.read(unsettled).await.unwrap();
        assert!(waited.is_ok(), "{expected:?} freed places, holds and reminders should be there: {there:?}");
    }

    /// Writes the model's plan and starts the server anew, which is how it takes one.
    async fn change_plan(&mut self) {
        let app = self.app.take().unwrap();
        let mut office = app.state.plan.offices[0].clone();
        office.closures.retain(|closure| !DAYS.contains(&closure.date.to_string().as_str()));
        let text = || "zamknięte".to_owned();
        let reason = Localised { pl: text(), en: text(), uk: text(), de: text() };
        let closed = self.office.closed.iter().map(|day| DAYS[*day].parse().unwrap());
        office.closures.extend(closed.map(|date| Closure { date, reason: reason.clone() }));
        let pool = office.pools.iter_mut().find(|pool| pool.id == POOL).unwrap();
        for rule in &mut pool.opening {
            rule.hours.desks = u16::try_from(self.office.desks).unwrap();
        }
        let written = change_hours(&app.state, office).await.unwrap();
        assert_eq!(written, HoursChange::Written { crowded: self.office.crowded() });
        self.app = Some(app.restart(SETTINGS).await);
    }

    /// Compares the free places that everybody sees; places that come back are waited for.
    async fn compare_places(&self) {
        let seen = async {
            while self.free().await != self.expected_free() {
                tokio::time::sleep(std::time::Duration::from_millis(5)).await;
            }
        };
        if tokio::time::timeout(std::time::Duration::from_secs(20), seen).await.is_err() {
            assert_eq!(self.free().await, self.expected_free(), "free places");
        }
    }

    fn expected_free(&self) -> Vec<(Slot, Option<usize>)> {
        let office = &self.office;
        let free = |slot: Slot| {
            let offered = !office.closed.contains(&slot.day) && office.now < start_of(slot);
            offered.then(|| office.desks.saturating_sub(office.taken(slot)))
        };
        Slot::all().map(|slot| (slot, free(slot))).collect()
    }

    async fn free(&self) -> Vec<(Slot, Option<usize>)> {
        let mut days = Vec::new();
        for day in DAYS {
            days.push(self.app().get(&format!("/api/v1/services/{SERVICE}/days/{day}")).await.json());
        }
        let free = |slot: Slot| {
            let slots = days[slot.day]["slots"].as_array().unwrap();
            let found = slots.iter().find(|shown| shown["time"] == HOURS[slot.hour])?;
            Some(usize::try_from(found["free"].as_u64().unwrap()).unwrap())
        };
        Slot::all().map(|slot| (slot, free(slot))).collect()
    }

    /// Compares everything that is stored, and lets the auditor look at it.
    async fn compare_all(&self) {
        let app = self.app();
        for (visit, booked) in self.office.visits.iter().zip(&self.booked) {
            let id = booked.id.to_string();
            let stored = app.state.db.read(move |conn| {
                let row: (String, chrono::NaiveDate, chrono::NaiveTime) =
                    bookings::table.find(&id).select((bookings::status, bookings::date, bookings::time)).first(conn)?;
                let letters: Vec<(String, String)> = outbox::table
                    .filter(outbox::booking_id.eq(&id))
                    .select((outbox::kind, outbox::status))
                    .load(conn)?;
                Ok((row, letters))
            });
            let ((status, date, time), letters) = stored.await.unwrap();
            let expected = match visit.state {
                State::Held { .. } => "held",
                State::Expired => "expired",
                State::Booked => "booked",
                State::CheckedIn => "checked_in",
                State::Cancelled => "cancelled",
            };
            assert_eq!(status, expected, "{visit:?}");
            let slot = (DAYS[visit.slot.day].to_owned(), format!("{}:00", HOURS[visit.slot.hour]));
            assert_eq!((date.to_string(), time.to_string()), slot, "{visit:?}");
            let count = |kind| letters.iter().filter(|(letter, _)| letter == kind).count();
            let reminders: Vec<bool> =
                letters.iter().filter(|(kind, _)| kind == "reminder").map(|(_, status)| status == "queued").collect();
            assert_eq!(reminders, Vec::from_iter(visit.reminder), "{visit:?}");
            let cancelled = usize::from(visit.state == State::Cancelled && visit.confirmations > 0);
            assert_eq!(
                (count("confirmation"), count("moved"), count("cancelled")),
                (visit.confirmations, visit.moves, cancelled),
                "{visit:?}"
            );
        }
        let stored = app.state.db.read(|conn| {
            let visits: i64 = bookings::table.count().get_result(conn)?;
            Ok((visits, freed_places::table.count().get_result::<i64>(conn)?))
        });
        let expected = (self.office.visits.len(), self.office.waiting.len());
        let (visits, waiting) = stored.await.unwrap();
        assert_eq!((usize::try_from(visits), usize::try_from(waiting)), (Ok(expected.0), Ok(expected.1)));
        clear_visits(&app.state.db, app.clock.now().naive_utc()).await.unwrap();
        let report = audit(&app.state.db, app.clock.now()).await.unwrap();
        assert!(report.is_clean(), "{report}");
        let crowded = report.crowded.map_or(0, |crowded| crowded.count);
        assert_eq!(usize::try_from(crowded), Ok(self.office.crowded()));
    }
}

/// Freed places, holds, and reminders.
fn unsettled(conn: &mut DbConn) -> QueryResult<[usize; 3]> {
    let waiting: i64 = freed_places::table.count().get_result(conn)?;
    let held: i64 = bookings::table.filter(bookings::held_until.is_not_null()).count().get_result(conn)?;
    let reminders: i64 = outbox::table.filter(outbox::kind.eq("reminder")).count().get_result(conn)?;
    Ok([waiting, held, reminders].map(|number| usize::try_from(number).unwrap()))
}

#[track_caller]
fn agree(what: &dyn std::fmt::Debug, expected: &Expected, answer: &Answer) {
    match expected {
        Expected::Done(status) => assert_eq!(answer.status, *status, "{what:?}: {}", answer.text()),
        Expected::Refused(codes) => {
            let code = answer.json()["code"].as_str().unwrap_or_default().to_owned();
            assert!(codes.contains(&code.as_str()), "{what:?}: {codes:?} expected: {}", answer.text());
        }
    }
}
