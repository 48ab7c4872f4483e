"""What a job can see of its surroundings: no key, whatever stood in the starter's environment."""
import json

import pytest

from harness.server import Callsheet, Farm
from harness.templates import job, step

PLANTED = {
    "AWS_ACCESS_KEY_ID": "AKIAPLANTED000000000",
    "AWS_SECRET_ACCESS_KEY": "planted-secret-access-key",
    "AWS_SESSION_TOKEN": "planted-session-token",
    "AWS_PROFILE": "planted-profile",
}

# Where a job finds the key of its queue's role, as under AWS's worker agent.
KEY_OF_THE_QUEUE = {"AWS_PROFILE", "AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"}

# Prints its own environment, and notes that of every process above it up to the worker.
LOOK = r"""
import json, os, sys
seen, pid = {"own": dict(os.environ)}, os.getppid()
while pid > 1:
    with open(f"/proc/{pid}/cmdline") as file:
        command = file.read().split("\0")
    with open(f"/proc/{pid}/environ") as file:
        seen[f"{pid} {command[:2]}"] = file.read()
    if "worker" in command:
        break
    with open(f"/proc/{pid}/stat") as file:
        pid = int(file.read().rsplit(")", 1)[1].split()[1])
print(json.dumps(seen["own"]))
with open(sys.argv[1], "w") as file:
    json.dump(seen, file)
"""


@pytest.fixture(scope="module")
def planted_farm():
    with Callsheet(planted=PLANTED) as callsheet:
        yield Farm(callsheet)


def test_a_job_that_prints_its_environment_finds_no_secret(planted_farm, tmp_path):
    farm = planted_farm
    out = tmp_path / "seen.json"
    look = step("Look", "python3", "{{Task.File.Look}}", str(out))
    look["script"]["embeddedFiles"] = [{"name": "Look", "type": "TEXT", "data": LOOK}]
    ids = farm.submit(job(look))
    farm.ended(ids)
    seen = json.loads(out.read_text())
    own = seen["own"]
    assert {name for name in own if name.startswith(("AWS_", "CALLSHEET_"))} == KEY_OF_THE_QUEUE
    # The queue's own key, in files that go with the session; nothing of the starter's.
    assert own["AWS_PROFILE"] == f"deadline-{farm.ids['queueId']}"
    assert all(farm.ids["queueId"] in own[name] for name in KEY_OF_THE_QUEUE)
    assert own["DEADLINE_FARM_ID"] == farm.ids["farmId"]
    assert own["DEADLINE_JOB_ID"] == ids["jobId"]

    secrets = set(PLANTED.values()) | keys_in(farm.callsheet)
    everything = json.dumps(seen) + farm.log_of(ids)
    assert [secret for secret in secrets if secret in everything] == []


def keys_in(callsheet):
    """Every secret that stands in the data folder's key files."""
    found = set()
    for name in ("aws-credentials", "worker-credentials"):
        with open(f"{callsheet.data_dir}/{name}") as file:
            found |= {line.split("=", 1)[1].strip() for line in file if "secret" in line}
    assert len(found) >= 2
    return found
