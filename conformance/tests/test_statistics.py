"""Statistics of sessions, on both stores, as boto3 asks for them."""
from datetime import datetime, timedelta, timezone

from harness.templates import job, step
from harness.waiting import wait_for


def test_what_a_job_took_is_added_up(farm_on_both):
    deadline, ids = farm_on_both.deadline, farm_on_both.ids
    done = farm_on_both.submit(job(step("Quick", "true", tasks=2)))
    farm_on_both.ended(done)
    now = datetime.now(timezone.utc)
    asked = {"farmId": ids["farmId"], "aggregationId": deadline.start_sessions_statistics_aggregation(
        farmId=ids["farmId"], resourceIds={"queueIds": [ids["queueId"]]},
        startTime=now - timedelta(hours=1), endTime=now + timedelta(hours=1),
        groupBy=["JOB_ID", "USAGE_TYPE"], statistics=["SUM"], period="DAILY",
        timezone="UTC+02:00")["aggregationId"]}
    wait_for("the statistics", lambda: deadline.get_sessions_statistics_aggregation(
        **asked)["status"] == "COMPLETED")
    rows = deadline.get_paginator("get_sessions_statistics_aggregation").paginate(
        **asked).build_full_result()["statistics"]
    [row] = [row for row in rows if row["jobId"] == done["jobId"]]
    assert row["usageType"] == "COMPUTE"
    assert row["count"] >= 1
    assert row["runtimeInSeconds"]["sum"] > 0
    assert row["costInUsd"] == {"sum": 0.0}
