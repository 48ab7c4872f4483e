//! The first run, the second, and what they leave behind.

use std::os::unix::fs::PermissionsExt;

use crate::callsheet::{Folder, get, is_alive, text, until};

fn mode(folder: &Folder, name: &str) -> u32 {
    std::fs::metadata(folder.file(name))
        .unwrap()
        .permissions()
        .mode()
        & 0o7777
}

#[test]
fn the_first_run_makes_everything_and_the_second_changes_nothing() {
    let folder = Folder::new();
    let up = folder.up(&["--no-worker"]);
    assert_eq!(get(up.host(), "/healthz").unwrap(), 200);
    let (status, welcome, log) = up.stop();
    assert_eq!(status.code(), Some(0), "{log}");
    let made = folder.json("provision.json").unwrap();
    let farm_id = made["farm_id"].as_str().unwrap().to_owned();
    assert!(farm_id.starts_with("farm-"));
    assert!(welcome.contains(&farm_id), "{welcome}");
    assert!(welcome.contains("eval \"$(callsheet env"), "{welcome}");
    let key = folder.read("aws-credentials");
    let secret = key.split("aws_secret_access_key = ").nth(1).unwrap().trim();
    assert!(!welcome.contains(secret) && !log.contains(secret));

    assert_eq!(mode(&folder, ""), 0o700);
    for name in ["aws-credentials", "worker-credentials"] {
        assert_eq!(mode(&folder, name), 0o600, "{name}");
    }
    assert!(
        folder
            .read("aws-config")
            .contains("disable_host_prefix_injection = true")
    );
    assert!(folder.read("deadline-config").contains(&farm_id));

    let (status, welcome, _) = folder.up(&["--no-worker"]).stop();
    assert_eq!(status.code(), Some(0));
    assert_eq!(welcome.lines().count(), 1, "{welcome}");
    assert_eq!(folder.json("provision.json").unwrap(), made);
    assert_eq!(folder.read("aws-credentials"), key);
}

#[test]
fn sigterm_ends_both_children_and_leaves_nothing_running() {
    let folder = Folder::new();
    let up = folder.up(&[]);
    let server = up.pid("server_pid").unwrap();
    let worker = until("a worker", || up.pid("worker_pid"));
    let host = up.host().to_owned();
    let (status, _, log) = up.stop();
    assert_eq!(status.code(), Some(0), "{log}");
    assert!(!is_alive(server) && !is_alive(worker));
    assert!(!folder.file("run.json").exists());
    assert!(get(&host, "/healthz").is_err());
}

#[test]
fn a_second_start_with_other_flags_keeps_the_endpoint_true() {
    let folder = Folder::new();
    let first = folder.up(&["--no-worker"]);
    let old = first.endpoint.clone();
    first.stop();
    let up = folder.up(&["--no-worker"]);
    assert!(
        folder
            .read("aws-config")
            .contains(&format!("endpoint_url = {}\n", up.endpoint))
    );
    assert!(folder.read("agent-config").contains(&up.endpoint));
    let env = text(&folder.run(&["env"]).stdout);
    assert!(env.contains(&up.endpoint), "{env}, before {old}");
}

#[test]
fn the_worker_gets_no_secret_of_the_environment() {
    let folder = Folder::new();
    let mut command = folder.command(&["up", "--listen", "127.0.0.1:0"]);
    command
        .env("AWS_SECRET_ACCESS_KEY", "hunter2")
        .env("MY_API_TOKEN", "hunter2")
        .env("CALLSHEET_REGION", "eu-west-1");
    let up = folder.start(command);
    let worker = until("a worker", || up.pid("worker_pid"));
    // Until it has become our program, a child still shows its parent's environment.
    let environment = until("the worker's environment", || {
        let bytes = std::fs::read(format!("/proc/{worker}/environ")).ok()?;
        let found = text(&bytes);
        (!found.is_empty() && !found.contains("CALLSHEET_REGION")).then_some(found)
    });
    assert!(environment.contains("PATH="), "{environment}");
    let arguments = text(&std::fs::read(format!("/proc/{worker}/cmdline")).unwrap());
    for word in ["hunter2", "AWS_", "TOKEN"] {
        assert!(
            !environment.contains(word) && !arguments.contains(word),
            "{word}"
        );
    }
}

#[test]
fn a_shell_takes_what_env_prints() {
    let folder = Folder::new();
    let up = folder.up(&["--no-worker"]);
    let script = format!(
        "AWS_ACCESS_KEY_ID=x; eval \"$({} env --data-dir {})\"; \
         echo $AWS_PROFILE $AWS_ENDPOINT_URL_DEADLINE [$AWS_ACCESS_KEY_ID]; \
         test -r $AWS_CONFIG_FILE -a -r $AWS_SHARED_CREDENTIALS_FILE",
        env!("CARGO_BIN_EXE_callsheet"),
        folder.data_dir().display()
    );
    let out = std::process::Command::new("sh")
        .args(["-c", &script])
        .output()
        .unwrap();
    assert!(out.status.success());
    assert_eq!(text(&out.stdout), format!("callsheet {} []\n", up.endpoint));
}

#[test]
fn a_profile_is_installed_once_and_only_when_asked() {
    let folder = Folder::new();
    let home = folder.data_dir().parent().unwrap().join(".aws");
    let up = folder.up(&["--no-worker"]);
    folder.run(&["env"]);
    assert!(!home.exists());
    std::fs::create_dir(&home).unwrap();
    std::fs::write(home.join("config"), "[default]\nregion = eu-west-1\n").unwrap();
    for _ in 0..2 {
        let out = folder.run(&["env", "--install-profile"]);
        assert!(out.status.success(), "{}", text(&out.stderr));
    }
    let config = std::fs::read_to_string(home.join("config")).unwrap();
    assert!(config.starts_with("[default]\nregion = eu-west-1\n\n[profile callsheet]\n"));
    assert!(config.contains(&up.endpoint));
    assert_eq!(config.matches("[profile callsheet]").count(), 1);
    let credentials = std::fs::read_to_string(home.join("credentials")).unwrap();
    assert_eq!(credentials, folder.read("aws-credentials"));
}

#[test]
fn doctor_finds_a_healthy_server_and_a_stopped_one() {
    let folder = Folder::new();
    let up = folder.up(&[]);
    until("a worker", || up.pid("worker_pid"));
    let out = folder.run(&["doctor"]);
    let report = text(&out.stdout);
    assert!(out.status.success(), "{report}");
    assert!(report.contains("ready at"), "{report}");
    up.stop();
    let out = folder.run(&["doctor", "--output", "json"]);
    let report: serde_json::Value = serde_json::from_slice(&out.stdout).unwrap();
    let findings = report["findings"].as_array().unwrap();
    let server = findings
        .iter()
        .find(|finding| finding["about"] == "server")
        .unwrap();
    assert_eq!(server["level"], "warn");
    assert!(
        findings
            .iter()
            .any(|finding| finding["about"] == "store" && finding["level"] == "ok")
    );
}
