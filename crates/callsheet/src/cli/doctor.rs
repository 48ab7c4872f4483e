//! `callsheet doctor`: looks for what is wrong with this installation, and says what to do.

use std::path::Path;
use std::time::Duration;

use clap::Args;
use serde_json::{Value, json};

use super::{Globals, block_on};
use crate::config::{Layer, Settings};
use crate::data_dir::{DataDir, mode_of};
use crate::knock::{self, Answer};
use crate::provision::Provision;
use crate::refusal::{Refusal, Result};
use crate::render::{self, Color, Format, Output};
use crate::run_file::{self, RunFile};
use crate::service;
use crate::trust::trust;

/// Under this much space writes will soon be refused.
const SCARCE_BYTES: u64 = 1024 * 1024 * 1024;

/// Signatures older or newer than five minutes are refused; a minute is a warning.
const CLOCK_WARNING: Duration = Duration::from_secs(60);
const CLOCK_FAILURE: Duration = Duration::from_secs(300);

#[derive(Debug, Args)]
pub struct Doctor {
    #[command(flatten)]
    output: Output,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Level {
    Ok,
    Warn,
    Fail,
}

impl Level {
    fn as_str(self) -> &'static str {
        match self {
            Level::Ok => "ok",
            Level::Warn => "warn",
            Level::Fail => "fail",
        }
    }

    fn color(self) -> Color {
        match self {
            Level::Ok => Color::Green,
            Level::Warn => Color::Yellow,
            Level::Fail => Color::Red,
        }
    }
}

#[derive(Debug)]
struct Finding {
    level: Level,
    about: &'static str,
    found: String,
    next: Option<String>,
}

fn ok(about: &'static str, found: impl Into<String>) -> Finding {
    Finding {
        level: Level::Ok,
        about,
        found: found.into(),
        next: None,
    }
}

fn warn(about: &'static str, found: impl Into<String>, next: impl Into<String>) -> Finding {
    Finding {
        level: Level::Warn,
        about,
        found: found.into(),
        next: Some(next.into()),
    }
}

fn fail(about: &'static str, found: impl Into<String>, next: impl Into<String>) -> Finding {
    Finding {
        level: Level::Fail,
        about,
        found: found.into(),
        next: Some(next.into()),
    }
}

/// A refusal that a start would meet is a finding now.
fn refused(about: &'static str, refusal: &Refusal) -> Finding {
    let next = refusal.step().map(str::to_owned);
    Finding {
        level: Level::Fail,
        about,
        found: refusal.what().to_owned(),
        next,
    }
}

impl Doctor {
    pub fn run(self, globals: &Globals) -> Result<()> {
        let findings = examine(globals)?;
        match self.output.output {
            Format::Json => render::print_json(&as_json(&findings)),
            Format::Table => render::print(&as_text(&findings)),
        }
        let failures = findings
            .iter()
            .filter(|finding| finding.level == Level::Fail)
            .count();
        match failures {
            0 => Ok(()),
            _ => Err(Refusal::already_said(1)),
        }
    }
}

fn examine(globals: &Globals) -> Result<Vec<Finding>> {
    let data_dir = globals.data_dir()?;
    let mut findings = vec![folder(&data_dir)];
    if data_dir.path().is_dir() {
        findings.extend([keys(&data_dir), space(&data_dir)]);
    }
    let settings = match globals.settings(Layer::default()) {
        Ok(settings) => {
            findings.push(ok("configuration", settings_in_words(&settings)));
            settings
        }
        Err(refusal) => {
            findings.push(refused("configuration", &refusal));
            return Ok(findings);
        }
    };
    match RunFile::read_alive(&data_dir)? {
        Some(run) => running(&run, &data_dir, &mut findings),
        None => stopped(&settings, &data_dir, &mut findings),
    }
    findings.extend([python(), clients(&data_dir)]);
    Ok(findings)
}

fn folder(data_dir: &DataDir) -> Finding {
    let path = data_dir.path().display().to_string();
    if !data_dir.path().exists() {
        return warn(
            "data folder",
            format!("{path} is not there yet"),
            "callsheet up makes it",
        );
    }
    match mode_of(data_dir.path()) {
        Ok(mode) if mode & 0o077 != 0 => fail(
            "data folder",
            format!("{path} is open to others (mode {mode:04o})"),
            format!("chmod go-rwx '{path}'"),
        ),
        Ok(_) => ok("data folder", path),
        Err(refusal) => refused("data folder", &refusal),
    }
}

fn keys(data_dir: &DataDir) -> Finding {
    match data_dir.refuse_readable_keys() {
        Ok(()) => ok("key files", "only their owner can read them"),
        Err(refusal) => refused("key files", &refusal),
    }
}

fn space(data_dir: &DataDir) -> Finding {
    match data_dir.free_bytes() {
        Ok(free) if free < SCARCE_BYTES => {
            let found = format!("{} MiB free", free / (1 << 20));
            warn(
                "disk space",
                found,
                "without space, writes are refused until there is some",
            )
        }
        Ok(free) => ok("disk space", format!("{} GiB free", free / (1 << 30))),
        Err(refusal) => refused("disk space", &refusal),
    }
}

fn settings_in_words(settings: &Settings) -> String {
    format!(
        "{}, {:?}, {}",
        settings.listen, settings.store, settings.region
    )
}

fn running(run: &RunFile, data_dir: &DataDir, findings: &mut Vec<Finding>) {
    let answer = trust(run.ca_file.as_deref()).and_then(|()| {
        block_on(async {
            let answer = knock::get(&run.endpoint, "/readyz").await;
            answer.map_err(Refusal::new)
        })
    });
    match answer {
        Ok(answer) if answer.status == 200 => {
            findings.push(ok("server", format!("ready at {}", run.endpoint)));
            findings.push(clock(&answer));
        }
        Ok(answer) => findings.push(fail(
            "server",
            format!("at {} is not ready: {}", run.endpoint, answer.body.trim()),
            "its log says more",
        )),
        Err(error) => findings.push(fail(
            "server",
            format!(
                "process {} is there, {} is not: {error}",
                run.parent_pid, run.endpoint
            ),
            "end that process and start `callsheet up` again",
        )),
    }
    findings.push(worker(run));
    if Provision::read(data_dir).ok().flatten().is_none() {
        findings.push(fail(
            "first run",
            "its ids are missing",
            "start `callsheet up` again",
        ));
    }
}

fn clock(answer: &Answer) -> Finding {
    let Some(skew) = answer.clock_skew() else {
        return warn(
            "clock",
            "the server tells no time",
            "compare the clocks by hand",
        );
    };
    let found = format!("{} s apart from the server's", skew.as_secs());
    let next = "set the clocks by NTP; requests more than 5 minutes off are refused";
    match skew {
        skew if skew >= CLOCK_FAILURE => fail("clock", found, next),
        skew if skew >= CLOCK_WARNING => warn("clock", found, next),
        _ => ok("clock", found),
    }
}

fn worker(run: &RunFile) -> Finding {
    match run.worker_pid {
        Some(pid) if run_file::is_alive(pid) => ok("worker", format!("process {pid}")),
        Some(_) | None => warn(
            "worker",
            "none on this machine",
            "callsheet up runs one, server does not",
        ),
    }
}

fn stopped(settings: &Settings, data_dir: &DataDir, findings: &mut Vec<Finding>) {
    findings.push(warn(
        "server",
        "nothing runs on this data folder",
        "callsheet up",
    ));
    let address = settings.address().and_then(|address| {
        settings.front.admit(address)?;
        Ok(address)
    });
    findings.push(match address.map(std::net::TcpListener::bind) {
        Ok(Ok(_)) => ok("port", format!("{} is free", settings.listen)),
        Ok(Err(error)) => fail(
            "port",
            format!("{}: {error}", settings.listen),
            "choose another with --listen or in callsheet.toml",
        ),
        Err(refusal) => refused("port", &refusal),
    });
    if data_dir.path().is_dir() {
        findings.push(match service::examine_store(settings) {
            Ok(found) => ok("store", found),
            Err(refusal) => refused("store", &refusal),
        });
    }
}

fn python() -> Finding {
    match in_path("python3") {
        true => ok("python", "python3 is in the path"),
        false => warn(
            "python",
            "no python3 in the path",
            "many job templates run it",
        ),
    }
}

fn clients(data_dir: &DataDir) -> Finding {
    let ours = data_dir.aws_config();
    let is_ours = std::env::var_os("AWS_CONFIG_FILE").is_some_and(|path| Path::new(&path) == ours);
    match (in_path("deadline"), is_ours) {
        (true, true) => ok("clients", "`deadline` is in the path and points here"),
        (true, false) => warn(
            "clients",
            "`deadline` is in the path, this shell points it elsewhere",
            "eval \"$(callsheet env)\"",
        ),
        (false, _) => warn(
            "clients",
            "no `deadline` command in the path",
            "python3 -m venv v && v/bin/pip install deadline; `callsheet submit` does without",
        ),
    }
}

fn in_path(program: &str) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).any(|folder| folder.join(program).is_file())
}

fn as_json(findings: &[Finding]) -> Value {
    let findings: Vec<Value> = findings
        .iter()
        .map(|finding| {
            json!({
                "level": finding.level.as_str(),
                "about": finding.about,
                "found": finding.found,
                "next": finding.next,
            })
        })
        .collect();
    json!({ "findings": findings })
}

/// Not a table: what was found can be long, and the next step belongs under it.
fn as_text(findings: &[Finding]) -> String {
    let width = findings
        .iter()
        .map(|finding| finding.about.len())
        .max()
        .unwrap_or(0);
    let mut text = String::new();
    for Finding {
        level,
        about,
        found,
        next,
    } in findings
    {
        let word = render::colored(&format!("{:4}", level.as_str()), level.color());
        text += &format!("{word}  {about:width$}  {found}\n");
        if let Some(next) = next {
            text += &format!("{:4}  {:width$}  next: {next}\n", "", "");
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_finding_has_its_next_step_below() {
        let findings = [ok("store", "open"), fail("port", "taken", "choose another")];
        insta::assert_snapshot!(as_text(&findings), @r"
        ok    store  open
        fail  port   taken
                     next: choose another
        ");
    }
}
