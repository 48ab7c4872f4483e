"""AWS's worker agents beside ours, and in the ways that a fleet or a job chooses for them."""
import pytest

from harness import examples
from harness.clients import OurWorker, WorkerAgent
from harness.server import Callsheet, Farm
from harness.templates import job, step
from harness.waiting import wait_for

VERSIONS = ["0.33.6", "0.29.0"]


@pytest.fixture
def farm():
    # Idle workers are looked at as often as they are known to live: here every ten seconds.
    flags = ["--update-interval-s", "1", "--silence-after-s", "30"]
    with Callsheet("server", flags=flags) as callsheet:
        yield Farm(callsheet)


@pytest.fixture
def started(farm, tmp_path):
    """Starts workers, and ends them with the test."""
    running = []

    def start(version, *words):
        if version == "ours":
            worker = OurWorker(farm.callsheet, tmp_path)
        else:
            worker = WorkerAgent(version, farm.callsheet, tmp_path / f"agent-{version}", *words)
        running.append(worker)
        return worker

    yield start
    for worker in running:
        print(worker.text())
        worker.close()


# Each task waits until all three have begun.
MEET = ('touch "$1/$2"; for i in $(seq 900); do'
        ' [ "$(ls "$1" | wc -l)" -ge 3 ] && exit 0; sleep 0.1; done; exit 1')


def test_our_worker_and_theirs_share_a_job(farm, started, tmp_path):
    meeting = tmp_path / "meeting"
    meeting.mkdir()
    workers = [started(version) for version in ["ours", *VERSIONS]]
    ids = farm.submit(job(step(
        "Meet", "bash", "-c", MEET, "meet", str(meeting), "{{Task.Param.Number}}", tasks=3)))
    actions = farm.settled(ids)
    assert [action["status"] for action in actions] == ["SUCCEEDED"] * 3
    sessions = farm.every("list_sessions", "sessions", ids)
    assert len({session["workerId"] for session in sessions}) == 3
    for worker in workers:
        worker.stop()
    statuses = {worker["status"] for worker in farm.every("list_workers", "workers", farm.fleet)}
    assert statuses == {"STOPPED"}


@pytest.mark.parametrize("runtime", ["python", "rust"])
def test_both_session_runtimes_run_the_examples(farm, started, runtime, tmp_path):
    agent = started("0.33.6", "--session-runtime", runtime)
    examples.run_environments(farm, examples.queue_with_an_environment(farm))
    examples.run_chunked(farm, tmp_path)
    assert f"Selected session runtime: {runtime} " in agent.text()
    agent.stop()


def test_expressions_choose_the_runtime_and_an_agent_that_knows_them(farm, started):
    """0.29.0 is there first, and is passed over."""
    old = started("0.29.0")
    wait_for("the old agent", old.worker_id)
    ids = farm.submit(job(
        step("Add", "bash", "-c", "test {{ 40 + Param.More }} = 42"), extensions=["EXPR"],
        parameterDefinitions=[{"name": "More", "type": "INT", "default": 2}]))
    new = started("0.33.6")
    actions = farm.settled(ids)
    assert [action["status"] for action in actions] == ["SUCCEEDED"]
    sessions = farm.every("list_sessions", "sessions", ids)
    assert [session["workerId"] for session in sessions] == [new.worker_id()]
    assert "Selected session runtime: rust (hint='rust')" in new.text()
    new.stop()
    old.stop()


@pytest.mark.parametrize("version", VERSIONS)
def test_the_host_is_configured_before_there_is_work(farm, started, version, tmp_path):
    """semantics 6.4-3: the script runs once; a restarted agent remembers that it has."""
    ledger = tmp_path / "ledger"
    farm.deadline.update_fleet(**farm.fleet, hostConfiguration={
        "scriptBody": f'#!/bin/sh\necho "$DEADLINE_FLEET_ID" >>{ledger}\n',
        "scriptTimeoutSeconds": 300})
    ids = farm.submit(job(step("Look", "bash", "-c", f"test -s {ledger}")))
    agent = started(version)
    farm.settled(ids)
    agent.stop()
    agent.start()
    farm.settled(farm.submit(job(step("Again", "true"))))
    assert ledger.read_text().split() == [farm.fleet["fleetId"]]
    agent.stop()


def test_idle_agents_stop_when_their_fleet_shrinks(farm, started):
    found = farm.deadline.get_fleet(**farm.fleet)
    configuration = found["configuration"]
    configuration["customerManaged"]["mode"] = "EVENT_BASED_AUTO_SCALING"
    configuration["customerManaged"]["autoScalingConfiguration"] = {
        "workerIdleDurationSeconds": 1, "standbyWorkerCount": 0}
    agents = [started(version) for version in VERSIONS]
    farm.settled(farm.submit(job(step("Work", "true"))))
    farm.deadline.update_fleet(**farm.fleet, minWorkerCount=0, configuration=configuration)

    def all_are_stopping():
        workers = farm.every("list_workers", "workers", farm.fleet)
        return [worker["status"] for worker in workers] == ["STOPPING"] * 2

    wait_for("the agents to stop", all_are_stopping)
    for agent in agents:
        wait_for("its word", lambda: "has requested that the host be shutdown" in agent.text())
