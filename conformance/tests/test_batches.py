"""Batch operations, tags, parameter definitions and the fleet's role for readers, on both stores."""
import time

import pytest
from botocore.exceptions import ClientError

from harness.templates import job, step
from harness.waiting import wait_for


@pytest.fixture(scope="module")
def jobs(farm_on_both):
    """Three that wait for nobody: they are suspended."""
    return [farm_on_both.submit(job(step("S", "true", tasks=4)), targetTaskRunStatus="SUSPENDED")
            for _ in range(3)]


def test_jobs_are_changed_together_and_refused_alone(farm_on_both, jobs):
    deadline = farm_on_both.deadline
    unknown = jobs[0] | {"jobId": "job-" + "7" * 32}
    errors = deadline.batch_update_job(jobs=[
        jobs[0] | {"priority": 90, "name": "First"}, unknown | {"priority": 1},
        jobs[1] | {"targetTaskRunStatus": "CANCELED"}])["errors"]
    assert [(one["jobId"], one["code"]) for one in errors] == [
        (unknown["jobId"], "ResourceNotFoundException")]
    found = deadline.batch_get_job(identifiers=[jobs[1], unknown, jobs[0]])
    assert [one["jobId"] for one in found["jobs"]] == [jobs[1]["jobId"], jobs[0]["jobId"]]
    assert [one["code"] for one in found["errors"]] == ["ResourceNotFoundException"]
    canceled, first = found["jobs"]
    assert canceled["taskRunStatusCounts"]["CANCELED"] == 4
    assert (first["priority"], first["name"]) == (90, "First")
    alone = deadline.get_job(**jobs[0])
    assert {key: value for key, value in alone.items() if key != "ResponseMetadata"} | {
        "farmId": jobs[0]["farmId"], "queueId": jobs[0]["queueId"]} == first


def test_tasks_are_requeued_together_and_run(farm_on_both, jobs):
    deadline, one = farm_on_both.deadline, jobs[2]
    ids = one | {"stepId": deadline.list_steps(**one)["steps"][0]["stepId"]}
    tasks = [task["taskId"] for task in deadline.list_tasks(**ids)["tasks"]]
    targets = ["READY", "PENDING", "SUCCEEDED", "CANCELED"]
    items = [ids | {"taskId": task, "targetRunStatus": target}
             for task, target in zip(tasks, targets)]
    items.insert(2, ids | {"taskId": tasks[0][:-1] + "4", "targetRunStatus": "READY"})
    errors = deadline.batch_update_task(tasks=items)["errors"]
    assert [error["code"] for error in errors] == ["ResourceNotFoundException"]

    def statuses():
        return [task["runStatus"] for task in deadline.list_tasks(**ids)["tasks"]]

    wait_for("both tasks", lambda: statuses() == ["SUCCEEDED"] * 3 + ["CANCELED"])
    sessions = farm_on_both.every("list_sessions", "sessions", one)
    found = deadline.batch_get_session(identifiers=[
        one | {"sessionId": session["sessionId"]} for session in sessions])
    assert [session["workerId"] for session in found["sessions"]] == [
        session["workerId"] for session in sessions]
    actions = [action["sessionActionId"] for action in farm_on_both.actions(one)]
    found = deadline.batch_get_session_action(identifiers=[
        one | {"sessionActionId": action} for action in actions])
    assert [action["sessionActionId"] for action in found["sessionActions"]] == actions
    worker = farm_on_both.fleet | {"workerId": sessions[0]["workerId"]}
    found = deadline.batch_get_worker(identifiers=[worker, worker | {
        "workerId": "worker-" + "7" * 32}])
    assert [one["workerId"] for one in found["workers"]] == [worker["workerId"]]
    assert len(found["errors"]) == 1


def test_tags_are_kept_merged_and_taken_away(farm_on_both):
    deadline, ids = farm_on_both.deadline, farm_on_both.ids
    submitted = farm_on_both.submit(
        job(step("S", "true")), targetTaskRunStatus="SUSPENDED", tags={"Show": "Dune", "Shot": ""})
    region = deadline.meta.region_name
    account = farm_on_both.callsheet.client("sts").get_caller_identity()["Account"]
    arn = (f"arn:aws:deadline:{region}:{account}:farm/{ids['farmId']}/queue/{ids['queueId']}"
           f"/job/{submitted['jobId']}")
    assert deadline.list_tags_for_resource(resourceArn=arn)["tags"] == {"Show": "Dune", "Shot": ""}
    deadline.tag_resource(resourceArn=arn, tags={"Shot": "010", "Year": "2021"})
    deadline.untag_resource(resourceArn=arn, tagKeys=["Show", "Never"])
    assert deadline.list_tags_for_resource(resourceArn=arn)["tags"] == {
        "Shot": "010", "Year": "2021"}
    unknown = arn[:-32] + "7" * 32
    with pytest.raises(deadline.exceptions.ResourceNotFoundException):
        deadline.tag_resource(resourceArn=unknown, tags={"a": "b"})
    with pytest.raises(deadline.exceptions.ValidationException):
        deadline.tag_resource(resourceArn=arn + "/step/x", tags={"a": "b"})


def test_parameter_definitions_are_those_of_the_template_and_the_queue(farm_on_both):
    deadline, farm = farm_on_both.deadline, {"farmId": farm_on_both.ids["farmId"]}
    queue = farm | {"queueId": deadline.create_queue(**farm, displayName="Defined")["queueId"]}
    deadline.create_queue_environment(**queue, priority=1, templateType="YAML", template=(
        "specificationVersion: environment-2023-09\n"
        "parameterDefinitions: [{name: Packages, type: STRING, default: blender}]\n"
        "environment: {name: Packages, variables: {P: '{{Param.Packages}}'}}\n"))
    template = job(step("S", "true"), parameterDefinitions=[
        {"name": "Frame", "type": "INT", "default": 1, "minValue": 0,
         "userInterface": {"control": "SPIN_BOX"}},
        {"name": "Scene", "type": "PATH", "default": "/scene"}])
    submitted = farm_on_both.submit(template, queue=queue, targetTaskRunStatus="SUSPENDED")
    pages = deadline.get_paginator("list_job_parameter_definitions").paginate(
        **submitted, PaginationConfig={"PageSize": 2})
    pages = [page["jobParameterDefinitions"] for page in pages]
    assert [len(page) for page in pages] == [2, 1]
    found = {one["name"]: one for page in pages for one in page}
    assert found["Frame"] == template["parameterDefinitions"][0]
    assert found["Packages"]["default"] == "blender"
    assert set(found) == {"Frame", "Scene", "Packages"}


def test_readers_of_worker_logs_get_the_fleets_role(farm_on_both):
    deadline = farm_on_both.deadline
    keys = deadline.assume_fleet_role_for_read(**farm_on_both.fleet)["credentials"]
    group = f"/aws/deadline/{farm_on_both.fleet['farmId']}/{farm_on_both.fleet['fleetId']}"
    stream = {"logGroupName": group, "logStreamName": "worker-" + "7" * 32}
    writer = farm_on_both.callsheet.client("logs")
    writer.create_log_group(logGroupName=group)
    writer.create_log_stream(**stream)
    writer.put_log_events(**stream, logEvents=[
        {"timestamp": int(time.time() * 1000), "message": "started"}])
    reader = farm_on_both.callsheet.client("logs", keys=keys)
    events = reader.get_log_events(**stream, startFromHead=True)["events"]
    assert [event["message"] for event in events] == ["started"]
    with pytest.raises(ClientError) as caught:
        reader.get_log_events(**stream | {"logGroupName": "/aws/deadline/farm-" + "7" * 32})
    assert caught.value.response["Error"]["Code"] == "AccessDeniedException"
    with pytest.raises(ClientError) as caught:
        deadline.assume_fleet_role_for_read(
            **farm_on_both.fleet | {"fleetId": "fleet-" + "7" * 32})
    assert caught.value.response["Error"]["Code"] == "ResourceNotFoundException"
