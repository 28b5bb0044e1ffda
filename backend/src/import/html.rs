//! The text of the terms: a fixed small part of HTML. A legal text is never changed silently, so whatever cleaning
//! would take away or rearrange is a fault.

use super::value::is_https_url;
use ammonia::{Builder, UrlRelative};
use html5ever::TokenizerResult;
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{BufferQueue, Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts};
use shared::EmailAddress;
use std::cell::RefCell;
use std::collections::{HashMap, HashSet};

/// The elements that may occur.
const ELEMENTS: [&str; 10] = ["h2", "h3", "p", "ul", "ol", "li", "strong", "em", "a", "br"];

/// What is wrong with a text in HTML.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct HtmlFault {
    /// The line within the text, from 0.
    pub(super) line: usize,
    /// What is wrong.
    pub(super) message: String,
}

/// Cleans a text to the elements that may occur. The result says the same as the text, or there are faults.
pub(super) fn clean(html: &str) -> Result<String, Vec<HtmlFault>> {
    let given = Scan::of(html);
    if !given.faults.is_empty() {
        return Err(given.faults);
    }
    let cleaned = cleaner().clean(html.trim()).to_string();
    let kept = Scan::of(&cleaned);
    let changed = given.pieces.iter().zip(&kept.pieces).find(|((_, given), (_, kept))| given != kept);
    let changed = changed.map(|((line, _), _)| *line);
    if changed.is_some() || given.pieces.len() != kept.pieces.len() {
        let message =
            "elements must be closed, each within the one in which it was opened, and lists and headings not \
                       stand within a paragraph"
                .to_owned();
        let line = changed.or(given.pieces.last().map(|(line, _)| *line)).unwrap_or_default();
        return Err(vec![HtmlFault { line, message }]);
    }
    if !given.pieces.iter().any(|(_, piece)| matches!(piece, Piece::Text(text) if !text.trim().is_empty())) {
        return Err(vec![HtmlFault { line: 0, message: "must not be empty".to_owned() }]);
    }
    Ok(cleaned)
}

fn cleaner() -> Builder<'static> {
    let mut cleaner = Builder::empty();
    cleaner
        .tags(HashSet::from(ELEMENTS))
        .tag_attributes(HashMap::from([("a", HashSet::from(["href"]))]))
        .generic_attributes(HashSet::from(["lang"]))
        .url_schemes(HashSet::from(["https", "mailto"]))
        .url_relative(UrlRelative::Deny)
        // No link opens a window of its own, so there is no opener to protect.
        .link_rel(None);
    cleaner
}

/// A part of a text in HTML.
#[derive(Debug, PartialEq, Eq)]
enum Piece {
    Open(String, Vec<(String, String)>),
    Close(String),
    Text(String),
}

/// A text in HTML taken apart: its pieces, each with its line, and what may not occur.
#[derive(Default)]
struct Scan {
    pieces: Vec<(usize, Piece)>,
    faults: Vec<HtmlFault>,
}

impl Scan {
    fn of(html: &str) -> Self {
        let input = BufferQueue::default();
        input.push_back(StrTendril::from_slice(html.trim_end()));
        let options = TokenizerOpts { exact_errors: true, discard_bom: false, ..TokenizerOpts::default() };
        let tokenizer = Tokenizer::new(Sink(RefCell::default()), options);
        while !matches!(tokenizer.feed(&input), TokenizerResult::Done) {}
        tokenizer.end();
        let mut scan = tokenizer.sink.0.into_inner();
        // Blanks before the first element say nothing, and cleaning drops them.
        if matches!(scan.pieces.first(), Some((_, Piece::Text(text))) if text.trim().is_empty()) {
            scan.pieces.remove(0);
        }
        scan
    }

    fn fault(&mut self, line: usize, message: String) {
        self.faults.push(HtmlFault { line, message });
    }

    fn take(&mut self, line: usize, token: Token) {
        match token {
            Token::TagToken(tag) => self.take_tag(line, &tag),
            Token::CharacterTokens(text) => self.take_text(line, &text),
            Token::CommentToken(_) => self.fault(line, "comments are not allowed".to_owned()),
            Token::DoctypeToken(_) => self.fault(line, "a document type is not allowed".to_owned()),
            Token::NullCharacterToken => self.fault(line, "control characters are not allowed".to_owned()),
            Token::ParseError(error) => self.fault(line, format!("is not HTML: {error}")),
            Token::EOFToken => {}
        }
    }

    fn take_text(&mut self, line: usize, text: &str) {
        match self.pieces.last_mut() {
            Some((_, Piece::Text(before))) => before.push_str(text),
            _ => self.pieces.push((line, Piece::Text(text.to_owned()))),
        }
    }

    fn take_tag(&mut self, line: usize, tag: &Tag) {
        let name = tag.name.to_string();
        let known = ELEMENTS.contains(&name.as_str());
        if tag.kind == TagKind::EndTag {
            self.pieces.push((line, Piece::Close(name)));
            return;
        }
        if !known {
            self.fault(line, format!("the element <{name}> is not allowed; allowed are: {}", ELEMENTS.join(", ")));
        }
        let attributes: Vec<_> = tag.attrs.iter().map(|a| (a.name.local.to_string(), a.value.to_string())).collect();
        for (attribute, value) in attributes.iter().filter(|_| known) {
            match attribute.as_str() {
                "lang" if is_language(value) => {}
                "lang" => self.fault(line, "lang must be the code of a language, such as pl".to_owned()),
                "href" if name == "a" && is_link(value) => {}
                "href" if name == "a" => {
                    self.fault(line, "links must lead to https:// or mailto: addresses".to_owned());
                }
                _ => self.fault(line, format!("the attribute {attribute} of <{name}> is not allowed")),
            }
        }
        self.pieces.push((line, Piece::Open(name, attributes)));
    }
}

fn is_link(target: &str) -> bool {
    is_https_url(target) || target.strip_prefix("mailto:").is_some_and(|email| EmailAddress::parse(email).is_some())
}

/// Two or three small letters, as ISO 639 has them.
fn is_language(code: &str) -> bool {
    matches!(code.len(), 2..=3) && code.bytes().all(|byte| byte.is_ascii_lowercase())
}

/// Hands the tokenizer's findings to a [`Scan`].
struct Sink(RefCell<Scan>);

impl TokenSink for Sink {
    type Handle = ();

    fn process_token(&self, token: Token, line_number: u64) -> TokenSinkResult<()> {
        let line = usize::try_from(line_number).unwrap_or(usize::MAX).saturating_sub(1);
        self.0.borrow_mut().take(line, token);
        TokenSinkResult::Continue
    }
}

#[cfg(test)]
mod tests {
    use super::clean;
    use proptest::prelude::*;

    fn faults(html: &str) -> Vec<(usize, String)> {
        clean(html).unwrap_err().into_iter().map(|fault| (fault.line, fault.message)).collect()
    }

    #[test]
    fn keeps_what_may_occur() {
        let html = "<h2>A &amp; B</h2>\n<p>C<br>d <strong lang=\"pl\">e</strong> <em>f</em></p>\n<ul>\n<li>„g” \
                    <a href=\"https://example.pl/?a=1&amp;b=2\">h</a></li>\n</ul>\n<ol><li>i</li></ol><h3>j</h3>\
                    <p><a href=\"mailto:biuro@example.pl\">k</a></p>";
        assert_eq!(clean(html), Ok(html.to_owned()));
        assert_eq!(clean(&format!("\n  {html}\n")), Ok(html.to_owned()));
        assert_eq!(clean("<p>a<br/>b&nbsp;c &#8211; d</p>"), Ok("<p>a<br>b&nbsp;c – d</p>".to_owned()));
    }

    #[test]
    fn names_what_may_not_occur_and_its_line() {
        for (html, line, part) in [
            ("<p>a</p>\n<script>b</script>", 1, "<script> is not allowed"),
            ("<p>a\n</p>\n\n<table></table>", 3, "<table> is not allowed"),
            ("<p onclick=\"a\">b</p>", 0, "the attribute onclick of <p>"),
            ("<p>a</p>\n<p style=\"a\">b</p>", 1, "the attribute style of <p>"),
            ("<p><a href=\"http://example.pl\">a</a></p>", 0, "links"),
            ("<p><a href=\"javascript:a()\">a</a></p>", 0, "links"),
            ("<p><a href=\"/a\">a</a></p>", 0, "links"),
            ("<p lang=\"Polish\">a</p>", 0, "lang must be"),
            ("<p><a target=\"_blank\" href=\"https://a.pl\">a</a></p>", 0, "the attribute target of <a>"),
            ("<p>a</p>\n<!-- b -->", 1, "comments"),
            ("<!DOCTYPE html><p>a</p>", 0, "document type"),
            ("<p>a</p>\n<p>b<", 1, "is not HTML"),
            ("<p>a</p>\n<p>b", 1, "must be closed"),
            ("<p>a</p>\n<p>b</p></p>", 1, "must be closed"),
            ("<p>a</p>\n<p><strong>b</p>", 1, "must be closed"),
            ("<p>\n<ul><li>a</li></ul></p>", 1, "not stand within a paragraph"),
            ("", 0, "must not be empty"),
            (" \n <p> </p>", 0, "must not be empty"),
        ] {
            let found = faults(html);
            let [(at, message)] = found.as_slice() else { panic!("{html}: {found:?}") };
            assert!(*at == line && message.contains(part), "{html}: {found:?}");
        }
    }

    #[test]
    fn names_every_fault_at_once() {
        let lines: Vec<_> =
            faults("<div>a</div>\n<p class=\"b\">c</p>\n<!-- d -->\n").into_iter().map(|f| f.0).collect();
        assert_eq!(lines, [0, 1, 2]);
    }

    proptest! {
        #[test]
        fn never_panics_and_cleans_once(html in "(<(/)?(p|ul|li|a|b|h2|br|script)( (href|lang)=\"[a-z:/.]{0,9}\")?>|[a-z&;<>\n ]{0,5}){0,12}") {
            if let Ok(cleaned) = clean(&html) {
                prop_assert_eq!(clean(&cleaned), Ok(cleaned.clone()));
            }
        }
    }
}
