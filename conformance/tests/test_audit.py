"""What the audit says of changes and refusals, and what it does not."""
import json
import subprocess

import pytest
from botocore.exceptions import ClientError

from harness.server import Callsheet, Farm, binary


@pytest.fixture(scope="module")
def farm():
    with Callsheet("server") as callsheet:
        yield Farm(callsheet)


def callsheet_json(callsheet, *words):
    done = subprocess.run(
        [binary(), "--data-dir", callsheet.data_dir, *words, "--output", "json"],
        check=True, capture_output=True, text=True)
    return done.stdout


def audit(callsheet, *words):
    lines = callsheet_json(callsheet, "audit", *words).splitlines()
    return [json.loads(line) for line in lines]


def test_a_change_is_found_by_who_what_and_where(farm):
    callsheet = farm.callsheet
    answer = callsheet.client().create_queue(farmId=farm.ids["farmId"], displayName="Audited")
    newest = audit(callsheet, "--operation", "CreateQueue")[0]
    assert newest["requestId"] == answer["ResponseMetadata"]["RequestId"]
    assert newest["who"].endswith(":user/callsheet")
    assert newest["peer"] == "127.0.0.1"
    assert newest["resource"] == f"farm/{farm.ids['farmId']}"
    assert newest["outcome"] == "succeeded"
    with open(f"{callsheet.data_dir}/aws-credentials") as file:
        assert newest["accessKeyId"] in file.read()


def test_a_refusal_is_found_and_reading_is_not(farm):
    callsheet = farm.callsheet
    made = json.loads(callsheet_json(callsheet, "user", "create", "curious"))
    client = callsheet.client(keys=made)
    with pytest.raises(ClientError) as refused:
        client.get_farm(farmId=farm.ids["farmId"])
    assert refused.value.response["Error"]["Code"] == "AccessDeniedException"
    callsheet.client().get_farm(farmId=farm.ids["farmId"])
    of_farm = audit(callsheet, "--operation", "GetFarm")
    assert [(entry["who"].rsplit(":", 1)[1], entry["outcome"]) for entry in of_farm] == [
        ("user/curious", "AccessDeniedException")]
    assert audit(callsheet, "--who", "user/curious", "--refused") == of_farm
    # Whoever makes users is written down, and no secret of theirs.
    made_by = audit(callsheet, "--operation", "CreateKey")
    assert made_by[0]["who"].endswith(":user/callsheet")
    assert made["secretAccessKey"] not in callsheet_json(callsheet, "audit", "--all")


def test_a_stranger_is_found_by_the_key_that_it_named(farm):
    client = farm.callsheet.client(
        keys={"accessKeyId": "AKIASTRANGER00000000", "secretAccessKey": "nothing"})
    with pytest.raises(ClientError):
        client.list_farms()
    newest = audit(farm.callsheet, "--refused")[0]
    assert (newest["who"], newest["accessKeyId"], newest["outcome"]) == (
        "", "AKIASTRANGER00000000", "UnrecognizedClientException")


def test_pages_go_back_to_the_beginning(farm):
    client, name = farm.callsheet.client(), {"farmId": farm.ids["farmId"]}
    for number in range(120):
        client.update_farm(**name, description=str(number))
    everything = audit(farm.callsheet, "--operation", "UpdateFarm", "--all")
    assert len(everything) == 120
    assert [entry["at"] for entry in everything] == sorted(
        (entry["at"] for entry in everything), reverse=True)
    assert len(audit(farm.callsheet, "--operation", "UpdateFarm")) == 100


def test_only_administrators_read_it(farm):
    made = json.loads(callsheet_json(farm.callsheet, "user", "create", "nosy"))
    done = subprocess.run(
        [binary(), "--data-dir", farm.callsheet.data_dir, "audit"], capture_output=True, text=True,
        env={"PATH": "/usr/bin:/bin", "HOME": "/nowhere",
             "CALLSHEET_CREDENTIALS_FILE": write_key(farm.callsheet, made)})
    assert done.returncode == 1
    assert "callsheet:ReadAudit" in done.stderr


def write_key(callsheet, made):
    path = f"{callsheet.data_dir}/nosy"
    with open(path, "w") as file:
        file.write(f"[callsheet]\naws_access_key_id = {made['accessKeyId']}\n"
                   f"aws_secret_access_key = {made['secretAccessKey']}\n")
    return path
