//! What goes on while nobody does anything: the clock, the countdowns, and asking the server from time to time.

use crate::kiosk::{Kiosk, Link};
use crate::screen::Screen;
use crate::token;
use chrono::NaiveDate;
use frontend::browser::origin;
use frontend::browser::timer::sleep;
use leptos::prelude::*;
use shared::Language;
use shared::client::ApiClient;
use std::time::Duration;

/// How often clock and countdowns are looked at.
const TICK: Duration = Duration::from_millis(250);
/// How often the server is asked while something is wrong, in milliseconds.
const OFTEN: i32 = 5_000;
/// While all is well, only each of so many times.
const SELDOM: u32 = 12;

/// Begins.
pub(crate) fn begin(kiosk: Kiosk) {
    let tick = move || {
        kiosk.count();
        kiosk.tell_time();
    };
    set_interval(tick, TICK);
    leptos::task::spawn_local(async move {
        let mut opened_on = None;
        for turn in 0_u32.. {
            // A visitor may find out in between that something is wrong.
            let is_well = kiosk.link.get_untracked() == Link::Up;
            if (!is_well || turn.is_multiple_of(SELDOM)) && ask(kiosk).await == Link::Up {
                begin_day(kiosk, &mut opened_on);
            }
            sleep(OFTEN).await;
        }
    });
}

async fn ask(kiosk: Kiosk) -> Link {
    let Some(token) = token::read() else { return Link::Unknown };
    let client = ApiClient::new(&origin::of_api(), Language::Pl);
    let answer = client.kiosk(&token).await;
    kiosk.learn(answer)
}

/// On a new day the page loads itself anew, if nobody is here: a browser that is never closed would never see a new
/// version, and collects what it should not. The server has just answered, so the page will come.
fn begin_day(kiosk: Kiosk, opened_on: &mut Option<NaiveDate>) {
    let today = kiosk.time.get_untracked().map(|time| time.date_naive());
    let opened_on = *opened_on.get_or_insert(today.unwrap_or_default());
    if today.is_some_and(|today| today != opened_on) && kiosk.screen.get_untracked() == Screen::Start {
        let _ = window().location().reload();
    }
}
