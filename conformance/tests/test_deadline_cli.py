"""The stock `deadline` CLI, as it is, with nothing but what `callsheet env` prints."""
import json
import os
import urllib.request

import pytest

from harness.clients import DeadlineCli
from harness.server import ROOT, Callsheet, Farm
from harness.templates import job, step
from harness.waiting import wait_for


@pytest.fixture(scope="module", params=["0.60.10", "0.54.3"])
def cli(request, farm):
    return DeadlineCli(request.param, farm.callsheet)


@pytest.fixture
def bundle(tmp_path):
    """Writes a template as a job bundle, and says where."""
    def write(template):
        (tmp_path / "template.json").write_text(json.dumps(template))
        return str(tmp_path)
    return write


@pytest.fixture
def fractal(tmp_path):
    words = ["-p", "Frames=3", "-p", "Width=32", "-p", f"OutDir={tmp_path}/out"]
    return [os.path.join(ROOT, "examples/fractal"), *words]


def test_farms_queues_and_workers_are_listed(cli, farm):
    assert cli.run("farm", "list").count(farm.ids["farmId"]) == 1
    assert farm.ids["queueId"] in cli.run("queue", "list")
    assert farm.fleet["fleetId"] in cli.run("fleet", "list")
    wait_for(
        "the local worker in the list",
        lambda: "worker-" in cli.run("worker", "list", "--fleet-id", farm.fleet["fleetId"]))


def test_a_bundle_is_submitted_waited_for_read_and_traced(cli, farm, fractal, tmp_path):
    job_id = cli.submit(*fractal, "--name", "From the CLI")
    waited = cli.run("job", "wait", "--job-id", job_id, "--max-poll-interval", "1")
    assert "SUCCEEDED" in waited
    assert sorted(os.listdir(tmp_path / "out")) == [
        "contact_sheet.png", "frame_0001.png", "frame_0002.png", "frame_0003.png"]

    got = cli.run("job", "get", "--job-id", job_id)
    assert "name: From the CLI" in got and "taskRunStatus: SUCCEEDED" in got
    assert job_id in cli.run("job", "list")

    sessions = farm.every("list_sessions", "sessions", farm.ids | {"jobId": job_id})
    logs = ""
    for session in sessions:
        logs += cli.run("job", "logs", "--job-id", job_id, "--session-id", session["sessionId"])
    assert "frame_0003.png" in logs and "laid out 3 frames" in logs

    action = next(a for a in farm.actions(farm.ids | {"jobId": job_id})
                  if "taskRun" in a["definition"])
    of_action = cli.run("job", "logs", "--job-id", job_id,
                        "--session-action-id", action["sessionActionId"])
    assert "frame_" in of_action

    trace = tmp_path / "trace.json"
    summary = cli.run("job", "trace-schedule", "--job-id", job_id,
                      "--trace-format", "chrome", "--trace-file", str(trace))
    assert "Task Run Count: 4" in summary
    assert json.loads(trace.read_text())["traceEvents"]


def test_a_job_that_waits_is_canceled(cli, bundle):
    job_id = cli.submit(bundle(job(step("Sleep", "sleep", "300", tasks=3))))
    cli.run("job", "cancel", "--job-id", job_id, "--yes")
    waited = cli.run(
        "job", "wait", "--job-id", job_id, "--max-poll-interval", "1", "--output", "json", code=3)
    assert json.loads(waited)["status"] == "CANCELED"


def test_failed_tasks_are_requeued(cli, farm, bundle, tmp_path):
    flag = tmp_path / "now-it-works"
    template = job(step("Fail", "test", "-e", str(flag), tasks=2))
    job_id = cli.submit(bundle(template), "--max-retries-per-task", "0")
    waited = cli.run(
        "job", "wait", "--job-id", job_id, "--max-poll-interval", "1", "--output", "json", code=2)
    assert len(json.loads(waited)["failedTasks"]) == 2

    flag.write_text("")
    # A task that has used up its retries is not requeued before the job allows it more of them.
    farm.deadline.update_job(**farm.ids, jobId=job_id, maxRetriesPerTask=1)
    printed = cli.run("job", "requeue-tasks", "--job-id", job_id, "--run-status", "failed",
                      "--yes")
    assert "Requeued a total of 2 tasks" in printed
    cli.run("job", "wait", "--job-id", job_id, "--max-poll-interval", "1")


def test_a_suspended_job_ends_a_wait_with_its_own_code(cli, bundle):
    job_id = cli.submit(
        bundle(job(step("Never", "true"))), "--target-task-run-status", "suspended")
    cli.run("job", "wait", "--job-id", job_id, "--max-poll-interval", "1", code=4)
    cli.run("job", "cancel", "--job-id", job_id, "--yes")


def test_a_broken_template_is_refused_with_its_reason(cli, bundle):
    template = job(step("Name", "true"), step("Name", "true"))
    printed = cli.run("bundle", "submit", bundle(template), "--yes", code=1)
    assert "Name" in printed


def test_unknown_ids_are_answered_with_what_there_is(cli, farm):
    printed = cli.run("job", "get", "--job-id", "job-" + "0" * 32, code=1)
    assert "job-" + "0" * 32 in printed


def test_telemetry_needs_no_signature_and_does_no_harm(farm):
    """The CLI with telemetry on: its events go where they are thrown away."""
    request = urllib.request.Request(
        farm.callsheet.endpoint + "/2023-10-12/telemetry", method="POST",
        data=json.dumps({"BatchId": "1", "RumEvents": []}).encode(),
        headers={"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=10) as response:
        assert response.status in (200, 202, 204)


def test_a_profile_alone_is_enough():
    """`--install-profile` adds a profile, changes no default, and stock clients follow it."""
    with Callsheet(flags=["--install-profile", "--no-worker"]) as callsheet:
        farm = Farm(callsheet)
        config = os.path.join(callsheet.home, ".aws/config")
        wait_for("the profile", lambda: os.path.exists(config))
        with open(config) as file:
            text = file.read()
        assert "[profile callsheet]" in text and "[default]" not in text

        cli = DeadlineCli("0.60.10", callsheet)
        kept = ("PATH", "HOME", "LANG")
        cli.environment = {name: cli.environment[name] for name in kept if name in cli.environment}
        region = farm.deadline.meta.region_name
        cli.environment["DEADLINE_CLOUD_REGIONS"] = region
        assert farm.ids["farmId"] in cli.run("farm", "list", "--profile", "callsheet")
