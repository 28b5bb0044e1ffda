//! Starting the worker that sends e-mails.

use crate::config::{DeliverySettings, HttpSettings, MailSettings};
use crate::mail::Stationery;
use crate::mail::transport::{Folder, Smtp, Transport};
use crate::metrics::Metrics;
use crate::outbox::{Bells, LetterCounters, Outbox, OutboxSettings, Pauses};
use crate::shutdown::Shutdown;
use crate::state::AppState;
use chrono::TimeDelta;
use std::error::Error;
use std::sync::Arc;

/// Starts the workers. They end, after the letters in flight, when the server stops.
pub(super) fn start_outbox(
    state: &AppState,
    mail: &MailSettings,
    http: &HttpSettings,
    shutdown: &Shutdown,
    metrics: &Metrics,
) -> Result<(), Box<dyn Error + Send + Sync>> {
    let transport = transport(mail, http)?;
    let mut settings = outbox_settings(&mail.delivery);
    if transport.repeats_are_harmless() {
        // A folder is never slow.
        settings.connections = 1;
    }
    let stationery = Stationery {
        plan: Arc::clone(&state.plan),
        secrets: Arc::clone(&state.secrets),
        identity: state.identity.clone(),
    };
    let counters = LetterCounters::default();
    metrics.register(|registry| counters.register(registry));
    let outbox = Outbox {
        db: state.db.clone(),
        stationery,
        transport: Arc::new(transport),
        clock: Arc::clone(&state.clock),
        settings,
        bells: Bells { written: Arc::clone(&state.mail_written), put_off: Arc::clone(&state.reminders_written) },
        counters,
    };
    for worker in outbox.workers() {
        shutdown.tasks().spawn(worker.run(shutdown.token().clone()));
    }
    Ok(())
}

fn outbox_settings(delivery: &DeliverySettings) -> OutboxSettings {
    let usual = Pauses::default();
    let pauses = Pauses {
        first: delivery.first_pause,
        longest: delivery.longest_pause,
        give_up_after: TimeDelta::from_std(delivery.give_up_after).unwrap_or(TimeDelta::MAX),
        give_up_tries: delivery.give_up_tries,
        outage_first: usual.outage_first.min(delivery.outage_pause),
        outage_longest: delivery.outage_pause,
        jitter: usual.jitter,
    };
    let (connections, letter_limit) = (delivery.connections, delivery.letter_limit);
    OutboxSettings { connections, letter_limit, pauses, ..OutboxSettings::default() }
}

fn transport(mail: &MailSettings, http: &HttpSettings) -> Result<Transport, Box<dyn Error + Send + Sync>> {
    if let Some(url) = &mail.smtp {
        tracing::info!(mail.server = %url, "E-mails go to {url}");
        let smtp = Smtp::new(url.clone(), &mail.from)?.with_letter_limit(mail.delivery.letter_limit);
        return Ok(Transport::Smtp(smtp));
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

#[cfg(test)]
mod tests {
    use super::outbox_settings;
    use crate::config::{Config, Values};
    use crate::outbox::OutboxSettings;

    #[test]
    fn without_any_setting_letters_are_sent_as_the_outbox_would_by_itself() {
        let config = Config::read(&Values::gather([], [], None).unwrap()).unwrap();
        assert_eq!(format!("{:?}", outbox_settings(&config.mail.delivery)), format!("{:?}", OutboxSettings::default()));
    }
}
