"""What members may do: every operation, by every kind of caller, who is a member of the farm, of
one of its things alone, of another farm, or of nothing any more. semantics 1.4-10, 7.2."""
import collections
import itertools
import json
import re
from http.client import HTTPConnection
from urllib.parse import urlsplit

import pytest
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from botocore.exceptions import ClientError

from harness.model import Least, service_model
from harness.principals import Principals
from harness.server import Callsheet
from harness.waiting import wait_for
from harness.world import TEMPLATE, World, job_of

MODEL = service_model()
OPERATIONS = MODEL.operation_names
LEVELS = ("VIEWER", "CONTRIBUTOR", "MANAGER", "OWNER")

# The level that makes a member of who has the role, if any does.
ROLES = {"none": None, **{level: level for level in LEVELS}, "administrator": "VIEWER",
         "service account": "CONTRIBUTOR", "by group": "MANAGER"}
FLAGS = {"administrator", "service account"}
# What its membership is of.
RELATIONS = {"farm": ("farmId",), "queue": ("farmId", "queueId"), "fleet": ("farmId", "fleetId"),
             "job": ("farmId", "queueId", "jobId"), "another farm": None, "nothing any more": None}

# The matrix of access levels: what nothing here names is for administrators and machines.
SEEN = ("BatchGet", "Copy", "Get", "List", "Search")
OF_ACCOUNT = ("LicenseEndpoint", "MeteredProduct", "Monitor")
MADE_FOR_MACHINES = {"BatchGetJobEntity"}
LEAST_LEVELS = {
    "VIEWER": {"AssumeFleetRoleForRead", "AssumeQueueRoleForRead"},
    "CONTRIBUTOR": {"AssumeQueueRoleForUser", "CreateJob"},
    "MANAGER": {"BatchUpdateJob", "BatchUpdateTask", "UpdateJob", "UpdateSession", "UpdateStep",
                "UpdateTask", "AssociateMemberToFarm", "AssociateMemberToFleet",
                "AssociateMemberToJob", "AssociateMemberToQueue", "DisassociateMemberFromFarm",
                "DisassociateMemberFromFleet", "DisassociateMemberFromJob",
                "DisassociateMemberFromQueue", "ListFarmMembers", "ListFleetMembers",
                "ListJobMembers", "ListQueueMembers"},
    "OWNER": {"CreateBudget", "DeleteBudget", "GetSessionsStatisticsAggregation",
              "StartSessionsStatisticsAggregation", "UpdateBudget"},
}
# Everybody may ask for these about what is theirs.
OWN_LISTS = {"ListFarms", "ListFleets", "ListJobs", "ListMemberships", "ListQueues"}
# What their bodies name, as others' paths do.
NAMED_IN_BODY = {
    "BatchGetJob": "farm queue job", "BatchGetSession": "farm queue job",
    "BatchGetSessionAction": "farm queue job", "BatchGetStep": "farm queue job",
    "BatchGetTask": "farm queue job", "BatchGetWorker": "farm fleet",
    "BatchUpdateJob": "farm queue job", "BatchUpdateTask": "farm queue job",
    "ListTagsForResource": "farm", "SearchJobs": "farm queue", "SearchSteps": "farm queue",
    "SearchTasks": "farm queue", "SearchWorkers": "farm fleet",
}


def least_level(operation):
    """The least level that may, or None where none does."""
    for level, operations in LEAST_LEVELS.items():
        if operation in operations:
            return level
    if operation in OWN_LISTS | MADE_FOR_MACHINES or any(noun in operation for noun in OF_ACCOUNT):
        return None
    return "VIEWER" if operation.startswith(SEEN) else None


def names(operation):
    """The kinds of things that it names and that have members."""
    path = re.findall(r"\{(\w+)Id\}", MODEL.operation_model(operation).http["requestUri"])
    return set(path) | set(NAMED_IN_BODY.get(operation, "").split())


def is_allowed(operation, role, relation):
    if role == "administrator" or operation in OWN_LISTS:
        return True
    least, level = least_level(operation), ROLES[role]
    # The level on what is named, or on what that is in, decides.
    reaches = relation in names(operation)
    return (reaches and None not in (least, level)
            and LEVELS.index(level) >= LEVELS.index(least))


class Sender:
    """Sends what botocore makes of an input, signed, over one connection: a client of botocore's
    for each caller would take as long as all the rest."""

    def __init__(self, callsheet):
        self.callsheet = callsheet
        self.client = callsheet.client()
        self.connection = HTTPConnection(urlsplit(callsheet.endpoint).netloc, timeout=60)

    def written(self, operation, input):
        """What is the same for every caller."""
        client, model = self.client, MODEL.operation_model(operation)
        made = client._serializer.serialize_to_request(input, model)
        query = AWSRequest("GET", self.callsheet.endpoint, params=made["query_string"])
        query = urlsplit(query.prepare().url).query
        url = self.callsheet.endpoint + made["url_path"] + (f"?{query}" if query else "")
        return made["method"], url, made["headers"], made["body"] or b""

    def answer(self, keys, written):
        """The status, and the body."""
        method, url, headers, body = written
        request = AWSRequest(method, url, headers=dict(headers), data=body)
        SigV4Auth(keys, "deadline", "us-west-2").add_auth(request)
        prepared = request.prepare()
        place = url[len(self.callsheet.endpoint):]
        self.connection.request(method, place, body=body, headers=dict(prepared.headers))
        response = self.connection.getresponse()
        return response.status, response.headers.get("x-amzn-errortype"), response.read()


class Studio:
    """A farm with one of everything, what is asked about it, and who asks."""

    def __init__(self, callsheet):
        self.world = World(callsheet)
        self.sender = Sender(callsheet)
        self.principals = Principals(callsheet)
        self.another = self.world.farm_of_its_own()
        self.ids = self.world.ids
        self.identity_store_id = self.principals.cli.json("user", "list")["identityStoreId"]
        self.there = {name: self.written(name, lambda text: text) for name in OPERATIONS}
        self.nowhere = {name: self.written(name, strange) for name in OPERATIONS}
        self.callers = {(role, relation): self.caller(role, relation)
                        for role, relation in itertools.product(ROLES, RELATIONS)}

    def written(self, operation, changed):
        shape = MODEL.operation_model(operation).input_shape
        input = Least(self.world.known()).of(shape) if shape else {}
        return self.sender.written(operation, each_text(input, changed))

    def caller(self, role, relation):
        flags = [f"--{role.replace(' ', '-')}"] if role in FLAGS else []
        user = self.principals.user(None, *flags)
        member = self.principals.group(user) if role == "by group" else user
        if ROLES[role]:
            self.principals.member(member, ROLES[role], self.of(relation))
            if relation == "nothing any more":
                self.principals.no_member(member, self.of(relation))
        return user | {"signs": Credentials(user["accessKeyId"], user["secretAccessKey"])}

    def of(self, relation):
        if relation == "another farm":
            return self.another
        return self.world.only(*(RELATIONS[relation] or ("farmId",)))

    def refusal(self, caller, operation, written):
        """The words in which a member is refused what it asks for, or None."""
        status, kind, body = self.sender.answer(caller["signs"], written)
        told = json.loads(body or b"{}")
        assert status < 500 and status != 429, (written, status, body)
        said = None
        if status == 403:
            assert kind.split(":")[0] == "AccessDeniedException", (written, kind, body)
            said = told["message"]
        # What a batch is refused, it is refused item by item.
        errors = told.get("errors") or [{}]
        if errors[0].get("code") == "AccessDeniedException":
            said = errors[0]["message"]
        # The bucket of a template's copy refuses in words of its own.
        asked = f"not authorized to perform: deadline:(Batch)?{operation.removeprefix('Batch')} on"
        return without_ids(said) if said and re.search(asked, said) else None


def each_text(value, changed):
    if isinstance(value, dict):
        return {name: each_text(one, changed) for name, one in value.items()}
    if isinstance(value, list):
        return [each_text(one, changed) for one in value]
    return changed(value) if isinstance(value, str) else value


IDS = re.compile(r"\b([a-z]+)-[0-9a-f]{32}")


def strange(text):
    """Ids of the same kinds, that are nobody's."""
    return IDS.sub(lambda found: f"{found[1]}-{'0' * 31}9", text)


def without_ids(text):
    return IDS.sub(r"\1", text)


@pytest.fixture(scope="module")
def studio():
    with Callsheet("server") as callsheet:
        yield Studio(callsheet)


# Each cell that was tried, so that none is left out.
TRIED = collections.Counter()


@pytest.mark.parametrize("relation", RELATIONS)
@pytest.mark.parametrize("role", ROLES)
def test_every_caller_may_do_what_the_matrix_says_and_nothing_else(studio, role, relation):
    """Whoever is refused is told the same of what is there and of what is not."""
    caller, wrong = studio.callers[role, relation], []
    for operation in OPERATIONS:
        expected = is_allowed(operation, role, relation)
        # Who may delete everything is asked to delete nothing that there is.
        is_lost = role == "administrator" and operation.startswith("Delete")
        written = (studio.nowhere if is_lost else studio.there)[operation]
        if operation == "ListMemberships":
            written = of_itself(studio, caller)
        said = studio.refusal(caller, operation, written)
        TRIED[operation, role, relation] += 1
        if (said is None) != expected:
            wrong.append((operation, "allowed" if expected else "refused", said))
        elif said is not None:
            elsewhere = studio.refusal(caller, operation, studio.nowhere[operation])
            if said != elsewhere:
                wrong.append((operation, said, elsewhere))
    assert not wrong


def of_itself(studio, caller):
    return studio.sender.written("ListMemberships", {"principalId": caller["principalId"]})


def test_no_cell_is_left_out():
    assert len(OPERATIONS) == 127 and len(ROLES) == 8 and len(RELATIONS) == 6
    assert set(TRIED) == set(itertools.product(OPERATIONS, ROLES, RELATIONS))
    assert set(TRIED.values()) == {1}


def client(studio, who):
    return studio.sender.callsheet.client(keys=who)


def code(call, **input):
    with pytest.raises(ClientError) as refusal:
        call(**input)
    return refusal.value.response["Error"]["Code"]


def listed(of, studio):
    """What a caller is shown, without saying whose it wants to see."""
    ids = studio.world.only
    return {
        "farms": {one["farmId"] for one in of.list_farms()["farms"]},
        "queues": {one["queueId"] for one in of.list_queues(**ids("farmId"))["queues"]},
        "fleets": {one["fleetId"] for one in of.list_fleets(**ids("farmId"))["fleets"]},
        "jobs": {one["jobId"] for one in of.list_jobs(**ids("farmId", "queueId"))["jobs"]}}


def test_a_list_holds_what_its_caller_may_see(studio):
    """semantics 7.2: who is a member of a part alone does not see the whole in lists."""
    every = listed(studio.world.deadline, studio)
    one = {f"{noun}s": {studio.ids[f"{noun}Id"]} for noun in ("farm", "queue", "fleet", "job")}
    none = {nouns: set() for nouns in every}
    assert len(every["queues"]) > 2 and len(every["fleets"]) > 1
    for role in LEVELS + ("service account", "by group"):
        shown = {relation: listed(client(studio, studio.callers[role, relation]), studio)
                 for relation in RELATIONS}
        of_queue = {"queues": one["queues"], "jobs": every["jobs"]}
        # What it made itself on the way through the matrix is its own.
        assert shown["farm"] == every | {"farms": one["farms"]}, role
        assert shown["queue"] == none | of_queue, role
        assert shown["fleet"] == none | {"fleets": one["fleets"]}, role
        assert shown["job"] == none | {"jobs": one["jobs"]}, role
        assert shown["another farm"] == none | {"farms": {studio.another["farmId"]}}, role
        assert shown["nothing any more"] == none, role


def own_lists(studio):
    ids = studio.world.only
    return {"list_farms": {}, "list_queues": ids("farmId"), "list_fleets": ids("farmId"),
            "list_jobs": ids("farmId", "queueId"), "list_memberships": {}}


@pytest.mark.parametrize("relation", RELATIONS)
def test_nobody_but_administrators_lists_what_is_another_ones(studio, relation):
    other = {"principalId": studio.callers["VIEWER", "farm"]["principalId"]}
    for role in ROLES:
        caller = studio.callers[role, relation]
        if caller["principalId"] == other["principalId"]:
            continue
        asks, own = client(studio, caller), {"principalId": caller["principalId"]}
        for operation, ids in own_lists(studio).items():
            getattr(asks, operation)(**ids, **own)
            if role == "administrator":
                getattr(asks, operation)(**ids, **other | (
                    {"identityStoreId": "d-0123456789"} if "member" in operation else {}))
            else:
                assert code(getattr(asks, operation), **ids, **other) == "AccessDeniedException"


def test_the_lists_of_a_stranger_tell_nothing_of_what_there_is(studio):
    """A farm or queue that it has no part in answers like one that nobody has."""
    stranger = studio.callers["none", "farm"]
    for operation in ("ListQueues", "ListFleets", "ListJobs"):
        answers = [studio.sender.answer(stranger["signs"], written[operation])
                   for written in (studio.there, studio.nowhere)]
        there, nowhere = (
            (status, kind, without_ids(body.decode())) for status, kind, body in answers)
        assert there == nowhere, operation


def test_whoever_makes_a_job_is_its_owner(studio):
    """semantics 7.2"""
    queue = studio.world.farm_id | studio.world.queue()
    another_ones = job_of(studio.world.submitted(place=queue))
    maker, other = (studio.principals.user() for _ in range(2))
    for user in (maker, other):
        studio.principals.member(user, "CONTRIBUTOR", queue)
    makes, looks = (client(studio, user) for user in (maker, other))
    template = {"priority": 50, "templateType": "JSON", "template": TEMPLATE}
    made = queue | {"jobId": makes.create_job(**queue, **template)["jobId"]}
    wait_for("the job's creation", lambda: studio.world.created(made))
    assert looks.get_job(**made)["createdBy"].endswith(f"user/{maker['name']}")
    assert code(looks.update_job, **made, priority=60) == "AccessDeniedException"
    makes.update_job(**made, priority=60)
    members = makes.list_job_members(**made)["members"]
    assert [(one["principalId"], one["membershipLevel"]) for one in members] == [
        (maker["principalId"], "OWNER")]
    assert code(makes.update_job, **another_ones, priority=60) == "AccessDeniedException"
    # It goes on being its own, whatever becomes of it in the queue.
    studio.principals.no_member(maker, queue)
    assert makes.get_job(**made)["priority"] == 60
    assert [one["jobId"] for one in makes.list_jobs(**queue)["jobs"]] == [made["jobId"]]
    assert code(makes.create_job, **queue, **template) == "AccessDeniedException"


def test_whoever_may_write_to_a_queues_files_copies_a_template_there(studio):
    """semantics 3.8-1: by the queue's role it could put the same object itself."""
    deadline, queue = studio.world.deadline, studio.world.farm_id | studio.world.queue()
    deadline.update_queue(**queue, jobAttachmentSettings={
        "s3BucketName": "job-attachments", "rootPrefix": "copies"})
    user = studio.principals.user()
    studio.principals.member(user, "CONTRIBUTOR", queue)
    of = client(studio, user)
    made = of.create_job(**queue, priority=50, templateType="JSON", template=TEMPLATE)
    target = {"bucketName": "job-attachments", "key": "copies/template.json"}
    of.copy_job_template(**queue, jobId=made["jobId"], targetS3Location=target)
    keys = of.assume_queue_role_for_user(**queue)["credentials"]
    s3 = studio.sender.callsheet.client("s3", keys=keys)
    got = s3.get_object(Bucket=target["bucketName"], Key=target["key"])["Body"].read()
    assert got.decode() == TEMPLATE


NOUNS = {"farm": "farmId", "queue": "farmId queueId", "fleet": "farmId fleetId",
         "job": "farmId queueId jobId"}


@pytest.mark.parametrize("noun", NOUNS)
def test_a_manager_makes_members_up_to_its_own_level(studio, noun):
    """Of owners, owners alone: neither are they made nor unmade by managers."""
    resource = studio.world.only(*NOUNS[noun].split())
    manager, owner = (client(studio, studio.callers[level, noun]) for level in ("MANAGER", "OWNER"))
    who = {"principalType": "USER", "principalId": studio.principals.user()["principalId"],
           "identityStoreId": studio.identity_store_id}
    one = resource | {"principalId": who["principalId"]}

    def asked(of, verb, **input):
        return getattr(of, f"{verb}_{'to' if verb.startswith('a') else 'from'}_{noun}"), input

    def make(of, level):
        return asked(of, "associate_member", **resource, **who, membershipLevel=level)

    def does(call):
        call[0](**call[1])

    def fails(call):
        assert code(call[0], **call[1]) == "AccessDeniedException"

    unmake = (lambda of: asked(of, "disassociate_member", **one))
    for level in ("VIEWER", "CONTRIBUTOR", "MANAGER"):
        does(make(manager, level))
    does(unmake(manager))
    fails(make(manager, "OWNER"))
    does(make(owner, "OWNER"))
    fails(make(manager, "VIEWER"))
    fails(unmake(manager))
    does(unmake(owner))


def test_the_highest_of_all_levels_counts(studio):
    """semantics 7.2: of the farm, of the queue, of the job, of each group."""
    queue, job = studio.world.only("farmId", "queueId"), studio.world.only(
        "farmId", "queueId", "jobId")
    user = studio.principals.user()
    group = studio.principals.group(user)
    of = client(studio, user)
    update = {"maxFailedTasksCount": 7, **job}
    studio.principals.member(user, "VIEWER")
    assert code(of.update_job, **update) == "AccessDeniedException"
    for member, what in ((group, queue), (user, job), (group, None)):
        studio.principals.member(member, "MANAGER", what)
        of.update_job(**update)
        studio.principals.no_member(member, what)
        assert code(of.update_job, **update) == "AccessDeniedException"
    assert of.get_job(**job)["maxFailedTasksCount"] == 7


def test_a_batch_is_answered_item_by_item(studio):
    """semantics 3.9-4: what is not its own spoils nothing of what is, and says nothing of itself."""
    deadline = studio.world.deadline
    other = studio.world.submitted(place=studio.world.farm_id | studio.world.queue())
    own = studio.world.only("farmId", "queueId", "jobId")
    of = client(studio, studio.callers["VIEWER", "queue"])
    other = {name: other[name] for name in own}
    unknown = {name: strange(value) for name, value in own.items()}
    got = of.batch_get_job(identifiers=[other, own, unknown])
    assert [job["jobId"] for job in got["jobs"]] == [own["jobId"]]
    assert [error["jobId"] for error in got["errors"]] == [other["jobId"], unknown["jobId"]]
    assert {error["code"] for error in got["errors"]} == {"AccessDeniedException"}
    assert len({without_ids(error["message"]) for error in got["errors"]}) == 1
    refusals = of.batch_update_job(jobs=[own | {"priority": 1}, other | {"priority": 1}])
    assert {error["code"] for error in refusals["errors"]} == {"AccessDeniedException"}
    assert len(refusals["errors"]) == 2
    assert {deadline.get_job(**ids)["priority"] for ids in (own, other)} == {50}
