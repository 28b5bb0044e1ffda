//! Links.

use crate::browser::history::Navigator;
use crate::components::icon::{Icon, Shape};
use crate::i18n::speech;
use leptos::prelude::*;
use web_sys::MouseEvent;

/// A plain click, and not one that asks for a new tab or a download.
fn is_plain(event: &MouseEvent) -> bool {
    event.button() == 0 && !(event.ctrl_key() || event.meta_key() || event.shift_key() || event.alt_key())
}

/// A link to another of our pages.
#[component]
pub(crate) fn Link(
    /// Path and query.
    #[prop(into)]
    href: String,
    /// Classes of the style sheet.
    #[prop(optional)]
    class: &'static str,
    children: Children,
) -> impl IntoView {
    let navigator = use_context::<Navigator>();
    let target = href.clone();
    let on_click = move |event: MouseEvent| {
        if let Some(navigator) = navigator.filter(|_| is_plain(&event)) {
            event.prevent_default();
            navigator.push(&target);
        }
    };
    view! {
        <a href=href class=class on:click=on_click>
            {children()}
        </a>
    }
    .into_any()
}

/// A link that leaves the page, in a new tab so that nothing typed is lost.
#[component]
pub(crate) fn LeavingLink(
    /// The other page's address.
    href: String,
    /// What it says.
    #[prop(into)]
    text: String,
) -> impl IntoView {
    view! {
        <a class="leaving" href=href target="_blank" rel="noopener">
            {text}
            <Icon shape=Shape::Leaves />
            <span class="visually-hidden">" " {speech().texts.new_tab}</span>
        </a>
    }
    .into_any()
}
