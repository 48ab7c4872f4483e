"""Budgets, on both stores: as boto3 makes, changes, lists and deletes them."""
from datetime import datetime, timedelta, timezone

import pytest
from botocore.exceptions import ClientError

STOP = {"type": "STOP_SCHEDULING_AND_COMPLETE_TASKS", "thresholdPercentage": 80.0}


@pytest.fixture
def budget(farm_on_both):
    deadline, ids = farm_on_both.deadline, farm_on_both.ids
    farm = {"farmId": ids["farmId"]}
    now = datetime.now(timezone.utc)
    made = farm | {"budgetId": deadline.create_budget(
        **farm, displayName="November", approximateDollarLimit=100,
        usageTrackingResource={"queueId": ids["queueId"]}, actions=[STOP],
        schedule={"fixed": {"startTime": now, "endTime": now + timedelta(days=30)}},
    )["budgetId"]}
    yield made
    deadline.delete_budget(**made)


def test_a_budget_is_shown_as_it_was_made(farm_on_both, budget):
    deadline = farm_on_both.deadline
    shown = deadline.get_budget(**budget)
    assert shown["status"] == "ACTIVE"
    assert shown["actions"] == [STOP]
    assert shown["usages"]["approximateDollarUsage"] == 0
    assert shown["usageTrackingResource"] == {"queueId": farm_on_both.ids["queueId"]}
    listed = deadline.get_paginator("list_budgets").paginate(
        farmId=budget["farmId"], status="ACTIVE").build_full_result()["budgets"]
    assert [one["budgetId"] for one in listed] == [budget["budgetId"]]


def test_a_budget_has_tags(farm_on_both, budget):
    deadline = farm_on_both.deadline
    arn = "arn:aws:deadline:us-west-2:000000000000:farm/{farmId}/budget/{budgetId}".format(**budget)
    deadline.tag_resource(resourceArn=arn, tags={"show": "atlas"})
    assert deadline.list_tags_for_resource(resourceArn=arn)["tags"] == {"show": "atlas"}


def test_a_budget_is_changed_in_part(farm_on_both, budget):
    deadline = farm_on_both.deadline
    cancel = {"type": "STOP_SCHEDULING_AND_CANCEL_TASKS", "thresholdPercentage": 100.0}
    deadline.update_budget(
        **budget, displayName="Advent", actionsToAdd=[cancel], actionsToRemove=[STOP])
    shown = deadline.get_budget(**budget)
    assert (shown["displayName"], shown["actions"]) == ("Advent", [cancel])
    assert shown["approximateDollarLimit"] == 100


def test_a_default_action_without_a_budget_blocks_the_queue(farm_on_both):
    deadline, ids = farm_on_both.deadline, farm_on_both.ids
    queue = {"farmId": ids["farmId"], "queueId": ids["queueId"]}
    deadline.update_queue(**queue, defaultBudgetAction="STOP_SCHEDULING_AND_COMPLETE_TASKS")
    assert deadline.get_queue(**queue)["blockedReason"] == "NO_BUDGET_CONFIGURED"
    deadline.update_queue(**queue, defaultBudgetAction="NONE")
    deadline.get_waiter("queue_scheduling").wait(**queue, WaiterConfig={"Delay": 1})


def test_a_budget_of_no_time_is_refused(farm_on_both):
    deadline, ids = farm_on_both.deadline, farm_on_both.ids
    now = datetime.now(timezone.utc)
    with pytest.raises(ClientError) as caught:
        deadline.create_budget(
            farmId=ids["farmId"], displayName="none", approximateDollarLimit=1, actions=[],
            usageTrackingResource={"queueId": ids["queueId"]},
            schedule={"fixed": {"startTime": now, "endTime": now}})
    assert caught.value.response["Error"]["Code"] == "ValidationException"
    assert caught.value.response["fieldList"][0]["name"] == "schedule"
