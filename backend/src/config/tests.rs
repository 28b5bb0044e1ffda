use super::{Config, ConfigError, CorsOrigins, Values};
use std::io::Write as _;

fn values(
    flags: &[(&'static str, &str)],
    environment: &[(&str, &str)],
    file: Option<&str>,
) -> Result<Values, ConfigError> {
    let mut kept = tempfile::NamedTempFile::new().unwrap();
    kept.write_all(file.unwrap_or_default().as_bytes()).unwrap();
    Values::gather(
        flags.iter().map(|(name, value)| (*name, (*value).to_owned())),
        environment.iter().map(|(name, value)| ((*name).into(), (*value).into())),
        file.map(|_| kept.path()),
    )
}

fn error(environment: &[(&str, &str)]) -> String {
    values(&[], environment, None).and_then(|values| Config::read(&values)).unwrap_err().to_string()
}

#[test]
fn without_any_setting_the_defaults_of_the_contract_hold() {
    let config = Config::read(&values(&[], &[], None).unwrap()).unwrap();
    assert_eq!(config.http.bind.to_string(), "127.0.0.1:8080");
    assert_eq!(config.database.url.to_string(), "sqlite://wizyta.db");
    assert_eq!(config.mail.dir.to_str(), Some("./mail"));
    assert!(config.database.sample && config.limits.enabled);
    assert_eq!(config.http.cors_origins, CorsOrigins::Listed(Vec::new()));
}

#[test]
fn flags_win_over_environment_over_file() {
    let file = "bind = '127.0.0.1:1'\nlog = 'json'\nworkers = 3\ntrusted_proxies = ['10.0.0.0/8', '::1']";
    let environment = [("WIZYTA_BIND", "127.0.0.1:2"), ("WIZYTA_LOG", "text")];
    let values = values(&[("bind", "127.0.0.1:3")], &environment, Some(file)).unwrap();
    let config = Config::read(&values).unwrap();
    assert_eq!(config.http.bind.port(), 3);
    assert_eq!(config.log.format, super::LogFormat::Text);
    assert_eq!(config.http.workers, 3);
    assert_eq!(config.http.trusted_proxies.len(), 2);
}

#[test]
fn a_wrong_value_is_one_line_that_names_the_variable() {
    assert_eq!(
        error(&[("WIZYTA_BIND", "8080")]),
        "WIZYTA_BIND (from the environment): \"8080\" is not an address and port like 127.0.0.1:8080"
    );
    for (variable, value) in [
        ("WIZYTA_LOG", "xml"),
        ("WIZYTA_SAMPLE", "maybe"),
        ("WIZYTA_PUBLIC_URL", "https://example.pl/path"),
        ("WIZYTA_TRUSTED_PROXIES", "10.0.0.0/8,proxy"),
        ("WIZYTA_RATE_LIMIT_READS", "0/60"),
        ("WIZYTA_MAIL_FROM", "nobody"),
        ("WIZYTA_CORS_ORIGINS", "example.pl"),
        ("WIZYTA_SECURITY_CONTACT", "security@example.pl"),
        ("WIZYTA_PROOF_OF_WORK", "sometimes"),
        ("WIZYTA_PROOF_OF_WORK_DIFFICULTY", "1"),
        ("WIZYTA_RATE_LIMIT_CLIENTS", "0"),
        ("WIZYTA_REMINDER_AT", "5 pm"),
        ("WIZYTA_SHUTDOWN_TIMEOUT", "soon"),
    ] {
        let message = error(&[(variable, value)]);
        assert!(message.starts_with(variable) && !message.contains('\n'), "{message}");
    }
}

#[test]
fn an_unknown_key_of_the_file_stops_and_an_unknown_variable_is_noted() {
    let stopped = values(&[], &[], Some("bnd = 'x'")).err().unwrap().to_string();
    assert!(stopped.ends_with("there is no setting \"bnd\""), "{stopped}");
    let empty = values(&[], &[("WIZYTA_BIND", "")], None).unwrap();
    assert_eq!(Config::read(&empty).unwrap().http.bind.port(), 8080);
    assert_eq!(values(&[], &[("WIZYTA_BNID", "x")], None).unwrap().unknown_variables, ["WIZYTA_BNID"]);
}

#[test]
fn secrets_are_never_shown() {
    let key = "0123456789abcdef0123456789abcdef";
    let postgres = "postgres://wizyta:hunter2@db/wizyta";
    let given = [("WIZYTA_SECRET_KEY", key), ("WIZYTA_DATABASE_URL", postgres)];
    let values = values(&[], &given, None).unwrap();
    let shown = format!("{} {:?}", values.print(), Config::read(&values).unwrap());
    assert!(!shown.contains(key) && !shown.contains("hunter2"), "{shown}");
    assert!(!error(&[("WIZYTA_SECRET_KEY", "hunter2")]).contains("hunter2"));
    assert!(!error(&[("WIZYTA_DATABASE_URL", "mysql://hunter2")]).contains("hunter2"));
}

#[test]
fn a_secret_can_come_from_a_file_but_not_from_both() {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(b"0123456789abcdef0123456789abcdef\n").unwrap();
    let path = file.path().to_str().unwrap();
    let read = values(&[], &[("WIZYTA_SECRET_KEY_FILE", path)], None).unwrap();
    let key = Config::read(&read).unwrap().database.secret_key.unwrap();
    assert_eq!(key.expose(), "0123456789abcdef0123456789abcdef");
    let both = [("WIZYTA_SECRET_KEY_FILE", path), ("WIZYTA_SECRET_KEY", "x")];
    assert!(values(&[], &both, None).err().unwrap().to_string().contains("not both"));
    assert!(values(&[], &[("WIZYTA_SECRET_KEY_FILE", "/nowhere")], None).is_err());
}

#[test]
fn the_printed_configuration_can_be_read_again() {
    let printed = values(&[("workers", "2")], &[], None).unwrap().print();
    let again = values(&[], &[], Some(&printed)).unwrap();
    assert_eq!(Config::read(&again).unwrap().http.workers, 2);
}
