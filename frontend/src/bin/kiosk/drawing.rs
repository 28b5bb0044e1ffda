//! Pictograms, drawn with the text's colour. A word is always beside.

use frontend::markup::{El, styled};

/// What is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
    /// Ticket with a tick
    Booked,
    /// QR code
    Scan,
    /// Arrow to the left with a cross
    Delete,
    /// Tick
    Done,
    /// Clock
    Clock,
    /// Exclamation mark
    Warning,
    /// Printer
    Print,
}

impl Shape {
    const fn path(self) -> &'static str {
        match self {
            Self::Booked => "M3 8V5.5h18V8a2.5 2.5 0 0 0 0 5v5.5H3V13a2.5 2.5 0 0 0 0-5zM8.5 12l2.5 2.5 4.5-5",
            Self::Scan => "M4 4h6v6H4zM14 4h6v6h-6zM4 14h6v6H4zM14 14h2v2h-2zM18 14h2M14 19h2M19 18v2",
            Self::Delete => "M9 5h12v14H9l-6-7zM12 9.5l5 5M17 9.5l-5 5",
            Self::Done => "M5 12.5l4.5 4.5L19 7.5",
            Self::Clock => "M12 3a9 9 0 1 0 0 18a9 9 0 0 0 0-18zM12 7v5l3.5 2",
            Self::Warning => "M12 3.5l9.5 17h-19zM12 10v4.5M12 17.5v.01",
            Self::Print => "M7 9V3h10v6M7 17H4V9h16v8h-3M7 14h10v7H7z",
        }
    }
}

/// A pictogram.
pub(crate) fn drawing(shape: Shape) -> El {
    let svg =
        format!(r#"<svg viewBox="0 0 24 24" aria-hidden="true" focusable="false"><path d="{}"/></svg>"#, shape.path());
    styled("span", "drawing").markup(&svg)
}
