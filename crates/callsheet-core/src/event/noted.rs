//! What one transaction has to tell, gathered until its end: others see only where it leaves a job
//! or step, so what it passed through on the way is not told.

use callsheet_api::Timestamp;
use callsheet_api::ids::FarmId;

use super::{Happened, Range, Run};
use crate::counts::TaskStatus;
use crate::view::Key;

/// What something happened to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum About {
    Job(Key),
    Step(Key),
    /// A fleet or budget of the farm.
    Farm(FarmId),
}

#[derive(Debug, Clone, PartialEq)]
pub struct Note {
    pub at: Timestamp,
    pub about: About,
    pub happened: Happened,
    /// Told even if it ends where it began, but for READY: a requeue.
    is_requeue: bool,
}

#[derive(Debug, Clone, PartialEq, Default)]
pub struct Notes {
    list: Vec<Note>,
}

impl Notes {
    pub fn note(&mut self, about: About, happened: Happened, at: Timestamp) {
        self.add(Note {
            at,
            about,
            happened,
            is_requeue: false,
        });
    }

    /// Somebody requeued this job or step, which stands here by now.
    pub fn requeued(&mut self, about: About, now: TaskStatus, counts: [i64; 12], at: Timestamp) {
        let run = Run {
            previous: now,
            now,
            counts,
        };
        let happened = match about {
            About::Job(_) => Happened::JobRun(run),
            About::Step(_) => Happened::StepRun(run),
            About::Farm(_) => return,
        };
        self.add(Note {
            at,
            about,
            happened,
            is_requeue: true,
        });
    }

    fn add(&mut self, mut note: Note) {
        match &mut note.happened {
            Happened::JobRun(run) | Happened::StepRun(run) => {
                if let Some((earlier, was_requeue)) = self.take_run(note.about) {
                    run.previous = earlier.previous;
                    note.is_requeue |= was_requeue;
                }
                let is_news =
                    run.previous != run.now || (note.is_requeue && run.now != TaskStatus::Ready);
                if !is_news {
                    return;
                }
            }
            Happened::TaskRun { ranges, .. } if ranges.is_empty() => return,
            Happened::TaskRun { .. } => {
                if self.list.last_mut().is_some_and(|last| last.joins(&note)) {
                    return;
                }
            }
            Happened::JobLifecycle { .. }
            | Happened::StepLifecycle { .. }
            | Happened::FleetSize { .. }
            | Happened::BudgetThreshold { .. } => {}
        }
        self.list.push(note);
    }

    /// What was said before of how this job or step runs: the later word takes its place.
    fn take_run(&mut self, about: About) -> Option<(Run, bool)> {
        let run_of = |note: &Note| match note.happened {
            Happened::JobRun(run) | Happened::StepRun(run) if note.about == about => {
                Some((run, note.is_requeue))
            }
            Happened::JobRun(_)
            | Happened::StepRun(_)
            | Happened::JobLifecycle { .. }
            | Happened::StepLifecycle { .. }
            | Happened::TaskRun { .. }
            | Happened::FleetSize { .. }
            | Happened::BudgetThreshold { .. } => None,
        };
        let at = self.list.iter().rposition(|note| run_of(note).is_some())?;
        run_of(&self.list.remove(at))
    }

    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    pub fn clear(&mut self) {
        self.list.clear();
    }

    pub fn take(&mut self) -> Vec<Note> {
        std::mem::take(&mut self.list)
    }
}

impl Note {
    /// Takes in tasks that follow its own and went the same way.
    fn joins(&mut self, next: &Note) -> bool {
        let is_alike = self.about == next.about && self.at == next.at;
        let (
            true,
            Happened::TaskRun {
                ranges,
                previous,
                now,
            },
            Happened::TaskRun {
                ranges: more,
                previous: also_previous,
                now: also_now,
            },
        ) = (is_alike, &mut self.happened, &next.happened)
        else {
            return false;
        };
        if (*previous, *now) != (*also_previous, *also_now) {
            return false;
        }
        for range in more {
            push(ranges, *range);
        }
        true
    }
}

/// Ranges that touch are one.
pub fn push(ranges: &mut Vec<Range>, range: Range) {
    match ranges.last_mut() {
        Some(last) if last.first + last.count == range.first => last.count += range.count,
        Some(_) | None => ranges.push(range),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const AT: Timestamp = Timestamp::from_ms(5);
    const JOB: About = About::Job(1);
    const STEP: About = About::Step(2);

    fn run(previous: TaskStatus, now: TaskStatus) -> Run {
        let counts = [0; 12];
        Run {
            previous,
            now,
            counts,
        }
    }

    fn tasks(first: i64, count: i64, now: TaskStatus) -> Happened {
        Happened::TaskRun {
            ranges: vec![Range { first, count }],
            previous: TaskStatus::Ready,
            now,
        }
    }

    fn told(notes: &mut Notes) -> Vec<Happened> {
        notes.take().into_iter().map(|note| note.happened).collect()
    }

    #[test]
    fn where_a_job_was_on_the_way_is_not_told() {
        use TaskStatus::{Assigned, Ready, Running};
        let mut notes = Notes::default();
        notes.note(JOB, Happened::JobRun(run(Running, Ready)), AT);
        notes.note(STEP, tasks(0, 1, Assigned), AT);
        notes.note(JOB, Happened::JobRun(run(Ready, Assigned)), AT);
        let expected = [
            tasks(0, 1, Assigned),
            Happened::JobRun(run(Running, Assigned)),
        ];
        assert_eq!(told(&mut notes), expected);
        notes.note(JOB, Happened::JobRun(run(Running, Ready)), AT);
        notes.note(JOB, Happened::JobRun(run(Ready, Running)), AT);
        assert!(notes.is_empty());
    }

    #[test]
    fn a_requeue_is_told_though_nothing_changes_unless_it_is_ready() {
        use TaskStatus::{Failed, Ready, Running};
        let mut notes = Notes::default();
        notes.requeued(JOB, Running, [0; 12], AT);
        notes.requeued(STEP, Ready, [0; 12], AT);
        assert_eq!(told(&mut notes), [Happened::JobRun(run(Running, Running))]);
        notes.note(JOB, Happened::JobRun(run(Failed, Ready)), AT);
        notes.requeued(JOB, Ready, [0; 12], AT);
        assert_eq!(told(&mut notes), [Happened::JobRun(run(Failed, Ready))]);
    }

    #[test]
    fn tasks_that_follow_each_other_are_one_change() {
        use TaskStatus::{Assigned, Canceled};
        let mut notes = Notes::default();
        for happened in [
            tasks(0, 5, Assigned),
            tasks(5, 1, Assigned),
            tasks(8, 1, Assigned),
            tasks(9, 1, Canceled),
        ] {
            notes.note(STEP, happened, AT);
        }
        let ranges = vec![Range { first: 0, count: 6 }, Range { first: 8, count: 1 }];
        let joined = Happened::TaskRun {
            ranges,
            previous: TaskStatus::Ready,
            now: Assigned,
        };
        assert_eq!(told(&mut notes), [joined, tasks(9, 1, Canceled)]);
    }
}
