"""What anybody may take of a server before it knows who asks, by bounds that are small here."""
import concurrent.futures
import contextlib
import http.client
import json
import socket
import urllib.parse

import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

from harness.server import Callsheet, Farm
from harness.templates import job, step
from harness.waiting import wait_for

BOUNDS = """
[bounds]
connections = 40
requests = 2
first_byte_s = 1
head_s = 1
body_s = 2
rest_s = 3
headers = 40
head_bytes = 16384
template_s = 1
"""


@pytest.fixture(scope="module")
def callsheet():
    with Callsheet(config=BOUNDS) as callsheet:
        yield callsheet


def connect(callsheet):
    url = urllib.parse.urlsplit(callsheet.endpoint)
    return socket.create_connection((url.hostname, url.port), timeout=60)


def told(stream):
    """All that comes until the server ends the connection."""
    said = b""
    with contextlib.suppress(ConnectionResetError):
        while piece := stream.recv(65536):
            said += piece
    return said


def test_a_head_that_comes_drop_by_drop_is_not_waited_for(callsheet):
    with connect(callsheet) as stream:
        stream.sendall(b"GET /healthz HTTP/1.1\r\nhost: x\r\n")
        with contextlib.suppress(ConnectionError):
            while True:
                stream.sendall(b"x-drop: y\r\n")
                stream.settimeout(0.3)
                try:
                    assert stream.recv(1) == b""
                    break
                except TimeoutError:
                    continue


def test_who_says_nothing_is_let_go(callsheet):
    with connect(callsheet) as stream:
        assert told(stream) == b""


def test_a_body_that_does_not_come_is_refused(callsheet):
    with connect(callsheet) as stream:
        stream.sendall(b"POST /2023-10-12/farms HTTP/1.1\r\nhost: x\r\ncontent-length: 9\r\n\r\n{")
        said = told(stream)
    assert said.startswith(b"HTTP/1.1 408") and b"too long" in said


def test_headers_are_bounded(callsheet):
    for headers in ({f"x-{number}": "y" for number in range(60)}, {"x-large": "y" * 20_000}):
        url = urllib.parse.urlsplit(callsheet.endpoint)
        connection = http.client.HTTPConnection(url.netloc, timeout=60)
        connection.request("GET", "/2023-10-12/farms", headers=headers)
        assert connection.getresponse().status == 431
        connection.close()


def test_a_rested_connection_outlives_the_time_of_a_head(callsheet):
    url = urllib.parse.urlsplit(callsheet.endpoint)
    connection = http.client.HTTPConnection(url.netloc, timeout=60)
    connection.request("GET", "/healthz")
    assert connection.getresponse().read()
    sock = connection.sock
    # Longer than a head may take, and shorter than a rest may.
    sock.settimeout(2)
    with pytest.raises(TimeoutError):
        sock.recv(1)
    sock.settimeout(60)
    connection.request("GET", "/healthz")
    assert connection.getresponse().read()
    connection.close()


def test_too_many_connections_are_let_go_and_the_rest_are_served(callsheet):
    def metric(name):
        url = urllib.parse.urlsplit(callsheet.endpoint)
        connection = http.client.HTTPConnection(url.netloc, timeout=60)
        try:
            connection.request("GET", "/metrics")
            text = connection.getresponse().read().decode()
        except (ConnectionError, http.client.HTTPException):
            return None
        finally:
            connection.close()
        return next(int(line.split()[1]) for line in text.splitlines()
                    if line.startswith(f"{name} "))

    with contextlib.ExitStack() as stack:
        for _ in range(60):
            stack.enter_context(connect(callsheet))
        wait_for("some that find no place",
                 lambda: metric("callsheet_connections_turned_away_total") or 0)
    wait_for("an empty room", lambda: (metric("callsheet_connections") or 99) < 10)
    assert "too many connections" in callsheet.log_text()
    assert callsheet.client().list_farms()["farms"]


def test_too_many_requests_are_told_to_come_again_and_do(callsheet):
    busy = [connect(callsheet) for _ in range(2)]
    for stream in busy:
        stream.sendall(
            b"POST /2023-10-12/telemetry HTTP/1.1\r\nhost: x\r\ncontent-length: 2\r\n\r\n{")
    impatient = callsheet.client(config=Config(retries={"max_attempts": 0}))
    patient = callsheet.client(config=Config(retries={"max_attempts": 10, "mode": "standard"}))

    def refusal():
        try:
            impatient.list_farms()
            return None
        except impatient.exceptions.ThrottlingException as refused:
            return refused.response

    response = wait_for("a refusal", refusal, every_s=0.01)
    assert response["ResponseMetadata"]["HTTPStatusCode"] == 429
    assert response["ResponseMetadata"]["HTTPHeaders"]["retry-after"] == "1"
    with concurrent.futures.ThreadPoolExecutor() as pool:
        asking = pool.submit(patient.list_farms)
        for stream in busy:
            stream.sendall(b"}")
        assert asking.result(timeout=60)["farms"]
    for stream in busy:
        stream.close()


def test_a_farm_works_within_its_bounds(callsheet):
    farm = Farm(callsheet)
    farm.settled(farm.submit(job(step("Say", "echo", "hello", tasks=5))))


def test_a_bound_that_makes_no_sense_is_named():
    with pytest.raises(AssertionError, match="head_bytes"):
        with Callsheet(config="[bounds]\nhead_bytes = 1\n"):
            pass


def evaluating(*expressions):
    """A job with these expressions, and their extension."""
    bound = [f"v{number} = {text}" for number, text in enumerate(expressions)]
    return job(step("Bound", "true") | {"let": bound}) | {"extensions": ["EXPR"]}


LOOP = "sum([x * x for x in range(200000)])"


def test_expressions_that_go_on_and_on_are_broken_off(callsheet):
    """Each of them is allowed, and a template of a megabyte has place for thousands."""
    farm = Farm(callsheet)

    def submitted(template):
        made = farm.deadline.create_job(
            **farm.ids, priority=50, templateType="JSON", template=json.dumps(template))
        ids = farm.ids | {"jobId": made["jobId"]}
        return wait_for("the end of its creation", lambda: farm.created(ids))

    endless = submitted(evaluating(*[LOOP] * 1000))
    assert endless["lifecycleStatus"] == "CREATE_FAILED"
    assert "template_s under [bounds]" in endless["lifecycleStatusMessage"]
    assert submitted(evaluating("sum([x for x in range(100)])"))["lifecycleStatus"] == (
        "CREATE_COMPLETE")
    environment = {
        "specificationVersion": "environment-2023-09", "extensions": ["EXPR"], "environment": {
            "name": "Endless", "variables": {
                f"V{number}": "{{ string(%s) }}" % LOOP for number in range(200)}}}
    with pytest.raises(ClientError) as refused:
        farm.deadline.create_queue_environment(
            **farm.ids, priority=1, templateType="JSON", template=json.dumps(environment))
    assert refused.value.response["Error"]["Code"] == "ValidationException"
    assert "template_s" in str(refused.value)
