//! What residents know: every answer that they got, and every one that they did not get.

use super::office;
use serde_json::{Value, json};
use std::collections::HashMap;

/// The number of a ticket that may have been drawn.
pub const UNKNOWN_TICKET: &str = "?";

/// Where a visit stands, as a resident sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stand {
    At(String, String),
    Cancelled,
}

impl Stand {
    /// What an answer of the server says.
    pub fn of(booking: &Value) -> Self {
        let text = |name: &str| booking[name].as_str().unwrap_or_default().to_owned();
        if booking["status"] == "cancelled" { Self::Cancelled } else { Self::At(text("date"), text("time")) }
    }
}

/// A wish that was sent, with the key under which it can be sent again.
#[derive(Debug, Clone)]
pub struct Wish {
    pub key: String,
    pub email: String,
    pub body: Value,
}

impl Wish {
    /// A wish of somebody new.
    pub fn new(hour: u32) -> Self {
        let key = uuid::Uuid::now_v7().simple().to_string();
        let email = format!("r{key}@example.pl");
        let (date, time) = office::hour(hour);
        let body = json!({"service_id": office::SERVICE, "date": date, "time": time, "email": email,
            "terms_version": office::TERMS});
        Self { key, email, body }
    }

    /// The same, only to be held.
    pub fn held(mut self) -> Self {
        self.body["hold"] = true.into();
        self
    }
}

/// A booking that was answered 201.
#[derive(Debug, Clone)]
pub struct Visit {
    pub id: String,
    pub token: String,
    pub email: String,
    /// What it may be; one thing, unless an answer did not come.
    pub stands: Vec<Stand>,
    /// Letters that it must have caused at least, and at most.
    pub letters: (usize, usize),
    /// The number on its ticket.
    pub ticket: Option<String>,
    /// Whether it is only held, as far as is known.
    pub held: bool,
}

impl Visit {
    pub fn new(wish: &Wish, answer: &Value) -> Self {
        let text = |name: &str| answer[name].as_str().unwrap_or_default().to_owned();
        let held = answer["status"] == "held";
        let letters = usize::from(!held);
        Self {
            id: text("id"),
            token: text("manage_token"),
            email: wish.email.clone(),
            stands: vec![Stand::of(answer)],
            letters: (letters, letters),
            ticket: None,
            held,
        }
    }

    pub fn is_certain(&self) -> bool {
        self.stands.len() == 1
    }
}

/// All residents' knowledge together.
#[derive(Default)]
pub struct Ledger {
    /// Bookings by id. One that somebody is changing is not here but in his hands.
    pub visits: HashMap<String, Visit>,
    /// Wishes without an answer, or with one that says nothing.
    pub unknown: Vec<Wish>,
    /// How often which status was answered to what.
    pub answers: HashMap<(&'static str, u16), usize>,
    /// Answers that should not be.
    pub wrong: Vec<String>,
}

impl Ledger {
    /// Notes a hold, and what became of it.
    pub fn note_hold(&mut self, visit: Visit) {
        self.count("book", 201);
        if let Some(known) = self.visits.insert(visit.id.clone(), visit) {
            self.wrong.push(format!("two wishes got the booking {}", known.id));
        }
    }

    /// Notes what came back for a wish.
    pub fn note_booking(&mut self, wish: Wish, status: u16, answer: &Value) {
        self.count("book", status);
        match status {
            201 => {
                let visit = Visit::new(&wish, answer);
                if let Some(known) = self.visits.insert(visit.id.clone(), visit) {
                    self.wrong.push(format!("two wishes got the booking {}", known.id));
                }
            }
            0 | 503 => self.unknown.push(wish),
            409 if answer["code"] == "slot-full" => {}
            _ => self.wrong.push(format!("booking: {status} {answer}")),
        }
    }

    pub fn count(&mut self, what: &'static str, status: u16) {
        *self.answers.entry((what, status)).or_default() += 1;
    }

    /// How many answers with this status there were.
    pub fn answered(&self, status: u16) -> usize {
        self.answers.iter().filter(|((_, known), _)| *known == status).map(|(_, count)| count).sum()
    }
}
