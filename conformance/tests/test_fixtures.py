"""`deadline-cloud-test-fixtures`, with which AWS tests its own clients, on a farm of ours."""
import os
import subprocess

from harness.clients import program
from harness.model import EXAMPLES
from harness.server import ROOT


def test_the_published_fixtures_make_their_farm_and_take_it_down(farm):
    role = EXAMPLES["IamRoleArn"]
    environment = farm.callsheet.environment() | {
        "DEADLINE_ENDPOINT": farm.callsheet.endpoint, "BYO_BOOTSTRAP": "true",
        "BOOTSTRAP_BUCKET_NAME": "none", "WORKER_ROLE_ARN": role, "SESSION_ROLE_ARN": role,
        "POSIX_RUN_AS_USER": "render", "POSIX_RUN_AS_USER_GROUP": "render",
        "WINDOWS_RUN_AS_USER": "render",
        "WINDOWS_RUN_AS_USER_SECRET_ARN": EXAMPLES["WindowsUserPasswordArnString"],
        "FARM_ID": farm.ids["farmId"], "QUEUE_ID": farm.ids["queueId"]}
    before = [one["farmId"] for one in farm.deadline.list_farms()["farms"]]
    done = subprocess.run(
        [program("fixtures", "pytest"), "-q", "-p", "no:cacheprovider",
         os.path.join(ROOT, "conformance/fixtures/farm_of_aws.py")],
        cwd=farm.callsheet.home, env=environment, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stdout[-8000:] + done.stderr[-2000:]
    assert [one["farmId"] for one in farm.deadline.list_farms()["farms"]] == before
