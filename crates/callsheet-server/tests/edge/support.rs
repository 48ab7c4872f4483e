//! A server on a port of its own with a clock that stands still, and a client that signs by hand.

use std::net::SocketAddr;

use callsheet_api::Timestamp;
use callsheet_api::ids::WorkerId;
use callsheet_api::sigv4::{SignRequest, sign};
use callsheet_server::auth::{Caller, Principal};
use callsheet_server::context::{Clock, Cx};
use callsheet_server::{AccessKey, FirstRun, KeyRole, Provisioned, Server, ServerConfig};
use callsheet_store::Ids;
use serde_json::Value;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

pub const NOW_MS: i64 = 1_795_508_339_000;
pub const HOUR_MS: i64 = 3_600_000;
pub const FARMS: &str = "/2023-10-12/farms";
/// Room for a test of what is too large.
pub const MOST_BYTES: usize = 256 * 1024;

pub struct Running {
    pub address: SocketAddr,
    pub cx: Cx,
    pub made: Provisioned,
    pub admin: Client,
    pub worker_host: Client,
    end: Option<oneshot::Sender<()>>,
    serving: JoinHandle<()>,
    _folder: tempfile::TempDir,
}

impl Running {
    pub async fn start() -> Self {
        Self::start_with(|_| {}).await
    }

    /// `change` may set other settings.
    pub async fn configured(change: impl FnOnce(&mut ServerConfig)) -> Self {
        Self::begin(change, |_| {}).await
    }

    /// `change` may replace parts of what the server works with.
    pub async fn start_with(change: impl FnOnce(&mut Cx)) -> Self {
        Self::begin(|_| {}, change).await
    }

    async fn begin(set: impl FnOnce(&mut ServerConfig), change: impl FnOnce(&mut Cx)) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut config = ServerConfig {
            max_body_bytes: MOST_BYTES,
            ..ServerConfig::in_folder(folder.path())
        };
        set(&mut config);
        let clock = Clock::stopped_at(Timestamp::from_ms(NOW_MS));
        let mut cx = Cx::open(config, clock, Ids::from_os()).unwrap();
        change(&mut cx);
        let server = Server::on(cx.clone());
        let made = server.first_run(FirstRun::default()).await.unwrap();
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let admin = server.mint_access_key(KeyRole::Admin).await.unwrap();
        let host = KeyRole::WorkerHost {
            farm_id: made.farm_id,
            fleet_id: made.fleet_id,
        };
        let host = server.mint_access_key(host).await.unwrap();
        let (end, ended) = oneshot::channel();
        let serving = tokio::spawn(async move {
            let ended = async { drop(ended.await) };
            server.serve(listener, ended).await.unwrap();
        });
        Self {
            address,
            cx,
            made,
            admin: Client::new(address, admin),
            worker_host: Client::new(address, host),
            end: Some(end),
            serving,
            _folder: folder,
        }
    }

    /// Tells the server to end, and waits until it has.
    pub async fn end(mut self) {
        drop(self.end.take());
        (&mut self.serving).await.unwrap();
    }

    pub fn set_clock(&self, ms: i64) {
        self.cx.clock.set(Timestamp::from_ms(ms));
    }

    /// A client with temporary credentials.
    pub async fn temporary(&self, principal: Principal, expires_ms: i64) -> Client {
        let (tokens, now) = (&self.cx.tokens, self.cx.clock.now());
        tokens
            .ready(&self.cx.store, &self.cx.sealer, now)
            .await
            .unwrap();
        let origin = Caller::of(Principal::Admin).origin_for(0);
        let end = Timestamp::from_ms(expires_ms);
        Client::new(self.address, tokens.give(principal, origin, end).unwrap())
    }

    /// Who is a worker of the first fleet.
    pub async fn worker(&self, worker: WorkerId) -> Client {
        let role = Principal::WorkerRole {
            farm: self.made.farm_id,
            fleet: self.made.fleet_id,
            worker,
        };
        self.temporary(role, NOW_MS + HOUR_MS).await
    }

    pub fn farm_path(&self) -> String {
        format!("{FARMS}/{}", self.made.farm_id)
    }
}

#[derive(Clone)]
pub struct Client {
    address: SocketAddr,
    pub key: AccessKey,
    pub region: &'static str,
    pub service: &'static str,
    pub host: &'static str,
    pub now_ms: i64,
    pub headers: Vec<(&'static str, String)>,
    /// The request line has the whole URL, as for a proxy.
    pub is_absolute: bool,
}

impl Client {
    fn new(address: SocketAddr, key: AccessKey) -> Self {
        Self {
            address,
            key,
            region: "us-west-2",
            service: "deadline",
            host: "management.callsheet.test:8720",
            now_ms: NOW_MS,
            headers: Vec::new(),
            is_absolute: false,
        }
    }

    pub fn with(&self, change: impl FnOnce(&mut Self)) -> Self {
        let mut client = self.clone();
        change(&mut client);
        client
    }

    pub async fn get(&self, target: &str) -> Answer {
        self.send("GET", target, b"").await
    }

    pub async fn post(&self, target: &str, body: &Value) -> Answer {
        self.send("POST", target, body.to_string().as_bytes()).await
    }

    /// A request whose answer goes on: what comes is read from the connection.
    pub async fn open(&self, target: &str) -> TcpStream {
        let headers = self.signed("GET", target, b"");
        let mut head = format!("GET {target} HTTP/1.1\r\n");
        for (name, value) in headers {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        let mut stream = TcpStream::connect(self.address).await.unwrap();
        stream
            .write_all(format!("{head}\r\n").as_bytes())
            .await
            .unwrap();
        stream
    }

    pub async fn send(&self, method: &str, target: &str, body: &[u8]) -> Answer {
        let headers = self.signed(method, target, body);
        let headers: Vec<(&str, &str)> = headers
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        let target = if self.is_absolute {
            format!("http://{}{target}", self.host)
        } else {
            target.into()
        };
        exchange(self.address, method, &target, &headers, body).await
    }

    pub fn signed(&self, method: &str, target: &str, body: &[u8]) -> Vec<(String, String)> {
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        let mut headers = vec![("host", self.host)];
        headers.extend(
            self.headers
                .iter()
                .map(|(name, value)| (*name, value.as_str())),
        );
        let added = sign(&SignRequest {
            method,
            raw_path: path,
            raw_query: query,
            headers: &headers,
            body,
            access_key_id: &self.key.id,
            secret_access_key: &self.key.secret,
            session_token: self.key.session_token.as_deref(),
            region: self.region,
            service: self.service,
            now_ms: self.now_ms,
        });
        let added = added.iter().map(|(name, value)| (*name, value.as_str()));
        let all = headers.into_iter().chain(added);
        all.map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect()
    }
}

#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub head: String,
    pub body: String,
}

impl Answer {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().skip(1).find_map(|line| {
            let (found, value) = line.split_once(':')?;
            found.eq_ignore_ascii_case(name).then(|| value.trim())
        })
    }

    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|why| panic!("{why}: {self:?}"))
    }

    #[track_caller]
    pub fn refuses(&self, status: u16, name: &str) {
        assert_eq!(
            (self.status, self.header("x-amzn-errortype")),
            (status, Some(name)),
            "{self:?}"
        );
        assert!(self.header("x-amzn-requestid").is_some(), "{self:?}");
    }

    #[track_caller]
    pub fn succeeds(&self) -> Value {
        assert!((200..300).contains(&self.status), "{self:?}");
        self.json()
    }
}

/// One request on a connection of its own, without a signature unless `headers` have one.
pub async fn exchange(
    address: SocketAddr,
    method: &str,
    target: &str,
    headers: &[(&str, &str)],
    body: &[u8],
) -> Answer {
    let mut head = format!("{method} {target} HTTP/1.1\r\nconnection: close\r\n");
    for (name, value) in headers {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    head.push_str(&format!("content-length: {}\r\n\r\n", body.len()));
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(head.as_bytes()).await.unwrap();
    stream.write_all(body).await.unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await.unwrap();
    let answer = String::from_utf8(answer).unwrap();
    let (head, body) = answer
        .split_once("\r\n\r\n")
        .unwrap_or_else(|| panic!("{answer:?}"));
    let status = head.split(' ').nth(1).unwrap().parse().unwrap();
    Answer {
        status,
        head: head.to_owned(),
        body: body.to_owned(),
    }
}

pub async fn unsigned(running: &Running, method: &str, target: &str, body: &[u8]) -> Answer {
    exchange(
        running.address,
        method,
        target,
        &[("host", "callsheet.test")],
        body,
    )
    .await
}
