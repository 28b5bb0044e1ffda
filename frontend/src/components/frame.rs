//! What surrounds every page: the head with the office's name and the choice of language, the foot with help and the
//! pages that the law asks for. The server writes the same into the page that it sends (`backend/templates/page`).

use super::languages::language_menu;
use super::link::{leaving_link, link};
use crate::api;
use crate::markup::{El, el, live, styled, together};
use crate::page::page;
use crate::routes;
use leptos::prelude::*;
use shared::Language;

/// The product's name, for a page that knows no office yet.
pub(crate) const NAME: &str = "Wizyta";

/// Head, content and foot.
pub(crate) fn frame(language: RwSignal<Language>, content: AnyView) -> AnyView {
    let brand = link(routes::BOOKING).attr("class", "brand").child(live(|| Some(mark()))).text_of(site);
    let head = styled("header", "masthead")
        .child(styled("div", "wrap masthead-row").child(brand).child(language_menu(language)));
    let foot =
        styled("footer", "foot").child(styled("div", "wrap foot-row").child(live(|| Some(help()))).child(foot_links()));
    let main = el("main").id("main").focusable().child(content);
    together(vec![head.into(), main.into(), foot.into()])
}

/// The heading of a page on its band of colour, with a sentence about it if there is one.
pub(crate) fn band(title: impl Fn() -> String + Send + 'static, lead: &str) -> El {
    let heading = el("h1").id("title").focusable().text_of(title);
    let lead = (!lead.is_empty()).then(|| styled("p", "lead").text(lead));
    styled("div", "band").child(styled("div", "wrap").child(heading).children(lead))
}

/// Whose page this is.
pub(crate) fn site() -> String {
    let office = page().catalogue.office.value();
    office.map_or_else(|| NAME.to_owned(), |office| office.brand_name.as_ref().unwrap_or(&office.name).clone())
}

/// The office's mark, or a ticket.
fn mark() -> El {
    let logo = page().catalogue.office.value().and_then(|office| office.logo.clone());
    match logo {
        Some(logo) => styled("img", "brand-logo").attrs(&[
            ("src", &format!("{}{}", api::named_origin(), logo.url)),
            ("width", &logo.width.to_string()),
            ("height", &logo.height.to_string()),
            ("alt", ""),
        ]),
        None => styled("span", "brand-mark").attr("aria-hidden", "true"),
    }
}

/// The office and all ways to reach it, in the same order on every page.
fn help() -> El {
    let page = page();
    let texts = page.texts();
    let part = styled("div", "help").child(el("h2").id("help-heading").text(texts.help_heading));
    let Some(office) = page.catalogue.office.value() else { return part };
    let reach = |label: &str, scheme: &str, address: &str| {
        let target = format!("{scheme}:{}", address.replace(' ', ""));
        el("li").text(label).text(": ").child(el("a").attr("href", &target).text(address))
    };
    let phone = office.phone.as_deref().map(|phone| reach(texts.phone_label, "tel", phone));
    let email = office.email.as_deref().map(|email| reach(texts.email_contact, "mailto", email));
    let contact = styled("address", "contact")
        .child(el("strong").text(&office.name))
        .child(el("ul").child(el("li").text(&office.address)).children(phone).children(email));
    let links = [
        (&office.map_url, texts.map_link),
        (&office.website, texts.website_label),
        (&office.sign_language_url, texts.sign_language),
        (&office.easy_to_read_url, texts.easy_to_read),
    ];
    let links = links.into_iter().filter_map(|(url, text)| Some(el("li").child(leaving_link(url.as_deref()?, text))));
    part.child(contact).child(styled("ul", "help-links").children(links))
}

/// The pages that the server writes. What is chosen and typed stays, for whoever comes back.
fn foot_links() -> El {
    let page = page();
    let texts = page.texts();
    let links = [
        (routes::LOST_CODE, texts.code_link),
        (routes::TERMS, texts.terms_link),
        (routes::PRIVACY, texts.privacy_link),
        (routes::ACCESSIBILITY, texts.a11y_link),
    ];
    let links = links.map(|(path, text)| {
        el("li").child(el("a").attr("href", &routes::written(path, page.speech.language)).text(text))
    });
    styled("nav", "foot-links").attr("aria-label", texts.info_label).child(el("ul").children(links))
}
