//! One seed's story: a farm, its workers, a network and people; accidents at first, then calm, in
//! which every job has to end or to be explained.
//!
//! Everything happens at a moment of simulated time, in one order; a request is atomic, as one
//! transaction is, so the order of arrivals is all the concurrency there is.

use std::collections::BTreeMap;

use callsheet_api::Timestamp;
use callsheet_api::ids::{FleetId, LimitId, QueueId, WorkerId};
use callsheet_core::check::Violation;
use callsheet_core::counts::TaskStatus;
use callsheet_core::lifecycle::association::{AssociationEvent, AssociationState};
use callsheet_core::lifecycle::job::JobState;
use callsheet_core::schedule::configuration::Configuration;
use callsheet_core::view::Key;

use serde_json::json;

use super::agent::{Agent, Phase, Reply, Request};
use super::book::{Held, LimitRow};
use super::bugs::Bug;
use super::coverage::Coverage;
use super::mix::Mix;
use super::people;
use super::service::Service;
use super::shapes::Draft;
use super::watch::SWEEP_EVERY_MS;
use crate::dice::Dice;

pub const EVERY_JOB_ENDS: &str = "in calm every job ends or is explained";

/// In calm nothing needs longer than this.
const PATIENCE_MS: i64 = 3_600_000;
const HELD_FOR_MS: i64 = 20_000;
/// A story that takes more than this goes round in circles.
const MOST_TURNS: u64 = 12_000;

/// What came of a seed.
pub struct Story {
    pub seed: u64,
    pub violation: Option<Violation>,
    pub hash: u64,
    pub events: u64,
    pub coverage: Coverage,
    pub lines: Vec<String>,
}

enum Event {
    Wake {
        agent: usize,
        stamp: u64,
    },
    Request {
        agent: usize,
        number: u64,
        request: Request,
    },
    Reply {
        agent: usize,
        number: u64,
        reply: Reply,
    },
    Woken(Held),
    HoldEnds(Held),
    Sweep,
    CreateJobs,
    Submit,
    Accident,
    Person,
    ComeBack {
        agent: usize,
    },
    Thaw {
        agent: usize,
    },
    Leave {
        agent: usize,
    },
    ServerBack,
    Calm,
}

pub struct World {
    seed: u64,
    dice: Dice,
    mix: Mix,
    service: Service,
    agents: Vec<Member>,
    fleets: Vec<FleetId>,
    queues: Vec<QueueId>,
    events: BTreeMap<(i64, u64), Event>,
    scheduled: u64,
    now_ms: i64,
    is_up: bool,
    /// Woken requests on their way.
    waking: usize,
    calm_since_ms: Option<i64>,
}

struct Member {
    agent: Agent,
    fleet: FleetId,
    /// Only its newest wake-up counts.
    stamp: u64,
    is_twin: bool,
    newest_arrived: u64,
}

/// Tells one seed's story, with a bug planted or none.
pub fn tell(seed: u64, bug: Option<&'static Bug>, keeps_trace: bool) -> Story {
    World::new(seed, bug, keeps_trace).run()
}

impl World {
    fn new(seed: u64, bug: Option<&'static Bug>, keeps_trace: bool) -> Self {
        let mut dice = Dice::new(seed);
        let mix = Mix::draw(&mut dice);
        let mut world = Self {
            seed,
            mix,
            service: Service::new(bug, keeps_trace),
            agents: Vec::new(),
            fleets: Vec::new(),
            queues: Vec::new(),
            events: BTreeMap::new(),
            scheduled: 0,
            now_ms: 0,
            is_up: true,
            waking: 0,
            calm_since_ms: None,
            dice,
        };
        world.found();
        world
    }

    fn found(&mut self) {
        let id = |n: u64| u128::from(n + 1).to_be_bytes();
        let (fleets, queues) = (1 + self.dice.throw(2), 1 + self.dice.throw(2));
        self.fleets = (0..fleets).map(|n| FleetId::from_bytes(id(n))).collect();
        self.queues = (0..queues).map(|n| QueueId::from_bytes(id(n))).collect();
        for queue in self.queues.clone() {
            self.found_queue(queue);
        }
        for queue in &self.queues {
            for fleet in &self.fleets {
                if *fleet == self.fleets[0] || self.dice.chance(60) {
                    let pairs = &mut self.service.book.pairs;
                    pairs.insert((*queue, *fleet), AssociationState::Active);
                }
            }
        }
        for _ in 0..1 + self.dice.throw(4) {
            let fleet = *self.dice.pick(&self.fleets).unwrap_or(&self.fleets[0]);
            let skew_ms = if self.dice.chance(30) {
                self.service.coverage.fault("a skewed clock");
                self.dice.between(-600_000, 600_000)
            } else {
                0
            };
            let agent = Agent::new(self.dice.chance(50), skew_ms);
            self.join(agent, fleet, false);
        }
        for _ in 0..1 + self.dice.throw(3) {
            let at = self.dice.between(0, 30_000) * i64::from(self.dice.chance(50));
            self.at(at, Event::Submit);
        }
        self.at(0, Event::Sweep);
        self.at(1_000, Event::Accident);
        self.at(1_500, Event::Person);
        let calm = self.dice.between(60_000, 400_000);
        self.at(calm, Event::Calm);
    }

    /// Its configuration, and perhaps a limit, which two queues may share.
    fn found_queue(&mut self, queue: QueueId) {
        let wish = match self.dice.throw(3) {
            0 => json!({ "priorityFifo": {} }),
            1 => json!({ "priorityBalanced": {} }),
            _ => json!({ "weightedBalanced": {} }),
        };
        let wish = serde_json::from_value(wish).expect("a configuration of the API");
        let configuration = Configuration::read(Some(&wish));
        let book = &mut self.service.book;
        book.queues.insert(queue, configuration);
        if self.dice.chance(60) {
            let id = LimitId::from_bytes([1; 16]);
            let max_count = self.dice.between(1, 3);
            let row = LimitRow {
                max_count,
                current_count: 0,
            };
            book.limits.entry(id).or_insert(row);
            book.limit_pairs
                .insert((queue, id), AssociationState::Active);
        }
    }

    fn join(&mut self, agent: Agent, fleet: FleetId, is_twin: bool) {
        self.agents.push(Member {
            agent,
            fleet,
            stamp: 0,
            is_twin,
            newest_arrived: 0,
        });
        self.reschedule(self.agents.len() - 1);
    }

    fn at(&mut self, ms: i64, event: Event) {
        self.scheduled += 1;
        self.events.insert((ms, self.scheduled), event);
    }

    fn after(&mut self, ms: i64, event: Event) {
        self.at(self.now_ms + ms, event);
    }

    /// An agent did something: its next wake-up is another one now.
    fn reschedule(&mut self, agent: usize) {
        let member = &mut self.agents[agent];
        member.stamp += 1;
        let stamp = member.stamp;
        if let Some(at) = member.agent.next_ms(self.now_ms) {
            self.at(at, Event::Wake { agent, stamp });
        }
    }

    fn run(mut self) -> Story {
        let mut turns = 0_u64;
        while let Some(((at_ms, _), event)) = self.events.pop_first() {
            self.now_ms = at_ms;
            self.service.now = Timestamp::from_ms(at_ms);
            self.service.watch.passes(at_ms, self.is_up);
            self.handle(event);
            self.send_off_woken();
            let Service {
                watch,
                book,
                held,
                now,
                ..
            } = &mut self.service;
            watch.check(book, held.make_contiguous(), self.waking > 0, *now);
            turns += 1;
            if turns > MOST_TURNS {
                let time = format!("{} ms", self.now_ms);
                self.service.watch.broken(EVERY_JOB_ENDS, time);
            }
            if !self.service.watch.violations.is_empty() || self.is_over(turns) {
                break;
            }
        }
        self.end()
    }

    fn end(mut self) -> Story {
        let violation = self.service.watch.violations.first().cloned();
        if violation.is_none() {
            self.service.settle_again();
        }
        let violation = violation.or(self.service.watch.violations.first().cloned());
        if let Some(violation) = &violation {
            let what = format_args!("BROKEN: {} ({})", violation.rule, violation.place);
            self.service.trace.say(self.now_ms, what);
        }
        Story {
            seed: self.seed,
            violation,
            hash: self.service.trace.hash(),
            events: self.service.trace.events,
            lines: self.service.trace.lines().to_vec(),
            coverage: self.service.coverage,
        }
    }

    fn send_off_woken(&mut self) {
        for held in std::mem::take(&mut self.service.woken) {
            self.waking += 1;
            let after = self.dice.between(0, 30);
            self.after(after, Event::Woken(held));
        }
    }

    fn handle(&mut self, event: Event) {
        match event {
            Event::Wake { agent, stamp } => self.wake(agent, stamp),
            Event::Request {
                agent,
                number,
                request,
            } => self.arrive(agent, number, request),
            Event::Reply {
                agent,
                number,
                reply,
            } => {
                self.agents[agent].agent.hear(number, reply, self.now_ms);
                self.reschedule(agent);
            }
            Event::Woken(held) => {
                self.waking -= 1;
                self.go_on(held);
            }
            Event::HoldEnds(held) => self.hold_ends(held),
            Event::Sweep => {
                if self.is_up {
                    self.service.sweep();
                }
                self.after(SWEEP_EVERY_MS, Event::Sweep);
            }
            Event::CreateJobs => self.create_jobs(),
            Event::Submit => self.submit(),
            Event::Accident => {
                if self.dice.chance(self.mix.accidents) {
                    self.accident();
                }
                let after = self.dice.between(2_000, 20_000);
                if self.calm_since_ms.is_none() {
                    self.after(after, Event::Accident);
                }
            }
            Event::Person => {
                if self.dice.chance(self.mix.people) && self.is_up {
                    people::act(&mut self.service, &mut self.dice);
                }
                let after = self.dice.between(500, 12_000);
                if self.calm_since_ms.is_none() {
                    self.after(after, Event::Person);
                }
            }
            Event::ComeBack { agent } => {
                if self.agents[agent].agent.phase == Phase::Away {
                    self.service.coverage.fault("a crashed worker returns");
                    self.tell(format_args!("agent {agent} returns"));
                }
                self.agents[agent].agent.come_back(self.now_ms);
                self.reschedule(agent);
            }
            Event::Thaw { agent } => {
                self.tell(format_args!("agent {agent} thaws"));
                self.agents[agent].agent.thaw();
                self.reschedule(agent);
            }
            Event::Leave { agent } => {
                self.agents[agent].agent.crash();
                self.tell(format_args!("twin {agent} leaves"));
            }
            Event::ServerBack => {
                self.is_up = true;
                self.service.watch.passes(self.now_ms, true);
                self.tell(format_args!("the server is back"));
                self.service.settle_again();
                self.service.sweep();
            }
            Event::Calm => self.calm(),
        }
    }

    fn tell(&mut self, what: std::fmt::Arguments<'_>) {
        self.service.trace.say(self.now_ms, what);
    }
}

/// The network.
impl World {
    fn wake(&mut self, agent: usize, stamp: u64) {
        if self.agents[agent].stamp != stamp {
            return;
        }
        let mix = self.mix;
        let sent = self.agents[agent]
            .agent
            .wake(self.now_ms, &mut self.dice, &mix);
        if let Some((number, request)) = sent {
            self.send(agent, number, request);
        }
        self.reschedule(agent);
    }

    fn send(&mut self, agent: usize, number: u64, request: Request) {
        if self.dice.chance(self.mix.request_lost) {
            self.service.coverage.fault("a request is lost");
            return;
        }
        let mut delay = self.dice.between(1, 40);
        if self.dice.chance(self.mix.late) {
            self.service.coverage.fault("a request is late");
            delay += self.dice.between(1_000, 20_000);
        }
        // A creation carries a token, so the second finds the first's worker.
        let may_repeat = !matches!(request, Request::Create);
        if may_repeat && self.dice.chance(self.mix.twice) {
            self.service.coverage.fault("a request arrives twice");
            let again = delay + self.dice.between(0, 15_000);
            let request = request.clone();
            self.after(
                again,
                Event::Request {
                    agent,
                    number,
                    request,
                },
            );
        }
        self.after(
            delay,
            Event::Request {
                agent,
                number,
                request,
            },
        );
    }

    fn arrive(&mut self, agent: usize, number: u64, request: Request) {
        if !self.is_up {
            return;
        }
        let member = &mut self.agents[agent];
        if number < member.newest_arrived {
            self.service.coverage.fault("requests arrive out of order");
        }
        member.newest_arrived = member.newest_arrived.max(number);
        let reply = self.serve(agent, number, request);
        if let Some(reply) = reply {
            self.reply(agent, number, reply);
        }
    }

    fn serve(&mut self, agent: usize, number: u64, request: Request) -> Option<Reply> {
        match request {
            Request::Create => {
                let worker = self.service.create_worker(self.agents[agent].fleet);
                self.tell(format_args!("agent {agent} becomes {worker}"));
                Some(Reply::Created(worker))
            }
            Request::Say(worker, event) => {
                let outcome = self.service.update_worker(worker, event);
                let said = if outcome.is_ok() { "" } else { ": refused" };
                self.tell(format_args!("agent {agent}: {event:?}{said}"));
                Some(outcome.map_or_else(|_| self.refusal(worker), |()| Reply::Heard))
            }
            Request::Ask {
                worker,
                reports,
                may_be_held,
            } => {
                let held = Held {
                    agent,
                    number,
                    worker,
                };
                let said = reports.iter().fold(String::new(), |said, (id, info)| {
                    let status = info
                        .completed_status
                        .map_or("runs", |status| status.as_str());
                    format!("{said} {}={status}", short_action(*id))
                });
                let outcome = self
                    .service
                    .ask(worker, reports, may_be_held.then_some(held), false);
                match outcome {
                    Err(_) => {
                        self.tell(format_args!("agent {agent} #{number} says{said}: refused"));
                        Some(self.refusal(worker))
                    }
                    Ok(None) => {
                        self.tell(format_args!("agent {agent} #{number} is held"));
                        self.after(HELD_FOR_MS, Event::HoldEnds(held));
                        None
                    }
                    Ok(Some(answer)) => {
                        let told = told(&answer);
                        self.tell(format_args!(
                            "agent {agent} #{number} says{said}; told{told}"
                        ));
                        Some(Reply::Answer(answer))
                    }
                }
            }
        }
    }

    fn reply(&mut self, agent: usize, number: u64, reply: Reply) {
        if self.dice.chance(self.mix.answer_lost) {
            self.service.coverage.fault("an answer is lost");
            return;
        }
        let delay = self.dice.between(1, 40);
        self.after(
            delay,
            Event::Reply {
                agent,
                number,
                reply,
            },
        );
    }

    fn refusal(&self, worker: WorkerId) -> Reply {
        Reply::Refused(self.service.book.workers[&worker].state)
    }

    /// A held request goes on: it has been woken.
    fn go_on(&mut self, held: Held) {
        if !self.is_up {
            return;
        }
        let none = super::agent::Reports::new();
        let reply = match self.service.ask(held.worker, none, None, true) {
            Ok(Some(answer)) => {
                let told = told(&answer);
                self.tell(format_args!("agent {} is woken; told{told}", held.agent));
                Reply::Answer(answer)
            }
            Ok(None) | Err(_) => self.refusal(held.worker),
        };
        self.reply(held.agent, held.number, reply);
    }

    fn hold_ends(&mut self, held: Held) {
        let Some(at) = self.service.held.iter().position(|one| *one == held) else {
            return;
        };
        self.service.held.remove(at);
        let answer = super::agent::Answer {
            interval_ms: 0,
            ..super::agent::Answer::default()
        };
        self.reply(held.agent, held.number, Reply::Answer(answer));
    }
}

/// Jobs, accidents, and the end of accidents.
impl World {
    fn submit(&mut self) {
        let queue = *self.dice.pick(&self.queues).unwrap_or(&self.queues[0]);
        let draft = Draft::draw(&mut self.dice, &self.fleets);
        let key = self.service.submit(queue, draft);
        self.tell(format_args!("job {key} is submitted"));
        let after = self.dice.between(0, 3_000);
        self.after(after, Event::CreateJobs);
    }

    fn create_jobs(&mut self) {
        if !self.is_up {
            self.after(1_000, Event::CreateJobs);
            return;
        }
        self.service.create_jobs(false);
        self.tell(format_args!("jobs are created"));
    }

    fn accident(&mut self) {
        let at = usize::try_from(self.dice.throw(self.agents.len() as u64)).unwrap_or(0);
        let name = match self.dice.throw(11) {
            0 | 1 => self.crash(at),
            2 => self.freeze(at),
            3 => self.twin(at),
            4 => self.drain(at, false),
            5 => self.drain(at, true),
            6 => self.server_away(),
            8 => {
                let worker = self.some_worker();
                worker.map(|worker| {
                    self.service.scale_in(worker);
                    "a fleet lets a worker go"
                })
            }
            9 => {
                let worker = self.some_worker();
                worker.map(|worker| {
                    self.service.promise(worker);
                    "a worker has less than its fleet promises"
                })
            }
            7 => {
                self.service.create_jobs(true);
                Some("two servers create the same jobs")
            }
            _ => {
                self.service.settle_again();
                Some("everything is looked at again")
            }
        };
        if let Some(name) = name {
            self.service.coverage.fault(name);
            self.tell(format_args!("accident: {name} (agent {at})"));
        }
    }

    fn some_worker(&mut self) -> Option<WorkerId> {
        let workers: Vec<_> = self.service.book.workers.keys().copied().collect();
        self.dice.pick(&workers).copied()
    }

    fn crash(&mut self, at: usize) -> Option<&'static str> {
        if self.agents[at].agent.phase == Phase::Away {
            return None;
        }
        self.agents[at].agent.crash();
        self.service.held.retain(|held| held.agent != at);
        let after = self.dice.between(500, 150_000);
        if !self.agents[at].is_twin {
            self.after(after, Event::ComeBack { agent: at });
        }
        Some("a worker crashes")
    }

    fn freeze(&mut self, at: usize) -> Option<&'static str> {
        self.agents[at].agent.freeze();
        let after = self.dice.between(5_000, 200_000);
        self.after(after, Event::Thaw { agent: at });
        Some("a worker freezes")
    }

    fn twin(&mut self, at: usize) -> Option<&'static str> {
        let original = &self.agents[at];
        if original.agent.worker.is_none() || original.is_twin || self.agents.len() > 6 {
            return None;
        }
        let (twin, fleet) = (Agent::twin_of(&original.agent), original.fleet);
        self.join(twin, fleet, true);
        let after = self.dice.between(5_000, 90_000);
        let agent = self.agents.len() - 1;
        self.after(after, Event::Leave { agent });
        Some("two agents with one id")
    }

    fn drain(&mut self, at: usize, at_once: bool) -> Option<&'static str> {
        if self.agents[at].is_twin || !self.agents[at].agent.drain(at_once, self.now_ms) {
            return None;
        }
        self.reschedule(at);
        for after in [60_000, 300_000] {
            self.after(after, Event::ComeBack { agent: at });
        }
        Some(if at_once {
            "a host drains at once"
        } else {
            "a host drains at leisure"
        })
    }

    fn server_away(&mut self) -> Option<&'static str> {
        if !self.is_up {
            return None;
        }
        self.is_up = false;
        self.service.held.clear();
        let long = self.dice.chance(30);
        let after = self.dice.between(500, if long { 400_000 } else { 20_000 });
        self.after(after, Event::ServerBack);
        Some("the server is away")
    }

    /// No accidents and no people any more; whoever is gone comes back.
    fn calm(&mut self) {
        self.tell(format_args!("calm begins"));
        self.mix = Mix::CALM;
        self.calm_since_ms = Some(self.now_ms);
        if !self.is_up {
            self.is_up = true;
            self.service.watch.passes(self.now_ms, true);
            self.service.sweep();
        }
        self.service.unfit.clear();
        self.service.create_jobs(false);
        for at in 0..self.agents.len() {
            let member = &mut self.agents[at];
            if member.is_twin {
                member.agent.crash();
                continue;
            }
            member.agent.thaw();
            self.after(0, Event::ComeBack { agent: at });
            self.after(400_000, Event::ComeBack { agent: at });
        }
        for limit in self.service.book.limits.keys().copied().collect::<Vec<_>>() {
            let _ = self.service.edit_limit(limit, 2);
        }
        for pair in self
            .service
            .book
            .limit_pairs
            .keys()
            .copied()
            .collect::<Vec<_>>()
        {
            let _ = self
                .service
                .update_limit_pair(pair, AssociationEvent::Activated);
        }
        for pair in self.service.book.pairs.keys().copied().collect::<Vec<_>>() {
            // From every state this is allowed.
            let _ = self.service.update_pair(pair, AssociationEvent::Activated);
        }
    }

    fn is_over(&mut self, turns: u64) -> bool {
        let Some(since_ms) = self.calm_since_ms else {
            return false;
        };
        let is_late = self.now_ms - since_ms > PATIENCE_MS;
        if !turns.is_multiple_of(8) && !is_late {
            return false;
        }
        let submits = |event: &Event| matches!(event, Event::Submit | Event::CreateJobs);
        let is_awaited = self.events.values().any(submits);
        let keys: Vec<Key> = self.service.book.jobs.keys().copied().collect();
        let waits = keys.iter().find_map(|key| self.unexplained(*key));
        let is_over = waits.is_none() && self.service.book.open.is_empty() && !is_awaited;
        if is_late && !is_over {
            let open = self.service.book.open.len();
            let what = format!("{waits:?}, {open} sessions");
            self.service.watch.broken(EVERY_JOB_ENDS, what);
        }
        is_over || is_late
    }

    /// Why a job has not ended, unless there is a good reason.
    fn unexplained(&self, key: Key) -> Option<String> {
        let book = &self.service.book;
        let job = &book.jobs[&key];
        match job.state {
            JobState::CreateFailed | JobState::Archived => return None,
            JobState::Creating | JobState::Updating => return Some(format!("{:?}", job.state)),
            JobState::Created | JobState::Updated => {}
        }
        if job.counts.held() > 0 {
            return Some(format!("job {key} holds tasks: {:?}", job.counts));
        }
        job.steps.iter().find_map(|key| {
            let step = &book.steps[key];
            let ready = step.counts.of(TaskStatus::Ready) > 0 && self.has_worker(*key);
            let blocked = |on: &Key| {
                let counts = book.steps[on].counts;
                let rests = counts.of(TaskStatus::Suspended) + counts.of(TaskStatus::NotCompatible);
                rests + counts.of(TaskStatus::Pending) + counts.of(TaskStatus::Ready) > 0
            };
            let pending = step.counts.of(TaskStatus::Pending) > 0;
            let is_stuck = pending && !step.dependencies.iter().any(blocked);
            (ready || is_stuck).then(|| format!("step {key}: {:?}", step.counts))
        })
    }

    /// Is there a worker that could run it?
    fn has_worker(&self, step: Key) -> bool {
        let book = &self.service.book;
        let step = &book.steps[&step];
        let queue = book.jobs[&step.job_key].queue;
        self.agents.iter().any(|member| {
            let pair = book.pairs.get(&(queue, member.fleet));
            let has_limit = step.takes == 0 || !book.limits_of(queue).is_empty();
            let fits = step.fleets.contains(&member.fleet) && has_limit;
            pair.is_some() && fits && !member.is_twin
        })
    }
}

fn short_action(id: callsheet_api::ids::SessionActionId) -> String {
    let session = id.session().to_string();
    let session = session
        .trim_start_matches("session-")
        .trim_start_matches('0');
    format!("{session}-{}", id.index())
}

fn told(answer: &super::agent::Answer) -> String {
    let actions = answer.sessions.iter().flat_map(|session| &session.actions);
    let told = actions.fold(String::new(), |told, (id, role)| {
        let canceled = if answer.canceled.contains(id) {
            "!"
        } else {
            ""
        };
        let role = match role {
            super::agent::Role::SetUp => "+",
            super::agent::Role::Run => "",
            super::agent::Role::Leave => "-",
        };
        format!("{told} {role}{}{canceled}", short_action(*id))
    });
    if told.is_empty() {
        " nothing".to_owned()
    } else {
        told
    }
}
