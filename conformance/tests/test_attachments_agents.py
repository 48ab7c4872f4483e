"""Job attachments through workers: inputs reach tasks, steps see the outputs of the steps that they
depend on, and outputs come back, as each generation of the stock CLI sends and fetches them."""
import hashlib
import json
import shutil
from collections import namedtuple
from types import SimpleNamespace

import pytest

from harness.attachments import (
    BUCKET, IN, OUT, bash, copy_and_sum, fetched, files_below, plant, scene, served_queue, words,
    write_bundle)
from harness.clients import DeadlineCli, OurWorker, WorkerAgent
from harness.server import Callsheet, Farm
from harness.templates import job, step
from harness.waiting import wait_for


@pytest.fixture(scope="module")
def server():
    """`callsheet server`: no worker but those of the tests."""
    with Callsheet("server", flags=["--update-interval-s", "1"]) as callsheet:
        yield Farm(callsheet)


ROOT = "studio/agents"
# Each worker is sent work by the CLI of its time, and what it made is fetched by the other one too.
Pair = namedtuple("Pair", "worker cli other")
PAIRS = [Pair("0.33.6", "0.60.10", "0.54.3"), Pair("0.29.0", "0.54.3", "0.60.10"),
         Pair("ours", "0.60.10", "0.54.3")]


@pytest.fixture(scope="module", params=PAIRS, ids=lambda pair: pair.worker)
def pair(request, server, tmp_path_factory):
    version, folder = request.param.worker, tmp_path_factory.mktemp("worker")
    worker = (OurWorker(server.callsheet, folder) if version == "ours"
              else WorkerAgent(version, server.callsheet, folder))
    yield Pair(worker, *(DeadlineCli(version, server.callsheet) for version in request.param[1:]))
    worker.close()


@pytest.fixture(scope="module")
def queue(server):
    return served_queue(server, ROOT)


@pytest.fixture(autouse=True)
def told(pair):
    """A worker's own words belong to the report of a test that failed."""
    yield
    print(pair.worker.text())
    assert pair.worker.process.poll() is None, "the worker ended, and nobody had asked it to"


def step_ids(server, ids):
    return {one["name"]: one["stepId"] for one in server.every("list_steps", "steps", ids)}


def definitions(actions):
    """What each action is: its kind, and for a sync the step whose outputs it brings."""
    return [(kind, content.get("stepId")) if kind.startswith("sync") else kind
            for action in actions for kind, content in action["definition"].items()]


@pytest.fixture(scope="module")
def done(server, pair, queue, tmp_path_factory):
    """A job of two steps that has run, the second one with the first one's output."""
    folder, files = tmp_path_factory.mktemp("done"), scene()
    bundle = copy_and_sum(folder / "bundle", files, folder / "ledger")
    ids = queue | {"jobId": pair.cli.submit(bundle, *words(queue))}
    return SimpleNamespace(
        ids=ids, files=files, actions=server.settled(ids), steps=step_ids(server, ids),
        ledger=folder / "ledger", out=folder / "bundle/out")


def test_files_are_synced_before_anything_else(server, done):
    sync, around = ("syncInputJobAttachments", None), ["envEnter", "taskRun", "envExit"]
    after_copy = ("syncInputJobAttachments", done.steps["Sum"])
    assert definitions(done.actions) == [sync, *around, sync, after_copy, *around]
    manifests_are_told(server, done.ids, done.actions)


def test_what_goes_in_comes_back(pair, queue, done):
    back = fetched(pair.other, queue, done.ids["jobId"], done.out)
    made = {f"made/{name}": content for name, content in done.files.items()}
    sums = back.pop("sums").decode()
    assert back == made | {"runs": b"run\n", "only at first": b""}
    assert sum_lines(sums) == {
        name: hashlib.sha256(content).hexdigest() for name, content in done.files.items()}


def test_what_a_task_leaves_when_it_runs_again_is_what_counts(server, pair, queue, done):
    one = done.ids | {"stepId": done.steps["Sum"]}
    task = server.every("list_tasks", "tasks", one)[0]
    server.deadline.update_task(**one, taskId=task["taskId"], targetRunStatus="READY")
    wait_for("the second run", lambda: done.ledger.read_text() == "run\nrun\n")
    server.settled(done.ids)
    back = fetched(pair.cli, queue, done.ids["jobId"], done.out, *words({"stepId": one["stepId"]}))
    assert set(back) == {"runs", "sums"} and back["runs"] == b"run\nrun\n"


def sum_lines(text):
    lines = (line.split("  ./", 1) for line in text.splitlines())
    return {name: digest for digest, name in lines}


def manifests_are_told(server, ids, actions):
    """A task's run, and nothing else, says which manifests of outputs it left, and they exist."""
    s3 = server.callsheet.client("s3")
    listed = {
        action["sessionActionId"]: action.get("manifests")
        for session in server.every("list_sessions", "sessions", ids)
        for action in server.every(
            "list_session_actions", "sessionActions", ids, sessionId=session["sessionId"])}
    for action in actions:
        told = action.get("manifests")
        assert told == listed[action["sessionActionId"]]
        run = action["definition"].get("taskRun")
        if run is None:
            assert not told
            continue
        assert [sorted(one) for one in told] == [["outputManifestHash", "outputManifestPath"]]
        path = told[0]["outputManifestPath"]
        below = [ids["farmId"], ids["queueId"], ids["jobId"], run["stepId"], run["taskId"]]
        assert path.startswith("/".join(below) + "/") and action["sessionActionId"] in path
        s3.head_object(Bucket=BUCKET, Key=f"{ROOT}/Manifests/{path}")


def test_two_roots_go_in_and_come_back(server, pair, queue, tmp_path):
    """What is in a location of the submitter's own has a root of its own."""
    library, bundle = tmp_path / "library", tmp_path / "bundle"
    profile = server.deadline.create_storage_profile(
        farmId=queue["farmId"], displayName="Desk", osFamily="LINUX", fileSystemLocations=[
            {"name": "Library", "path": str(library), "type": "LOCAL"}])["storageProfileId"]
    server.deadline.update_queue(**queue, allowedStorageProfileIdsToAdd=[profile])
    plant(library, {"props/chair.txt": b"chair"})
    folders = [IN, OUT, IN | {"name": "Props"}, OUT | {"name": "Cache"}]
    write_bundle(
        bundle, {"shot.txt": b"shot"},
        bash("Swap", 'mkdir -p "$3" "$4"; cp "$1/shot.txt" "$4"; cp "$2/chair.txt" "$3"',
             "{{Param.Scene}}", "{{Param.Props}}", "{{Param.Out}}", "{{Param.Cache}}"),
        parameters=folders)
    ids = queue | {"jobId": pair.cli.submit(
        str(bundle), *words(queue), "--storage-profile-id", profile,
        "--parameter", f"Props={library}/props", "--parameter", f"Cache={library}/cache")}
    sent = server.deadline.get_job(**ids)["attachments"]["manifests"]
    assert [one.get("fileSystemLocationName") for one in sent].count("Library") == 1
    run = server.settled(ids)[-1]
    assert len(sent) == len(run["manifests"]) == 2
    shutil.rmtree(library / "cache", ignore_errors=True)
    assert fetched(pair.cli, queue, ids["jobId"], bundle / "out") == {"chair.txt": b"chair"}
    assert files_below(library / "cache") == {"shot.txt": b"shot"}


def test_a_file_that_is_gone_fails_the_sync_and_the_job(server, pair, queue, tmp_path):
    """Each failed sync is one failure of the session's first task."""
    bundle = write_bundle(
        tmp_path, {"lost file.txt": str(tmp_path).encode()},
        step("Never", "true"), parameters=[IN])
    ids = queue | {"jobId": pair.cli.submit(
        bundle, *words(queue), "--target-task-run-status", "SUSPENDED",
        "--max-retries-per-task", "1")}
    lose(server, ids)
    server.deadline.update_job(**ids, targetTaskRunStatus="READY")
    actions = server.settled(ids, "FAILED")
    began = [action for action in actions if "syncInputJobAttachments" in action["definition"]]
    assert [action["status"] for action in began] == ["FAILED"] * 2
    assert {action["status"] for action in actions if action not in began} <= {"NEVER_ATTEMPTED"}
    said = "".join(action.get("progressMessage", "") for action in began) + server.log_of(ids)
    assert "lost file.txt" in said
    one = ids | {"stepId": step_ids(server, ids)["Never"]}
    task = server.every("list_tasks", "tasks", one)[0]
    assert task["runStatus"] == "FAILED" and task["failureRetryCount"] == 1


def lose(server, ids):
    """Deletes what a job's only file consists of, as a careless administrator would."""
    s3 = server.callsheet.client("s3")
    sent = server.deadline.get_job(**ids)["attachments"]["manifests"][0]
    manifest = s3.get_object(Bucket=BUCKET, Key=f"{ROOT}/Manifests/{sent['inputManifestPath']}")
    [path] = json.loads(manifest["Body"].read())["paths"]
    s3.delete_object(Bucket=BUCKET, Key=f"{ROOT}/Data/{path['hash']}.xxh128")


def test_a_job_without_attachments_is_not_synced(server, pair, queue):
    actions = server.settled(server.submit(job(step("Plain", "true")), queue=queue))
    assert definitions(actions) == ["taskRun"]
