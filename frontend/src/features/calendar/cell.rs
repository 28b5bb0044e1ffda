//! One day of the grid: how it looks and what it is called.

use super::book::DayState;
use super::offer::at_instant;
use crate::format;
use crate::i18n::Speech;
use chrono::NaiveDate;
use shared::texts::fill;

impl DayState {
    /// The class of the style sheet that draws the state's sign.
    pub(crate) const fn class(&self) -> &'static str {
        match self {
            Self::Free(_) => "free",
            Self::Full => "full",
            Self::Unreleased(_) => "unreleased",
            Self::Closed(_) => "closed",
            Self::Past => "past",
            Self::Unknown => "unknown",
        }
    }

    /// The state in a few words, as part of the day's name.
    pub(crate) fn words(&self, speech: Speech) -> String {
        let texts = speech.texts;
        match self {
            Self::Free(count) => speech.count(&texts.free_times, *count),
            Self::Full => texts.state_full.to_owned(),
            Self::Unreleased(_) => texts.state_unreleased.to_owned(),
            Self::Closed(reason) => reason.clone().unwrap_or_else(|| texts.state_closed.to_owned()),
            Self::Past => texts.state_past.to_owned(),
            Self::Unknown => texts.loading.to_owned(),
        }
    }
}

/// What a screen reader hears: "poniedziałek, 7 grudnia 2026, 5 wolnych godzin".
pub(crate) fn name(speech: Speech, date: &str, state: &DayState, today: bool, chosen: bool) -> String {
    let mut parts = vec![date.to_owned(), state.words(speech)];
    if today {
        parts.push(speech.texts.today.to_owned());
    }
    if chosen {
        parts.push(speech.texts.selected.to_owned());
    }
    parts.join(", ")
}

/// Why nothing can be booked on that day, and from when; `None` if something can.
pub(crate) fn explanation(speech: Speech, date: NaiveDate, state: &DayState) -> Option<String> {
    let texts = speech.texts;
    let reason = match state {
        DayState::Free(_) | DayState::Unknown => return None,
        DayState::Full => texts.full_day.to_owned(),
        DayState::Unreleased(Some(opens)) => at_instant(speech, texts.release_at, *opens),
        DayState::Unreleased(None) | DayState::Closed(_) | DayState::Past => state.words(speech),
    };
    Some(fill(texts.day_note, &[("day", &format::full_date(speech, date)), ("note", &reason)]))
}

#[cfg(test)]
mod tests {
    use super::{DayState, name};
    use crate::i18n::Speech;
    use shared::Language;

    #[test]
    fn each_state_has_its_name() {
        let speech = Speech::of(Language::Pl);
        let day = "poniedziałek, 7 grudnia 2026";
        for (state, today, chosen, expected) in [
            (DayState::Free(5), false, false, "5 wolnych godzin"),
            (DayState::Free(1), true, true, "1 wolna godzina, dziś, wybrano"),
            (DayState::Full, false, false, "Brak wolnych terminów"),
            (DayState::Unreleased(None), false, false, "Terminy jeszcze nieudostępnione"),
            (DayState::Closed(Some("Wigilia".into())), false, false, "Wigilia"),
            (DayState::Closed(None), true, false, "Urząd nieczynny, dziś"),
            (DayState::Past, false, false, "Ten dzień już minął"),
        ] {
            assert_eq!(name(speech, day, &state, today, chosen), format!("{day}, {expected}"));
        }
    }
}
