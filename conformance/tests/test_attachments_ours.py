"""Job attachments with our command line, each end of it against AWS's own: what one submits the
other's workers render and the other brings back, byte for byte."""
import json
import os
import shutil
import subprocess
import urllib.request

import pytest

from harness.by_hand import CUSTOMER_MANAGED, ROLE
from harness.clients import DeadlineCli, WorkerAgent, program
from harness.our_attachments import BUCKET, Bucket, OurCli, expected, path, plant, tree
from harness.principals import Principals
from harness.server import Callsheet, Farm
from harness.templates import job, step
from harness.waiting import wait_for

STOCK = "0.60.10"
OURS_RUN, AWS_RUN = "rendered/ours", "rendered/aws"


@pytest.fixture(scope="module")
def farm():
    """A worker of ours at the first queue, and room for another one of AWS's."""
    with Callsheet(flags=["--update-interval-s", "1"]) as callsheet:
        yield Farm(callsheet)


def queue_with(farm, root, fleet=None, **more):
    made = farm.deadline.create_queue(
        farmId=farm.ids["farmId"], displayName=root.replace("/", " "), roleArn=ROLE,
        jobRunAsUser={"runAs": "WORKER_AGENT_USER"},
        jobAttachmentSettings={"s3BucketName": BUCKET, "rootPrefix": root}, **more)
    queue = {"farmId": farm.ids["farmId"], "queueId": made["queueId"]}
    if fleet:
        farm.deadline.create_queue_fleet_association(**queue, fleetId=fleet)
    return queue


@pytest.fixture(scope="module")
def ours_at_work(farm):
    return queue_with(farm, OURS_RUN, farm.fleet["fleetId"])


@pytest.fixture(scope="module")
def aws_at_work(farm, tmp_path_factory):
    """A queue whose jobs AWS's own agent runs."""
    fleet = farm.deadline.create_fleet(
        farmId=farm.ids["farmId"], displayName="Agent", roleArn=ROLE, maxWorkerCount=1,
        configuration=CUSTOMER_MANAGED)["fleetId"]
    queue = queue_with(farm, AWS_RUN, fleet)
    agent = WorkerAgent("0.33.6", farm.callsheet, tmp_path_factory.mktemp("agent"),
                        "--fleet-id", fleet, keys=Principals(farm.callsheet).host(fleet))
    yield queue
    assert agent.is_alive(), agent.text()
    agent.stop()
    agent.close()


@pytest.fixture(scope="module")
def ours(farm):
    return OurCli(farm.callsheet)


@pytest.fixture(scope="module")
def stock(farm):
    return DeadlineCli(STOCK, farm.callsheet)


def at(queue):
    return ["--farm-id", queue["farmId"], "--queue-id", queue["queueId"]]


def downloaded(farm, ours, stock, ids, bundle, folder):
    """What each of the clients brings back of a job, ours also to the place it came from."""
    out = bundle / "out"
    shutil.rmtree(out, ignore_errors=True)
    job_id = ids["jobId"]
    stock.run("job", "download-output", *at(ids), "--job-id", job_id, "--yes")
    by_stock = tree(out)
    shutil.rmtree(out)
    told = ours.json("job", "download-output", job_id, *at(ids))
    by_ours = tree(out)
    assert [root["folder"] for root in told["roots"]] == [str(bundle)]
    assert told["downloaded"]["files"] == len(by_ours)
    ours.run("job", "download-output", job_id, *at(ids), "--to", folder)
    assert tree(folder / "out") == by_ours
    return by_stock, by_ours


@pytest.mark.parametrize("submitter, worker", [
    ("ours", "ours"), ("ours", "aws"), ("stock", "ours")])
def test_whoever_submits_and_renders_the_same_comes_back(
        farm, ours, stock, request, tmp_path, submitter, worker):
    queue = request.getfixturevalue(f"{worker}_at_work")
    bundle = plant(tmp_path / "bundle", seed=f"{submitter}-{worker}")
    if submitter == "ours":
        job_id = ours.submit(bundle, *at(queue))
    else:
        job_id = stock.submit(str(bundle), *at(queue))
    ids = queue | {"jobId": job_id}
    farm.settled(ids)
    by_stock, by_ours = downloaded(farm, ours, stock, ids, bundle, tmp_path / "elsewhere")
    assert by_ours == by_stock == expected(bundle)


def profile(farm, name, *locations):
    made = farm.deadline.create_storage_profile(
        farmId=farm.ids["farmId"], displayName=name, osFamily="LINUX", fileSystemLocations=[
            {"name": name, "path": str(path), "type": kind} for name, path, kind in locations])
    return made["storageProfileId"]


def mount(farm, queue, desk, host):
    """The queue's fleet has the profile `host`, and all its queues let it."""
    own = {"farmId": queue["farmId"]}
    pairs = farm.every("list_queue_fleet_associations", "queueFleetAssociations", own)
    [fleet] = [pair["fleetId"] for pair in pairs if pair["queueId"] == queue["queueId"]]
    for pair in pairs:
        if pair["fleetId"] == fleet:
            farm.deadline.update_queue(**own, queueId=pair["queueId"],
                                       allowedStorageProfileIdsToAdd=[desk, host])
    configuration = farm.deadline.get_fleet(**own, fleetId=fleet)["configuration"]
    configuration["customerManaged"]["storageProfileId"] = host
    farm.deadline.update_fleet(**own, fleetId=fleet, configuration=configuration)
    farm.deadline.update_queue(**queue, requiredFileSystemLocationNamesToAdd=["Home"])


@pytest.mark.parametrize("worker", ["ours", "aws"])
def test_a_location_of_ones_own_is_where_the_workers_have_it(
        farm, ours, stock, request, tmp_path, worker):
    """A root of its own, deep in which the bundle is: a worker knows a rule for it."""
    queue = request.getfixturevalue(f"{worker}_at_work")
    home, mounted = tmp_path / "home", tmp_path / "mounted"
    mounted.mkdir()
    desk, host = (profile(farm, name, ("Home", path, "LOCAL"))
                  for name, path in (("Desk", home), ("Host", mounted)))
    mount(farm, queue, desk, host)
    bundle = plant(home / "deep/bundle", seed=f"location {worker}")
    ids = queue | {"jobId": ours.submit(bundle, *at(queue), "--storage-profile", desk)}
    farm.settled(ids)
    assert tree(mounted / "deep/bundle/out") == expected(bundle)
    assert (mounted / "deep/bundle/scene.blend").exists()
    stock.run("job", "download-output", *at(ids), "--job-id", ids["jobId"], "--yes")
    by_stock = tree(bundle / "out")
    shutil.rmtree(bundle / "out")
    ours.run("job", "download-output", ids["jobId"], *at(ids))
    assert tree(bundle / "out") == by_stock == expected(bundle)


@pytest.fixture(scope="module")
def quiet(farm):
    """A queue that nobody works for."""
    return queue_with(farm, "quiet")


def attachments(farm, queue, job_id):
    return farm.deadline.get_job(**queue, jobId=job_id).get("attachments")


def test_our_submission_says_of_a_job_what_the_stock_one_says(farm, ours, stock, quiet, tmp_path):
    bundle = plant(tmp_path / "bundle", seed="same")
    by_ours = attachments(farm, quiet, ours.submit(bundle, *at(quiet)))
    by_stock = attachments(farm, quiet, stock.submit(str(bundle), *at(quiet)))
    found = []
    for one in (by_ours, by_stock):
        [manifest] = one["manifests"]
        place = manifest.pop("inputManifestPath").split("/")
        assert len(place[3]) == 32
        found.append((one, place[:3], place[4]))
    assert found[0] == found[1]


def test_data_is_sent_once_and_a_job_is_told_in_advance(farm, ours, quiet, tmp_path):
    bundle = plant(tmp_path / "bundle", seed="once")
    (bundle / "textures/empty.png").write_bytes(b"no longer")
    _, said = ours.run("submit", bundle, *at(quiet))
    assert "4 files, " in said and " to send; outputs of 1 folder come back" in said, said
    assert "sent 4 files" in said and "0 files, 0 B were there" in said, said
    (bundle / "textures/wood.png").write_bytes(b"another")
    _, said = ours.run("submit", bundle, *at(quiet))
    assert "sent 1 file, 7 B; 3 files" in said, said


def test_a_large_file_goes_in_parts_and_is_whole(farm, ours, tmp_path):
    queue = queue_with(farm, "large")
    bundle = plant(tmp_path / "bundle")
    body = b"".join(number.to_bytes(8, "little") for number in range(5 << 20))
    (bundle / "scene.blend").write_bytes(body)
    ours.submit(bundle, *at(queue))
    assert Bucket(farm.callsheet, "large").get(f"Data/{hash_of(body)}.xxh128") == body
    told = ours.json("attachments", "check", "--hash", "--queue-id", queue["queueId"])
    assert (told["hashed"], told["findings"]) == (4, [])
    # Where AWS's own clients look as well.
    assert os.path.exists(f"{farm.callsheet.home}/.deadline/job_attachments/hash_cache.db")


def test_a_virtual_file_system_is_asked_for(farm, ours, quiet, tmp_path):
    bundle = plant(tmp_path / "bundle")
    job_id = ours.submit(bundle, *at(quiet), "--file-system", "virtual")
    assert attachments(farm, quiet, job_id)["fileSystem"] == "VIRTUAL"


def test_missing_inputs_are_refused_by_name_and_nothing_is_made(farm, ours, quiet, tmp_path):
    bundle = plant(tmp_path / "bundle", seed="missing")
    (bundle / "scene.blend").unlink()
    shutil.rmtree(bundle / "textures")
    keys = Bucket(farm.callsheet, "quiet").keys()
    jobs = farm.every("list_jobs", "jobs", quiet)
    said = ours.refused("submit", bundle, *at(quiet))
    assert f"`{bundle}/scene.blend` is not there" in said, said
    assert f"`{bundle}/textures` is not there" in said and "next:" in said, said
    assert Bucket(farm.callsheet, "quiet").keys() == keys
    assert farm.every("list_jobs", "jobs", quiet) == jobs


def test_an_upload_that_fails_makes_no_job(farm, ours, tmp_path):
    queue = queue_with(farm, "nowhere")
    settings = {"s3BucketName": "no-such-bucket", "rootPrefix": "nowhere"}
    farm.deadline.update_queue(**queue, jobAttachmentSettings=settings)
    said = ours.refused("submit", plant(tmp_path / "bundle"), *at(queue))
    assert "no job was created" in said, said
    assert farm.every("list_jobs", "jobs", queue) == []


def test_a_queue_that_keeps_nothing_says_what_helps(farm, ours, tmp_path):
    made = farm.deadline.create_queue(farmId=farm.ids["farmId"], displayName="Bare")
    queue = {"farmId": farm.ids["farmId"], "queueId": made["queueId"]}
    bundle = plant(tmp_path / "bundle")
    said = ours.refused("submit", bundle, *at(queue))
    assert "no jobAttachmentSettings" in said and "callsheet apply" in said, said
    job_id = ours.submit(bundle, *at(queue), "--no-attachments")
    found = farm.deadline.get_job(**queue, jobId=job_id)
    assert "attachments" not in found
    assert found["parameters"]["Scene"] == {"path": str(bundle / "scene.blend")}


def bundle_of(folder, *parameters):
    folder.mkdir()
    template = job(step("Only", "true"), name="Paths") | {"parameterDefinitions": list(parameters)}
    (folder / "template.json").write_text(json.dumps(template))
    return folder


def test_a_job_that_only_names_paths_moves_nothing(farm, ours, quiet, tmp_path):
    bundle = bundle_of(tmp_path / "bundle", path("Tools", "NONE", default="tools"))
    before = len(farm.callsheet.log_text())
    job_id = ours.submit(bundle, *at(quiet))
    assert attachments(farm, quiet, job_id) is None
    parameters = farm.deadline.get_job(**quiet, jobId=job_id)["parameters"]
    assert parameters == {"Tools": {"path": str(bundle / "tools")}}
    assert "error" not in farm.callsheet.log_text()[before:].lower()


def test_typed_paths_start_here_and_a_link_is_followed(farm, ours, quiet, tmp_path):
    bundle = bundle_of(tmp_path / "bundle", path("In", "IN", "FILE"), path("Out", "OUT"))
    here = tmp_path / "here"
    here.mkdir()
    (tmp_path / "real.txt").write_text("real")
    (here / "link.txt").symlink_to(tmp_path / "real.txt")
    job_id = ours.submit(bundle, *at(quiet), "-p", "In=./link.txt", "-p", "Out=../here/out",
                         folder=here)
    found = farm.deadline.get_job(**quiet, jobId=job_id)
    assert found["parameters"] == {
        "In": {"path": f"{here}/link.txt"}, "Out": {"path": f"{here}/out"}}
    [manifest] = found["attachments"]["manifests"]
    assert manifest["rootPath"] == str(here)
    assert manifest["outputRelativeDirectories"] == ["out"]
    bucket = Bucket(farm.callsheet, "quiet")
    listed = json.loads(bucket.get(f"Manifests/{manifest['inputManifestPath']}"))
    assert [(one["path"], one["size"]) for one in listed["paths"]] == [("link.txt", 4)]


def test_a_storage_profile_says_what_is_shared_and_what_is_a_root(farm, ours, quiet, tmp_path):
    home, show = tmp_path / "home", tmp_path / "show"
    for folder in (home / "deep", show):
        folder.mkdir(parents=True)
        (folder / "file.txt").write_text(folder.name)
    desk = profile(farm, "Desk", ("Home", home, "LOCAL"), ("Show", show, "SHARED"))
    farm.deadline.update_queue(**quiet, allowedStorageProfileIdsToAdd=[desk])
    bundle = bundle_of(tmp_path / "bundle", path("Home", "IN"), path("Show", "INOUT"))
    job_id = ours.submit(
        bundle, *at(quiet), "--storage-profile", desk,
        "-p", f"Home={home}/deep", "-p", f"Show={show}/gone")
    found = farm.deadline.get_job(**quiet, jobId=job_id)
    assert found["storageProfileId"] == desk
    [manifest] = found["attachments"]["manifests"]
    assert (manifest["rootPath"], manifest["fileSystemLocationName"]) == (str(home), "Home")
    said = ours.refused("submit", bundle, *at(quiet), "-p", f"Home={home}/deep",
                        "-p", f"Show={show}/gone", "--storage-profile", "sp-" + "0" * 32)
    assert "sp-" in said, said


# Bringing outputs back.

@pytest.fixture(scope="module")
def rendered(farm, ours, ours_at_work, tmp_path_factory):
    """A job that has left its outputs, and its bundle."""
    bundle = plant(tmp_path_factory.mktemp("rendered") / "bundle", seed="rendered")
    ids = ours_at_work | {"jobId": ours.submit(bundle, *at(ours_at_work))}
    farm.settled(ids)
    return ids, bundle


def test_one_step_or_one_task_is_brought_alone(farm, ours, rendered, tmp_path):
    ids, _ = rendered
    [first] = farm.every("list_steps", "steps", ids)
    tasks = farm.every("list_tasks", "tasks", ids, stepId=first["stepId"])
    [second] = [one for one in tasks if one["parameters"] == {"Number": {"int": "2"}}]
    words = ["job", "download-output", ids["jobId"], *at(ids), "--step", first["stepId"]]
    ours.run(*words, "--task", second["taskId"], "--to", tmp_path / "task")
    assert sorted(tree(tmp_path / "task/out")) == ["deep/frame 2.bin", "inputs-2.txt"]
    printed, _ = ours.run(*words, "--to", tmp_path / "step")
    assert len(tree(tmp_path / "step/out")) == 4
    assert printed.split()[:4] == ["FOLDER", "FILES", "SIZE", str(tmp_path / "step")], printed
    ours.refused("job", "download-output", ids["jobId"], "--task", second["taskId"], code=2)


def test_what_is_there_already_is_kept_replaced_or_kept_beside(farm, ours, rendered, tmp_path):
    ids, bundle = rendered
    words = ["job", "download-output", ids["jobId"], *at(ids), "--to", tmp_path]
    whole = expected(bundle)
    ours.run(*words)
    mine = tmp_path / "out/inputs-1.txt"
    mine.write_text("mine")
    told = ours.json(*words, "--existing", "keep")
    assert mine.read_text() == "mine" and told["downloaded"]["files"] == 0
    told = ours.json(*words)
    assert mine.read_text() == "mine" and told["downloaded"]["files"] == 1
    assert (tmp_path / "out/inputs-1 (1).txt").read_bytes() == whole["inputs-1.txt"]
    assert ours.json(*words)["downloaded"]["files"] == 0, "it is here already, beside mine"
    (tmp_path / "out/inputs-1 (1).txt").unlink()
    ours.run(*words, "--existing", "replace")
    assert tree(tmp_path / "out") == whole


def hash_of(body):
    """The hash that names a datum, by the hand of AWS's own client."""
    code = "import sys, xxhash; print(xxhash.xxh3_128_hexdigest(sys.stdin.buffer.read()))"
    done = subprocess.run([program(f"deadline-{STOCK}", "python"), "-c", code], input=body,
                          capture_output=True, check=True)
    return done.stdout.decode().strip()


def test_a_job_of_another_operating_system_asks_where_to(farm, ours, quiet, tmp_path):
    template = job(step("Only", "true"))
    ids = farm.submit(template, queue=quiet, attachments={"fileSystem": "COPIED", "manifests": [
        {"rootPath": root, "rootPathFormat": "windows", "outputRelativeDirectories": ["out"]}
        for root in ("C:\\show", "D:\\show")]})
    s3 = farm.callsheet.client("s3")
    body = b"from afar"
    digest = hash_of(body)
    s3.put_object(Bucket=BUCKET, Key=f"quiet/Data/{digest}.xxh128", Body=body)
    [first] = farm.every("list_steps", "steps", ids)
    for number, root in enumerate(("C:\\show", "D:\\show")):
        manifest = {"hashAlg": "xxh128", "manifestVersion": "2023-03-03", "paths": [
            {"hash": digest, "mtime": 1, "path": f"out/{number}.txt", "size": len(body)}],
            "totalSize": len(body)}
        key = (f"quiet/Manifests/{ids['farmId']}/{ids['queueId']}/{ids['jobId']}/"
               f"{first['stepId']}/2026-01-01T00:00:0{number}.000000Z_a-{number}/x_output")
        s3.put_object(Bucket=BUCKET, Key=key, Body=json.dumps(manifest).encode(),
                      Metadata={"asset-root": root})
    words = ["job", "download-output", ids["jobId"], *at(ids)]
    said = ours.refused(*words)
    assert "`C:\\show`" in said and "--to FOLDER" in said, said
    ours.run(*words, "--to", tmp_path)
    assert tree(tmp_path) == {"show/out/0.txt": body, "show-2/out/1.txt": body}


def test_a_job_without_outputs_says_so(farm, ours, quiet, tmp_path):
    ids = farm.submit(job(step("Only", "true")), queue=quiet)
    printed, said = ours.run("job", "download-output", ids["jobId"], *at(ids))
    assert printed == "" and "nothing was left" in said
    assert ours.json("job", "download-output", ids["jobId"], *at(ids))["roots"] == []


# Looking after what is kept.

@pytest.fixture
def shared(farm, ours, tmp_path):
    """Two queues that keep their files below the same root, with a job and its files each."""
    root = "shared/" + tmp_path.name[-20:].strip("_0")
    queues = [queue_with(farm, root), queue_with(farm, root)]
    jobs = []
    for number, queue in enumerate(queues):
        bundle = plant(tmp_path / f"bundle-{number}", seed=f"{root} {number}")
        (bundle / "textures/wood.png").write_bytes(b"in both")
        jobs.append(ours.submit(bundle, *at(queue)))
    return Bucket(farm.callsheet, root), queues, jobs


FOREIGN = ["Data/readme.txt", "Data/deep/Data/x.xxh128", "Manifests/notes", "job-bundles/a.ojd"]


def swept(ours, queue, *words):
    told = ours.json("attachments", "gc", "--queue-id", queue["queueId"], *words)
    [root] = told["roots"]
    return {kind: {fate: counts["objects"] for fate, counts in root[kind].items()}
            for kind in ("data", "manifests")}


def all_old(ours, queue, unused):
    """Waits until the second is over in which the last object came."""
    def look():
        found = swept(ours, queue, "--grace", "0s")
        return found if found["data"]["unused"] == unused else None

    return wait_for("objects that are old enough", look)


def unused_manifest(queue, folder="Inputs/" + "a" * 32):
    return f"Manifests/{queue['farmId']}/{queue['queueId']}/{folder}/{'b' * 32}_input"


def test_what_no_job_refers_to_is_swept_once_it_is_old(farm, ours, shared):
    bucket, [queue, other], _ = shared
    kept = bucket.keys()
    garbage = [f"Data/{number:032x}.xxh128" for number in range(3)]
    manifests = [unused_manifest(queue),
                 f"Manifests/{queue['farmId']}/{queue['queueId']}/job-{'0' * 32}/step-{'0' * 32}/"
                 "2026-01-01T00:00:00.000000Z_a/x_output"]
    listed = {"hashAlg": "xxh128", "manifestVersion": "2023-03-03", "totalSize": 7, "paths": [
        {"hash": f"{2:032x}", "mtime": 1, "path": "file", "size": 7}]}
    for key in garbage + FOREIGN:
        bucket.put(key, b"garbage")
    for key in manifests:
        bucket.put(key, json.dumps(listed).encode())
    # A manifest that is young may be that of a job in the making: it keeps its data.
    assert swept(ours, queue) == {
        "data": {"kept": 7, "young": 2, "unused": 0, "foreign": 2},
        "manifests": {"kept": 2, "young": 2, "unused": 0, "foreign": 1}}
    found = all_old(ours, queue, 3)
    assert found["manifests"] == {"kept": 2, "young": 0, "unused": 2, "foreign": 1}
    assert set(bucket.keys()) == {*kept, *garbage, *manifests, *FOREIGN}, "it was a dry run"
    printed, said = ours.run("attachments", "gc", "--queue-id", other["queueId"])
    assert "KEPT" in printed and "--delete" in said and "3 objects" in said, said
    swept(ours, other, "--grace", "0s", "--delete")
    assert bucket.keys() == kept | {key: 7 for key in FOREIGN}
    ours.run("attachments", "check", "--hash", "--queue-id", queue["queueId"])


def test_with_a_queue_go_its_files_but_none_of_its_neighbors(farm, ours, shared):
    bucket, [queue, other], [job_id, _] = shared
    farm.deadline.delete_queue(**other)
    all_old(ours, queue, 2)
    swept(ours, queue, "--grace", "0s", "--delete")
    left = bucket.keys()
    [manifest] = [key for key in left if key.startswith("Manifests/")]
    assert manifest.endswith(
        attachments(farm, queue, job_id)["manifests"][0]["inputManifestPath"])
    listed = json.loads(bucket.get(manifest))["paths"]
    assert set(left) - {manifest} == {f"Data/{one['hash']}.xxh128" for one in listed}
    told = ours.json("attachments", "check", "--hash", "--queue-id", queue["queueId"])
    assert (told["jobs"], told["manifests"], told["files"], told["hashed"]) == (1, 1, 4, 4)


@pytest.mark.parametrize("spoil", [
    lambda bucket, key: bucket.delete(key),
    lambda bucket, key: bucket.put(key, b'{"hashAlg":"xxh128"}')])
def test_nothing_is_swept_while_a_manifest_cannot_be_read(farm, ours, shared, spoil):
    bucket, [queue, _], [job_id, _] = shared
    bucket.put("Data/" + "0" * 32 + ".xxh128", b"garbage")
    all_old(ours, queue, 1)
    path = attachments(farm, queue, job_id)["manifests"][0]["inputManifestPath"]
    spoil(bucket, f"Manifests/{path}")
    before = bucket.keys()
    words = ["attachments", "gc", "--queue-id", queue["queueId"], "--grace", "0s", "--delete"]
    said = ours.refused(*words)
    assert path in said and "nothing was deleted" in said, said
    assert bucket.keys() == before
    said = ours.run("attachments", "check", "--queue-id", queue["queueId"], code=1)[0]
    assert job_id in said and path in said, said


def test_what_is_missing_short_or_spoiled_is_named(farm, ours, shared, tmp_path):
    bucket, [queue, _], [job_id, _] = shared
    manifest = attachments(farm, queue, job_id)["manifests"][0]["inputManifestPath"]
    files = {one["path"]: one for one in
             json.loads(bucket.get(f"Manifests/{manifest}"))["paths"]}
    key = {path: f"Data/{one['hash']}.xxh128" for path, one in files.items()}
    scene = files["scene.blend"]
    bucket.delete(key["extra/note with ü.txt"])
    bucket.put(key["textures/wood.png"], b"too long by far")
    bucket.put(key["scene.blend"], b"x" * scene["size"])
    words = ["attachments", "check", "--queue-id", queue["queueId"]]
    told = ours.json(*words, code=1)
    assert [(one["file"], one["what"].split()[-1]) for one in told["findings"]] == [
        ("extra/note with ü.txt", "missing"), ("textures/wood.png", "7")]
    told = ours.json(*words, "--hash", code=1)
    [spoiled] = [one for one in told["findings"] if one["file"] == "scene.blend"]
    assert spoiled["jobId"] == job_id and spoiled["manifest"] == manifest
    assert hash_of(b"x" * scene["size"]) in spoiled["what"] and len(told["findings"]) == 3
    printed, said = ours.run(*words, code=1)
    assert "2 of the jobs' files" in said and "WHAT" in printed, printed


def test_outputs_are_checked_as_inputs_are_and_none_is_swept(farm, ours, rendered):
    ids, _ = rendered
    bucket = Bucket(farm.callsheet, OURS_RUN)
    before = bucket.keys()
    words = ["--queue-id", ids["queueId"]]
    told = ours.json("attachments", "check", "--hash", *words)
    assert told["manifests"] > 2 and told["findings"] == []
    swept(ours, ids, "--grace", "0s", "--delete")
    assert bucket.keys() == before


def test_many_jobs_are_asked_for_by_the_hundred(farm, ours, shared):
    """More than two pages of them, all with one manifest."""
    bucket, [queue, _], [job_id, _] = shared
    of_job = attachments(farm, queue, job_id)
    template = json.dumps(job(step("Only", "true")))
    for _ in range(204):
        farm.deadline.create_job(
            **queue, template=template, templateType="JSON", priority=50, attachments=of_job)
    asked = answered(farm, "BatchGetJob")
    told = ours.json("attachments", "check", "--queue-id", queue["queueId"])
    assert (told["jobs"], told["manifests"], told["files"]) == (205, 205, 820)
    assert answered(farm, "BatchGetJob") - asked == 3


def answered(farm, operation):
    with urllib.request.urlopen(f"{farm.callsheet.endpoint}/metrics", timeout=30) as page:
        lines = page.read().decode().splitlines()
    counted = f'callsheet_request_duration_seconds_count{{operation="{operation}"'
    return sum(int(line.rsplit(" ", 1)[1]) for line in lines if line.startswith(counted))


def test_a_queue_that_keeps_nothing_or_is_none_is_refused(farm, ours):
    bare = farm.deadline.create_queue(farmId=farm.ids["farmId"], displayName="Bare")["queueId"]
    for words in (["check"], ["gc"]):
        said = ours.refused("attachments", *words, "--queue-id", bare)
        assert "keeps no files" in said, said
        said = ours.refused("attachments", *words, "--queue-id", "queue-" + "0" * 32)
        assert "there is no queue" in said, said
    ours.refused("attachments", "gc", "--grace", "7", code=2)
