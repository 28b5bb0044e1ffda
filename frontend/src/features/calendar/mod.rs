//! The calendar: which days are free, full, closed or not yet released, and choosing one.

mod book;
mod cell;
mod grid;
mod keys;
mod legend;
mod list;
mod month;
mod offer;
mod picker;
mod shown;

pub(crate) use book::{DayBook, DayState};
pub(crate) use cell::explanation;
pub(crate) use month::Month;
pub(crate) use offer::first_free;
pub(crate) use picker::day_picker;
pub(crate) use shown::{Calendar, Wish};
