//! Every setting there is: its name, its default and what it is for. Flags, environment, file, `--print-config` and the
//! help text are made from this one table.

/// A setting. Its flag is `--bind`, its variable `WIZYTA_BIND`, its key in the file `bind`.
#[derive(Debug)]
pub struct Setting {
    /// Name in snake case.
    pub name: &'static str,
    /// What holds when nothing is given; `None`: nothing.
    pub default: Option<&'static str>,
    /// Never shown: it is a password or contains one. Can also be given as `<name>_file`.
    pub secret: bool,
    /// One line for the help text.
    pub help: &'static str,
}

const fn setting(name: &'static str, default: &'static str, help: &'static str) -> Setting {
    Setting { name, default: Some(default), secret: false, help }
}

const fn unset(name: &'static str, help: &'static str) -> Setting {
    Setting { name, default: None, secret: false, help }
}

const fn secret(name: &'static str, default: Option<&'static str>, help: &'static str) -> Setting {
    Setting { name, default, secret: true, help }
}

/// All settings, in the order in which they are explained.
pub const SETTINGS: &[Setting] = &[
    setting("bind", "127.0.0.1:8080", "address and port to listen on"),
    unset("public_url", "where residents reach us, for links; default: http:// and the bind address"),
    secret("database_url", Some("sqlite://wizyta.db"), "sqlite://PATH or postgres://…"),
    unset("database_url_file", "file that holds the database URL"),
    secret("secret_key", None, "at least 32 characters; unset: made at the first start and kept in the database"),
    unset("secret_key_file", "file that holds the secret key"),
    setting("sample", "on", "off: do not import the Opole sample into an empty database"),
    secret("smtp_url", None, "smtp://user:pass@host:port (STARTTLS unless ?tls=none) or smtps://…; unset: mail_dir"),
    unset("smtp_url_file", "file that holds the mail server's URL"),
    setting("mail_dir", "./mail", "folder for e-mails (.eml) when there is no mail server"),
    setting("mail_from", "Wizyta <noreply@localhost.localdomain>", "sender of all e-mails"),
    setting("mail_connections", "4", "e-mails on their way to the mail server at once"),
    setting("mail_letter_timeout", "120", "seconds that one e-mail may take"),
    setting("mail_retry_first", "5", "seconds until an e-mail that failed is tried again; doubles with each failure"),
    setting("mail_retry_longest", "7200", "longest pause between two tries of an e-mail, in seconds"),
    setting("mail_outage_pause", "60", "longest pause when the mail server is out of reach, in seconds"),
    setting("mail_give_up_hours", "96", "an e-mail is given up only when it is older than so many hours"),
    setting("mail_give_up_tries", "10", "and only after so many tries"),
    setting("log", "text", "text or json"),
    setting(
        "log_filter",
        "info,actix_server=warn,actix_http=off",
        "what is logged: error, warn, info, debug or trace, also per module",
    ),
    setting("trusted_proxies", "", "addresses or networks whose X-Forwarded-For is believed, comma-separated"),
    setting("rate_limits", "on", "on or off"),
    setting("rate_limit_exempt", "", "networks without rate limits, comma-separated"),
    setting("rate_limit_reads", "600/60", "reads per client and so many seconds"),
    setting("rate_limit_bookings", "60/60", "bookings and changes per client and so many seconds"),
    setting("rate_limit_codes", "60/60", "codes tried at a kiosk per client and so many seconds"),
    setting("rate_limit_code_requests", "30/3600", "lost codes asked for per client and so many seconds"),
    setting("rate_limit_email", "20/3600", "bookings tried per e-mail address and so many seconds"),
    setting("rate_limit_holds", "20/600", "hours held per client and so many seconds"),
    setting("rate_limit_integrator", "1200/60", "calls per integrator's token and so many seconds"),
    setting("rate_limit_clients", "65536", "clients counted one by one; beyond, neighbours share a quota"),
    setting("proof_of_work", "off", "whether bookings need a proof of work: off, on, or auto (under pressure)"),
    setting("proof_of_work_pressure", "300", "bookings tried in a minute, beyond which auto asks for work"),
    setting(
        "proof_of_work_difficulty",
        "200000",
        "largest number to be tried: twice the hashes of an average solution",
    ),
    setting("cors_origins", "", "origins that may call the API from a browser, comma-separated, or *"),
    unset("security_contact", "where to report a security problem: mailto:… or https://…; for security.txt"),
    setting("frame_ancestors", "", "origins that may show the page in a frame, comma-separated; default: none"),
    unset("metrics_bind", "own address and port for /metrics; unset: the main one"),
    setting(
        "freed_place_delay",
        "1-30",
        "minutes, drawn from these, after which a place given up comes back; 0: at once",
    ),
    setting("reminder_at", "17:00", "time of the day before a visit at which its reminder goes out, or off"),
    setting("hold_minutes", "10", "minutes for which an hour is held while the terms are read; 0: not at all"),
    setting("retention_days", "7", "days after the visit on which the e-mail address is erased"),
    setting("audit_every", "60", "minutes between two audits of the data by the server; 0: none"),
    setting("workers", "0", "threads that serve HTTP; 0: one per processor"),
    setting("request_timeout", "10", "seconds that a request may take to arrive"),
    setting("shutdown_delay", "0", "seconds between the signal to stop and the end of listening, for load balancers"),
    setting("shutdown_timeout", "25", "seconds that running requests get to finish when stopping"),
];

/// The setting called `name`.
pub fn find(name: &str) -> Option<&'static Setting> {
    SETTINGS.iter().find(|setting| setting.name == name)
}

/// Name of the environment variable.
pub fn variable(name: &str) -> String {
    format!("{PREFIX}{}", name.to_uppercase())
}

/// What all variables begin with.
pub const PREFIX: &str = "WIZYTA_";
