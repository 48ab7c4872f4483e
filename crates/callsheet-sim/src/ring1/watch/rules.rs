//! The rules that are watched, as a report names them.

pub const ONE_QUEUE_A_WORKER: &str = "a worker never holds sessions of two queues";
pub const ONE_SESSION_A_WORKER: &str = "a worker holds one session at a time";
pub const A_BROKEN_SESSION_GETS_NOTHING: &str =
    "after a failed, canceled or interrupted action a session gets no new work";
pub const A_SESSION_THAT_LEAVES_GETS_NOTHING: &str = "a session that leaves gets no new work";
pub const WHAT_IS_ENTERED_IS_LEFT: &str =
    "each entered environment is left unless the worker is lost";
pub const ENVIRONMENTS_NEST: &str = "environments are entered in order and left in reverse";
pub const NO_STOP_WITH_A_SESSION: &str = "a worker is told to stop only when it holds no session";
pub const A_CANCEL_NAMES_ALL_THAT_FOLLOWS: &str =
    "a cancel names all later actions but those that leave";
pub const NEVER_ATTEMPTED_HAS_NO_TIMES: &str = "NEVER_ATTEMPTED has no times";
pub const NO_END_BEFORE_ITS_START: &str = "no action ends before it starts";
pub const ONE_OPEN_ACTION_A_TASK: &str = "a task has at most one open action";
pub const A_HELD_TASK_HAS_AN_OPEN_ACTION: &str = "a held task has an open action";
pub const A_SUCCESS_IS_COUNTED_ONCE: &str = "a succeeded task's success is counted once";
pub const COUNTS_EQUAL_A_RECOUNT: &str = "counts equal a recount";
pub const NO_TASK_BEFORE_ITS_DEPENDENCIES: &str = "no task runs before its dependencies";
pub const WORKERS_WITHIN_THE_MAXIMUM: &str = "maxWorkerCount is never exceeded";
pub const RETRIES_WITHIN_THE_MAXIMUM: &str = "maxRetriesPerTask is never exceeded";
pub const LIMITS_ARE_NEVER_EXCEEDED: &str = "no limit is exceeded";
pub const A_STOPPED_LIMIT_GIVES_NOTHING: &str = "a stopped limit association gives nothing";
pub const LIMITS_ARE_HELD_WHILE_IT_RUNS: &str =
    "a session holds what it took until no task run is left";
pub const FAILURES_STOP_THE_JOB: &str = "maxFailedTasksCount stops the job";
pub const A_LOST_WORKER_HOLDS_NOTHING: &str = "a lost worker holds nothing";
pub const AN_ENDED_ACTION_STAYS: &str = "an ended action never changes";
pub const STATUSES_AGREE: &str = "statuses agree with states";
pub const WHAT_WAS_ANSWERED_STAYS: &str = "what was answered stays";
pub const AN_ANSWER_TELLS_ALL: &str = "an answer tells all that a worker should hold";
pub const ASKED_OFTEN_ENOUGH: &str = "a worker asks three times before it is lost";
pub const A_SESSION_ENDS_ONCE: &str = "a session ends once";
pub const FEW_ENOUGH_TO_CANCEL: &str = "what a session holds fits a cancel list";
pub const NO_WORK_FOR_ONE_THAT_LEAVES: &str = "a worker that drains or is gone gets no new work";
pub const NO_WORK_ACROSS_A_STOPPED_PAIR: &str = "a stopped association gives no new work";
pub const A_DRAINED_PAIR_STOPS: &str = "a drained association comes to rest";
pub const ONLY_FLEETS_THAT_FIT: &str = "a step runs only on fleets that fit";
pub const AN_ARCHIVED_JOB_STAYS: &str = "an archived job stays as it is";
pub const ONLY_READY_TASKS_ARE_HANDED_OUT: &str = "only READY tasks are handed out";
pub const TASKS_MOVE_FROM_WHERE_THEY_STAND: &str = "a task moves from where it stands";
pub const TASKS_ARE_IN_ONE_ROW: &str = "each task is in one row or untouched";
pub const CHUNKS_STAY_WITHIN_A_ROW: &str = "a chunk never crosses a change of the other parameters";
pub const A_TARGET_IS_REACHED: &str = "a target moves each task as if it were moved alone";
pub const AN_UPDATE_THAT_ARRIVED_IS_OVER: &str = "an update that has arrived is over";
pub const NOBODY_WAITS_FOR_NOTHING: &str = "no step waits for what succeeded or never will";
pub const THE_PLANNER_CHOOSES_THE_BEST: &str = "the planner chooses what the slow one chooses";
pub const NO_WORKER_IS_HELD_WHILE_WORK_WAITS: &str =
    "no worker is held while work waits that it could do";
pub const SILENCE_COUNTS_ONLY_WHILE_SERVED: &str = "silence counts only while somebody could hear";
pub const A_SILENT_WORKER_IS_GIVEN_UP: &str = "a silent worker is given up";
