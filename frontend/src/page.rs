//! What every part of the page can reach.

use crate::browser::history::Navigator;
use crate::features::booking::BookingState;
use crate::features::office::Catalogue;
use crate::features::reservation::HandOver;
use crate::i18n::{Speech, Texts};
use leptos::prelude::*;

/// The page's state and language, handed down as one context.
#[derive(Clone, Copy)]
pub(crate) struct Page {
    /// The language of this drawing of the page. A change of language draws it anew, so a component takes its texts once.
    pub(crate) speech: Speech,
    /// The address bar.
    pub(crate) navigator: Navigator,
    /// The office and what it offers.
    pub(crate) catalogue: Catalogue,
    /// What is chosen, typed and refused.
    pub(crate) booking: BookingState,
    /// An answer on its way to the details page.
    pub(crate) hand_over: HandOver,
}

impl Page {
    /// The texts of its language.
    pub(crate) const fn texts(&self) -> &'static Texts {
        self.speech.texts
    }
}

/// The page that this component is part of.
pub(crate) fn page() -> Page {
    expect_context()
}
