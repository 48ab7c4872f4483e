"""The stock CLI's commands for files: of jobs, of queues, of manifests and of shared bundles, in
each generation that has them. Our worker does the work behind them."""
import json
import os
import shutil
from datetime import datetime, timezone
from types import SimpleNamespace

import pytest

from harness.attachments import (
    BUCKET, bash, fetched, files_below, plant, served_queue, words, write_bundle)
from harness.clients import DeadlineCli, OurWorker
from harness.s3 import refused
from harness.server import Callsheet, Farm

ROOT = "studio/command_line"
NEW, OLD = "0.60.10", "0.54.3"
FILES = {"shot.txt": b"shot", "deep/er/ü +.txt": b"odd", "empty": b""}


@pytest.fixture(scope="module")
def server():
    with Callsheet("server", flags=["--update-interval-s", "1"]) as callsheet:
        yield Farm(callsheet)


@pytest.fixture(scope="module")
def worker(server, tmp_path_factory):
    running = OurWorker(server.callsheet, tmp_path_factory.mktemp("worker"))
    yield running
    running.close()


@pytest.fixture(scope="module")
def queue(server):
    return served_queue(server, ROOT)


@pytest.fixture(scope="module")
def s3(server):
    return server.callsheet.client("s3")


@pytest.fixture(params=[NEW, OLD])
def cli(request, server):
    return DeadlineCli(request.param, server.callsheet)


@pytest.fixture
def new_cli(server):
    return DeadlineCli(NEW, server.callsheet)


COPY = bash("Copy", 'mkdir -p "$2"; cp -R "$1/." "$2"', "{{Param.Scene}}", "{{Param.Out}}")
NOTE = bash("Note", 'mkdir -p "$1"; echo done >"$1/note"', "{{Param.Out}}")


def rendered(server, cli, queue, folder, files, *steps, options=()):
    """A job of these steps that has run."""
    write_bundle(folder, files, *steps, name=f"Rendered in {folder.name}")
    ids = queue | {"jobId": cli.submit(str(folder), *words(queue), *options)}
    server.settled(ids)
    named = {one["name"]: one["stepId"] for one in server.every("list_steps", "steps", ids)}
    return SimpleNamespace(
        ids=ids, words=words(ids), steps=named, folder=folder, out=folder / "out")


@pytest.fixture(scope="module")
def done(server, worker, queue, tmp_path_factory):
    """A job that left a copy of what went in, and a note."""
    cli = DeadlineCli(NEW, server.callsheet)
    made = rendered(server, cli, queue, tmp_path_factory.mktemp("done"), FILES, COPY, NOTE)
    made.outputs = FILES | {"note": b"done\n"}
    return made


# What jobs took and left.

def test_outputs_are_downloaded_of_a_job_a_step_or_a_task(server, cli, queue, done):
    job_id = done.ids["jobId"]
    assert fetched(cli, queue, job_id, done.out) == done.outputs
    step = {"stepId": done.steps["Note"]}
    assert fetched(cli, queue, job_id, done.out, *words(step)) == {"note": b"done\n"}
    step = {"stepId": done.steps["Copy"]}
    task = server.every("list_tasks", "tasks", done.ids | step)[0]
    one = step | {"taskId": task["taskId"]}
    assert fetched(cli, queue, job_id, done.out, *words(one)) == FILES


def test_outputs_and_inputs_are_chosen_by_pattern(new_cli, queue, done):
    assert fetched(new_cli, queue, done.ids["jobId"], done.out, "--include", "*/note") == {
        "note": b"done\n"}


def test_inputs_are_downloaded(new_cli, done):
    shutil.rmtree(done.folder / "scene")
    new_cli.run("job", "download-input", "--yes", *done.words)
    assert files_below(done.folder / "scene") == FILES


def test_outputs_of_a_queue_come_once(server, worker, cli, queue, done, tmp_path):
    """As a studio's cron job would ask: each run brings what is new since the last."""
    def sync():
        for folder in (done.out, tmp_path / "out"):
            shutil.rmtree(folder, ignore_errors=True)
        cli.run("queue", "sync-output", "--ignore-storage-profiles", "--checkpoint-dir",
                str(tmp_path / "checkpoint"), "--bootstrap-lookback-minutes", "60", *words(queue))
        return [files_below(folder) for folder in (done.out, tmp_path / "out")]

    assert sync() == [done.outputs, {}]
    assert sync() == [{}, {}]
    rendered(server, cli, queue, tmp_path, FILES, NOTE)
    assert sync() == [{}, {"note": b"done\n"}]


def test_outputs_of_a_queue_are_mapped_to_where_they_are_kept(
        server, worker, new_cli, queue, tmp_path):
    """The submitter and who downloads have the same location at different places."""
    def profile(folder):
        return server.deadline.create_storage_profile(
            farmId=queue["farmId"], displayName=folder, osFamily="LINUX", fileSystemLocations=[
                {"name": "Shots", "path": str(tmp_path / folder), "type": "LOCAL"}])[
                    "storageProfileId"]

    desk, vault = profile("desk"), profile("vault")
    server.deadline.update_queue(**queue, allowedStorageProfileIdsToAdd=[desk, vault])
    (tmp_path / "vault").mkdir()
    made = rendered(server, new_cli, queue, tmp_path / "desk", FILES, NOTE,
                    options=["--storage-profile-id", desk])
    new_cli.run(
        "queue", "sync-output", "--storage-profile-id", vault, "--checkpoint-dir",
        str(tmp_path / "checkpoint"), "--bootstrap-lookback-minutes", "60", *words(queue))
    assert (tmp_path / "vault/out/note").read_bytes() == b"done\n"
    assert not made.out.exists()


# Manifests, and the data that they name.

@pytest.fixture
def folder(tmp_path, cli):
    """Files that no job ever had, and an empty place for manifests."""
    (tmp_path / "manifests").mkdir()
    plant(tmp_path / "files", FILES | {"own.txt": str(tmp_path).encode()})
    return tmp_path


def snapshot(cli, folder, *more):
    return cli.told("manifest", "snapshot", "--root", str(folder / "files"), "--destination",
                    str(folder / "manifests"), "--json", *more)["manifest"]


def paths_of(manifest):
    with open(manifest) as file:
        return sorted(one["path"] for one in json.load(file)["paths"])


def test_manifests_are_made_and_compared(cli, folder):
    """Without the server: what the next test uploads is what it takes it for."""
    manifest = snapshot(cli, folder)
    assert paths_of(manifest) == sorted([*FILES, "own.txt"])
    plant(folder / "files", {"new": b"new", "shot.txt": b"another shot"})
    os.unlink(folder / "files/empty")
    difference = cli.told("manifest", "diff", "--root", str(folder / "files"), "--manifest",
                          manifest, "--json")
    assert difference == {"new": ["new"], "modified": ["shot.txt"], "deleted": ["empty"]}
    assert paths_of(snapshot(cli, folder, "--diff", manifest, "--name", "changes")) == [
        "new", "shot.txt"]


def test_manifests_and_their_data_go_up_and_come_down(s3, cli, queue, folder):
    """Each command goes by the queue and its role, or by the bucket's address and the caller's own
    keys: what one generation does by the queue, the other one does by the address."""
    by_queue = words(queue)
    by_address = [
        "--profile", cli.environment["AWS_PROFILE"], "--s3-root-uri", f"s3://{BUCKET}/{ROOT}"]
    up, down = by_queue, by_address
    if cli.version == OLD:
        up, down = down, up
    manifest, source = snapshot(cli, folder), str(folder / "files")
    name = os.path.basename(manifest)
    cli.run("attachment", "upload", "--manifests", manifest, "--root-dirs", source,
            "--upload-manifest-path", f"kept/{cli.version}", "--json", *up)
    cli.run("manifest", "upload", manifest, "--s3-manifest-prefix", f"plain/{cli.version}",
            *(word.replace("--s3-root-uri", "--s3-cas-uri") for word in down))
    for place in ("kept", "plain"):
        kept = s3.get_object(Bucket=BUCKET, Key=f"{ROOT}/Manifests/{place}/{cli.version}/{name}")
        with open(manifest, "rb") as file:
            assert kept["Body"].read() == file.read()
        assert place == "plain" or kept["Metadata"]["asset-root"] == source
    rules = folder / "rules.json"
    rules.write_text(json.dumps({"path_mapping_rules": [{
        "source_path_format": "posix", "source_path": source,
        "destination_path": str(folder / "back")}]}))
    cli.run("attachment", "download", "--manifests", manifest, "--path-mapping-rules",
            str(rules), "--json", *down)
    assert files_below(folder / "back") == files_below(source)


def test_manifests_of_a_job_come_down(cli, done, tmp_path):
    def download(kind, *more):
        folder = tmp_path / f"{kind}{len(more)}"
        folder.mkdir()
        told = cli.told("manifest", "download", str(folder), "--asset-type", kind, "--json",
                        *done.words, *more)
        return sorted(path for one in told["downloaded"]
                      for path in paths_of(one["local_manifest_path"]))

    taken = [f"scene/{name}" for name in FILES]
    left = [f"out/{name}" for name in done.outputs]
    assert download("all") == sorted(taken + left)
    assert download("output", *words({"stepId": done.steps["Note"]})) == ["out/note"]


# Credentials.

@pytest.mark.parametrize("mode", ["user", "read"])
def test_exported_credentials_work_and_reach_one_queue(server, s3, cli, queue, mode):
    told = cli.told("queue", "export-credentials", "--mode", mode, *words(queue))
    assert told["Version"] == 1
    assert datetime.fromisoformat(told["Expiration"]) > datetime.now(timezone.utc)
    client = server.callsheet.client("s3", keys={
        "accessKeyId": told["AccessKeyId"], "secretAccessKey": told["SecretAccessKey"],
        "sessionToken": told["SessionToken"]})
    s3.put_object(Bucket=BUCKET, Key=f"{ROOT}/planted", Body=b"planted")
    s3.put_object(Bucket=BUCKET, Key="elsewhere/planted", Body=b"planted")
    own, foreign = ({"Bucket": BUCKET, "Key": f"{root}/planted"} for root in (ROOT, "elsewhere"))
    assert client.get_object(**own)["Body"].read() == b"planted"
    assert client.list_objects_v2(Bucket=BUCKET, Prefix=f"{ROOT}/")["KeyCount"]
    with refused("AccessDenied", 403):
        client.get_object(**foreign)
    with refused("AccessDenied", 403):
        client.list_objects_v2(Bucket=BUCKET)
    with refused("AccessDenied", 403):
        client.put_object(**foreign, Body=b"mine")
    if mode == "user":
        client.put_object(**own, Body=b"mine")
    else:
        with refused("AccessDenied", 403):
            client.put_object(**own, Body=b"mine")
    assert s3.get_object(**foreign)["Body"].read() == b"planted"


def test_credentials_of_a_queue_without_a_role(server, new_cli):
    bare = {"farmId": server.ids["farmId"], "queueId": server.deadline.create_queue(
        farmId=server.ids["farmId"], displayName="Bare")["queueId"]}
    told = new_cli.run("queue", "export-credentials", *words(bare), code=1)
    assert bare["queueId"] in told or "role" in told.lower()


# Bundles that a queue's users share.

def test_bundles_are_shared_through_the_queue(s3, new_cli, queue, tmp_path):
    bundle = write_bundle(tmp_path / "bundle", FILES, bash("Only", "true"))
    own = words(queue)

    def listed():
        return [one["name"] for one in new_cli.told(
            "bundle", "list", "--queue", "--output", "json", *own)]

    assert listed() == []
    new_cli.run("bundle", "upload", bundle, "--name", "shared one", *own)
    assert listed() == ["shared one"]
    kept = s3.list_objects_v2(Bucket=BUCKET, Prefix=f"{ROOT}/job-bundles/", Delimiter="/")
    assert [one["Key"] for one in kept["Contents"]] == [f"{ROOT}/job-bundles/shared one.ojd"]
    # A second one of that name takes its place only if that is said.
    plant(bundle, {"scene/more": b"more"})
    new_cli.run("bundle", "upload", bundle, "--name", "shared one", *own, code=1)
    new_cli.run("bundle", "upload", bundle, "--name", "shared one", "--yes", *own)
    new_cli.run("bundle", "download", "shared one", "--output-dir", str(tmp_path / "back"), *own)
    back = files_below(tmp_path / "back/shared one")
    # What it remembers of where the bundle came from is not of the bundle.
    del back[".bundle_cache_meta.json"]
    assert back == files_below(bundle)
