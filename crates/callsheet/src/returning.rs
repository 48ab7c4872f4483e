//! A browser that comes back from signing in elsewhere, to a port of this machine.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};

use crate::refusal::{Refusal, Result};

/// No request line of a browser that we sent is longer.
const MOST_BYTES: u64 = 8 * 1024;

pub struct Returning {
    listener: TcpListener,
    /// In the path, so that nobody else's page can end our waiting.
    secret: String,
}

impl Returning {
    pub fn listen() -> Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0");
        Ok(Returning {
            listener: listener
                .map_err(|why| Refusal::new(format!("cannot wait for a browser: {why}")))?,
            secret: drawn()?,
        })
    }

    /// Where the browser is to come back to.
    pub fn url(&self) -> Result<String> {
        let address = self.listener.local_addr();
        let address = address.map_err(|why| Refusal::new(format!("cannot wait: {why}")))?;
        Ok(format!("http://{address}/{}", self.secret))
    }

    /// The code that the browser brings.
    pub fn wait(self) -> Result<String> {
        loop {
            let (stream, _) = self
                .listener
                .accept()
                .map_err(|why| Refusal::new(format!("cannot wait for a browser: {why}")))?;
            // One that breaks was not ours, or comes again.
            let Ok(Some((name, value))) = self.hear(stream) else {
                continue;
            };
            return match name.as_str() {
                "code" => Ok(value),
                _ => Err(Refusal::new(value).next("callsheet login --oidc")),
            };
        }
    }

    fn hear(&self, stream: TcpStream) -> std::io::Result<Option<(String, String)>> {
        stream.set_read_timeout(Some(std::time::Duration::from_secs(5)))?;
        let mut line = String::new();
        BufReader::new(&stream)
            .take(MOST_BYTES)
            .read_line(&mut line)?;
        let brought = brought(&line, &self.secret);
        let (status, said) = match &brought {
            Some((name, _)) if name == "code" => ("200 OK", "You are signed in. Close this page."),
            Some(_) => ("200 OK", "You are not signed in; the terminal says why."),
            None => ("404 Not Found", ""),
        };
        let length = said.len();
        let answer = format!(
            "HTTP/1.1 {status}\r\ncontent-type: text/plain\r\ncontent-length: {length}\r\n\
             connection: close\r\n\r\n{said}"
        );
        (&stream).write_all(answer.as_bytes())?;
        Ok(brought)
    }
}

/// What a request line says after our path.
fn brought(line: &str, secret: &str) -> Option<(String, String)> {
    let target = line.strip_prefix("GET /")?.split(' ').next()?;
    let (name, value) = target
        .strip_prefix(secret)?
        .strip_prefix('?')?
        .split_once('=')?;
    let is_ours = matches!(name, "code" | "error");
    is_ours.then(|| (name.to_owned(), decoded(value)))
}

fn decoded(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        let pair = (byte == b'%').then(|| [rest.next(), rest.next()]);
        let digits = pair.map(|pair| pair.map(|digit| digit.unwrap_or(b'?')));
        let digits = digits.and_then(|digits| String::from_utf8(digits.to_vec()).ok());
        let decoded = digits.and_then(|digits| u8::from_str_radix(&digits, 16).ok());
        bytes.push(decoded.unwrap_or(byte));
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// What nobody guesses, in hex.
pub fn drawn() -> Result<String> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes)
        .map_err(|why| Refusal::new(format!("the system has no random bytes: {why}")))?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_our_own_path_brings_something() {
        let heard = |line: &str| brought(line, "s3cret");
        let pair = |name: &str, value: &str| Some((name.to_owned(), value.to_owned()));
        assert_eq!(
            heard("GET /s3cret?code=a%2Db HTTP/1.1\r\n"),
            pair("code", "a-b")
        );
        assert_eq!(
            heard("GET /s3cret?error=no%20way HTTP/1.1"),
            pair("error", "no way")
        );
        for other in [
            "GET /favicon.ico HTTP/1.1",
            "GET /s3cret HTTP/1.1",
            "POST /s3cret?code=a",
        ] {
            assert_eq!(heard(other), None, "{other}");
        }
    }
}
