//! GetSessionAction with verified signatures, beside a bare route with the same bytes.

use std::net::SocketAddr;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use callsheet_api::sigv4::{SignRequest, sign};

use super::installation::{Installation, first_line};
use super::load::{Connection, Load, Outcome};
use super::report::{Figure, figure};
use super::{Bench, failed, fill, job_creation, load, median, now_ms, process, starting};
use crate::connection::Key;
use crate::provision::Provision;
use crate::refusal::{Naming, Refusal, Result};

/// So many different requests are signed for a round.
const REQUESTS: i64 = 20_000;

/// Spreads them over all rows in an order that no cache likes.
const STRIDE: i64 = 7_919;

const ABOUT: &str = "GetSessionAction";

pub async fn measure(bench: &Bench, installation: &mut Installation) -> Result<Vec<Figure>> {
    let provision = installation.provision()?;
    let client = installation.client()?;
    let job_id = job_creation::create(&client, &provision, bench.rows).await?;
    job_creation::created(&client, &provision, &job_id).await?;
    installation.stop()?;
    let job = fill::job_path(&provision, &job_id)?;
    let sessions = fill::fill(installation, job, bench.rows).await?;
    let started = installation.start()?;

    let signer = Signer::new(installation, provision, &job_id, sessions, bench.rows)?;
    let body = one_body(&signer).await?;
    let bare = Bare::start(installation, &body)?;
    let server_pid = installation.server_pid()?;
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    // The first pair warms up and is not counted.
    for round in 0..=bench.rounds {
        let requests = Arc::new(signer.requests());
        let round_of = |address| Load {
            address,
            requests: Arc::clone(&requests),
            connections: bench.connections,
            lasting: Duration::from_secs(bench.seconds),
        };
        let bare_round = Round::of(&round_of(bare.address), bare.process.id()).await?;
        let our_round = Round::of(&round_of(signer.address), server_pid).await?;
        if round > 0 {
            theirs.push(bare_round);
            ours.push(our_round);
        }
    }
    let mut figures = figures("bare axum route", &theirs);
    figures.extend(figures_of_ours(bench.rows, &ours));
    figures.push(ratio(&ours, &theirs));
    figures.push(figure(ABOUT, "bytes of the body", bytes(&body), "B"));
    figures.push(figure(
        ABOUT,
        "start of the server on these rows",
        starting::millis(started),
        "ms",
    ));
    figures.push(starting::resident(
        ABOUT,
        "memory after the load",
        installation,
    )?);
    Ok(figures)
}

/// The body of one answer, which has to be about the session action that was asked for.
async fn one_body(signer: &Signer) -> Result<Vec<u8>> {
    let action = signer.action(0);
    let mut connection = Connection::open(signer.address).await?;
    let body = connection.ask(&signer.request(&action)).await?.to_vec();
    let text = String::from_utf8_lossy(&body);
    match text.contains(&action) {
        true => Ok(body),
        false => Err(Refusal::new(format!("this is not `{action}`: {text}"))),
    }
}

struct Round {
    outcome: Outcome,
    cpu_us: f64,
}

impl Round {
    async fn of(load: &Load, pid: u32) -> Result<Self> {
        let before = process::cpu_time(pid)?;
        let outcome = load::run(load).await?;
        let used = process::cpu_time(pid)?.saturating_sub(before);
        let cpu_us = used.as_secs_f64() * 1e6 / f64::from(outcome.answered.max(1));
        Ok(Round { outcome, cpu_us })
    }
}

fn figures_of_ours(rows: i64, rounds: &[Round]) -> Vec<Figure> {
    figures(&format!("signed, out of {rows} rows"), rounds)
}

fn figures(who: &str, rounds: &[Round]) -> Vec<Figure> {
    let of = |read: fn(&Round) -> f64| {
        let values: Vec<f64> = rounds.iter().map(read).collect();
        median(&values).unwrap_or_default()
    };
    let what = |part: &str| format!("{who}: {part}");
    let half = |round: &Round| starting::millis(round.outcome.latency(500));
    let most = |round: &Round| starting::millis(round.outcome.latency(990));
    vec![
        figure(
            ABOUT,
            what("CPU per request"),
            of(|round| round.cpu_us),
            "µs",
        ),
        figure(
            ABOUT,
            what("requests"),
            of(|round| round.outcome.per_second()),
            "/s",
        ),
        figure(ABOUT, what("p50"), of(half), "ms"),
        figure(ABOUT, what("p99"), of(most), "ms"),
    ]
}

/// How many times the bare route's CPU time ours is, round by round.
fn ratio(ours: &[Round], theirs: &[Round]) -> Figure {
    let pairs = ours.iter().zip(theirs);
    let ratios: Vec<f64> = pairs
        .filter(|(_, bare)| bare.cpu_us > 0.0)
        .map(|(our, bare)| our.cpu_us / bare.cpu_us)
        .collect();
    let middle = median(&ratios).unwrap_or_default();
    figure(ABOUT, "CPU, in bare routes", middle, "x")
}

fn bytes(body: &[u8]) -> f64 {
    f64::from(u32::try_from(body.len()).unwrap_or(u32::MAX))
}

/// Makes signed requests for session actions that exist.
struct Signer {
    address: SocketAddr,
    host: String,
    key: Key,
    provision: Provision,
    job_id: String,
    /// Session action ids without their numbers.
    sessions: Vec<String>,
    rows: i64,
}

impl Signer {
    fn new(
        installation: &Installation,
        provision: Provision,
        job_id: &str,
        sessions: Vec<String>,
        rows: i64,
    ) -> Result<Self> {
        let host = installation.endpoint()?.trim_start_matches("http://");
        Ok(Signer {
            address: host.parse().map_err(failed("cannot read the address"))?,
            host: host.to_owned(),
            key: installation.key()?,
            provision,
            job_id: job_id.to_owned(),
            sessions,
            rows,
        })
    }

    fn requests(&self) -> Vec<Vec<u8>> {
        let numbers = (0..REQUESTS).map(|number| number * STRIDE % self.rows.max(1));
        numbers.map(|row| self.request(&self.action(row))).collect()
    }

    fn action(&self, row: i64) -> String {
        let row = usize::try_from(row).unwrap_or(0);
        let count = self.sessions.len().max(1);
        let session = self.sessions.get(row % count);
        format!("{}-{}", session.map_or("", String::as_str), row / count)
    }

    fn request(&self, action: &str) -> Vec<u8> {
        let Provision {
            farm_id,
            queue_id,
            region,
            ..
        } = &self.provision;
        let path = format!(
            "/2023-10-12/farms/{farm_id}/queues/{queue_id}/jobs/{}/session-actions/{action}",
            self.job_id
        );
        let added = sign(&SignRequest {
            method: "GET",
            raw_path: &path,
            raw_query: "",
            headers: &[("host", &self.host)],
            body: b"",
            access_key_id: &self.key.access_key_id,
            secret_access_key: &self.key.secret,
            session_token: self.key.session_token.as_deref(),
            region,
            service: "deadline",
            now_ms: now_ms(),
        });
        let mut text = format!("GET {path} HTTP/1.1\r\nhost: {}\r\n", self.host);
        for (name, value) in added {
            text.push_str(&format!("{name}: {value}\r\n"));
        }
        text.push_str("\r\n");
        text.into_bytes()
    }
}

/// Our own program again, as the bare route.
struct Bare {
    process: Child,
    address: SocketAddr,
}

impl Bare {
    fn start(installation: &Installation, body: &[u8]) -> Result<Self> {
        let file = installation.folder().join("body");
        std::fs::write(&file, body).naming("cannot write", &file)?;
        let program = std::env::current_exe().map_err(failed("cannot find our own program"))?;
        let mut process = Command::new(program)
            .args(["bench", "--bare"])
            .arg(&file)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .map_err(failed("cannot start the bare route"))?;
        let line = first_line(&mut process)?;
        let address = line.trim().parse();
        Ok(Bare {
            process,
            address: address.map_err(failed("the bare route does not start"))?,
        })
    }
}

impl Drop for Bare {
    fn drop(&mut self) {
        drop(self.process.kill());
        drop(self.process.wait());
    }
}
