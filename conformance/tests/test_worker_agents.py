"""AWS's own worker agents on our server, as a studio would run them."""
import os
import signal

import pytest

from harness.clients import WorkerAgent
from harness.server import ROOT, Callsheet, Farm
from harness.templates import job, step
from harness.waiting import wait_for


@pytest.fixture(scope="module")
def server():
    """`callsheet server`: no worker of ours."""
    with Callsheet("server", flags=["--update-interval-s", "1"]) as callsheet:
        yield Farm(callsheet)


@pytest.fixture(params=["0.33.6", "0.29.0"])
def agent(request, server, tmp_path):
    running = WorkerAgent(request.param, server.callsheet, str(tmp_path / "agent"))
    yield running
    running.kill()


def test_the_fractal_is_rendered(server, agent, tmp_path):
    with open(os.path.join(ROOT, "examples/fractal/template.yaml")) as file:
        template = file.read()
    ids = server.submit(template, {
        "Frames": {"int": "4"}, "Width": {"int": "32"},
        "OutDir": {"path": str(tmp_path / "out")}})
    try:
        actions = server.settled(ids)
    except AssertionError as failed:
        raise AssertionError(f"{failed}\n{agent.text()}") from None
    assert sorted(os.listdir(tmp_path / "out")) == [
        "contact_sheet.png", *(f"frame_{n:04}.png" for n in range(1, 5))]
    assert {action["status"] for action in actions} == {"SUCCEEDED"}
    wait_for("the log", lambda: "laid out 4 frames" in server.log_of(ids), 20)

    workers = server.every("list_workers", "workers", server.fleet)
    started = [worker for worker in workers if worker["status"] in ("STARTED", "RUNNING", "IDLE")]
    assert len(started) == 1
    agent.stop()
    path = server.fleet | {"workerId": started[0]["workerId"]}
    stopped = wait_for(
        "the worker's end",
        lambda: server.deadline.get_worker(**path)["status"] == "STOPPED" and "STOPPED")
    assert stopped == "STOPPED"
    server.deadline.delete_worker(**path)


def test_a_killed_server_interrupts_nothing(server, agent, tmp_path):
    """The socket outlives the server, so agents that give up quickly do not notice."""
    ledger = tmp_path / "ledger"
    script = f"sleep 0.3; echo {{{{Task.Param.Number}}}} >> {ledger}"
    ids = server.submit(job(step("Count", "bash", "-c", script, tasks=12)))
    for lines in (2, 6):
        wait_for(
            f"{lines} tasks",
            lambda: ledger.exists() and ledger.read_text().count("\n") >= lines)
        os.kill(server.callsheet.server_pid(), signal.SIGKILL)
    server.ended(ids)
    assert agent.is_alive(), agent.text()
    assert sorted(map(int, ledger.read_text().split())) == list(range(1, 13))
    assert {action["status"] for action in server.actions(ids)} == {"SUCCEEDED"}
    agent.stop()


def test_a_running_task_is_canceled(server, agent):
    ids = server.submit(job(step("Sleep", "sleep", "300")))

    def running():
        return [action for action in server.actions(ids) if action["status"] == "RUNNING"]

    wait_for("the task to run", running)
    server.deadline.update_job(**ids, targetTaskRunStatus="CANCELED")
    server.ended(ids, "CANCELED")
    statuses = wait_for(
        "the action's end", lambda: [a["status"] for a in server.actions(ids)] == ["CANCELED"])
    assert statuses
    agent.stop()
