"""The server and the worker are killed at seeded moments; what was answered before stays true.

`callsheet up` starts both again by itself. Around each kill one thread reads and another writes,
so that most of them fall into the middle of requests. A run is repeated with the seed it prints:

    CALLSHEET_KILL_SEED=N pytest conformance/tests/test_kill.py
"""
import collections
import json
import os
import random
import signal
import threading
import time

import pytest
from botocore.config import Config

from harness.server import Callsheet, Farm
from harness.templates import job, step
from harness.waiting import wait_for

TASKS = 60
# The line says which run of the task it is: a run that was lost may have left one of its own.
APPEND = 'echo "$1 $DEADLINE_SESSIONACTION_ID" >>"$2"; sleep 0.15'
PATIENT = Config(retries={"mode": "standard", "max_attempts": 10},
                 connect_timeout=10, read_timeout=10)
ENDED = {"SUCCEEDED", "FAILED", "CANCELED", "INTERRUPTED", "NEVER_ATTEMPTED"}


class Memory:
    """Everything final that a client was ever told, and whether it is still said."""

    def __init__(self):
        self.facts = {}
        self.lock = threading.Lock()
        self.compared = 0

    def still(self, key, is_final, seen, asked_at):
        """What was final once cannot become anything else again. Two threads ask, so an answer
        that is not final counts only if its question came after the final one was known."""
        with self.lock:
            known, known_at = self.facts.get(key, (None, None))
            if known is None:
                if is_final:
                    self.facts[key] = seen, time.monotonic()
                return
            if not is_final and asked_at <= known_at:
                return
            self.compared += 1
        assert known == seen, f"{key} was\n{known}\nand now is\n{seen}"


class Observed:
    """A farm under fire, with a thread that reads and one that writes all the time."""

    def __init__(self, callsheet, ledger, seed):
        self.callsheet = callsheet
        self.farm = Farm(callsheet)
        self.farm.deadline = callsheet.client(config=PATIENT)
        self.ledger = str(ledger)
        self.random = random.Random(seed)
        self.memory = Memory()
        self.jobs = []
        self.stop = threading.Event()
        self.faults = []
        self.asked = self.answered = 0

    # What tests do.

    def submit(self):
        append = step("Append", "bash", "-c", APPEND, "append",
                      f"{len(self.jobs)}.{{{{Task.Param.Number}}}}", self.ledger, tasks=TASKS)
        ids = self.farm.submit(job(append, name=f"Ledger {len(self.jobs)}"),
                               maxRetriesPerTask=100, maxFailedTasksCount=100)
        step_id = self.farm.every("list_steps", "steps", ids)[0]["stepId"]
        self.jobs.append(ids | {"stepId": step_id})

    def keep_busy(self):
        """There is always a job with tasks left, however fast this machine is."""
        latest = {key: self.jobs[-1][key] for key in ("farmId", "queueId", "jobId")}
        counts = self.farm.deadline.get_job(**latest)["taskRunStatusCounts"]
        if counts.get("SUCCEEDED", 0) > TASKS // 2:
            self.submit()

    def kill(self, what):
        """Kills the process and waits for its successor."""
        pid = self.pid(what)
        os.kill(pid, signal.SIGKILL)
        wait_for(f"a new {what}", lambda: self.pid(what) not in (None, pid), 30, every_s=0.02)

    def pid(self, what):
        with open(os.path.join(self.callsheet.data_dir, "run.json")) as file:
            return json.load(file)[f"{what}_pid"]

    # What is read, compared and written meanwhile.

    def read_job(self, ids):
        """Compares everything that lists say about a job."""
        job_ids = {key: ids[key] for key in ("farmId", "queueId", "jobId")}
        asked_at = time.monotonic()
        found = plain(self.farm.deadline.get_job(**job_ids))
        self.memory.still(
            ids["jobId"], found["taskRunStatus"] == "SUCCEEDED", found, asked_at)
        self.listed("list_tasks", "tasks", ids, "taskId", is_succeeded)
        for session in self.listed("list_sessions", "sessions", job_ids, "sessionId", is_over):
            own = job_ids | {"sessionId": session["sessionId"]}
            self.listed("list_session_actions", "sessionActions", own, "sessionActionId", is_ended)

    def listed(self, operation, member, ids, key, is_final):
        asked_at = time.monotonic()
        found = self.farm.every(operation, member, ids)
        for one in found:
            self.memory.still((operation, one[key]), is_final(one), one, asked_at)
        return found

    def read_actions(self, ids, chosen=None):
        """Reads session actions by themselves: all, or a chosen number of those that ended."""
        job_ids = {key: ids[key] for key in ("farmId", "queueId", "jobId")}
        listed = [action for session in self.farm.every("list_sessions", "sessions", job_ids)
                  for action in self.farm.every("list_session_actions", "sessionActions", job_ids,
                                                sessionId=session["sessionId"])]
        some = listed if chosen is None else random.sample(listed, min(chosen, len(listed)))
        read = []
        for action in some:
            asked_at = time.monotonic()
            found = plain(self.farm.deadline.get_session_action(
                **job_ids, sessionActionId=action["sessionActionId"]))
            self.memory.still(found["sessionActionId"], is_ended(found), found, asked_at)
            read.append(found)
        return read

    def check(self):
        """All that any client was told, against what is said now."""
        for ids in self.jobs:
            self.read_job(ids)
            self.read_actions(ids, 15)
        answered = self.answered
        said = int(self.farm.deadline.get_queue(**self.farm.ids).get("description") or 0)
        assert answered <= said <= self.asked
        self.raise_faults()

    def read_on(self):
        while not self.stop.is_set():
            self.read_job(self.jobs[-1])

    def write_on(self):
        """Each number is written and read again; a lost answer to the next one may count."""
        deadline = self.callsheet.client(config=PATIENT)
        while not self.stop.is_set():
            self.asked += 1
            deadline.update_queue(**self.farm.ids, description=str(self.asked))
            self.answered = self.asked
            said = deadline.get_queue(**self.farm.ids)["description"]
            assert said == str(self.answered), (said, self.answered)

    def guarded(self, work):
        try:
            work()
        except BaseException as fault:
            self.faults.append(fault)

    def raise_faults(self):
        if self.faults:
            raise self.faults[0]

    def __enter__(self):
        self.submit()
        self.threads = [threading.Thread(target=self.guarded, args=(work,))
                        for work in (self.read_on, self.write_on)]
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self.stop.set()
        for thread in self.threads:
            thread.join()


def is_succeeded(task):
    return task["runStatus"] == "SUCCEEDED"


def is_over(session):
    return session["lifecycleStatus"] == "ENDED"


def is_ended(action):
    return action["status"] in ENDED


def plain(answer):
    return {key: value for key, value in answer.items() if key != "ResponseMetadata"}


def moments(rng, servers, workers):
    """Who is killed, and how long after the one before."""
    whom = ["server"] * servers + ["worker"] * workers
    rng.shuffle(whom)
    return [(what, rng.uniform(0, 1.5)) for what in whom]


@pytest.mark.parametrize("store, servers, workers", [("sqlite", 30, 10), ("postgresql", 10, 4)])
def test_nothing_that_was_answered_is_lost(store, servers, workers, request, tmp_path, capsys):
    seed = int(os.environ.get("CALLSHEET_KILL_SEED") or random.randrange(1 << 32))
    with capsys.disabled():
        print(f"\n{store}: CALLSHEET_KILL_SEED={seed}", flush=True)
    url = request.getfixturevalue("postgres").new_database() if store == "postgresql" else None
    ledger = tmp_path / "ledger"
    with Callsheet(store=url, flags=["--update-interval-s", "1"]) as callsheet:
        with Observed(callsheet, ledger, seed) as observed:
            for what, delay_s in moments(observed.random, servers, workers):
                observed.keep_busy()
                # A moment of its own is the point here; no state is waited for.
                time.sleep(delay_s)
                observed.kill(what)
                observed.check()
            for ids in observed.jobs:
                job_ids = {key: ids[key] for key in ("farmId", "queueId", "jobId")}
                observed.farm.ended(job_ids, deadline_s=90)
        observed.check()
        actions = [action for ids in observed.jobs for action in observed.read_actions(ids)]
        check_the_end(observed, actions)
        check_the_ledger(observed, actions, ledger.read_text())
        assert observed.memory.compared > 1000 and observed.answered > servers


def check_the_end(observed, actions):
    """Every session and every session action is closed."""
    assert [a for a in actions if not is_ended(a)] == []
    assert [a for a in actions if "startedAt" in a and "endedAt" not in a] == []
    for ids in observed.jobs:
        job_ids = {key: ids[key] for key in ("farmId", "queueId", "jobId")}
        for session in observed.farm.every("list_sessions", "sessions", job_ids):
            assert session["lifecycleStatus"] == "ENDED", session


def check_the_ledger(observed, actions, text):
    """Each run left one line at most, and no task ran again after it had succeeded."""
    lines = [line.split() for line in text.splitlines()]
    per_action = collections.Counter(action_id for _, action_id in lines)
    assert [one for one, count in per_action.items() if count > 1] == []
    place = {action_id: number for number, (_, action_id) in enumerate(lines)}
    runs = collections.defaultdict(list)
    for action in actions:
        if "taskRun" in action["definition"]:
            runs[action["definition"]["taskRun"]["taskId"]].append(action)
    assert len(runs) == TASKS * len(observed.jobs)
    for task_id, its_runs in runs.items():
        succeeded = [run for run in its_runs if run["status"] == "SUCCEEDED"]
        assert len(succeeded) == 1, (task_id, its_runs)
        assert per_action[succeeded[0]["sessionActionId"]] == 1, its_runs
        for run in its_runs:
            if run is not succeeded[0] and run["sessionActionId"] in per_action:
                assert came_before(run, succeeded[0], place), (task_id, its_runs)
    known = {action["sessionActionId"] for action in actions}
    assert set(per_action) <= known


def came_before(run, success, place):
    """Whether a run was under way before the success ended. One whose worker was killed before it
    could say that it had started has no time, but its line has a place in the ledger."""
    if "startedAt" in run:
        return run["startedAt"] <= success["endedAt"]
    return place[run["sessionActionId"]] < place[success["sessionActionId"]]
