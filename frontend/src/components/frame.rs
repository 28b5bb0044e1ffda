//! What surrounds every page: the head with the choice of language, the foot with the office.

use super::languages::LanguageMenu;
use super::link::{LeavingLink, Link};
use crate::features::office::use_office;
use crate::i18n::speech;
use crate::routes;
use leptos::prelude::*;
use shared::Language;
use shared::office::Office;

/// Head, content and foot.
#[component]
pub(crate) fn Frame(language: RwSignal<Language>, children: Children) -> impl IntoView {
    view! {
        <header class="masthead">
            <div class="wrap masthead-row">
                <Link href=routes::BOOKING class="brand">
                    <span class="brand-mark" aria-hidden="true"></span>
                    "Wizyta"
                </Link>
                <LanguageMenu chosen=language />
            </div>
        </header>
        <main id="main" tabindex="-1">{children()}</main>
        <Foot />
    }
}

/// The heading of a page on its band of colour.
#[component]
pub(crate) fn Band(#[prop(into)] title: Signal<String>, #[prop(optional)] lead: Option<&'static str>) -> impl IntoView {
    view! {
        <div class="band">
            <div class="wrap">
                <h1 id="title" tabindex="-1">
                    {title}
                </h1>
                {lead.map(|lead| view! { <p class="lead">{lead}</p> })}
            </div>
        </div>
    }
    .into_any()
}

#[component]
fn Foot() -> impl IntoView {
    let texts = speech().texts;
    let office = use_office();
    view! {
        <footer class="foot">
            <div class="wrap foot-row">
                {move || office.get().map(contact)}
                <p>
                    <Link href=routes::TERMS>{texts.terms_link}</Link>
                </p>
            </div>
        </footer>
    }
}

fn contact(office: Office) -> AnyView {
    let texts = speech().texts;
    let phone = office.phone.map(|phone| {
        let href = format!("tel:{}", phone.replace(' ', ""));
        view! { <li>{texts.phone_label} ": " <a href=href>{phone}</a></li> }
    });
    let email = office.email.map(|email| {
        let href = format!("mailto:{email}");
        view! { <li>{texts.email_contact} ": " <a href=href>{email}</a></li> }
    });
    let website = office.website.map(|href| view! { <li><LeavingLink href text=texts.website_label /></li> });
    view! {
        <address class="contact" aria-label=texts.office_label>
            <strong>{office.name}</strong>
            <ul>
                <li>{office.address}</li>
                {phone}
                {email}
                {website}
            </ul>
        </address>
    }
    .into_any()
}
