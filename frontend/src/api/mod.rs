//! Asking the server.

mod deed;
mod failure;
mod remote;

pub(crate) use deed::{Deed, Doing};
pub(crate) use failure::Failure;
pub(crate) use frontend::browser::origin::{named as named_origin, of_api as origin};
pub(crate) use remote::{Loaded, Remote};

use shared::Language;
use shared::client::ApiClient;

/// A client whose answers come in `language`.
pub(crate) fn client(language: Language) -> ApiClient {
    ApiClient::new(&origin(), language)
}
