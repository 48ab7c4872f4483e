//! What servers that share a PostgreSQL tell each other: work that is left when each has woken its
//! own idle workers (`architecture`, held requests). They are hints: who misses one is told that it
//! may have, and a worker asks again by itself. SQLite has one server, so nothing is told there.

use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use postgres::fallible_iterator::FallibleIterator;
use serde::{Deserialize, Serialize};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

use crate::new_work::Offer;
use crate::postgres_connection::PgConnection;
use crate::{Error, Result};

/// PostgreSQL's own bound is 8,000 bytes.
const MOST_BYTES: usize = 7_500;
/// With more than these to tell, one says it all: anybody may find something.
const MOST_NOTICES: usize = 256;
/// How often the listener looks whether anybody still wants to hear.
const LOOK_UP: Duration = Duration::from_secs(1);
const TRY_AGAIN: Duration = Duration::from_secs(1);

/// Work for idle workers, and how often it was passed on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    pub offer: Offer,
    pub times: u32,
}

impl Notice {
    /// Something may have been missed: whoever is idle looks.
    #[must_use]
    pub fn for_anybody() -> Self {
        let offer = Offer::for_anybody(Offer::NO_END);
        Self { offer, times: 0 }
    }
}

/// The end that tells. Its clones share one connection, which is opened when there is something
/// to tell for the first time.
#[derive(Debug, Clone, Default)]
pub struct Teller(Option<mpsc::Sender<Notice>>);

impl Teller {
    pub fn tell(&self, notice: Notice) {
        if let Some(outbox) = &self.0 {
            // The thread ends only with the last teller.
            drop(outbox.send(notice));
        }
    }
}

/// The end that hears, of what other servers tell.
pub type Heard = UnboundedReceiver<Notice>;

pub(crate) struct Place {
    pub config: postgres::Config,
    pub schema: &'static str,
    /// Who tells: nobody hears himself.
    pub from: String,
}

/// What goes over the wire.
#[derive(Serialize, Deserialize)]
struct Letter {
    from: String,
    notices: Vec<Notice>,
}

pub(crate) fn teller(place: Place) -> Result<Teller> {
    let (outbox, to_tell) = mpsc::channel();
    start("notices-out", move || tell_all(&place, &to_tell))?;
    Ok(Teller(Some(outbox)))
}

pub(crate) fn listen(place: Place) -> Result<Heard> {
    let (heard, hearing) = unbounded_channel();
    start("notices-in", move || hear_all(&place, &heard))?;
    Ok(hearing)
}

fn start(name: &str, run: impl FnOnce() + Send + 'static) -> Result<()> {
    let started = thread::Builder::new().name(name.to_owned()).spawn(run);
    started.map_err(|why| Error::Unavailable(format!("no thread could be started: {why}")))?;
    Ok(())
}

/// Until the last teller goes. What could not be told stays to be told.
fn tell_all(place: &Place, to_tell: &mpsc::Receiver<Notice>) {
    let mut connection = None;
    while let Ok(first) = to_tell.recv() {
        let mut pending = vec![first];
        loop {
            gather(&mut pending, to_tell);
            match send(place, &mut connection, &pending) {
                Ok(()) => break,
                Err(why) => {
                    tracing::warn!(%why, "other servers could not be told of work; tried again");
                    connection = None;
                    thread::sleep(TRY_AGAIN);
                }
            }
        }
    }
}

fn gather(pending: &mut Vec<Notice>, to_tell: &mpsc::Receiver<Notice>) {
    pending.extend(to_tell.try_iter().take(MOST_NOTICES));
    if pending.len() > MOST_NOTICES {
        *pending = vec![Notice::for_anybody()];
    }
}

fn send(place: &Place, connection: &mut Option<PgConnection>, pending: &[Notice]) -> Result<()> {
    let open = match connection {
        Some(open) => open,
        None => connection.insert(PgConnection::open(&place.config, place.schema)?),
    };
    for letter in letters(&place.from, pending) {
        open.notify(place.schema, &letter)?;
    }
    Ok(())
}

/// As few as fit.
fn letters(from: &str, pending: &[Notice]) -> Vec<String> {
    let letter = Letter {
        from: from.to_owned(),
        notices: pending.to_vec(),
    };
    let Ok(text) = serde_json::to_string(&letter) else {
        return Vec::new();
    };
    if text.len() <= MOST_BYTES {
        return vec![text];
    }
    match pending {
        // It names too many fleets.
        [_] => letters(from, &[Notice::for_anybody()]),
        many => {
            let (first, rest) = many.split_at(many.len() / 2);
            [letters(from, first), letters(from, rest)].concat()
        }
    }
}

/// Until nobody wants to hear any more. After each new connection something may have been missed.
fn hear_all(place: &Place, heard: &UnboundedSender<Notice>) {
    while !heard.is_closed() {
        if let Err(why) = hear(place, heard) {
            tracing::warn!(%why, "what other servers tell cannot be heard; tried again");
            thread::sleep(TRY_AGAIN);
        }
    }
}

fn hear(place: &Place, heard: &UnboundedSender<Notice>) -> Result<()> {
    let mut connection = PgConnection::open(&place.config, place.schema)?;
    connection.listen(place.schema)?;
    let mut is_open = heard.send(Notice::for_anybody()).is_ok();
    while is_open {
        for letter in connection.heard_within(LOOK_UP)? {
            let others = read(&letter).filter(|letter| letter.from != place.from);
            for notice in others.into_iter().flat_map(|letter| letter.notices) {
                is_open &= heard.send(notice).is_ok();
            }
        }
        is_open &= !heard.is_closed();
    }
    Ok(())
}

/// What a server of another version tells may not be understood.
fn read(letter: &str) -> Option<Letter> {
    let read = serde_json::from_str(letter);
    read.inspect_err(|why| tracing::warn!(%why, "a notice of another server is not understood"))
        .ok()
}

/// What a connection that listens and tells is asked.
impl PgConnection {
    fn notify(&mut self, channel: &str, letter: &str) -> Result<()> {
        let statement = "SELECT pg_notify($1, $2)";
        self.with_client(|client| client.execute(statement, &[&channel, &letter]))?;
        Ok(())
    }

    fn listen(&mut self, channel: &str) -> Result<()> {
        self.batch(&format!("LISTEN {channel}"))
    }

    /// What came, after the first has come or after so long.
    fn heard_within(&mut self, most: Duration) -> Result<Vec<String>> {
        self.with_client(|client| {
            let mut notifications = client.notifications();
            let first = notifications.timeout_iter(most).next()?;
            let more = notifications.iter().collect::<Vec<_>>()?;
            let all = first.into_iter().chain(more);
            Ok(all.map(|one| one.payload().to_owned()).collect())
        })
    }
}

#[cfg(test)]
mod tests {
    use callsheet_api::ids::FleetId;

    use super::*;
    use crate::new_work::Audience;
    use crate::test_support::Place as TestPlace;

    fn work(fleets: u8, tasks: i64) -> Notice {
        let fleets = (0..fleets).map(|n| FleetId::from_bytes([n; 16])).collect();
        let offer = Offer {
            step_key: Some(7),
            to: Audience::Fleets(fleets),
            tasks,
        };
        Notice { offer, times: 2 }
    }

    async fn next(heard: &mut Heard) -> Notice {
        let next = tokio::time::timeout(Duration::from_secs(30), heard.recv());
        next.await.unwrap().unwrap()
    }

    #[tokio::test]
    async fn what_one_server_tells_the_other_hears_and_itself_does_not() {
        let place = TestPlace::postgres();
        let stores = [place.open(), place.open()];
        let one = stores[0].teller().unwrap();
        let mut own = stores[0].listen().unwrap().unwrap();
        let mut heard = stores[1].listen().unwrap().unwrap();
        // Both listen from now on.
        assert_eq!(next(&mut own).await, Notice::for_anybody());
        assert_eq!(next(&mut heard).await, Notice::for_anybody());
        one.tell(work(3, 5));
        assert_eq!(next(&mut heard).await, work(3, 5));
        // More fleets than a letter can name.
        one.tell(work(255, 1));
        assert_eq!(next(&mut heard).await, Notice::for_anybody());
        assert!(own.try_recv().is_err());
    }

    #[test]
    fn letters_are_as_few_as_fit() {
        let from = "one";
        assert_eq!(letters(from, &[work(2, 1), work(3, 1)]).len(), 1);
        let many = letters(from, &vec![work(9, 1); 100]);
        assert!(many.len() > 1 && many.iter().all(|letter| letter.len() <= MOST_BYTES));
        let told: usize = many
            .iter()
            .map(|letter| read(letter).unwrap().notices.len())
            .sum();
        assert_eq!(told, 100);
    }
}
