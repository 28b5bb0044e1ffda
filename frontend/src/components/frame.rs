//! What surrounds every page: the head with the choice of language, the foot with the office.

use super::languages::language_menu;
use super::link::{leaving_link, link};
use crate::markup::{El, el, live, styled, together};
use crate::page::page;
use crate::routes;
use leptos::prelude::*;
use shared::Language;

/// The product's name, the same in every language.
const NAME: &str = "Wizyta";

/// Head, content and foot.
pub(crate) fn frame(language: RwSignal<Language>, content: AnyView) -> AnyView {
    let brand = link(routes::BOOKING)
        .attr("class", "brand")
        .child(styled("span", "brand-mark").attr("aria-hidden", "true"))
        .text(NAME);
    let head = styled("header", "masthead")
        .child(styled("div", "wrap masthead-row").child(brand).child(language_menu(language)));
    let terms = el("p").child(link(routes::TERMS).text(page().texts().terms_link));
    let foot = styled("footer", "foot").child(styled("div", "wrap foot-row").child(live(contact)).child(terms));
    let main = el("main").id("main").focusable().child(content);
    together(vec![head.into(), main.into(), foot.into()])
}

/// The heading of a page on its band of colour, with a sentence about it if there is one.
pub(crate) fn band(title: impl Fn() -> &'static str + Send + 'static, lead: &str) -> El {
    let heading = el("h1").id("title").focusable().text_of(move || title().to_owned());
    let lead = (!lead.is_empty()).then(|| styled("p", "lead").text(lead));
    styled("div", "band").child(styled("div", "wrap").child(heading).children(lead))
}

fn contact() -> Option<El> {
    let page = page();
    let texts = page.texts();
    let office = page.catalogue.office.value()?;
    let reach = |label: &str, scheme: &str, address: &str| {
        let target = format!("{scheme}:{}", address.replace(' ', ""));
        el("li").text(label).text(": ").child(el("a").attr("href", &target).text(address))
    };
    let phone = office.phone.as_deref().map(|phone| reach(texts.phone_label, "tel", phone));
    let email = office.email.as_deref().map(|email| reach(texts.email_contact, "mailto", email));
    let website = office.website.as_deref().map(|href| el("li").child(leaving_link(href, texts.website_label)));
    let list = el("ul").child(el("li").text(&office.address)).children(phone).children(email).children(website);
    Some(
        styled("address", "contact")
            .attr("aria-label", texts.office_label)
            .child(el("strong").text(&office.name))
            .child(list),
    )
}
