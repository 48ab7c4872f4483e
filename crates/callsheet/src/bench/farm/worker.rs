//! One worker: it joins, asks, runs nothing for as long as it is told, and says that it has.

use std::sync::Arc;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tokio::sync::Semaphore;

use super::super::now_ms;
use super::Plan;
use super::host::{Host, Schedule};
use super::ledger::Ledger;
use super::setting::{Setting, text};
use crate::bench::failed;
use crate::bench::load::unexpected;
use crate::bench::wire::{Ask, Place, Wire};
use crate::connection::{Key, pause};
use crate::refusal::Result;

/// As our own worker asks for.
const HOLD_S: u64 = 20;

/// How long a worker waits after it was put off, as a stock agent would.
const AFTER_REFUSAL: Duration = Duration::from_secs(1);

/// Nobody asks more often than this without a reason.
const LEAST_PAUSE: Duration = Duration::from_millis(10);

/// How many workers join at a time.
const JOINING: usize = 32;

/// What every worker of a farm has in common.
#[derive(Clone)]
pub struct Crew {
    plan: Arc<Plan>,
    place: Place,
    /// Where workers are made.
    path: String,
    maker: Arc<Key>,
    ledger: Ledger,
    joining: Arc<Semaphore>,
}

impl Crew {
    pub fn new(setting: &Setting, plan: &Plan, ledger: &Ledger) -> Self {
        Crew {
            plan: Arc::new(plan.clone()),
            place: setting.place.clone(),
            path: setting.workers(),
            maker: Arc::new(setting.key.clone()),
            ledger: ledger.clone(),
            joining: Arc::new(Semaphore::new(JOINING)),
        }
    }

    /// Works until it is aborted; what goes wrong is noted.
    pub async fn work(self, number: u32) {
        if let Err(refusal) = self.join_and_work(number).await {
            self.ledger.book().give_up(&refusal.to_string());
        }
    }

    async fn join_and_work(&self, number: u32) -> Result<()> {
        let mut worker = self.join().await?;
        self.ledger.book().joined += 1;
        if !self.plan.may_hold {
            // Spread as evenly as those of a farm that has run for a while.
            let interval = worker.ask().await?;
            pause(interval * number / self.plan.workers.max(1)).await;
        }
        loop {
            let after = worker.ask().await?;
            worker.run(after).await;
        }
    }

    async fn join(&self) -> Result<Worker> {
        let permit = self.joining.acquire().await;
        let _permit = permit.map_err(failed("cannot join"))?;
        let mut wire = Wire::open(&self.place).await?;
        let path = &self.path;
        let made = wire.call(&self.maker, "POST", path, &json!({})).await?;
        let path = format!("{path}/{}", text(&made, "workerId")?);
        let roles = format!("{path}/fleet-roles");
        let role = wire.call(&self.maker, "GET", &roles, &Value::Null).await?;
        let role = &role["credentials"];
        let key = Key {
            access_key_id: text(role, "accessKeyId")?,
            secret: text(role, "secretAccessKey")?,
            session_token: Some(text(role, "sessionToken")?),
        };
        let started = json!({ "status": "STARTED" });
        wire.call(&key, "PATCH", &path, &started).await?;
        Ok(Worker {
            plan: Arc::clone(&self.plan),
            ledger: self.ledger.clone(),
            path: format!("{path}/schedule"),
            wire,
            key,
            host: Host::default(),
        })
    }
}

struct Worker {
    plan: Arc<Plan>,
    ledger: Ledger,
    path: String,
    wire: Wire,
    key: Key,
    host: Host,
}

impl Worker {
    /// Says what there is to say, and hears what to do; returns how long an idle worker waits.
    async fn ask(&mut self) -> Result<Duration> {
        let is_idle = self.host.is_idle() && !self.host.has_news();
        let may_hold = is_idle && self.plan.may_hold;
        let body = self.host.report();
        let ask = Ask {
            method: "PATCH",
            path: &self.path,
            hold_s: may_hold.then_some(HOLD_S),
            body: body.as_bytes(),
        };
        let began = Instant::now();
        let answer = self.wire.exchange(&self.key, &ask).await?;
        let now = Instant::now();
        match answer.status {
            200 => {}
            409 | 429 | 500.. => {
                self.ledger.book().put_off += 1;
                pause(AFTER_REFUSAL).await;
                return Ok(LEAST_PAUSE);
            }
            status => return Err(unexpected(status, answer.body)),
        }
        let schedule: Schedule<'_> =
            serde_json::from_slice(answer.body).map_err(failed("cannot read a schedule"))?;
        let heard = self.host.hear(&schedule, now_ms());
        let mut book = self.ledger.book();
        if !may_hold {
            book.answered(now - began);
        }
        book.heard(&heard, now);
        drop(book);
        Ok(match (self.plan.interval, self.plan.may_hold) {
            (Some(interval), _) => interval,
            // The server holds the next request for as long as there is nothing.
            (None, true) => LEAST_PAUSE,
            (None, false) => Duration::from_secs(schedule.update_interval_seconds),
        })
    }

    /// Runs what is next, or everything where nothing takes any time.
    async fn run(&mut self, idle_for: Duration) {
        if self.host.is_idle() {
            if !self.host.has_news() {
                pause(idle_for).await;
            }
            return;
        }
        if self.plan.task.is_zero() {
            while !self.host.is_idle() {
                self.host.end(now_ms());
            }
            return;
        }
        self.host.start(now_ms());
        pause(self.plan.task).await;
        self.host.end(now_ms());
    }
}
