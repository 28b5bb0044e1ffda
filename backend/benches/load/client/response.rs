//! As much of HTTP/1.1 as it takes to see where an answer of our own server ends.

use crate::Outcome;
use memchr::memmem::Finder;
use std::sync::LazyLock;

static END_OF_HEAD: LazyLock<Finder> = LazyLock::new(|| Finder::new(b"\r\n\r\n"));
static CONTENT_LENGTH: LazyLock<Finder> = LazyLock::new(|| Finder::new(b"\r\ncontent-length: "));

/// Where the parts of a whole answer are.
#[derive(Debug, Clone, Copy)]
pub(super) struct Shape {
    pub(super) status: u16,
    /// Length of the head, its empty line included.
    head: usize,
}

impl Shape {
    /// The shape of an answer, if all of it is there.
    pub(super) fn of(received: &[u8]) -> Outcome<Option<Self>> {
        let Some(end) = END_OF_HEAD.find(received) else { return Ok(None) };
        let head = received.get(..end + 2).unwrap_or_default();
        let status = head.get(9..12).and_then(number).ok_or("an answer without a status")?;
        let status = u16::try_from(status)?;
        let length = match CONTENT_LENGTH.find(head) {
            Some(at) => {
                let rest = head.get(at + CONTENT_LENGTH.needle().len()..).unwrap_or_default();
                rest.split(|byte| *byte == b'\r').next().and_then(number).ok_or("a length that is no number")?
            }
            None if matches!(status, 204 | 304) => 0,
            None => return Err("an answer without a length".into()),
        };
        let head = end + 4;
        match (head + length).checked_sub(received.len()) {
            Some(0) => Ok(Some(Self { status, head })),
            Some(_) => Ok(None),
            None => Err("more than one answer to one request".into()),
        }
    }
}

/// An answer to keep.
#[derive(Debug)]
pub(crate) struct Response {
    pub(crate) status: u16,
    head: String,
    pub(crate) body: Vec<u8>,
}

impl Response {
    pub(super) fn new(shape: Shape, received: &[u8]) -> Self {
        let (head, body) = received.split_at_checked(shape.head).unwrap_or_default();
        Self { status: shape.status, head: String::from_utf8_lossy(head).into_owned(), body: body.to_vec() }
    }

    /// The value of a header, by its name in small letters.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.head
            .lines()
            .filter_map(|line| line.split_once(": "))
            .find_map(|(key, value)| (key == name).then_some(value))
    }

    /// Status and body, to be shown.
    pub(crate) fn text(&self) -> String {
        format!("{} {}", self.status, String::from_utf8_lossy(&self.body))
    }
}

fn number(digits: &[u8]) -> Option<usize> {
    std::str::from_utf8(digits).ok()?.parse().ok()
}
