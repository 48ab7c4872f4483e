"""Limits, on both stores, with a real worker: what is taken, shown, never exceeded, given back."""
import pytest
from botocore.exceptions import ClientError

from harness.templates import job, step
from harness.waiting import wait_for

LICENSED = {"hostRequirements": {"amounts": [{"name": "amount.Licenses", "min": 1}]}}


@pytest.fixture(scope="module")
def limit(farm_on_both):
    deadline, ids = farm_on_both.deadline, farm_on_both.ids
    farm = {"farmId": ids["farmId"]}
    made = farm | {"limitId": deadline.create_limit(
        **farm, displayName="Licenses", amountRequirementName="amount.licenses",
        maxCount=1)["limitId"]}
    deadline.create_queue_limit_association(**made, queueId=ids["queueId"])
    return made


def test_what_a_task_takes_is_shown_and_given_back(farm_on_both, limit):
    deadline = farm_on_both.deadline
    licensed = farm_on_both.submit(job(step("Licensed", "true", tasks=3, **LICENSED)))
    farm_on_both.ended(licensed)
    runs = [one for one in farm_on_both.actions(licensed) if "taskRun" in one["definition"]]
    assert len(runs) == 3
    for run in runs:
        shown = deadline.get_session_action(
            **licensed, sessionActionId=run["sessionActionId"])
        assert shown["acquiredLimits"] == [{"limitId": limit["limitId"], "count": 1}]
    wait_for("the license", lambda: deadline.get_limit(**limit)["currentCount"] == 0)

    plain = farm_on_both.submit(job(step("Plain", "true")))
    farm_on_both.ended(plain)
    for run in farm_on_both.actions(plain):
        shown = deadline.get_session_action(**plain, sessionActionId=run["sessionActionId"])
        assert "acquiredLimits" not in shown


def test_stopping_the_association_cancels_what_holds_the_limit(farm_on_both, limit):
    deadline = farm_on_both.deadline
    pair = limit | {"queueId": farm_on_both.ids["queueId"]}
    long = farm_on_both.submit(job(step("Long", "sleep", "100", tasks=2, **LICENSED)))
    wait_for("a running task", lambda: deadline.get_limit(**limit)["currentCount"] == 1
             and deadline.get_job(**long)["taskRunStatusCounts"]["RUNNING"] == 1)
    deadline.update_queue_limit_association(**pair, status="STOP_LIMIT_USAGE_AND_CANCEL_TASKS")
    with pytest.raises(ClientError) as caught:
        deadline.delete_queue_limit_association(**pair)
    assert caught.value.response["reason"] == "STATUS_CONFLICT"
    wait_for("the association's end", lambda: deadline.get_queue_limit_association(
        **pair)["status"] == "STOPPED")
    counts = deadline.get_job(**long)["taskRunStatusCounts"]
    assert (counts["CANCELED"], counts["READY"]) == (1, 1)

    deadline.delete_queue_limit_association(**pair)
    assert deadline.get_job(**long)["taskRunStatus"] == "NOT_COMPATIBLE"
    refused = farm_on_both.submit(job(step("Late", "true", **LICENSED)))
    wait_for("the verdict", lambda: deadline.get_job(**refused).get(
        "taskRunStatus") == "NOT_COMPATIBLE")
