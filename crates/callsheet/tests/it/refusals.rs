//! What cannot work ends with one clear message, the next step, and the right exit code.

use std::os::unix::fs::PermissionsExt;
use std::process::Output;

use crate::callsheet::{Folder, text};

/// The message without log lines.
fn message(out: &Output) -> String {
    let text = text(&out.stderr);
    let from = text
        .find("callsheet: ")
        .unwrap_or_else(|| panic!("no message in {text:?}"));
    let message = text[from..].to_owned();
    assert_eq!(
        message.matches("callsheet: ").count(),
        1,
        "said twice: {message}"
    );
    message
}

#[track_caller]
fn refuses(out: &Output, code: i32, words: &[&str]) {
    let message = message(out);
    assert_eq!(out.status.code(), Some(code), "{message}");
    for word in words {
        assert!(message.contains(word), "no `{word}` in {message}");
    }
}

#[test]
fn a_port_that_is_taken() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let out = Folder::new().run(&["up", "--listen", &address]);
    refuses(
        &out,
        1,
        &["cannot listen on", &address, "next: ", "--listen"],
    );
}

#[test]
fn a_store_that_another_process_has_open() {
    let folder = Folder::new();
    let up = folder.up(&["--no-worker"]);
    let before = folder.read("run.json");
    let out = folder.run(&["up", "--no-worker", "--listen", "127.0.0.1:0"]);
    refuses(&out, 1, &["another callsheet server", "next: "]);
    assert_eq!(folder.read("run.json"), before);
    drop(up);
}

#[test]
fn a_setting_that_does_not_exist() {
    let folder = Folder::new();
    std::fs::create_dir(folder.data_dir()).unwrap();
    std::fs::write(
        folder.file("callsheet.toml"),
        "listen = '127.0.0.1:0'\nlisten_to = 1\n",
    )
    .unwrap();
    let out = folder.run(&["up"]);
    refuses(
        &out,
        2,
        &["callsheet.toml", "line 2", "`listen_to`", "next: "],
    );
}

#[test]
fn a_value_of_the_environment_that_makes_no_sense() {
    let folder = Folder::new();
    let mut command = folder.command(&["server"]);
    let out = command.env("CALLSHEET_ACCOUNT_ID", "42").output().unwrap();
    refuses(&out, 2, &["`account_id`", "CALLSHEET_ACCOUNT_ID"]);
}

#[test]
fn a_key_that_others_can_read() {
    let folder = Folder::new();
    folder.up(&["--no-worker"]).stop();
    let open = std::fs::Permissions::from_mode(0o644);
    std::fs::set_permissions(folder.file("aws-credentials"), open).unwrap();
    let out = folder.run(&["up", "--listen", "127.0.0.1:0"]);
    refuses(&out, 1, &["aws-credentials", "mode 0644", "chmod go-rwx"]);
}

#[test]
fn a_database_that_is_not_there() {
    let store = "postgres://someone:hunter2@127.0.0.1:1/callsheet";
    let out = Folder::new().run(&["server", "--listen", "127.0.0.1:0", "--store", store]);
    refuses(&out, 1, &["next: "]);
    assert!(!text(&out.stderr).contains("hunter2"));
}

#[test]
fn a_store_of_an_unknown_kind() {
    let out = Folder::new().run(&["server", "--listen", "127.0.0.1:0", "--store", "mysql://x"]);
    refuses(&out, 2, &["store", "sqlite:", "postgres://"]);
}

#[test]
fn a_command_without_a_server() {
    let folder = Folder::new();
    refuses(
        &folder.run(&["job", "list"]),
        1,
        &["nothing runs", "callsheet up"],
    );
    refuses(
        &folder.run(&["env"]),
        1,
        &["nothing was ever started", "callsheet up"],
    );
}

#[test]
fn a_command_that_does_not_exist() {
    let out = Folder::new().run(&["upp"]);
    assert_eq!(out.status.code(), Some(2));
}
