//! An address that is taken, a folder for e-mails that cannot be: one clear line, exit code 1.

use crate::support::program::Program;
use std::net::TcpListener;

#[test]
fn an_address_that_is_taken_is_told() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    for variable in ["WIZYTA_BIND", "WIZYTA_METRICS_BIND"] {
        let end = Program::new().with(variable, &address).run(&[]);
        let expected = format!("cannot listen on {address}: Address already in use");
        assert!(end.refusal(1).starts_with(&expected), "{end:?}");
    }
    let end = Program::new().with("WIZYTA_BIND", "192.0.2.1:80").run(&[]);
    assert!(end.refusal(1).starts_with("cannot listen on 192.0.2.1:80: "), "{end:?}");
}

#[test]
fn a_folder_for_e_mails_that_cannot_be_written_is_told() {
    let program = Program::new();
    program.write("file", "");
    std::fs::create_dir(program.path("closed")).unwrap();
    program.forbid_writing("closed");
    for folder in ["file", "file/mail", "closed", "closed/mail"] {
        let path = program.path(folder);
        let end = Program::new().with("WIZYTA_MAIL_DIR", path.as_os_str().as_encoded_bytes()).run(&[]);
        assert!(end.refusal(1).starts_with("WIZYTA_MAIL_DIR: no e-mail can be written into "), "{end:?}");
    }
}

#[test]
fn an_office_that_cannot_be_imported_is_told_line_by_line() {
    let program = Program::new();
    for (file, content, expected) in [
        ("torn.toml", &b"id = 'x'\nname = {pl = 'X"[..], "torn.toml: line 2"),
        ("binary.toml", b"\xff\xfe", "binary.toml: the file is not text in UTF-8"),
    ] {
        program.write(file, content);
        let end = program.run(&["import", file]);
        assert_eq!(end.code, Some(1));
        assert!(end.err.lines().any(|line| line.contains(expected)), "{end:?}");
    }
    assert!(!program.path("wizyta.db").exists(), "the file is read before the database is made");
    assert!(program.run(&["import", "nowhere.toml"]).refusal(1).starts_with("nowhere.toml: No such file"));
}
