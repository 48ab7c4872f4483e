//! What sessions hold of limits. A session's own row says what it holds, the limit's how much is
//! taken in all, its association's how much by one queue; they move together, under the lock of the
//! limit's row.

use std::collections::BTreeMap;

use callsheet_api::ids::{FarmId, LimitId, QueueId, SessionId};
use callsheet_core::lifecycle::association::AssociationState;
use callsheet_core::schedule::limits::{Holding, LimitView, Take};
use callsheet_core::view::SessionView;

use crate::columns::Columns;
use crate::settings::{read, written as json};
use crate::{Error, Result, Row, Tx, V, in_list, params};

/// As a session's or an action's row has it.
pub(crate) fn written(holdings: &[Holding]) -> Result<String> {
    json(&holdings)
}

pub(crate) fn held(text: Option<&str>) -> Result<Vec<Holding>> {
    text.map_or_else(|| Ok(Vec::new()), read)
}

/// What a session takes for a step, as a row of `eligibility` has it.
pub(crate) fn takes(text: Option<&str>) -> Result<Vec<Take>> {
    text.map_or_else(|| Ok(Vec::new()), read)
}

const LIMITS: &str = "SELECT l.id, a.amount, a.state, l.max_count, l.current_count
    FROM queue_limit a JOIN farm_limit l ON l.id = a.limit_id WHERE a.queue_id = $1";

impl Tx {
    /// The limits of a queue as they are now; somebody may be changing them.
    pub fn limits_of_queue(&mut self, queue: QueueId) -> Result<Vec<LimitView>> {
        self.query(LIMITS, params![queue], limit_view)
    }

    /// Those that provide what is taken, in the order of their ids, under lock.
    pub(crate) fn lock_limits(&mut self, queue: QueueId, takes: &[Take]) -> Result<Vec<LimitView>> {
        if takes.is_empty() {
            return Ok(Vec::new());
        }
        let mut values: Vec<V<'_>> = vec![queue.into()];
        let amounts = in_list(&mut values, takes.iter().map(|take| take.amount.as_str()));
        let sql = format!("{LIMITS} AND a.amount IN {amounts} ORDER BY l.id");
        self.lock_all(sql, &values, limit_view)
    }

    pub(crate) fn write_acquired(
        &mut self,
        session: SessionId,
        queue: QueueId,
        taken: &[Holding],
        held: &[Holding],
    ) -> Result<()> {
        for holding in taken {
            self.move_limit(queue, holding.limit_id, holding.count)?;
        }
        let sql = "UPDATE session SET limits = $2 WHERE id = $1";
        self.exec(sql, params![session, written(held)?])?;
        Ok(())
    }

    pub(crate) fn write_released(
        &mut self,
        session: SessionId,
        queue: QueueId,
        held: &[Holding],
    ) -> Result<()> {
        for holding in held {
            self.move_limit(queue, holding.limit_id, -holding.count)?;
        }
        self.exec(
            "UPDATE session SET limits = NULL WHERE id = $1",
            params![session],
        )?;
        Ok(())
    }

    /// An association that is being stopped comes to rest when the last of it is given back.
    fn move_limit(&mut self, queue: QueueId, limit: LimitId, by: i64) -> Result<()> {
        let moved = self.exec(
            "UPDATE farm_limit SET current_count = current_count + $2 WHERE id = $1",
            params![limit, by],
        )?;
        let of_queue = self.exec(
            "UPDATE queue_limit SET held = held + $3,
               state = CASE WHEN state IN (1, 2) AND held + $3 = 0 THEN 3 ELSE state END
             WHERE queue_id = $1 AND limit_id = $2",
            params![queue, limit, by],
        )?;
        if (moved, of_queue) == (1, 1) {
            Ok(())
        } else {
            Err(Error::broken("a limit that a session holds is gone"))
        }
    }

    /// The open sessions of a queue that hold of a limit, under their jobs' locks.
    pub fn lock_sessions_with_limit(
        &mut self,
        queue: QueueId,
        limit: LimitId,
    ) -> Result<Vec<SessionView>> {
        self.lock_all(
            "SELECT key FROM job WHERE key IN (SELECT job_key FROM session
               WHERE queue_id = $1 AND state < 2 AND limits IS NOT NULL) ORDER BY key",
            params![queue],
            |row| row.i64(0),
        )?;
        let mut sessions = self.open_sessions(
            "WHERE s.queue_id = $1 AND s.state < 2 AND s.limits IS NOT NULL",
            params![queue],
        )?;
        sessions.retain(|session| session.limits.iter().any(|held| held.limit_id == limit));
        Ok(sessions)
    }

    /// Counts what is held again. What differs is a bug of ours.
    pub fn recount_limits(&mut self, farm: FarmId) -> Result<Vec<String>> {
        let mut counted: BTreeMap<(LimitId, QueueId), i64> = BTreeMap::new();
        let sessions = self.query(
            "SELECT queue_id, limits FROM session
             WHERE farm_id = $1 AND state < 2 AND limits IS NOT NULL",
            params![farm],
            |row| Ok((row.get::<QueueId>(0)?, held(Some(row.str(1)?))?)),
        )?;
        for (queue, holdings) in sessions {
            for holding in holdings {
                *counted.entry((holding.limit_id, queue)).or_default() += holding.count;
            }
        }
        let pairs = self.query(
            "SELECT l.id, a.queue_id, COALESCE(a.held, 0), l.current_count FROM farm_limit l
             LEFT JOIN queue_limit a ON a.limit_id = l.id
             WHERE l.farm_id = $1 ORDER BY l.id, a.queue_id",
            params![farm],
            |row| {
                Ok((
                    row.get(0)?,
                    row.get::<Option<QueueId>>(1)?,
                    row.i64(2)?,
                    row.i64(3)?,
                ))
            },
        )?;
        Ok(compare(&counted, &pairs))
    }
}

type Pair = (LimitId, Option<QueueId>, i64, i64);

fn compare(counted: &BTreeMap<(LimitId, QueueId), i64>, pairs: &[Pair]) -> Vec<String> {
    let mut faults = Vec::new();
    let mut totals: BTreeMap<LimitId, (i64, i64)> = BTreeMap::new();
    for (limit, queue, said, current) in pairs {
        let found = queue.and_then(|queue| counted.get(&(*limit, queue)));
        let found = found.copied().unwrap_or(0);
        if *said != found {
            faults.push(format!(
                "{limit}: a queue says {said} are held, its sessions {found}"
            ));
        }
        let total = totals.entry(*limit).or_insert((0, *current));
        total.0 += found;
    }
    for (limit, (found, said)) in totals {
        if found != said {
            faults.push(format!(
                "{limit}: says {said} in use, sessions hold {found}"
            ));
        }
    }
    faults
}

fn limit_view(row: &Row<'_>) -> Result<LimitView> {
    let mut columns = Columns::of(row);
    Ok(LimitView {
        id: columns.get()?,
        amount: columns.get()?,
        state: columns.code(AssociationState::from_code, "association state")?,
        max_count: columns.get()?,
        current_count: columns.get()?,
    })
}
