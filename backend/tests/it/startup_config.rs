//! A configuration that is missing, torn, misspelt or not even text: one clear line, and the server does not start.

use crate::support::program::Program;

/// Exit code for a wrong configuration.
const WRONG: i32 = 78;

/// What the program says about this file.
fn about_file(content: impl AsRef<[u8]>) -> String {
    let program = Program::new();
    program.write("office.toml", content);
    program.run(&["--config", "office.toml"]).refusal(WRONG).to_owned()
}

/// What it says about this variable.
fn about_variable(variable: &str, value: impl AsRef<[u8]>) -> String {
    Program::new().with(variable, value).run(&[]).refusal(WRONG).to_owned()
}

#[test]
fn a_file_that_cannot_be_used_is_told_with_its_line() {
    for (content, expected) in [
        (&b"\xff\xfe\x00b"[..], "office.toml: the file is not text in UTF-8"),
        (b"log = 'json'\nsecret_key = \"hunter2hunter2", "office.toml: line 2 is not TOML: "),
        (b"log = 'json'\nsecret_key = hunter2", "office.toml: line 2 is not TOML: "),
        (b"workers = 1\n\nworkers = 2", "office.toml: line 3 is not TOML: duplicate key"),
        (b"log = 'json'\r\nworkers = 9999999999999999999999999", "office.toml: line 2 is not TOML: a value of a kind"),
        (b"bnid = '127.0.0.1:0'", "office.toml: there is no setting \"bnid\""),
        (b"\"a\\nb\" = 1", "office.toml: there is no setting \"a\\nb\""),
        (b"[bind]\nport = 1", "office.toml: bind wants a text"),
        (b"workers = 1.5", "office.toml: workers wants a text"),
        (b"trusted_proxies = ['10.0.0.0/8', 3]", "office.toml: trusted_proxies wants a text"),
        (b"workers = -1", "WIZYTA_WORKERS (from the file): \"-1\" is not a number from 0"),
        (b"mail_from = \"Wizyta\\u000d <a@b.pl>\"", "WIZYTA_MAIL_FROM (from the file): "),
        (b"database_url = \"sqlite://a\\u0000b\"", "WIZYTA_DATABASE_URL (from the file): the value holds a line break"),
        (b"log = ''", "WIZYTA_LOG must not be empty"),
    ] {
        let said = about_file(content);
        assert!(said.starts_with(expected), "{said:?} does not begin with {expected:?}");
    }
}

#[test]
fn a_file_that_is_not_there_or_no_file_is_told() {
    let program = Program::new();
    assert!(program.run(&["--config", "nowhere.toml"]).refusal(WRONG).starts_with("nowhere.toml: No such file"));
    assert!(program.run(&["--config", "."]).refusal(WRONG).starts_with(".: Is a directory"));
    program.write("long.toml", "# much\n".repeat(3_000_000));
    assert_eq!(program.run(&["--config", "long.toml"]).refusal(WRONG), "long.toml: the file is longer than 16 MB");
    assert_eq!(program.run(&["--config", "/dev/zero"]).refusal(WRONG), "/dev/zero: the file is longer than 16 MB");
    program.write("hidden.toml", "log = 'json'");
    std::fs::set_permissions(program.path("hidden.toml"), std::os::unix::fs::PermissionsExt::from_mode(0o000)).unwrap();
    assert!(program.run(&["--config", "hidden.toml"]).refusal(WRONG).starts_with("hidden.toml: Permission denied"));
}

#[test]
fn a_file_from_another_system_is_read_all_the_same() {
    let program = Program::new();
    program.write("office.toml", "\u{feff}log = 'json'\r\nworkers = 3\r\n");
    let end = program.run(&["--config", "office.toml", "--print-config"]);
    assert!(end.out.contains("workers = \"3\"") && end.code == Some(0), "{end:?}");
}

#[test]
fn a_variable_that_is_no_single_line_of_text_stops_the_start() {
    for variable in ["WIZYTA_SECRET_KEY", "WIZYTA_MAIL_FROM", "WIZYTA_PUBLIC_URL", "WIZYTA_DATABASE_URL"] {
        let said = about_variable(variable, b"sqlite://hunter2\xff");
        assert_eq!(said, format!("{variable} (from the environment): the value is not a text in UTF-8"));
        let said = about_variable(variable, "hunter2, that is long enough for a key\r\nBcc: eve@example.pl");
        assert!(
            said.starts_with(&format!("{variable} (from the environment): the value holds a line break")),
            "{said}"
        );
    }
}

#[test]
fn a_secret_in_a_file_is_one_line() {
    let program = Program::new();
    program.write("empty", "");
    program.write("blank", " \r\n");
    program.write("binary", b"\xff\xfe\xfd");
    program.write("two", "hunter2 and so on, 32 characters of it\nand a second line");
    for variable in ["WIZYTA_SECRET_KEY_FILE", "WIZYTA_DATABASE_URL_FILE", "WIZYTA_SMTP_URL_FILE"] {
        for (path, expected) in [
            ("nowhere", "nowhere: No such file"),
            (".", ".: Is a directory"),
            ("empty", "empty: the file is empty"),
            ("blank", "blank: the file is empty"),
            ("binary", "binary: the file is not text"),
            ("two", "two: the file holds more than one line"),
        ] {
            let folder = program.path("");
            let said = Program::new().with(variable, folder.join(path).as_os_str().as_encoded_bytes()).run(&[]);
            let said =
                said.refusal(WRONG).replace(&format!("{}/", folder.display().to_string().trim_end_matches('/')), "");
            assert!(said.starts_with(&format!("{variable}: {expected}")), "{said}");
        }
    }
}

#[test]
fn a_secret_in_a_file_may_end_with_a_line_end() {
    let key = "hunter2 and so on, 32 characters of it";
    for content in [key.to_owned(), format!("{key}\n"), format!("\u{feff}{key}\r\n")] {
        let program = Program::new();
        program.write("key", content);
        // The same key in all three forms: the database that was begun with it takes it.
        let program = program.with("WIZYTA_SECRET_KEY_FILE", "key");
        assert_eq!(program.run(&["token", "create", "--role", "kiosk"]).code, Some(0));
        std::fs::write(program.path("key"), key).unwrap();
        assert_eq!(program.run(&["token", "create", "--role", "kiosk"]).code, Some(0));
    }
}

#[test]
fn an_argument_that_is_no_text_is_refused() {
    use std::os::unix::ffi::OsStrExt as _;
    let argument = std::ffi::OsStr::from_bytes(b"127.0.0.1:\xff");
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_wizyta")).arg("--bind").arg(argument).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).starts_with("error: invalid UTF-8"));
}
