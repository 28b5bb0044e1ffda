//! Step 1: for which matter the visit is.

use super::refusal::Field;
use super::state::BookingState;
use crate::components::link::leaving_link;
use crate::components::loading;
use crate::components::step::{error_line, field_error, label, step};
use crate::markup::{El, el, live, styled};
use crate::page::page;
use leptos::prelude::*;
use shared::service::{Service, by_category};

/// The drop-down, and what the chosen service covers.
pub(crate) fn service_step() -> El {
    let texts = page().texts();
    step("1", "service-heading", texts.service_heading)
        .child(label(Field::Service.id(), texts.service_label))
        .child(field_error(Field::Service))
        .child(live(unknown))
        .child(loading::shown(page().catalogue.services, "field", |services| menu(&services).into()))
        .child(live(details))
}

fn menu(services: &[Service]) -> El {
    let texts = page().texts();
    let state = page().booking;
    match services {
        [] => return el("p").text(texts.service_none),
        [only] => return the_only(state, only),
        _ => {}
    }
    let groups = by_category(services).into_iter().map(|(category, services)| {
        let options = services.into_iter().map(|service| option(state, &service.id, &service.name));
        el("optgroup").attr("label", category).children(options)
    });
    let choose = move |event| {
        let service = Some(event_target_value(&event)).filter(|id| !id.is_empty());
        state.choose(&state.selection.get_untracked().with_service(service));
    };
    let select = el("select")
        .attrs(&[("id", Field::Service.id()), ("aria-describedby", Field::Service.message_id())])
        .flag("aria-invalid", move || state.is_faulty(Field::Service) || is_unknown())
        .on("change", choose)
        .child(option(state, "", texts.service_choose))
        .children(groups);
    styled("div", "select").child(select)
}

/// What is no choice is not asked: the only service is chosen as it stands.
fn the_only(state: BookingState, service: &Service) -> El {
    let id = service.id.clone();
    Effect::new(move |_| {
        if !has_service() {
            let selection = state.selection.get_untracked();
            state.navigator.replace(&selection.with_service(Some(id.clone())).url());
        }
    });
    styled("p", "only").id(Field::Service.id()).focusable().text(&service.name)
}

/// Whether a service is chosen, one of the list.
pub(super) fn has_service() -> bool {
    page().booking.selection.with(|selection| selection.service.is_some()) && !is_unknown()
}

/// The address names a service that is not in the list, or no longer.
fn is_unknown() -> bool {
    let page = page();
    let Some(services) = page.catalogue.services.value() else { return false };
    let in_list = |id: &String| services.iter().any(|service| service.id == *id);
    page.booking.selection.with(|selection| selection.service.as_ref().is_some_and(|id| !in_list(id)))
}

/// Says so.
fn unknown() -> Option<El> {
    let message = page().texts().err_service;
    is_unknown().then(|| error_line(Field::Service.message_id(), message).attr("role", "alert"))
}

fn option(state: BookingState, id: &str, name: &str) -> El {
    let own = id.to_owned();
    let is_chosen = move || state.selection.with(|selection| selection.service.as_deref().unwrap_or_default() == own);
    el("option").attr("value", id).switch_of("selected", is_chosen).text(name)
}

fn details() -> Option<El> {
    let page = page();
    let texts = page.texts();
    let chosen = page.booking.at_service.get().service?;
    let services = page.catalogue.services.value()?;
    let service = services.iter().find(|service| service.id == chosen)?;
    let matters = service.scope.iter().map(|matter| el("li").text(matter));
    let link = service.details_url.as_deref().map(|href| el("p").child(leaving_link(href, texts.service_docs)));
    let length = page.speech.count(&texts.visit_length, service.duration_minutes);
    Some(
        styled("div", "scope")
            .child(el("h3").text(texts.service_scope))
            .child(el("ul").children(matters))
            .child(styled("p", "quiet").text(&length))
            .children(link),
    )
}
