//! Signed requests over one kept connection, for as little of our own CPU time as possible: it is
//! the server's that is measured.

use std::fmt::Write as _;
use std::net::SocketAddr;

use callsheet_api::sigv4::{SignRequest, sign};
use serde_json::Value;

use super::failed;
use super::load::{Answer, Connection, unexpected};
use super::now_ms;
use crate::connection::Key;
use crate::refusal::Result;

/// Where the server is and what it calls itself.
#[derive(Debug, Clone)]
pub struct Place {
    pub address: SocketAddr,
    pub host: String,
    pub region: String,
}

/// What is asked.
#[derive(Debug, Clone, Copy)]
pub struct Ask<'a> {
    pub method: &'a str,
    pub path: &'a str,
    /// For how many seconds an answer may be kept back.
    pub hold_s: Option<u64>,
    pub body: &'a [u8],
}

pub struct Wire {
    connection: Connection,
    place: Place,
}

impl Wire {
    pub async fn open(place: &Place) -> Result<Self> {
        Ok(Wire {
            connection: Connection::open(place.address).await?,
            place: place.clone(),
        })
    }

    pub async fn exchange(&mut self, key: &Key, ask: &Ask<'_>) -> Result<Answer<'_>> {
        let request = signed(&self.place, key, ask);
        self.connection.exchange(&request).await
    }

    /// What has to succeed; its answer as JSON.
    pub async fn call(
        &mut self,
        key: &Key,
        method: &str,
        path: &str,
        body: &Value,
    ) -> Result<Value> {
        let text = match body {
            Value::Null => String::new(),
            body => body.to_string(),
        };
        let ask = Ask {
            method,
            path,
            hold_s: None,
            body: text.as_bytes(),
        };
        let answer = self.exchange(key, &ask).await?;
        match answer.status {
            200 | 201 => {
                serde_json::from_slice(answer.body).map_err(failed("cannot read an answer"))
            }
            status => Err(unexpected(status, answer.body)),
        }
    }
}

fn signed(place: &Place, key: &Key, ask: &Ask<'_>) -> Vec<u8> {
    let (path, query) = ask.path.split_once('?').unwrap_or((ask.path, ""));
    let added = sign(&SignRequest {
        method: ask.method,
        raw_path: path,
        raw_query: query,
        headers: &[("host", &place.host)],
        body: ask.body,
        access_key_id: &key.access_key_id,
        secret_access_key: &key.secret,
        session_token: key.session_token.as_deref(),
        region: &place.region,
        service: "deadline",
        now_ms: now_ms(),
    });
    let mut head = String::with_capacity(1024);
    // Writing to a string cannot fail.
    let _ = write!(
        head,
        "{} {} HTTP/1.1\r\nhost: {}\r\nuser-agent: callsheet-bench\r\n\
         content-type: application/json\r\ncontent-length: {}\r\n",
        ask.method,
        ask.path,
        place.host,
        ask.body.len()
    );
    if let Some(hold_s) = ask.hold_s {
        let _ = write!(head, "callsheet-hold-s: {hold_s}\r\n");
    }
    for (name, value) in added {
        let _ = write!(head, "{name}: {value}\r\n");
    }
    head.push_str("\r\n");
    let mut request = head.into_bytes();
    request.extend_from_slice(ask.body);
    request
}
