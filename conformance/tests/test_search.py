"""SearchJobs and SearchTasks by parameters (semantics 3.12), on both stores: what a search finds is
what reading every task and comparing it here finds, whether or not a task was ever touched."""
import itertools
import operator

import pytest
from botocore.exceptions import ClientError

from harness.templates import job, step

FRAMES, LAYERS = range(1, 31), ["sky", "ground", "beauty"]
SPACE = {
    "taskParameterDefinitions": [
        {"name": "Layer", "type": "STRING", "range": LAYERS},
        {"name": "Frame", "type": "INT", "range": "1-30"},
    ]}
COMPARISONS = {
    "EQUAL": operator.eq, "NOT_EQUAL": operator.ne, "LESS_THAN": operator.lt,
    "LESS_THAN_EQUAL_TO": operator.le, "GREATER_THAN": operator.gt,
    "GREATER_THAN_EQUAL_TO": operator.ge}


def value(parameters, name):
    """A parameter as it is compared: numbers by their size."""
    found = parameters.get(name)
    if found is None:
        return None
    [(kind, text)] = found.items()
    return int(text) if kind in ("int", "chunkInt") else text


def holds(parameters, name, comparison, wanted):
    own = value(parameters, name)
    if own is None:
        return comparison == "NOT_EQUAL"
    return COMPARISONS[comparison](own, int(wanted) if isinstance(own, int) else wanted)


def parameter(name, comparison, wanted):
    return {"parameterFilter": {"name": name, "operator": comparison, "value": wanted}}


def status(*statuses):
    return {"stringListFilter": {
        "name": "RUN_STATUS", "operator": "ANY_EQUALS", "values": list(statuses)}}


@pytest.fixture(scope="module")
def searched(farm_on_both):
    """A job with a step that failed half-way and one that was never begun, and all its tasks."""
    frames = step("Frames", "test", "{{Task.Param.Frame}}", "-lt", "9", parameterSpace=SPACE)
    later = step("Later", "true", parameterSpace=SPACE, after=("Frames",))
    ids = farm_on_both.submit(job(frames, later), maxFailedTasksCount=1, maxRetriesPerTask=0)
    farm_on_both.ended(ids, "FAILED")
    tasks = []
    for found in farm_on_both.every("list_steps", "steps", ids):
        tasks += farm_on_both.every("list_tasks", "tasks", ids, stepId=found["stepId"])
    assert len(tasks) == 2 * len(FRAMES) * len(LAYERS)
    assert len({task["runStatus"] for task in tasks}) > 1
    return farm_on_both, ids, tasks


def search(farm, ids, filters=None, logical="AND", sorts=None, offset=0, size=100):
    given = {"filterExpressions": {"filters": filters, "operator": logical}} if filters else {}
    if sorts:
        given["sortExpressions"] = sorts
    return farm.deadline.search_tasks(
        farmId=ids["farmId"], queueIds=[ids["queueId"]], jobId=ids["jobId"],
        itemOffset=offset, pageSize=size, **given)


def everything(farm, ids, *args, **kwargs):
    found, offset = [], 0
    while offset is not None:
        page = search(farm, ids, *args, offset=offset, size=17, **kwargs)
        found += page["tasks"]
        offset = page.get("nextItemOffset")
    assert page["totalResults"] == len(found)
    return found


# semantics 3.12-8
@pytest.mark.parametrize("comparison", COMPARISONS)
def test_tasks_are_found_by_each_comparison(searched, comparison):
    """semantics 3.12: a parameterFilter takes every comparison."""
    farm, ids, tasks = searched
    for name, wanted in [("Frame", "7"), ("Frame", "31"), ("Layer", "ground"), ("Absent", "1")]:
        wanted_ids = {t["taskId"] for t in tasks if holds(t["parameters"], name, comparison, wanted)}
        found = everything(farm, ids, [parameter(name, comparison, wanted)])
        assert {task["taskId"] for task in found} == wanted_ids, (name, wanted)


def test_parameters_go_together_with_fields_and_groups(searched):
    """semantics 3.12: filters are combined by AND and OR, in groups."""
    farm, ids, tasks = searched
    succeeded = [task for task in tasks if task["runStatus"] == "SUCCEEDED"]
    early = parameter("Frame", "LESS_THAN", "5")
    found = everything(farm, ids, [early, status("SUCCEEDED")])
    expected = {t["taskId"] for t in succeeded if holds(t["parameters"], "Frame", "LESS_THAN", "5")}
    assert {task["taskId"] for task in found} == expected

    group = {"groupFilter": {"operator": "OR", "filters": [
        parameter("Layer", "EQUAL", "sky"), status("SUCCEEDED")]}}
    found = everything(farm, ids, [group, parameter("Frame", "GREATER_THAN", "3")])
    expected = {t["taskId"] for t in tasks if value(t["parameters"], "Frame") > 3 and (
        value(t["parameters"], "Layer") == "sky" or t["runStatus"] == "SUCCEEDED")}
    assert {task["taskId"] for task in found} == expected


# semantics 3.12-12
def test_tasks_are_sorted_by_parameters_as_by_fields(searched):
    """semantics 3.12: parameterSort, alone and behind a fieldSort, over several pages."""
    farm, ids, tasks = searched
    by_frame = {"parameterSort": {"name": "Frame", "sortOrder": "DESCENDING"}}
    by_layer = {"parameterSort": {"name": "Layer", "sortOrder": "ASCENDING"}}
    found = everything(farm, ids, None, sorts=[by_layer, by_frame])
    shown = [(value(t["parameters"], "Layer"), -value(t["parameters"], "Frame")) for t in found]
    assert shown == sorted(shown) and len(shown) == len(tasks)

    by_status = {"fieldSort": {"name": "RUN_STATUS", "sortOrder": "ASCENDING"}}
    found = everything(farm, ids, None, sorts=[by_status, by_frame])
    for _, group in itertools.groupby(found, lambda task: task["runStatus"]):
        frames = [value(task["parameters"], "Frame") for task in group]
        assert frames == sorted(frames, reverse=True)


# semantics 3.12-8, 3.12-12
def test_jobs_are_found_by_the_parameters_they_were_given(searched):
    farm, ids, _ = searched
    definitions = [{"name": "Shot", "type": "STRING"}, {"name": "Take", "type": "INT"}]
    template = job(step("One", "true")) | {"parameterDefinitions": definitions}
    made = {}
    for shot, take in [("a010", 2), ("a010", 10), ("b020", 9)]:
        given = {"Shot": {"string": shot}, "Take": {"int": str(take)}}
        made[shot, take] = farm.submit(template, parameters=given)["jobId"]

    def found(filters, sorts=()):
        more = {"sortExpressions": list(sorts)} if sorts else {}
        jobs = farm.deadline.search_jobs(
            farmId=ids["farmId"], queueIds=[ids["queueId"]], itemOffset=0,
            filterExpressions={"filters": filters, "operator": "AND"}, **more)["jobs"]
        return [one["jobId"] for one in jobs]

    by_take = {"parameterSort": {"name": "Take", "sortOrder": "DESCENDING"}}
    shots = found([parameter("Shot", "EQUAL", "a010")], [by_take])
    assert shots == [made["a010", 10], made["a010", 2]]
    assert found([parameter("Take", "GREATER_THAN", "9")]) == [made["a010", 10]]


# semantics 3.12-2, 3.12-19
def test_what_would_be_looked_at_one_by_one_is_bounded(farm_on_both):
    """semantics 3.12: sorting a million tasks by a parameter is refused, finding one is not."""
    huge = {"taskParameterDefinitions": [{"name": "Frame", "type": "INT", "range": "1-1000000"}]}
    ids = farm_on_both.submit(
        job(step("Huge", "true", parameterSpace=huge)), targetTaskRunStatus="SUSPENDED")
    page = search(farm_on_both, ids, [parameter("Frame", "EQUAL", "777777")])
    assert [task["parameters"]["Frame"]["int"] for task in page["tasks"]] == ["777777"]
    page = search(farm_on_both, ids, [parameter("Frame", "GREATER_THAN", "5")])
    assert page["totalResults"] == 10_000 and len(page["tasks"]) == 100
    with pytest.raises(ClientError) as refused:
        search(farm_on_both, ids, sorts=[
            {"parameterSort": {"name": "Frame", "sortOrder": "DESCENDING"}}])
    answer = refused.value.response
    assert answer["Error"]["Code"] == "ValidationException" and answer["reason"] == "OTHER"
    assert "jobId" in answer["Error"]["Message"]
