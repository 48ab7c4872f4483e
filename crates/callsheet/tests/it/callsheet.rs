//! Starting the program in a folder of its own, and waiting for what it does.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Output, Stdio};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process, test_kill_process};
use serde_json::Value;

/// Past this something hangs. The machine may be busy compiling.
pub const PATIENCE: Duration = Duration::from_secs(60);

pub struct Folder(tempfile::TempDir);

impl Folder {
    pub fn new() -> Self {
        Folder(tempfile::tempdir().unwrap())
    }

    pub fn data_dir(&self) -> PathBuf {
        self.0.path().join("data")
    }

    pub fn file(&self, name: &str) -> PathBuf {
        self.data_dir().join(name)
    }

    pub fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.file(name)).unwrap()
    }

    pub fn json(&self, name: &str) -> Option<Value> {
        let text = std::fs::read_to_string(self.file(name)).ok()?;
        Some(serde_json::from_str(&text).unwrap())
    }

    /// The program with this data folder and nothing of the caller's environment.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_callsheet"));
        command
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap())
            .env("HOME", self.0.path())
            .args(arguments)
            .arg("--data-dir")
            .arg(self.data_dir())
            .stdin(Stdio::null());
        command
    }

    pub fn run(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().unwrap()
    }

    /// `up` on a free port, ready.
    pub fn up(&self, arguments: &[&str]) -> Up {
        let all: Vec<&str> = ["up", "--listen", "127.0.0.1:0"]
            .iter()
            .chain(arguments)
            .copied()
            .collect();
        self.start(self.command(&all))
    }

    pub fn start(&self, mut command: Command) -> Up {
        let mut process = command
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut stdout = process.stdout.take().unwrap();
        let welcome = std::thread::spawn(move || {
            let mut text = String::new();
            let _ = stdout.read_to_string(&mut text);
            text
        });
        let mut stderr = process.stderr.take().unwrap();
        let log = std::thread::spawn(move || {
            let mut text = String::new();
            let _ = stderr.read_to_string(&mut text);
            text
        });
        let mut up = Up {
            process,
            data_dir: self.data_dir(),
            welcome: Some(welcome),
            log: Some(log),
            endpoint: String::new(),
        };
        let parent = up.process.id();
        let endpoint = until("run.json of this parent", || {
            assert!(
                up.process.try_wait().unwrap().is_none(),
                "ended early: {}",
                up.log()
            );
            let run = read_run(&up.data_dir)?;
            (run["parent_pid"] == parent && run["server_pid"].is_u64())
                .then(|| run["endpoint"].as_str().unwrap().to_owned())
        });
        up.endpoint = endpoint;
        up
    }
}

fn read_run(data_dir: &Path) -> Option<Value> {
    serde_json::from_str(&std::fs::read_to_string(data_dir.join("run.json")).ok()?).ok()
}

pub struct Up {
    process: Child,
    data_dir: PathBuf,
    welcome: Option<std::thread::JoinHandle<String>>,
    log: Option<std::thread::JoinHandle<String>>,
    pub endpoint: String,
}

impl Up {
    pub fn pid(&self, whose: &str) -> Option<u32> {
        u32::try_from(read_run(&self.data_dir)?[whose].as_u64()?).ok()
    }

    pub fn parent_pid(&self) -> u32 {
        self.process.id()
    }

    pub fn host(&self) -> &str {
        self.endpoint.strip_prefix("http://").unwrap()
    }

    pub fn signal(&self, signal: Signal) {
        kill(self.parent_pid(), signal);
    }

    pub fn ended(&mut self) -> ExitStatus {
        until("the end of the parent", || self.process.try_wait().unwrap())
    }

    pub fn welcome(&mut self) -> String {
        self.welcome.take().unwrap().join().unwrap()
    }

    pub fn log(&mut self) -> String {
        self.log
            .take()
            .map(|log| log.join().unwrap())
            .unwrap_or_default()
    }

    /// Ctrl-C, as service managers say it.
    pub fn stop(mut self) -> (ExitStatus, String, String) {
        self.signal(Signal::TERM);
        let status = self.ended();
        (status, self.welcome(), self.log())
    }
}

impl Drop for Up {
    fn drop(&mut self) {
        // The children notice and end by themselves.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

pub fn kill(pid: u32, signal: Signal) {
    let pid = Pid::from_raw(i32::try_from(pid).unwrap()).unwrap();
    kill_process(pid, signal).unwrap();
}

pub fn is_alive(pid: u32) -> bool {
    let pid = Pid::from_raw(i32::try_from(pid).unwrap()).unwrap();
    test_kill_process(pid).is_ok()
}

/// Looks again and again until there is something, or fails.
pub fn until<T>(what: &str, mut look: impl FnMut() -> Option<T>) -> T {
    let started = Instant::now();
    loop {
        if let Some(found) = look() {
            return found;
        }
        assert!(started.elapsed() < PATIENCE, "waited in vain for {what}");
        std::thread::sleep(Duration::from_millis(5));
    }
}

/// One plain request; the status of the answer.
pub fn get(host: &str, path: &str) -> std::io::Result<u16> {
    let mut stream = TcpStream::connect(host)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    write!(
        stream,
        "GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"
    )?;
    let mut text = String::new();
    stream.read_to_string(&mut text)?;
    let status = text.split(' ').nth(1).and_then(|word| word.parse().ok());
    status.ok_or_else(|| std::io::Error::other(format!("no answer: {text:?}")))
}

pub fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}
