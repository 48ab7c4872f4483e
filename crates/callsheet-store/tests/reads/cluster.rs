//! A throw-away PostgreSQL cluster. Where none can be made, that is an error and no skip.

use std::net::TcpListener;
use std::os::unix::fs::chown;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use tempfile::TempDir;

pub struct Cluster {
    programs: PathBuf,
    folder: TempDir,
    port: u16,
}

impl Cluster {
    pub fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        drop(listener);
        let cluster = Self {
            programs: programs(),
            folder,
            port,
        };
        if is_root() {
            let (user, group) = (id_of("-u"), id_of("-g"));
            chown(cluster.folder.path(), Some(user), Some(group)).unwrap();
        }
        let data = cluster.folder.path().join("data");
        let data = data.to_str().unwrap();
        let init = [
            "-D",
            data,
            "-U",
            "callsheet",
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--no-sync",
        ];
        cluster.run("initdb", &init);
        let settings = format!(
            "-p {port} -c listen_addresses=127.0.0.1 -k {} -c fsync=off",
            cluster.folder.path().display()
        );
        let log = cluster.folder.path().join("log");
        let start = [
            "-D",
            data,
            "-w",
            "-t",
            "60",
            "-o",
            &settings,
            "-l",
            log.to_str().unwrap(),
        ];
        cluster.run("pg_ctl", &[&start[..], &["start"]].concat());
        cluster
    }

    pub fn url(&self) -> String {
        format!("postgres://callsheet@127.0.0.1:{}/postgres", self.port)
    }

    fn run(&self, program: &str, words: &[&str]) {
        let program = self.programs.join(program);
        // PostgreSQL refuses to run as root; its package brings a user of its own.
        let mut command = if is_root() {
            let mut command = Command::new("setpriv");
            command.args(["--reuid=postgres", "--regid=postgres", "--clear-groups"]);
            command.arg(&program);
            command
        } else {
            Command::new(&program)
        };
        command.args(words).current_dir(self.folder.path());
        let status = command
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .status()
            .unwrap();
        assert!(status.success(), "{}: {status}", program.display());
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        let data = self.folder.path().join("data");
        self.run(
            "pg_ctl",
            &["-D", data.to_str().unwrap(), "-m", "immediate", "stop"],
        );
    }
}

/// The folder of the newest server's programs; Debian keeps them off the path.
fn programs() -> PathBuf {
    let installed = std::fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .flatten();
    let folders = installed.map(|version| version.path().join("bin"));
    let newest = folders.filter(|bin| bin.join("initdb").exists()).max();
    let on_path = || {
        let path = std::env::var_os("PATH")?;
        std::env::split_paths(&path).find(|folder| folder.join("initdb").exists())
    };
    newest
        .or_else(on_path)
        .expect("no PostgreSQL server is here: apt-get install postgresql")
}

fn is_root() -> bool {
    use std::os::unix::fs::MetadataExt;
    Path::new("/proc/self").metadata().unwrap().uid() == 0
}

fn id_of(which: &str) -> u32 {
    let told = Command::new("id")
        .args([which, "postgres"])
        .output()
        .unwrap();
    String::from_utf8(told.stdout)
        .unwrap()
        .trim()
        .parse()
        .expect("there is a user `postgres`")
}
