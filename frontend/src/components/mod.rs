//! The page's own small parts.

pub(crate) mod email;
pub(crate) mod frame;
pub(crate) mod icon;
pub(crate) mod languages;
pub(crate) mod link;
pub(crate) mod loading;
pub(crate) mod notice;
pub(crate) mod question;
pub(crate) mod step;
