"""Lists in pages, tokens that come twice, and ids that belong to another parent."""
import uuid

import pytest
from botocore.exceptions import ClientError

from harness.templates import job, step
from harness.waiting import wait_for

CUSTOMER_MANAGED = {"customerManaged": {
    "mode": "NO_SCALING",
    "workerCapabilities": {
        "vCpuCount": {"min": 1}, "memoryMiB": {"min": 512},
        "osFamily": "LINUX", "cpuArchitectureType": "x86_64"}}}
ENVIRONMENT = ("specificationVersion: environment-2023-09\n"
               "environment: {name: NAME, variables: {A: b}}\n")

MEMBER = {"principalId": str(uuid.uuid4()), "principalType": "USER",
          "identityStoreId": "d-0123456789", "membershipLevel": "VIEWER"}


class Home:
    """A farm with five of everything that is listed, and a stranger beside it."""

    def __init__(self, farm):
        self.farm, self.deadline = farm, farm.deadline
        self.ids = dict(farm.ids) | farm.fleet
        for n in range(5):
            self.deadline.create_farm(displayName=f"Farm {n}")
        self.own = self.nest(self.ids["farmId"], "own", 5)
        self.run_jobs()
        self.foreign_farm = self.deadline.create_farm(displayName="Foreign")["farmId"]
        self.foreign = self.nest(self.foreign_farm, "foreign", 1)
        queue = {"farmId": self.foreign_farm, "queueId": self.foreign["queueId"]}
        self.foreign |= farm.submit(
            job(step("S", "true")), queue=queue, targetTaskRunStatus="SUSPENDED")

    def nest(self, farm_id, name, count):
        """Queues, fleets, environments and associations; the ids of the last of each."""
        made = {"farmId": farm_id}
        queues = [self.deadline.create_queue(farmId=farm_id, displayName=f"{name} {n}")["queueId"]
                  for n in range(count)]
        made["queueId"] = queues[-1]
        for n in range(count):
            made["fleetId"] = self.deadline.create_fleet(
                farmId=farm_id, displayName=f"{name} {n}", configuration=CUSTOMER_MANAGED,
                roleArn="arn:aws:iam::000000000000:role/Fleet", maxWorkerCount=10)["fleetId"]
            made["queueEnvironmentId"] = self.deadline.create_queue_environment(
                farmId=farm_id, queueId=queues[0], priority=n, templateType="YAML",
                template=ENVIRONMENT.replace("NAME", f"E{n}"))["queueEnvironmentId"]
            made["environment_queue"] = queues[0]
            made["workerId"] = self.deadline.create_worker(
                farmId=farm_id, fleetId=made["fleetId"])["workerId"]
            made["limitId"] = self.deadline.create_limit(
                farmId=farm_id, displayName=f"{name} {n}", maxCount=n + 1,
                amountRequirementName=f"amount.{name}{n}")["limitId"]
            made["storageProfileId"] = self.deadline.create_storage_profile(
                farmId=farm_id, displayName=f"{name} {n}", osFamily="LINUX")["storageProfileId"]
            self.deadline.update_queue(
                farmId=farm_id, queueId=queues[0],
                allowedStorageProfileIdsToAdd=[made["storageProfileId"]])
        for queue_id in queues:
            self.deadline.create_queue_fleet_association(
                farmId=farm_id, queueId=queue_id, fleetId=made["fleetId"])
            self.deadline.create_queue_limit_association(
                farmId=farm_id, queueId=queue_id, limitId=made["limitId"])
        return made

    def run_jobs(self):
        """On the farm's first queue, which has a worker: a job with five steps, five tasks in
        the first, and four more jobs."""
        steps = [step("S0", "true", tasks=5), *(step(f"S{n}", "true") for n in range(1, 5))]
        self.job = self.farm.submit(job(*steps))
        self.others = [self.farm.submit(job(step("S", "true"))) for _ in range(4)]
        for one in (self.job, *self.others):
            self.farm.ended(one)
        self.steps = self.farm.every("list_steps", "steps", self.job)
        first = next(one for one in self.steps if one["name"] == "S0")
        self.tasks = self.job | {"stepId": first["stepId"]}
        self.task_id = self.farm.every("list_tasks", "tasks", self.tasks)[0]["taskId"]
        actions = list(self.farm.actions(self.job))
        run = next(a for a in actions if a["definition"].get("taskRun", {}).get("stepId")
                   == first["stepId"])
        self.session = self.job | {"sessionId": run["sessionId"]}
        self.action_id = run["sessionActionId"]
        self.worker = self.farm.fleet | {
            "workerId": self.deadline.get_session(**self.session)["workerId"]}
        self.workers = {"farmId": self.own["farmId"], "fleetId": self.own["fleetId"]}


@pytest.fixture(scope="module")
def home(farm_on_both):
    return Home(farm_on_both)


def lists(home):
    """Each listing operation, what it returns, and whose things it lists."""
    farm = {"farmId": home.ids["farmId"]}
    environments = farm | {"queueId": home.own["environment_queue"]}
    return {
        "list_farms": ("farms", "farmId", {}),
        "list_queues": ("queues", "queueId", farm),
        "list_fleets": ("fleets", "fleetId", farm),
        "list_queue_environments": ("environments", "queueEnvironmentId", environments),
        "list_queue_fleet_associations": ("queueFleetAssociations", "queueId", farm),
        "list_limits": ("limits", "limitId", farm),
        "list_storage_profiles": ("storageProfiles", "storageProfileId", farm),
        "list_storage_profiles_for_queue": ("storageProfiles", "storageProfileId", environments),
        "list_queue_limit_associations": ("queueLimitAssociations", "queueId", farm),
        "list_jobs": ("jobs", "jobId", home.farm.ids),
        "list_steps": ("steps", "stepId", home.job),
        "list_tasks": ("tasks", "taskId", home.tasks),
        "list_sessions": ("sessions", "sessionId", home.job),
        "list_session_actions": (
            "sessionActions", "sessionActionId",
            home.job | {"sessionId": home.session["sessionId"]}),
        "list_sessions_for_worker": ("sessions", "sessionId", home.worker),
    }


LISTS = ["list_farms", "list_queues", "list_fleets", "list_queue_environments",
         "list_queue_fleet_associations", "list_limits", "list_queue_limit_associations",
         "list_storage_profiles", "list_storage_profiles_for_queue", "list_jobs", "list_steps",
         "list_tasks", "list_sessions", "list_session_actions", "list_sessions_for_worker"]


@pytest.mark.parametrize("operation", LISTS)
def test_a_list_is_whole_over_three_pages_and_a_token_can_be_used_again(home, operation):
    member, key, ids = lists(home)[operation]
    call = getattr(home.deadline, operation)
    whole = [item[key] for item in call(**ids)[member]]
    assert len(whole) >= 5, whole

    size = -(-len(whole) // 3)
    pages, token = [], None
    while True:
        more = {"nextToken": token} if token else {}
        page = call(**ids, maxResults=size, **more)
        if token:
            assert call(**ids, maxResults=size, nextToken=token)[member] == page[member]
        pages.append([item[key] for item in page[member]])
        token = page.get("nextToken")
        if "nextToken" not in page:
            break
    assert [item for page in pages for item in page] == whole
    assert len(pages) == 3 and len(pages[0]) == size


@pytest.mark.parametrize("operation", LISTS)
def test_a_token_of_something_else_is_refused(home, operation):
    """Also by the lists of associations, which declare no ValidationException."""
    _, _, ids = lists(home)[operation]
    call = getattr(home.deadline, operation)
    other = "list_fleets" if operation == "list_queues" else "list_queues"
    foreign = getattr(home.deadline, other)(farmId=home.ids["farmId"], maxResults=1)["nextToken"]
    for token in ("nonsense", foreign):
        with pytest.raises(home.deadline.exceptions.ValidationException):
            call(**ids, nextToken=token)


def test_workers_are_listed_in_pages(home):
    ids = {"farmId": home.ids["farmId"], "fleetId": home.own["fleetId"]}
    for _ in range(4):
        home.deadline.create_worker(**ids)
    whole = [worker["workerId"] for worker in home.deadline.list_workers(**ids)["workers"]]
    pages = home.deadline.get_paginator("list_workers").paginate(
        **ids, PaginationConfig={"PageSize": 2})
    pages = [[worker["workerId"] for worker in page["workers"]] for page in pages]
    assert len(pages) == 3 and sum(pages, []) == whole and len(set(whole)) == 5


@pytest.mark.parametrize("operation, member, key", [
    ("search_jobs", "jobs", "jobId"), ("search_workers", "workers", "workerId")])
def test_a_search_goes_on_at_its_offset(home, operation, member, key):
    farm = {"farmId": home.ids["farmId"]}
    ids = farm | ({"queueIds": [home.farm.ids["queueId"]]} if member == "jobs"
                  else {"fleetIds": [home.own["fleetId"], home.farm.fleet["fleetId"]]})
    call = getattr(home.deadline, operation)
    whole = call(**ids, itemOffset=0)
    seen, offset = [], 0
    while offset is not None:
        page = call(**ids, itemOffset=offset, pageSize=1)
        seen += [item[key] for item in page[member]]
        offset = page.get("nextItemOffset")
    assert seen == [item[key] for item in whole[member]]
    assert len(seen) == whole["totalResults"]


CREATIONS = {
    "create_farm": ("farmId", {"displayName": "Once"}),
    "create_queue": ("queueId", {"displayName": "Once"}),
    "create_fleet": ("fleetId", {
        "displayName": "Once", "configuration": CUSTOMER_MANAGED, "maxWorkerCount": 1,
        "roleArn": "arn:aws:iam::000000000000:role/Fleet"}),
    "create_queue_environment": ("queueEnvironmentId", {
        "priority": 9, "templateType": "YAML", "template": ENVIRONMENT.replace("NAME", "Once")}),
    "create_job": ("jobId", {
        "priority": 50, "templateType": "JSON", "targetTaskRunStatus": "SUSPENDED",
        "template": '{"specificationVersion": "jobtemplate-2023-09", "name": "Once", "steps": '
                    '[{"name": "S", "script": {"actions": {"onRun": {"command": "true"}}}}]}'}),
    "create_worker": ("workerId", {}),
    "create_limit": ("limitId", {
        "displayName": "Once", "maxCount": 1, "amountRequirementName": "amount.once"}),
    "create_storage_profile": ("storageProfileId", {"displayName": "Once", "osFamily": "MACOS"}),
}


@pytest.mark.parametrize("operation", CREATIONS)
def test_a_repeated_client_token_creates_once(home, operation):
    key, body = CREATIONS[operation]
    parents = {"create_farm": (), "create_queue": ("farmId",), "create_fleet": ("farmId",),
               "create_limit": ("farmId",), "create_storage_profile": ("farmId",),
               "create_worker": ("farmId", "fleetId")}.get(operation, ("farmId", "queueId"))
    ids = {name: home.own[name] for name in parents}
    call = getattr(home.deadline, operation)
    token = str(uuid.uuid4())
    first = call(**ids, **body, clientToken=token)[key]
    assert call(**ids, **body, clientToken=token)[key] == first
    assert call(**ids, **body, clientToken=str(uuid.uuid4()))[key] != first

    changed = {"hostProperties": {"hostName": "another"}} if operation == "create_worker" else \
        body | ({"priority": 77} if "priority" in body else {"displayName": "Twice"})
    with pytest.raises(ClientError) as caught:
        call(**ids, **changed, clientToken=token)
    assert caught.value.response["Error"]["Code"] in ("ConflictException", "ValidationException")


def paths(home):
    """Operations with the ids that lead to an existing thing, and what else they need."""
    own, farm = home.own, {"farmId": home.ids["farmId"]}
    queue = farm | {"queueId": own["queueId"]}
    fleet = farm | {"fleetId": own["fleetId"]}
    environment = farm | {"queueId": own["environment_queue"],
                          "queueEnvironmentId": own["queueEnvironmentId"]}
    association = queue | {"fleetId": own["fleetId"]}
    limit = farm | {"limitId": own["limitId"]}
    limit_association = queue | {"limitId": own["limitId"]}
    profile = farm | {"storageProfileId": own["storageProfileId"]}
    profile_for_queue = profile | {"queueId": own["environment_queue"]}
    worker = fleet | {"workerId": own["workerId"]}
    task = home.tasks | {"taskId": home.task_id}
    return {
        "get_queue": (queue, {}), "get_fleet": (fleet, {}),
        "get_queue_environment": (environment, {}),
        "get_queue_fleet_association": (association, {}),
        "get_limit": (limit, {}), "update_limit": (limit, {"maxCount": 7}),
        "get_storage_profile": (profile, {}),
        "update_storage_profile": (profile, {"displayName": "Renamed"}),
        "get_storage_profile_for_queue": (profile_for_queue, {}),
        "list_storage_profiles_for_queue": (farm | {"queueId": own["environment_queue"]}, {}),
        "get_queue_limit_association": (limit_association, {}),
        "create_queue_limit_association": (limit_association, {}),
        "update_queue_limit_association": (
            limit_association, {"status": "STOP_LIMIT_USAGE_AND_COMPLETE_TASKS"}),
        "delete_queue_limit_association": (limit_association, {}),
        "get_job": (home.job, {}), "get_step": (home.tasks, {}), "get_task": (task, {}),
        "get_session": (home.session, {}),
        "get_session_action": (home.job | {"sessionActionId": home.action_id}, {}),
        "get_worker": (worker, {}),
        "list_queue_environments": (farm | {"queueId": own["environment_queue"]}, {}),
        "list_jobs": (home.farm.ids, {}), "list_steps": (home.job, {}),
        "list_tasks": (home.tasks, {}), "list_sessions": (home.job, {}),
        "list_session_actions": (home.job, {"sessionId": home.session["sessionId"]}),
        "list_workers": (fleet, {}), "list_sessions_for_worker": (worker, {}),
        "update_queue": (queue, {"displayName": "Renamed"}),
        "update_fleet": (fleet, {"displayName": "Renamed"}),
        "update_queue_environment": (environment, {"priority": 3}),
        "update_queue_fleet_association": (
            association, {"status": "STOP_SCHEDULING_AND_COMPLETE_TASKS"}),
        "update_job": (home.job, {"priority": 51}),
        "update_step": (home.tasks, {"targetTaskRunStatus": "PENDING"}),
        "update_task": (task, {"targetRunStatus": "PENDING"}),
        "update_session": (home.session, {"targetLifecycleStatus": "ENDED"}),
        "list_step_dependencies": (home.tasks, {}), "list_step_consumers": (home.tasks, {}),
        "create_queue_environment": (
            queue, {"priority": 1, "templateType": "YAML",
                    "template": ENVIRONMENT.replace("NAME", "Other")}),
        "create_queue_fleet_association": (association, {}),
        "create_job": (queue, CREATIONS["create_job"][1]),
        "create_worker": (fleet, {}),
        "update_worker": (worker, {"status": "STOPPED"}),
        "update_worker_schedule": (worker, {"updatedSessionActions": {}}),
        "batch_get_job_entity": (worker, {"identifiers": [
            {"jobDetails": {"jobId": home.job["jobId"]}}]}),
        "assume_queue_role_for_user": (queue, {}), "assume_queue_role_for_read": (queue, {}),
        "assume_fleet_role_for_worker": (worker, {}), "assume_fleet_role_for_read": (fleet, {}),
        "list_job_parameter_definitions": (home.job, {}), "list_volumes": (fleet, {}),
        "list_queue_members": (queue, {}), "list_fleet_members": (fleet, {}),
        "list_job_members": (home.job, {}),
        "associate_member_to_queue": (queue, MEMBER), "associate_member_to_fleet": (fleet, MEMBER),
        "associate_member_to_job": (home.job, MEMBER),
        "assume_queue_role_for_worker": (worker, {"queueId": own["queueId"]}),
        "delete_queue": (queue, {}), "delete_fleet": (fleet, {}),
        "delete_queue_environment": (environment, {}),
        "delete_queue_fleet_association": (association, {}),
        "delete_worker": (worker, {}),
    }


# Written out, so that an operation that is taken out above is missed.
WITH_PARENTS = [
    "get_queue", "get_fleet", "get_queue_environment", "get_queue_fleet_association", "get_job",
    "get_step", "get_task", "get_session", "get_session_action", "get_worker",
    "list_queue_environments", "list_jobs", "list_steps", "list_tasks", "list_sessions",
    "list_session_actions", "list_workers", "list_sessions_for_worker", "update_queue",
    "update_fleet", "update_queue_environment", "update_queue_fleet_association", "update_job",
    "update_step", "update_task", "update_session", "list_step_dependencies",
    "list_step_consumers", "create_queue_environment", "create_queue_fleet_association", "create_job",
    "create_worker", "update_worker", "update_worker_schedule", "batch_get_job_entity",
    "assume_queue_role_for_user", "assume_queue_role_for_read", "assume_fleet_role_for_worker",
    "assume_queue_role_for_worker", "delete_queue", "delete_fleet", "delete_queue_environment",
    "delete_queue_fleet_association", "delete_worker", "get_limit", "update_limit",
    "get_queue_limit_association", "create_queue_limit_association",
    "update_queue_limit_association", "delete_queue_limit_association", "get_storage_profile",
    "update_storage_profile", "get_storage_profile_for_queue", "list_storage_profiles_for_queue",
    "assume_fleet_role_for_read", "list_job_parameter_definitions", "list_volumes",
    "list_queue_members", "list_fleet_members", "list_job_members", "associate_member_to_queue",
    "associate_member_to_fleet", "associate_member_to_job",
]


@pytest.fixture(scope="module")
def strangers(home):
    """An existing id of every kind that lies under other parents."""
    other = home.others[0]
    step_id = home.deadline.list_steps(**other)["steps"][0]["stepId"]
    action = next(iter(home.farm.actions(other)))
    return home.foreign | {
        "stepId": step_id,
        "taskId": home.deadline.list_tasks(**other, stepId=step_id)["tasks"][0]["taskId"],
        "sessionId": action["sessionId"], "sessionActionId": action["sessionActionId"],
    }


@pytest.mark.parametrize("operation", WITH_PARENTS)
def test_each_id_of_another_parent_is_not_found(home, strangers, operation):
    """semantics 1.3-8"""
    ids, body = paths(home)[operation]
    call = getattr(home.deadline, operation)
    model = home.deadline.meta.service_model.operation_model(
        home.deadline.meta.method_to_api_mapping[operation])
    declared = {shape.name for shape in model.error_shapes}
    for name in ids:
        mixed = ids | {name: strangers[name]}
        if "ResourceNotFoundException" not in declared:
            with_other_parent_is_harmless(home, call, mixed, body, ids)
            continue
        with pytest.raises(ClientError) as caught:
            call(**mixed, **body)
        code = caught.value.response["Error"]["Code"]
        assert code == "ResourceNotFoundException", f"{name}: {code}"


def with_other_parent_is_harmless(home, call, mixed, body, ids):
    """DeleteQueueEnvironment declares no such exception: whatever it says, nothing is lost."""
    try:
        call(**mixed, **body)
    except ClientError as refused:
        assert refused.response["ResponseMetadata"]["HTTPStatusCode"] < 500
    home.deadline.get_queue_environment(**ids)


UNDER_A_FARM = {
    "get_farm": {}, "update_farm": {"displayName": "Renamed"}, "delete_farm": {},
    "create_queue": {"displayName": "Lost"}, "list_queues": {}, "list_fleets": {},
    "create_fleet": CREATIONS["create_fleet"][1], "list_queue_fleet_associations": {},
    "create_limit": CREATIONS["create_limit"][1], "list_limits": {},
    "list_queue_limit_associations": {}, "delete_limit": {"limitId": f"limit-{uuid.uuid4().hex}"},
    "create_storage_profile": CREATIONS["create_storage_profile"][1], "list_storage_profiles": {},
    "delete_storage_profile": {"storageProfileId": f"sp-{uuid.uuid4().hex}"},
}


@pytest.mark.parametrize("operation", UNDER_A_FARM)
def test_a_farm_that_is_not_there_has_nothing(home, operation):
    """A farm has no parent; an id of the right form that nobody has stands for a foreign one."""
    model = home.deadline.meta.service_model.operation_model(
        home.deadline.meta.method_to_api_mapping[operation])
    declared = {shape.name for shape in model.error_shapes}
    unknown = f"farm-{uuid.uuid4().hex}"
    if "ResourceNotFoundException" not in declared:
        try:
            answer = getattr(home.deadline, operation)(farmId=unknown, **UNDER_A_FARM[operation])
        except ClientError as refused:
            assert refused.response["ResponseMetadata"]["HTTPStatusCode"] < 500
            return
        assert not any(value for key, value in answer.items() if key != "ResponseMetadata")
        return
    with pytest.raises(home.deadline.exceptions.ResourceNotFoundException) as caught:
        getattr(home.deadline, operation)(farmId=unknown, **UNDER_A_FARM[operation])
    assert caught.value.response["resourceId"] == unknown


def test_ids_beside_the_path_are_looked_for_under_it(home, strangers):
    """Those of another parent are not found, or narrow a list down to nothing."""
    farm, not_found = {"farmId": home.ids["farmId"]}, "ResourceNotFoundException"
    with pytest.raises(ClientError) as caught:
        home.deadline.list_session_actions(**home.job, sessionId=strangers["sessionId"])
    assert caught.value.response["Error"]["Code"] == not_found
    worker = {**farm, "fleetId": home.own["fleetId"], "workerId": home.own["workerId"]}
    with pytest.raises(ClientError) as caught:
        home.deadline.assume_queue_role_for_worker(**worker, queueId=strangers["queueId"])
    assert caught.value.response["Error"]["Code"] == not_found

    for name in ("queueId", "fleetId"):
        try:
            found = home.deadline.list_queue_fleet_associations(**farm, **{name: strangers[name]})
            assert found["queueFleetAssociations"] == []
        except ClientError as refused:
            assert refused.response["Error"]["Code"] == not_found


def test_an_entity_of_another_job_is_an_error_of_its_own(home, strangers):
    wrong = {"stepDetails": {"jobId": home.job["jobId"], "stepId": strangers["stepId"]}}
    answer = home.deadline.batch_get_job_entity(**home.worker, identifiers=[wrong])
    assert answer["entities"] == []
    (error,) = answer["errors"]
    assert error["stepDetails"]["code"] == "ResourceNotFoundException"


def test_what_is_asked_for_in_a_batch_is_found_only_under_its_parents(home, strangers):
    task = home.tasks | {"taskId": home.task_id}
    for name in task:
        wrong = task | {name: strangers[name]}
        answer = home.deadline.batch_get_task(identifiers=[task, wrong])
        assert [found["taskId"] for found in answer["tasks"]] == [home.task_id]
        assert [error["code"] for error in answer["errors"]] == ["ResourceNotFoundException"]
    for name in home.tasks:
        wrong = home.tasks | {name: strangers[name]}
        answer = home.deadline.batch_get_step(identifiers=[home.tasks, wrong])
        assert [found["stepId"] for found in answer["steps"]] == [home.tasks["stepId"]]
        assert [error["code"] for error in answer["errors"]] == ["ResourceNotFoundException"]


def test_a_million_tasks_are_created_and_listed_at_once(home):
    ids = home.farm.submit(
        job(step("Many", "true", tasks=1_000_000)), targetTaskRunStatus="SUSPENDED")
    found = home.deadline.get_job(**ids)
    assert found["taskRunStatusCounts"]["SUSPENDED"] == 1_000_000
    step_id = home.deadline.list_steps(**ids)["steps"][0]["stepId"]
    page = home.deadline.list_tasks(**ids, stepId=step_id, maxResults=100)
    assert len(page["tasks"]) == 100 and page["nextToken"]
    assert page["tasks"][99]["parameters"] == {"Number": {"int": "100"}}
    home.deadline.update_job(**ids, targetTaskRunStatus="CANCELED")
    wait_for("the cancelation", lambda: home.deadline.get_job(**ids)["taskRunStatusCounts"].get(
        "CANCELED") == 1_000_000)
