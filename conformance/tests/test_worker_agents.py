"""AWS's own worker agents on our server, as a studio would run them.

One agent of each version runs through the file; a test that ends it starts it again, as its service
manager would.
"""
import pytest

from harness import examples
from harness.clients import WorkerAgent
from harness.server import Callsheet, Farm
from harness.templates import environment, job, step
from harness.waiting import wait_for


@pytest.fixture(scope="module")
def server():
    """`callsheet server`: no worker of ours."""
    with Callsheet("server", flags=["--update-interval-s", "1"]) as callsheet:
        yield Farm(callsheet)


@pytest.fixture(scope="module", params=["0.33.6", "0.29.0"])
def agent(request, server, tmp_path_factory):
    running = WorkerAgent(request.param, server.callsheet, tmp_path_factory.mktemp("agent"))
    yield running
    running.close()


@pytest.fixture(autouse=True)
def told(agent, request):
    """An agent's own words belong to the report of a test that failed."""
    yield
    print(agent.text())
    assert agent.is_alive(), "the agent ended, and nobody had asked it to"


def test_the_fractal_is_rendered(server, agent, tmp_path):
    examples.run_fractal(server, tmp_path, frames=4, width=32)


def test_environments_of_queue_job_and_step_nest(server, agent):
    examples.run_environments(server, examples.queue_with_an_environment(server))


def test_chunks_are_run_as_chunks(server, agent, tmp_path):
    examples.run_chunked(server, tmp_path)


def test_a_running_task_is_canceled_and_its_environment_left(server, agent, tmp_path):
    ledger = tmp_path / "ledger"
    ids = server.submit(job(
        step("Sleep", "sleep", "300"),
        jobEnvironments=[environment("Around", ledger)]))
    running(server, ids)
    server.deadline.update_job(**ids, targetTaskRunStatus="CANCELED")
    actions = server.settled(ids, "CANCELED")
    assert kinds(actions) == [
        ("envEnter", "SUCCEEDED"), ("taskRun", "CANCELED"), ("envExit", "SUCCEEDED")]
    assert ledger.read_text().split() == ["entered", "left"]


def test_a_failed_task_is_tried_again(server, agent, tmp_path):
    """Each try has an environment of its own: a failure ends the session."""
    ledger = tmp_path / "ledger"
    flaky = 'n=$(cat "$1" 2>/dev/null || echo 0); echo $((n + 1)) >"$1"; exit $((n ? 0 : 7))'
    ids = server.submit(
        job(step("Flaky", "bash", "-c", flaky, "flaky", str(tmp_path / "tries")),
            jobEnvironments=[environment("Around", ledger)]),
        maxRetriesPerTask=2)
    actions = server.settled(ids)
    entered, left = ("envEnter", "SUCCEEDED"), ("envExit", "SUCCEEDED")
    assert kinds(actions) == [
        entered, ("taskRun", "FAILED"), left, entered, ("taskRun", "SUCCEEDED"), left]
    assert actions[1]["processExitCode"] == 7
    assert ledger.read_text().split() == ["entered", "left"] * 2
    assert server.deadline.get_job(**ids)["taskFailureRetryCount"] == 1


def test_a_task_that_fails_for_good_takes_its_dependents_along(server, agent):
    ids = server.submit(
        job(step("Hopeless", "bash", "-c", "echo no use; exit 3"),
            step("Never", "true", after=["Hopeless"])),
        maxRetriesPerTask=1)
    actions = server.settled(ids, "FAILED")
    assert kinds(actions) == [("taskRun", "FAILED")] * 2
    assert [action["processExitCode"] for action in actions] == [3, 3]
    steps = server.every("list_steps", "steps", ids)
    assert {one["name"]: one["taskRunStatus"] for one in steps} == {
        "Hopeless": "FAILED", "Never": "CANCELED"}


# The first run waits to be interrupted, the second one is quick.
ONCE_MORE = 'if [ -e "$1" ]; then exit 0; fi; echo begun >"$1"; sleep 300'


def test_an_agent_that_is_asked_to_end_gives_its_task_back(server, agent, tmp_path):
    ids = server.submit(job(
        step("Again", "bash", "-c", ONCE_MORE, "again", str(tmp_path / "begun"))))
    running(server, ids)
    agent.stop()
    try:
        assert worker(server, agent)["status"] == "STOPPED"
        assert kinds(server.actions(ids)) == [("taskRun", "INTERRUPTED")]
        waiting = server.deadline.get_job(**ids)
        assert waiting["taskRunStatus"] == "READY" and waiting["taskFailureRetryCount"] == 0
    finally:
        agent.start()
    assert kinds(server.settled(ids)) == [("taskRun", "INTERRUPTED"), ("taskRun", "SUCCEEDED")]


# Runs on after its agent was killed, until somebody takes the file away.
HELD = 'echo begun >>"$1"; while [ -e "$2" ]; do sleep 0.1; done'


def test_what_a_killed_agent_ran_is_run_again(server, agent, tmp_path):
    hold, ledger = tmp_path / "hold", tmp_path / "ledger"
    hold.touch()
    ids = server.submit(job(step("Held", "bash", "-c", HELD, "held", str(ledger), str(hold))))
    running(server, ids)
    before = agent.worker_id()
    agent.kill()
    hold.unlink()
    agent.start()
    assert kinds(server.settled(ids)) == [("taskRun", "INTERRUPTED"), ("taskRun", "SUCCEEDED")]
    assert ledger.read_text().split() == ["begun"] * 2
    assert agent.worker_id() == before


def test_an_agent_whose_worker_was_deleted_comes_back_as_another(server, agent):
    wait_for("the worker", lambda: worker(server, agent)["status"] == "IDLE")
    agent.stop()
    before = worker(server, agent)
    assert before["status"] == "STOPPED"
    server.deadline.delete_worker(**server.fleet, workerId=before["workerId"])
    agent.start()
    wait_for("another worker", lambda: agent.worker_id() not in (None, before["workerId"]))
    wait_for("its start", lambda: worker(server, agent)["status"] == "IDLE")
    workers = server.every("list_workers", "workers", server.fleet)
    assert before["workerId"] not in [one["workerId"] for one in workers]


def kinds(actions):
    return [(next(iter(action["definition"])), action["status"]) for action in actions]


def running(server, ids):
    """Waits until the server has heard that a task runs."""
    def look():
        return server.deadline.get_job(**ids).get("taskRunStatus") == "RUNNING"

    wait_for("the task to run", look)


def worker(server, agent):
    return server.deadline.get_worker(**server.fleet, workerId=agent.worker_id())
