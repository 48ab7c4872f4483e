//! Requests over many kept connections, each sending its next one when the last is answered.
//!
//! Everything that can be done beforehand is: requests are bytes, and of an answer only its
//! status and its length are read.

use std::net::SocketAddr;
use std::ops::Range;
use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::task::JoinSet;

use super::failed;
use crate::refusal::{Refusal, Result};

/// Far more than any answer here has.
const LONGEST_ANSWER: usize = 1024 * 1024;

/// What a connection sets aside before it has seen an answer; there may be thousands of them.
const USUAL_ANSWER: usize = 2 * 1024;

#[derive(Clone)]
pub struct Load {
    pub address: SocketAddr,
    pub requests: Arc<Vec<Vec<u8>>>,
    pub connections: u64,
    pub lasting: Duration,
}

#[derive(Debug, Default)]
pub struct Outcome {
    pub answered: u32,
    pub elapsed: Duration,
    latencies: Vec<Duration>,
}

impl Outcome {
    pub fn per_second(&self) -> f64 {
        f64::from(self.answered) / self.elapsed.as_secs_f64().max(f64::EPSILON)
    }

    /// The latency that this share of requests in a thousand stays under.
    pub fn latency(&self, per_mille: usize) -> Duration {
        percentile(&self.latencies, per_mille)
    }
}

/// The value that this share of the sorted ones in a thousand stays under.
pub fn percentile(sorted: &[Duration], per_mille: usize) -> Duration {
    let place = sorted.len() * per_mille / 1_000;
    let last = sorted.len().saturating_sub(1);
    sorted.get(place.min(last)).copied().unwrap_or_default()
}

pub async fn run(load: &Load) -> Result<Outcome> {
    let began = Instant::now();
    let mut running = JoinSet::new();
    for number in 0..load.connections {
        running.spawn(one_connection(load.clone(), number));
    }
    let mut outcome = Outcome::default();
    while let Some(ended) = running.join_next().await {
        let latencies = ended.map_err(failed("a connection was lost"))??;
        outcome.latencies.extend(latencies);
    }
    outcome.elapsed = began.elapsed();
    outcome.answered = u32::try_from(outcome.latencies.len()).unwrap_or(u32::MAX);
    outcome.latencies.sort_unstable();
    Ok(outcome)
}

async fn one_connection(load: Load, number: u64) -> Result<Vec<Duration>> {
    let mut connection = Connection::open(load.address).await?;
    let mut latencies = Vec::with_capacity(16 * 1024);
    let end = Instant::now() + load.lasting;
    let start = usize::try_from(number).unwrap_or(0) * 997;
    let requests = load
        .requests
        .iter()
        .cycle()
        .skip(start % load.requests.len());
    for request in requests {
        let began = Instant::now();
        if began >= end {
            break;
        }
        connection.ask(request).await?;
        latencies.push(began.elapsed());
    }
    Ok(latencies)
}

pub struct Connection {
    stream: TcpStream,
    buffer: Vec<u8>,
}

impl Connection {
    pub async fn open(address: SocketAddr) -> Result<Self> {
        let stream = TcpStream::connect(address).await;
        let stream = stream.map_err(failed("cannot connect"))?;
        stream.set_nodelay(true).map_err(failed("cannot connect"))?;
        Ok(Connection {
            stream,
            buffer: Vec::with_capacity(USUAL_ANSWER),
        })
    }

    /// The body of the answer, which has to be a success.
    pub async fn ask(&mut self, request: &[u8]) -> Result<&[u8]> {
        let answer = self.exchange(request).await?;
        match answer.status {
            200 => Ok(answer.body),
            status => Err(unexpected(status, answer.body)),
        }
    }

    /// Whatever is answered.
    pub async fn exchange(&mut self, request: &[u8]) -> Result<Answer<'_>> {
        let sent = self.stream.write_all(request).await;
        sent.map_err(failed("cannot send"))?;
        self.buffer.clear();
        loop {
            let read = self.stream.read_buf(&mut self.buffer).await;
            if read.map_err(failed("cannot read"))? == 0 {
                return Err(Refusal::new("the server closed the connection"));
            }
            if let Some((status, body)) = whole(&self.buffer)? {
                let body = &self.buffer[body];
                return Ok(Answer { status, body });
            }
            if self.buffer.len() > LONGEST_ANSWER {
                return Err(Refusal::new("the answer is too long"));
            }
        }
    }
}

pub struct Answer<'a> {
    pub status: u16,
    pub body: &'a [u8],
}

/// Its status and where the body is, once all of it is here.
fn whole(buffer: &[u8]) -> Result<Option<(u16, Range<usize>)>> {
    let Some(head) = buffer.windows(4).position(|four| four == b"\r\n\r\n") else {
        return Ok(None);
    };
    let body = head + 4;
    let text = String::from_utf8_lossy(&buffer[..head]);
    let (Some(status), Some(length)) = (status(&text), length(&text)) else {
        let line = text.lines().next().unwrap_or_default();
        return Err(Refusal::new(format!("`{line}` is no answer of ours")));
    };
    let is_whole = buffer.len() >= body + length;
    Ok(is_whole.then_some((status, body..body + length)))
}

fn status(head: &str) -> Option<u16> {
    let rest = head.strip_prefix("HTTP/1.1 ")?;
    rest.get(..3)?.parse().ok()
}

fn length(head: &str) -> Option<usize> {
    let mut headers = head.lines().filter_map(|line| line.split_once(':'));
    let found = headers.find(|(name, _)| name.eq_ignore_ascii_case("content-length"));
    found?.1.trim().parse().ok()
}

pub fn unexpected(status: u16, body: &[u8]) -> Refusal {
    let body = String::from_utf8_lossy(body);
    Refusal::new(format!("the server answers {status}: {body}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_whole_when_its_length_is_here() {
        let answer = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
        assert_eq!(whole(&answer[..20]).unwrap(), None);
        assert_eq!(whole(&answer[..answer.len() - 1]).unwrap(), None);
        let (status, body) = whole(answer).unwrap().unwrap();
        assert_eq!((status, &answer[body]), (200, &b"ok"[..]));
    }

    #[test]
    fn a_refusal_keeps_its_status_and_nonsense_is_refused() {
        let answer = b"HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\n\r\nno";
        let (status, _) = whole(answer).unwrap().unwrap();
        assert_eq!(status, 403);
        assert!(whole(b"SSH-2.0\r\n\r\n").is_err());
    }

    #[test]
    fn a_percentile_is_the_last_one_under_it() {
        let latencies = (1..=100).map(Duration::from_millis).collect();
        let outcome = Outcome {
            latencies,
            ..Outcome::default()
        };
        assert_eq!(outcome.latency(990), Duration::from_millis(100));
        assert_eq!(outcome.latency(500), Duration::from_millis(51));
        assert_eq!(Outcome::default().latency(990), Duration::ZERO);
    }
}
