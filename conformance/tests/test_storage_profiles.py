"""Storage profiles, on both stores, with a real worker: paths of the workstation are found on the
fleet's hosts, and queues and fleets that do not go together are refused."""
import json

import pytest
from botocore.exceptions import ClientError

from harness.templates import job, step
from harness.waiting import wait_for


def location(name, path):
    return {"name": name, "path": path, "type": "SHARED"}


def refused(call, **arguments):
    with pytest.raises(ClientError) as caught:
        call(**arguments)
    return caught.value.response


@pytest.fixture(scope="module")
def mounted(farm_on_both):
    """The farm's fleet and queue know where the workstations' file systems are."""
    deadline, ids = farm_on_both.deadline, farm_on_both.ids
    farm = {"farmId": ids["farmId"]}
    desk = deadline.create_storage_profile(
        **farm, displayName="Desk", osFamily="WINDOWS", fileSystemLocations=[
            location("Shows", "X:\\shows"), location("Tools", "Z:\\"),
            location("Home", "C:\\Users")])["storageProfileId"]
    host = deadline.create_storage_profile(
        **farm, displayName="Host", osFamily="LINUX", fileSystemLocations=[
            location("Shows", "/mnt/shows"), location("Tools", "/mnt/tools"),
            location("Home", "/home")])["storageProfileId"]
    deadline.update_queue(
        **ids, requiredFileSystemLocationNamesToAdd=["Shows", "Tools"],
        allowedStorageProfileIdsToAdd=[desk, host])
    configuration = deadline.get_fleet(**farm_on_both.fleet)["configuration"]
    configuration["customerManaged"]["storageProfileId"] = host
    deadline.update_fleet(**farm_on_both.fleet, configuration=configuration)
    return {"desk": desk, "host": host}


SCENE = job(step("Scene", "cat", "{{Param.Scene}}", "{{Session.PathMappingRulesFile}}"))
SCENE["parameterDefinitions"] = [{"name": "Scene", "type": "PATH", "dataFlow": "NONE"}]


def test_paths_of_the_workstation_are_mapped_for_the_worker(farm_on_both, mounted, tmp_path):
    """Only what the queue requires is mapped: `Home` is defined on both sides and is not."""
    deadline, farm = farm_on_both.deadline, {"farmId": farm_on_both.ids["farmId"]}
    scene = tmp_path / "scene.txt"
    scene.write_text("the scene itself\n")
    moved = [location("Shows", str(tmp_path))]
    deadline.update_storage_profile(
        **farm, storageProfileId=mounted["host"], fileSystemLocationsToAdd=moved)
    submitted = farm_on_both.submit(
        SCENE, parameters={"Scene": {"path": "X:\\shows\\scene.txt"}},
        storageProfileId=mounted["desk"])
    assert deadline.get_job(**submitted)["storageProfileId"] == mounted["desk"]
    farm_on_both.settled(submitted)

    def told():
        log = farm_on_both.log_of(submitted)
        return log if "pathmapping" in log else None

    log = wait_for("the session's log", told)
    assert "the scene itself" in log
    line = next(line for line in log.splitlines() if "path_mapping_rules" in line)
    rules = json.loads(line[line.index("{"):])["path_mapping_rules"]
    found = {(rule["source_path"], rule["destination_path"]) for rule in rules}
    assert found == {("X:\\shows", str(tmp_path)), ("Z:\\", "/mnt/tools")}
    assert {rule["source_path_format"] for rule in rules} == {"WINDOWS"}


def test_a_job_from_a_host_like_the_fleets_needs_no_rules(farm_on_both, mounted, tmp_path):
    scene = tmp_path / "scene.txt"
    scene.write_text("where it is\n")
    submitted = farm_on_both.submit(
        SCENE, parameters={"Scene": {"path": str(scene)}}, storageProfileId=mounted["host"])
    farm_on_both.settled(submitted)
    wait_for("the session's log", lambda: "where it is" in farm_on_both.log_of(submitted))


def test_submitters_see_what_their_queue_allows(farm_on_both, mounted):
    deadline, ids = farm_on_both.deadline, farm_on_both.ids
    found = farm_on_both.every("list_storage_profiles_for_queue", "storageProfiles", ids)
    assert [one["displayName"] for one in found] == ["Desk", "Host"]
    shown = deadline.get_storage_profile_for_queue(**ids, storageProfileId=mounted["desk"])
    assert shown["fileSystemLocations"][2] == location("Home", "C:\\Users")
    assert "createdAt" not in shown
    farm = {"farmId": ids["farmId"]}
    hidden = deadline.create_storage_profile(
        **farm, displayName="Hidden", osFamily="MACOS")["storageProfileId"]
    answer = refused(deadline.get_storage_profile_for_queue, **ids, storageProfileId=hidden)
    assert answer["Error"]["Code"] == "ResourceNotFoundException"
    assert answer["resourceId"] == hidden
    answer = refused(deadline.create_job, **ids, priority=50, templateType="JSON",
                     template="{}", storageProfileId=hidden)
    assert answer["fieldList"][0]["name"] == "storageProfileId"
    answer = refused(deadline.update_queue, **ids, allowedStorageProfileIdsToAdd=[hidden])
    assert "does not have required file system location: Shows" in answer["Error"]["Message"]
    deadline.delete_storage_profile(**farm, storageProfileId=hidden)
    deadline.delete_storage_profile(**farm, storageProfileId=hidden)


def test_what_goes_together_is_not_torn_apart(farm_on_both, mounted):
    deadline, ids = farm_on_both.deadline, farm_on_both.ids
    farm = {"farmId": ids["farmId"]}
    for call, arguments in (
            (deadline.delete_storage_profile, farm | {"storageProfileId": mounted["host"]}),
            (deadline.update_queue, ids | {"allowedStorageProfileIdsToRemove": [mounted["host"]]}),
            (deadline.update_storage_profile, farm | {
                "storageProfileId": mounted["desk"],
                "fileSystemLocationsToRemove": [location("Tools", "Z:\\")]})):
        assert refused(call, **arguments)["Error"]["Code"] == "ValidationException"
    bare = deadline.create_queue(**farm, displayName="Bare")["queueId"]
    answer = refused(deadline.create_queue_fleet_association, **farm_on_both.fleet, queueId=bare)
    assert "Mismatch between storage profile ids" in answer["Error"]["Message"]
