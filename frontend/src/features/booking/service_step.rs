//! Step 1: for which matter the visit is.

use super::refusal::Field;
use super::state::use_booking;
use crate::components::link::LeavingLink;
use crate::components::notice::{LoadFailed, Skeleton};
use crate::components::step::{FieldError, Step};
use crate::features::office::use_catalogue;
use crate::i18n::speech;
use leptos::prelude::*;
use shared::service::Service;

/// The drop-down, and what the chosen service covers.
#[component]
pub(crate) fn ServiceStep() -> impl IntoView {
    let texts = speech().texts;
    let state = use_booking();
    let services = use_catalogue().map(|catalogue| catalogue.services);
    let content = move || match services.and_then(|services| services.get()) {
        None => view! { <Skeleton kind="field" /> }.into_any(),
        Some(Err(failure)) => {
            let on_retry = Callback::new(move |()| {
                if let Some(services) = services {
                    services.refetch();
                }
            });
            view! { <LoadFailed failure on_retry /> }.into_any()
        }
        Some(Ok(services)) if services.is_empty() => view! { <p>{texts.service_none}</p> }.into_any(),
        Some(Ok(services)) => view! { <ServiceMenu services /> }.into_any(),
    };
    view! {
        <Step number=1 id="service-heading" heading=texts.service_heading>
            <label for=Field::Service.id()>{texts.service_label}</label>
            <FieldError id=Field::Service.message_id() message=state.message_at(Field::Service) />
            {content}
        </Step>
    }
}

#[component]
fn ServiceMenu(services: Vec<Service>) -> impl IntoView {
    let texts = speech().texts;
    let state = use_booking();
    let chosen = Memo::new(move |_| state.selection.with(|selection| selection.service.clone()));
    let options = by_category(&services)
        .into_iter()
        .map(|(category, services)| {
            let options = services.iter().map(|service| {
                let id = service.id.clone();
                let selected = move || chosen.with(|chosen| chosen.as_ref() == Some(&id));
                view! {
                    <option value=service.id.clone() prop:selected=selected>
                        {service.name.clone()}
                    </option>
                }
            });
            view! { <optgroup label=category>{options.collect_view()}</optgroup> }
        })
        .collect_view();
    let on_change = move |event| {
        let service = Some(event_target_value(&event)).filter(|id| !id.is_empty());
        state.refusal.set(None);
        state.choose(&state.selection.get_untracked().with_service(service));
    };
    let details = move || {
        let service =
            chosen.with(|chosen| services.iter().find(|service| chosen.as_ref() == Some(&service.id)).cloned())?;
        Some(view! { <ServiceDetails service /> })
    };
    view! {
        <div class="select">
            <select
                id=Field::Service.id()
                aria-invalid=move || state.is_faulty(Field::Service).then_some("true")
                aria-describedby=Field::Service.message_id()
                on:change=on_change
            >
                <option value="" prop:selected=move || chosen.with(Option::is_none)>
                    {texts.service_choose}
                </option>
                {options}
            </select>
        </div>
        {details}
    }
    .into_any()
}

#[component]
fn ServiceDetails(service: Service) -> impl IntoView {
    let speech = speech();
    let texts = speech.texts;
    let scope = service.scope.into_iter().map(|matter| view! { <li>{matter}</li> }).collect_view();
    let link = service.details_url.map(|href| view! { <p><LeavingLink href text=texts.service_docs /></p> });
    view! {
        <div class="scope">
            <h3>{texts.service_scope}</h3>
            <ul>{scope}</ul>
            <p class="quiet">{speech.count(&texts.visit_length, service.duration_minutes)}</p>
            {link}
        </div>
    }
    .into_any()
}

/// The services in groups, all in the order of the list.
fn by_category(services: &[Service]) -> Vec<(String, Vec<Service>)> {
    let mut groups: Vec<(String, Vec<Service>)> = Vec::new();
    for service in services {
        match groups.iter_mut().find(|(category, _)| *category == service.category) {
            Some((_, members)) => members.push(service.clone()),
            None => groups.push((service.category.clone(), vec![service.clone()])),
        }
    }
    groups
}

#[cfg(test)]
mod tests {
    use super::by_category;
    use shared::service::Service;

    #[test]
    fn groups_keep_the_order_of_the_list() {
        let service = |id: &str, category: &str| Service {
            id: id.into(),
            office_id: "o".into(),
            name: id.into(),
            category: category.into(),
            scope: vec![],
            details_url: None,
            duration_minutes: 20,
        };
        let groups = by_category(&[service("b", "y"), service("a", "x"), service("c", "y")]);
        let ids: Vec<(String, Vec<String>)> =
            groups.into_iter().map(|(name, of)| (name, of.into_iter().map(|service| service.id).collect())).collect();
        assert_eq!(ids, [("y".into(), vec!["b".into(), "c".into()]), ("x".into(), vec!["a".into()])]);
    }
}
