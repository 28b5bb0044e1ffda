//! Pictograms, drawn with the text's colour. They never stand alone: a word or an accessible name is always beside.

use crate::markup::{El, styled};

/// What is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
    /// Arrow to the left
    Back,
    /// Arrow to the right
    Forward,
    /// Lines of a list
    List,
    /// Calendar sheet with a plus
    Calendar,
    /// Printer
    Print,
    /// Envelope
    Mail,
    /// Tick
    Done,
    /// Exclamation mark in a triangle
    Warning,
    /// Arrow that leaves a box
    Leaves,
}

impl Shape {
    const fn path(self) -> &'static str {
        match self {
            Self::Back => "M15 5l-7 7 7 7",
            Self::Forward => "M9 5l7 7-7 7",
            Self::List => "M9 6h11M9 12h11M9 18h11M4 6h.01M4 12h.01M4 18h.01",
            Self::Calendar => "M4 6h16v14H4zM4 10h16M8 3v4M16 3v4M12 13v4M10 15h4",
            Self::Print => "M7 9V3h10v6M7 17H4V9h16v8h-3M7 14h10v7H7z",
            Self::Mail => "M3 6h18v12H3zM3 7l9 6 9-6",
            Self::Done => "M5 12.5l4.5 4.5L19 7.5",
            Self::Warning => "M12 3.5l9.5 17h-19zM12 10v4.5M12 17.5v.01",
            Self::Leaves => "M14 4h6v6M20 4l-9 9M18 14v6H4V6h6",
        }
    }
}

/// A pictogram.
pub(crate) fn icon(shape: Shape) -> El {
    let drawing =
        format!(r#"<svg viewBox="0 0 24 24" aria-hidden="true" focusable="false"><path d="{}"/></svg>"#, shape.path());
    styled("span", "icon").markup(&drawing)
}
