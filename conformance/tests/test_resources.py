"""Farms as files: exported, applied elsewhere, exported again; and imported through AWS's API."""
import json
import os
import subprocess
from datetime import datetime, timezone

import pytest

from harness.server import ROOT, Callsheet, bare_environment, binary

EXAMPLE = os.path.join(ROOT, "examples", "farm.yaml")
STOP = {"type": "STOP_SCHEDULING_AND_COMPLETE_TASKS", "thresholdPercentage": 80.0}
ENVIRONMENT = """specificationVersion: environment-2023-09
environment:
  name: Licences
  variables:
    # Kept as it is, with its remarks.
    LICENCE: "yes: 'quoted'"
"""


def run(callsheet, *words, text=None, env=None):
    """Runs a command of callsheet; returns exit code, output and errors."""
    done = subprocess.run([binary(), *words], input=text, capture_output=True, text=True,
                          env=env or bare_environment(callsheet.home))
    return done.returncode, done.stdout, done.stderr


def done(callsheet, *words, **more):
    code, said, why = run(callsheet, *words, "--data-dir", callsheet.data_dir, **more)
    assert code == 0, why
    return said


@pytest.fixture(scope="module")
def studio():
    """A server with a farm that has something of everything."""
    with Callsheet("server") as callsheet:
        callsheet.studio = fill(callsheet.client())
        yield callsheet


def fill(deadline):
    farm = {"farmId": deadline.create_farm(
        displayName="Studio", description="Ours", costScaleFactor=0.5,
        tags={"show": "atlas"})["farmId"]}
    places = [{"name": "Assets", "path": "/mnt/assets", "type": "SHARED"}]
    profiles = [deadline.create_storage_profile(
        **farm, displayName=name, osFamily="LINUX", fileSystemLocations=places,
    )["storageProfileId"] for name in ("desks", "nodes")]
    limit = deadline.create_limit(
        **farm, displayName="nuke", amountRequirementName="amount.nuke", maxCount=5)["limitId"]
    fleet = deadline.create_fleet(
        **farm, displayName="nodes", roleArn="arn:aws:iam::000000000000:role/fleet",
        minWorkerCount=1, maxWorkerCount=7, tags={"rack": "3"},
        configuration={"customerManaged": {
            "mode": "NO_SCALING", "storageProfileId": profiles[1],
            "workerCapabilities": {
                "vCpuCount": {"min": 2}, "memoryMiB": {"min": 2048}, "osFamily": "LINUX",
                "cpuArchitectureType": "x86_64",
                "customAttributes": [{"name": "attr.room", "values": ["a", "b"]}]}}},
    )["fleetId"]
    queues = [deadline.create_queue(
        **farm, displayName=name, roleArn="arn:aws:iam::000000000000:role/queue",
        requiredFileSystemLocationNames=["Assets"], allowedStorageProfileIds=profiles,
        schedulingConfiguration={"priorityBalanced": {"renderingTaskBuffer": 2}},
        jobRunAsUser={"posix": {"user": "jobs", "group": "jobs"}, "runAs": "QUEUE_CONFIGURED_USER"},
    )["queueId"] for name in ("comp", "light")]
    deadline.create_queue_environment(
        **farm, queueId=queues[0], priority=3, templateType="YAML", template=ENVIRONMENT)
    deadline.create_budget(
        **farm, displayName="year", approximateDollarLimit=1000, actions=[STOP],
        usageTrackingResource={"queueId": queues[0]},
        schedule={"fixed": {"startTime": datetime(2026, 1, 1, tzinfo=timezone.utc),
                            "endTime": datetime(2036, 1, 1, tzinfo=timezone.utc)}})
    for queue in queues:
        deadline.create_queue_fleet_association(**farm, queueId=queue, fleetId=fleet)
    deadline.update_queue_fleet_association(
        **farm, queueId=queues[1], fleetId=fleet, status="STOP_SCHEDULING_AND_COMPLETE_TASKS")
    deadline.create_queue_limit_association(**farm, queueId=queues[0], limitId=limit)
    return farm | {"limitId": limit, "queueId": queues[0]}


def export(callsheet, farm_id, *words):
    return done(callsheet, "export", "--farm-id", farm_id, *words)


def farm_called(callsheet, name):
    farms = callsheet.client().list_farms()["farms"]
    [found] = [farm["farmId"] for farm in farms if farm["displayName"] == name]
    return found


def test_an_exported_farm_applied_elsewhere_is_exported_the_same(studio, tmp_path):
    text = export(studio, studio.studio["farmId"])
    assert "comp" in text and "queueId" not in text and "queue-" not in text
    file = tmp_path / "farm.yaml"
    file.write_text(text)
    with Callsheet("server") as other:
        code, _, why = run(other, "apply", "-f", str(file), "--data-dir", other.data_dir)
        assert code == 1 and "--yes" in why, "it asks first"
        shown = done(other, "apply", "-f", str(file), "--dry-run")
        assert "create  farm `Studio`" in shown
        assert len(other.client().list_farms()["farms"]) == 1, "nothing was made yet"
        done(other, "apply", "-f", str(file), "--yes")
        again = export(other, farm_called(other, "Studio"))
        assert again == text
        said = json.loads(done(other, "apply", "-f", str(file), "--yes", "--prune",
                               "--output", "json"))
        assert (said["steps"], said["isApplied"]) == ([], False)
        done(other, "apply", "-f", EXAMPLE, "--yes")
        whole = done(other, "export")
        assert "Example Studio" in whole and len(json.loads(
            done(other, "export", "--output", "json"))["farms"]) == 3
        said = done(other, "apply", "-f", "-", "--dry-run", "--prune", text=whole)
        assert said.startswith("0 to create, 0 to update, 0 to delete")


def test_an_account_is_imported_through_the_api_of_aws(studio):
    env = studio.environment()
    code, said, why = run(studio, "import", "aws", "--profile", "callsheet", "--farm-id",
                          studio.studio["farmId"], "--endpoint-url", studio.endpoint, env=env)
    assert code == 0, why
    assert said == export(studio, studio.studio["farmId"])
    code, _, why = run(studio, "import", "aws", "--profile", "nobody", env=env)
    assert code == 2 and "[nobody]" in why and "export-credentials" in why


def test_a_file_changes_what_it_says_and_prunes_only_when_told(studio, tmp_path):
    deadline, ids = studio.client(), studio.studio
    farm = json.loads(export(studio, ids["farmId"], "--output", "json"))
    [made] = farm["farms"]
    made["limits"][0]["maxCount"] = 9
    made["tags"] = {"show": "boreas"}
    comp = next(queue for queue in made["queues"] if queue["displayName"] == "comp")
    comp["allowedStorageProfiles"] = ["nodes"]
    comp["environments"] = []
    made["queueLimitAssociations"] = []
    made["budgets"][0]["actions"] = [STOP | {"thresholdPercentage": 90.0}]
    made["queueFleetAssociations"][1].pop("status", None)
    made["queueFleetAssociations"][0].pop("status", None)
    # JSON is YAML.
    file = tmp_path / "farm.yaml"
    file.write_text(json.dumps(farm))
    shown = done(studio, "apply", "-f", str(file), "--dry-run")
    assert "maxCount 5 → 9" in shown and "delete" not in shown.splitlines()[0]
    assert "0 to delete" in shown
    done(studio, "apply", "-f", str(file), "--yes")
    limit = {"farmId": ids["farmId"], "limitId": ids["limitId"]}
    queue = {"farmId": ids["farmId"], "queueId": ids["queueId"]}
    assert deadline.get_limit(**limit)["maxCount"] == 9
    assert len(deadline.get_queue(**queue)["allowedStorageProfileIds"]) == 1
    [budget] = deadline.list_budgets(farmId=ids["farmId"])["budgets"]
    [action] = deadline.get_budget(farmId=ids["farmId"], budgetId=budget["budgetId"])["actions"]
    assert action["thresholdPercentage"] == 90
    arn = f"arn:aws:deadline:us-west-2:000000000000:farm/{ids['farmId']}"
    assert deadline.list_tags_for_resource(resourceArn=arn)["tags"] == {"show": "boreas"}
    assert len(deadline.list_queue_environments(**queue)["environments"]) == 1

    shown = done(studio, "apply", "-f", str(file), "--yes", "--prune")
    assert "deleted queue environment `Licences` of queue `comp`" in shown
    assert "deleted queue-limit association" in shown
    assert deadline.list_queue_environments(**queue)["environments"] == []
    again = done(studio, "apply", "-f", str(file), "--dry-run", "--prune")
    assert again.startswith("0 to create, 0 to update, 0 to delete")


def test_what_is_wrong_is_told_by_file_place_and_field(studio, tmp_path):
    file = tmp_path / "farm.yaml"

    def refused(text):
        file.write_text(text)
        code, _, why = run(studio, "apply", "-f", str(file), "--yes",
                           "--data-dir", studio.data_dir)
        assert code != 0
        assert "farm.yaml" in why
        return why

    why = refused("farms:\n- displayName: Studio\n  queues:\n  - {displayName: q, colour: red}\n")
    assert "farms[0].queues[0].colour" in why
    why = refused("farms:\n- displayName: Studio\n  limits:\n"
                  "  - {displayName: l, amountRequirementName: amount.l, maxCount: -7}\n")
    assert "farms[0].limits[0]" in why and "maxCount" in why
    why = refused("farms:\n- displayName: Studio\n  queueFleetAssociations:\n"
                  "  - {queue: comp, fleet: nowhere}\n")
    assert "queueFleetAssociations[0].fleet" in why and "`nowhere`" in why
    why = refused("farms:\n- displayName: Studio\n  limits:\n"
                  "  - {displayName: nuke, amountRequirementName: amount.other, maxCount: 5}\n")
    assert "cannot be changed" in why


def test_two_of_one_name_are_refused_with_both_ids(studio):
    deadline = studio.client()
    ids = [deadline.create_farm(displayName="Twin")["farmId"] for _ in range(2)]
    code, _, why = run(studio, "export", "--data-dir", studio.data_dir)
    assert code == 1 and all(farm_id in why for farm_id in ids), why
    for farm_id in ids:
        deadline.delete_farm(farmId=farm_id)
