//! The booking page: its parts in the office's order, each shown when it can be answered.

use super::email_step::EmailStep;
use super::hour_step::HourStep;
use super::own_visit::OwnVisit;
use super::refusal::Field;
use super::service_step::ServiceStep;
use super::state::{BookingState, use_booking};
use super::submit::{self, SUMMARY};
use super::summary::Summary;
use super::terms_step::TermsStep;
use crate::browser::focus;
use crate::components::frame::Band;
use crate::components::notice::{Alert, LoadFailed, Skeleton};
use crate::components::step::{FieldError, Step};
use crate::features::calendar::{DayBook, DayPicker, Month};
use crate::i18n::speech;
use leptos::prelude::*;

/// The page at `/`.
#[component]
pub(crate) fn BookingPage() -> impl IntoView {
    let texts = speech().texts;
    let state = use_booking();
    let has_service = Memo::new(move |_| state.selection.with(|selection| selection.service.is_some()));
    let has_day = Memo::new(move |_| has_service.get() && state.selection.with(|selection| selection.day.is_some()));
    let has_slot = Memo::new(move |_| state.slot().is_some());
    view! {
        <Band title=texts.app_title lead=texts.lead />
        <form
            class="wrap booking"
            novalidate
            on:submit=move |event| {
                event.prevent_default();
                submit::submit(state);
            }
        >
            <div class="steps">
                <ErrorSummary state />
                <OwnVisit />
                <ServiceStep />
                {move || has_service.get().then(|| view! { <EmailStep /> <DayStep /> })}
                {move || has_day.get().then(|| view! { <HourStep /> })}
                {move || has_slot.get().then(|| view! { <TermsStep /> })}
            </div>
            <Summary ready=has_slot />
        </form>
    }
}

/// All faults of the form at once, each a link to its field.
#[component]
fn ErrorSummary(state: BookingState) -> impl IntoView {
    let texts = speech().texts;
    move || {
        let refusal = state.refusal.get().filter(|refusal| !refusal.fields.is_empty() && !refusal.lost_hour())?;
        let links = refusal.fields.into_iter().map(|(field, message)| {
            let go = move |event: web_sys::MouseEvent| {
                event.prevent_default();
                focus::now(field.id());
            };
            view! {
                <li>
                    <a href=format!("#{}", field.id()) on:click=go>
                        {message}
                    </a>
                </li>
            }
        });
        Some(view! {
            <Alert id=SUMMARY>
                <h2>{texts.err_title}</h2>
                <ul>{links.collect_view()}</ul>
            </Alert>
        })
    }
}

/// Step 3: the calendar.
#[component]
fn DayStep() -> impl IntoView {
    let texts = speech().texts;
    let state = use_booking();
    let loaded = Memo::new(move |_| state.days().map(|days| days.map(|_| ())));
    let book = Memo::new(move |_| state.days().and_then(Result::ok).unwrap_or_default());
    let chosen = Memo::new(move |_| state.selection.with(|selection| selection.day));
    let month = Memo::new(move |_| month_in_view(state, &book.get()));
    let on_month = Callback::new(move |month| state.choose(&state.selection.get_untracked().with_month(month)));
    let on_choose = Callback::new(move |day| {
        state.refusal.set(None);
        state.choose(&state.selection.get_untracked().with_day(Some(day)));
        focus::when_there(super::hour_step::FIRST_HOUR);
    });
    let calendar = move || match loaded.get() {
        None => view! { <Skeleton kind="calendar" /> }.into_any(),
        Some(Err(failure)) => {
            view! { <LoadFailed failure on_retry=Callback::new(move |()| state.ask_again()) /> }.into_any()
        }
        Some(Ok(())) => view! { <DayPicker book month chosen on_month on_choose /> }.into_any(),
    };
    view! {
        <Step number=3 id=Field::Day.id() heading=texts.day_heading>
            <FieldError id=Field::Day.message_id() message=state.message_at(Field::Day) />
            {calendar}
        </Step>
    }
}

/// The month in the address, else that of the chosen day, else that of the first free day, else this one.
fn month_in_view(state: BookingState, book: &DayBook) -> Month {
    let wanted = state.selection.with(|selection| selection.month.or(selection.day.map(Month::of)));
    let first_free = book.first_free().or(book.today()).map(Month::of);
    let month = wanted.or(first_free).unwrap_or_else(|| Month::of(chrono::NaiveDate::default()));
    book.months().map_or(month, |(first, last)| month.max(first).min(last))
}
