//! Events as lines of a file that only grows (`docs/events.md`), for those who have a reader of logs
//! and nothing else. Lines are on disk before the store hears that they are told; so a server that
//! is killed writes some again, and loses none.

use std::fs::File;
use std::io::{Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};
use std::time::Duration;

use callsheet_api::extension::events::{DetailType, EventFilter};
use callsheet_core::event::Level;
use callsheet_core::event::cursor::Cursor;

use crate::background::events::{LONGEST_KEPT, draw_feed, later};
use crate::context::Cx;
use crate::error::{Error, Result};
use crate::events::EventFile;

const ROWS_AT_ONCE: usize = 256;
const CHUNK_BYTES: usize = 1 << 20;
const TRY_AGAIN: Duration = Duration::from_secs(5);
/// How often it says that it is still there.
const RENEW: Duration = Duration::from_secs(60);

/// Never ends, where there is a file to write.
pub async fn run(cx: Cx) {
    let Some(file) = cx.config.events.file.clone() else {
        return;
    };
    loop {
        if let Err(why) = write(&cx, &file).await {
            let path = file.path.display();
            tracing::warn!(%why, %path, "events could not be written to their file; tried again");
        }
        tokio::time::sleep(TRY_AGAIN).await;
    }
}

/// Until something fails.
async fn write(cx: &Cx, file: &EventFile) -> Result<()> {
    let mut desk = Desk::open(cx, file).await?;
    let mut tide = cx.events.watch();
    let mut renew = tokio::time::interval(RENEW);
    loop {
        tide.borrow_and_update();
        desk.write_all().await?;
        tokio::select! {
            changed = tide.changed() => if changed.is_err() { return Ok(()) },
            _ = renew.tick() => desk.register().await?,
        }
    }
}

struct Desk {
    cx: Cx,
    /// As the store knows it.
    name: String,
    filter: EventFilter,
    log: Option<RotatingFile>,
    mark: Cursor,
    feed: callsheet_core::event::cursor::Feed,
}

impl Desk {
    async fn open(cx: &Cx, file: &EventFile) -> Result<Self> {
        let opening = file.clone();
        let opened = tokio::task::spawn_blocking(move || {
            let name = name_of(&opening.path)?;
            Ok::<_, std::io::Error>((name, RotatingFile::open(opening)?))
        });
        let (name, log) = opened.await.map_err(troubled)?.map_err(troubled)?;
        let filter = filter(cx.config.events.always);
        let mut desk = Self {
            cx: cx.clone(),
            name: format!("file:{name}"),
            filter,
            log: Some(log),
            mark: Cursor::whole(0),
            feed: 0,
        };
        desk.register().await?;
        super::events::look(cx).await?;
        Ok(desk)
    }

    /// Says that this file is written, and where it is; a new one begins now.
    async fn register(&mut self) -> Result<()> {
        let (name, level, drawn) = (
            self.name.clone(),
            Level::of(&self.filter),
            draw_feed(&self.cx),
        );
        let until = later(self.cx.clock.now(), LONGEST_KEPT);
        let registering = self.cx.store.write("keep_event_reader", move |tx| {
            let state = tx.event_feed(drawn)?;
            let now = Cursor::whole(state.last_position);
            tx.keep_event_reader(&name, level, now, Some(until))?;
            let mark = tx.event_reader(&name)?.unwrap_or(now);
            Ok::<_, Error>((state.feed, mark))
        });
        (self.feed, self.mark) = registering.await?;
        Ok(())
    }

    async fn write_all(&mut self) -> Result<()> {
        loop {
            let from = self.mark.position;
            let reading = self
                .cx
                .store
                .read_long("events_from", move |tx| tx.events_from(from, ROWS_AT_ONCE));
            let told = reading.await?;
            let before = self.mark;
            let mut lines = String::new();
            for one in &told {
                self.write_one(one, &mut lines).await?;
            }
            self.flush(&mut lines).await?;
            if self.mark != before {
                self.note_place().await?;
            }
            if told.len() < ROWS_AT_ONCE {
                return Ok(());
            }
        }
    }

    async fn write_one(
        &mut self,
        told: &callsheet_core::event::Told,
        lines: &mut String,
    ) -> Result<()> {
        let config = std::sync::Arc::clone(&self.cx.config);
        let source = config.event_source(self.feed);
        let events = told.happened.events();
        if told.passes(&self.filter) {
            while let Some(number) = self.mark.next_in(told.position, events) {
                let event = told.event(number, &source).map_err(troubled)?;
                lines.push_str(&event);
                lines.push('\n');
                self.mark = Cursor {
                    position: told.position,
                    number,
                };
                if lines.len() >= CHUNK_BYTES {
                    self.flush(lines).await?;
                    self.note_place().await?;
                }
            }
        }
        self.mark = self.mark.max(Cursor::whole(told.position));
        Ok(())
    }

    async fn flush(&mut self, lines: &mut String) -> Result<()> {
        if lines.is_empty() {
            return Ok(());
        }
        let lines = std::mem::take(lines);
        let Some(mut log) = self.log.take() else {
            return Err(Error::internal("the file of events was given up"));
        };
        let writing = tokio::task::spawn_blocking(move || {
            log.append(lines.as_bytes())?;
            Ok::<_, std::io::Error>(log)
        });
        let log = writing.await.map_err(troubled)?.map_err(troubled)?;
        self.log = Some(log);
        Ok(())
    }

    async fn note_place(&self) -> Result<()> {
        let (name, mark) = (self.name.clone(), self.mark);
        let moving = self.cx.store.write_bulk("move_event_reader", move |tx| {
            tx.move_event_reader(&name, mark)
        });
        Ok(moving.await?)
    }
}

fn troubled(why: impl std::fmt::Display) -> Error {
    Error::internal(why.to_string())
}

/// Tasks too, if all of them are kept anyway.
fn filter(always: Level) -> EventFilter {
    match always {
        Level::Nothing | Level::Jobs => EventFilter::default(),
        Level::Tasks => EventFilter {
            detail_types: DetailType::ALL.to_vec(),
            ..EventFilter::default()
        },
    }
}

/// A name of its own for each file, whoever else writes one of the same path: it stands beside it.
fn name_of(path: &Path) -> std::io::Result<String> {
    let beside = with_suffix(path, ".reader");
    match std::fs::read_to_string(&beside) {
        Ok(name) => Ok(name.trim().to_owned()),
        Err(missing) if missing.kind() == std::io::ErrorKind::NotFound => {
            let name = uuid::Uuid::now_v7().to_string();
            std::fs::write(&beside, &name)?;
            Ok(name)
        }
        Err(why) => Err(why),
    }
}

fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}

/// A file that becomes `….1` when it is large, as that becomes `….2`.
struct RotatingFile {
    settings: EventFile,
    file: File,
    bytes: u64,
}

impl RotatingFile {
    /// A line that a crash cut off is taken away: its event is written again.
    fn open(settings: EventFile) -> std::io::Result<Self> {
        let mut file = File::options()
            .read(true)
            .create(true)
            .truncate(false)
            .write(true)
            .open(&settings.path)?;
        let whole = whole_lines(&mut file)?;
        file.set_len(whole)?;
        file.seek(SeekFrom::End(0))?;
        Ok(Self {
            settings,
            file,
            bytes: whole,
        })
    }

    /// On disk when it returns.
    fn append(&mut self, lines: &[u8]) -> std::io::Result<()> {
        if self.bytes > 0 && self.bytes + lines.len() as u64 > self.settings.most_bytes {
            self.rotate()?;
        }
        self.file.write_all(lines)?;
        self.file.sync_data()?;
        self.bytes += lines.len() as u64;
        Ok(())
    }

    fn rotate(&mut self) -> std::io::Result<()> {
        let path = self.settings.path.clone();
        let numbered = |number: u32| with_suffix(&path, &format!(".{number}"));
        for number in (1..self.settings.most_old).rev() {
            rename_if_there(&numbered(number), &numbered(number + 1))?;
        }
        if self.settings.most_old > 0 {
            rename_if_there(&path, &numbered(1))?;
        } else {
            std::fs::remove_file(&path)?;
        }
        *self = Self::open(self.settings.clone())?;
        Ok(())
    }
}

fn rename_if_there(from: &Path, to: &Path) -> std::io::Result<()> {
    match std::fs::rename(from, to) {
        Err(missing) if missing.kind() == std::io::ErrorKind::NotFound => Ok(()),
        renamed => renamed,
    }
}

/// How much of it is whole lines, from its start.
fn whole_lines(file: &mut File) -> std::io::Result<u64> {
    const BLOCK: u64 = 4096;
    let mut end = file.metadata()?.len();
    while end > 0 {
        let start = end.saturating_sub(BLOCK);
        file.seek(SeekFrom::Start(start))?;
        let mut block = Vec::new();
        (&mut *file).take(end - start).read_to_end(&mut block)?;
        if let Some(at) = block.iter().rposition(|byte| *byte == b'\n') {
            return Ok(start + at as u64 + 1);
        }
        end = start;
    }
    Ok(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(folder: &Path) -> EventFile {
        EventFile {
            path: folder.join("events.jsonl"),
            most_bytes: 10,
            most_old: 2,
        }
    }

    fn read(folder: &Path, name: &str) -> Option<String> {
        std::fs::read_to_string(folder.join(name)).ok()
    }

    #[test]
    fn a_large_file_makes_room_and_the_oldest_goes() {
        let folder = tempfile::tempdir().unwrap();
        let mut file = RotatingFile::open(settings(folder.path())).unwrap();
        for lines in ["1234567\n", "a\n", "b\n", "c\n", "12345678901234\n", "d\n"] {
            file.append(lines.as_bytes()).unwrap();
        }
        let found = [
            "events.jsonl",
            "events.jsonl.1",
            "events.jsonl.2",
            "events.jsonl.3",
        ]
        .map(|name| read(folder.path(), name));
        let text = |text: &str| Some(text.to_owned());
        let expected = [text("d\n"), text("12345678901234\n"), text("b\nc\n"), None];
        assert_eq!(found, expected);
    }

    #[test]
    fn a_line_that_was_cut_off_goes() {
        let folder = tempfile::tempdir().unwrap();
        let settings = settings(folder.path());
        for (before, whole) in [("one\ntwo\nthr", "one\ntwo\n"), ("on", ""), ("", "")] {
            std::fs::write(&settings.path, before).unwrap();
            let mut file = RotatingFile::open(EventFile {
                most_bytes: 99,
                ..settings.clone()
            });
            file.as_mut().unwrap().append(b"x\n").unwrap();
            assert_eq!(
                read(folder.path(), "events.jsonl"),
                Some(format!("{whole}x\n"))
            );
        }
        let name = name_of(&settings.path).unwrap();
        assert_eq!(name_of(&settings.path).unwrap(), name);
    }
}
