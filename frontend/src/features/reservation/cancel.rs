//! Giving a visit up. It takes two presses; opening a link never does it.

use super::page::LoadedVisit;
use super::visit::{self, HandOver};
use crate::api::{self, Failure};
use crate::browser::{clock, focus};
use crate::components::notice::{Alert, CallUs};
use crate::format;
use crate::i18n::speech;
use chrono::{DateTime, FixedOffset};
use leptos::prelude::*;
use shared::texts::fill;
use uuid::Uuid;

const QUESTION: &str = "cancel-question";
const BUTTON: &str = "cancel";

/// The button, then the question.
#[component]
pub(crate) fn Cancellation(id: Uuid, until: DateTime<FixedOffset>, visit: LoadedVisit) -> impl IntoView {
    let speech = speech();
    let texts = speech.texts;
    let hand_over = use_context::<HandOver>();
    let asking = RwSignal::new(false);
    let cancel = Action::new_unsync(move |(): &()| async move {
        let token = visit::token(id).ok_or(Failure::Broken)?;
        let booking = api::client(speech.language).cancel(id, &token).await?;
        visit::remember(&booking);
        if let Some(hand_over) = hand_over {
            hand_over.give(booking);
        }
        visit.refetch();
        focus::when_there("title");
        Ok::<(), Failure>(())
    });
    let pending = cancel.pending();
    let trouble = move || match cancel.value().get()? {
        Err(failure) => Some(view! { <Alert><p>{failure.message(texts)}</p><CallUs /></Alert> }),
        Ok(()) => None,
    };
    let open = move |_| {
        asking.set(true);
        focus::soon(QUESTION);
    };
    let keep = move |_| {
        asking.set(false);
        focus::soon(BUTTON);
    };
    let confirm = move |_| {
        if !pending.get_untracked() {
            cancel.dispatch(());
        }
    };
    let controls = move || {
        if asking.get() {
            view! {
                <div class="question" role="group" aria-labelledby=QUESTION>
                    <p id=QUESTION tabindex="-1">{texts.cancel_ask}</p>
                    <button
                        type="button"
                        class="button danger"
                        aria-busy=move || pending.get().to_string()
                        aria-disabled=move || pending.get().then_some("true")
                        on:click=confirm
                    >
                        {move || if pending.get() { texts.cancelling } else { texts.cancel_yes }}
                    </button>
                    <button type="button" class="button" on:click=keep>{texts.cancel_keep}</button>
                </div>
            }
            .into_any()
        } else {
            view! { <button type="button" class="button danger-quiet" id=BUTTON on:click=open>{texts.cancel}</button> }
                .into_any()
        }
    };
    let over = clock::is_over(until);
    let body = if over {
        view! { <p>{texts.cancel_closed}</p> <CallUs /> }.into_any()
    } else {
        let sentence = fill(texts.cancel_until, &[("when", &format::instant(speech, until))]);
        view! { <p>{sentence}</p> {trouble} {controls} }.into_any()
    };
    view! {
        <section class="sheet cancellation" aria-labelledby="cancel-heading">
            <h2 id="cancel-heading">{texts.cancel_heading}</h2>
            {body}
        </section>
    }
    .into_any()
}
