//! A letter as the bytes that SMTP carries (RFC 5322, MIME).

use super::qr::{Picture, picture};
use super::view::View;
use super::{Letter, LetterKind};
use crate::calendar::visit_ics;
use askama::Template;
use mail_builder::MessageBuilder;
use mail_builder::headers::address::Address;
use mail_builder::headers::content_type::ContentType;
use mail_builder::headers::date::Date;
use mail_builder::headers::raw::Raw;
use mail_builder::mime::{BodyPart, MimePart};

/// A template failed to write into memory, which means that there is no memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a letter could not be put together")]
pub struct RenderError;

#[derive(Template)]
#[template(path = "mail/letter.html")]
struct Html<'a> {
    view: &'a View<'a>,
    picture: Option<&'a Picture>,
    picture_id: &'a str,
}

#[derive(Template)]
#[template(path = "mail/letter.txt")]
struct Text<'a> {
    view: &'a View<'a>,
}

/// The whole message. The same letter gives the same bytes: a repeat is the same mail.
pub fn render(letter: &Letter) -> Result<Vec<u8>, RenderError> {
    let view = View::of(letter);
    let text = Text { view: &view }.render().map_err(|_| RenderError)?;
    let picture = view.upcoming.as_ref().and_then(|_| picture(letter.code));
    let picture_id = letter.from.message_id(letter.booking_id);
    let html = Html { view: &view, picture: picture.as_ref(), picture_id: &picture_id };
    let html = html.render().map_err(|_| RenderError)?;

    let mut message = MessageBuilder::new()
        .from(Address::new_address(Some(letter.from.name().unwrap_or(view.office)), letter.from.address()))
        .to(Address::new_address(None::<&str>, letter.to.as_str()))
        .subject(view.subject.as_str())
        .message_id(letter.from.message_id(letter.id))
        .date(Date::new(letter.created_at.timestamp()))
        .header("Content-Language", Raw::new(view.language))
        // Away messages and the like must not answer a machine (RFC 3834; the second is Exchange's).
        .header("Auto-Submitted", Raw::new("auto-generated"))
        .header("X-Auto-Response-Suppress", Raw::new("All"));
    if let Some(email) = view.email {
        message = message.reply_to(Address::new_address(Some(view.office), email));
    }
    message.body(body(letter, text, related(letter, html, picture, picture_id))).write_to_vec().map_err(|_| RenderError)
}

/// The HTML, with the QR code beside it if there is one: related( html, png ).
fn related<'a>(letter: &Letter, html: String, picture: Option<Picture>, picture_id: String) -> MimePart<'a> {
    let html = MimePart::new("text/html", BodyPart::Text(html.into()));
    let Some(picture) = picture else { return html };
    let png = MimePart::new("image/png", BodyPart::Binary(picture.png.into())).inline().cid(picture_id);
    multipart("related", letter, vec![html, png])
}

/// mixed( alternative( text, html with its picture ), calendar )
fn body<'a>(letter: &Letter, text: String, html: MimePart<'a>) -> MimePart<'a> {
    let alternative =
        multipart("alternative", letter, vec![MimePart::new("text/plain", BodyPart::Text(text.into())), html]);
    let method = if letter.kind == LetterKind::Cancelled { "CANCEL" } else { "PUBLISH" };
    let kind = ContentType::new("text/calendar").attribute("charset", "utf-8").attribute("method", method);
    let calendar = MimePart::new(kind, BodyPart::Text(visit_ics(&letter.visit()).into())).attachment("wizyta.ics");
    multipart("mixed", letter, vec![alternative, calendar])
}

/// Boundaries come from the row's id instead of the clock. `=_` occurs in no encoded text, so none can collide.
fn multipart<'a>(subtype: &str, letter: &Letter, parts: Vec<MimePart<'a>>) -> MimePart<'a> {
    let boundary = format!("=_{subtype}_{}", letter.id.simple());
    MimePart::new(ContentType::new(format!("multipart/{subtype}")).attribute("boundary", boundary), parts)
}

#[cfg(test)]
mod tests;
