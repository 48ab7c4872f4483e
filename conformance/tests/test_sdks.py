"""AWS's SDKs for Python and JavaScript: the same answers, and exceptions of the right type."""
import json
import uuid

import pytest
from botocore.exceptions import ClientError

from harness.clients import Node
from harness.templates import job, step
from harness.waiting import wait_for


@pytest.fixture(scope="module")
def finished(farm):
    """A job that ran, and its only task run."""
    ids = farm.submit(job(step("Say", "echo", "hello")))
    farm.ended(ids)
    action = next(a for a in farm.actions(ids) if "taskRun" in a["definition"])
    return ids | {"sessionActionId": action["sessionActionId"]}


@pytest.fixture(scope="module")
def node(farm):
    sdk = Node(farm.callsheet)
    yield sdk
    sdk.close()


def refused(call, **input):
    """The exception of a boto3 call: its class, and the answer with all its members."""
    with pytest.raises(ClientError) as caught:
        call(**input)
    return type(caught.value).__name__, caught.value.response


def test_both_read_the_same_session_action(farm, node, finished):
    python = farm.deadline.get_session_action(**finished)
    assert python["status"] == "SUCCEEDED"
    assert python["processExitCode"] == 0
    assert python["progressPercent"] == 100.0
    assert python["startedAt"] <= python["endedAt"]
    run = python["definition"]["taskRun"]
    assert run["stepId"].startswith("step-") and run["taskId"].startswith("task-")
    assert python["ResponseMetadata"]["RequestId"]

    answer = node.call("GetSessionAction", **finished)
    script = answer["output"]
    assert answer["requestId"]
    for member in ("sessionActionId", "sessionId", "status", "processExitCode", "definition",
                   "progressPercent"):
        assert script[member] == python[member], member
    for member in ("startedAt", "endedAt", "workerUpdatedAt"):
        at = python[member].isoformat(timespec="milliseconds").replace("+00:00", "Z")
        assert script[member] == at, member


def test_an_unknown_action_is_a_typed_exception(farm, node, finished):
    unknown = finished | {"sessionActionId": f"sessionaction-{uuid.uuid4().hex}-0"}
    name, response = refused(farm.deadline.get_session_action, **unknown)
    assert name == "ResourceNotFoundException"
    assert response["ResponseMetadata"]["HTTPStatusCode"] == 404
    assert response["resourceId"] == unknown["sessionActionId"]
    assert response["resourceType"]

    error = node.call("GetSessionAction", **unknown)["error"]
    assert error["isTyped"] and error["name"] == "ResourceNotFoundException"
    assert error["resourceId"] == unknown["sessionActionId"]


def test_a_malformed_id_is_a_typed_exception_naming_every_field(farm, node, finished):
    malformed = finished | {"sessionActionId": "sessionaction-1", "jobId": "job-XYZ"}
    name, response = refused(farm.deadline.get_session_action, **malformed)
    assert name == "ValidationException"
    assert response["reason"] == "FIELD_VALIDATION_FAILED"
    assert {field["name"] for field in response["fieldList"]} == {"sessionActionId", "jobId"}

    error = node.call("GetSessionAction", **malformed)["error"]
    assert error["isTyped"] and error["name"] == "ValidationException"
    assert error["reason"] == "FIELD_VALIDATION_FAILED"


def test_a_forbidden_id_is_a_typed_exception(farm, finished):
    """Keys of one queue's role are worth nothing on another farm."""
    other = farm.deadline.create_farm(displayName="Other")["farmId"]
    queue = farm.deadline.create_queue(
        farmId=other, displayName="Other",
        roleArn="arn:aws:iam::000000000000:role/other")["queueId"]
    keys = farm.deadline.assume_queue_role_for_user(farmId=other, queueId=queue)["credentials"]

    name, response = refused(
        farm.callsheet.client(keys=keys).get_session_action, **finished)
    assert name == "AccessDeniedException"
    assert response["ResponseMetadata"]["HTTPStatusCode"] == 403

    script = Node(farm.callsheet, keys)
    error = script.call("GetSessionAction", **finished)["error"]
    script.close()
    assert error["isTyped"] and error["name"] == "AccessDeniedException"


@pytest.mark.parametrize("keys, code", [
    ({"accessKeyId": "AKIANOSUCHKEY0000000", "secretAccessKey": "x"}, "UnrecognizedClientException"),
    ({"secretAccessKey": "wrong"}, "InvalidSignatureException"),
])
def test_a_bad_key_is_refused_by_name(farm, keys, code):
    own = farm.deadline._request_signer._credentials.get_frozen_credentials()
    client = farm.callsheet.client(keys={"accessKeyId": own.access_key} | keys)
    _, response = refused(client.list_farms)
    assert response["Error"]["Code"] == code
    assert response["ResponseMetadata"]["HTTPStatusCode"] == 403


def test_a_path_of_no_operation_is_unknown(farm):
    """A client of a newer model asks for what this server has never heard of."""
    client = farm.callsheet.client()
    client.meta.events.register(
        "before-sign.deadline.ListFarms",
        lambda request, **_: setattr(request, "url", request.url.replace("/farms", "/studios")))
    _, response = refused(client.list_farms)
    assert response["ResponseMetadata"]["HTTPStatusCode"] == 400
    assert response["reason"] == "UNKNOWN_OPERATION"


def test_templates_are_refused_with_every_error_and_its_path(farm):
    """A broken template is CREATE_FAILED or refused at once; either way the reason is said."""
    broken = job(step("A", "true", after=["B"]), step("B", "true", after=["A"]))
    try:
        job_id = farm.deadline.create_job(
            **farm.ids, template=json.dumps(broken), templateType="JSON", priority=50)["jobId"]
    except farm.deadline.exceptions.ValidationException as refusal:
        assert "A" in str(refusal) and "B" in str(refusal)
        return
    found = wait_for("the job's creation", lambda: farm.created(farm.ids | {"jobId": job_id}))
    assert found["lifecycleStatus"] == "CREATE_FAILED"
    assert "A" in found["lifecycleStatusMessage"]
