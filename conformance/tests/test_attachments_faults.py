"""What goes wrong with the files of a session of our worker: it is said by the file's name, nothing
half is left, and a retry completes."""
import hashlib
import json
import os
import subprocess
import uuid

import pytest

from harness.clients import OurWorker
from harness.gate import Gate
from harness.server import Callsheet, Farm
from harness.small_disk import may_mount, small_disk
from harness.templates import job, step
from harness.waiting import wait_for

BUCKET, ROOT = "job-attachments", "DeadlineCloud"
SHOW = "/show/shot"


@pytest.fixture(scope="module")
def server():
    with Callsheet("server", flags=["--update-interval-s", "1"]) as callsheet:
        yield Farm(callsheet)


@pytest.fixture(scope="module")
def s3(server):
    return server.callsheet.client("s3")


@pytest.fixture
def gate(server):
    made = Gate(server.callsheet.endpoint, lambda line: "/Data/" in line)
    yield made
    made.close()


@pytest.fixture
def worker(server, gate, tmp_path):
    """Ours, with the gate before the server."""
    running = OurWorker(server.callsheet, str(tmp_path), endpoint=gate.endpoint)
    yield running
    running.close()


def xxh128(text):
    """By the stock client's own library, in the environment that was made for it."""
    python = os.path.join(
        os.environ.get("CALLSHEET_CLIENTS", os.path.join(
            os.path.dirname(os.path.dirname(os.path.abspath(__file__))), ".clients")),
        "deadline-0.60.10", "bin", "python")
    code = "import sys, xxhash; print(xxhash.xxh3_128_hexdigest(sys.stdin.buffer.read()))"
    return subprocess.run(
        [python, "-c", code], input=text, stdout=subprocess.PIPE, check=True).stdout.decode().strip()


class Files:
    """The files of one job, put into the bucket by hand, so that each can be spoiled."""

    def __init__(self, server, s3, files):
        self.s3, self.hashes = s3, {}
        paths = []
        for path, body in sorted(files.items()):
            self.hashes[path] = xxh128(body)
            s3.put_object(Bucket=BUCKET, Key=self.key(path), Body=body)
            paths.append({"hash": self.hashes[path], "mtime": 1_700_000_000_000_000,
                          "path": path, "size": len(body)})
        self.manifest = {"hashAlg": "xxh128", "manifestVersion": "2023-03-03", "paths": paths,
                         "totalSize": sum(map(len, files.values()))}
        self.path = (f"{server.ids['farmId']}/{server.ids['queueId']}/Inputs/{uuid.uuid4().hex}/"
                     f"{hashlib.md5(SHOW.encode()).hexdigest()}_input")

    def key(self, path):
        return f"{ROOT}/Data/{self.hashes[path]}.xxh128"

    def attachments(self, manifest_hash=None):
        text = json.dumps(self.manifest, separators=(",", ":"), sort_keys=True).encode()
        self.s3.put_object(Bucket=BUCKET, Key=f"{ROOT}/Manifests/{self.path}", Body=text)
        return {"fileSystem": "COPIED", "manifests": [{
            "rootPath": SHOW, "rootPathFormat": "posix", "inputManifestPath": self.path,
            "inputManifestHash": manifest_hash or xxh128(text),
            "outputRelativeDirectories": ["out"]}]}


def submit(server, attachments, script="true", retries=0):
    made = job(step("Only", "bash", "-c", script), name="Faulty") | {"parameterDefinitions": [
        {"name": "Show", "type": "PATH", "objectType": "DIRECTORY", "dataFlow": "INOUT"}]}
    return server.submit(
        made, {"Show": {"path": SHOW}}, attachments=attachments, maxRetriesPerTask=retries)


def sync_of(server, ids):
    actions = list(server.actions(ids))
    return actions[0] if actions else None


def failed_sync(server, ids):
    server.ended(ids, "FAILED")
    action = sync_of(server, ids)
    assert action["definition"] == {"syncInputJobAttachments": {}}
    assert action["status"] == "FAILED", action
    return action["progressMessage"]


def left_behind(worker_folder):
    """Files that a session left, and files in the making."""
    found = [os.path.join(folder, name)
             for folder, _, names in os.walk(worker_folder) for name in names]
    return [path for path in found if "/sessions/" in path or path.endswith(".part")]


def test_what_is_wrong_with_a_file_is_said_by_its_name(server, s3, worker, tmp_path):
    gone = Files(server, s3, {"tex/wood.png": b"wood"})
    s3.delete_object(Bucket=BUCKET, Key=gone.key("tex/wood.png"))
    said = failed_sync(server, submit(server, gone.attachments()))
    assert "tex/wood.png" in said and "not in the bucket" in said

    spoiled = Files(server, s3, {"tex/stone.png": b"stone"})
    s3.put_object(Bucket=BUCKET, Key=spoiled.key("tex/stone.png"), Body=b"other")
    said = failed_sync(server, submit(server, spoiled.attachments()))
    assert "tex/stone.png" in said and "upload the file again" in said

    for path in ("../../escaped", "/etc/escaped", "a/../../escaped"):
        escaping = Files(server, s3, {"fine": b"fine"})
        escaping.manifest["paths"][0]["path"] = path
        said = failed_sync(server, submit(server, escaping.attachments()))
        assert "escaped" in said, said

    other = Files(server, s3, {"fine": b"fine"})
    said = failed_sync(server, submit(server, other.attachments(manifest_hash="0" * 32)))
    assert "not the one that the job names" in said
    wait_for("clean folders", lambda: not left_behind(tmp_path), 20)


LOOK = ('cmp "{{Param.Show}}/big" "{{Param.Show}}/copy" && mkdir "{{Param.Show}}/out" && '
        'echo done >"{{Param.Show}}/out/done"')
BIG = bytes(range(256)) * (40 << 10)


def test_a_second_session_transfers_nothing(server, s3, gate, worker):
    files = Files(server, s3, {"big": BIG, "copy": BIG, "small": b"small"})
    server.ended(submit(server, files.attachments(), LOOK))
    fetched = [line for line in gate.seen if line.startswith("GET")]
    # Two ranges of the large one, which is two files, and the small one.
    assert len(fetched) == 3, fetched
    again = submit(server, files.attachments(), LOOK)
    server.ended(again)
    assert [line for line in gate.seen if line.startswith("GET")] == fetched
    assert "3 were here already" in server.log_of(again)


def test_what_was_spoiled_in_the_cache_is_fetched_anew(server, s3, gate, worker, tmp_path):
    files = Files(server, s3, {"big": BIG, "copy": BIG})
    server.ended(submit(server, files.attachments(), LOOK))
    held = tmp_path / "our-state/attachments" / files.hashes["big"][:2] / files.hashes["big"]
    with open(held, "r+b") as file:
        file.seek(1_000_000)
        file.write(b"rotten")
    before = len(gate.seen)
    server.ended(submit(server, files.attachments(), LOOK))
    assert [line for line in gate.seen[before:] if line.startswith("GET")]


def test_a_sync_is_canceled_in_the_middle(server, s3, gate, worker, tmp_path):
    gate.shut()
    ids = submit(server, Files(server, s3, {"big": BIG}).attachments())
    assert gate.holds_one.wait(60)
    wait_for("the sync to run", lambda: sync_of(server, ids)["status"] == "RUNNING")
    server.deadline.update_job(**ids, targetTaskRunStatus="CANCELED")
    actions = server.settled(ids, "CANCELED")
    assert actions[0]["status"] == "CANCELED"
    gate.open()
    wait_for("clean folders", lambda: not left_behind(tmp_path), 20)


@pytest.mark.parametrize("direction", ["GET", "PUT"])
def test_a_killed_worker_starts_over(server, s3, gate, worker, tmp_path, direction):
    """In the middle of bringing in, and of sending: nobody ever sees half a file."""
    files = Files(server, s3, {"big": BIG + direction.encode(), "copy": BIG + direction.encode()})
    script = LOOK + ' && cp "{{Param.Show}}/big" "{{Param.Show}}/out/big"'
    gate.matches = lambda line: line.startswith(direction) and "/Data/" in line
    gate.shut()
    ids = submit(server, files.attachments(), script)
    assert gate.holds_one.wait(60)
    worker.process.kill()
    worker.process.wait()
    gate.open()
    again = OurWorker(server.callsheet, str(tmp_path), endpoint=gate.endpoint)
    try:
        server.ended(ids)
        ended = [action for action in server.actions(ids) if action["status"] == "SUCCEEDED"]
        manifests = ended[-1]["manifests"]
        answer = s3.get_object(
            Bucket=BUCKET, Key=f"{ROOT}/Manifests/{manifests[0]['outputManifestPath']}")
        listed = json.loads(answer["Body"].read())["paths"]
        assert [path["path"] for path in listed] == ["out/big", "out/done"]
        assert answer["Metadata"]["asset-root"] == SHOW
        for path in listed:
            body = s3.get_object(
                Bucket=BUCKET, Key=f"{ROOT}/Data/{path['hash']}.xxh128")["Body"].read()
            assert xxh128(body) == path["hash"]
        wait_for("clean folders", lambda: not left_behind(tmp_path), 20)
    finally:
        again.close()


def test_a_killed_server_costs_a_transfer_nothing(server, s3, gate, worker):
    gate.shut()
    files = Files(server, s3, {"big": BIG + b"k", "copy": BIG + b"k"})
    ids = submit(server, files.attachments(), LOOK)
    assert gate.holds_one.wait(60)
    os.kill(server.callsheet.server_pid(), 9)
    gate.open()
    server.ended(ids)
    assert server.deadline.get_job(**ids)["taskFailureRetryCount"] == 0


@pytest.mark.skipif(not may_mount(), reason="nothing may be mounted here")
def test_a_full_disk_fails_the_sync_by_the_files_name(server, s3, gate, tmp_path):
    disk = tmp_path / "disk"
    disk.mkdir()
    with small_disk(disk, 12):
        worker = OurWorker(server.callsheet, str(disk), endpoint=gate.endpoint)
        try:
            files = Files(server, s3, {"scene/huge.vdb": os.urandom(16 << 20)})
            said = failed_sync(server, submit(server, files.attachments()))
            assert "scene/huge.vdb" in said and "No space left" in said
            fits = Files(server, s3, {"scene/small.vdb": os.urandom(1 << 20)})
            server.ended(submit(server, fits.attachments()))
        finally:
            worker.close()
