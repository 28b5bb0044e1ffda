//! There is a ticket: its number, large, and what to do now.

use super::heading;
use crate::drawing::{Shape, drawing};
use crate::kiosk::Kiosk;
use crate::screen::Printing;
use crate::speech::{Speech, clock};
use frontend::markup::{El, button, el, live, styled};
use leptos::prelude::*;
use shared::kiosk::Ticket;
use shared::texts::fill;

/// The ticket as on paper, and the steps beside it.
pub(crate) fn screen(kiosk: Kiosk, speech: Speech, ticket: &Ticket) -> AnyView {
    let texts = speech.texts;
    let was_printed = ticket.printed_at.is_some();
    let paper = styled("div", "ticket")
        .child(heading(texts.ticket_heading).text(" ").child(styled("span", "number").text(&ticket.number)))
        .child(
            styled("div", "ticket-rest")
                .child(styled("p", "ticket-service").text(&ticket.service))
                .child(styled("p", "ticket-hour").text(&fill(texts.ticket_hour, &[("time", &clock(ticket.time))]))),
        );
    let status = styled("p", "printing").attr("role", "status").child(live(move || {
        let printing = kiosk.printing.get();
        let (shape, words) = match printing {
            Printing::Now if was_printed => (Shape::Print, texts.ticket_again),
            Printing::Now => (Shape::Print, texts.ticket_printing),
            Printing::Done => (Shape::Done, texts.ticket_take),
            Printing::Again => (Shape::Warning, texts.still_not_printed),
        };
        Some(styled("span", "printing-words").child(drawing(shape)).child(el("span").text(words)))
    }));
    let steps = el("ol").child(el("li").text(texts.ticket_wait)).child(el("li").text(texts.ticket_desk));
    let ways = live(move || (kiosk.printing.get() != Printing::Now).then(|| ways(kiosk, speech)));
    let next = styled("div", "next").child(status).child(steps).child(ways);
    styled("div", "screen given").child(paper).child(next).into()
}

fn ways(kiosk: Kiosk, speech: Speech) -> El {
    let texts = speech.texts;
    let left = live(move || {
        let left = kiosk.countdown.get()?;
        Some(styled("p", "left").attr("aria-hidden", "true").text(&speech.count(&texts.done_left, left)))
    });
    // Read out when it begins; a number each second would be too much.
    let begun = Memo::new(move |_| kiosk.countdown.with(Option::is_some));
    let first = move || match begun.get().then(|| kiosk.countdown.get_untracked()).flatten() {
        Some(left) => speech.count(&texts.done_left, left),
        None => String::new(),
    };
    let buttons = styled("div", "ways")
        .child(button("way primary", move || kiosk.leave()).text(texts.ticket_done))
        .child(button("way", move || kiosk.print(Printing::Again)).text(texts.not_printed));
    let spoken = styled("p", "visually-hidden").attr("role", "status").text_of(first);
    el("div").child(buttons).child(styled("div", "left-place").child(left)).child(spoken)
}
