//! The ticket on paper, 80 mm wide: the office, the number, what for and when. Nothing of the person.

use crate::kiosk::Kiosk;
use crate::screen::Screen;
use crate::speech::clock;
use frontend::browser::intl::{self, Style};
use frontend::markup::{El, live, styled};
use leptos::prelude::*;
use shared::texts::fill;

/// What is printed instead of the screen; only while there is a ticket.
pub(crate) fn paper(kiosk: Kiosk) -> AnyView {
    live(move || match kiosk.screen.get() {
        Screen::Ticket(ticket) => {
            let speech = kiosk.speech();
            let texts = speech.texts;
            let issued = ticket.issued_at.naive_local();
            let date = intl::format(speech.language, issued.date(), Style::Date);
            let issued = fill(texts.paper_issued, &[("date", &date), ("time", &clock(issued.time()))]);
            let office = kiosk.office.get().map(|office| line("paper-office", &office.name).attr("lang", "pl"));
            Some(
                styled("section", "paper")
                    .attr("aria-hidden", "true")
                    .children(office)
                    .child(line("paper-number", &ticket.number))
                    .child(line("paper-service", &ticket.service))
                    .child(line("paper-label", texts.paper_hour))
                    .child(line("paper-hour", &clock(ticket.time)))
                    .child(line("paper-wait", texts.paper_wait))
                    .child(line("paper-issued", &issued)),
            )
        }
        _ => None,
    })
}

fn line(class: &str, text: &str) -> El {
    styled("p", class).text(text)
}
