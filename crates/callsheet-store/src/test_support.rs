//! Stores for tests: a new one each time, on both engines.
//!
//! PostgreSQL is the server of `CALLSHEET_TEST_POSTGRES`, and without that one of this process's
//! own, started by `scripts/with-postgres`. Where there is none, the test fails.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;

use postgres::NoTls;
use tempfile::TempDir;

use crate::{Options, Store, StoreUrl};

const VARIABLE: &str = "CALLSHEET_TEST_POSTGRES";
const WITH_POSTGRES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../scripts/with-postgres");

/// Where a new store can be made. What was made there goes with it.
#[derive(Debug)]
pub struct Place {
    pub url: StoreUrl,
    _folder: Option<TempDir>,
    _database: Option<Database>,
}

impl Place {
    pub fn sqlite() -> Self {
        let folder = tempfile::tempdir().unwrap();
        Self {
            url: StoreUrl::Sqlite(folder.path().join("store.db")),
            _folder: Some(folder),
            _database: None,
        }
    }

    pub fn postgres() -> Self {
        let database = Database::create();
        Self {
            url: StoreUrl::Postgres(database.url.clone()),
            _folder: None,
            _database: Some(database),
        }
    }

    pub fn open(&self) -> Store {
        self.open_with(&Options::default())
    }

    pub fn open_with(&self, options: &Options) -> Store {
        Store::open(&self.url, options).unwrap()
    }
}

/// Runs a test on SQLite, then on PostgreSQL.
pub async fn for_each_store(test: impl AsyncFn(Store)) {
    for_each_place(async |place| test(place.open()).await).await;
}

/// As [`for_each_store`], for tests that open their stores themselves.
pub async fn for_each_place(test: impl AsyncFn(&Place)) {
    for make in [Place::sqlite, Place::postgres] {
        let place = make();
        let _named = NamedInFailure(&place.url);
        test(&place).await;
    }
}

/// Says on which engine a test failed.
struct NamedInFailure<'a>(&'a StoreUrl);

impl Drop for NamedInFailure<'_> {
    #[expect(
        clippy::print_stderr,
        reason = "it belongs to the report of the failed test"
    )]
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("this failed on {}", self.0);
        }
    }
}

/// A database of its own on the tests' server.
#[derive(Debug)]
struct Database {
    name: String,
    url: String,
}

impl Database {
    fn create() -> Self {
        let name = format!("test_{}", uuid::Uuid::now_v7().simple());
        on_server(format!("CREATE DATABASE {name}")).unwrap();
        let (server, _) = server().rsplit_once('/').unwrap();
        let url = format!("{server}/{name}");
        Self { name, url }
    }
}

impl Drop for Database {
    /// One that stays is no reason to fail: its server goes soon.
    fn drop(&mut self) {
        drop(on_server(format!(
            "DROP DATABASE {} WITH (FORCE)",
            self.name
        )));
    }
}

/// A client blocks on a runtime of its own, which no async thread may do.
fn on_server(statement: String) -> Result<(), postgres::Error> {
    let url = server();
    let running = std::thread::spawn(move || {
        postgres::Client::connect(url, NoTls)?.batch_execute(&statement)
    });
    running.join().unwrap()
}

/// The server that all tests of this process use.
fn server() -> &'static str {
    static SERVER: OnceLock<Server> = OnceLock::new();
    &SERVER.get_or_init(Server::find).url
}

struct Server {
    url: String,
    /// A server of this process's own ends with its input, which this holds: with the process.
    _own: Option<Child>,
}

impl Server {
    fn find() -> Self {
        match std::env::var(VARIABLE) {
            Ok(url) => Self { url, _own: None },
            Err(_) => Self::start(),
        }
    }

    fn start() -> Self {
        let mut runner = Command::new(WITH_POSTGRES)
            .args(["sh", "-c", &format!("echo \"${VARIABLE}\" && exec cat")])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut url = String::new();
        let mut said = BufReader::new(runner.stdout.take().unwrap());
        said.read_line(&mut url).unwrap();
        assert!(
            url.ends_with('\n'),
            "no PostgreSQL server could be started, and tests need one: see above"
        );
        Self {
            url: url.trim_end().to_owned(),
            _own: Some(runner),
        }
    }
}
