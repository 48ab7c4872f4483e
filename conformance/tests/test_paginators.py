"""Every paginator and every waiter that botocore ships for the service, on both stores: a list in
pages of one is the list, and a waiter sees what it waits for come about.

semantics 10.1: pages of `maxResults`, and no `nextToken` on the last."""
import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta, timezone

import botocore.session
import pytest
from botocore import xform_name
from botocore.exceptions import WaiterError

from harness.templates import job, step
from harness.waiting import wait_for
from harness.world import TEMPLATE, World, job_of

LOADER = botocore.session.get_session().get_component("data_loader")
PAGINATORS = LOADER.load_service_model("deadline", "paginators-1")["pagination"]
WAITERS = LOADER.load_service_model("deadline", "waiters-2")["waiters"]

# Nothing that this server keeps makes a volume or sells a metered product, so these are empty.
EMPTY_HERE = {"ListVolumes", "ListAvailableMeteredProducts", "ListMeteredProducts"}
WAITS = {"Delay": 0, "MaxAttempts": 10_000}


class Listed(World):
    """The world with three or more of all that is listed."""

    def __init__(self, callsheet):
        super().__init__(callsheet)
        for _ in range(2):
            self.farm_of_its_own()
            self.profile_for_the_queue()
            self.budget()
            self.monitor()
            self.license_endpoint()
            self.environment(self.place)
            self.association(self.queue() | self.fleet_of(), "fleet")
            self.association(self.queue() | self.limit(), "limit")
        self.people = {"principalId": str(uuid.uuid4()), "identityStoreId": "d-0123456789"}
        self.job = self.long_job()
        self.work_on(self.job)
        for _ in range(2):
            self.worker()
        for noun, ids in {"farm": self.farm_id, "queue": self.place, "fleet": self.home,
                          "job": self.job}.items():
            for _ in range(3):
                self.member(ids, noun)
        for _ in range(3):
            self.deadline.associate_member_to_queue(
                **self.farm_id, **self.queue(), **self.people, principalType="USER",
                membershipLevel="VIEWER")

    def association(self, ids, noun):
        create = getattr(self.deadline, f"create_queue_{noun}_association")
        create(**self.farm_id, **ids)

    def profile_for_the_queue(self):
        self.deadline.update_queue(
            **self.place, allowedStorageProfileIdsToAdd=[self.profile()["storageProfileId"]])

    def long_job(self):
        """Three steps after the first and three before the last, with three parameters."""
        middle = [step(name, "true", tasks=3, after=["First"]) for name in "ABC"]
        steps = [step("First", "true", tasks=3), *middle, step("Last", "true", after="ABC")]
        parameters = [{"name": name, "type": "STRING", "default": ""} for name in "XYZ"]
        return self.submit(job(*steps, parameterDefinitions=parameters), queue=self.place)

    def steps(self, name):
        [found] = [one for one in self.deadline.list_steps(**self.job)["steps"]
                   if one["name"] == name]
        return self.job | {"stepId": found["stepId"]}

    def statistics(self):
        """Of two jobs, so in two rows."""
        now = datetime.now(timezone.utc)
        ids = self.farm_id | {
            "aggregationId": self.deadline.start_sessions_statistics_aggregation(
                **self.farm_id, resourceIds={"queueIds": [self.ids["queueId"]]},
                startTime=now - timedelta(hours=1), endTime=now + timedelta(hours=1),
                groupBy=["JOB_ID"], statistics=["SUM"])["aggregationId"]}
        wait_for("the statistics", lambda: self.deadline.get_sessions_statistics_aggregation(
            **ids)["status"] == "COMPLETED")
        return ids

    def work_on(self, ids):
        """The world's worker has its tasks, session by session, until this job has three ended."""
        worker = self.home | {"workerId": self.ids["workerId"]}
        report = {}

        def ended():
            nonlocal report
            answer = self.deadline.update_worker_schedule(**worker, updatedSessionActions=report)
            now = datetime.now(timezone.utc)
            done = {"completedStatus": "SUCCEEDED", "processExitCode": 0, "startedAt": now,
                    "endedAt": now}
            given = answer["assignedSessions"].values()
            report = {action["sessionActionId"]: done
                      for session in given for action in session["sessionActions"]}
            return self.deadline.get_job(**ids)["taskRunStatus"] == "SUCCEEDED"

        wait_for("the job's end", ended, every_s=0)


@pytest.fixture(scope="module")
def world(server_on_both):
    return Listed(server_on_both)


def input_of(world, operation):
    special = {
        "GetSessionsStatisticsAggregation": world.statistics,
        "ListMemberships": lambda: world.people,
        "ListStepConsumers": lambda: world.steps("First"),
        "ListStepDependencies": lambda: world.steps("Last"),
        "ListTasks": lambda: world.steps("First"),
    }
    if operation in special:
        return special[operation]()
    shape = world.deadline.meta.service_model.operation_model(operation).input_shape
    known = world.ids | world.job
    return {name: known[name] for name in shape.required_members}


@pytest.mark.parametrize("operation", PAGINATORS)
def test_a_paginator_gives_the_whole_list_one_by_one(world, operation):
    input, about = input_of(world, operation), PAGINATORS[operation]
    name, member = xform_name(operation), about["result_key"]
    whole = getattr(world.deadline, name)(**input)[member]
    pages = world.deadline.get_paginator(name).paginate(**input, PaginationConfig={"PageSize": 1})
    pages = [page[member] for page in pages]
    assert sum(pages, []) == whole
    if operation in EMPTY_HERE:
        assert whole == []
    else:
        assert len(pages) >= 2 and {len(page) for page in pages[:-1]} == {1}


def stopping(make, update, status):
    def begin(world):
        ids = make(world)
        return ids, lambda: getattr(world.deadline, update)(**ids, status=status)
    return begin


def aiming_at(status):
    def begin(world):
        ids = job_of(world.submitted(place=world.farm_id | world.queue()))
        return ids, lambda: world.deadline.update_job(**ids, targetTaskRunStatus=status)
    return begin


def acting(before, after):
    """A queue with a fleet, whose default budget action changes."""
    def begin(world):
        ids = world.association_of_its_own()
        ids.pop("fleetId")
        world.deadline.update_queue(**ids, defaultBudgetAction=before)
        return ids, lambda: world.deadline.update_queue(**ids, defaultBudgetAction=after)
    return begin


# What each waiter waits for: the ids, and what brings it about.
WAITED_FOR = {
    "JobComplete": aiming_at("CANCELED"),
    "JobSucceeded": aiming_at("SUCCEEDED"),
    "QueueFleetAssociationStopped": stopping(
        World.association_of_its_own, "update_queue_fleet_association",
        "STOP_SCHEDULING_AND_COMPLETE_TASKS"),
    "QueueLimitAssociationStopped": stopping(
        World.limit_association_of_its_own, "update_queue_limit_association",
        "STOP_LIMIT_USAGE_AND_COMPLETE_TASKS"),
    "QueueScheduling": acting("STOP_SCHEDULING_AND_COMPLETE_TASKS", "NONE"),
    "QueueSchedulingBlocked": acting("NONE", "STOP_SCHEDULING_AND_COMPLETE_TASKS"),
}


@pytest.mark.parametrize("name", WAITED_FOR)
def test_a_waiter_waits_until_it_comes_about(world, name):
    ids, bring_about = WAITED_FOR[name](world)
    client, looks = world.callsheet.client(), []
    client.meta.events.register("after-call.deadline", lambda **_: looks.append(ids))
    waiter = client.get_waiter(xform_name(name))
    with ThreadPoolExecutor() as pool:
        waiting = pool.submit(waiter.wait, **ids, WaiterConfig=WAITS)
        wait_for("the waiter's first look", lambda: looks, every_s=0.01)
        assert not waiting.done()
        bring_about()
        waiting.result(timeout=60)


def test_what_is_there_at_once_is_not_waited_for(world):
    """Fleets are active as soon as they are made, and jobs are created behind their backs."""
    wait = world.deadline.get_waiter("fleet_active").wait
    wait(**world.farm_id, **world.fleet_of(), WaiterConfig=WAITS)
    job_id = world.deadline.create_job(
        **world.place, priority=1, template=TEMPLATE, templateType="JSON")["jobId"]
    wait = world.deadline.get_waiter("job_create_complete").wait
    wait(**world.place, jobId=job_id, WaiterConfig=WAITS)


def test_license_endpoints_are_never_ready_and_can_be_deleted(world):
    ids = world.license_endpoint()
    with pytest.raises(WaiterError, match="NOT_READY|terminal failure"):
        world.deadline.get_waiter("license_endpoint_valid").wait(**ids, WaiterConfig=WAITS)
    world.deadline.delete_license_endpoint(**ids)
    world.deadline.get_waiter("license_endpoint_deleted").wait(**ids, WaiterConfig=WAITS)


def test_no_waiter_is_left_out():
    at_once = {"FleetActive", "JobCreateComplete"}
    of_endpoints = {"LicenseEndpointValid", "LicenseEndpointDeleted"}
    assert set(WAITERS) == set(WAITED_FOR) | at_once | of_endpoints
