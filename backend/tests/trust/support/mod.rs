//! What the tests share.

pub mod client;
#[path = "../../it/support/database.rs"]
pub mod database;
pub mod empty;
pub mod figures;
pub mod ledger;
pub mod load;
pub mod mailbox;
pub mod office;
pub mod postgres;
pub mod process;
pub mod proxy;
pub mod scale;
pub mod server;
pub mod site;
#[expect(dead_code, reason = "other tests want worse manners of it")]
#[path = "../../it/support/smtp.rs"]
pub mod smtp;
pub mod trace;
pub mod truth;
