"""What the credentials of each role may do: every operation, on what is the role's own, on its
neighbor's and on another farm's. semantics 7.1, 7.3."""
import configparser
import os

import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

from harness.model import Least, built, service_model
from harness.principals import Principals
from harness.s3 import refused
from harness.server import Callsheet
from harness.world import World

MODEL = service_model()
ROLE = "arn:aws:iam::000000000000:role/studio"

# Whatever is not here is refused.
ALLOWED = {
    "first host": {"CreateWorker", "AssumeFleetRoleForWorker"},
    "host": {"CreateWorker", "AssumeFleetRoleForWorker"},
    "worker": {"AssumeFleetRoleForWorker", "AssumeQueueRoleForWorker", "BatchGetJobEntity",
               "UpdateWorker", "UpdateWorkerSchedule"},
    "queue user": set(), "queue reader": set(), "fleet reader": set(),
}
RELATIONS = ("own", "neighbor", "another farm")


class Studio:
    """Two farms; in the first one two of everything, one of which the roles are made for."""

    def __init__(self, callsheet):
        self.callsheet = callsheet
        self.world = World(callsheet)
        self.least = Least(self.world.known())
        self.deadline = callsheet.client()
        first = {"farmId": callsheet.farm_id, "queueId": callsheet.queue_id,
                 "fleetId": callsheet.fleet_id}
        neighbor = self.part(first["farmId"])
        farm = self.deadline.create_farm(displayName="Another")["farmId"]
        self.places = dict(zip(RELATIONS, (self.staffed(first), neighbor, self.part(farm))))
        self.keys = self.keys_of(self.places["own"])
        self.clients = {role: self.client(keys) for role, keys in self.keys.items()}

    def part(self, farm_id):
        """A queue and a fleet with a worker."""
        farm = {"farmId": farm_id}
        queue = self.deadline.create_queue(**farm, displayName="Q", roleArn=ROLE)["queueId"]
        known = self.deadline.get_fleet(farmId=self.callsheet.farm_id,
                                        fleetId=self.callsheet.fleet_id)
        fleet = self.deadline.create_fleet(
            **farm, displayName="F", roleArn=ROLE, maxWorkerCount=10,
            configuration=known["configuration"])["fleetId"]
        return self.staffed(farm | {"queueId": queue, "fleetId": fleet})

    def staffed(self, ids):
        fleet = {name: ids[name] for name in ("farmId", "fleetId")}
        return ids | {"workerId": self.deadline.create_worker(**fleet)["workerId"]}

    def keys_of(self, ids):
        queue = {name: ids[name] for name in ("farmId", "queueId")}
        fleet = {name: ids[name] for name in ("farmId", "fleetId")}
        file = configparser.ConfigParser()
        file.read(os.path.join(self.callsheet.data_dir, "worker-credentials"))
        first = file["worker"]
        made = {
            "worker": self.deadline.assume_fleet_role_for_worker(
                **fleet, workerId=ids["workerId"]),
            "queue user": self.deadline.assume_queue_role_for_user(**queue),
            "queue reader": self.deadline.assume_queue_role_for_read(**queue),
            "fleet reader": self.deadline.assume_fleet_role_for_read(**fleet),
        }
        return {role: answer["credentials"] for role, answer in made.items()} | {
            "first host": {"accessKeyId": first["aws_access_key_id"],
                           "secretAccessKey": first["aws_secret_access_key"]},
            "host": Principals(self.callsheet).host(ids["fleetId"])}

    def client(self, keys, service="deadline"):
        return self.callsheet.client(service, keys=keys, config=Config(
            parameter_validation=False, retries={"total_max_attempts": 1}))

    def input(self, operation, ids):
        shape = MODEL.operation_model(operation).input_shape
        if shape is None:
            return {}
        return {name: ids.get(name, value) for name, value in self.least.of(shape).items()}

    def is_refused(self, role, operation, ids):
        try:
            self.clients[role]._make_api_call(operation, self.input(operation, ids))
        except ClientError as error:
            return error.response["Error"]["Code"] == "AccessDeniedException"
        return False


@pytest.fixture(scope="module")
def studio():
    with Callsheet("server") as callsheet:
        yield Studio(callsheet)


@pytest.mark.parametrize("relation", RELATIONS)
@pytest.mark.parametrize("role", ALLOWED)
def test_a_role_may_do_what_it_is_for(studio, role, relation):
    ids = studio.places[relation]
    expected = ALLOWED[role] if relation == "own" else set()
    allowed = {operation for operation in built() if not studio.is_refused(role, operation, ids)}
    assert allowed == expected


def test_whoever_is_refused_learns_nothing_of_what_there_is(studio):
    """The same words for what is there and for what is not."""
    there = studio.places["another farm"]
    nowhere = {name: value[:-32] + "0" * 32 for name, value in there.items()}

    def said(ids):
        with pytest.raises(ClientError) as refusal:
            studio.clients["worker"]._make_api_call("GetQueue", studio.input("GetQueue", ids))
        error = refusal.value.response["Error"]
        assert error["Code"] == "AccessDeniedException"
        for name, value in ids.items():
            error["Message"] = error["Message"].replace(value, name)
        return error["Message"]

    assert said(there) == said(nowhere)
    assert "deadline:GetQueue" in said(there)


def test_a_deleted_workers_credentials_name_nobody(studio):
    """So that its agent starts over."""
    ids = {name: studio.places["own"][name] for name in ("farmId", "fleetId")}
    worker = ids | {"workerId": studio.deadline.create_worker(**ids)["workerId"]}
    itself = studio.client(
        studio.deadline.assume_fleet_role_for_worker(**worker)["credentials"])
    itself.update_worker(**worker, status="STARTED")
    itself.update_worker(**worker, status="STOPPED")
    itself.update_worker(**worker, status="STARTED")
    itself.update_worker(**worker, status="STOPPED")
    studio.deadline.delete_worker(**worker)
    with refused("ResourceNotFoundException", 404):
        itself.update_worker(**worker, status="STARTED")


def test_logs_are_read_by_those_whom_they_concern(studio):
    own, other = studio.places["own"], studio.places["neighbor"]
    groups = {
        "own queue": f"/aws/deadline/{own['farmId']}/{own['queueId']}",
        "own fleet": f"/aws/deadline/{own['farmId']}/{own['fleetId']}",
        "other queue": f"/aws/deadline/{other['farmId']}/{other['queueId']}",
        "other fleet": f"/aws/deadline/{other['farmId']}/{other['fleetId']}",
    }

    logs = {role: studio.client(studio.keys[role], "logs") for role in ALLOWED}

    def reads(role, group, stream):
        try:
            logs[role].get_log_events(logGroupName=groups[group], logStreamName=stream)
        except ClientError as error:
            code = error.response["Error"]["Code"]
            assert code in ("AccessDeniedException", "ResourceNotFoundException"), code
            return code == "ResourceNotFoundException"
        return True

    allowed = {(role, group) for role in ALLOWED for group in groups
               if reads(role, group, own["workerId"])}
    assert allowed == {
        ("queue user", "own queue"), ("queue reader", "own queue"),
        ("fleet reader", "own fleet"), ("worker", "own fleet")}
    assert not reads("worker", "own fleet", other["workerId"])
    for client in logs.values():
        with refused("AccessDeniedException", 403):
            client.describe_log_groups()
        with refused("AccessDeniedException", 403):
            client.delete_log_group(logGroupName=groups["own queue"])
