"""Two tenants of one farm, each with a queue of its own, served by one fleet that both may look at:
neither is told anything of the other. Whatever either is answered is searched for what is the
other's: a mark that is in all of its names, texts and files, and all of its ids. semantics 7.2."""
import json
import re
import urllib.parse
import uuid

import pytest
from botocore.config import Config
from botocore.credentials import Credentials
from botocore.exceptions import ClientError

from harness.attachments import BUCKET, IN, OUT, bash, queue_with, write_bundle
from harness.clients import WorkerAgent
from harness.events import signed
from harness.model import FAR_AHEAD, LONG_AGO, Least, service_model
from harness.principals import Principals, credentials_file
from harness.server import Callsheet, Farm
from harness.templates import job, step
from harness.waiting import wait_for
from harness.world import LIKELY

MODEL = service_model()
# What a tenant does with the fleet that it shares, and asks about what is its own.
OF_THE_FLEET = {"AssumeFleetRoleForRead", "BatchGetWorker", "GetFleet", "GetQueueFleetAssociation",
                "GetVolume", "GetWorker", "ListSessionsForWorker", "ListVolumes", "ListWorkers",
                "SearchWorkers"}
OWN_LISTS = {"ListFarms", "ListFleets", "ListJobs", "ListMemberships", "ListQueues"}
SEARCHES = ("search_jobs", "search_steps", "search_tasks")
ID = re.compile(r"\b[a-z]+-[0-9a-f]{32}(-\d+)?")


class Tenant:
    """A group with one user, and a queue that it may send work to; `secrets` are what nobody else
    may be told, `leaks` where it was told another one's."""

    def __init__(self, studio, name):
        self.studio, self.name, self.callsheet = studio, name, studio.farm.callsheet
        self.mark = f"{name}{uuid.uuid4().hex[:12]}"
        self.root = f"studio/{self.mark}"
        self.queue = queue_with(studio.farm, self.root, description=self.mark,
                                tags={"tenant": self.mark})
        studio.farm.deadline.create_queue_fleet_association(
            **self.queue, fleetId=studio.farm.fleet["fleetId"])
        self.keys = studio.principals.user(f"user-{self.mark}")
        self.group = studio.principals.group(self.keys, name=f"group-{self.mark}")
        studio.principals.member(self.group, "CONTRIBUTOR", self.queue)
        studio.principals.member(self.group, "VIEWER", studio.farm.fleet)
        self.secrets = {self.mark, self.queue["queueId"], self.keys["principalId"]}
        self.leaks, self.heard, self.other = [], 0, None
        self.deadline = self.client()

    def client(self, service="deadline", keys=None):
        """A client all of whose answers are looked through."""
        made = self.callsheet.client(service, keys=keys or self.keys, config=Config(
            parameter_validation=False, retries={"total_max_attempts": 1}))
        made.meta.events.register("before-call", self.note_request)
        made.meta.events.register("after-call", self.note_answer)
        return made

    @staticmethod
    def note_request(params, context, **_):
        context["sent"] = f"{urllib.parse.unquote(params['url'])} {params['body']}"

    def note_answer(self, http_response, model, context, **_):
        # A body that streams is read by who asked for it.
        body = "" if model.has_streaming_output and http_response.status_code < 300 else (
            http_response.text)
        self.look_through(model.name, context["sent"], body + str(http_response.headers))

    def look_through(self, what, sent, answered):
        """Who says a word itself may hear it again."""
        self.heard += 1
        for secret in self.other.secrets:
            if secret in answered and secret not in sent:
                at = answered.index(secret)
                self.leaks.append((what, secret, answered[max(0, at - 80):at + 80]))

    def ask(self, method, path, body=b""):
        """A route of callsheet's own: the status, and the body."""
        signs = Credentials(self.keys["accessKeyId"], self.keys["secretAccessKey"])
        response = signed(self.callsheet, method, path, body, key=signs)
        answered = response.read().decode()
        self.look_through(path, f"{path} {body}", answered)
        return response.status, answered

    def listen(self, query):
        """The open stream of what happens."""
        signs = Credentials(self.keys["accessKeyId"], self.keys["secretAccessKey"])
        response = signed(self.callsheet, "GET", f"/callsheet/v1/events?{query}", key=signs)
        assert response.status == 200, response.read()
        return response

    def hears(self, stream, *words):
        """Reads on until one line has all of these words."""
        for line in stream:
            self.look_through("events", "", line.decode())
            if all(word in line.decode() for word in words):
                return
        raise AssertionError(f"the stream ended before {words}")

    def credentials(self, use):
        return getattr(self.deadline, f"assume_queue_role_for_{use}")(**self.queue)["credentials"]

    def s3(self, use):
        return self.client("s3", self.credentials(use))

    def submit(self, folder):
        """A job with a file that comes in, one that goes out, and a log, all with its mark."""
        show = bash(
            f"Show-{self.mark}",
            f'cat "$1/in.txt"; mkdir -p "$2"; cp "$1/in.txt" "$2/{self.mark}.txt"',
            "{{Param.Scene}}", "{{Param.Out}}")
        bundle = write_bundle(
            folder, {"in.txt": f"file of {self.mark}\n".encode()}, show, name=f"Job {self.mark}",
            description=self.mark, parameters=(IN, OUT, {
                "name": "Mark", "type": "STRING", "default": self.mark}))
        key = credentials_file(folder.parent, self.keys, profile="callsheet")
        made = self.studio.principals.cli.submit(
            bundle, "--farm-id", self.queue["farmId"], "--queue-id", self.queue["queueId"],
            "--credentials-file", key)
        self.job = self.queue | {"jobId": made}

    def settle(self):
        """Learns every id of what its job became."""
        farm = self.studio.farm
        actions = farm.settled(self.job)
        [one] = farm.every("list_steps", "steps", self.job)
        [task] = farm.every("list_tasks", "tasks", self.job | {"stepId": one["stepId"]})
        [session] = farm.every("list_sessions", "sessions", self.job)
        budget = farm.deadline.create_budget(
            farmId=self.queue["farmId"], displayName=f"Budget {self.mark}", actions=[],
            approximateDollarLimit=1000, usageTrackingResource={"queueId": self.queue["queueId"]},
            schedule={"fixed": {"startTime": LONG_AGO, "endTime": FAR_AHEAD}})
        environment = farm.deadline.create_queue_environment(
            **self.queue, priority=1, templateType="JSON", template=json.dumps({
                "specificationVersion": "environment-2023-09",
                "environment": {"name": f"Site-{self.mark}", "variables": {"A": self.mark}}}))
        self.ids = self.job | {
            "stepId": one["stepId"], "taskId": task["taskId"], "sessionId": session["sessionId"],
            "sessionActionId": actions[-1]["sessionActionId"], "budgetId": budget["budgetId"],
            "queueEnvironmentId": environment["queueEnvironmentId"],
            "fleetId": session["fleetId"], "workerId": session["workerId"]}
        shared = {"farmId", "fleetId", "workerId"}
        self.secrets |= {value for name, value in self.ids.items() if name not in shared}
        # Tasks and actions are called after what they belong to.
        self.secrets |= {re.search("[0-9a-f]{32}", secret)[0] for secret in self.secrets
                         if ID.match(secret)}

    def arn(self, *words):
        return f"arn:aws:deadline:us-west-2:000000000000:{'/'.join(words)}"


class Studio:
    def __init__(self, callsheet, folder):
        self.farm = Farm(callsheet)
        self.principals = Principals(callsheet)
        self.owner = self.principals.user("owner")
        self.principals.member(self.owner, "OWNER")
        self.tenants = {name: Tenant(self, name) for name in ("alder", "birch")}
        alder, birch = self.tenants.values()
        alder.other, birch.other = birch, alder
        for tenant in (alder, birch):
            folder_of = folder / tenant.name / "bundle"
            folder_of.mkdir(parents=True)
            tenant.submit(folder_of)
        for tenant in (alder, birch):
            tenant.settle()


@pytest.fixture(scope="module")
def studio(tmp_path_factory):
    with Callsheet("server", flags=["--update-interval-s", "1"]) as callsheet:
        folder = tmp_path_factory.mktemp("studio")
        # AWS's, because it sends the fleet's viewers a log of its own.
        worker = WorkerAgent("0.33.6", callsheet, folder / "agent")
        try:
            yield Studio(callsheet, folder)
            worker.stop()
        finally:
            worker.close()


@pytest.fixture(params=["alder", "birch"])
def me(studio, request):
    """One of the two; it was told nothing of the other when its test is over."""
    tenant = studio.tenants[request.param]
    tenant.heard, tenant.leaks = 0, []
    yield tenant
    assert tenant.heard > 0
    assert not tenant.leaks


@pytest.fixture
def them(me):
    return me.other


def code(call, **input):
    with pytest.raises(ClientError) as refusal:
        call(**input)
    return refusal.value.response["Error"]["Code"]


def words_of(call, **input):
    """A refusal, but for the ids in it."""
    with pytest.raises(ClientError) as refusal:
        call(**input)
    error = refusal.value.response["Error"]
    return error["Code"], ID.sub("id", error["Message"])


def unknown(id):
    return re.sub("[0-9a-f]{32}", "0" * 31 + "7", id)


def job_of(ids):
    return {name: ids[name] for name in ("farmId", "queueId", "jobId")}


def log_of(tenant, use):
    logs = tenant.client("logs", tenant.credentials(use))
    group = f"/aws/deadline/{tenant.queue['farmId']}/{tenant.queue['queueId']}"
    return logs, group


def test_each_sees_what_is_its_own(studio, me):
    """Or the others of these tests would show nothing."""
    seen = me.deadline.get_job(**me.job)
    assert seen["name"] == f"Job {me.mark}" and seen["createdBy"].endswith(me.keys["name"])
    [found] = me.deadline.list_queues(farmId=me.queue["farmId"])["queues"]
    assert found["queueId"] == me.queue["queueId"]
    assert [one["jobId"] for one in me.deadline.list_jobs(**me.queue)["jobs"]] == [me.job["jobId"]]
    logs, group = log_of(me, "read")
    lines = logs.get_log_events(
        logGroupName=group, logStreamName=me.ids["sessionId"], startFromHead=True)["events"]
    assert any(f"file of {me.mark}" in line["message"] for line in lines)
    keys = [one["Key"] for one in me.s3("read").list_objects_v2(
        Bucket=BUCKET, Prefix=f"{me.root}/")["Contents"]]
    assert len(keys) >= 3
    status, path = me.ask("GET", f"/callsheet/v1/paths/{me.job['jobId']}")
    assert status == 200 and json.loads(path)["jobId"] == me.job["jobId"]


def test_an_owner_of_the_farm_sees_both(studio):
    of = studio.farm.callsheet.client(keys=studio.owner)
    for tenant in studio.tenants.values():
        assert of.get_job(**tenant.job)["name"] == f"Job {tenant.mark}"
    sessions = of.list_sessions_for_worker(**{
        name: tenant.ids[name] for name in ("farmId", "fleetId", "workerId")})["sessions"]
    assert {one["queueId"] for one in sessions} == {
        tenant.queue["queueId"] for tenant in studio.tenants.values()}


def test_no_operation_reaches_what_is_the_others(studio, me, them):
    """Each of all that there are, with the other's ids."""
    ids = {name[0].upper() + name[1:]: value for name, value in them.ids.items()}
    least = Least(ids | LIKELY | {
        "AmountRequirementName": "amount.mine", "Subdomain": "studio",
        "resourceArn": me.arn("farm", them.queue["farmId"], "queue", them.queue["queueId"])})
    answered = set()
    for operation in MODEL.operation_names:
        shape = MODEL.operation_model(operation).input_shape
        input = least.of(shape) if shape else {}
        if operation == "ListMemberships":
            input = {"principalId": me.keys["principalId"]}
        try:
            told = me.deadline._make_api_call(operation, input)
        except ClientError as error:
            if error.response["Error"]["Code"] == "AccessDeniedException":
                continue
            told = {}
        errors = {one["code"] for one in told.get("errors", [])}
        if errors != {"AccessDeniedException"}:
            answered.add(operation)
    assert answered == OF_THE_FLEET | OWN_LISTS


def test_a_list_holds_nothing_of_the_others(me, them):
    assert me.deadline.list_jobs(**them.queue)["jobs"] == []
    other = {"principalId": them.keys["principalId"]}
    for operation, ids in {"list_farms": {}, "list_queues": {"farmId": me.queue["farmId"]},
                           "list_fleets": {"farmId": me.queue["farmId"]}, "list_jobs": me.queue,
                           "list_memberships": {}}.items():
        assert code(getattr(me.deadline, operation), **ids, **other) == "AccessDeniedException"
    sessions = me.deadline.list_sessions_for_worker(**{
        name: me.ids[name] for name in ("farmId", "fleetId", "workerId")})["sessions"]
    assert [one["sessionId"] for one in sessions] == [me.ids["sessionId"]]


def test_the_others_things_are_in_none_of_its_own(me, them):
    """Under its own queue, a job of the other's is one that is not there."""
    for operation in ("get_job", "list_steps", "list_sessions", "list_job_parameter_definitions"):
        call = getattr(me.deadline, operation)
        known, nobody = (words_of(call, **me.queue, jobId=id)
                         for id in (them.job["jobId"], unknown(them.job["jobId"])))
        assert known == nobody and known[0] == "ResourceNotFoundException"
    for operation, name in {"get_step": "stepId", "get_session": "sessionId",
                            "get_session_action": "sessionActionId"}.items():
        call = getattr(me.deadline, operation)
        known, nobody = (words_of(call, **me.job, **{name: id})
                         for id in (them.ids[name], unknown(them.ids[name])))
        assert known == nobody and known[0] == "ResourceNotFoundException"


def test_a_search_may_name_no_queue_of_the_others(me, them):
    farm, own = {"farmId": me.queue["farmId"], "itemOffset": 0}, me.queue["queueId"]
    for operation in SEARCHES:
        call = getattr(me.deadline, operation)
        for queue in (them.queue["queueId"], unknown(own)):
            assert code(call, **farm, queueIds=[own, queue]) == "AccessDeniedException"
            assert code(call, **farm, queueIds=[queue]) == "AccessDeniedException"
        assert call(**farm, queueIds=[own])["totalResults"] == 1
    for operation in SEARCHES[1:]:
        call = getattr(me.deadline, operation)
        known, nobody = (words_of(call, **farm, queueIds=[own], jobId=id)
                         for id in (them.job["jobId"], unknown(them.job["jobId"])))
        assert known == nobody
    # Nor does a word of the other's find anything, in whatever field it is looked for.
    for field in ("NAME", "CREATED_BY"):
        found = me.deadline.search_jobs(**farm, queueIds=[own], filterExpressions={
            "operator": "AND", "filters": [{"stringFilter": {
                "name": field, "operator": "EQUAL", "value": f"Job {them.mark}"}}]})
        assert found["totalResults"] == 0
    workers = me.deadline.search_workers(**farm, fleetIds=[me.ids["fleetId"]])
    assert workers["totalResults"] == 1


def test_a_batch_tells_nothing_of_the_others_items(me, them):
    kinds = {"job": (), "step": ("stepId",), "task": ("stepId", "taskId"),
             "session": ("sessionId",), "session_action": ("sessionActionId",)}
    for noun, more in kinds.items():
        call = getattr(me.deadline, f"batch_get_{noun}")
        own, other = (job_of(one.ids) | {name: one.ids[name] for name in more}
                      for one in (me, them))
        if noun.startswith("session"):
            # The API has no such word for an item of these, so the whole is refused.
            assert code(call, identifiers=[other, own]) == "AccessDeniedException"
        else:
            told = call(identifiers=[other, own])
            assert len(told[f"{noun}s"]) == 1
            assert [error["code"] for error in told["errors"]] == ["AccessDeniedException"]
        # In its own queue the other's is nothing that there is.
        mixed = other | me.queue
        nobody = mixed | {"jobId": unknown(mixed["jobId"])}
        told = [one["code"] for one in call(identifiers=[mixed, nobody])["errors"]]
        assert told == ["ResourceNotFoundException"] * 2


def test_a_template_of_the_others_is_no_template_of_its_own(me, them):
    known, nobody = (words_of(me.deadline.create_job, **me.queue, priority=50, sourceJobId=id)
                     for id in (them.job["jobId"], unknown(them.job["jobId"])))
    assert known == nobody
    target = {"bucketName": BUCKET, "key": f"{me.root}/stolen"}
    assert code(me.deadline.copy_job_template, **them.job,
                targetS3Location=target) == "AccessDeniedException"


def test_a_token_of_the_others_makes_a_job_of_its_own(studio, me, them):
    """What the other was answered is not answered again."""
    token = uuid.uuid4().hex
    made = [tenant.deadline.create_job(
        **tenant.queue, priority=50, templateType="JSON", clientToken=token,
        template=json.dumps(job(step("Only", "true"), name=tenant.mark)))["jobId"]
        for tenant in (them, me)]
    them.secrets.add(made[0])
    assert made[0] != made[1]
    for tenant, one in zip((them, me), made):
        ids = tenant.queue | {"jobId": one}
        studio.farm.ended(ids)
        assert tenant.deadline.get_job(**ids)["name"] == tenant.mark
        assert wait_for("the archive", lambda: archived(studio.farm.deadline, ids))


def archived(deadline, ids):
    """A job in the archive is in no list that another test counts."""
    deadline.update_job(**ids, lifecycleStatus="ARCHIVED")
    return deadline.get_job(**ids)["lifecycleStatus"] == "ARCHIVED"


def test_tags_and_members_of_the_others_are_not_shown(me, them):
    farm, queue, job_id = (them.job[name] for name in ("farmId", "queueId", "jobId"))
    for place in (("farm", farm), ("farm", farm, "queue", queue),
                  ("farm", farm, "queue", queue, "job", job_id)):
        call = me.deadline.list_tags_for_resource
        known, nobody = (words_of(call, resourceArn=me.arn(*one))
                         for one in (place, [unknown(word) for word in place]))
        assert known == nobody and known[0] == "AccessDeniedException"
    assert code(me.deadline.list_queue_members, **me.queue) == "AccessDeniedException"
    shared = {name: me.ids[name] for name in ("farmId", "fleetId")}
    assert code(me.deadline.list_fleet_members, **shared) == "AccessDeniedException"


@pytest.mark.parametrize("use", ["user", "read"])
def test_files_of_the_others_are_out_of_reach(me, them, use):
    admin = me.callsheet.client("s3")
    theirs = [one["Key"] for one in admin.list_objects_v2(
        Bucket=BUCKET, Prefix=f"{them.root}/")["Contents"]]
    bodies = [admin.get_object(Bucket=BUCKET, Key=key)["Body"].read() for key in theirs]
    assert any(them.mark.encode() in body for body in bodies)
    for s3 in (me.s3(use), me.client("s3")):
        assert code(s3.list_buckets) == "AccessDenied"
        for prefix in ("", "studio/", them.root, f"{them.root}/"):
            for operation in (s3.list_objects, s3.list_objects_v2, s3.list_multipart_uploads):
                assert code(operation, Bucket=BUCKET, Prefix=prefix) == "AccessDenied"
        for key in (theirs[0], f"{them.root}/no/such/key"):
            assert code(s3.get_object, Bucket=BUCKET, Key=key) == "AccessDenied"
            assert code(s3.head_object, Bucket=BUCKET, Key=key) == "403"
            assert code(s3.copy_object, Bucket=BUCKET, Key=f"{me.root}/stolen", CopySource={
                "Bucket": BUCKET, "Key": key}) == "AccessDenied"
            assert code(s3.put_object, Bucket=BUCKET, Key=key, Body=b"") == "AccessDenied"


@pytest.mark.parametrize("use", ["user", "read"])
def test_logs_of_the_others_are_out_of_reach(me, them, use):
    logs, own = log_of(me, use)
    theirs = f"/aws/deadline/{them.queue['farmId']}/{them.queue['queueId']}"
    stream = them.ids["sessionId"]
    for client in (logs, me.client("logs")):
        assert code(client.describe_log_groups) == "AccessDeniedException"
        for one in (stream, unknown(stream)):
            assert code(client.get_log_events, logGroupName=theirs,
                        logStreamName=one) == "AccessDeniedException"
    assert code(logs.get_log_events, logGroupName=own,
                logStreamName=stream) == "ResourceNotFoundException"


def test_the_shared_fleets_log_tells_of_the_others_work_no_more_than_ids(studio, me, them):
    """Its viewers read what its workers say of themselves, and AWS's agent says what it is told:
    ids, and the root of a queue's files. Whoever may not know that is no viewer of the fleet."""
    fleet = {name: me.ids[name] for name in ("farmId", "fleetId")}
    keys = me.deadline.assume_fleet_role_for_read(**fleet)["credentials"]
    # Not looked through like all else.
    logs = studio.farm.callsheet.client("logs", keys=keys)
    events = logs.get_log_events(
        logGroupName=f"/aws/deadline/{fleet['farmId']}/{fleet['fleetId']}",
        logStreamName=me.ids["workerId"], startFromHead=True)["events"]
    said = "\n".join(event["message"] for event in events)
    assert them.ids["jobId"] in said
    # An environment's id ends with its name.
    assert them.mark not in said.replace(them.root, "").replace(f":Site-{them.mark}", "")
    me.deadline.get_fleet(**fleet)


def test_callsheets_own_routes_say_nothing_of_the_others(me, them):
    route = "/callsheet/v1"
    for id in (them.ids[name] for name in ("jobId", "stepId", "taskId")):
        known, nobody = (me.ask("GET", f"{route}/paths/{one}") for one in (id, unknown(id)))
        assert known[0] == 404
        assert ID.sub("id", known[1]) == ID.sub("id", nobody[1])
    place = "farms/{farmId}/queues/{queueId}/jobs/{jobId}".format(**them.ids)
    for more in ("", "/steps/" + them.ids["stepId"]):
        known, nobody = (me.ask("GET", f"{route}/explain/{one}{more}")
                         for one in (place, unknown(place)))
        assert known[0] == nobody[0] == 403
    mixed = f"farms/{me.ids['farmId']}/queues/{me.ids['queueId']}/jobs/{them.ids['jobId']}"
    assert me.ask("GET", f"{route}/explain/{mixed}")[0] == 404
    for query in ("", f"?farmId={them.ids['farmId']}",
                  "?farmId={farmId}&queueId={queueId}".format(**them.ids),
                  "?farmId={farmId}&queueId={queueId}&jobId={jobId}".format(**them.ids),
                  f"?jobId={them.ids['jobId']}"):
        assert me.ask("GET", f"{route}/events{query}")[0] == 403
    hook = json.dumps({"url": "http://127.0.0.1:9/hook", "filter": {
        name: them.ids[name] for name in ("farmId", "queueId")}}).encode()
    who = them.keys["principalId"]
    for method, path, body in (
            ("GET", "webhooks", b""), ("POST", "webhooks", hook), ("GET", "principals", b""),
            ("GET", "principals?kind=user", b""), ("GET", "keys", b""),
            ("GET", f"principals/{who}/keys", b""), ("POST", f"principals/{who}/keys", b""),
            ("PUT", f"principals/{who}/disabled", b'{"disabled":true}'),
            ("POST", f"keys/{them.keys['accessKeyId']}/rotate", b""),
            ("PUT", f"keys/{them.keys['accessKeyId']}/disabled", b'{"disabled":true}'),
            ("POST", "principals", b'{"kind":"user","name":"more","administrator":true}'),
            ("POST", "token-keys", b"")):
        assert me.ask(method, f"{route}/{path}", body)[0] == 403, (method, path)


def test_waiting_behind_the_others_work_does_not_name_it(studio, me, them, tmp_path):
    """One worker, and it is busy for the other: why its own job waits says no more than that."""
    go = tmp_path / "go"
    wait = f"until [ -e {go} ]; do sleep 0.1; done"
    work = json.dumps(job(step(f"Step-{them.mark}", "bash", "-c", wait), name=them.mark))
    asks = {"priority": 90, "templateType": "JSON"}
    ahead = [them.queue | {"jobId": them.deadline.create_job(
        **them.queue, **asks, template=work)["jobId"]} for _ in range(2)]
    them.secrets |= {ids["jobId"] for ids in ahead}
    wait_for("the worker to be busy", lambda: any(
        studio.farm.every("list_sessions", "sessions", ids) for ids in ahead))
    stream = me.listen(f"farmId={me.queue['farmId']}&queueId={me.queue['queueId']}")
    mine = me.queue | {"jobId": me.deadline.create_job(
        **me.queue, **asks, template=json.dumps(job(step("Only", "true"))))["jobId"]}
    wait_for("the job's creation", lambda: studio.farm.created(mine))
    [one] = me.deadline.list_steps(**mine)["steps"]
    place = "farms/{farmId}/queues/{queueId}/jobs/{jobId}".format(**mine)
    for more in ("", f"/steps/{one['stepId']}", f"/steps/{one['stepId']}/tasks/" + one[
            "stepId"].replace("step", "task") + "-0"):
        for query in ("", f"?workerId={me.ids['workerId']}"):
            status, told = me.ask("GET", f"/callsheet/v1/explain/{place}{more}{query}")
            assert status == 200, told
    go.touch()
    for ids in (*ahead, mine):
        studio.farm.ended(ids)
    me.hears(stream, mine["jobId"], "SUCCEEDED")
    for ids in (*ahead, mine):
        assert wait_for("the archive", lambda: archived(studio.farm.deadline, ids))


def test_a_member_of_one_job_is_not_told_what_comes_before_it(studio, tmp_path):
    """Of its own queue it sees that one job alone."""
    tenant, go = studio.tenants["alder"], tmp_path / "go"
    wait = f"until [ -e {go} ]; do sleep 0.1; done"

    hidden = [studio.farm.submit(
        job(step("Only", "bash", "-c", wait), name=f"Hidden-{number}"), queue=tenant.queue)
        for number in range(3)]
    wait_for("the worker to be busy", lambda: any(
        studio.farm.every("list_sessions", "sessions", ids) for ids in hidden))
    shown = studio.farm.submit(job(step("Only", "true"), name="Shown"), queue=tenant.queue)
    user = studio.principals.user()
    studio.principals.member(user, "VIEWER", shown)
    signs = Credentials(user["accessKeyId"], user["secretAccessKey"])
    place = "farms/{farmId}/queues/{queueId}/jobs/{jobId}".format(**shown)
    for query in ("", f"?workerId={tenant.ids['workerId']}"):
        response = signed(tenant.callsheet, "GET", f"/callsheet/v1/explain/{place}{query}",
                          key=signs)
        told = response.read().decode()
        assert response.status in (200, 403), told
        assert "Hidden-" not in told and not any(ids["jobId"] in told for ids in hidden), told
    go.touch()
    for ids in (*hidden, shown):
        studio.farm.ended(ids)
        assert wait_for("the archive", lambda: archived(studio.farm.deadline, ids))
