//! The outbox of events: what changed is written in the transaction that changes it, one row for a
//! change as it was decided, and read by those who tell the world.
//!
//! A closure's changes are noted while it runs and written at its end ([`Tx::write_notes`]), so a
//! transaction that is undone tells nothing. Nothing is noted that nobody wants ([`Outbox`]).
//!
//! Rows get their *position* later, by [`Tx::number_events`]. A key is drawn when a row is written,
//! and on PostgreSQL a row with a smaller key may become visible after one with a larger key, when
//! readers are past it. Positions are given under a lock to rows that are visible, in the order of
//! their keys. Rows of one job were written under its lock, so if one is visible then all before it
//! are: each job's come in the order in which they happened.

use std::sync::atomic::{AtomicBool, AtomicI64, Ordering::Relaxed};

use callsheet_api::Timestamp;
use callsheet_core::counts::{Counts, TaskStatus};
use callsheet_core::event::cursor::Feed;
use callsheet_core::event::noted::{About, Note, push};
use callsheet_core::event::{Happened, Level, Range, Run, Told};
use callsheet_core::lifecycle::job::JobState;
use callsheet_core::view::Key;
use tokio::sync::Notify;

use crate::columns::Columns;
use crate::settings::{read, written};
use crate::task_moves::{MOVES, STATUS};
use crate::{Error, Result, Row, Tx, V, params};

/// Rows of one statement.
const ROWS_AT_ONCE: usize = 64;

/// What all transactions of a store know: what is wanted, and that there is something new.
#[derive(Debug, Default)]
pub struct Outbox {
    level: AtomicI64,
    has_new: AtomicBool,
    new: Notify,
}

impl Outbox {
    #[must_use]
    pub fn level(&self) -> Level {
        Level::from_code(self.level.load(Relaxed))
    }

    /// From now on transactions that begin write what this asks for.
    pub fn want(&self, level: Level) {
        self.level.store(level.code(), Relaxed);
    }

    /// A transaction was committed. Another one's row may be meant: it is not visible yet then, and
    /// whoever numbers rows looks again soon.
    pub(crate) fn committed(&self) {
        if self.has_new.load(Relaxed) {
            self.new.notify_one();
        }
    }

    /// Waits until there may be something to number.
    pub async fn news(&self) {
        self.new.notified().await;
        self.has_new.store(false, Relaxed);
    }
}

/// The last position that was given away.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FeedState {
    pub feed: Feed,
    pub last_position: i64,
}

impl Tx {
    pub(crate) fn wants(&self, level: Level) -> bool {
        self.level >= level
    }

    /// Notes a change, if anybody wants it.
    pub fn tell(&mut self, about: About, happened: Happened, now: Timestamp) {
        let level = match happened {
            Happened::TaskRun { .. } => Level::Tasks,
            Happened::JobLifecycle { .. }
            | Happened::JobRun(_)
            | Happened::StepLifecycle { .. }
            | Happened::StepRun(_)
            | Happened::FleetSize { .. }
            | Happened::BudgetThreshold { .. } => Level::Jobs,
        };
        if self.wants(level) {
            self.notes.note(about, happened, now);
        }
    }

    pub(crate) fn tell_run(
        &mut self,
        about: About,
        (previous, counts): (Option<i64>, &Counts),
        now: Timestamp,
    ) {
        let Some(previous) = previous.and_then(TaskStatus::from_code) else {
            return;
        };
        let run = Run {
            previous,
            now: counts.overall(),
            counts: *counts.as_array(),
        };
        let happened = match about {
            About::Job(_) => Happened::JobRun(run),
            About::Step(_) => Happened::StepRun(run),
            About::Farm(_) => return,
        };
        self.tell(about, happened, now);
    }

    pub(crate) fn tell_tasks(
        &mut self,
        step_key: Key,
        (first, count): (i64, i64),
        (previous, status): (TaskStatus, TaskStatus),
        now: Timestamp,
    ) {
        if previous == status || !self.wants(Level::Tasks) {
            return;
        }
        let happened = Happened::TaskRun {
            ranges: vec![Range { first, count }],
            previous,
            now: status,
        };
        self.notes.note(About::Step(step_key), happened, now);
    }

    /// A job's record is about to enter this state.
    pub(crate) fn tell_job_state(
        &mut self,
        job_key: Key,
        state: JobState,
        now: Timestamp,
    ) -> Result<()> {
        if !self.wants(Level::Jobs) {
            return Ok(());
        }
        let sql = "SELECT state FROM job WHERE key = $1";
        let previous = self.one(sql, params![job_key], |row| {
            JobState::from_code(row.i64(0)?).ok_or_else(|| Error::broken("job state"))
        })?;
        if previous != Some(state) {
            let happened = Happened::JobLifecycle {
                previous: previous.map(|previous| previous.wire()),
                now: state.wire(),
            };
            self.tell(About::Job(job_key), happened, now);
        }
        Ok(())
    }

    /// A step's target is about to be reached for, or no longer.
    pub(crate) fn tell_step_updating(
        &mut self,
        step_key: Key,
        updating: i64,
        now: Timestamp,
    ) -> Result<()> {
        if !self.wants(Level::Jobs) {
            return Ok(());
        }
        let sql = "SELECT updating FROM step WHERE key = $1";
        let previous = self.one(sql, params![step_key], |row| row.i64(0))?;
        if previous.is_some_and(|previous| previous != updating) {
            let wire = |updating: i64| match updating {
                0 => JobState::Created.step_wire(),
                1 => JobState::Updating.step_wire(),
                _ => JobState::Updated.step_wire(),
            };
            let happened = Happened::StepLifecycle {
                previous: wire(previous.unwrap_or_default()),
                now: wire(updating),
            };
            self.tell(About::Step(step_key), happened, now);
        }
        Ok(())
    }

    /// Somebody requeued a job, or a step of it.
    pub fn tell_requeued(
        &mut self,
        job_key: Key,
        step_key: Option<Key>,
        now: Timestamp,
    ) -> Result<()> {
        if !self.wants(Level::Jobs) {
            return Ok(());
        }
        const JOB: &str = "SELECT pending, ready, assigned, starting, scheduled, running,
            interrupting, suspended, canceled, failed, succeeded, not_compatible
          FROM job WHERE key = $1";
        const STEP: &str = "SELECT pending, ready, assigned, starting, scheduled, running,
            interrupting, suspended, canceled, failed, succeeded, not_compatible
          FROM step WHERE key = $1";
        let (sql, key, about) = match step_key {
            Some(step_key) => (STEP, step_key, About::Step(step_key)),
            None => (JOB, job_key, About::Job(job_key)),
        };
        let counts = self.one(sql, params![key], |row| Columns::of(row).counts())?;
        if let Some(counts) = counts {
            let (status, counts) = (counts.overall(), *counts.as_array());
            self.notes.requeued(about, status, counts, now);
        }
        Ok(())
    }

    /// All tasks of a step that stand in `from` are about to move, but for those without a try left.
    pub(crate) fn tell_tasks_moving(
        &mut self,
        step_key: Key,
        (from, to): (TaskStatus, TaskStatus),
        max_retries: Option<i64>,
        now: Timestamp,
    ) -> Result<()> {
        if from == to || !self.wants(Level::Tasks) {
            return Ok(());
        }
        let mut ranges = self.ranges_of_rows(step_key, from, max_retries)?;
        ranges.extend(self.ranges_of_tail(step_key, from)?);
        ranges.sort_unstable_by_key(|range| range.first);
        let mut joined = Vec::with_capacity(ranges.len());
        for range in ranges {
            push(&mut joined, range);
        }
        let happened = Happened::TaskRun {
            ranges: joined,
            previous: from,
            now: to,
        };
        self.tell(About::Step(step_key), happened, now);
        Ok(())
    }

    /// Rows that follow each other come as one, so that few leave the database.
    fn ranges_of_rows(
        &mut self,
        step_key: Key,
        status: TaskStatus,
        max_retries: Option<i64>,
    ) -> Result<Vec<Range>> {
        let sql = format!(
            "SELECT MIN(first), CAST(SUM(count) AS BIGINT) FROM (
               SELECT t.first, t.count,
                 t.first - SUM(t.count) OVER (ORDER BY t.first) + t.count AS island
               FROM task t {MOVES}
               WHERE t.step_key = $1 AND {STATUS} = $2 AND (t.retries = 0 OR t.retries < $3)
             ) rows GROUP BY island ORDER BY 1"
        );
        let most = max_retries.unwrap_or(i64::MAX);
        self.query(sql, params![step_key, status.code(), most], range)
    }

    /// What has no row, between the rows ahead of the cursor.
    fn ranges_of_tail(&mut self, step_key: Key, status: TaskStatus) -> Result<Vec<Range>> {
        let tail = self.one(
            "SELECT cursor, task_count FROM step WHERE key = $1 AND tail = $2",
            params![step_key, status.code()],
            |row| Ok((row.i64(0)?, row.i64(1)?)),
        )?;
        let Some((mut next, end)) = tail else {
            return Ok(Vec::new());
        };
        let ahead = self.query(
            "SELECT first, count FROM task WHERE step_key = $1 AND first >= $2 ORDER BY first",
            params![step_key, next],
            range,
        )?;
        let mut ranges = Vec::with_capacity(ahead.len() + 1);
        let last = Range {
            first: end,
            count: 0,
        };
        for row in ahead.into_iter().chain([last]) {
            if row.first > next {
                ranges.push(Range {
                    first: next,
                    count: row.first - next,
                });
            }
            next = row.first + row.count;
        }
        Ok(ranges)
    }

    /// At the beginning of a closure: what is wanted now holds until its end.
    pub(crate) fn begin_notes(&mut self) {
        self.notes.clear();
        self.level = self.outbox.level();
    }

    /// At the end of a closure that is to be committed; it is not if this fails.
    pub(crate) fn write_notes(&mut self) {
        if !self.notes.is_empty() {
            let written = self.insert_all_notes();
            drop(self.noted(written));
        }
    }

    fn insert_all_notes(&mut self) -> Result<()> {
        let notes = self.notes.take();
        let mut rest = notes.as_slice();
        while !rest.is_empty() {
            // Few different lengths, so that their statements stay prepared.
            let (now, later) = rest.split_at(1 << rest.len().min(ROWS_AT_ONCE).ilog2());
            self.insert_notes(now)?;
            rest = later;
        }
        self.outbox.has_new.store(true, Relaxed);
        Ok(())
    }

    /// The ids of what it is about are looked up on the way.
    fn insert_notes(&mut self, notes: &[Note]) -> Result<()> {
        let mut values: Vec<V<'_>> = Vec::with_capacity(notes.len() * 5);
        let mut rows = Vec::with_capacity(notes.len());
        for (number, note) in notes.iter().enumerate() {
            let (job, step, farm): (V<'_>, V<'_>, V<'_>) = match &note.about {
                About::Job(key) => ((*key).into(), V::Null, V::Null),
                About::Step(key) => (V::Null, (*key).into(), V::Null),
                About::Farm(farm) => (V::Null, V::Null, farm.into()),
            };
            let n = values.len();
            values.extend([
                job,
                step,
                farm,
                note.at.into(),
                written(&note.happened)?.into(),
            ]);
            let [job, step, farm, at, happened] = [1, 2, 3, 4, 5].map(|column| n + column);
            rows.push(format!(
                "({number}, CAST(${job} AS BIGINT), CAST(${step} AS BIGINT), {}, \
                 CAST(${at} AS BIGINT), CAST(${happened} AS TEXT))",
                self.blob_parameter(farm)
            ));
        }
        let sql = format!(
            "WITH note (number, job_key, step_key, farm_id, at, happened) AS (VALUES {})
             INSERT INTO event (at, farm_id, queue_id, job_id, step_id, happened)
             SELECT n.at, COALESCE(n.farm_id, j.farm_id), j.queue_id, j.id, p.id, n.happened
             FROM note n LEFT JOIN step p ON p.key = n.step_key
             LEFT JOIN job j ON j.key = COALESCE(n.job_key, p.job_key)
             ORDER BY n.number",
            rows.join(", ")
        );
        self.exec(sql, &values)?;
        Ok(())
    }

    /// Gives positions to at most `most` rows that have none; answers how many there were. `drawn`
    /// becomes the store's number if it has none yet.
    pub fn number_events(&mut self, drawn: Feed, most: i64) -> Result<u64> {
        let state = self.event_feed(drawn)?;
        let numbered = self.exec(
            "UPDATE event SET position = n.position FROM (
               SELECT key, $1 + ROW_NUMBER() OVER (ORDER BY key) AS position
               FROM (SELECT key FROM event WHERE position IS NULL ORDER BY key LIMIT $2) waiting
             ) n WHERE event.key = n.key",
            params![state.last_position, most],
        )?;
        if numbered > 0 {
            self.exec(
                "UPDATE event_feed SET last_position = last_position + $1",
                params![numbered],
            )?;
        }
        Ok(numbered)
    }

    /// The feed under its lock, made if there is none.
    pub fn event_feed(&mut self, drawn: Feed) -> Result<FeedState> {
        const LOCK: &str = "SELECT feed, last_position FROM event_feed";
        if let Some(state) = self.lock(LOCK, params![], feed_state)? {
            return Ok(state);
        }
        self.exec(
            "INSERT INTO event_feed (one, feed, last_position) VALUES (1, $1, 0)
             ON CONFLICT (one) DO NOTHING",
            params![i64::from(drawn)],
        )?;
        let made = self.lock(LOCK, params![], feed_state)?;
        made.ok_or_else(|| Error::broken("the feed of events that was just made"))
    }

    /// None: nothing was ever told.
    pub fn event_feed_state(&mut self) -> Result<Option<FeedState>> {
        let sql = "SELECT feed, last_position FROM event_feed";
        self.one(sql, params![], feed_state)
    }

    pub fn has_unnumbered_events(&mut self) -> Result<bool> {
        let sql = "SELECT 1 FROM event WHERE position IS NULL LIMIT 1";
        Ok(self.one(sql, params![], |_| Ok(()))?.is_some())
    }

    /// Those from this position on, in order.
    pub fn events_from(&mut self, position: i64, most: usize) -> Result<Vec<Told>> {
        self.query(
            "SELECT position, at, farm_id, queue_id, job_id, step_id, happened FROM event
             WHERE position >= $1 ORDER BY position LIMIT $2",
            params![position, most],
            told,
        )
    }

    /// The first that is still kept.
    pub fn oldest_event(&mut self) -> Result<Option<i64>> {
        let sql = "SELECT MIN(position) FROM event WHERE position IS NOT NULL";
        Ok(self.one(sql, params![], |row| row.opt_i64(0))?.flatten())
    }

    /// Forgets at most `most` of those that are older than `before` and told to every reader, or
    /// older than `long_before`; answers how many there were.
    pub fn delete_events(
        &mut self,
        before: Timestamp,
        long_before: Timestamp,
        most: i64,
    ) -> Result<u64> {
        self.exec(
            "DELETE FROM event WHERE position IN (
               SELECT position FROM (
                 SELECT position, at FROM event WHERE position IS NOT NULL
                 ORDER BY position LIMIT $3) oldest
               WHERE at < $2 OR (at < $1 AND position <= COALESCE(
                 (SELECT MIN(CASE WHEN number = 9223372036854775807 THEN position
                                  ELSE position - 1 END)
                  FROM event_reader WHERE position IS NOT NULL), 9223372036854775807)))",
            params![before, long_before, most],
        )
    }
}

fn feed_state(row: &Row<'_>) -> Result<FeedState> {
    Ok(FeedState {
        feed: Feed::try_from(row.i64(0)?).map_err(|_| Error::broken("the feed of events"))?,
        last_position: row.i64(1)?,
    })
}

fn range(row: &Row<'_>) -> Result<Range> {
    Ok(Range {
        first: row.i64(0)?,
        count: row.i64(1)?,
    })
}

fn told(row: &Row<'_>) -> Result<Told> {
    let mut columns = Columns::of(row);
    Ok(Told {
        position: columns.get()?,
        at: columns.get()?,
        farm: columns.get()?,
        queue: columns.get()?,
        job: columns.get()?,
        step: columns.get()?,
        happened: {
            let happened: String = columns.get()?;
            read(&happened)?
        },
    })
}
