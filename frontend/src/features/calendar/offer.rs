//! The first free day in one tap; or that the month in view, or the whole horizon, has none, and until when.

use super::shown::{Calendar, Offer, Wish};
use crate::components::icon::{Shape, icon};
use crate::components::notice::call_us;
use crate::format;
use crate::i18n::Speech;
use crate::markup::{El, button, el, live};
use crate::page::page;
use chrono::{DateTime, FixedOffset, NaiveDate};
use leptos::prelude::*;
use shared::texts::fill;

/// "Najbliższy wolny termin: wtorek, 1 grudnia"
pub(crate) fn first_free(speech: Speech, day: NaiveDate) -> String {
    fill(speech.texts.first_free, &[("date", &format::day_and_month(speech, day))])
}

/// The offer. Its elements stay and only their words change, so that no focus is lost.
pub(crate) fn offer(calendar: Memo<Calendar>, on_wish: Callback<Wish>) -> El {
    let speech = page().speech;
    let offer = move || calendar.with(Calendar::offer);
    let label = move || offer().day().map(|day| first_free(speech, day)).unwrap_or_default();
    let choose = move || {
        if let Some(day) = untrack(offer).day() {
            on_wish.run(Wish::Day(day));
        }
    };
    let way = button("button soft", choose)
        .attr_of("hidden", move || offer().day().is_none().then(String::new))
        .child(icon(Shape::Forward))
        .child(el("span").text_of(label));
    let class = move || if matches!(offer(), Offer::Here(_)) { "offer" } else { "offer without" };
    el("div")
        .attr_of("class", move || Some(class().to_owned()))
        .child(el("p").attr("role", "status").text_of(move || why(speech, calendar)))
        .child(live(move || (offer() == Offer::Nowhere).then(call_us)))
        .child(way)
}

/// Why another month is offered, or nothing at all.
fn why(speech: Speech, calendar: Memo<Calendar>) -> String {
    let texts = speech.texts;
    match calendar.with(Calendar::offer) {
        Offer::Here(_) => String::new(),
        Offer::Earlier(_) => texts.month_full.to_owned(),
        Offer::Later(day) => fill(texts.month_full_until, &[("date", &format::date(speech, day))]),
        Offer::Nowhere => {
            let office = page().catalogue.office.value();
            let none = office.map(|office| speech.count(&texts.none_free, office.horizon_days));
            let more = calendar.with(|calendar| calendar.book.next_release());
            let more = more.map(|opens| at_instant(speech, texts.next_release, opens));
            none.into_iter().chain(more).collect::<Vec<_>>().join(" ")
        }
    }
}

/// A sentence with the day and the hour of an instant, as the office's clock shows them.
pub(crate) fn at_instant(speech: Speech, sentence: &str, instant: DateTime<FixedOffset>) -> String {
    let local = instant.naive_local();
    let (date, time) = (format::date(speech, local.date()), format::clock(local.time()));
    fill(sentence, &[("date", &date), ("time", &time)])
}
