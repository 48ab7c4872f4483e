"""Statistics of sessions, on both stores, as boto3 asks for them."""
import os
import signal
from datetime import datetime, timedelta, timezone

from harness.templates import job, step
from harness.waiting import wait_for


def start(farm, now):
    """An aggregation of the hour before and behind; what it is asked for again by."""
    started = farm.deadline.start_sessions_statistics_aggregation(
        farmId=farm.ids["farmId"], resourceIds={"queueIds": [farm.ids["queueId"]]},
        startTime=now - timedelta(hours=1), endTime=now + timedelta(hours=1),
        groupBy=["JOB_ID", "USAGE_TYPE"], statistics=["SUM"], period="DAILY",
        timezone="UTC+02:00")
    return {"farmId": farm.ids["farmId"], "aggregationId": started["aggregationId"]}


def statistics(farm, asked):
    get = farm.deadline.get_sessions_statistics_aggregation
    wait_for("the statistics", lambda: get(**asked)["status"] == "COMPLETED")
    pages = farm.deadline.get_paginator("get_sessions_statistics_aggregation").paginate(**asked)
    return pages.build_full_result()["statistics"]


def test_what_a_job_took_is_added_up(farm_on_both):
    done = farm_on_both.submit(job(step("Quick", "true", tasks=2)))
    farm_on_both.ended(done)
    rows = statistics(farm_on_both, start(farm_on_both, datetime.now(timezone.utc)))
    [row] = [row for row in rows if row["jobId"] == done["jobId"]]
    assert row["usageType"] == "COMPUTE"
    assert row["count"] >= 1
    assert row["runtimeInSeconds"]["sum"] > 0
    assert row["costInUsd"] == {"sum": 0.0}


def test_an_aggregation_outlives_the_server_that_began_it(farm_on_both):
    """Killed with it under way, whoever comes next completes it, and counts nothing twice."""
    ended = farm_on_both.submit(job(step("Quick", "true", tasks=3)))
    farm_on_both.settled(ended)
    now = datetime.now(timezone.utc)
    undisturbed = statistics(farm_on_both, start(farm_on_both, now))
    assert undisturbed
    for _ in range(3):
        asked = start(farm_on_both, now)
        killed = farm_on_both.callsheet.server_pid()
        os.kill(killed, signal.SIGKILL)
        wait_for("another server", lambda: farm_on_both.callsheet.server_pid() != killed)
        assert statistics(farm_on_both, asked) == undisturbed
