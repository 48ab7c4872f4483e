"""Pages and errors: section 10 of docs/rules.md."""
import uuid

from botocore.config import Config

from harness.by_hand import code, field, refused
from harness.templates import job, step


def raw_client(by_hand):
    """Keeps the answers' headers and does not repeat what failed."""
    return by_hand.callsheet.client(
        config=Config(parameter_validation=False, retries={"max_attempts": 0}))


def test_pages(by_hand):
    """semantics 10.1-1, 10.1-2, 10.1-3, 10.1-4, 10.1-7, 1.1-10"""
    deadline, loose = by_hand.deadline, by_hand.loose
    farm = {"farmId": deadline.create_farm(displayName="Pages")["farmId"]}
    made = [deadline.create_limit(
        **farm, displayName=f"{n}", amountRequirementName="amount.p", maxCount=1)["limitId"]
        for n in range(102)]
    first = deadline.list_limits(**farm)
    assert len(first["limits"]) == 100
    rest = deadline.list_limits(**farm, nextToken=first["nextToken"])
    assert "nextToken" not in rest
    listed = [one["limitId"] for one in first["limits"] + rest["limits"]]
    names = [int(one["displayName"]) for one in first["limits"] + rest["limits"]]
    assert sorted(listed) == sorted(made) and names == list(range(102))
    for wrong in (0, 101):
        assert field(loose.list_limits, **farm, maxResults=wrong) == "maxResults"
    assert field(loose.list_limits, **farm, nextToken="x" * 4_097) == "nextToken"
    assert field(loose.list_queues, **farm, nextToken=first["nextToken"]) == "nextToken"
    submitted = by_hand.submit(job(step("S", "true", tasks=103)))
    one = by_hand.steps(submitted)[0]
    tasks = [int(task["taskId"].rpartition("-")[2]) for task in by_hand.tasks(one)]
    assert tasks == list(range(103))
    for call in (loose.list_step_dependencies, loose.list_step_consumers):
        call(**one, maxResults=1_000)
        assert field(call, **one, maxResults=1_001) == "maxResults"


def test_errors(by_hand):
    """semantics 10.2-1, 10.2-2, 10.2-5, 10.2-6, 10.2-9, 10.2-10, 10.2-11"""
    client = raw_client(by_hand)
    unknown = "queue-" + "0" * 32
    queue, fleet = by_hand.pair()
    for call, ids, status, name, members in (
            (client.get_queue, by_hand.farm | {"queueId": unknown}, 404,
             "ResourceNotFoundException", {"resourceId": unknown, "resourceType": "queue"}),
            (client.create_queue, by_hand.farm | {"displayName": "", "description": "x" * 101},
             400, "ValidationException", {"reason": "FIELD_VALIDATION_FAILED"}),
            (client.create_queue, by_hand.farm | {"displayName": 7},
             400, "ValidationException", {"reason": "CANNOT_PARSE"}),
            (client.delete_queue, queue, 409, "ConflictException",
             {"reason": "RESOURCE_IN_USE", "resourceId": queue["queueId"],
              "resourceType": "queue"}),
            (client.delete_queue_fleet_association, queue | fleet, 409, "ConflictException",
             {"reason": "STATUS_CONFLICT"})):
        answer = refused(call, **ids)
        metadata = answer["ResponseMetadata"]
        assert metadata["HTTPStatusCode"] == status, answer
        assert metadata["HTTPHeaders"]["x-amzn-errortype"] == name == answer["Error"]["Code"]
        assert answer["Error"]["Message"]
        assert {member: answer[member] for member in members} == members
    answer = refused(client.create_queue, **by_hand.farm, displayName="", description="x" * 101)
    assert sorted(one["name"] for one in answer["fieldList"]) == ["description", "displayName"]
    assert all(one["message"] for one in answer["fieldList"])


def test_deletions_of_what_is_gone(by_hand):
    """semantics 10.3-2, 10.3-1: those that declare a 404 say so."""
    deadline, none = by_hand.deadline, "0" * 32
    farm = by_hand.farm
    deadline.delete_limit(**farm, limitId=f"limit-{none}")
    deadline.delete_storage_profile(**farm, storageProfileId=f"sp-{none}")
    deadline.delete_queue_environment(
        **by_hand.queue(), queueEnvironmentId=f"queueenv-{none}")
    for call, ids in ((deadline.delete_queue, {"queueId": f"queue-{none}"}),
                      (deadline.delete_fleet, {"fleetId": f"fleet-{none}"}),
                      (deadline.delete_budget, {"budgetId": f"budget-{none}"})):
        assert code(call, **farm | ids) == "ResourceNotFoundException"


def test_nobody_is_throttled(by_hand):
    """semantics 10.5-1, 10.6-1, 10.6-2: far more than the service would take, at once."""
    client = raw_client(by_hand)
    for _ in range(200):
        client.get_farm(**by_hand.farm)
    farm = {"farmId": client.create_farm(displayName="Many")["farmId"]}
    for n in range(21):
        client.create_queue(**farm, displayName=f"{n}", clientToken=str(uuid.uuid4()))
    for _ in range(4):
        client.create_farm(displayName="More", clientToken=str(uuid.uuid4()))
