"""Nothing is lost on the wire: what botocore writes is what we read, and what we write is what
botocore, the JavaScript SDK and the SDK for Rust read."""
import json
import os
import re
import subprocess
from collections import Counter
from datetime import datetime
from types import SimpleNamespace

import pytest
from botocore.awsrequest import AWSResponse
from botocore.config import Config
from botocore.session import get_session

from harness.clients import Node
from harness.model import service_model
from harness.random_values import Random
from harness.server import binary

MODEL = service_model()
# What this release of the JavaScript SDK has not heard of; a newer one shortens the list.
NEWER_THAN_JAVASCRIPT = {
    "BatchGetJobEntity/entities/0/environmentDetails/extensions",
    "BatchGetJobEntity/entities/0/environmentDetails/resolvedSymbolTable",
    "BatchGetJobEntity/entities/0/jobDetails/extensions",
    "BatchGetJobEntity/entities/0/stepDetails/extensions",
    "BatchGetJobEntity/entities/0/stepDetails/resolvedSymbolTable",
    "GetFleet/configuration/serviceManagedEc2/instanceCapabilities/softwareAddOns",
    "ListFleets/fleets/0/configuration/serviceManagedEc2/instanceCapabilities/softwareAddOns",
    "ListMemberships/memberships",
    "ListMemberships/nextToken",
    f"UpdateWorkerSchedule/assignedSessions/session-{'0' * 32}/metadata",
}
# The SDK for Rust keeps such a choice as an unknown one.
NEWER_THAN_RUST = {"GetFleet: rtxpro4500", "ListFleets: rtxpro4500"}
ROUNDS = 40
# How the SDK for Rust shows what is sensitive.
REDACTED = "*** Sensitive Data Redacted ***"


@pytest.fixture(scope="module")
def client():
    """One that checks nothing and sends nothing: requests end in `sent`, answers are `answer`."""
    made = get_session().create_client(
        "deadline", region_name="us-west-2", aws_access_key_id="a", aws_secret_access_key="b",
        config=Config(parameter_validation=False, inject_host_prefix=False,
                      retries={"total_max_attempts": 1}))
    wire = SimpleNamespace(client=made, sent=[], answer=(200, "{}"))

    def exchange(request, **_):
        wire.sent.append(request)
        status, body = wire.answer
        return AWSResponse(request.url, status, {}, Raw(body))

    made.meta.events.register("before-send", exchange)
    return wire


class Raw:
    def __init__(self, body):
        self.body = body.encode()

    def stream(self, **_):
        yield self.body


def example(name, *words, lines=()):
    """What an example of ours makes of these lines."""
    program = os.path.join(os.path.dirname(binary()), "examples", name)
    done = subprocess.run(
        [program, *words], input="\n".join(lines), capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    # `splitlines` would split at more than that.
    return [line for line in done.stdout.split("\n") if line]


def wire(mode, lines=()):
    return [json.loads(line) for line in example("wire", mode, lines=lines)]


def as_sent(request):
    """A request of botocore's, as a line for the example."""
    headers = [(name, text(value)) for name, value in request.headers.items()]
    target = request.url.removeprefix("https://deadline.us-west-2.amazonaws.com")
    return json.dumps({"method": request.method, "target": target, "headers": headers,
                       "body": text(request.body or b"")})


def text(value):
    return value.decode() if isinstance(value, bytes) else value


def in_json(value):
    """As the API writes it: times as texts, numbers as they compare."""
    if isinstance(value, dict):
        return {key: in_json(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [in_json(inner) for inner in value]
    if isinstance(value, datetime):
        return moment(value)
    return value


def moment(value):
    return round(value.timestamp() * 1000)


def times_read(value, shape):
    """What we printed, with the times of its shape as numbers."""
    if shape.type_name == "timestamp":
        return moment(datetime.fromisoformat(value))
    if shape.type_name == "structure" and not getattr(shape, "is_document_type", False):
        return {key: times_read(inner, shape.members[key]) for key, inner in value.items()}
    if shape.type_name == "list":
        return [times_read(inner, shape.member) for inner in value]
    if shape.type_name == "map":
        return {key: times_read(inner, shape.value) for key, inner in value.items()}
    return value


def test_what_botocore_writes_is_what_we_read(client):
    wanted = []
    for name in MODEL.operation_names:
        shape = MODEL.operation_model(name).input_shape
        for seed in range(ROUNDS):
            value = Random(f"{name} {seed}").of(shape) if shape else {}
            client.client._make_api_call(name, dict(value))
            wanted.append((name, shape, value))
    lines = [as_sent(request) for request in client.sent]
    lost = [f"{name}: {', '.join(lost)}"
            for (name, shape, value), found in zip(wanted, wire("read", lines), strict=True)
            if (lost := list(lost_of(name, shape, value, found)))]
    assert not lost, "\n".join(lost[:20])


def lost_of(name, shape, value, found):
    if found.get("operation") != name:
        return [str(found)]
    read = times_read(found["request"], shape) if shape else found["request"]
    # botocore makes up a token where none is given.
    if "clientToken" not in value:
        read.pop("clientToken", None)
    return differences(in_json(value), read)


def test_what_we_write_is_what_botocore_reads(client):
    answers = wire("write")
    assert {one["operation"] for one in answers} == set(MODEL.operation_names)
    for one in answers:
        client.answer = (one["status"], one["body"])
        operation = MODEL.operation_model(one["operation"])
        read = client.client._make_api_call(one["operation"], least_input(operation))
        assert read.pop("ResponseMetadata")["HTTPStatusCode"] == one["status"]
        shape = operation.output_shape
        assert in_json(read) == (times_read(one["value"], shape) if shape else {})


def test_what_we_write_is_what_the_javascript_sdk_reads(farm):
    node, lost = Node(farm.callsheet), set()
    for one in wire("write"):
        input = least_input(MODEL.operation_model(one["operation"]))
        read = node.read(one["operation"], input, {"status": one["status"], "body": one["body"]})
        found = differences(one["value"], read.get("output", {}))
        lost |= {f"{one['operation']}{place.split(':')[0]}" for place in found}
    node.close()
    assert lost == NEWER_THAN_JAVASCRIPT


def test_what_we_write_is_what_the_rust_sdk_reads():
    """It shows all that it read; of what is sensitive it shows that there is something."""
    answers, lost = wire("write"), set()
    shown = example("read_answers", lines=[json.dumps(one) for one in answers])
    for one, text in zip(answers, shown, strict=True):
        shape = MODEL.operation_model(one["operation"]).output_shape
        wanted = list(leaves(one["value"], shape)) if shape else []
        words = re.findall(r"""[^\s"(){}\[\],]+""", text.replace(REDACTED, "redacted").lower())
        found = Counter(words)
        lost |= {f"{one['operation']}: {leaf}" for leaf in wanted if not found[leaf]}
    assert lost == NEWER_THAN_RUST


def leaves(value, shape):
    """The words by which the SDK shows a value, in small letters."""
    if "sensitive" in shape.metadata:
        yield "redacted"
    elif getattr(shape, "is_document_type", False):
        return
    elif shape.type_name == "structure":
        for name, inner in value.items():
            yield from leaves(inner, shape.members[name])
    elif shape.type_name == "list":
        for inner in value:
            yield from leaves(inner, shape.member)
    elif shape.type_name == "map":
        for inner in value.values():
            yield from leaves(inner, shape.value)
    elif getattr(shape, "enum", None):
        # `NO_SCALING` is shown as `NoScaling`.
        yield re.sub("[_-]", "", value).lower()
    else:
        yield str(value).lower()


def differences(wrote, read, path=""):
    if isinstance(read, dict) and "$unknown" in read:
        # A choice that is newer than this SDK, which keeps it all the same.
        read = dict([read["$unknown"]])
    if isinstance(wrote, dict) and isinstance(read, dict):
        for key in wrote.keys() | read.keys():
            yield from differences(wrote.get(key), read.get(key), f"{path}/{key}")
    elif isinstance(wrote, list) and isinstance(read, list) and len(wrote) == len(read):
        for at, (one, other) in enumerate(zip(wrote, read)):
            yield from differences(one, other, f"{path}/{at}")
    elif wrote != read:
        yield f"{path}: {wrote!r} became {read!r}"


def least_input(operation):
    """Only what makes a path."""
    shape = operation.input_shape
    return {name: "x" for name in (shape.required_members if shape else ())
            if shape.members[name].serialization.get("location") == "uri"}
