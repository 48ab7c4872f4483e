"""The exceptions that operations declare, brought about: by ids of nothing, by keys of another
farm, by tokens that were used, and by the state of things."""
import re
import uuid
from collections.abc import Callable
from dataclasses import dataclass

from harness.cases import brief
from harness.fresh import step_of
from harness.world import ENVIRONMENT, job_of

NOT_FOUND, DENIED, INVALID, CONFLICT, QUOTA = (f"{word}Exception" for word in (
    "ResourceNotFound", "AccessDenied", "Validation", "Conflict", "ServiceQuotaExceeded"))

# What is declared and cannot be brought about here, with the reason. It may only get shorter.
NOT_PROVOKED = [
    ("InternalServerErrorException", ".*", "nothing that a caller sends may do it"),
    ("ThrottlingException", ".*", "it needs a store that is held by others"),
    ("ServiceQuotaExceededException", "(?!CreateQueueEnvironment).*", "the others have no bound unless one is set"),
    ("ConflictException", "DeleteVolume", "no volume is attached to anything"),
    ("ConflictException", "DeleteLicenseEndpoint", "an endpoint holds no products"),
    ("ConflictException", "DisassociateMember.*", "the last owner may go as well"),
    ("ConflictException", "(Tag|Untag)Resource", "tags do not depend on a state"),
    ("ConflictException", "UpdateSession", "a session may be told to end twice"),
    ("ConflictException", "AssumeFleetRoleForWorker", "also of a worker that stopped"),
    ("ResourceNotFoundException", "CreateFarm", "a farm is made in nothing"),
    ("ResourceNotFoundException", "List(LicenseEndpoints|Memberships)", "nothing is named"),
    ("AccessDeniedException", "ListAvailableMeteredProducts", "it is the same for everybody"),
]


def is_beyond_reach(exception, operation):
    return any(re.fullmatch(exceptions, exception) and re.fullmatch(operations, operation)
               for exceptions, operations, _ in NOT_PROVOKED)


def labels(operation):
    """The ids that a path goes through; each alone can lead to nothing."""
    shape = operation.input_shape
    return [name for name, member in (shape.members if shape else {}).items()
            if member.serialization.get("location") == "uri"
            and re.search("-\\[0-9a-f\\]", member.metadata.get("pattern", ""))
            and member.name != "IdentityCenterPrincipalId"]


def used(operation, make, change):
    """A token of another request."""
    def input(suite):
        first = make(suite.world) | {"clientToken": str(uuid.uuid4())}
        assert suite.call(operation, first) is None
        return first | change
    return input


def worker_that(status):
    return lambda suite: suite.world.home | suite.world.worker(status)


def with_all_environments(suite):
    ids = suite.world.farm_id | suite.world.queue()
    for _ in range(10):
        suite.world.environment(ids)
    return ids | {"priority": 1, "templateType": "JSON", "template": ENVIRONMENT}


def endpoint(_):
    return {"vpcId": "vpc-1", "subnetIds": ["subnet-1"], "securityGroupIds": ["sg-1"]}


# What is refused with ConflictException: a token of another request (semantics 1.2), what is in
# use or not stopped (semantics 1.17), and what a worker's status forbids (semantics 2.8).
STATES = {
    "AssumeQueueRoleForWorker": lambda suite: worker_that(None)(suite) | suite.world.place,
    "CreateLicenseEndpoint": used("CreateLicenseEndpoint", endpoint, {"vpcId": "vpc-2"}),
    "CreateWorker": used("CreateWorker", lambda world: world.home, {"tags": {"a": "b"}}),
    "DeleteFleet": lambda suite: suite.world.home,
    "DeleteQueue": lambda suite: suite.world.place,
    "DeleteQueueFleetAssociation": lambda suite: suite.world.association_of_its_own(),
    "DeleteQueueLimitAssociation": lambda suite: suite.world.limit_association_of_its_own(),
    "DeleteWorker": worker_that("STARTED"),
    "UpdateJob": used(
        "UpdateJob", lambda world: job_of(world.suspended()) | {"priority": 1}, {"priority": 2}),
    "UpdateStep": used(
        "UpdateStep", lambda world: step_of(world.suspended()) | {"targetTaskRunStatus": "FAILED"},
        {"targetTaskRunStatus": "CANCELED"}),
    "UpdateTask": used(
        "UpdateTask", lambda world: world.suspended() | {"targetRunStatus": "FAILED"},
        {"targetRunStatus": "CANCELED"}),
    "UpdateWorker": lambda suite: worker_that("STOPPED")(suite) | {"status": "STOPPING"},
    "UpdateWorkerSchedule": worker_that(None),
}
QUOTAS = {"CreateQueueEnvironment": with_all_environments}


@dataclass(frozen=True)
class Provocation:
    exception: str
    about: str
    input: Callable

    def misjudged(self, response):
        if response is None:
            return "was accepted"
        if response["Error"]["Code"] != self.exception:
            return f"is no {self.exception}: {brief(response)}"
        return None


def provocations(operation):
    """Those of the exceptions that the operation declares; what is beyond reach is tried too."""
    declared = {shape.name for shape in operation.error_shapes}
    return [one for one in every_provocation(operation) if one.exception in declared]


def every_provocation(operation):
    for name in labels(operation):
        yield Provocation(NOT_FOUND, f"{name} of nothing", nothing(operation.name, name))
    if "resourceArn" in (operation.input_shape.members if operation.input_shape else ()):
        yield Provocation(NOT_FOUND, "the ARN of nothing", nothing(operation.name, "resourceArn"))
        yield Provocation(INVALID, "no ARN", lambda suite: suite.input(operation.name) | {
            "resourceArn": "farm"})
    yield Provocation(DENIED, "keys of another farm", lambda suite: suite.input(operation.name))
    for exception, table in ((CONFLICT, STATES), (QUOTA, QUOTAS)):
        if operation.name in table:
            yield Provocation(exception, "as things are", of_state(operation.name, table))


def nothing(operation, name):
    def input(suite):
        valid = suite.input(operation)
        return valid | {name: re.sub("[0-9a-f]{32}", uuid.uuid4().hex, valid[name])}
    return input


def of_state(operation, table):
    return lambda suite: suite.input(operation) | table[operation](suite)
