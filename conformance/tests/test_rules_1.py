"""Protocol and resources as boto3 sees them: section 1 of docs/rules.md."""
import http.client
import json
import re
import uuid
from datetime import timedelta

import pytest
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest

from harness.by_hand import CUSTOMER_MANAGED, ROLE, Worker, code, ended, field, now, refused, runs
from harness.templates import job, step

ENVIRONMENT = {"specificationVersion": "environment-2023-09",
               "environment": {"name": "Tools", "variables": {"A": "b"}}}
HEX = "[0-9a-f]{32}"


def managed(**more):
    return {"customerManaged": CUSTOMER_MANAGED["customerManaged"] | more}


def raw(by_hand, method, path, body=b"", host=None, headers=None):
    """A request that we sign ourselves, so that paths and headers are as written."""
    endpoint = by_hand.callsheet.endpoint
    signer = by_hand.deadline._request_signer
    request = AWSRequest(method, endpoint + path, data=body, headers=headers or {})
    if host:
        request.headers["Host"] = host
    SigV4Auth(signer._credentials, "deadline", "us-west-2").add_auth(request)
    connection = http.client.HTTPConnection(endpoint.removeprefix("http://"), timeout=30)
    connection.request(method, path, body=body, headers=dict(request.headers))
    answer = connection.getresponse()
    text = answer.read()
    connection.close()
    return answer, json.loads(text) if text else {}


def test_requests_and_answers(by_hand):
    """semantics 1.1-3, 1.1-4, 1.1-5, 1.1-6, 1.1-7, 1.1-8, 1.1-10"""
    farm = f"/2023-10-12/farms/{by_hand.farm['farmId']}"
    for host in ("management.deadline.us-west-2.amazonaws.com", "scheduling.deadline.local"):
        answer, shown = raw(by_hand, "GET", farm, host=host)
        assert answer.status == 200, shown
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", shown["createdAt"])
    assert None not in shown.values() and "description" not in shown
    answer, listed = raw(by_hand, "GET", "/2023-10-12/farms")
    assert "nextToken" not in listed

    deadline = by_hand.deadline
    made = deadline.create_job(**by_hand.queue(), priority=1, template="{}", templateType="JSON")
    assert made["ResponseMetadata"]["HTTPStatusCode"] == 201
    for call, more in ((deadline.tag_resource, {"tags": {"a": "b", "c": "d", "e": "f"}}),
                       (deadline.untag_resource, {"tagKeys": ["a", "c"]})):
        answer = call(resourceArn=by_hand.arn(), **more)
        assert answer["ResponseMetadata"]["HTTPStatusCode"] == 204
    assert deadline.list_tags_for_resource(resourceArn=by_hand.arn())["tags"] == {"e": "f"}

    search = f"{farm}/search/jobs"
    for time in ("2024-03-26T18:11:19Z", "2024-03-26T18:11:19.065Z"):
        body = json.dumps({"itemOffset": 0, "queueIds": [by_hand.ids["queueId"]],
                           "filterExpressions": {"operator": "AND", "filters": [
                               {"dateTimeFilter": {"name": "CREATED_AT", "dateTime": time,
                                                   "operator": "LESS_THAN"}}]}}).encode()
        answer, found = raw(by_hand, "POST", search, body)
        assert (answer.status, found["totalResults"]) == (200, 0), found

    body = json.dumps({"displayName": "Token"}).encode()
    for token, status in (("x" * 64, 200), ("x" * 65, 400)):
        answer, told = raw(by_hand, "POST", "/2023-10-12/farms", body,
                           headers={"X-Amz-Client-Token": token})
        assert answer.status == status, told


def test_unions_and_texts(by_hand):
    """semantics 1.1-11, 1.1-12, 1.6-1"""
    name = '<b>"Größe" & {{x}} \u202e\U0001f3ac</b>'
    queues = [by_hand.queue(displayName=name) for _ in range(2)]
    for queue in queues:
        assert by_hand.deadline.get_queue(**queue)["displayName"] == name
    for name in ("", "x" * 101):
        assert field(by_hand.loose.create_queue, **by_hand.farm, displayName=name) == "displayName"
    by_hand.queue(displayName="x" * 100)
    both = managed() | {"serviceManagedEc2": {
        "instanceCapabilities": {"vCpuCount": {"min": 1}, "memoryMiB": {"min": 512},
                                 "osFamily": "LINUX", "cpuArchitectureType": "x86_64"},
        "instanceMarketOptions": {"type": "spot"}}}
    for configuration in ({}, both):
        assert code(by_hand.loose.create_fleet, **by_hand.farm, displayName="F", roleArn=ROLE,
                    maxWorkerCount=1, configuration=configuration) == "ValidationException"


def test_client_tokens(by_hand):
    """semantics 1.2-1, 1.2-2, 1.2-3: CreateQueue declares no conflict, UpdateJob does."""
    deadline, token = by_hand.deadline, str(uuid.uuid4())
    other = {"farmId": deadline.create_farm(displayName="Other", clientToken=token)["farmId"]}
    queue = by_hand.queue(clientToken=token)
    assert by_hand.queue(clientToken=token) == queue
    for place, name in ((by_hand.farm, "B"), (other, "Queue")):
        answer = refused(deadline.create_queue, **place, displayName=name, clientToken=token)
        assert (answer["Error"]["Code"], answer["reason"]) == ("ValidationException", "OTHER")
    submitted = by_hand.plain(queue)
    for _ in range(2):
        deadline.update_job(**submitted, priority=7, clientToken=token)
    answer = refused(deadline.update_job, **submitted, priority=8, clientToken=token)
    assert (answer["Error"]["Code"], answer["reason"]) == (
        "ConflictException", "CONFLICT_EXCEPTION")
    assert by_hand.tell(submitted)["priority"] == 7


def test_ids_and_their_parents(by_hand):
    """semantics 1.3-1, 1.3-2, 1.3-3, 1.3-4, 1.3-5, 1.3-6"""
    deadline = by_hand.deadline
    queue, fleet = by_hand.pair()
    deadline.create_queue_environment(
        **queue, priority=0, templateType="JSON", template=json.dumps(ENVIRONMENT))
    inner = {"name": "Inner", "variables": {"C": "d"}}
    submitted = by_hand.submit(
        job(step("One", "true", tasks=3, stepEnvironments=[inner])), queue=queue)
    one = by_hand.steps(submitted)[0]
    number = one["stepId"].removeprefix("step-")
    listed = by_hand.tasks(one)
    assert [task["taskId"] for task in listed] == [f"task-{number}-{n}" for n in range(3)]
    assert [task["parameters"]["Number"] for task in listed] == [{"int": f"{n}"} for n in (1, 2, 3)]

    worker = by_hand.worker(fleet)
    worker.ask()
    assert worker.kinds[:2] == ["envEnter", "envEnter"]
    session = worker.session.removeprefix("session-")
    assert worker.held == [f"sessionaction-{session}-{n}" for n in range(len(worker.held))]
    told = worker.answer["assignedSessions"][worker.session]["sessionActions"]
    assert [action["definition"]["envEnter"]["environmentId"] for action in told[:2]] == [
        f"JOB:{submitted['jobId']}:Tools", f"STEP:{one['stepId']}:Inner"]

    limit = deadline.create_limit(
        **by_hand.farm, displayName="L", amountRequirementName="amount.ids", maxCount=1)["limitId"]
    profile = deadline.create_storage_profile(
        **by_hand.farm, displayName="P", osFamily="LINUX")["storageProfileId"]
    for noun, made in {**queue, **fleet, **submitted, **one, **worker.ids,
                       "sessionId": worker.session, "limitId": limit, "spId": profile}.items():
        assert re.fullmatch(f"{noun.removesuffix('Id').lower()}-{HEX}", made), made
    started = deadline.start_sessions_statistics_aggregation(
        **by_hand.farm, resourceIds={"queueIds": [queue["queueId"]]}, groupBy=["JOB_ID"],
        statistics=["SUM"], startTime=now() - timedelta(days=1), endTime=now())
    assert re.fullmatch(HEX, started["aggregationId"])


def test_tags(by_hand):
    """semantics 1.4-1, 1.4-2, 1.4-3, 1.4-4, 1.4-5, 1.4-6, 1.4-7, 1.4-8, 1.10-4, 3.1-11"""
    deadline = by_hand.deadline
    queue = by_hand.queue(tags={"a": "1", "b": ""})["queueId"]
    plain = by_hand.new_fleet(tags={"c": "2"})
    giving = by_hand.new_fleet(tags={"c": "2"}, configuration=managed(
        tagPropagationMode="PROPAGATE_TAGS_TO_WORKERS_AT_LAUNCH"))
    workers = [by_hand.worker(fleet, tags={"d": "3"}).ids for fleet in (plain, giving)]
    ids = by_hand.farm | {"queueId": queue}
    made = deadline.create_job(**ids, priority=1, template="{}", templateType="JSON",
                               tags={"e": "4"})["jobId"]
    of_worker = [by_hand.arn("fleet", one["fleetId"], "worker", one["workerId"])
                 for one in workers]
    expected = {by_hand.arn("queue", queue): {"a": "1", "b": ""},
                by_hand.arn("fleet", plain["fleetId"]): {"c": "2"},
                of_worker[0]: {"d": "3"}, of_worker[1]: {"c": "2", "d": "3"},
                by_hand.arn("queue", queue, "job", made): {"e": "4"}}

    def tags(arn):
        return deadline.list_tags_for_resource(resourceArn=arn)["tags"]

    for arn, kept in expected.items():
        assert tags(arn) == kept
    arn = by_hand.arn("queue", queue)
    deadline.tag_resource(resourceArn=arn, tags={"a": "new", "f": "5"})
    deadline.untag_resource(resourceArn=arn, tagKeys=["b", "never"])
    assert tags(arn) == {"a": "new", "f": "5"}
    for wrong in ({"aws:x": "y"}, {"x" * 129: "y"}, {"x": "y" * 257},
                  {f"t{n}": "" for n in range(49)}):
        assert field(deadline.tag_resource, resourceArn=arn, tags=wrong) == "tags"
    deadline.tag_resource(resourceArn=arn, tags={f"t{n}": "" for n in range(48)})
    for noun in ("limit/limit-", "storage-profile/sp-"):
        assert field(deadline.list_tags_for_resource,
                     resourceArn=by_hand.arn() + f"/{noun}{'0' * 32}") == "resourceArn"


def test_who_and_when(by_hand):
    """semantics 1.5-1, 1.5-2, 1.5-3, 1.5-4, 1.5-5, 1.5-7"""
    deadline = by_hand.deadline
    queue, fleet = by_hand.pair()
    caller = by_hand.callsheet.client("sts").get_caller_identity()["Arn"]
    submitted = by_hand.plain(queue)
    shown = by_hand.tell(submitted)
    assert shown["createdBy"] == caller and "updatedBy" not in shown
    for call, ids in ((deadline.get_queue, queue), (deadline.get_fleet, fleet)):
        made = call(**ids)
        assert made["createdBy"] == caller and not {"updatedAt", "updatedBy"} & set(made)
    for place in (by_hand.steps(submitted)[0], by_hand.task(submitted)):
        call = deadline.get_task if "taskId" in place else deadline.get_step
        assert {name: call(**place)[name] for name in ("createdAt", "createdBy")} == {
            name: shown[name] for name in ("createdAt", "createdBy")}
    # semantics 1.5-6
    assert not {"startedAt", "endedAt", "updatedAt", "updatedBy"} & set(shown)

    worker = by_hand.worker(fleet)
    worker.ask()
    worker.ask(_0=runs())
    shown = by_hand.tell(submitted)
    started, updated = shown["startedAt"], shown.get("updatedAt")
    assert "endedAt" not in shown
    worker.ask(_0=ended())
    shown = by_hand.tell(submitted)
    assert "endedAt" in shown and shown["startedAt"] == started
    assert shown.get("updatedAt") == updated
    deadline.update_job(**submitted, targetTaskRunStatus="PENDING")
    shown = by_hand.tell(submitted)
    assert shown["startedAt"] == started and "endedAt" not in shown
    assert shown["updatedBy"] == caller and shown["updatedAt"] >= shown["createdAt"]


def test_farms(by_hand):
    """semantics 1.6-2, 1.6-3, 1.6-4, 1.6-5, 1.6-6, 1.6-8"""
    deadline, key = by_hand.deadline, "arn:aws:kms:us-west-2:000000000000:key/k"
    farm = {"farmId": deadline.create_farm(
        displayName="Rules", description="d" * 100, kmsKeyArn=key)["farmId"]}
    shown = deadline.get_farm(**farm)
    assert (shown["costScaleFactor"], shown["kmsKeyArn"], len(shown["description"])) == (
        1, key, 100)
    for factor in (-1, 100.5):
        assert field(by_hand.loose.update_farm, **farm, costScaleFactor=factor) == \
            "costScaleFactor"
    assert field(by_hand.loose.update_farm, **farm, description="d" * 101) == "description"
    deadline.update_farm(**farm, costScaleFactor=100, description="")
    shown = deadline.get_farm(**farm)
    assert (shown["costScaleFactor"], shown["displayName"]) == (100, "Rules")
    assert "description" not in shown
    listed = {one["farmId"]: one for one in by_hand.every("list_farms", "farms", {})}
    assert not {"costScaleFactor", "description"} & set(listed[farm["farmId"]])
    deadline.create_queue(**farm, displayName="Q")
    answer = refused(deadline.delete_farm, **farm)
    assert (answer["Error"]["Code"], answer["reason"]) == ("ValidationException", "OTHER")
    assert "queue" in answer["Error"]["Message"]


def test_queues(by_hand):
    """semantics 1.7-1, 1.7-2, 1.7-3, 1.7-4, 1.7-5, 1.7-6, 1.7-10, 1.7-12, 1.7-13"""
    deadline, loose = by_hand.deadline, by_hand.loose
    queue = by_hand.queue()
    shown = deadline.get_queue(**queue)
    assert (shown["defaultBudgetAction"], shown["status"]) == ("NONE", "IDLE")
    assert shown["jobRunAsUser"] == {"runAs": "WORKER_AGENT_USER"}
    assert shown["schedulingConfiguration"] == {"priorityFifo": {}}
    attachments = {"s3BucketName": "bucket", "rootPrefix": "root/prefix"}
    posix = {"runAs": "QUEUE_CONFIGURED_USER", "posix": {"user": "job-user", "group": "jobs"}}
    weighted = {"weightedBalanced": {"priorityWeight": 3.0}}
    full = by_hand.queue(description="d", roleArn=ROLE, jobAttachmentSettings=attachments,
                         jobRunAsUser=posix, schedulingConfiguration=weighted,
                         requiredFileSystemLocationNames=["Shows"])
    shown = deadline.get_queue(**full)
    assert (shown["jobAttachmentSettings"], shown["roleArn"], shown["jobRunAsUser"]) == (
        attachments, ROLE, posix)
    assert shown["schedulingConfiguration"]["weightedBalanced"]["priorityWeight"] == 3
    deadline.update_queue(**full, roleArn=ROLE + "2",
                          schedulingConfiguration={"weightedBalanced": {"errorWeight": -1.0}})
    shown = deadline.get_queue(**full)
    changed = shown["schedulingConfiguration"]["weightedBalanced"]
    assert (shown["roleArn"], changed["errorWeight"]) == (ROLE + "2", -1)
    assert changed.get("priorityWeight") != 3
    for wrong in ({"s3BucketName": "", "rootPrefix": "r"}, {"s3BucketName": "b", "rootPrefix": ""},
                  {"s3BucketName": "b", "rootPrefix": "r" * 64},
                  {"s3BucketName": "b", "rootPrefix": "r?"}):
        assert field(loose.update_queue, **queue, jobAttachmentSettings=wrong) == \
            "jobAttachmentSettings"
    for wrong in ({"runAs": "QUEUE_CONFIGURED_USER"},
                  {"runAs": "WORKER_AGENT_USER", "posix": {"user": "a", "group": "b"}},
                  posix | {"posix": {"user": "Job", "group": "jobs"}},
                  posix | {"posix": {"user": "j" * 32, "group": "jobs"}}):
        assert field(loose.update_queue, **queue, jobRunAsUser=wrong) == "jobRunAsUser"
    deadline.update_queue(**queue, jobRunAsUser=posix | {
        "posix": {"user": "j" * 31, "group": "jobs"}})
    listed = {one["queueId"]: one for one in by_hand.every("list_queues", "queues", by_hand.farm)}
    assert not {"description", "roleArn", "jobAttachmentSettings", "jobRunAsUser",
                "requiredFileSystemLocationNames", "allowedStorageProfileIds",
                "schedulingConfiguration"} & set(listed[full["queueId"]])
    deadline.update_queue(**queue, defaultBudgetAction="STOP_SCHEDULING_AND_COMPLETE_TASKS")
    shown = deadline.get_queue(**queue)
    assert (shown["status"], shown["blockedReason"]) == (
        "SCHEDULING_BLOCKED", "NO_BUDGET_CONFIGURED")


def test_locations_of_queues(by_hand):
    """semantics 1.7-7, 1.7-8, 1.7-9"""
    deadline, loose = by_hand.deadline, by_hand.loose
    queue = by_hand.queue(requiredFileSystemLocationNames=["Shows", "Tools"])
    assert field(loose.create_queue, **by_hand.farm, displayName="Q",
                 requiredFileSystemLocationNames=[f"L{n}" for n in range(21)]) == \
        "requiredFileSystemLocationNames"
    deadline.update_queue(**queue, requiredFileSystemLocationNamesToAdd=["Home"],
                          requiredFileSystemLocationNamesToRemove=["Tools"])
    shown = deadline.get_queue(**queue)
    assert shown["requiredFileSystemLocationNames"] == ["Shows", "Home"]
    lower = deadline.create_storage_profile(
        **by_hand.farm, displayName="P", osFamily="LINUX", fileSystemLocations=[
            {"name": name, "path": "/x", "type": "SHARED"} for name in ("shows", "Home")])
    lower = lower["storageProfileId"]
    answer = refused(deadline.update_queue, **queue, allowedStorageProfileIdsToAdd=[lower])
    assert answer["Error"]["Code"] == "ValidationException"
    assert f"Storage profile id: {lower} does not have required file system location: Shows" in \
        answer["Error"]["Message"]
    deadline.update_queue(**queue, requiredFileSystemLocationNamesToRemove=["Shows"])
    deadline.update_queue(**queue, allowedStorageProfileIdsToAdd=[lower])
    assert deadline.get_queue(**queue)["allowedStorageProfileIds"] == [lower]
    deadline.update_queue(**queue, allowedStorageProfileIdsToRemove=[lower])
    assert not deadline.get_queue(**queue).get("allowedStorageProfileIds")
    assert code(deadline.update_queue, **queue,
                allowedStorageProfileIdsToAdd=["sp-" + "0" * 32]) == "ResourceNotFoundException"
    many = [f"sp-{n:032x}" for n in range(21)]
    assert field(loose.create_queue, **by_hand.farm, displayName="Q",
                 allowedStorageProfileIds=many) == "allowedStorageProfileIds"


def test_what_users_and_fleets_go_together(by_hand):
    """semantics 1.7-14, 1.7-15, 1.7-16, 1.7-17, 1.7-18"""
    deadline = by_hand.deadline
    windows = {"runAs": "QUEUE_CONFIGURED_USER", "windows": {
        "user": "job", "passwordArn": "arn:aws:secretsmanager:us-west-2:000000000000:secret:s"}}
    queue, fleet = by_hand.queue(jobRunAsUser=windows), by_hand.new_fleet()
    cloud = by_hand.new_fleet(configuration={"serviceManagedEc2": {
        "instanceCapabilities": {"vCpuCount": {"min": 1}, "memoryMiB": {"min": 512},
                                 "osFamily": "LINUX", "cpuArchitectureType": "x86_64"},
        "instanceMarketOptions": {"type": "spot"}}})
    assert code(deadline.create_queue_fleet_association, **queue | fleet) == "ValidationException"
    deadline.create_queue_fleet_association(**queue | cloud)
    posix = {"user": "job", "group": "jobs"}
    deadline.update_queue(**queue, jobRunAsUser=windows | {"posix": posix})
    deadline.create_queue_fleet_association(**queue | fleet)
    assert field(deadline.update_queue, **queue, jobRunAsUser=windows) == "jobRunAsUser"
    submitted = by_hand.plain(queue)
    answer = refused(deadline.delete_queue, **queue)
    assert (answer["Error"]["Code"], answer["reason"]) == ("ConflictException", "RESOURCE_IN_USE")
    for one in (fleet, cloud):
        deadline.update_queue_fleet_association(
            **queue | one, status="STOP_SCHEDULING_AND_CANCEL_TASKS")
        deadline.delete_queue_fleet_association(**queue | one)
    deadline.delete_queue(**queue)
    assert code(deadline.get_job, **submitted) == "ResourceNotFoundException"


def test_queue_environments(by_hand):
    """semantics 1.8-1, 1.8-2, 1.8-3, 1.8-4, 1.8-5, 1.8-6, 1.8-7, 1.8-8, 3.6-3"""
    deadline, loose = by_hand.deadline, by_hand.loose
    queue, fleet = by_hand.pair()

    def create(name, priority, call=deadline, **more):
        template = ENVIRONMENT | {"environment": {"name": name, "variables": {"A": "b"}}}
        body = {"templateType": "JSON", "template": json.dumps(template)} | more
        return call.create_queue_environment(
            **queue, priority=priority, **body)["queueEnvironmentId"]

    for priority in (-1, 10001):
        assert field(create, name="E", priority=priority, call=loose) == "priority"
    for wrong in ("{}", "", json.dumps(ENVIRONMENT) + " " * 15_000):
        assert field(create, name="E", priority=1, call=loose, template=wrong) == "template"
    made = [create("Last", 10_000), create("Older", 7), create("Younger", 7), create("First", 0)]
    listed = by_hand.every("list_queue_environments", "environments", queue)
    assert set(listed[0]) == {"queueEnvironmentId", "name", "priority"}
    submitted = by_hand.plain(queue)
    yaml = "specificationVersion: environment-2023-09\n" \
        "environment: {name: Renamed, variables: {A: b}}\n"
    place = queue | {"queueEnvironmentId": made[0]}
    deadline.update_queue_environment(**place, priority=3, templateType="YAML", template=yaml)
    shown = deadline.get_queue_environment(**place)
    assert (shown["name"], shown["priority"], shown["template"]) == ("Renamed", 3, yaml)

    worker = by_hand.worker(fleet)
    worker.ask()
    told = worker.answer["assignedSessions"][worker.session]["sessionActions"]
    entered = [action["definition"]["envEnter"]["environmentId"].rpartition(":")[2]
               for action in told if "envEnter" in action["definition"]]
    assert entered == ["First", "Older", "Younger", "Last"]
    left = []
    worker.say_all()
    while worker.held:
        told = worker.answer["assignedSessions"][worker.session]["sessionActions"]
        left += [action["definition"]["envExit"]["environmentId"].rpartition(":")[2]
                 for action in told]
        worker.say_all()
    assert left == entered[::-1]
    assert by_hand.tell(submitted)["taskRunStatus"] == "SUCCEEDED"

    for n in range(6):
        create(f"More {n}", 1)
    assert code(create, name="Eleventh", priority=1) == "ServiceQuotaExceededException"
    for _ in range(2):
        deadline.delete_queue_environment(**place)


def test_fleets(by_hand):
    """semantics 1.9-1, 1.9-2, 1.9-3, 1.9-4, 1.9-5, 1.9-6, 1.9-7, 1.9-8, 1.9-9, 2.9-1"""
    deadline, loose = by_hand.deadline, by_hand.loose
    body = {"displayName": "F", "maxWorkerCount": 1, "configuration": CUSTOMER_MANAGED}
    assert field(loose.create_fleet, **by_hand.farm, **body) == "roleArn"
    assert field(deadline.create_fleet, **by_hand.farm, **body, roleArn=ROLE,
                 minWorkerCount=2) == "maxWorkerCount"
    name = str(uuid.uuid4())
    script = {"scriptBody": "true"}
    scaled = managed(mode="EVENT_BASED_AUTO_SCALING",
                     autoScalingConfiguration={"standbyWorkerCount": 2})
    fleet = by_hand.new_fleet(displayName=name, configuration=scaled, description="d",
                              hostConfiguration=script)
    shown = deadline.get_fleet(**fleet)
    assert (shown["status"], shown["minWorkerCount"], shown["workerCount"], shown["roleArn"]) == (
        "ACTIVE", 0, 0, ROLE)
    assert shown["hostConfiguration"] == script | {"scriptTimeoutSeconds": 300}
    amounts = {one["name"]: one for one in shown["capabilities"]["amounts"]}
    attributes = {one["name"]: one["values"] for one in shown["capabilities"]["attributes"]}
    assert (amounts["amount.worker.vcpu"]["min"], amounts["amount.worker.memory"]["min"]) == (
        1, 512)
    assert (attributes["attr.worker.os.family"], attributes["attr.worker.cpu.arch"]) == (
        ["linux"], ["x86_64"])
    deadline.update_fleet(**fleet, configuration=managed(mode="EVENT_BASED_AUTO_SCALING"))
    configuration = deadline.get_fleet(**fleet)["configuration"]["customerManaged"]
    assert configuration["autoScalingConfiguration"]["standbyWorkerCount"] == 0
    assert field(deadline.update_fleet, **fleet, configuration={"serviceManagedEc2": {
        "instanceCapabilities": {"vCpuCount": {"min": 1}, "memoryMiB": {"min": 512},
                                 "osFamily": "LINUX", "cpuArchitectureType": "x86_64"},
        "instanceMarketOptions": {"type": "spot"}}}) == "configuration"
    for wrong in ({"scriptBody": "x" * 15_001}, script | {"scriptTimeoutSeconds": 299},
                  script | {"scriptTimeoutSeconds": 3_601}):
        assert field(loose.update_fleet, **fleet, hostConfiguration=wrong) == "hostConfiguration"
    deadline.update_fleet(**fleet, hostConfiguration={"scriptBody": ""})
    assert "hostConfiguration" not in deadline.get_fleet(**fleet)

    found = by_hand.every("list_fleets", "fleets", by_hand.farm, displayName=name)
    assert [one["fleetId"] for one in found] == [fleet["fleetId"]]
    assert not {"description", "roleArn", "capabilities", "hostConfiguration"} & set(found[0])
    active = by_hand.every("list_fleets", "fleets", by_hand.farm, status="ACTIVE")
    assert fleet["fleetId"] in [one["fleetId"] for one in active]
    assert by_hand.every("list_fleets", "fleets", by_hand.farm, status="SUSPENDED") == []


def test_deleting_fleets(by_hand):
    """semantics 1.9-11, 1.9-12, 1.9-13"""
    deadline = by_hand.deadline
    queue, fleet = by_hand.pair()
    assert refused(deadline.delete_fleet, **fleet)["reason"] == "RESOURCE_IN_USE"
    deadline.update_queue_fleet_association(
        **queue | fleet, status="STOP_SCHEDULING_AND_COMPLETE_TASKS")
    deadline.delete_queue_fleet_association(**queue | fleet)
    worker = by_hand.worker(fleet)
    assert refused(deadline.delete_fleet, **fleet)["reason"] == "RESOURCE_IN_USE"
    worker.say("STOPPED")
    for _ in range(2):
        deadline.delete_fleet(**fleet, clientToken="once")
    assert code(deadline.get_fleet, **fleet) == "ResourceNotFoundException"
    assert code(deadline.get_worker, **worker.ids) == "ResourceNotFoundException"


def test_workers(by_hand):
    """semantics 1.10-1, 1.10-2, 1.10-3, 1.10-5, 8.3-2"""
    deadline, fleet = by_hand.deadline, by_hand.new_fleet()
    worker = Worker(deadline, fleet, hostProperties={"hostName": "first"})
    shown = deadline.get_worker(**worker.ids)
    assert shown["hostProperties"]["hostName"] == "first"
    log = {"logGroupName": f"/aws/deadline/{fleet['farmId']}/{fleet['fleetId']}",
           "logStreamName": worker.ids["workerId"]}
    assert (worker.told["log"]["logDriver"], worker.told["log"]["options"]) == ("awslogs", log)
    assert shown["log"]["options"] == log
    address = {"ipAddresses": {"ipV4Addresses": ["10.0.0.7"]}, "hostName": "second"}
    worker.say("STARTED", hostProperties=address, capabilities={
        "amounts": [{"name": f"amount.worker.{noun}", "value": 8_000}
                    for noun in ("vcpu", "memory")],
        "attributes": [{"name": f"attr.{noun}", "values": ["x"]} for noun in ("rack", "room")]})
    shown = deadline.get_worker(**worker.ids)
    assert shown["hostProperties"] == address and "capabilities" not in shown
    found = deadline.search_workers(
        **by_hand.farm, fleetIds=[fleet["fleetId"]], itemOffset=0)["workers"][0]
    listed = deadline.list_workers(**fleet)["workers"][0]
    assert "log" not in found and "capabilities" not in found
    for name in ("workerId", "status", "hostProperties", "createdAt"):
        assert found[name] == listed[name]


def test_associations(by_hand):
    """semantics 1.1-14, 1.11-1, 1.11-2, 1.11-3, 1.11-4, 1.11-5, 2.10-1, 2.10-7, 10.2-9"""
    deadline = by_hand.deadline
    queue, fleet = by_hand.pair()
    pair = queue | fleet
    deadline.create_queue_fleet_association(**pair)
    assert deadline.get_queue_fleet_association(**pair)["status"] == "ACTIVE"
    answer = refused(deadline.delete_queue_fleet_association, **pair)
    assert (answer["reason"], answer["context"]["status"]) == ("STATUS_CONFLICT", "ACTIVE")
    assert code(by_hand.loose.update_queue_fleet_association, **pair, status="STOPPED") == \
        "ValidationException"
    other = by_hand.new_fleet()
    deadline.create_queue_fleet_association(**queue | other)
    by_hand.pair(fleet=other)

    def listed(**filters):
        return {(one["queueId"], one["fleetId"]) for one in by_hand.every(
            "list_queue_fleet_associations", "queueFleetAssociations", by_hand.farm, **filters)}

    both = {"queueId": queue["queueId"], "fleetId": other["fleetId"]}
    assert len(listed(queueId=queue["queueId"])) == len(listed(fleetId=other["fleetId"])) == 2
    assert listed(**both) == {tuple(both.values())}

    limits = [deadline.create_limit(**by_hand.farm, displayName="L", maxCount=1,
                                    amountRequirementName=name)["limitId"]
              for name in ("amount.twice", "amount.Twice", "amount.once")]
    for limit in (limits[0], limits[0], limits[2]):
        deadline.create_queue_limit_association(**queue, limitId=limit)
    assert code(deadline.create_queue_limit_association, **queue, limitId=limits[1]) == \
        "ValidationException"
    found = by_hand.every("list_queue_limit_associations", "queueLimitAssociations",
                          by_hand.farm, queueId=queue["queueId"], limitId=limits[0])
    assert [one["limitId"] for one in found] == [limits[0]]
    found = by_hand.every("list_queue_limit_associations", "queueLimitAssociations",
                          by_hand.farm, queueId=queue["queueId"])
    assert {one["limitId"] for one in found} == {limits[0], limits[2]}

    profile = deadline.create_storage_profile(
        **by_hand.farm, displayName="P", osFamily="LINUX")["storageProfileId"]
    mounted = by_hand.new_fleet(configuration=managed(storageProfileId=profile))
    answer = refused(deadline.create_queue_fleet_association, **queue | mounted)
    assert answer["Error"]["Code"] == "ValidationException"
    assert "Mismatch between storage profile ids" in answer["Error"]["Message"]


def test_limits(by_hand):
    """semantics 1.12-1, 1.12-2, 1.12-5, 1.12-6, 10.2-7"""
    deadline, loose = by_hand.deadline, by_hand.loose

    def create(name="amount.rules", most=1):
        return by_hand.farm | {"limitId": loose.create_limit(
            **by_hand.farm, displayName="L", amountRequirementName=name, maxCount=most)["limitId"]}

    for wrong in ("licenses", "attr.licenses", "amount."):
        assert field(create, name=wrong) == "amountRequirementName"
    for wrong in (0, -2):
        assert field(create, most=wrong) == "maxCount"
    limit = create(most=2_147_483_647)
    deadline.update_limit(**limit, maxCount=-1)
    shown = deadline.get_limit(**limit)
    assert (shown["maxCount"], shown["displayName"], shown["currentCount"]) == (-1, "L", 0)
    assert shown["amountRequirementName"] == "amount.rules"
    deadline.create_queue_limit_association(**by_hand.queue(), limitId=limit["limitId"])
    answer = refused(deadline.delete_limit, **limit)
    assert (answer["Error"]["Code"], answer["reason"]) == ("ValidationException", "OTHER")


def test_storage_profiles(by_hand):
    """semantics 1.13-1, 1.13-2, 1.13-3, 1.13-4, 1.13-5, 10.3-2"""
    deadline, loose = by_hand.deadline, by_hand.loose

    def location(name, path="/p"):
        return {"name": name, "path": path, "type": "SHARED"}

    def create(*locations):
        return by_hand.farm | {"storageProfileId": loose.create_storage_profile(
            **by_hand.farm, displayName="P", osFamily="LINUX",
            fileSystemLocations=list(locations))["storageProfileId"]}

    many = [location(f"L {n}") for n in range(21)]
    for wrong in (many, [location("")], [location("x" * 65)], [location("a_b")]):
        assert field(lambda: create(*wrong)) == "fileSystemLocations"
    profile = create(*many[:20])
    deadline.update_storage_profile(
        **profile, fileSystemLocationsToAdd=[location("L 0", "/new")],
        fileSystemLocationsToRemove=many[1:19] + [location("L 19", "/other")])
    shown = deadline.get_storage_profile(**profile)
    assert shown["fileSystemLocations"] == [location("L 0", "/new"), location("L 19")]
    queue = by_hand.queue(allowedStorageProfileIds=[profile["storageProfileId"]])
    through = deadline.get_storage_profile_for_queue(
        **queue, storageProfileId=profile["storageProfileId"])
    assert through["fileSystemLocations"] == shown["fileSystemLocations"]
    assert not {"createdAt", "createdBy", "updatedAt", "updatedBy"} & set(through)
    hidden = create()
    assert code(deadline.get_storage_profile_for_queue, **queue,
                storageProfileId=hidden["storageProfileId"]) == "ResourceNotFoundException"
    listed = by_hand.every("list_storage_profiles_for_queue", "storageProfiles", queue)
    assert [one["storageProfileId"] for one in listed] == [profile["storageProfileId"]]
    answer = refused(deadline.delete_storage_profile, **profile)
    assert (answer["Error"]["Code"], answer["reason"]) == ("ValidationException", "OTHER")
    for _ in range(2):
        deadline.delete_storage_profile(**hidden)


def test_budgets(by_hand):
    """semantics 1.14-1, 1.14-2, 1.14-3, 1.14-4, 1.14-5, 1.14-7, 1.14-8"""
    deadline, loose, queue = by_hand.deadline, by_hand.loose, by_hand.queue()
    day = {"fixed": {"startTime": now(), "endTime": now() + timedelta(days=1)}}
    stop = {"type": "STOP_SCHEDULING_AND_COMPLETE_TASKS", "thresholdPercentage": 50.0}

    def create(**more):
        body = {"displayName": "B", "approximateDollarLimit": 0.01, "actions": [stop],
                "usageTrackingResource": {"queueId": queue["queueId"]}, "schedule": day}
        return by_hand.farm | {"budgetId": loose.create_budget(
            **by_hand.farm, **body | more)["budgetId"]}

    eleven = [stop | {"thresholdPercentage": float(n)} for n in range(11)]
    backwards = {"fixed": {"startTime": now(), "endTime": now() - timedelta(days=1)}}
    for name, wrong in (("approximateDollarLimit", 0.009), ("actions", eleven),
                        ("actions", [stop | {"thresholdPercentage": 100.1}]),
                        ("schedule", backwards), ("usageTrackingResource", {})):
        assert field(create, **{name: wrong}) == name
    budget = create()
    shown = deadline.get_budget(**budget)
    assert (shown["status"], shown["usageTrackingResource"]) == (
        "ACTIVE", {"queueId": queue["queueId"]})
    cancel = {"type": "STOP_SCHEDULING_AND_CANCEL_TASKS", "thresholdPercentage": 50.0}
    deadline.update_budget(**budget, actionsToAdd=[cancel], actionsToRemove=[stop],
                           status="INACTIVE")
    shown = deadline.get_budget(**budget)
    assert (shown["actions"], shown["status"]) == ([cancel], "INACTIVE")
    for status, listed in (("INACTIVE", 1), ("ACTIVE", 0)):
        found = by_hand.every("list_budgets", "budgets", by_hand.farm, status=status)
        assert [one["budgetId"] for one in found].count(budget["budgetId"]) == listed
    deadline.update_budget(**budget, status="ACTIVE")
    deadline.delete_budget(**budget)
    assert code(deadline.delete_budget, **budget) == "ResourceNotFoundException"


def test_monitors_and_license_endpoints(by_hand):
    """semantics 1.15-1, 1.15-2, 1.15-3, 1.15-4, 1.15-5, 1.15-6, 2.13-2"""
    deadline, loose = by_hand.deadline, by_hand.loose

    def create(subdomain):
        return {"monitorId": loose.create_monitor(
            displayName="M", subdomain=subdomain, roleArn=ROLE,
            identityCenterInstanceArn="arn:aws:sso:::instance/ssoins-0123456789abcdef")[
                "monitorId"]}

    for wrong in ("", "Upper", "a.b", "x" * 101):
        assert field(create, subdomain=wrong) == "subdomain"
    monitor = create("rules")
    assert field(create, subdomain="rules") == "subdomain"
    deadline.update_monitor(**monitor, subdomain="rules-2", displayName="N", roleArn=ROLE + "2")
    shown = deadline.get_monitor(**monitor)
    assert (shown["displayName"], shown["roleArn"]) == ("N", ROLE + "2")
    assert shown["url"] == "https://rules-2.us-west-2.deadlinecloud.amazonaws.com"
    deadline.update_monitor_settings(**monitor, settings={f"k{n}": "v" for n in range(64)})
    assert code(deadline.update_monitor_settings, **monitor, settings={"one": "more"}) == \
        "ValidationException"
    deadline.update_monitor_settings(**monitor, settings={"k0": "", "one": "more"})
    settings = deadline.get_monitor_settings(**monitor)["settings"]
    assert len(settings) == 64 and "k0" not in settings and settings["k1"] == "v"
    deadline.delete_monitor(**monitor)

    network = {"vpcId": "vpc-1", "subnetIds": ["subnet-1"], "securityGroupIds": ["sg-1"]}
    many = [f"x-{n}" for n in range(11)]
    for wrong in ({"subnetIds": many}, {"securityGroupIds": many}, {"subnetIds": []}):
        assert field(loose.create_license_endpoint, **network | wrong) == next(iter(wrong))
    endpoint = deadline.create_license_endpoint(**network)
    shown = deadline.get_license_endpoint(licenseEndpointId=endpoint["licenseEndpointId"])
    assert {name: shown[name] for name in network} == network
    assert shown["status"] == "NOT_READY"
    deadline.delete_license_endpoint(licenseEndpointId=endpoint["licenseEndpointId"])


def test_members(by_hand):
    """semantics 1.3-7, 1.6-7, 1.15-10, 1.15-11, 1.15-12, 1.17-5, 10.2-6"""
    deadline, loose = by_hand.deadline, by_hand.loose
    queue, fleet = by_hand.queue(), by_hand.new_fleet()
    store, who = "d-0123456789", f"0123456789-{uuid.uuid4()}"
    member = {"principalType": "USER", "identityStoreId": store, "membershipLevel": "VIEWER"}
    for wrong in ("somebody", f"xyz-{who}"):
        assert field(loose.associate_member_to_queue, **queue, principalId=wrong, **member) == \
            "principalId"
    assert field(loose.associate_member_to_queue, **queue, principalId=who,
                 **member | {"identityStoreId": "store"}) == "identityStoreId"
    for level in ("VIEWER", "OWNER"):
        deadline.associate_member_to_queue(
            **queue, principalId=who, **member | {"membershipLevel": level})
    deadline.associate_member_to_fleet(**fleet, principalId=who, **member)
    found = by_hand.every("list_queue_members", "members", queue)
    assert [(one["principalId"], one["membershipLevel"]) for one in found] == [(who, "OWNER")]
    of = {"principalId": who, "identityStoreId": store}
    listed = by_hand.every("list_memberships", "memberships", of)
    assert sorted(next(iter(one)) for one in listed) == ["fleet", "queue"]
    listed = by_hand.every("list_memberships", "memberships", of, resourceTypes=["FLEET"])
    assert [one["fleet"]["fleetId"] for one in listed] == [fleet["fleetId"]]
    assert field(deadline.list_memberships, principalId=who) == "identityStoreId"
    assert by_hand.every("list_farms", "farms", {}, principalId=who) == []
    deadline.associate_member_to_farm(**by_hand.farm, principalId=who, **member)
    seen = by_hand.every("list_farms", "farms", {}, principalId=who)
    assert [one["farmId"] for one in seen] == [by_hand.farm["farmId"]]
    deadline.disassociate_member_from_farm(**by_hand.farm, principalId=who)
    for _ in range(2):
        deadline.disassociate_member_from_queue(**queue, principalId=who)
        deadline.disassociate_member_from_fleet(**fleet, principalId=who)
    assert by_hand.every("list_memberships", "memberships", of) == []


def test_what_callers_change(by_hand):
    """semantics 1.16-1, 1.16-2, 1.16-3, 1.16-4, 3.9-2"""
    deadline, loose = by_hand.deadline, by_hand.loose
    submitted = by_hand.plain(descriptionOverride="d" * 2048)
    before = by_hand.tell(submitted)
    change = {"name": "New", "priority": 99, "maxFailedTasksCount": 1, "maxRetriesPerTask": 2,
              "maxWorkerCount": 3}
    deadline.update_job(**submitted, **change, description="", targetTaskRunStatus="SUSPENDED")
    after = by_hand.tell(submitted)
    assert {name: after[name] for name in change} == change
    assert after["taskRunStatus"] == "SUSPENDED" and "description" not in after
    changed = {"description", "updatedAt", "updatedBy", "taskRunStatus", "taskRunStatusCounts",
               "lifecycleStatus", "lifecycleStatusMessage", "ResponseMetadata", *change}
    assert {name: value for name, value in before.items() if name not in changed} == \
        {name: value for name, value in after.items() if name not in changed}
    assert field(loose.update_job, **submitted, description="d" * 2049) == "description"
    task = by_hand.task(submitted)
    assert field(loose.update_task, **task) == "targetRunStatus"
    task.pop("taskId")
    assert field(loose.update_step, **task) == "targetTaskRunStatus"
    assert code(loose.update_session, **submitted, sessionId="session-" + "0" * 32,
                targetLifecycleStatus="STARTED") == "ValidationException"


def test_a_farm_is_taken_down(by_hand):
    """semantics 1.17-1, 1.17-2, 1.17-6: the queue's jobs need not be removed yet."""
    deadline = by_hand.deadline
    farm = {"farmId": deadline.create_farm(displayName="Ends")["farmId"]}
    queue = farm | {"queueId": deadline.create_queue(**farm, displayName="Q")["queueId"]}
    fleet = farm | {"fleetId": deadline.create_fleet(
        **farm, displayName="F", roleArn=ROLE, maxWorkerCount=1,
        configuration=CUSTOMER_MANAGED)["fleetId"]}
    limit = farm | {"limitId": deadline.create_limit(
        **farm, displayName="L", amountRequirementName="amount.a", maxCount=1)["limitId"]}
    profile = deadline.create_storage_profile(**farm, displayName="P", osFamily="LINUX")
    environment = deadline.create_queue_environment(
        **queue, priority=1, templateType="JSON", template=json.dumps(ENVIRONMENT))
    budget = deadline.create_budget(
        **farm, displayName="B", approximateDollarLimit=1, actions=[],
        usageTrackingResource={"queueId": queue["queueId"]},
        schedule={"fixed": {"startTime": now(), "endTime": now() + timedelta(days=1)}})
    deadline.create_queue_fleet_association(**queue | fleet)
    deadline.create_queue_limit_association(**queue | limit)
    worker = Worker(deadline, fleet)
    by_hand.submit(job(step("S", "true")), queue=queue)
    answer = refused(deadline.delete_worker, **worker.ids)
    assert (answer["reason"], answer["context"]["status"]) == ("STATUS_CONFLICT", "STARTED")

    worker.ask()
    deadline.update_queue_fleet_association(
        **queue | fleet, status="STOP_SCHEDULING_AND_CANCEL_TASKS")
    assert refused(deadline.delete_queue_fleet_association, **queue | fleet)["reason"] == \
        "STATUS_CONFLICT"
    worker.ask(_0=ended("CANCELED"), _1=ended("NEVER_ATTEMPTED"))
    worker.finish()
    assert deadline.get_queue_fleet_association(**queue | fleet)["status"] == "STOPPED"
    deadline.delete_queue_fleet_association(**queue | fleet)
    deadline.update_queue_limit_association(
        **queue | limit, status="STOP_LIMIT_USAGE_AND_CANCEL_TASKS")
    deadline.delete_queue_limit_association(**queue | limit)
    deadline.delete_limit(**limit)
    worker.say("STOPPED")
    deadline.delete_worker(**worker.ids)
    deadline.delete_fleet(**fleet)
    deadline.delete_queue_environment(
        **queue, queueEnvironmentId=environment["queueEnvironmentId"])
    deadline.delete_queue(**queue)
    deadline.delete_storage_profile(**farm, storageProfileId=profile["storageProfileId"])
    deadline.delete_budget(**farm, budgetId=budget["budgetId"])
    deadline.delete_farm(**farm)
    assert code(deadline.get_farm, **farm) == "ResourceNotFoundException"
