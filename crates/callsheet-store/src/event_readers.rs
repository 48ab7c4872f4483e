//! Who is told of events, how much, and how far each of them is.

use callsheet_api::Timestamp;
use callsheet_core::event::Level;
use callsheet_core::event::cursor::Cursor;

use crate::{Result, Tx, params};

impl Tx {
    /// The most that anybody wants to know now.
    pub fn events_wanted(&mut self, now: Timestamp) -> Result<Level> {
        let sql = "SELECT MAX(level) FROM event_reader WHERE until IS NULL OR until > $1";
        let level = self.one(sql, params![now], |row| row.opt_i64(0))?;
        Ok(Level::from_code(level.flatten().unwrap_or_default()))
    }

    /// A reader that keeps its own place: what it wants is written until then, and longer if
    /// somebody said so before.
    pub fn want_events(&mut self, name: &str, level: Level, until: Timestamp) -> Result<()> {
        self.exec(
            "INSERT INTO event_reader (name, level, until) VALUES ($1, $2, $3)
             ON CONFLICT (name) DO UPDATE SET level = excluded.level, until =
               CASE WHEN event_reader.until > excluded.until THEN event_reader.until
                    ELSE excluded.until END",
            params![name, level.code(), until],
        )?;
        Ok(())
    }

    /// A reader whose place is kept here. One that is known stays where it is.
    pub fn keep_event_reader(
        &mut self,
        name: &str,
        level: Level,
        first: Cursor,
        until: Option<Timestamp>,
    ) -> Result<()> {
        self.exec(
            "INSERT INTO event_reader (name, level, position, number, until)
             VALUES ($1, $2, $3, $4, $5)
             ON CONFLICT (name) DO UPDATE SET level = excluded.level, until = excluded.until",
            params![name, level.code(), first.position, first.number, until],
        )?;
        Ok(())
    }

    pub fn event_reader(&mut self, name: &str) -> Result<Option<Cursor>> {
        self.one(
            "SELECT position, number FROM event_reader WHERE name = $1 AND position IS NOT NULL",
            params![name],
            |row| {
                Ok(Cursor {
                    position: row.i64(0)?,
                    number: row.i64(1)?,
                })
            },
        )
    }

    /// It was told all up to there.
    pub fn move_event_reader(&mut self, name: &str, to: Cursor) -> Result<()> {
        self.exec(
            "UPDATE event_reader SET position = $2, number = $3 WHERE name = $1",
            params![name, to.position, to.number],
        )?;
        Ok(())
    }

    pub fn delete_event_reader(&mut self, name: &str) -> Result<()> {
        let sql = "DELETE FROM event_reader WHERE name = $1";
        self.exec(sql, params![name])?;
        Ok(())
    }

    /// Those whose time is over.
    pub fn delete_event_readers_before(&mut self, now: Timestamp) -> Result<u64> {
        self.exec("DELETE FROM event_reader WHERE until < $1", params![now])
    }
}
