//! Telling the server which tickets were printed. What can't be told is told later, also after a restart: the call
//! changes nothing the second time. Kept are the tickets' ids, which say nothing of anybody.

use crate::token;
use frontend::browser::origin;
use frontend::browser::storage::Keep;
use frontend::browser::timer::sleep;
use leptos::prelude::*;
use shared::client::{ApiClient, ClientError};
use shared::{Language, ProblemCode};
use uuid::Uuid;

const KEY: &str = "wizyta.kiosk.printed";

/// The first pause between two tries, in milliseconds; it doubles up to [`LONGEST`].
const PAUSE: i32 = 2_000;
const LONGEST: i32 = 60_000;

/// The tickets that are printed and not confirmed.
#[derive(Clone, Copy)]
pub(crate) struct Confirmations {
    busy: StoredValue<bool>,
}

impl Confirmations {
    /// Goes on with what was left over.
    pub(crate) fn new() -> Self {
        let confirmations = Self { busy: StoredValue::new(false) };
        confirmations.send();
        confirmations
    }

    /// A ticket is printed.
    pub(crate) fn add(self, ticket: Uuid) {
        let mut open = open();
        if !open.contains(&ticket) {
            open.push(ticket);
            keep(&open);
        }
        self.send();
    }

    fn send(self) {
        if self.busy.get_value() || open().is_empty() {
            return;
        }
        self.busy.set_value(true);
        leptos::task::spawn_local(async move {
            let mut pause = PAUSE;
            while let Some(ticket) = open().first().copied() {
                if is_settled(ticket).await {
                    keep(&open().into_iter().filter(|other| *other != ticket).collect::<Vec<_>>());
                    pause = PAUSE;
                } else {
                    sleep(pause).await;
                    pause = (pause * 2).min(LONGEST);
                }
            }
            self.busy.set_value(false);
        });
    }
}

/// Whether the server knows it now, or will never take it.
async fn is_settled(ticket: Uuid) -> bool {
    let Some(token) = token::read() else { return false };
    match ApiClient::new(&origin::of_api(), Language::Pl).confirm_print(&token, ticket).await {
        Ok(_) => true,
        Err(ClientError::Problem(problem)) => {
            matches!(problem.code, ProblemCode::NotFound | ProblemCode::WrongOffice)
        }
        Err(ClientError::Network(_) | ClientError::Unexpected(_)) => false,
    }
}

fn open() -> Vec<Uuid> {
    let kept = Keep::Device.read(KEY).unwrap_or_default();
    kept.split(',').filter_map(|id| Uuid::try_parse(id).ok()).collect()
}

fn keep(tickets: &[Uuid]) {
    if tickets.is_empty() {
        return Keep::Device.forget(KEY);
    }
    let ids: Vec<String> = tickets.iter().map(Uuid::to_string).collect();
    Keep::Device.write(KEY, &ids.join(","));
}
