//! Residents at work: they book, move, cancel, ask for their mail again, and draw tickets.

use super::client::{Client, Reply};
use super::ledger::{Ledger, Stand, UNKNOWN_TICKET, Visit, Wish};
use super::office;
use rand::rngs::StdRng;
use rand::{RngExt as _, SeedableRng as _};
use reqwest::Method;
use serde_json::{Value, json};
use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::task::JoinSet;

/// Hours that all fight for.
const HOT: u32 = 4;

/// Hours in all: two days. Residents fill them within seconds.
pub const HOURS: u32 = 500;

/// What residents share.
pub struct Town {
    pub ledger: Mutex<Ledger>,
    /// Codes by address, from the mails that have come.
    pub codes: Mutex<HashMap<String, String>>,
    pub kiosk: String,
}

impl Town {
    pub fn new(kiosk: String) -> Arc<Self> {
        Arc::new(Self { ledger: Mutex::default(), codes: Mutex::default(), kiosk })
    }
}

/// Residents that go on until they are stopped, or their server is gone.
pub struct Load {
    stop: Arc<AtomicBool>,
    residents: JoinSet<()>,
}

impl Load {
    /// Starts so many residents. Each asks for its server anew before every request.
    pub fn start(
        town: &Arc<Town>,
        residents: usize,
        chance: &mut StdRng,
        server: impl Fn() -> Client + Clone + Send + Sync + 'static,
    ) -> Self {
        let stop = Arc::new(AtomicBool::new(false));
        let mut tasks = JoinSet::new();
        for _ in 0..residents {
            let mut resident = Resident { town: Arc::clone(town), chance: StdRng::seed_from_u64(chance.random()) };
            let (stop, server) = (Arc::clone(&stop), server.clone());
            tasks.spawn(async move {
                while !stop.load(Ordering::Relaxed) {
                    resident.act(&server()).await;
                    tokio::time::sleep(Duration::from_millis(resident.chance.random_range(0..40))).await;
                }
            });
        }
        Self { stop, residents: tasks }
    }

    /// Lets everybody finish the request in hand.
    pub async fn stop(mut self) {
        self.stop.store(true, Ordering::Relaxed);
        while let Some(end) = self.residents.join_next().await {
            end.expect("a resident does not panic");
        }
    }
}

struct Resident {
    town: Arc<Town>,
    chance: StdRng,
}

impl Resident {
    async fn act(&mut self, client: &Client) {
        let what = self.chance.random_range(0..100);
        let visit = if what < 55 { None } else { self.pick() };
        let Some(mut visit) = visit else { return self.book(client).await };
        match what {
            55..75 => self.relocate(client, &mut visit).await,
            75..88 => self.cancel(client, &mut visit).await,
            88..94 => self.resend(client, &mut visit).await,
            _ => self.draw_ticket(client, &mut visit).await,
        }
        self.town.ledger.lock().unwrap().visits.insert(visit.id.clone(), visit);
    }

    /// Takes a visit out of the ledger: one that can still be changed and is all known.
    fn pick(&mut self) -> Option<Visit> {
        let mut ledger = self.town.ledger.lock().unwrap();
        let changeable = |visit: &&Visit| {
            visit.ticket.is_none() && !visit.held && visit.is_certain() && visit.stands[0] != Stand::Cancelled
        };
        // A map's order is chance enough.
        let id = ledger.visits.values().find(changeable)?.id.clone();
        ledger.visits.remove(&id)
    }

    fn hour(&mut self) -> u32 {
        if self.chance.random_bool(0.2) { self.chance.random_range(0..HOT) } else { self.chance.random_range(0..HOURS) }
    }

    async fn book(&mut self, client: &Client) {
        let wish = Wish::new(self.hour());
        let wish = if self.chance.random_bool(0.2) { wish.held() } else { wish };
        let reply = client.book(&wish.body, &wish.key).await;
        if (reply.status(), &reply.body()["status"]) == (201, &json!("held")) {
            let mut visit = Visit::new(&wish, reply.body());
            self.confirm(client, &mut visit).await;
            self.town.ledger.lock().unwrap().note_hold(visit);
            return;
        }
        self.town.ledger.lock().unwrap().note_booking(wish, reply.status(), reply.body());
    }

    async fn confirm(&mut self, client: &Client, visit: &mut Visit) {
        let body = json!({"terms_version": office::TERMS});
        let reply =
            client.send(Method::POST, &path(visit, "/confirmation"), Some(&body), &visit.token, &visit.id).await;
        match reply.status() {
            200 => (visit.held, visit.letters) = (false, (1, 1)),
            0 | 503 => visit.letters = (0, 1),
            status => self.wrong("confirm", status, &reply),
        }
        self.count("confirm", &reply);
    }

    async fn relocate(&mut self, client: &Client, visit: &mut Visit) {
        let (date, time) = office::hour(self.hour());
        let body = json!({"date": date, "time": time});
        let reply = client.send(Method::PATCH, &path(visit, ""), Some(&body), &visit.token, "").await;
        let there = Stand::At(date, time);
        let moves = usize::from(visit.stands[0] != there);
        match reply.status() {
            200 => {
                visit.stands = vec![there];
                visit.letters = (visit.letters.0 + moves, visit.letters.1 + moves);
            }
            409 if reply.body()["code"] == "slot-full" => {}
            0 | 503 => {
                visit.stands.push(there);
                visit.letters.1 += 1;
            }
            status => self.wrong("move", status, &reply),
        }
        self.count("move", &reply);
    }

    async fn cancel(&mut self, client: &Client, visit: &mut Visit) {
        let reply = client.send(Method::POST, &path(visit, "/cancellation"), None, &visit.token, "").await;
        match reply.status() {
            200 => {
                visit.stands = vec![Stand::Cancelled];
                visit.letters = (visit.letters.0 + 1, visit.letters.1 + 1);
            }
            0 | 503 => {
                visit.stands.push(Stand::Cancelled);
                visit.letters.1 += 1;
            }
            status => self.wrong("cancel", status, &reply),
        }
        self.count("cancel", &reply);
    }

    async fn resend(&mut self, client: &Client, visit: &mut Visit) {
        let key = uuid::Uuid::now_v7().to_string();
        let reply = client.send(Method::POST, &path(visit, "/confirmation-email"), None, &visit.token, &key).await;
        match reply.status() {
            202 => visit.letters = (visit.letters.0 + 1, visit.letters.1 + 1),
            0 | 503 => visit.letters.1 += 1,
            // Enough for a day.
            429 => {}
            status => self.wrong("resend", status, &reply),
        }
        self.count("resend", &reply);
    }

    async fn draw_ticket(&mut self, client: &Client, visit: &mut Visit) {
        let Some(code) = self.town.codes.lock().unwrap().get(&visit.email).cloned() else { return };
        let body = json!({"code": code});
        let reply = client.send(Method::POST, "/api/v1/kiosk/tickets", Some(&body), &self.town.kiosk, "").await;
        match reply.status() {
            200 | 201 => visit.ticket = reply.body()["ticket"]["number"].as_str().map(str::to_owned),
            409 if reply.body()["code"] == "too-early" => {}
            // If it was drawn, the visit cannot be changed any more.
            0 | 503 => visit.ticket = Some(UNKNOWN_TICKET.to_owned()),
            status => self.wrong("ticket", status, &reply),
        }
        self.count("ticket", &reply);
    }

    fn count(&self, what: &'static str, reply: &Reply) {
        self.town.ledger.lock().unwrap().count(what, reply.status());
    }

    fn wrong(&self, what: &str, status: u16, reply: &Reply) {
        let body: &Value = reply.body();
        self.town.ledger.lock().unwrap().wrong.push(format!("{what}: {status} {body}"));
    }
}

fn path(visit: &Visit, rest: &str) -> String {
    format!("/api/v1/bookings/{}{rest}", visit.id)
}
