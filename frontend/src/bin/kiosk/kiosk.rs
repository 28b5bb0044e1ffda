//! The kiosk's state, and what is done with it.

use crate::confirmations::Confirmations;
use crate::entry::Entry;
use crate::refusal::Refusal;
use crate::screen::{Printing, Screen};
use crate::speech::Speech;
use crate::token;
use chrono::{DateTime, FixedOffset, TimeDelta};
use frontend::browser::timer::{seconds, sleep};
use frontend::browser::{focus, origin};
use leptos::prelude::*;
use shared::client::{ApiClient, ClientError};
use shared::kiosk::{KioskAnswer, TicketRequest};
use shared::office::Office;
use shared::{Language, ReservationCode};
use std::sync::Arc;

/// The id of each screen's heading.
pub(crate) const TITLE: &str = "title";

/// How often a code is sent before the resident hears that there is no connection.
const TRIES: u32 = 3;
/// Between two of them, in milliseconds.
const BETWEEN_TRIES: i32 = 1_500;
/// A resident is not left waiting for longer, in milliseconds.
const LONGEST_WAIT: i32 = 20_000;

/// Whether the server can be reached and knows the kiosk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Link {
    /// Not known yet.
    Unknown,
    /// It answers.
    Up,
    /// It does not.
    Down,
    /// It does not want this token.
    Refused,
}

/// Everything that the screens show. All but `office`, `link` and `time` is one resident's, and goes with him.
#[derive(Clone, Copy)]
pub(crate) struct Kiosk {
    /// What is on the screen.
    pub(crate) screen: RwSignal<Screen>,
    /// In which language.
    pub(crate) language: RwSignal<Language>,
    /// What is typed of a code.
    pub(crate) entry: RwSignal<Entry>,
    /// What is wrong with it, before it is sent.
    pub(crate) fault: RwSignal<Option<String>>,
    /// How far the ticket's print is.
    pub(crate) printing: RwSignal<Printing>,
    /// The seconds until the start screen comes back, once they are counted.
    pub(crate) countdown: RwSignal<Option<u32>>,
    /// The seconds until a code may be tried again.
    pub(crate) wait: RwSignal<u32>,
    /// The office, in Polish as it stands over its door.
    pub(crate) office: RwSignal<Option<Arc<Office>>>,
    /// Whether the server answers.
    pub(crate) link: RwSignal<Link>,
    /// The time on the office's clock.
    pub(crate) time: RwSignal<Option<DateTime<FixedOffset>>>,
    /// The office's time at an instant of the page's own clock.
    set: StoredValue<Option<(DateTime<FixedOffset>, f64)>>,
    /// The code that is being sent, or can be sent again.
    sent: StoredValue<Option<ReservationCode>>,
    /// Counts what was sent: an answer to anything but the last is nobody's any more.
    attempt: StoredValue<u32>,
    /// When somebody last touched the kiosk, and when the pause before another try is over.
    touched: StoredValue<f64>,
    wait_until: StoredValue<f64>,
    confirmations: Confirmations,
}

impl Kiosk {
    /// A kiosk at its start.
    pub(crate) fn new() -> Self {
        let first = if token::read().is_some() { Screen::Start } else { Screen::SetUp };
        Self {
            screen: RwSignal::new(first),
            language: RwSignal::new(Language::default()),
            entry: RwSignal::new(Entry::default()),
            fault: RwSignal::new(None),
            printing: RwSignal::new(Printing::Now),
            countdown: RwSignal::new(None),
            wait: RwSignal::new(0),
            office: RwSignal::new(None),
            link: RwSignal::new(Link::Unknown),
            time: RwSignal::new(None),
            set: StoredValue::new(None),
            sent: StoredValue::new(None),
            attempt: StoredValue::new(0),
            touched: StoredValue::new(seconds()),
            wait_until: StoredValue::new(0.0),
            confirmations: Confirmations::new(),
        }
    }

    /// The kiosk's words in the language of the screen.
    pub(crate) fn speech(self) -> Speech {
        Speech::of(self.language.get())
    }

    /// Back to the start. Nothing of whoever was here stays.
    pub(crate) fn leave(self) {
        self.attempt.update_value(|attempt| *attempt += 1);
        self.sent.set_value(None);
        self.entry.set(Entry::default());
        self.fault.set(None);
        self.language.set(Language::default());
        self.show(if token::read().is_some() { Screen::Start } else { Screen::SetUp });
    }

    /// A code is about to be typed.
    pub(crate) fn begin(self) {
        self.entry.set(Entry::default());
        self.correct();
    }

    /// What is typed is to be mended.
    pub(crate) fn correct(self) {
        self.sent.set_value(None);
        self.fault.set(None);
        self.show(Screen::Code);
    }

    /// A digit comes from the keypad or from keys.
    pub(crate) fn digit(self, digit: char) {
        self.fault.set(None);
        self.entry.update(|entry| entry.push(digit));
    }

    /// The last digit goes.
    pub(crate) fn delete(self) {
        self.fault.set(None);
        self.entry.update(Entry::delete);
    }

    /// All digits go.
    pub(crate) fn clear(self) {
        self.fault.set(None);
        self.entry.set(Entry::default());
    }

    /// Takes what is typed.
    pub(crate) fn submit(self) {
        let entry = self.entry.get_untracked();
        let speech = Speech::of(self.language.get_untracked());
        if entry.missing() > 0 {
            let missing = u32::try_from(entry.missing()).unwrap_or_default();
            self.fault.set(Some(speech.count(&speech.texts.code_short, missing)));
            return;
        }
        match entry.code() {
            Ok(code) => self.send(code),
            Err(_) => self.show(Screen::Refused(Refusal::Mistyped)),
        }
    }

    /// Takes what a scanner has read, whatever is on the screen.
    pub(crate) fn scanned(self, text: &str) {
        match self.screen.get_untracked() {
            Screen::SetUp | Screen::Checking => return,
            Screen::Ticket(_) if self.printing.get_untracked() == Printing::Now => return,
            // The next resident is here.
            Screen::Ticket(_) => self.leave(),
            Screen::Start | Screen::Code | Screen::Refused(_) => {}
        }
        self.clear();
        match ReservationCode::parse(text) {
            Ok(code) => {
                self.entry.set(Entry::from(&code));
                self.send(code);
            }
            Err(shared::code::CodeError::Mistyped) => {
                for digit in text.chars() {
                    self.entry.update(|entry| entry.push(digit));
                }
                self.show(Screen::Refused(Refusal::Mistyped));
            }
            Err(shared::code::CodeError::Malformed) => self.show(Screen::Refused(Refusal::NotACode)),
        }
    }

    /// Sends the last code again.
    pub(crate) fn retry(self) {
        if let Some(code) = self.sent.get_value() {
            self.send(code);
        }
    }

    fn send(self, code: ReservationCode) {
        let Some(token) = token::read() else { return self.show(Screen::Refused(Refusal::NotSetUp)) };
        self.sent.set_value(Some(code.clone()));
        self.attempt.update_value(|attempt| *attempt += 1);
        let attempt = self.attempt.get_value();
        self.show(Screen::Checking);
        let language = self.language.get_untracked();
        leptos::task::spawn_local(async move {
            let answer = issue(&token, &TicketRequest { code: code.to_string() }, language).await;
            if self.attempt.get_value() == attempt {
                self.answered(answer);
            }
        });
        leptos::task::spawn_local(async move {
            sleep(LONGEST_WAIT).await;
            if self.attempt.get_value() == attempt && self.screen.get_untracked() == Screen::Checking {
                self.attempt.update_value(|attempt| *attempt += 1);
                self.refuse(Refusal::Offline);
            }
        });
    }

    fn answered(self, answer: Result<shared::kiosk::TicketAnswer, ClientError>) {
        match answer {
            Ok(answer) => {
                self.sent.set_value(None);
                self.entry.set(Entry::default());
                self.show(Screen::Ticket(Arc::new(answer.ticket)));
                self.print(Printing::Now);
            }
            Err(error) => self.refuse(Refusal::of(&error)),
        }
    }

    fn refuse(self, refusal: Refusal) {
        match refusal {
            Refusal::NotSetUp => self.link.set(Link::Refused),
            Refusal::Offline => self.link.set(Link::Down),
            _ => {}
        }
        self.wait.set(refusal.wait());
        self.wait_until.set_value(seconds() + f64::from(refusal.wait()));
        self.show(Screen::Refused(refusal));
    }

    /// Prints the ticket on the screen. The browser tells when it is through, see [`Self::printed`].
    pub(crate) fn print(self, printing: Printing) {
        self.printing.set(printing);
        // Once the paper is drawn.
        request_animation_frame(|| request_animation_frame(frontend::browser::shell::print));
    }

    /// The browser is through with a print. It can't know more than that, also when its dialogue was cancelled: whether
    /// there is paper the resident tells.
    pub(crate) fn printed(self) {
        let Screen::Ticket(ticket) = self.screen.get_untracked() else { return };
        self.confirmations.add(ticket.id);
        if self.printing.get_untracked() == Printing::Now {
            self.printing.set(Printing::Done);
        }
        self.touch();
    }

    /// Whether it is asked if somebody is still here. A ticket's countdown asks nothing.
    pub(crate) fn asks(self) -> bool {
        self.countdown.get().is_some() && self.screen.with(|screen| !matches!(screen, Screen::Ticket(_)))
    }

    /// Somebody is here.
    pub(crate) fn touch(self) {
        self.touched.set_value(seconds());
        if self.countdown.get_untracked().is_some() {
            self.countdown.set(None);
            self.count();
        }
    }

    /// Brings the countdowns up to date.
    pub(crate) fn count(self) {
        let since = seconds() - self.touched.get_value();
        let printing = self.printing.get_untracked();
        let quiet = self.screen.with_untracked(|screen| crate::pause::quiet(screen, printing, token::read().is_some()));
        let left = quiet.and_then(|quiet| crate::pause::left(quiet, since));
        if left == Some(0) {
            self.leave();
        } else if left != self.countdown.get_untracked() {
            self.countdown.set(left);
        }
        let wait = (self.wait_until.get_value() - seconds()).max(0.0).ceil();
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a few minutes at most")]
        let wait = wait as u32;
        if wait != self.wait.get_untracked() {
            self.wait.set(wait);
        }
    }

    /// Brings the clock up to date.
    pub(crate) fn tell_time(self) {
        let Some((then, at)) = self.set.get_value() else { return };
        #[expect(clippy::cast_possible_truncation, reason = "milliseconds since the server was asked")]
        let passed = TimeDelta::milliseconds(((seconds() - at) * 1000.0) as i64);
        let now = then + passed;
        let minute = |time: DateTime<FixedOffset>| time.timestamp().div_euclid(60);
        if self.time.get_untracked().map(minute) != Some(minute(now)) {
            self.time.set(Some(now));
        }
    }

    /// Takes in what the server says of the kiosk.
    pub(crate) fn learn(self, answer: Result<KioskAnswer, ClientError>) -> Link {
        let link = match answer {
            Ok(KioskAnswer { office, now }) => {
                self.office.set(office.map(Arc::new));
                self.set.set_value(Some((now, seconds())));
                self.tell_time();
                Link::Up
            }
            Err(error) => match Refusal::of(&error) {
                Refusal::NotSetUp => Link::Refused,
                _ => Link::Down,
            },
        };
        if self.link.get_untracked() != link {
            self.link.set(link);
        }
        link
    }

    /// Changes what is on the screen.
    pub(crate) fn show(self, screen: Screen) {
        self.countdown.set(None);
        self.touched.set_value(seconds());
        self.screen.set(screen);
        focus::soon(TITLE);
    }
}

/// The ticket for a code. What gets no answer is sent again: the same code brings the same ticket.
async fn issue(
    token: &str,
    request: &TicketRequest,
    language: Language,
) -> Result<shared::kiosk::TicketAnswer, ClientError> {
    let client = ApiClient::new(&origin::of_api(), language);
    let mut tries = 1;
    loop {
        match client.issue_ticket(token, request).await {
            Err(ClientError::Network(_)) if tries < TRIES => {
                tries += 1;
                sleep(BETWEEN_TRIES).await;
            }
            answer => return answer,
        }
    }
}
