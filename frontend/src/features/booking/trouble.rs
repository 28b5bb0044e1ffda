//! What is wrong on the booking page, and for how long: a refusal goes as soon as the resident goes on, but an attempt whose
//! outcome nobody knows can be repeated until another takes its place.

use super::draft::{Attempt, Draft};
use super::refusal::{Field, Refusal};
use super::selection::Selection;
use super::state::BookingState;
use crate::i18n::Texts;
use leptos::prelude::*;
use shared::Language;

/// The refusal as far as it is about what is chosen and typed.
pub(super) fn refused(
    refusal: RwSignal<Option<Refusal>>,
    attempt: StoredValue<Option<Attempt>>,
    selection: Memo<Selection>,
    draft: RwSignal<Draft>,
) -> Memo<Option<Refusal>> {
    Memo::new(move |_| {
        let repeats = || attempt.with_value(|attempt| is_repeated(attempt.as_ref(), selection, draft));
        refusal.get().filter(|refusal| !refusal.retry || repeats())
    })
}

/// Trying again would ask for the same visit and the same address.
fn is_repeated(attempt: Option<&Attempt>, selection: Memo<Selection>, draft: RwSignal<Draft>) -> bool {
    attempt.is_some_and(|attempt| {
        let same_email = draft.with(|draft| draft.email.trim() == attempt.request.email);
        same_email && selection.with(|selection| attempt.is_for(selection))
    })
}

impl BookingState {
    /// What was said of the last attempt goes with what it was said of, and with the language it was said in. Only the way
    /// to repeat an attempt stays, in the words of the new language.
    pub(super) fn follow_changes(self) {
        Effect::new(move |before: Option<(Selection, Language)>| {
            let now = (self.selection.get(), self.language.get());
            if before.as_ref().is_some_and(|before| *before != now) {
                self.clear_refusal();
            }
            if before.is_some_and(|before| before.1 != now.1)
                && untrack(|| self.offers_retry())
                && let Some(Err(failure)) = untrack(|| self.book.outcome())
            {
                self.refusal.set(Some(Refusal::repeatable(&failure, Texts::of(now.1))));
            }
            now
        });
    }

    /// An attempt is under way, or can be repeated because nobody knows how it ended.
    fn is_open(self) -> bool {
        self.book.pending() || self.offers_retry()
    }

    fn offers_retry(self) -> bool {
        self.refusal.with(|refusal| refusal.as_ref().is_some_and(|refusal| refusal.retry))
    }

    /// The chosen visit may be booked by now: if its hour is full, it may be so by the resident's own attempt.
    pub(crate) fn is_undecided(self) -> bool {
        self.is_open() && self.is_attempted()
    }

    /// The last attempt was for what is chosen.
    fn is_attempted(self) -> bool {
        let is_for = |selection: &Selection| {
            self.attempt.with_value(|attempt| attempt.as_ref().is_some_and(|attempt| attempt.is_for(selection)))
        };
        self.selection.with(is_for)
    }

    /// The resident goes on: what was wrong before is no longer on the page. The way to repeat an attempt stays: it shows
    /// again as soon as the same visit is chosen.
    pub(crate) fn clear_refusal(self) {
        if self.refusal.with_untracked(|refusal| refusal.as_ref().is_some_and(|refusal| !refusal.retry)) {
            self.refusal.set(None);
        }
    }

    /// The resident has answered `field` anew: what was wrong elsewhere still is.
    pub(crate) fn mend(self, field: Field) {
        if untrack(|| self.is_faulty(field)) {
            self.refusal.update(|refusal| *refusal = refusal.take().and_then(|refusal| refusal.without(field)));
        }
    }

    /// Whether something is wrong.
    pub(crate) fn is_refused(self) -> bool {
        self.refused.with(Option::is_some)
    }

    /// The message beside a field.
    pub(crate) fn message_at(self, field: Field) -> Option<String> {
        self.refusal.with(|refusal| refusal.as_ref()?.at(field).map(str::to_owned))
    }

    /// Whether there is one.
    pub(crate) fn is_faulty(self, field: Field) -> bool {
        self.message_at(field).is_some()
    }
}
