//! What surrounds every screen: whose kiosk it is, the languages, the clock; and the question whether somebody is still
//! there.

use crate::kiosk::{Kiosk, TITLE};
use crate::paper::paper;
use crate::screen::Screen;
use crate::screens;
use crate::speech::{Speech, clock};
use crate::{keys, pulse};
use frontend::browser::{focus, origin, shell};
use frontend::markup::{El, button, el, live, styled, together};
use leptos::prelude::*;
use shared::Language;
use std::time::Duration;

/// So long the mark is held for the set-up.
const HOLD: Duration = Duration::from_secs(5);

/// The question's button, which takes the focus.
const STAY: &str = "stay";

/// The whole page.
pub(crate) fn app() -> AnyView {
    let kiosk = Kiosk::new();
    keys::listen(kiosk);
    pulse::begin(kiosk);
    Effect::new(move |_| {
        let speech = kiosk.speech();
        shell::describe(speech.language.code(), speech.texts.title, [("load-failed", speech.texts.load_failed)]);
    });
    let asks = Memo::new(move |_| kiosk.asks());
    Effect::new(move |before: Option<bool>| {
        let asks = asks.get();
        if asks {
            focus::soon(STAY);
        } else if before == Some(true) {
            focus::soon(TITLE);
        }
        asks
    });
    let frame = styled("div", "kiosk")
        .attr_of("inert", move || asks.get().then(String::new))
        .child(live(move || Some(head(kiosk, kiosk.language.get()))))
        .child(el("main").child(live(move || Some(content(kiosk, &kiosk.screen.get(), kiosk.speech())))));
    let question = live(move || asks.get().then(|| question(kiosk, kiosk.speech())));
    together(vec![colours(kiosk), frame.into(), question, paper(kiosk)])
}

fn content(kiosk: Kiosk, screen: &Screen, speech: Speech) -> AnyView {
    match screen {
        Screen::SetUp => screens::set_up::screen(kiosk, speech),
        Screen::Start => screens::start::screen(kiosk, speech),
        Screen::Code => screens::code::screen(kiosk, speech),
        Screen::Checking => screens::checking::screen(speech),
        Screen::Ticket(ticket) => screens::ticket::screen(kiosk, speech, ticket),
        Screen::Refused(refusal) => screens::refused::screen(kiosk, speech, *refusal),
    }
}

fn head(kiosk: Kiosk, language: Language) -> El {
    let time = move || kiosk.time.get().map(|time| clock(time.naive_local().time())).unwrap_or_default();
    let bar = styled("div", "bar").child(mark(kiosk)).child(styled("p", "clock").text_of(time));
    el("header").child(bar).child(languages(kiosk, Speech::of(language)))
}

/// The office's own colours, over those of the kiosk's sheet.
fn colours(kiosk: Kiosk) -> AnyView {
    let address = Memo::new(move |_| kiosk.office.with(|office| office.as_ref()?.style_url.clone()));
    live(move || {
        let address = format!("{}{}", origin::of_api(), address.get()?);
        Some(el("link").attrs(&[("rel", "stylesheet"), ("href", &address)]))
    })
}

/// Whose kiosk it is. Held for some seconds it leads to the set-up, where nobody can do anything without a good token.
fn mark(kiosk: Kiosk) -> El {
    let holds = StoredValue::new(0_u32);
    let release = move |_| holds.update_value(|holds| *holds += 1);
    let hold = move |_| {
        let this = holds.get_value();
        let wait = move || {
            if holds.try_get_value() == Some(this) {
                kiosk.show(Screen::SetUp);
            }
        };
        set_timeout(wait, HOLD);
    };
    let office = move || kiosk.office.get().map(|office| office.brand_name.clone().unwrap_or(office.name.clone()));
    let logo = live(move || {
        let office = kiosk.office.get()?;
        let logo = office.logo.as_ref()?;
        let url = format!("{}{}", origin::of_api(), logo.url);
        Some(styled("img", "logo").attrs(&[("src", &url), ("alt", "")]))
    });
    styled("div", "mark")
        .id("mark")
        .on("pointerdown", hold)
        .on("pointerup", release)
        .on("pointerleave", release)
        .on("pointercancel", release)
        .child(logo)
        .child(
            styled("p", "office").attr("lang", "pl").text_of(move || office().unwrap_or_else(|| "Wizyta".to_owned())),
        )
}

fn languages(kiosk: Kiosk, speech: Speech) -> El {
    let items = Language::ALL.map(|language| {
        let id = format!("language-{language}");
        let target = id.clone();
        let choose = move || {
            kiosk.language.set(language);
            focus::soon(&target);
        };
        let mut choice =
            button("language", choose).attrs(&[("id", &id), ("lang", language.code())]).text(language.name());
        if language == speech.language {
            choice = choice.attr("aria-current", "true");
        }
        el("li").child(choice)
    });
    styled("nav", "languages").attr("aria-label", speech.texts.language_label).child(el("ul").children(items))
}

/// Is somebody still there? Any touch says so.
fn question(kiosk: Kiosk, speech: Speech) -> El {
    let left = move || speech.count(&speech.texts.pause_left, kiosk.countdown.get().unwrap_or_default());
    // Read out when it appears; a number each second would be too much.
    let first = speech.count(&speech.texts.pause_left, kiosk.countdown.get_untracked().unwrap_or_default());
    let card = styled("div", "question-card")
        .attrs(&[
            ("role", "alertdialog"),
            ("aria-modal", "true"),
            ("aria-labelledby", "pause"),
            ("aria-describedby", "left"),
        ])
        .child(el("h2").id("pause").text(speech.texts.pause_heading))
        .child(el("p").attr("aria-hidden", "true").text_of(left))
        .child(styled("p", "visually-hidden").id("left").text(&first))
        .child(
            styled("div", "ways")
                .child(button("way primary", move || kiosk.touch()).id(STAY).text(speech.texts.pause_stay))
                .child(button("way", move || kiosk.leave()).text(speech.texts.finish)),
        );
    styled("div", "question").child(card).on("click", move |_| kiosk.touch())
}
