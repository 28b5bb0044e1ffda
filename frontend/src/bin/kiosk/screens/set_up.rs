//! The operator gives the kiosk its token, once. It is tried before it is kept, so that nobody can take a working kiosk out
//! of service here.

use super::heading;
use crate::drawing::{Shape, drawing};
use crate::kiosk::{Kiosk, Link};
use crate::speech::Speech;
use crate::token;
use frontend::browser::origin;
use frontend::markup::{button, el, live, styled};
use leptos::prelude::*;
use shared::client::{ApiClient, ClientError};
use shared::{Language, ProblemCode};
use wasm_bindgen::JsCast;
use web_sys::HtmlInputElement;

const FIELD: &str = "token";

/// How far the set-up is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Waiting,
    Checking,
    Empty,
    Wrong,
    Role,
    Offline,
}

/// The form.
pub(crate) fn screen(kiosk: Kiosk, speech: Speech) -> AnyView {
    let texts = speech.texts;
    let state = RwSignal::new(State::Waiting);
    let fault = move || match state.get() {
        State::Waiting | State::Checking => None,
        State::Empty => Some(texts.setup_empty),
        State::Wrong => Some(texts.setup_wrong),
        State::Role => Some(texts.setup_role),
        State::Offline => Some(texts.setup_offline),
    };
    let message = live(move || {
        let words = el("span").text(fault()?);
        Some(styled("p", "fault").id("token-fault").attr("role", "alert").child(drawing(Shape::Warning)).child(words))
    });
    let field = styled("input", "field")
        .attrs(&[("id", FIELD), ("type", "password"), ("autocomplete", "off"), ("spellcheck", "false")])
        .attr_of("aria-describedby", move || {
            Some(if fault().is_some() { "token-hint token-fault" } else { "token-hint" }.to_owned())
        })
        .truth("aria-invalid", move || fault().is_some());
    let save = styled("button", "way primary")
        .attr("type", "submit")
        .flag("aria-disabled", move || state.get() == State::Checking)
        .text_of(move || {
            if state.get() == State::Checking { texts.setup_checking } else { texts.setup_save }.to_owned()
        });
    let has_token = token::read().is_some();
    let cancel = has_token.then(|| button("way", move || kiosk.leave()).text(texts.setup_cancel));
    let replaces = has_token.then(|| styled("p", "words").text(texts.setup_replace));
    let form = styled("form", "set-up-form")
        .on("submit", move |event| {
            event.prevent_default();
            save_token(kiosk, state);
        })
        .child(el("label").attr("for", FIELD).text(texts.setup_label))
        .child(styled("p", "hint").id("token-hint").text(texts.setup_hint))
        .child(field)
        .child(message)
        .child(styled("div", "ways").child(save).children(cancel));
    styled("div", "screen set-up")
        .child(heading(texts.setup_heading))
        .children(replaces)
        .child(styled("p", "words").text(texts.setup_lead))
        .child(styled("p", "command").child(el("code").text("wizyta token create --role kiosk --office … --name …")))
        .child(form)
        .into()
}

fn save_token(kiosk: Kiosk, state: RwSignal<State>) {
    let Some(field) = document().get_element_by_id(FIELD).and_then(|field| field.dyn_into::<HtmlInputElement>().ok())
    else {
        return;
    };
    let token = field.value().trim().to_owned();
    if state.get_untracked() == State::Checking {
        return;
    }
    if token.is_empty() {
        return state.set(State::Empty);
    }
    state.set(State::Checking);
    leptos::task::spawn_local(async move {
        let answer = ApiClient::new(&origin::of_api(), Language::Pl).kiosk(&token).await;
        let fault = match &answer {
            Ok(_) => State::Waiting,
            Err(ClientError::Problem(problem)) if problem.code == ProblemCode::Unauthorized => State::Wrong,
            Err(ClientError::Problem(problem)) if problem.code == ProblemCode::Forbidden => State::Role,
            Err(_) => State::Offline,
        };
        // Gone meanwhile, when nobody did anything.
        if state.try_set(fault).is_some() || kiosk.screen.get_untracked() != crate::screen::Screen::SetUp {
            return;
        }
        if fault == State::Waiting {
            token::keep(&token);
            if kiosk.learn(answer) == Link::Up {
                kiosk.leave();
            }
        }
    });
}
