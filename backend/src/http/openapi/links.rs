//! Which answer leads to which call: for clients that are made from the description, and for tests that follow it.

use utoipa::openapi::link::LinkBuilder;
use utoipa::openapi::{OpenApi, RefOr};

/// An operation, the status of its answer, the operation it leads to, and parameters from the answer's body.
type Lead = (&'static str, &'static str, &'static str, &'static [(&'static str, &'static str)]);

const BOOKING: &[(&str, &str)] = &[("id", "$response.body#/id")];
const TICKET: &[(&str, &str)] = &[("id", "$response.body#/ticket/id")];

const LEADS: [Lead; 12] = [
    ("list_services", "200", "list_days", &[("service", "$response.body#/items/0/id")]),
    (
        "list_days",
        "200",
        "show_day",
        &[("service", "$response.body#/service_id"), ("date", "$response.body#/days/1/date")],
    ),
    ("create_booking", "201", "show_booking", BOOKING),
    ("create_booking", "201", "confirm_booking", BOOKING),
    ("create_booking", "201", "extend_hold", BOOKING),
    ("create_booking", "201", "move_booking", BOOKING),
    ("create_booking", "201", "cancel_booking", BOOKING),
    ("create_booking", "201", "resend_confirmation", BOOKING),
    ("create_booking", "201", "show_calendar", BOOKING),
    ("move_booking", "200", "cancel_booking", BOOKING),
    ("issue_ticket", "201", "confirm_print", TICKET),
    ("issue_ticket", "200", "confirm_print", TICKET),
];

/// Writes the links into the description.
pub(super) fn add(api: &mut OpenApi) {
    for operation in api.paths.paths.values_mut().flat_map(super::operations) {
        let from = operation.operation_id.clone().unwrap_or_default();
        for (_, status, to, parameters) in LEADS.iter().filter(|(lead, ..)| *lead == from) {
            let Some(RefOr::T(response)) = operation.responses.responses.get_mut(*status) else { continue };
            let link = LinkBuilder::new().operation_id(*to);
            let link = parameters.iter().fold(link, |link, (name, from)| link.parameter(*name, *from));
            response.links.insert((*to).to_owned(), RefOr::T(link.build()));
        }
    }
}
