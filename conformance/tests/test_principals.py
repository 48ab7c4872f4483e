"""The life of users, groups, hosts and their keys, as an administrator leads it by the command line
and as whoever holds the keys sees it."""
import contextlib
import glob
import json
import os
import shutil
import subprocess

import pytest
from botocore.config import Config
from botocore.credentials import Credentials
from botocore.exceptions import ClientError

from harness.attachments import BUCKET, queue_with, words
from harness.by_hand import CUSTOMER_MANAGED, ROLE
from harness.clients import DeadlineCli, WorkerAgent
from harness.events import signed
from harness.principals import Principals
from harness.s3 import refused
from harness.server import Callsheet, Farm, bare_environment
from harness.templates import job, step
from harness.waiting import wait_for

VERSIONS = ["0.33.6", "0.29.0"]
# What a request is answered whose key nobody knows, or knows no more.
STRANGER = {"UnrecognizedClientException", "ExpiredTokenException", "InvalidAccessKeyId",
            "ExpiredToken", "InvalidClientTokenId"}


@pytest.fixture(scope="module")
def farm():
    with Callsheet("server", flags=["--update-interval-s", "1"]) as callsheet:
        yield Farm(callsheet)


@pytest.fixture(scope="module")
def principals(farm):
    return Principals(farm.callsheet)


def client(farm, keys, service="deadline"):
    return farm.callsheet.client(service, keys=keys, config=Config(
        retries={"total_max_attempts": 1}))


def code(call, **input):
    """What a call is refused with, or None if it is not."""
    try:
        call(**input)
    except ClientError as error:
        return error.response["Error"]["Code"]
    return None


def is_strange(call, **input):
    return code(call, **input) in STRANGER


def fleet(farm, name="Fleet"):
    made = farm.deadline.create_fleet(
        farmId=farm.fleet["farmId"], displayName=name, roleArn=ROLE, maxWorkerCount=10,
        configuration=CUSTOMER_MANAGED)
    return {"farmId": farm.fleet["farmId"], "fleetId": made["fleetId"]}


@pytest.fixture(scope="module")
def early(farm, principals):
    """A user whose key was used before all other tests."""
    user = principals.user("early")
    client(farm, user).list_farms()
    return user


# Who there is.

def test_everybody_is_listed_by_kind_and_name(farm, principals, early):
    sarah = principals.user("sarah")
    principals.user("night-build", "--service-account")
    principals.user("boss", "--administrator")
    principals.group(sarah, name="lighting")
    principals.host(name="render-1")
    users, groups, hosts = (principals.listed(kind) for kind in ("user", "group", "host"))
    assert {name: users[name]["kind"] for name in ("sarah", "night-build", "boss")} == {
        "sarah": "user", "night-build": "serviceAccount", "boss": "user"}
    assert [name for name, one in users.items() if one["administrator"]] == ["boss"]
    assert users["sarah"]["belongs"] == ["lighting"] and groups["lighting"]["belongs"] == ["sarah"]
    assert hosts["render-1"]["fleets"] == [farm.fleet]
    assert "sarah" not in groups | hosts and "lighting" not in users | hosts
    # A name is one's own, whatever one is; and who is none of a kind is not changed as one.
    for kind in ("user", "group", "host"):
        assert "taken" in principals.cli.refused(kind, "create", "sarah")
    assert "`render-1` is a host" in principals.cli.refused("user", "disable", "render-1", code=2)
    assert "nobody is called" in principals.cli.refused("user", "disable", "nobody")
    principals.cli.run("group", "remove", "lighting", "sarah")
    assert "belongs" not in principals.listed("user")["sarah"]


def test_callers_are_told_who_they_are(farm, principals):
    user, host = principals.user("tom"), principals.host(name="render-2")
    principals.member(user, "CONTRIBUTOR")
    queue = queue_with(farm, "studio/who")
    of_queue = client(farm, user).assume_queue_role_for_user(**queue)["credentials"]
    arns = [client(farm, keys, "sts").get_caller_identity() for keys in (user, host, of_queue)]
    assert {arn["Account"] for arn in arns} == {"000000000000"}
    assert arns[0]["Arn"] == "arn:aws:iam::000000000000:user/tom"
    assert arns[1]["Arn"] == "arn:aws:iam::000000000000:host/render-2"
    role, session = arns[2]["Arn"].split("/", 1)
    assert role == "arn:aws:sts::000000000000:assumed-role" and queue["queueId"] in session


def test_a_secret_is_told_once(farm, principals):
    user, host = principals.user(), principals.host()
    told, _ = principals.cli.run("key", "rotate", user["accessKeyId"], "--output", "json")
    more = json.loads(principals.cli.run("key", "create", user["name"], "--output", "json")[0])
    made = [user, host, json.loads(told), more]
    client(farm, made[2]).list_farms()
    said = "".join(
        "".join(principals.cli.run(*asked, *form))
        for asked in (("key", "list"), ("key", "list", user["name"]), ("user", "list"),
                      ("host", "list"))
        for form in ((), ("--output", "json")))
    said += farm.callsheet.log_text()
    kept = b"".join(open(path, "rb").read()
                    for path in glob.glob(os.path.join(farm.callsheet.data_dir, "*.db*")))
    for keys in made:
        assert keys["accessKeyId"] in said and keys["accessKeyId"].encode() in kept
        assert keys["secretAccessKey"] not in said
        assert keys["secretAccessKey"].encode() not in kept


# Keys.

def test_a_key_that_is_replaced_works_as_long_as_was_said(farm, principals):
    user = principals.user()
    old = client(farm, user)
    told = principals.cli.json("key", "rotate", user["accessKeyId"], "--keep-old-s", "3")
    new = client(farm, told)
    assert code(new.list_farms) is None
    assert "expiresAt" in principals.keys(user["name"])[user["accessKeyId"]]
    if not is_strange(old.list_farms):
        wait_for("the old key's end", lambda: is_strange(old.list_farms), deadline_s=20)
    # One that is kept for long enough to be used goes on being used.
    longer = principals.cli.json("key", "rotate", told["accessKeyId"], "--keep-old-s", "600")
    assert code(new.list_farms) is None
    # And without a word it ends at once.
    principals.cli.json("key", "rotate", longer["accessKeyId"])
    assert is_strange(client(farm, longer).list_farms)


def test_a_key_that_ended_does_not_come_back(farm, principals):
    """Whoever replaces a key again, because an answer was lost, means the same as before."""
    user = principals.user()
    old = client(farm, user)
    principals.cli.json("key", "rotate", user["accessKeyId"])
    assert is_strange(old.list_farms)
    # Whether that is refused or not.
    signed(farm.callsheet, "POST", f"/callsheet/v1/keys/{user['accessKeyId']}/rotate",
           b'{"keepOldS":600}').read()
    assert is_strange(old.list_farms)


def test_a_key_is_disabled_alone(farm, principals):
    user = principals.user()
    more = principals.cli.json("key", "create", user["name"])
    one, other = client(farm, user), client(farm, more)
    principals.cli.run("key", "disable", user["accessKeyId"])
    assert is_strange(one.list_farms) and code(other.list_farms) is None
    known = principals.keys(user["name"])
    assert "disabledAt" in known[user["accessKeyId"]]
    assert "disabledAt" not in known[more["accessKeyId"]]
    principals.cli.run("key", "enable", user["accessKeyId"])
    assert code(one.list_farms) is None
    # Nobody is left without a key by a slip of the hand.
    own = [key for key in principals.keys().values() if key["name"] == "callsheet"]
    assert "use another" in principals.cli.refused("key", "disable", own[0]["accessKeyId"])


# Who is let in no more.

def test_a_disabled_user_is_a_stranger_with_all_that_it_was_given(farm, principals):
    user, queue = principals.user(), queue_with(farm, "studio/leaver")
    principals.member(user, "CONTRIBUTOR", queue)
    deadline = client(farm, user)
    given = [getattr(deadline, f"assume_queue_role_for_{use}")(**queue)["credentials"]
             for use in ("user", "read")]
    files = [client(farm, keys, "s3") for keys in given]
    logs = client(farm, given[1], "logs")
    listing = {"Bucket": BUCKET, "Prefix": "studio/leaver/"}
    stream = {"logGroupName": f"/aws/deadline/{queue['farmId']}/{queue['queueId']}",
              "logStreamName": "none"}

    def refusals():
        return [code(deadline.get_queue, **queue), code(logs.get_log_events, **stream),
                *(code(one.list_objects_v2, **listing) for one in files)]

    assert refusals() == [None, "ResourceNotFoundException", None, None]
    principals.cli.run("user", "disable", user["name"])
    assert set(refusals()) <= STRANGER
    assert "disabledAt" in principals.listed("user")[user["name"]]
    principals.cli.run("user", "enable", user["name"])
    after = refusals()
    # Its key is its own again; what it was given before is not.
    assert after[0] is None and set(after[1:]) <= STRANGER
    again = deadline.assume_queue_role_for_user(**queue)["credentials"]
    assert code(client(farm, again, "s3").list_objects_v2, **listing) is None


def hears(stream, word, beats=3):
    """Is it said before the stream ends, or its server has said so often that it is there?"""
    for line in stream:
        if word in line.decode():
            return True
        beats -= line.startswith(b":")
        if not beats:
            break
    return False


def disable(principals, user):
    principals.cli.run("user", "disable", user["name"])


@pytest.mark.parametrize("done", [disable, Principals.no_member])
def test_who_may_see_no_more_hears_no_more(farm, principals, done):
    """A stream that was opened before is over when its server looks again, at a heartbeat."""
    user, place = principals.user(), {"farmId": farm.ids["farmId"]}
    principals.member(user, "VIEWER")
    signs = Credentials(user["accessKeyId"], user["secretAccessKey"])
    stream = signed(farm.callsheet, "GET", f"/callsheet/v1/events?farmId={place['farmId']}",
                    key=signs)
    before = farm.submit(job(step("Only", "true")))
    assert hears(stream, before["jobId"])
    asks = client(farm, user)
    done(principals, user)
    assert code(asks.get_farm, **place)
    wait_for("silence", lambda: not hears(
        stream, farm.submit(job(step("Only", "true")))["jobId"]), 20)


def test_what_a_disabled_group_is_a_member_of_counts_for_nobody(farm, principals):
    user, queue = principals.user(), queue_with(farm, "studio/group")
    group = principals.group(user)
    principals.member(group, "VIEWER", queue)
    deadline = client(farm, user)
    assert code(deadline.get_queue, **queue) is None
    for undone, done in ((("group", "disable", group), ("group", "enable", group)),
                         (("group", "remove", group, user["name"]),
                          ("group", "add", group, user["name"]))):
        principals.cli.run(*undone)
        assert code(deadline.get_queue, **queue) == "AccessDeniedException"
        assert deadline.list_queues(farmId=queue["farmId"])["queues"] == []
        principals.cli.run(*done)
        assert code(deadline.get_queue, **queue) is None


def worker_of(farm, host, home):
    """A worker that a host made itself, its ids and its own client."""
    made = client(farm, host)
    ids = home | {"workerId": made.create_worker(**home)["workerId"]}
    return ids, client(farm, made.assume_fleet_role_for_worker(**ids)["credentials"])


def test_a_disabled_hosts_workers_are_strangers(farm, principals):
    home = fleet(farm)
    host = principals.host(home["fleetId"])
    ids, worker = worker_of(farm, host, home)
    # Renewed by the worker itself, they are the host's all the same.
    renewed = client(farm, worker.assume_fleet_role_for_worker(**ids)["credentials"])
    for one in (worker, renewed):
        assert code(one.update_worker, **ids, status="STARTED") is None
    principals.cli.run("host", "disable", host["name"])
    assert is_strange(client(farm, host).create_worker, **home)
    for one in (worker, renewed):
        assert is_strange(one.update_worker_schedule, **ids)
    principals.cli.run("host", "enable", host["name"])
    again = client(farm, host).assume_fleet_role_for_worker(**ids)["credentials"]
    assert code(client(farm, again).update_worker_schedule, **ids) is None


def test_a_host_joins_its_fleets_alone(farm, principals):
    one, two, other = (fleet(farm) for _ in range(3))
    host = principals.host(one["fleetId"], two["fleetId"])
    of = client(farm, host)
    for home in (one, two):
        worker_of(farm, host, home)
    theirs = farm.deadline.create_worker(**other)["workerId"]
    assert code(of.create_worker, **other) == "AccessDeniedException"
    assert code(of.create_worker, **farm.fleet) == "AccessDeniedException"
    assert code(of.assume_fleet_role_for_worker, **other,
                workerId=theirs) == "AccessDeniedException"
    assert code(of.get_fleet, **one) == "AccessDeniedException"
    nowhere = "fleet-" + "0" * 32
    assert f"there is no fleet `{nowhere}`" in principals.cli.refused(
        "host", "create", "lost", "--fleet-id", nowhere)
    assert "lost" not in principals.listed("host")


def test_a_deleted_worker_is_told_that_it_is_gone(farm, principals):
    """So that its agent starts over, with the same host's key."""
    home = fleet(farm)
    host = principals.host(home["fleetId"])
    ids, worker = worker_of(farm, host, home)
    for status in ("STARTED", "STOPPED"):
        worker.update_worker(**ids, status=status)
    farm.deadline.delete_worker(**ids)
    with refused("ResourceNotFoundException", 404):
        worker.update_worker(**ids, status="STARTED")
    with refused("ResourceNotFoundException", 404):
        worker.update_worker_schedule(**ids)
    worker_of(farm, host, home)


def rotate_sessions(principals):
    principals.cli.run("key", "rotate-sessions")


def test_sessions_outlive_one_new_key_and_not_two(farm, principals):
    home = fleet(farm)
    host = principals.host(home["fleetId"])
    (ids, first), (other, second) = (worker_of(farm, host, home) for _ in range(2))
    rotate_sessions(principals)
    assert code(first.update_worker, **ids, status="STARTED") is None
    third = client(farm, first.assume_fleet_role_for_worker(**ids)["credentials"])
    rotate_sessions(principals)
    assert is_strange(second.update_worker, **other, status="STARTED")
    assert code(third.update_worker_schedule, **ids) is None


def test_a_session_in_use_ends_with_its_key_too(farm, principals):
    """Two new keys one after the other are how all that was given is taken back at once."""
    home = fleet(farm)
    ids, worker = worker_of(farm, principals.host(home["fleetId"]), home)
    assert code(worker.update_worker, **ids, status="STARTED") is None
    rotate_sessions(principals)
    assert code(worker.update_worker_schedule, **ids) is None
    rotate_sessions(principals)
    wait_for("its end", lambda: is_strange(worker.update_worker_schedule, **ids), 15)


# Several servers, and what studios forbid.

def test_another_server_of_the_farm_follows_within_seconds(postgres):
    """What is disabled here is disabled there, without a restart."""
    url = postgres.new_database()
    with Callsheet("server", store=url) as first:
        second = Callsheet("server", store=url)
        shutil.copytree(first.data_dir, second.data_dir, ignore=lambda folder, names: [
            name for name in names if not name.endswith(("key", "config", "credentials"))
            and name != "provision.json"])
        with second:
            here, there = Farm(first), Farm(second)
            principals = Principals(first)
            user, host = principals.user(), principals.host()
            principals.member(user, "VIEWER")
            deadline = client(there, user)
            assert code(deadline.get_farm, farmId=first.farm_id) is None
            ids, worker = worker_of(there, host, here.fleet)
            assert code(worker.update_worker, **ids, status="STARTED") is None
            principals.no_member(user)
            wait_for("a stranger to the farm", lambda: code(
                deadline.get_farm, farmId=first.farm_id) == "AccessDeniedException", 10)
            principals.cli.run("user", "disable", user["name"])
            principals.cli.run("host", "disable", host["name"])
            wait_for("the user's end", lambda: is_strange(deadline.list_farms), 10)
            wait_for("the worker's end",
                     lambda: is_strange(worker.update_worker_schedule, **ids), 10)
            principals.cli.run("user", "enable", user["name"])
            wait_for("the user's return", lambda: code(deadline.list_farms) is None, 10)


@contextlib.contextmanager
def with_policy(text):
    """A server that has not started, with a file of policies."""
    callsheet = Callsheet("server")
    folder = os.path.join(callsheet.data_dir, "policies")
    os.makedirs(callsheet.data_dir, mode=0o700)
    os.mkdir(folder)
    with open(os.path.join(folder, "studio.cedar"), "w") as file:
        file.write(text)
    try:
        yield callsheet
    finally:
        callsheet.stop()
        shutil.rmtree(callsheet.folder, ignore_errors=True)


# The same, as somebody would write it who thinks of what is forbidden, or of what is not.
TOO_HIGH = {
    "when": "when { context has priority && context.priority > 80 }",
    "unless": "unless { context has priority && context.priority <= 80 }"}
FORBID = """// Nobody jumps the queue, but for supervisors.
forbid (principal is User, action in [%s], resource)
%s
unless { principal.groups.contains("supervisors") };
"""


def actions(*operations):
    return ", ".join(f'Action::"{operation}"' for operation in operations)


def submission(farm, priority):
    template = json.dumps(job(step("Only", "true")))
    return farm.ids | {"priority": priority, "templateType": "JSON", "template": template}


@pytest.mark.parametrize("said", TOO_HIGH)
def test_what_a_studio_forbids_is_refused(said):
    with with_policy(FORBID % (actions("CreateJob"), TOO_HIGH[said])) as callsheet:
        callsheet.start()
        farm, principals = Farm(callsheet), Principals(callsheet)
        user, other = principals.user(), principals.user()
        for one in (user, other):
            principals.member(one, "OWNER")
        principals.group(other, name="supervisors")
        create = client(farm, user).create_job
        assert [code(create, **submission(farm, priority)) for priority in (80, 81)] == [
            None, "AccessDeniedException"]
        assert code(client(farm, other).create_job, **submission(farm, 81)) is None


def test_what_a_studio_forbids_at_first_it_forbids_later():
    """A job's priority is one's to raise only as far as one may choose it."""
    operations = actions("CreateJob", "UpdateJob", "BatchUpdateJob")
    with with_policy(FORBID % (operations, TOO_HIGH["when"])) as callsheet:
        callsheet.start()
        farm, principals = Farm(callsheet), Principals(callsheet)
        user = principals.user()
        principals.member(user, "OWNER")
        deadline = client(farm, user)
        ids = farm.ids | {"jobId": deadline.create_job(**submission(farm, 80))["jobId"]}
        wait_for("the job's creation", lambda: farm.created(ids))
        assert code(deadline.update_job, **ids, priority=70) is None
        assert code(deadline.update_job, **ids, priority=81) == "AccessDeniedException"
        told = deadline.batch_update_job(jobs=[ids | {"priority": 81}])["errors"]
        assert [error["code"] for error in told] == ["AccessDeniedException"]
        assert farm.deadline.get_job(**ids)["priority"] == 70


PLATES = """
permit (principal is User, action in [%s], resource)
when { context.bucket == "plates" && context.key like "show/*" };
// Not even whoever may write there.
forbid (principal is QueueRole, action == Action::"s3:PutObject", resource)
when { context.key like "*.exe" };
permit (principal is User, action in [%s], resource is QueueLogs)
when { context.levels.contains("VIEWER") };
"""


def test_what_a_studio_permits_of_objects_and_logs_is_done():
    """With a plain key, which reaches neither without a policy of one's own."""
    objects = actions("s3:GetObject", "s3:ListObjectsV2")
    with with_policy(PLATES % (objects, actions("logs:DescribeLogStreams"))) as callsheet:
        callsheet.start()
        farm, principals = Farm(callsheet), Principals(callsheet)
        store, user = callsheet.client("s3"), principals.user()
        store.create_bucket(Bucket="plates")
        for key in ("show/a", "other/a"):
            store.put_object(Bucket="plates", Key=key, Body=b"plate")
        reader = client(farm, user, "s3")
        assert reader.get_object(Bucket="plates", Key="show/a")["Body"].read() == b"plate"
        found = reader.list_objects_v2(Bucket="plates", Prefix="show/")["Contents"]
        assert [one["Key"] for one in found] == ["show/a"]
        for refusal in (
                code(reader.get_object, Bucket="plates", Key="other/a"),
                code(reader.list_objects_v2, Bucket="plates"),
                code(reader.put_object, Bucket="plates", Key="show/b", Body=b"")):
            assert refusal == "AccessDenied"
        queue = queue_with(farm, "studio/policies")
        role = client(farm, farm.deadline.assume_queue_role_for_user(**queue)["credentials"], "s3")
        put = {"Bucket": BUCKET, "Body": b""}
        assert code(role.put_object, **put, Key="studio/policies/a.exr") is None
        assert code(role.put_object, **put, Key="studio/policies/a.exe") == "AccessDenied"
        logs = client(farm, user, "logs")
        of_queue = {"logGroupName": f"/aws/deadline/{queue['farmId']}/{queue['queueId']}"}
        assert code(logs.describe_log_streams, **of_queue) == "AccessDeniedException"
        principals.member(user, "VIEWER")
        assert code(logs.describe_log_streams, **of_queue) != "AccessDeniedException"
        of_fleet = {"logGroupName": f"/aws/deadline/{farm.fleet['farmId']}/{farm.fleet['fleetId']}"}
        assert code(logs.describe_log_streams, **of_fleet) == "AccessDeniedException"


@pytest.mark.parametrize("text, line", [
    ("forbid (principal, action, resource)\nwhenever { true };\n", 2),
    ('// ours\n\nforbid (principal, action == Action::"CreateJobb", resource);\n', 3)])
def test_a_policy_that_cannot_be_used_refuses_the_start(text, line):
    with with_policy(text) as callsheet:
        done = subprocess.run(
            callsheet.command, env=bare_environment(callsheet.home), cwd=callsheet.home,
            stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60)
        assert done.returncode != 0
        assert f"studio.cedar:{line}: " in done.stderr, done.stderr
        assert "callsheet is ready" not in done.stdout


# Stock clients.

def told_files(principals, name, home):
    """A user's own AWS files, as the command line tells them."""
    told, _ = principals.cli.run("user", "create", name)
    config, _, credentials = told.partition("# For ~/.aws/credentials")
    os.makedirs(os.path.join(home, ".aws"))
    for file, text in (("config", config), ("credentials", "#" + credentials)):
        with open(os.path.join(home, ".aws", file), "w") as written:
            written.write(text)


@pytest.mark.parametrize("version", ["0.60.10", "0.54.3"])
def test_a_contributor_of_one_queue_works_with_a_plain_profile(farm, principals, tmp_path, version):
    """With what it was told when it was made, and the ids of its queue, and nothing else."""
    name = "plain-" + version.replace(".", "-")
    queue, other = queue_with(farm, name), queue_with(farm, f"{name}-hidden")
    home = tmp_path / "home"
    told_files(principals, name, home)
    principals.member(name, "CONTRIBUTOR", queue)
    cli = DeadlineCli(version, farm.callsheet)
    cli.environment = bare_environment(str(home)) | {
        "AWS_EC2_METADATA_DISABLED": "true", "DEADLINE_CLOUD_TELEMETRY_OPT_OUT": "true"}
    cli.run("config", "set", "defaults.aws_profile_name", "callsheet")
    of_farm = ["--farm-id", queue["farmId"]]
    # It is a member of a part of the farm, which is listed for nobody.
    assert queue["farmId"] not in cli.run("farm", "list")
    queues = cli.run("queue", "list", *of_farm)
    assert queue["queueId"] in queues and other["queueId"] not in queues
    bundle = tmp_path / "bundle"
    bundle.mkdir()
    (bundle / "template.json").write_text(json.dumps(job(step("Only", "true"), name="Plain")))
    job_id = cli.submit(str(bundle), *words(queue))
    assert job_id in cli.run("job", "list", *words(queue))
    assert "name: Plain" in cli.run("job", "get", *words(queue, jobId=job_id))
    assert farm.deadline.get_job(**queue, jobId=job_id)["createdBy"].endswith(f"user/{name}")


@pytest.mark.parametrize("version", VERSIONS)
def test_an_agent_works_with_a_hosts_key(farm, principals, tmp_path, version):
    home, queue = fleet(farm), queue_with(farm, "agent-" + version.replace(".", "-"))
    farm.deadline.create_queue_fleet_association(**queue, fleetId=home["fleetId"])
    agent = WorkerAgent(version, farm.callsheet, tmp_path / "agent", "--fleet-id", home["fleetId"],
                        keys=principals.host(home["fleetId"]))
    try:
        farm.settled(farm.submit(job(step("First", "true")), queue=queue))
        # What it holds is sealed with the key before the new one, and goes on working.
        rotate_sessions(principals)
        farm.settled(farm.submit(job(step("Then", "true")), queue=queue))
        workers = farm.every("list_workers", "workers", home)
        assert [one["workerId"] for one in workers] == [agent.worker_id()]
        agent.stop()
    finally:
        print(agent.text())
        agent.close()


def test_when_a_key_was_used_last_is_shown(farm, principals, early):
    """To the minute, and of who never came, nothing."""
    never = principals.user()
    key = wait_for("the use of a key", lambda: principals.keys("early")[
        early["accessKeyId"]].get("lastUsedAt"), deadline_s=90, every_s=1)
    assert principals.listed("user")["early"]["lastUsedAt"] == key
    assert "lastUsedAt" not in principals.keys(never["name"])[never["accessKeyId"]]
