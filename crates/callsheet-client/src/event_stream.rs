//! Server-sent events as they come: lines, and an empty line after each event.

use std::time::Duration;

use aws_smithy_types::byte_stream::ByteStream;

use crate::signed::CallError;

/// The server says something more often than this.
const SILENCE: Duration = Duration::from_secs(45);

/// One event of the stream.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct StreamEvent {
    /// What to go on after, should the stream break off.
    pub id: String,
    /// Empty for an ordinary one.
    pub kind: String,
    /// Empty: nothing happened, but the id is newer.
    pub data: String,
}

#[derive(Debug)]
pub struct EventStream {
    body: ByteStream,
    unread: Vec<u8>,
    next: StreamEvent,
}

impl EventStream {
    pub(crate) fn of(body: ByteStream) -> Self {
        EventStream {
            body,
            unread: Vec::new(),
            next: StreamEvent::default(),
        }
    }

    /// The next one; none when the server ended the stream.
    pub async fn next(&mut self) -> Result<Option<StreamEvent>, CallError> {
        loop {
            while let Some(line) = self.take_line() {
                if let Some(event) = self.read(&line) {
                    return Ok(Some(event));
                }
            }
            let chunk = tokio::time::timeout(SILENCE, self.body.next()).await;
            let silent = || format!("nothing in {} s", SILENCE.as_secs());
            match chunk.map_err(|_| CallError::NoAnswer(silent()))? {
                Some(Ok(bytes)) => self.unread.extend_from_slice(&bytes),
                Some(Err(why)) => return Err(CallError::NoAnswer(why.to_string())),
                None => return Ok(None),
            }
        }
    }

    fn take_line(&mut self) -> Option<String> {
        let end = self.unread.iter().position(|byte| *byte == b'\n')?;
        let line: Vec<u8> = self.unread.drain(..=end).collect();
        let line = String::from_utf8_lossy(&line);
        Some(line.trim_end_matches(['\n', '\r']).to_owned())
    }

    /// An event is whole at its empty line.
    fn read(&mut self, line: &str) -> Option<StreamEvent> {
        if line.is_empty() {
            let id = self.next.id.clone();
            let event = std::mem::take(&mut self.next);
            self.next.id = id;
            return (!event.id.is_empty()).then_some(event);
        }
        let (name, value) = line.split_once(':').unwrap_or((line, ""));
        let value = value.strip_prefix(' ').unwrap_or(value);
        match name {
            "id" => self.next.id = value.to_owned(),
            "event" => self.next.kind = value.to_owned(),
            "data" => {
                if !self.next.data.is_empty() {
                    self.next.data.push('\n');
                }
                self.next.data.push_str(value);
            }
            _ => {}
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn events_are_read_whatever_pieces_they_come_in() {
        let text = ": heartbeat\nid: a-1\n\nid: a-2\ndata: {}\n\nevent: behind\ndata: x\n\n";
        let mut stream = EventStream::of(ByteStream::from_static(text.as_bytes()));
        let event = |id: &str, kind: &str, data: &str| StreamEvent {
            id: id.to_owned(),
            kind: kind.to_owned(),
            data: data.to_owned(),
        };
        for expected in [
            event("a-1", "", ""),
            event("a-2", "", "{}"),
            event("a-2", "behind", "x"),
        ] {
            assert_eq!(stream.next().await.unwrap(), Some(expected));
        }
        assert_eq!(stream.next().await.unwrap(), None);
    }
}
