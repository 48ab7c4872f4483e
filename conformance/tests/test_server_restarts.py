"""AWS's worker agents while the server under them is restarted, or killed.

Both versions work on one job. Whatever happens to the server, no report that it answered is lost
and no task that succeeded runs again.
"""
import collections
import os
import signal
import time

import pytest

from harness.clients import WorkerAgent
from harness.server import Callsheet, Farm
from harness.templates import job, step
from harness.waiting import wait_for

VERSIONS = ["0.33.6", "0.29.0"]
# Which task, in which session action.
APPEND = 'sleep 0.3; echo "$1 $DEADLINE_SESSIONACTION_ID" >>"$2"'


@pytest.fixture(scope="module")
def farm():
    with Callsheet("server", flags=["--update-interval-s", "1"]) as callsheet:
        yield Farm(callsheet)


@pytest.fixture(scope="module")
def agents(farm, tmp_path_factory):
    folder = tmp_path_factory.mktemp("agents")
    running = {version: WorkerAgent(version, farm.callsheet, folder / version)
               for version in VERSIONS}
    yield running
    for agent in running.values():
        agent.close()


def submit(farm, ledger, tasks):
    append = step("Append", "bash", "-c", APPEND, "append", "{{Task.Param.Number}}", str(ledger),
                  tasks=tasks)
    return farm.submit(job(append), maxRetriesPerTask=0)


def lines(ledger):
    return ledger.read_text().splitlines() if ledger.exists() else []


def restart(callsheet, away_s=0.0):
    """Ends the server as an upgrade would. Its parent, which starts it again, is stopped for as
    long as the server shall be away."""
    pid = callsheet.server_pid()
    callsheet.process.send_signal(signal.SIGSTOP)
    try:
        os.kill(pid, signal.SIGTERM)
        wait_for("the server's end", lambda: has_ended(pid), every_s=0.02)
        # How long it is away is the point here; no state is waited for.
        time.sleep(away_s)
    finally:
        callsheet.process.send_signal(signal.SIGCONT)
    wait_for("another server", lambda: callsheet.server_pid() not in (None, pid))


def has_ended(pid):
    """Its parent is stopped and does not fetch it, so it stays as a zombie."""
    with open(f"/proc/{pid}/stat") as file:
        return file.read().rsplit(")", 1)[1].split()[0] == "Z"


def test_a_planned_restart_is_not_noticed(farm, agents, tmp_path):
    ledger = tmp_path / "ledger"
    ids = submit(farm, ledger, tasks=60)
    said = {version: len(agent.text()) for version, agent in agents.items()}
    for done, away_s in ((4, 0), (8, 25), (20, 0), (30, 0), (40, 0)):
        wait_for(f"{done} tasks", lambda: len(lines(ledger)) >= done)
        restart(farm.callsheet, away_s)
    actions = farm.settled(ids)
    for version, agent in agents.items():
        assert agent.is_alive(), agent.text()
        assert "Traceback" not in agent.text()[said[version]:], agent.text()
    runs_once(actions, ledger, tasks=60)
    assert {action["status"] for action in actions} == {"SUCCEEDED"}
    assert len(farm.every("list_sessions", "sessions", ids)) == len(VERSIONS)


def test_a_killed_server_costs_nothing_that_was_answered(farm, agents, tmp_path):
    """0.29.0 ends when a request of its own was cut off, and is started again."""
    ledger = tmp_path / "ledger"
    ids = submit(farm, ledger, tasks=60)
    with agents["0.29.0"].watched() as ended:
        for done in (4, 12, 20, 28, 36, 44):
            wait_for(f"{done} tasks", lambda: len(lines(ledger)) >= done)
            pid = farm.callsheet.server_pid()
            os.kill(pid, signal.SIGKILL)
            wait_for("another server", lambda: farm.callsheet.server_pid() not in (None, pid))
        actions = farm.settled(ids)
    assert agents["0.33.6"].is_alive(), agents["0.33.6"].text()
    assert all(code == 1 for code in ended), ended
    runs_once(actions, ledger, tasks=60)
    unfinished = [action for action in actions if action["status"] != "SUCCEEDED"]
    assert bool(unfinished) <= bool(ended), unfinished


def runs_once(actions, ledger, tasks):
    """Every task succeeded once, and what ran beside was before that."""
    runs = collections.defaultdict(list)
    for action in actions:
        runs[action["definition"]["taskRun"]["taskId"]].append(action)
    assert len(runs) == tasks
    written = [line.split()[1] for line in lines(ledger)]
    for task_id, its_runs in runs.items():
        succeeded = [run for run in its_runs if run["status"] == "SUCCEEDED"]
        assert len(succeeded) == 1, (task_id, its_runs)
        assert written.count(succeeded[0]["sessionActionId"]) == 1, task_id
        for run in its_runs:
            if run is not succeeded[0] and "startedAt" in run:
                assert run["startedAt"] <= succeeded[0]["startedAt"], (task_id, its_runs)
    assert len(written) >= tasks
