//! Statistics of sessions that were asked for, and the sessions that they are made of.

use callsheet_api::Timestamp;
use callsheet_api::ids::{FarmId, FleetId, QueueId, SessionId};
use callsheet_api::types::{SessionsStatisticsAggregationStatus as Status, Statistics};
use callsheet_core::statistics::Lived;

use crate::columns::Columns;
use crate::settings::{read, written};
use crate::{Error, Lock, Result, Tx, V, in_list, params};

/// Statistics that were asked for.
#[derive(Debug, Clone, PartialEq)]
pub struct Aggregation {
    pub status: Status,
    pub message: Option<String>,
    pub statistics: Vec<Statistics>,
    pub created_at: Timestamp,
}

/// Of which queues or fleets sessions are counted, and in which time.
#[derive(Debug, Clone)]
pub struct Scope {
    /// All of the farm's, where fleets were named.
    pub queues: Vec<QueueId>,
    /// Empty: of any.
    pub fleets: Vec<FleetId>,
    pub from: Timestamp,
    pub to: Timestamp,
}

/// Behind which session the next page begins.
pub type Place = (Timestamp, SessionId);

/// An aggregation and what it is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TakenAggregation {
    pub id: String,
    pub farm: FarmId,
    /// The request, in JSON.
    pub asked: String,
}

impl Tx {
    /// Begins one, which the caller adds up.
    pub fn insert_aggregation(
        &mut self,
        taken: &TakenAggregation,
        now: Timestamp,
        until: Timestamp,
    ) -> Result<()> {
        let status = Status::InProgress.as_str();
        let TakenAggregation { id, farm, asked } = taken;
        self.exec(
            "INSERT INTO statistics_aggregation
               (id, farm_id, status, asked, taken_until, statistics, created_at)
             VALUES ($1, $2, $3, $4, $5, '[]', $6)",
            params![id, farm, status, asked, until, now],
        )?;
        Ok(())
    }

    /// Of those that began since: older ones are shown as timed out, and stay so.
    pub fn is_aggregation_left(&mut self, since: Timestamp, now: Timestamp) -> Result<bool> {
        let found = self.one(
            "SELECT 1 FROM statistics_aggregation
             WHERE status = $1 AND taken_until <= $2 AND created_at > $3",
            params![Status::InProgress.as_str(), now, since],
            |_| Ok(()),
        )?;
        Ok(found.is_some())
    }

    /// One that nobody adds up any more, which the caller does from now on.
    pub fn take_aggregation(
        &mut self,
        since: Timestamp,
        now: Timestamp,
        until: Timestamp,
    ) -> Result<Option<TakenAggregation>> {
        let left = self.lock_with(
            Lock::UpdateSkipLocked,
            "SELECT id, farm_id, asked FROM statistics_aggregation
             WHERE status = $1 AND taken_until <= $2 AND created_at > $3
             ORDER BY created_at LIMIT 1",
            params![Status::InProgress.as_str(), now, since],
            |row| {
                Ok(TakenAggregation {
                    id: row.get(0)?,
                    farm: row.get(1)?,
                    asked: row.get(2)?,
                })
            },
        )?;
        let taken = left.into_iter().next();
        if let Some(taken) = &taken {
            self.keep_aggregation(&taken.id, until)?;
        }
        Ok(taken)
    }

    /// It takes longer.
    pub fn keep_aggregation(&mut self, id: &str, until: Timestamp) -> Result<()> {
        let sql = "UPDATE statistics_aggregation SET taken_until = $2 WHERE id = $1";
        self.exec(sql, params![id, until])?;
        Ok(())
    }

    /// Is one under way that began after this?
    pub fn aggregation_is_under_way(&mut self, farm: FarmId, after: Timestamp) -> Result<bool> {
        let found = self.one(
            "SELECT 1 FROM statistics_aggregation
             WHERE farm_id = $1 AND status = $2 AND created_at > $3",
            params![farm, Status::InProgress.as_str(), after],
            |_| Ok(()),
        )?;
        Ok(found.is_some())
    }

    pub fn aggregation(&mut self, id: &str, farm: FarmId) -> Result<Option<Aggregation>> {
        self.one(
            "SELECT status, message, statistics, created_at FROM statistics_aggregation
             WHERE id = $1 AND farm_id = $2",
            params![id, farm],
            |row| {
                let mut columns = Columns::of(row);
                let status: String = columns.get()?;
                let status = status.parse();
                let message = columns.get()?;
                let statistics: String = columns.get()?;
                Ok(Aggregation {
                    status: status.map_err(|_| Error::broken("an aggregation's status"))?,
                    message,
                    statistics: read(&statistics)?,
                    created_at: columns.get()?,
                })
            },
        )
    }

    /// What came of it. Who was thought dead and was not comes to the same.
    pub fn end_aggregation(
        &mut self,
        id: &str,
        status: Status,
        message: Option<&str>,
        statistics: &[Statistics],
    ) -> Result<()> {
        self.exec(
            "UPDATE statistics_aggregation SET status = $2, message = $3, statistics = $4
             WHERE id = $1 AND status = $5",
            params![
                id,
                status.as_str(),
                message,
                written(&statistics)?,
                Status::InProgress.as_str(),
            ],
        )?;
        Ok(())
    }

    pub fn delete_aggregations_before(&mut self, ms: i64) -> Result<()> {
        let sql = "DELETE FROM statistics_aggregation WHERE created_at < $1";
        self.exec(sql, params![ms])?;
        Ok(())
    }

    /// Sessions that are open, of which there are no more than workers. They end `now` at last.
    pub fn sessions_that_live(&mut self, scope: &Scope, now: Timestamp) -> Result<Vec<Lived>> {
        let mut values = params![scope.to].to_vec();
        let sql = format!(
            "SELECT {LIVED}, s.started_at, s.started_at, s.id {SESSIONS} {} AND s.state < 2
               AND s.started_at < $1",
            within(scope, &mut values)
        );
        let lived = self.query(sql, &values, |row| lived(&mut Columns::of(row)))?;
        let until_now = |(lived, _): (Lived, Place)| {
            let to = now.max(lived.from);
            Lived { to, ..lived }
        };
        Ok(lived.into_iter().map(until_now).collect())
    }

    /// Those that ended in or after the time, in the order of their ends.
    pub fn sessions_that_lived(
        &mut self,
        scope: &Scope,
        after: Option<Place>,
        limit: usize,
    ) -> Result<Vec<(Lived, Place)>> {
        let (ended_at, id) = after.unwrap_or((scope.from, SessionId::from_bytes([0xff; 16])));
        let mut values = params![scope.to, ended_at, id, limit].to_vec();
        let within = within(scope, &mut values);
        let ended = "AND s.started_at < $1 AND (s.ended_at > $2 OR (s.ended_at = $2 AND s.id > $3))
             ORDER BY s.ended_at, s.id LIMIT $4";
        // Each by its own index, which a union of both would not be read by.
        let of_jobs = format!(
            "SELECT {LIVED}, s.started_at, s.ended_at, s.id {SESSIONS} {within} AND s.state = 2 {ended}"
        );
        let of_the_past = format!(
            "SELECT {LIVED_ONCE}, s.started_at, s.ended_at, s.id FROM past_session s {within} {ended}"
        );
        let mut found = self.query(of_jobs, &values, |row| lived(&mut Columns::of(row)))?;
        found.extend(self.query(of_the_past, &values, |row| lived(&mut Columns::of(row)))?);
        found.sort_by_key(|(_, (ended_at, id))| (*ended_at, *id.as_bytes()));
        found.truncate(limit);
        Ok(found)
    }
}

const LIVED: &str = "s.queue_id, s.fleet_id, j.id, j.name, j.created_by";
const SESSIONS: &str = "FROM session s JOIN job j ON j.key = s.job_key";

/// The same of a session whose job was removed.
const LIVED_ONCE: &str = "s.queue_id, s.fleet_id, s.job_id, s.job_name, s.job_created_by";

fn within(scope: &Scope, values: &mut Vec<V<'_>>) -> String {
    let queues = in_list(values, scope.queues.iter().copied());
    let fleets = match scope.fleets.as_slice() {
        [] => String::new(),
        fleets => format!(
            " AND s.fleet_id IN {}",
            in_list(values, fleets.iter().copied())
        ),
    };
    format!("WHERE s.queue_id IN {queues}{fleets}")
}

fn lived(columns: &mut Columns<'_, '_>) -> Result<(Lived, Place)> {
    let lived = Lived {
        queue: columns.get()?,
        fleet: columns.get()?,
        job: columns.get()?,
        job_name: columns.get()?,
        user: columns.get()?,
        from: columns.get()?,
        to: columns.get()?,
    };
    let place = (lived.to, columns.get()?);
    Ok((lived, place))
}
