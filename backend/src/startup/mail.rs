//! Starting the worker that sends e-mails.

use crate::config::{HttpSettings, MailSettings};
use crate::mail::Stationery;
use crate::mail::transport::{Folder, Smtp, Transport};
use crate::outbox::{Outbox, OutboxSettings};
use crate::shutdown::Shutdown;
use crate::state::AppState;
use std::error::Error;
use std::sync::Arc;

/// Starts the worker. It ends, after the letter in flight, when the server stops.
pub(super) fn start_outbox(
    state: &AppState,
    mail: &MailSettings,
    http: &HttpSettings,
    shutdown: &Shutdown,
) -> Result<(), Box<dyn Error + Send + Sync>> {
    let transport = transport(mail, http)?;
    let (db, clock) = (state.db.clone(), Arc::clone(&state.clock));
    let stationery = Stationery {
        plan: Arc::clone(&state.plan),
        secrets: Arc::clone(&state.secrets),
        identity: state.identity.clone(),
    };
    let written = Arc::clone(&state.mail_written);
    let outbox = Outbox::new(db, stationery, transport, clock, OutboxSettings::default(), written);
    shutdown.tasks().spawn(outbox.run(shutdown.token().clone()));
    Ok(())
}

fn transport(mail: &MailSettings, http: &HttpSettings) -> Result<Transport, Box<dyn Error + Send + Sync>> {
    if let Some(url) = &mail.smtp {
        tracing::info!(mail.server = %url, "E-mails go to {url}");
        return Ok(Transport::Smtp(Smtp::new(url.clone(), &mail.from)?));
    }
    let folder = mail.dir.display();
    if http.bind.ip().is_loopback() {
        tracing::info!(mail.folder = %folder, "E-mails go into the folder {folder}");
    } else {
        tracing::warn!(mail.folder = %folder, "WIZYTA_SMTP_URL is not set: residents get no e-mail, it goes into {folder}");
    }
    let transport = Folder::new(mail.dir.clone());
    transport.check().map_err(|error| format!("WIZYTA_MAIL_DIR: no e-mail can be written into {folder}: {error}"))?;
    Ok(Transport::Folder(transport))
}
