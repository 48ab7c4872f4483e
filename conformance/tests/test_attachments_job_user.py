"""Job attachments of jobs that AWS's agents run as another user, through sudo."""
import os
import shutil

import pytest

from harness.attachments import bash, fetched, served_queue, words, write_bundle
from harness.clients import DeadlineCli, WorkerAgent
from harness.job_user import agent_for, job_user, open_folder
from harness.server import Callsheet, Farm
from harness.waiting import wait_for

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="only root can make users")


@pytest.fixture(scope="module")
def server():
    with Callsheet("server", flags=["--update-interval-s", "1"]) as callsheet:
        yield Farm(callsheet)


@pytest.fixture(scope="module")
def user():
    assert shutil.which("sudo"), "there is no sudo: run scripts/debian-packages sudo"
    with job_user() as name:
        yield name


@pytest.fixture(scope="module", params=["0.33.6", "0.29.0"])
def agent(request, server, user):
    with open_folder() as folder:
        running = WorkerAgent(
            request.param, server.callsheet, os.path.join(folder, "agent"), job_user=user,
            starter=agent_for(user, request.param, folder))
        yield running
        print(running.text())
        running.close()


def test_files_go_in_and_come_back_as_another_user(server, agent, user, tmp_path):
    queue = served_queue(server, f"studio/{user}")
    copy = 'mkdir -p "$2"; cp -R "$1/." "$2"; id --user --name >"$2/who"'
    bundle = write_bundle(
        tmp_path / "bundle", {"shot ü.txt": b"shot", "empty": b""},
        bash("Copy", copy, "{{Param.Scene}}", "{{Param.Out}}"))
    wait_for("the agent", agent.worker_id)
    cli = DeadlineCli("0.60.10", server.callsheet)
    ids = queue | {"jobId": cli.submit(bundle, *words(queue))}
    server.settled(ids)
    assert fetched(cli, queue, ids["jobId"], tmp_path / "bundle/out") == {
        "shot ü.txt": b"shot", "empty": b"", "who": f"{user}\n".encode()}
