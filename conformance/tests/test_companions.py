"""What clients call besides Deadline: CloudWatch Logs, STS, and the pages for operators."""
import time
import urllib.error
import urllib.request

import pytest
from botocore.exceptions import ClientError

GROUP = "/conformance/group"


@pytest.fixture(scope="module")
def logs(farm_on_both):
    return farm_on_both.callsheet.client("logs")


def put(logs, stream, *messages, later_ms=0):
    now_ms = int(time.time() * 1000) + later_ms
    events = [{"timestamp": now_ms + n, "message": text} for n, text in enumerate(messages)]
    logs.put_log_events(logGroupName=GROUP, logStreamName=stream, logEvents=events)


def test_events_are_kept_and_read_in_pages_both_ways(logs):
    for first in range(0, 50, 10):
        lines = (f"line {n}" for n in range(first, first + 10))
        put(logs, "pages", *lines, later_ms=first)
    where = {"logGroupName": GROUP, "logStreamName": "pages", "limit": 20}
    everything = [f"line {n}" for n in range(50)]

    seen, token = [], None
    while True:
        more = {"nextToken": token} if token else {"startFromHead": True}
        page = logs.get_log_events(**where, **more)
        seen += [event["message"] for event in page["events"]]
        if page["nextForwardToken"] == token:
            break
        token = page["nextForwardToken"]
    assert seen == everything

    newest = logs.get_log_events(**where)
    assert [event["message"] for event in newest["events"]] == everything[30:]
    before = logs.get_log_events(**where, nextToken=newest["nextBackwardToken"])
    assert [event["message"] for event in before["events"]] == everything[10:30]
    again = logs.get_log_events(**where, nextToken=newest["nextBackwardToken"])
    assert again["events"] == before["events"]


def test_events_are_filtered_over_streams(logs):
    put(logs, "filter-a", "ERROR one", "fine")
    put(logs, "filter-b", "ERROR two")
    paginator = logs.get_paginator("filter_log_events")
    pages = paginator.paginate(
        logGroupName=GROUP, logStreamNamePrefix="filter-", filterPattern="ERROR",
        PaginationConfig={"PageSize": 1})
    found = [(e["logStreamName"], e["message"]) for page in pages for e in page["events"]]
    assert found == [("filter-a", "ERROR one"), ("filter-b", "ERROR two")]


def test_groups_and_streams_are_made_described_and_deleted(logs):
    logs.create_log_group(logGroupName="/made/by/hand")
    with pytest.raises(logs.exceptions.ResourceAlreadyExistsException):
        logs.create_log_group(logGroupName="/made/by/hand")
    for n in range(3):
        logs.create_log_stream(logGroupName="/made/by/hand", logStreamName=f"s{n}")
    pages = logs.get_paginator("describe_log_streams").paginate(
        logGroupName="/made/by/hand", PaginationConfig={"PageSize": 1})
    assert [s["logStreamName"] for page in pages for s in page["logStreams"]] == ["s0", "s1", "s2"]

    logs.put_retention_policy(logGroupName="/made/by/hand", retentionInDays=7)
    found = logs.describe_log_groups(logGroupNamePrefix="/made/by")["logGroups"]
    assert [group["retentionInDays"] for group in found] == [7]
    logs.delete_log_group(logGroupName="/made/by/hand")
    with pytest.raises(logs.exceptions.ResourceNotFoundException):
        logs.get_log_events(logGroupName="/made/by/hand", logStreamName="s0")


def test_a_caller_learns_who_it_is(farm):
    identity = farm.callsheet.client("sts").get_caller_identity()
    assert identity["Account"].isdigit() and len(identity["Account"]) == 12
    assert identity["Account"] in identity["Arn"]


def test_a_wrong_key_is_refused_as_sts_does(farm):
    keys = {"accessKeyId": "AKIANOSUCHKEY0000000", "secretAccessKey": "x"}
    with pytest.raises(ClientError) as caught:
        farm.callsheet.client("sts", keys=keys).get_caller_identity()
    assert caught.value.response["Error"]["Code"] == "InvalidClientTokenId"


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/metrics"])
def test_pages_for_operators(farm, path):
    with urllib.request.urlopen(farm.callsheet.endpoint + path, timeout=10) as response:
        body = response.read().decode()
    if path == "/metrics":
        assert "# TYPE" in body


@pytest.mark.parametrize("method, path, body", [
    ("GET", "/2023-10-12/farms", None),
    ("POST", "/", b"not json"),
    ("GET", "/2023-10-12/nowhere/at/all", None),
    ("PUT", "/%ff%00", b"\xff" * 1000),
])
def test_the_unsigned_and_the_absurd_are_refused_and_the_server_stays(farm, method, path, body):
    request = urllib.request.Request(farm.callsheet.endpoint + path, data=body, method=method)
    with pytest.raises(urllib.error.HTTPError) as caught:
        urllib.request.urlopen(request, timeout=10)
    assert 400 <= caught.value.code < 500
    assert farm.deadline.list_farms()["farms"]
