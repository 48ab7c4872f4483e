//! What an explanation looks at, in a number of statements that depends neither on tasks nor on
//! workers: workers are read in one list and put together with those that are in the same
//! situation.

use std::collections::BTreeMap;

use callsheet_api::Timestamp;
use callsheet_api::extension::{Ahead, Contender, WorkPath};
use callsheet_api::ids::{FarmId, FleetId, JobId, QueueId, StepId, WorkerId};
use callsheet_api::types::WorkerCapabilities as Said;
use callsheet_core::counts::TaskStatus;
use callsheet_core::explain::scene::{
    Alike, AskedWorker, Busy, FleetSeen, Handed, JobSeen, Scene, StepSeen, TaskSeen, Unfit,
    focus_of_job,
};
use callsheet_core::explain::would_hand;
use callsheet_core::lifecycle::association::AssociationState;
use callsheet_core::lifecycle::task::Target;
use callsheet_core::lifecycle::worker::WorkerState;
use callsheet_core::schedule::agent_abilities::Agent;
use callsheet_core::schedule::eligibility::{FleetCapabilities, Lack, Requirements};
use callsheet_core::schedule::gates;
use callsheet_core::schedule::limits::{Withheld, grant};
use callsheet_core::schedule::worker_capabilities::WorkerCapabilities;
use callsheet_core::view::{Key, WorkerView};

use crate::candidates::{Asker, Candidates};
use crate::columns::Columns;
use crate::error::{Error, Result};
use crate::gates::asks_of_hosts;
use crate::job_view::{COUNTS, counts};
use crate::lists::in_list;
use crate::queues::blocked_reason;
use crate::recipes::Recipes;
use crate::settings::read;
use crate::task_moves::{MOVES, STATUS};
use crate::worker_view::{
    JOB_HEAD, JOB_HEAD_WIDTH, STEP_HEAD, STEP_HEAD_WIDTH, job_head, step_head, task_status,
};
use crate::{Row, Sql, Tx, V, params};

const COUNTS_WIDTH: usize = TaskStatus::ALL.len();

/// What is asked, and what the answer needs from elsewhere.
#[derive(Clone, Copy)]
pub struct Question<'a> {
    pub path: WorkPath,
    pub worker: Option<WorkerId>,
    pub recipes: &'a Recipes,
    /// Reads what a fleet declares from its settings.
    pub capabilities: fn(&str) -> FleetCapabilities,
    pub now: Timestamp,
}

/// The id of a job or a step; a task's names its step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WorkId {
    Job(JobId),
    Step(StepId),
}

impl Tx {
    /// Where a job or step is, by its id alone.
    pub fn work_path(&mut self, id: WorkId) -> Result<Option<WorkPath>> {
        let found = match id {
            WorkId::Job(job) => self.one(
                "SELECT farm_id, queue_id, id FROM job WHERE id = $1 AND queue_id IS NOT NULL",
                params![job],
                job_path,
            ),
            WorkId::Step(step) => self.one(
                "SELECT j.farm_id, j.queue_id, j.id FROM step p JOIN job j ON j.key = p.job_key
                 WHERE p.id = $1 AND j.queue_id IS NOT NULL",
                params![step],
                job_path,
            ),
        };
        let step_id = match id {
            WorkId::Job(_) => None,
            WorkId::Step(step) => Some(step),
        };
        Ok(found?.map(|path| WorkPath { step_id, ..path }))
    }

    /// Everything about a job, or about a step or task of it, that an explanation looks at. `None`
    /// if there is no such thing at this place.
    pub fn scene(&mut self, question: &Question<'_>) -> Result<Option<Scene>> {
        let path = question.path;
        let Some((job, queue_name, blocked)) = self.job_seen(&path)? else {
            return Ok(None);
        };
        let steps = self.steps_seen(job.head.key)?;
        let focus = match path.step_id {
            None => focus_of_job(&steps),
            Some(id) => steps.iter().position(|step| step.head.id == id),
        };
        if path.step_id.is_some() && focus.is_none() {
            return Ok(None);
        }
        let focused = focus.and_then(|at| steps.get(at));
        let task = match (path.task_id, focused) {
            (Some(id), Some(step)) => {
                let index = i64::try_from(id.index()).unwrap_or(i64::MAX);
                if id.step() != step.head.id || index >= step.head.task_count {
                    return Ok(None);
                }
                Some(self.task_seen(step, index)?)
            }
            (Some(_), None) => return Ok(None),
            (None, _) => None,
        };
        let required = match focused {
            Some(step) => self.requirements_of(step.requirement)?,
            None => Requirements::default(),
        };
        let fleets = self.fleets_seen(path.queue_id, &required, question.capabilities)?;
        let workers = self.workers_seen(&fleets, &required)?;
        let ahead = match focused {
            Some(step) => self.ahead_of(&job, step, &fleets)?,
            None => nothing_ahead(),
        };
        let mut scene = Scene {
            path,
            job,
            queue_name,
            blocked,
            steps,
            focus,
            task,
            fleets,
            workers,
            ahead,
            asked: None,
        };
        self.plan_for_idle(&mut scene, question)?;
        if let Some(worker) = question.worker {
            scene.asked = self.asked_worker(&scene, worker, &required, question)?;
        }
        Ok(Some(scene))
    }

    fn job_seen(
        &mut self,
        path: &WorkPath,
    ) -> Result<
        Option<(
            JobSeen,
            String,
            Option<callsheet_api::types::QueueBlockedReason>,
        )>,
    > {
        let sql = format!(
            "SELECT {JOB_HEAD}, {}, j.name, j.state_message, q.display_name, q.blocked_reason
             FROM job j JOIN queue q ON q.id = j.queue_id
             WHERE j.id = $1 AND j.queue_id = $2 AND j.farm_id = $3",
            of_table("j"),
        );
        let at = JOB_HEAD_WIDTH + COUNTS_WIDTH;
        self.one(
            sql,
            params![path.job_id, path.queue_id, path.farm_id],
            |row| {
                let seen = JobSeen {
                    head: job_head(row, 0)?,
                    counts: counts(row, JOB_HEAD_WIDTH)?,
                    name: row.text(at)?,
                    message: row.text(at + 1)?,
                };
                let mut columns = Columns::after(row, at + 2);
                Ok((seen, columns.get()?, blocked_reason(&mut columns)?))
            },
        )
    }

    /// In template order, with what they depend on.
    fn steps_seen(&mut self, job_key: Key) -> Result<Vec<StepSeen>> {
        let sql = format!(
            "SELECT {STEP_HEAD}, {}, p.name, p.requirement_key FROM step p
             WHERE p.job_key = $1 ORDER BY p.position",
            of_table("p"),
        );
        let at = STEP_HEAD_WIDTH + COUNTS_WIDTH;
        let mut steps = self.query(sql, params![job_key], |row| {
            Ok(StepSeen {
                head: step_head(row, 0)?,
                counts: counts(row, STEP_HEAD_WIDTH)?,
                name: row.text(at)?,
                requirement: row.i64(at + 1)?,
                dependencies: Vec::new(),
            })
        })?;
        let positions: BTreeMap<Key, usize> = steps
            .iter()
            .enumerate()
            .map(|(at, step)| (step.head.key, at))
            .collect();
        for (consumer, dependency) in self.dependencies_of_job(job_key)? {
            let found = (positions.get(&consumer), positions.get(&dependency));
            if let (Some(consumer), Some(dependency)) = found
                && let Some(step) = steps.get_mut(*consumer)
            {
                step.dependencies.push(*dependency);
            }
        }
        Ok(steps)
    }

    fn task_seen(&mut self, step: &StepSeen, index: i64) -> Result<TaskSeen> {
        let sql = format!(
            "SELECT t.first, t.count, {STATUS}, t.target, t.retries, s.worker_id
             FROM task t {MOVES} LEFT JOIN session s ON s.id = t.session_id
             WHERE t.step_key = $1 AND t.first <= $2 ORDER BY t.first DESC LIMIT 1"
        );
        let row = self.one(sql, params![step.head.key, index], |row| {
            let seen = TaskSeen {
                index,
                status: task_status(row.i64(2)?)?,
                target: row.opt_i64(3)?.and_then(Target::from_code),
                retries: row.i64(4)?,
                worker: row.get(5)?,
                before: 0,
            };
            Ok((row.i64(0)?, row.i64(0)? + row.i64(1)?, seen))
        })?;
        let covering = row.filter(|(_, end, _)| index < *end);
        let (first, mut seen) = match covering {
            Some((first, _, seen)) => (Some(first), seen),
            None => {
                let untouched = TaskSeen {
                    index,
                    status: step.head.tail,
                    target: None,
                    retries: 0,
                    worker: None,
                    before: 0,
                };
                (None, untouched)
            }
        };
        if seen.status == TaskStatus::Ready {
            seen.before = self.ready_before(step, index, first)?;
        }
        Ok(seen)
    }

    /// Tasks that were touched and are READY again go first, then untouched ones, each in order.
    fn ready_before(&mut self, step: &StepSeen, index: i64, first: Option<i64>) -> Result<i64> {
        // Rows that were moved all at once say READY only when they are read with their moves.
        let touched = self.sum(
            format!(
                "SELECT CAST(COALESCE(SUM(t.count), 0) AS BIGINT) FROM task t {MOVES}
                 WHERE t.step_key = $1 AND t.first < $2 AND {STATUS} = 1"
            ),
            params![step.head.key, first.unwrap_or(i64::MAX)],
        )?;
        if first.is_some() {
            return Ok(touched);
        }
        let passed = self.sum(
            "SELECT CAST(COALESCE(SUM(count), 0) AS BIGINT) FROM task
             WHERE step_key = $1 AND first >= $2 AND first < $3",
            params![step.head.key, step.head.cursor, index],
        )?;
        Ok(touched + index - step.head.cursor - passed)
    }

    fn sum(&mut self, sql: impl Into<Sql>, values: &[V<'_>]) -> Result<i64> {
        Ok(self.one(sql, values, |row| row.i64(0))?.unwrap_or(0))
    }

    fn fleets_seen(
        &mut self,
        queue: QueueId,
        required: &Requirements,
        capabilities: fn(&str) -> FleetCapabilities,
    ) -> Result<Vec<FleetSeen>> {
        let limits = self.limits_of_queue(queue)?;
        self.query(
            "SELECT f.id, f.display_name, a.state, f.settings FROM queue_fleet a
             JOIN fleet f ON f.id = a.fleet_id WHERE a.queue_id = $1 ORDER BY f.id",
            params![queue],
            |row| {
                let mut columns = Columns::of(row);
                let mut fleet = FleetSeen {
                    id: columns.get()?,
                    name: columns.get()?,
                    association: columns.code(AssociationState::from_code, "association state")?,
                    lacks: Vec::new(),
                    withheld: None,
                    hands: Vec::new(),
                };
                let declared = capabilities(&columns.get::<String>()?);
                fleet.lacks = declared.lacks(required);
                let takes = declared.fit(required).unwrap_or_default();
                match grant(&takes, &limits, &[]) {
                    Ok(_) => {}
                    // Neither of them has it: another fleet may.
                    Err(Withheld::NoLimit { amount }) => {
                        fleet.lacks.push(Lack::Undeclared { name: amount });
                    }
                    Err(withheld @ (Withheld::Stopped { .. } | Withheld::Exhausted { .. })) => {
                        fleet.withheld = Some(withheld);
                    }
                }
                Ok(fleet)
            },
        )
    }

    fn requirements_of(&mut self, key: Key) -> Result<Requirements> {
        let sql = "SELECT requirements FROM requirement WHERE key = $1";
        let text = self
            .one(sql, params![key], |row| row.text(0))?
            .ok_or_else(|| Error::broken("a step without requirements"))?;
        serde_json::from_str(&text)
            .map_err(|why| Error::broken(format!("requirements cannot be read: {why}")))
    }

    /// Those in the same situation become one, told by the oldest of them.
    fn workers_seen(
        &mut self,
        fleets: &[FleetSeen],
        required: &Requirements,
    ) -> Result<Vec<Alike>> {
        let mut values = Vec::new();
        let list = in_list(&mut values, fleets.iter().map(|fleet| fleet.id));
        let sql = format!(
            "SELECT w.fleet_id, w.id, w.state, w.user_agent, w.capabilities,
                    j.key, j.name, j.priority
             FROM worker w
             LEFT JOIN session s ON s.worker_id = w.id AND s.state < 2
             LEFT JOIN job j ON j.key = s.job_key
             WHERE w.fleet_id IN {list} ORDER BY w.id"
        );
        let mut alike: BTreeMap<(usize, i64, Option<Key>, Option<String>), Alike> = BTreeMap::new();
        let rows = self.query(sql, &values, |row| {
            let mut columns = Columns::of(row);
            let (fleet, id): (FleetId, WorkerId) = (columns.get()?, columns.get()?);
            let state = columns.code(WorkerState::from_code, "worker state")?;
            let able = ability(&mut columns, required)?;
            Ok((fleet, id, state, able, busy(&mut columns)?))
        })?;
        for (fleet, example, state, (agent, unfit), busy) in rows {
            let Some(fleet) = fleets.iter().position(|seen| seen.id == fleet) else {
                continue;
            };
            let job = busy.as_ref().map(|busy| busy.job_key);
            let key = (
                fleet,
                state.code(),
                job,
                unfit.as_ref().map(ToString::to_string),
            );
            let group = alike.entry(key).or_insert(Alike {
                fleet,
                state,
                agent,
                unfit,
                busy,
                count: 0,
                example,
            });
            group.count += 1;
        }
        Ok(alike.into_values().collect())
    }

    /// Steps with work before this one in the order of priority and age, as far as the fleets that could run
    /// this one could run them too and their jobs have room for another worker.
    fn ahead_of(&mut self, job: &JobSeen, step: &StepSeen, fleets: &[FleetSeen]) -> Result<Ahead> {
        let head = &step.head;
        let mut values = params![
            job.head.queue,
            -job.head.priority,
            head.job_key,
            head.position
        ]
        .to_vec();
        let fitting = fleets.iter().filter(|fleet| fleet.lacks.is_empty());
        let list = in_list(&mut values, fitting.map(|fleet| fleet.id));
        let before = format!(
            "FROM demand d
             JOIN step p ON p.job_key = d.job_key AND p.requirement_key = d.requirement_key
             JOIN job j ON j.key = d.job_key
             WHERE d.queue_id = $1 AND d.steps > 0 AND d.workers < d.most_workers AND p.ready > 0
               AND (d.urgency < $2 OR (d.urgency = $2 AND
                    (d.job_key < $3 OR (d.job_key = $3 AND p.position < $4))))
               AND d.requirement_key IN
                 (SELECT e.requirement_key FROM eligibility e WHERE e.fleet_id IN {list})"
        );
        let sql = format!("SELECT COUNT(*), CAST(COALESCE(SUM(p.ready), 0) AS BIGINT) {before}");
        let (steps, tasks) = self
            .one(sql, &values, |row| Ok((row.i64(0)?, row.i64(1)?)))?
            .unwrap_or_default();
        if steps == 0 {
            return Ok(nothing_ahead());
        }
        let sql = format!(
            "SELECT {CONTENDER} {before} ORDER BY d.urgency, d.job_key, p.position LIMIT 1"
        );
        let first = self.one(sql, &values, |row| contender(&mut Columns::of(row)))?;
        Ok(Ahead {
            steps,
            tasks,
            first,
        })
    }

    /// What an idle worker of each fleet would be handed: planned, and not done.
    fn plan_for_idle(&mut self, scene: &mut Scene, question: &Question<'_>) -> Result<()> {
        for at in 0..scene.fleets.len() {
            let is_idle = |one: &&Alike| {
                let takes_work = gates::worker_takes_work(one.state).is_ok();
                one.fleet == at && one.busy.is_none() && takes_work && one.unfit.is_none()
            };
            let Some(idle) = scene.workers.iter().find(is_idle) else {
                continue;
            };
            let worker = WorkerView {
                id: idle.example,
                farm: question.path.farm_id,
                fleet: scene.fleets[at].id,
                state: idle.state,
                session: None,
            };
            scene.fleets[at].hands = self.hands(&worker, idle.agent, question)?;
        }
        Ok(())
    }

    fn hands(
        &mut self,
        worker: &WorkerView,
        agent: Agent,
        question: &Question<'_>,
    ) -> Result<Vec<Handed>> {
        let asker = Asker {
            worker: worker.id,
            fleet: worker.fleet,
            agent,
        };
        let planned = {
            let mut candidates = Candidates::unlocked(self, question.recipes, asker);
            would_hand(worker, &mut candidates, question.now)?
        };
        let mut handed = Vec::with_capacity(planned.len());
        let mut known: Option<(Key, Key, Contender)> = None;
        for (step_key, first, count) in planned {
            // A plan is about one step, or about the end of one session and the begin of another.
            if known.as_ref().is_none_or(|(_, key, _)| *key != step_key) {
                known = self.contender(step_key)?;
            }
            let Some((job_key, _, contender)) = known.clone() else {
                return Err(Error::broken("a step that was planned and is gone"));
            };
            handed.push(Handed {
                job_key,
                step_key,
                first,
                count,
                contender,
            });
        }
        Ok(handed)
    }

    fn contender(&mut self, step_key: Key) -> Result<Option<(Key, Key, Contender)>> {
        let sql = format!(
            "SELECT p.job_key, p.key, {CONTENDER} FROM step p JOIN job j ON j.key = p.job_key
             WHERE p.key = $1"
        );
        self.one(sql, params![step_key], |row| {
            let mut columns = Columns::of(row);
            Ok((columns.get()?, columns.get()?, contender(&mut columns)?))
        })
    }

    /// A worker of the farm that somebody asks about; `None` if there is none with this id.
    fn asked_worker(
        &mut self,
        scene: &Scene,
        worker: WorkerId,
        required: &Requirements,
        question: &Question<'_>,
    ) -> Result<Option<AskedWorker>> {
        let found = self.one(
            "SELECT w.fleet_id, w.state, w.user_agent, w.capabilities, j.key, j.name, j.priority
             FROM worker w
             LEFT JOIN session s ON s.worker_id = w.id AND s.state < 2
             LEFT JOIN job j ON j.key = s.job_key
             WHERE w.id = $1 AND w.farm_id = $2",
            params![worker, question.path.farm_id],
            |row| {
                let mut columns = Columns::of(row);
                let fleet: FleetId = columns.get()?;
                let state = columns.code(WorkerState::from_code, "worker state")?;
                let able = ability(&mut columns, required)?;
                Ok((fleet, state, able, busy(&mut columns)?))
            },
        )?;
        let Some((fleet, state, (agent, unfit), busy)) = found else {
            return Ok(None);
        };
        let held = "WHERE s.worker_id = $1 AND s.state < 2";
        let session = self.open_sessions(held, params![worker])?.pop();
        let step_key = scene.focused().map(|step| step.head.key);
        let of_this = session
            .as_ref()
            .filter(|held| Some(held.step.key) == step_key);
        let shut = of_this.and_then(|held| gates::may_extend(held, question.now).err());
        let farm: FarmId = question.path.farm_id;
        let view = WorkerView {
            id: worker,
            farm,
            fleet,
            state,
            session,
        };
        Ok(Some(AskedWorker {
            id: worker,
            fleet: scene.fleets.iter().position(|seen| seen.id == fleet),
            state,
            unfit,
            busy,
            session: shut,
            hands: self.hands(&view, agent, question)?,
        }))
    }
}

fn job_path(row: &Row<'_>) -> Result<WorkPath> {
    let mut columns = Columns::of(row);
    Ok(WorkPath {
        farm_id: columns.get()?,
        queue_id: columns.get()?,
        job_id: columns.get()?,
        step_id: None,
        task_id: None,
    })
}

/// What a worker cannot do of what is required, from the columns of its agent and of what it said
/// that it has.
fn ability(
    columns: &mut Columns<'_, '_>,
    required: &Requirements,
) -> Result<(Agent, Option<Unfit>)> {
    let (agent, said): (Option<String>, Option<String>) = (columns.get()?, columns.get()?);
    let agent = Agent::of(agent.as_deref());
    if let Err(too_old) = agent.understands(&required.agent) {
        return Ok((agent, Some(too_old.into())));
    }
    if !asks_of_hosts(required) {
        return Ok((agent, None));
    }
    let said: Option<Said> = said.as_deref().map(read).transpose()?;
    let has = said
        .as_ref()
        .map(WorkerCapabilities::of)
        .unwrap_or_default();
    Ok((agent, has.fit(required).err().map(Unfit::from)))
}

const CONTENDER: &str = "j.id, j.name, p.id, p.name, j.priority";

fn contender(columns: &mut Columns<'_, '_>) -> Result<Contender> {
    Ok(Contender {
        job_id: columns.get()?,
        job_name: columns.get()?,
        step_id: columns.get()?,
        step_name: columns.get()?,
        priority: columns.get()?,
    })
}

/// What a worker's session is about, from the columns of its job.
fn busy(columns: &mut Columns<'_, '_>) -> Result<Option<Busy>> {
    let key: Option<Key> = columns.get()?;
    let (name, priority): (Option<String>, Option<i64>) = (columns.get()?, columns.get()?);
    Ok(key.map(|job_key| Busy {
        job_key,
        job_name: name.unwrap_or_default(),
        priority: priority.unwrap_or_default(),
    }))
}

const fn nothing_ahead() -> Ahead {
    Ahead {
        steps: 0,
        tasks: 0,
        first: None,
    }
}

/// The columns of counts, of one table among several that have them.
fn of_table(alias: &str) -> String {
    let columns = COUNTS
        .split(',')
        .map(|name| format!("{alias}.{}", name.trim()));
    columns.collect::<Vec<_>>().join(", ")
}
