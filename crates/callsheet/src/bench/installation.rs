//! A server of our own program in a folder of its own, which is gone afterwards.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::str::FromStr;
use std::time::{Duration, Instant};

use callsheet_store::StoreUrl;
use rustix::process::{Pid, Signal, kill_process};
use tempfile::TempDir;

use super::failed;
use crate::config::{Events, Secretive};
use crate::connection::{Key, key_of, sdk};
use crate::data_dir::DataDir;
use crate::provision::{PROFILE, Provision};
use crate::refusal::{Naming, Refusal, Result};
use crate::run_file::RunFile;

const READY: &str = "callsheet is ready at ";

pub struct Installation {
    folder: TempDir,
    data_dir: DataDir,
    /// Where it keeps everything, if not in the folder.
    store: Option<Secretive>,
    /// Which events it writes.
    pub events: Events,
    server: Option<Running>,
}

struct Running {
    process: Child,
    endpoint: String,
}

impl Installation {
    pub fn new(within: Option<&Path>) -> Result<Self> {
        let mut builder = tempfile::Builder::new();
        builder.prefix("callsheet-bench-");
        let folder = match within {
            Some(folder) => builder.tempdir_in(folder),
            None => builder.tempdir(),
        }
        .map_err(failed("cannot make a folder"))?;
        let data_dir = DataDir::locate(Some(&folder.path().join("data")))?;
        Ok(Installation {
            folder,
            data_dir,
            store: None,
            events: Events::default(),
            server: None,
        })
    }

    /// From its next start on it keeps everything there.
    pub fn keep_in(&mut self, store: Secretive) {
        self.store = Some(store);
    }

    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    pub fn data_dir(&self) -> &DataDir {
        &self.data_dir
    }

    pub fn database(&self) -> PathBuf {
        self.data_dir.database()
    }

    pub fn store_url(&self) -> Result<StoreUrl> {
        match &self.store {
            None => Ok(StoreUrl::Sqlite(self.database())),
            Some(store) => StoreUrl::from_str(store.reveal())
                .map_err(|error| Refusal::misuse(format!("--store is of no use: {error}"))),
        }
    }

    /// Starts the server and says how long it took until it was ready.
    pub fn start(&mut self) -> Result<Duration> {
        let began = Instant::now();
        let mut process = self.command()?.spawn().map_err(failed("cannot start"))?;
        let line = first_line(&mut process)?;
        let taken = began.elapsed();
        let Some(endpoint) = line.trim_end().strip_prefix(READY) else {
            // It has ended or is of no use; its last words tell which.
            drop(process.kill());
            drop(process.wait());
            return Err(Refusal::new(format!(
                "the server does not start: {}",
                self.last_words()
            )));
        };
        let endpoint = endpoint.to_owned();
        self.server = Some(Running { process, endpoint });
        Ok(taken)
    }

    fn command(&self) -> Result<Command> {
        let program = std::env::current_exe().map_err(failed("cannot find our own program"))?;
        let log_path = self.folder.path().join("log");
        let log = std::fs::File::create(&log_path).naming("cannot write", &log_path)?;
        let mut command = Command::new(program);
        // Nothing of this shell's settings may change what is measured.
        command
            .env_clear()
            .envs(std::env::var_os("PATH").map(|path| ("PATH", path)))
            .arg("server")
            .arg("--data-dir")
            .arg(self.data_dir.path())
            .args(["--listen", "127.0.0.1:0"])
            .args(["--events", self.events.as_str()])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(log);
        if let Some(store) = &self.store {
            // It may hold a password, which anybody could read among arguments.
            command.env("CALLSHEET_STORE", store.reveal());
        }
        Ok(command)
    }

    fn last_words(&self) -> String {
        std::fs::read_to_string(self.folder.path().join("log")).unwrap_or_default()
    }

    /// Ends it as a service manager would, so that everything is in the database's file.
    pub fn stop(&mut self) -> Result<()> {
        let Some(mut server) = self.server.take() else {
            return Ok(());
        };
        terminate(&server.process);
        let status = server.process.wait().map_err(failed("cannot wait"))?;
        match status.success() {
            true => Ok(()),
            false => Err(Refusal::new(format!(
                "the server ended with {status}: {}",
                self.last_words()
            ))),
        }
    }

    pub fn endpoint(&self) -> Result<&str> {
        let server = self.server.as_ref().ok_or_else(not_running)?;
        Ok(&server.endpoint)
    }

    pub fn run_file(&self) -> Result<RunFile> {
        RunFile::read_alive(&self.data_dir)?.ok_or_else(not_running)
    }

    pub fn server_pid(&self) -> Result<u32> {
        self.run_file()?.server_pid.ok_or_else(not_running)
    }

    pub fn provision(&self) -> Result<Provision> {
        Provision::read(&self.data_dir)?.ok_or_else(not_running)
    }

    pub fn key(&self) -> Result<Key> {
        let path = self.data_dir.aws_credentials();
        let text = std::fs::read_to_string(&path).naming("cannot read", &path)?;
        key_of(&text, PROFILE).ok_or_else(not_running)
    }

    pub fn client(&self) -> Result<sdk::Client> {
        let provision = self.provision()?;
        let endpoint = callsheet_client::Endpoint::new(self.endpoint()?, &provision.region);
        let key = self.key()?.credentials();
        Ok(callsheet_client::connect(&endpoint, key, "callsheet-bench"))
    }
}

impl Drop for Installation {
    fn drop(&mut self) {
        if let Some(mut server) = self.server.take() {
            terminate(&server.process);
            drop(server.process.wait());
        }
    }
}

/// The first line that a child prints; whatever follows is thrown away.
pub fn first_line(process: &mut Child) -> Result<String> {
    let stdout = process.stdout.take();
    let stdout = stdout.ok_or_else(|| Refusal::new("the process has no stdout"))?;
    let mut reader = BufReader::new(stdout);
    let mut line = String::new();
    reader.read_line(&mut line).map_err(failed("cannot read"))?;
    std::thread::spawn(move || std::io::copy(&mut reader, &mut std::io::sink()));
    Ok(line)
}

pub fn terminate(process: &Child) {
    let pid = i32::try_from(process.id()).ok().and_then(Pid::from_raw);
    if let Some(pid) = pid {
        // It may have ended by itself in this moment.
        let _ = kill_process(pid, Signal::TERM);
    }
}

fn not_running() -> Refusal {
    Refusal::new("the server that is measured is gone")
}
