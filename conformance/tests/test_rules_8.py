"""Events of a farm whose worker the test plays itself: section 8 of docs/rules.md."""
from harness.by_hand import ended, runs
from harness.events import Listener, chain
from harness.waiting import wait_for

JOB, STEP, TASK = ("Job Run Status Change", "Step Run Status Change", "Task Run Status Change")
JOB_LIFE, STEP_LIFE = "Job Lifecycle Status Change", "Step Lifecycle Status Change"


def test_what_a_job_its_step_and_its_tasks_tell(by_hand):
    """semantics 8.1-1, 8.1-4, 8.1-5, 8.1-6, 8.1-7, 8.1-8: each status that a look at the API shows
    is told, with all counts, and creation is told of the job's lifecycle alone."""
    deadline = by_hand.deadline
    queue, fleet = by_hand.pair()
    listener = Listener(
        by_hand.callsheet, queueId=queue["queueId"], type=[JOB, STEP, TASK, JOB_LIFE, STEP_LIFE])
    submitted = by_hand.plain(queue, tasks=2)
    one = by_hand.steps(submitted)[0]
    worker = by_hand.worker(fleet)
    worker.ask()
    worker.ask(_0=runs())
    deadline.update_step(**one, targetTaskRunStatus="SUSPENDED")
    worker.ask(_0=ended("CANCELED"))
    assert by_hand.statuses(submitted) == ["SUSPENDED", "SUSPENDED"]

    def of(kind, name, **ids):
        found = listener.of(kind, **ids)
        return chain(found, f"previous{name[0].upper()}{name[1:]}", name)

    wait_for("the last event", lambda: of(STEP_LIFE, "lifecycleStatus")[-1:] == [
        "UPDATE_SUCCEEDED"] and of(JOB, "taskRunStatus")[-1:] == ["SUSPENDED"])
    assert of(JOB_LIFE, "lifecycleStatus")[:2] == ["CREATE_IN_PROGRESS", "CREATE_COMPLETE"]
    assert of(STEP_LIFE, "lifecycleStatus") == [
        "UPDATE_IN_PROGRESS", "UPDATE_SUCCEEDED"]
    story = ["ASSIGNED", "RUNNING", "INTERRUPTING", "SUSPENDED"]
    for kind in (JOB, STEP):
        assert of(kind, "taskRunStatus") == story
        assert listener.of(kind)[0]["previousTaskRunStatus"] == "READY"
        for event in listener.of(kind):
            assert len(event["taskRunStatusCounts"]) == 12
            assert sum(event["taskRunStatusCounts"].values()) == 2
    ids = [task["taskId"] for task in by_hand.tasks(one)]
    assert of(TASK, "runStatus", taskId=ids[0]) == story
    assert of(TASK, "runStatus", taskId=ids[1]) == ["SUSPENDED"]
    for event in listener.events:
        assert {name: event[name] for name in ("version", "source", "region", "resources")} == {
            "version": "0", "source": "aws.deadline", "region": "us-west-2", "resources": []}
        assert event["detail"]["jobId"] == submitted["jobId"]
    listener.is_over = True
