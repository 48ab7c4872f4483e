"""Each operation does what it says, as another operation sees it. A test names what it proves with
`@pytest.mark.behaviour(…)`, and `test_every_operation_is_proven` counts."""
import json
import uuid
from datetime import datetime, timezone

import pytest

from harness.behaviours import named_anywhere, proven
from harness.model import FAR_AHEAD, LONG_AGO, service_model
from harness.waiting import wait_for
from harness.world import (
    CAPABILITIES, CUSTOMER_MANAGED, ENVIRONMENT, ROLE, TEMPLATE, World, job_of)

# What no test drives to an effect, with the reason. This may only get shorter.
NOT_PROVEN = {}


@pytest.fixture(scope="module")
def world(server_on_both):
    return World(server_on_both)


@pytest.fixture
def deadline(world):
    return world.deadline


@pytest.fixture(autouse=True)
def as_it_says(request):
    """A marked test has called each operation that it names, and another one to see by."""
    mark = request.node.get_closest_marker("behaviour")
    if mark is None:
        yield
        return
    calls = request.getfixturevalue("world").callsheet.calls
    before = len(calls)
    yield
    assert set(mark.args) == proven(mark.args, calls[before:])


def test_every_operation_is_proven():
    named = named_anywhere()
    operations = set(service_model().operation_names)
    assert named | set(NOT_PROVEN) == operations
    assert not named & set(NOT_PROVEN), "take these out of NOT_PROVEN"


def listed(operation, member, key, **input):
    return [one[key] for one in operation(**input)[member]]


@pytest.mark.behaviour("CopyJobTemplate")
def test_a_template_is_copied(world, deadline):
    """semantics 3.8: as it was submitted, into a bucket; the source says which type it has."""
    ids = job_of(world.submitted())
    target = {"bucketName": "job-attachments", "key": f"templates/{ids['jobId']}"}
    assert deadline.copy_job_template(**ids, targetS3Location=target)["templateType"] == "JSON"
    copied = world.callsheet.client("s3").get_object(
        Bucket=target["bucketName"], Key=target["key"])["Body"].read()
    assert copied.decode() == TEMPLATE
    assert deadline.get_job(**ids)["name"] == json.loads(copied)["name"]


@pytest.mark.behaviour("CreateFarm", "GetFarm", "UpdateFarm", "ListFarms", "DeleteFarm")
def test_a_farm(deadline):
    """semantics 1.6: an update changes what it names and leaves the rest."""
    farm = {"farmId": deadline.create_farm(
        displayName="First", description="before", costScaleFactor=2)["farmId"]}
    deadline.update_farm(**farm, displayName="Second", costScaleFactor=0.5)
    shown = deadline.get_farm(**farm)
    assert (shown["displayName"], shown["description"], shown["costScaleFactor"]) == (
        "Second", "before", 0.5)
    assert farm["farmId"] in listed(deadline.list_farms, "farms", "farmId")
    deadline.delete_farm(**farm)
    assert farm["farmId"] not in listed(deadline.list_farms, "farms", "farmId")


@pytest.mark.behaviour("CreateQueue", "GetQueue", "UpdateQueue", "ListQueues", "DeleteQueue")
def test_a_queue(world, deadline):
    """semantics 1.7: names are added and removed, a configuration is replaced as a whole."""
    queue = world.farm_id | {"queueId": deadline.create_queue(
        **world.farm_id, displayName="First", requiredFileSystemLocationNames=["A", "B"],
        jobAttachmentSettings={"s3BucketName": "assets", "rootPrefix": "root"})["queueId"]}
    deadline.update_queue(
        **queue, displayName="Second", requiredFileSystemLocationNamesToAdd=["C"],
        requiredFileSystemLocationNamesToRemove=["A"],
        schedulingConfiguration={"priorityBalanced": {"renderingTaskBuffer": 3}})
    shown = deadline.get_queue(**queue)
    assert sorted(shown["requiredFileSystemLocationNames"]) == ["B", "C"]
    assert shown["schedulingConfiguration"] == {"priorityBalanced": {"renderingTaskBuffer": 3}}
    assert shown["jobAttachmentSettings"]["s3BucketName"] == "assets"
    names = listed(deadline.list_queues, "queues", "displayName", **world.farm_id)
    assert "Second" in names and "First" not in names
    deadline.delete_queue(**queue)
    assert "Second" not in listed(deadline.list_queues, "queues", "displayName", **world.farm_id)


@pytest.mark.behaviour("CreateFleet", "GetFleet", "UpdateFleet", "ListFleets", "DeleteFleet")
def test_a_fleet(world, deadline):
    """semantics 1.9: configuration and counts come back, and a list finds it by name."""
    fleet = world.farm_id | {"fleetId": deadline.create_fleet(
        **world.farm_id, displayName="First", roleArn=ROLE, minWorkerCount=1, maxWorkerCount=2,
        configuration=CUSTOMER_MANAGED)["fleetId"]}
    deadline.update_fleet(**fleet, displayName="Second", maxWorkerCount=7)
    shown = deadline.get_fleet(**fleet)
    assert (shown["minWorkerCount"], shown["maxWorkerCount"]) == (1, 7)
    capabilities = shown["configuration"]["customerManaged"]["workerCapabilities"]
    assert capabilities["osFamily"] == "LINUX" and capabilities["memoryMiB"] == {"min": 512}
    find = {"displayName": "Second"} | world.farm_id
    assert listed(deadline.list_fleets, "fleets", "fleetId", **find) == [fleet["fleetId"]]
    deadline.delete_fleet(**fleet)
    assert listed(deadline.list_fleets, "fleets", "fleetId", **find) == []


@pytest.mark.behaviour("CreateQueueEnvironment", "GetQueueEnvironment", "UpdateQueueEnvironment",
                       "ListQueueEnvironments", "DeleteQueueEnvironment")
def test_a_queue_environment(world, deadline):
    """semantics 1.8: an update changes priority and template, and with it the name."""
    queue = world.farm_id | world.queue()
    one = queue | {"queueEnvironmentId": deadline.create_queue_environment(
        **queue, priority=4, templateType="YAML", template=ENVIRONMENT)["queueEnvironmentId"]}
    deadline.update_queue_environment(
        **one, priority=9, templateType="YAML", template=ENVIRONMENT.replace("Site", "Other"))
    shown = deadline.get_queue_environment(**one)
    assert (shown["name"], shown["priority"]) == ("Other", 9) and "Other" in shown["template"]
    assert listed(deadline.list_queue_environments, "environments", "name", **queue) == ["Other"]
    deadline.delete_queue_environment(**one)
    assert deadline.list_queue_environments(**queue)["environments"] == []


@pytest.mark.behaviour(
    "CreateQueueFleetAssociation", "GetQueueFleetAssociation", "UpdateQueueFleetAssociation",
    "ListQueueFleetAssociations", "DeleteQueueFleetAssociation")
def test_a_queue_and_a_fleet(world, deadline):
    """semantics 1.11: a pair is associated, stopped and then deleted."""
    ids = world.farm_id | world.queue() | world.fleet_of()
    deadline.create_queue_fleet_association(**ids)
    assert deadline.get_queue_fleet_association(**ids)["status"] == "ACTIVE"
    deadline.update_queue_fleet_association(**ids, status="STOP_SCHEDULING_AND_COMPLETE_TASKS")
    find = world.farm_id | {"fleetId": ids["fleetId"]}
    listing = deadline.list_queue_fleet_associations
    assert listed(listing, "queueFleetAssociations", "status", **find) == ["STOPPED"]
    deadline.delete_queue_fleet_association(**ids)
    assert listing(**find)["queueFleetAssociations"] == []


@pytest.mark.behaviour("CreateLimit", "GetLimit", "UpdateLimit", "ListLimits", "DeleteLimit")
def test_a_limit(world, deadline):
    """semantics 1.12: -1 is unlimited, and nobody holds any of it yet."""
    limit = world.farm_id | {"limitId": deadline.create_limit(
        **world.farm_id, displayName="Nuke", amountRequirementName="amount.nuke",
        maxCount=3)["limitId"]}
    deadline.update_limit(**limit, maxCount=-1, description="ours")
    shown = deadline.get_limit(**limit)
    assert (shown["maxCount"], shown["currentCount"], shown["description"]) == (-1, 0, "ours")
    names = listed(deadline.list_limits, "limits", "amountRequirementName", **world.farm_id)
    assert "amount.nuke" in names
    deadline.delete_limit(**limit)
    names = listed(deadline.list_limits, "limits", "amountRequirementName", **world.farm_id)
    assert "amount.nuke" not in names


@pytest.mark.behaviour(
    "CreateQueueLimitAssociation", "GetQueueLimitAssociation", "UpdateQueueLimitAssociation",
    "ListQueueLimitAssociations", "DeleteQueueLimitAssociation")
def test_a_queue_and_a_limit(world, deadline):
    """semantics 1.11: as with a fleet, and listed by the limit."""
    ids = world.farm_id | world.queue() | world.limit()
    deadline.create_queue_limit_association(**ids)
    assert deadline.get_queue_limit_association(**ids)["status"] == "ACTIVE"
    deadline.update_queue_limit_association(**ids, status="STOP_LIMIT_USAGE_AND_CANCEL_TASKS")
    find = world.farm_id | {"limitId": ids["limitId"]}
    listing = deadline.list_queue_limit_associations
    assert listed(listing, "queueLimitAssociations", "status", **find) == ["STOPPED"]
    deadline.delete_queue_limit_association(**ids)
    assert listing(**find)["queueLimitAssociations"] == []


@pytest.mark.behaviour(
    "CreateStorageProfile", "GetStorageProfile", "UpdateStorageProfile", "ListStorageProfiles",
    "GetStorageProfileForQueue", "ListStorageProfilesForQueue", "DeleteStorageProfile")
def test_a_storage_profile(world, deadline):
    """semantics 1.13: locations come and go, and a queue shows what it allows."""
    shared = {"name": "Shared", "path": "/mnt/shared", "type": "SHARED"}
    local = {"name": "Local", "path": "/scratch", "type": "LOCAL"}
    profile = world.farm_id | {"storageProfileId": deadline.create_storage_profile(
        **world.farm_id, displayName="Linux", osFamily="LINUX",
        fileSystemLocations=[shared])["storageProfileId"]}
    deadline.update_storage_profile(
        **profile, fileSystemLocationsToAdd=[local], fileSystemLocationsToRemove=[shared])
    assert deadline.get_storage_profile(**profile)["fileSystemLocations"] == [local]
    queue = world.farm_id | world.queue()
    ids = [profile["storageProfileId"]]
    deadline.update_queue(**queue, allowedStorageProfileIdsToAdd=ids)
    shown = deadline.get_storage_profile_for_queue(**queue, **dict(list(profile.items())[1:]))
    assert shown["fileSystemLocations"] == [local]
    of_queue = deadline.list_storage_profiles_for_queue
    assert listed(of_queue, "storageProfiles", "storageProfileId", **queue) == ids
    deadline.update_queue(**queue, allowedStorageProfileIdsToRemove=ids)
    assert of_queue(**queue)["storageProfiles"] == []
    deadline.delete_storage_profile(**profile)
    found = listed(deadline.list_storage_profiles, "storageProfiles", "storageProfileId",
                   **world.farm_id)
    assert ids[0] not in found and world.ids["storageProfileId"] in found


@pytest.mark.behaviour("CreateBudget", "GetBudget", "UpdateBudget", "ListBudgets", "DeleteBudget")
def test_a_budget(world, deadline):
    """semantics 1.14: limit and status change, actions and schedule stay."""
    stop = {"type": "STOP_SCHEDULING_AND_COMPLETE_TASKS", "thresholdPercentage": 80.0}
    times = {"startTime": LONG_AGO, "endTime": FAR_AHEAD}
    queue_id = world.queue()["queueId"]
    budget = world.farm_id | {"budgetId": deadline.create_budget(
        **world.farm_id, displayName="November", approximateDollarLimit=10,
        usageTrackingResource={"queueId": queue_id}, actions=[stop],
        schedule={"fixed": times})["budgetId"]}
    deadline.update_budget(**budget, approximateDollarLimit=20, status="INACTIVE")
    shown = deadline.get_budget(**budget)
    assert shown["schedule"] == {"fixed": times} and shown["actions"] == [stop]
    assert (shown["approximateDollarLimit"], shown["status"]) == (20, "INACTIVE")
    find = world.farm_id | {"status": "INACTIVE"}
    assert listed(deadline.list_budgets, "budgets", "budgetId", **find) == [budget["budgetId"]]
    deadline.delete_budget(**budget)
    with pytest.raises(deadline.exceptions.ResourceNotFoundException):
        deadline.get_budget(**budget)


@pytest.mark.behaviour(
    "CreateMonitor", "GetMonitor", "UpdateMonitor", "ListMonitors", "DeleteMonitor",
    "GetMonitorSettings", "UpdateMonitorSettings")
def test_a_monitor(world, deadline):
    """semantics 1.15: settings are put one by one, and an empty text deletes one."""
    monitor = world.monitor()
    deadline.update_monitor(**monitor, displayName="Front desk")
    assert deadline.get_monitor(**monitor)["displayName"] == "Front desk"
    deadline.update_monitor_settings(**monitor, settings={"rows": "50", "theme": "dark"})
    deadline.update_monitor_settings(**monitor, settings={"theme": ""})
    assert deadline.get_monitor_settings(**monitor)["settings"] == {"rows": "50"}
    assert monitor["monitorId"] in listed(deadline.list_monitors, "monitors", "monitorId")
    deadline.delete_monitor(**monitor)
    assert monitor["monitorId"] not in listed(deadline.list_monitors, "monitors", "monitorId")


@pytest.mark.behaviour(
    "CreateLicenseEndpoint", "GetLicenseEndpoint", "ListLicenseEndpoints", "DeleteLicenseEndpoint",
    "ListAvailableMeteredProducts", "ListMeteredProducts", "PutMeteredProduct",
    "DeleteMeteredProduct")
def test_a_license_endpoint(world, deadline):
    """semantics 1.15: an endpoint is kept as described. Nothing is sold here, so a
    product can neither be put nor deleted."""
    endpoint = world.license_endpoint()
    assert deadline.get_license_endpoint(**endpoint)["vpcId"] == "vpc-1"
    for change in (deadline.put_metered_product, deadline.delete_metered_product):
        with pytest.raises(deadline.exceptions.ResourceNotFoundException):
            change(**endpoint, productId="maya-2026")
    assert deadline.list_metered_products(**endpoint)["meteredProducts"] == []
    assert deadline.list_available_metered_products()["meteredProducts"] == []
    deadline.delete_license_endpoint(**endpoint)
    assert endpoint["licenseEndpointId"] not in listed(
        deadline.list_license_endpoints, "licenseEndpoints", "licenseEndpointId")


@pytest.mark.behaviour(*(
    f"{verb}{noun}" for noun in ("Farm", "Fleet", "Queue", "Job")
    for verb in ("AssociateMemberTo", "DisassociateMemberFrom")), "ListFarmMembers",
    "ListFleetMembers", "ListQueueMembers", "ListJobMembers", "ListMemberships")
def test_members(world, deadline):
    """semantics 1.15: a membership is seen from the resource and from the principal."""
    person = {"principalId": str(uuid.uuid4())}
    places = {"farm": world.farm_id, "fleet": world.home, "queue": world.place,
              "job": job_of(world.ids)}
    for noun, ids in places.items():
        getattr(deadline, f"associate_member_to_{noun}")(
            **ids, **person, principalType="USER", membershipLevel="MANAGER",
            identityStoreId="d-0123456789")
        members = getattr(deadline, f"list_{noun}_members")(**ids)["members"]
        [level] = [one["membershipLevel"] for one in members
                   if one["principalId"] == person["principalId"]]
        assert level == "MANAGER"
    find = person | {"identityStoreId": "d-0123456789"}
    found = deadline.list_memberships(**find)["memberships"]
    assert sorted(kind for one in found for kind in one) == sorted(places)
    for noun, ids in places.items():
        getattr(deadline, f"disassociate_member_from_{noun}")(**ids, **person)
    assert deadline.list_memberships(**find)["memberships"] == []


@pytest.mark.behaviour("TagResource", "UntagResource", "ListTagsForResource")
def test_tags(world, deadline):
    """semantics 1.4: tagging merges, and untagging removes what it names."""
    arn = {"resourceArn": world.arn()}
    deadline.tag_resource(**arn, tags={"show": "atlas", "shot": "010"})
    deadline.untag_resource(**arn, tagKeys=["shot"])
    assert deadline.list_tags_for_resource(**arn)["tags"] == {"show": "atlas"}


@pytest.mark.behaviour("GetVolume", "ListVolumes", "DeleteVolume")
def test_there_are_no_volumes(world, deadline):
    """semantics 6.5: they come with service-managed fleets that a provider runs, and none does."""
    assert deadline.list_volumes(**world.home)["volumes"] == []
    volume = {"volumeId": f"volume-{uuid.uuid4().hex}"}
    for call in (deadline.get_volume, deadline.delete_volume):
        with pytest.raises(deadline.exceptions.ResourceNotFoundException):
            call(**world.home, **volume)
    assert deadline.list_volumes(**world.home)["volumes"] == []


def name_is(name):
    filters = [{"stringFilter": {"name": "NAME", "operator": "EQUAL", "value": name}}]
    return {"filterExpressions": {"filters": filters, "operator": "AND"}, "itemOffset": 0}


@pytest.mark.behaviour(
    "CreateJob", "GetJob", "ListJobs", "UpdateJob", "BatchGetJob", "BatchUpdateJob", "SearchJobs",
    "ListJobParameterDefinitions")
def test_a_job(world, deadline):
    """semantics 3.9: alone or in a batch, an update shows wherever the job is read."""
    queue = world.farm_id | world.queue()
    ids = job_of(world.submitted("SUSPENDED", queue))
    assert listed(deadline.list_jobs, "jobs", "jobId", **queue) == [ids["jobId"]]
    deadline.update_job(**ids, name="Renamed", priority=77)
    shown = deadline.get_job(**ids)
    assert (shown["name"], shown["priority"]) == ("Renamed", 77)
    assert shown["taskRunStatusCounts"]["SUSPENDED"] == 5
    deadline.batch_update_job(jobs=[ids | {"priority": 3, "maxRetriesPerTask": 9}])
    [found] = deadline.batch_get_job(identifiers=[ids])["jobs"]
    assert (found["priority"], found["maxRetriesPerTask"]) == (3, 9)
    find = world.farm_id | {"queueIds": [queue["queueId"]]}
    for name, count in {"Renamed": 1, "Conformance": 0}.items():
        assert deadline.search_jobs(**find, **name_is(name))["totalResults"] == count
    assert deadline.list_job_parameter_definitions(**ids)["jobParameterDefinitions"] == []


@pytest.mark.behaviour(
    "GetStep", "ListSteps", "UpdateStep", "BatchGetStep", "ListStepDependencies",
    "ListStepConsumers", "SearchSteps")
def test_steps(world, deadline):
    """semantics 2.4: a target for a step is one for its tasks."""
    queue = world.farm_id | world.queue()
    ids = world.submitted("SUSPENDED", queue)
    job, first = job_of(ids), job_of(ids) | {"stepId": ids["stepId"]}
    steps = {one["name"]: one["stepId"] for one in deadline.list_steps(**job)["steps"]}
    assert list(steps) == ["First", "Then"]
    then = job | {"stepId": steps["Then"]}
    assert listed(deadline.list_step_consumers, "consumers", "stepId", **first) == [then["stepId"]]
    assert listed(deadline.list_step_dependencies, "dependencies", "stepId", **then) == [
        first["stepId"]]
    deadline.update_step(**first, targetTaskRunStatus="CANCELED")
    assert deadline.get_step(**first)["taskRunStatus"] == "CANCELED"
    [found] = deadline.batch_get_step(identifiers=[first])["steps"]
    assert found["taskRunStatusCounts"]["CANCELED"] == 4
    find = world.farm_id | {"queueIds": [queue["queueId"]]}
    found = deadline.search_steps(**find, **name_is("First"))["steps"]
    assert [(one["stepId"], one["taskRunStatus"]) for one in found] == [
        (first["stepId"], "CANCELED")]


@pytest.mark.behaviour("GetTask", "ListTasks", "UpdateTask", "BatchGetTask", "BatchUpdateTask",
                       "SearchTasks")
def test_tasks(world, deadline):
    """semantics 2.4: a target for a task, alone or in a batch."""
    queue = world.farm_id | world.queue()
    ids = world.submitted("SUSPENDED", queue)
    step = job_of(ids) | {"stepId": ids["stepId"]}
    deadline.update_task(**ids, targetRunStatus="SUCCEEDED")
    shown = deadline.get_task(**ids)
    assert (shown["runStatus"], shown["parameters"]) == ("SUCCEEDED", {"Number": {"int": "1"}})
    other = ids | {"taskId": ids["taskId"][:-1] + "2"}
    failed = other | {"targetRunStatus": "FAILED"}
    assert deadline.batch_update_task(tasks=[failed])["errors"] == []
    assert listed(deadline.list_tasks, "tasks", "runStatus", **step) == [
        "SUCCEEDED", "SUSPENDED", "FAILED", "SUSPENDED"]
    found = deadline.batch_get_task(identifiers=[other, ids])["tasks"]
    assert [one["runStatus"] for one in found] == ["FAILED", "SUCCEEDED"]
    filters = [{"stringFilter": {"name": "RUN_STATUS", "operator": "EQUAL", "value": "FAILED"}}]
    found = deadline.search_tasks(
        **world.farm_id, queueIds=[queue["queueId"]], itemOffset=0,
        filterExpressions={"filters": filters, "operator": "AND"})["tasks"]
    assert [one["taskId"] for one in found] == [other["taskId"]]


@pytest.mark.behaviour("CreateWorker", "GetWorker", "ListWorkers", "UpdateWorker", "SearchWorkers",
                       "BatchGetWorker", "DeleteWorker")
def test_a_worker(world, deadline):
    """semantics 5.4: a worker is created, started, stopped and deleted."""
    home = world.farm_id | world.fleet_of()
    worker = home | {"workerId": deadline.create_worker(**home)["workerId"]}
    assert deadline.get_worker(**worker)["status"] == "CREATED"
    deadline.update_worker(**worker, status="STARTED", capabilities=CAPABILITIES,
                           hostProperties={"hostName": "render-7"})
    assert listed(deadline.list_workers, "workers", "status", **home) == ["STARTED"]
    [found] = deadline.batch_get_worker(identifiers=[worker])["workers"]
    assert found["hostProperties"]["hostName"] == "render-7"
    deadline.update_worker(**worker, status="STOPPED")
    find = world.farm_id | {"fleetIds": [home["fleetId"]], "itemOffset": 0}
    assert listed(deadline.search_workers, "workers", "status", **find) == ["STOPPED"]
    deadline.delete_worker(**worker)
    assert deadline.search_workers(**find)["totalResults"] == 0


@pytest.mark.behaviour(
    "UpdateWorkerSchedule", "BatchGetJobEntity", "GetSession", "ListSessions",
    "ListSessionsForWorker", "GetSessionAction", "ListSessionActions", "BatchGetSession",
    "BatchGetSessionAction", "UpdateSession")
def test_work(world, deadline):
    """semantics 5.5: what a worker reports is what the session and its action show."""
    ids = world.session_of_its_own()
    job = job_of(ids)
    worker = {name: ids[name] for name in ("farmId", "fleetId", "workerId")}
    session = job | {"sessionId": ids["sessionId"]}
    action = job | {"sessionActionId": ids["sessionActionId"]}
    entities = deadline.batch_get_job_entity(
        **worker, identifiers=[{"jobDetails": {"jobId": ids["jobId"]}}])["entities"]
    assert entities[0]["jobDetails"]["logGroupName"]
    now = datetime.now(timezone.utc).replace(microsecond=0)
    deadline.update_worker_schedule(**worker, updatedSessionActions={ids["sessionActionId"]: {
        "completedStatus": "SUCCEEDED", "processExitCode": 0, "startedAt": now, "endedAt": now}})
    shown = deadline.get_session_action(**action)
    assert (shown["status"], shown["endedAt"]) == ("SUCCEEDED", now)
    [found] = deadline.batch_get_session_action(identifiers=[action])["sessionActions"]
    shown.pop("ResponseMetadata")
    assert found == shown | job
    assert ids["sessionActionId"] in listed(
        deadline.list_session_actions, "sessionActions", "sessionActionId", **session)
    assert listed(deadline.list_sessions, "sessions", "sessionId", **job) == [ids["sessionId"]]
    deadline.update_session(**session, targetLifecycleStatus="ENDED")
    assert deadline.get_session(**session)["targetLifecycleStatus"] == "ENDED"
    [found] = deadline.batch_get_session(identifiers=[session])["sessions"]
    assert found["workerId"] == ids["workerId"]
    assert listed(deadline.list_sessions_for_worker, "sessions", "sessionId", **worker) == [
        ids["sessionId"]]


@pytest.mark.behaviour(
    "AssumeFleetRoleForRead", "AssumeFleetRoleForWorker", "AssumeQueueRoleForRead",
    "AssumeQueueRoleForUser", "AssumeQueueRoleForWorker")
def test_roles(world, deadline):
    """semantics 7.1: each gives keys of its own, of somebody of its own, who is refused what such
    a role is not for."""
    worker = world.home | {"workerId": world.ids["workerId"]}
    asked = [
        (deadline.assume_fleet_role_for_read, world.home),
        (deadline.assume_fleet_role_for_worker, worker),
        (deadline.assume_queue_role_for_read, world.place),
        (deadline.assume_queue_role_for_user, world.place),
        (deadline.assume_queue_role_for_worker, worker | {"queueId": world.ids["queueId"]}),
    ]
    assert deadline.get_fleet(**world.home)["roleArn"]
    own, seen = deadline._request_signer._credentials.access_key, {}
    for assume, ids in asked:
        keys = assume(**ids)["credentials"]
        assert keys["expiration"] > datetime.now(timezone.utc)
        identity = world.callsheet.client("sts", keys=keys).get_caller_identity()["Arn"]
        assert ":assumed-role/" in identity and any(value in identity for value in ids.values())
        seen[keys["accessKeyId"]] = identity
        role = world.callsheet.client(keys=keys)
        with pytest.raises(role.exceptions.AccessDeniedException):
            role.get_farm(**world.farm_id)
    assert len(seen) == len(set(seen.values())) == len(asked) and own not in seen


@pytest.mark.behaviour("StartSessionsStatisticsAggregation", "GetSessionsStatisticsAggregation")
def test_statistics(world, deadline):
    """semantics 3.11: an aggregation is started, and read once it is complete."""
    aggregation = world.farm_id | world.aggregation()

    def look():
        found = deadline.get_sessions_statistics_aggregation(**aggregation)
        return found if found["status"] == "COMPLETED" else None

    assert wait_for("the statistics", look)["statistics"] == []
