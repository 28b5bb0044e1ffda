//! Step 6: all that was chosen, on a sheet that looks like the ticket it will become, and the button.

use super::refusal::Field;
use super::state::{BookingState, use_booking};
use super::submit::{TROUBLE, submit};
use crate::browser::focus;
use crate::components::notice::{Alert, CallUs};
use crate::features::office::{use_catalogue, use_office};
use crate::format;
use crate::i18n::speech;
use leptos::prelude::*;

/// The heading's id.
pub(crate) const HEADING: &str = "summary-heading";

/// The summary; on a wide screen it stands beside the steps and fills as they are answered.
#[component]
pub(crate) fn Summary(
    /// Whether there is an hour to be booked.
    ready: Memo<bool>,
) -> impl IntoView {
    let speech = speech();
    let texts = speech.texts;
    let state = use_booking();
    let office = use_office();
    let services = use_catalogue().map(|catalogue| catalogue.services);
    let service = move || {
        let chosen = state.selection.with(|selection| selection.service.clone())?;
        let services = services?.get()?.ok()?;
        services.into_iter().find(|service| service.id == chosen).map(|service| service.name)
    };
    let day = move || state.selection.with(|selection| selection.day).map(|day| format::full_date(speech, day));
    let time = move || state.slot().map(|slot| format::clock(slot.time));
    let email = move || state.draft.with(|draft| Some(draft.email.trim().to_owned()).filter(|email| !email.is_empty()));
    let place = move || {
        office.get().map(|office| view! { <dt>{texts.item_place}</dt> <dd>{office.name} ", " {office.address}</dd> })
    };
    view! {
        <aside class="ticket" class:ready=ready aria-labelledby=HEADING>
            <h2 id=HEADING tabindex="-1">
                {move || if ready.get() { texts.summary_title } else { texts.summary_preview }}
            </h2>
            <dl>
                <Row label=texts.item_date value=Signal::derive(day) change=texts.change_date target=Field::Day.id() />
                <Row label=texts.item_time value=Signal::derive(time) change=texts.change_time target=Field::Hour.id() />
                <Row
                    label=texts.item_service
                    value=Signal::derive(service)
                    change=texts.change_service
                    target=Field::Service.id()
                />
                <Row label=texts.item_email value=Signal::derive(email) change=texts.change_email target=Field::Email.id() />
                <div class="row">{place}</div>
            </dl>
            {move || ready.get().then(|| view! { <Submit state /> })}
        </aside>
    }
}

#[component]
fn Row(
    label: &'static str,
    value: Signal<Option<String>>,
    change: &'static str,
    target: &'static str,
) -> impl IntoView {
    let texts = speech().texts;
    let content = move || match value.get() {
        Some(value) => view! {
            <dd>{value}</dd>
            <dd class="row-change">
                <a
                    href=format!("#{target}")
                    aria-label=change
                    on:click=move |event| {
                        event.prevent_default();
                        focus::now(target);
                    }
                >
                    {texts.change}
                </a>
            </dd>
        }
        .into_any(),
        None => view! { <dd class="row-empty">{texts.summary_empty}</dd> }.into_any(),
    };
    view! {
        <div class="row">
            <dt>{label}</dt>
            {content}
        </div>
    }
    .into_any()
}

/// The button, and above it what hindered the last attempt and belongs to no field.
#[component]
fn Submit(state: BookingState) -> impl IntoView {
    let texts = speech().texts;
    let pending = state.book.pending();
    let trouble = move || {
        let refusal = state.refusal.get()?;
        let message = refusal.general?;
        let retry = refusal.retry.then(|| {
            view! {
                <p>{texts.err_retry_safe}</p>
                <button type="button" class="button" on:click=move |_| submit(state)>
                    {texts.retry}
                </button>
            }
        });
        Some(view! {
            <Alert id=TROUBLE>
                <p>{message}</p>
                {retry}
                <CallUs />
            </Alert>
        })
    };
    view! {
        {trouble}
        <button
            type="submit"
            class="button primary wide"
            aria-disabled=move || pending.get().then_some("true")
            aria-busy=move || pending.get().to_string()
        >
            {move || if pending.get() { texts.booking } else { texts.book }}
        </button>
    }
    .into_any()
}
