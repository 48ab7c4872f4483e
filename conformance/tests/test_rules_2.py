"""Statuses as a worker brings them about that the test plays itself: section 2 of docs/rules.md."""
import json

from harness.by_hand import code, ended, refused, runs
from harness.templates import job, step
from harness.waiting import wait_for

STOP = "STOP_SCHEDULING_AND_"
NAMES = {"PENDING", "READY", "ASSIGNED", "STARTING", "SCHEDULED", "INTERRUPTING", "RUNNING",
         "SUSPENDED", "CANCELED", "FAILED", "SUCCEEDED", "NOT_COMPATIBLE"}
AROUND = {"name": "Around", "script": {"actions": {
    "onEnter": {"command": "true"}, "onExit": {"command": "true"}}}}
HUGE = {"hostRequirements": {"amounts": [{"name": "amount.worker.vcpu", "min": 100_000}]}}


def test_creation(by_hand):
    """semantics 2.1-1, 2.1-2, 2.1-3, 2.1-9, 2.1-10, 2.1-11, 2.2-1, 2.4-1, 2.4-12: large
    jobs take a while, so that a look at the last of three sees it being created."""
    deadline = by_hand.deadline
    queue, _ = by_hand.pair()
    many = json.dumps(job(*(step(f"S{n}", "true") for n in range(1000))))
    made = [queue | {"jobId": deadline.create_job(
        **queue, priority=50, template=many, templateType="JSON")["jobId"]} for _ in range(3)][-1]
    early = by_hand.tell(made)
    assert early["lifecycleStatus"] == "CREATE_IN_PROGRESS" and early["lifecycleStatusMessage"]
    assert not {"taskRunStatus", "taskRunStatusCounts"} & set(early)
    answer = refused(deadline.update_job, **made, priority=1)
    assert (answer["reason"], answer["context"]["status"]) == (
        "STATUS_CONFLICT", "CREATE_IN_PROGRESS")
    shown = wait_for("the job", lambda: by_hand.created(made))
    assert (shown["lifecycleStatus"], shown["lifecycleStatusMessage"]) == (
        "CREATE_COMPLETE", "Job creation completed successfully")
    steps = by_hand.every("list_steps", "steps", made)
    assert len(steps) == 1000
    assert {one["lifecycleStatus"] for one in steps} == {"CREATE_COMPLETE"}

    a, b = step("A", "true", after=["B"]), step("B", "true", after=["A"])
    for template, told in (("{}", "specificationVersion"), (job(a, b), "A -> B"), ("nothing", "")):
        message, failed = by_hand.failed(template, queue)
        assert told in message and message
        shown = by_hand.tell(failed)
        assert not {"taskRunStatus", "taskRunStatusCounts"} & set(shown)
        assert deadline.list_steps(**failed)["steps"] == []
        for change in ({"priority": 1}, {"targetTaskRunStatus": "CANCELED"}):
            answer = refused(deadline.update_job, **failed, **change)
            assert answer["reason"] == "STATUS_CONFLICT"
            assert answer["context"]["status"] == "CREATE_FAILED"
    assert code(by_hand.loose.create_job, **queue, priority=50, template="{}",
                templateType="JSON", targetTaskRunStatus="PENDING") == "ValidationException"


def test_where_tasks_begin(by_hand):
    """semantics 2.3-1, 2.3-2, 2.3-3, 2.3-4, 2.5-2, 2.5-3, 3.1-7"""
    queue, fleet = by_hand.pair()
    two = job(step("A", "true", tasks=2), step("B", "true", after=["A"]))
    held = by_hand.submit(two, queue=queue, targetTaskRunStatus="SUSPENDED")
    assert by_hand.statuses(held, 0) + by_hand.statuses(held, 1) == ["SUSPENDED"] * 3
    worker = by_hand.worker(fleet)
    worker.ask()
    assert worker.held == []
    unfit = by_hand.submit(job(step("A", "true", **HUGE), step("B", "true")), queue=queue)
    assert by_hand.statuses(unfit, 0) + by_hand.statuses(unfit, 1) == [
        "NOT_COMPATIBLE", "CANCELED"]
    plain = by_hand.submit(two, queue=queue)
    assert by_hand.statuses(plain, 0) + by_hand.statuses(plain, 1) == [
        "READY", "READY", "PENDING"]
    counts = by_hand.tell(plain)["taskRunStatusCounts"]
    assert set(counts) == NAMES
    assert {name: n for name, n in counts.items() if n} == {"READY": 2, "PENDING": 1}
    of_steps = [one["taskRunStatusCounts"] for one in by_hand.every("list_steps", "steps", plain)]
    assert counts == {name: sum(one[name] for one in of_steps) for name in NAMES}
    by_hand.deadline.update_job(**held, targetTaskRunStatus="PENDING")
    assert by_hand.statuses(held) == ["READY", "READY"]


def test_a_task_from_ready_to_succeeded(by_hand):
    """semantics 1.16-5, 2.3-5, 2.3-7, 2.3-8, 2.3-9, 2.3-10, 2.3-11, 2.5-1, 2.6-1, 2.6-3, 2.6-5,
    2.7-1, 2.7-2, 2.7-4, 2.8-5, 2.13-4"""
    deadline = by_hand.deadline
    queue, fleet = by_hand.pair()
    submitted = by_hand.submit(
        job(step("A", "true", tasks=4), step("B", "true", after=["A"]),
            jobEnvironments=[AROUND]), queue=queue)
    last = by_hand.steps(submitted)[1]

    def resolved():
        status = deadline.list_step_dependencies(**last)["dependencies"][0]["status"]
        counts = deadline.get_step(**last)["dependencyCounts"]
        assert counts == {"dependenciesResolved": int(status == "RESOLVED"),
                          "dependenciesUnresolved": int(status == "UNRESOLVED"),
                          "consumersResolved": 0, "consumersUnresolved": 0}
        first = deadline.get_step(**by_hand.steps(submitted)[0])["dependencyCounts"]
        assert first["consumersResolved"] == counts["dependenciesResolved"]
        return status

    assert resolved() == "UNRESOLVED"
    worker = by_hand.worker(fleet)
    worker.ask()
    session = submitted | {"sessionId": worker.session}

    def actions():
        return [one["status"] for one in by_hand.every(
            "list_session_actions", "sessionActions", submitted, sessionId=session["sessionId"])]

    shown = deadline.get_session(**session)
    assert (shown["lifecycleStatus"], shown["workerId"]) == ("STARTED", worker.ids["workerId"])
    assert shown["startedAt"] and "endedAt" not in shown
    assert (worker.kinds, worker.status()) == (["envEnter", "taskRun"], "RUNNING")
    assert actions() == ["ASSIGNED", "ASSIGNED"]
    for report, status in ((None, "STARTING"), (ended(), "ASSIGNED"), (runs(), "RUNNING")):
        if report:
            worker.ask(_0=report)
        assert by_hand.statuses(submitted) == [status, "READY", "READY", "READY"]
        assert by_hand.tell(submitted)["taskRunStatus"] == status
    assert actions() == ["SUCCEEDED", "RUNNING"]
    worker.ask(_0=ended())
    assert worker.kinds == ["taskRun", "taskRun"]
    assert by_hand.statuses(submitted) == ["SUCCEEDED", "ASSIGNED", "SCHEDULED", "READY"]
    assert by_hand.tell(submitted)["taskRunStatus"] == "ASSIGNED"
    while by_hand.statuses(submitted) != ["SUCCEEDED"] * 4:
        assert by_hand.statuses(submitted, 1) == ["PENDING"]
        worker.say_all()
    assert resolved() == "RESOLVED" and by_hand.statuses(submitted, 1) != ["PENDING"]
    worker.finish()
    assert by_hand.tell(submitted)["taskRunStatus"] == "SUCCEEDED"
    shown = deadline.get_session(**session)
    assert shown["lifecycleStatus"] == "ENDED" and shown["endedAt"] >= shown["startedAt"]
    kinds = [next(iter(one["definition"])) for one in by_hand.actions(submitted)]
    assert kinds[-1] == "envExit" and kinds.count("taskRun") == 5
    assert worker.status() == "IDLE"


def test_failures_and_retries(by_hand):
    """semantics 2.3-6, 2.3-12, 2.3-13, 2.4-9, 2.5-1, 2.5-4"""
    deadline = by_hand.deadline
    queue, fleet = by_hand.pair()
    submitted = by_hand.submit(
        job(step("A", "true", tasks=2), step("B", "true", after=["A"])), queue=queue,
        maxRetriesPerTask=1, maxFailedTasksCount=10)
    worker = by_hand.worker(fleet)
    worker.ask()
    worker.ask(_0=ended("FAILED"))
    first = by_hand.task(submitted)
    assert deadline.get_task(**first)["failureRetryCount"] == 1
    assert deadline.get_task(**first)["runStatus"] != "FAILED"
    # Whichever comes next, both tasks fail until no try is left.
    while worker.held:
        worker.ask(_0=ended("FAILED"))
    assert by_hand.statuses(submitted) == ["FAILED", "FAILED"]
    assert by_hand.statuses(submitted, 1) == ["CANCELED"]
    shown = by_hand.tell(submitted)
    assert (shown["taskRunStatus"], shown["taskFailureRetryCount"]) == ("FAILED", sum(
        task["failureRetryCount"] for task in by_hand.tasks(by_hand.steps(submitted)[0])))
    answer = refused(deadline.update_task, **first, targetRunStatus="PENDING")
    assert (answer["Error"]["Code"], answer["reason"]) == ("ConflictException", "STATUS_CONFLICT")
    deadline.update_job(**submitted, maxRetriesPerTask=3)
    deadline.update_task(**first, targetRunStatus="PENDING")
    assert by_hand.statuses(submitted)[0] == "READY"
    assert by_hand.tell(submitted)["taskRunStatus"] == "READY"


def test_work_that_comes_back(by_hand):
    """semantics 2.3-14, 2.3-15, 2.7-7, 2.8-7, 2.8-8"""
    deadline = by_hand.deadline
    queue, fleet = by_hand.pair()
    submitted = by_hand.submit(job(step("A", "true"), jobEnvironments=[AROUND]), queue=queue)
    worker = by_hand.worker(fleet)
    worker.ask()
    worker.ask(_0=ended())
    worker.ask(_0=runs())
    worker.say("STOPPING")
    worker.ask(_0=ended("INTERRUPTED"))
    assert worker.kinds == ["envExit"]
    assert by_hand.statuses(submitted) == ["READY"]
    worker.say("STOPPED")
    assert by_hand.statuses(submitted) == ["READY"]
    again = by_hand.worker(fleet)
    again.ask()
    session = again.session
    again.say("STOPPED")
    closed = by_hand.every("list_session_actions", "sessionActions", submitted, sessionId=session)
    assert [one["status"] for one in closed] == ["NEVER_ATTEMPTED"] * 2
    assert not {"startedAt", "endedAt"} & set(closed[0])
    assert deadline.get_session(**submitted, sessionId=session)["lifecycleStatus"] == "ENDED"
    shown = by_hand.tell(submitted)
    assert (shown["taskRunStatus"], shown["taskFailureRetryCount"]) == ("READY", 0)


def test_targets_at_rest(by_hand):
    """semantics 2.3-18, 2.3-19, 2.4-2, 2.4-3, 2.4-4, 2.4-5, 2.4-6, 2.4-7, 2.4-13"""
    deadline = by_hand.deadline
    queue, _ = by_hand.pair()
    begins = ["READY", "SUSPENDED", "CANCELED", "FAILED", "SUCCEEDED"]
    for target, expected in (
            ("PENDING", ["READY"] * 5),
            ("READY", ["READY"] * 5),
            ("CANCELED", ["CANCELED", "CANCELED", "CANCELED", "FAILED", "SUCCEEDED"]),
            ("FAILED", ["FAILED"] * 4 + ["SUCCEEDED"]),
            ("SUCCEEDED", ["SUCCEEDED"] * 5),
            ("SUSPENDED", ["SUSPENDED", "SUSPENDED", "CANCELED", "FAILED", "SUCCEEDED"])):
        submitted = by_hand.plain(queue, tasks=5)
        one = by_hand.steps(submitted)[0]
        tasks = by_hand.tasks(one)
        for task, begin in zip(tasks[1:], begins[1:]):
            deadline.update_task(**one, taskId=task["taskId"], targetRunStatus=begin)
        assert by_hand.statuses(submitted) == begins
        deadline.update_step(**one, targetTaskRunStatus=target)
        assert by_hand.statuses(submitted) == expected, target

    chain = job(step("A", "true"), step("B", "true", after=["A"]))
    for target, then in (("CANCELED", "CANCELED"), ("SUCCEEDED", "READY")):
        submitted = by_hand.submit(chain, queue=queue)
        deadline.update_step(**by_hand.steps(submitted)[0], targetTaskRunStatus=target)
        assert by_hand.statuses(submitted, 1) == [then]
    deadline.update_job(**submitted, targetTaskRunStatus="PENDING")
    assert by_hand.statuses(submitted, 0) + by_hand.statuses(submitted, 1) == ["READY", "PENDING"]


def test_which_status_of_its_tasks_a_job_shows(by_hand):
    """semantics 2.5-1: the one that comes first goes, and the next is seen."""
    deadline = by_hand.deadline
    queue, fleet = by_hand.pair()
    submitted = by_hand.submit(
        job(step("A", "true", tasks=6), step("B", "true", after=["A"])), queue=queue)
    first, second = by_hand.steps(submitted)
    tasks = [task["taskId"] for task in by_hand.tasks(first)]
    worker = by_hand.worker(fleet)
    worker.ask()
    worker.ask(_0=runs())

    def aim(number, target):
        deadline.update_task(**first, taskId=tasks[number], targetRunStatus=target)

    def shown():
        assert deadline.get_step(**first)["taskRunStatus"] == by_hand.tell(
            submitted)["taskRunStatus"]
        return by_hand.tell(submitted)["taskRunStatus"]

    aim(1, "SUSPENDED")
    assert shown() == "RUNNING"
    aim(0, "CANCELED")
    assert by_hand.statuses(submitted)[0] == "INTERRUPTING" and shown() == "READY"
    for number in range(2, 6):
        aim(number, "SUCCEEDED")
    assert shown() == "INTERRUPTING"
    worker.ask(_0=ended("CANCELED"))
    assert shown() == "CANCELED"
    aim(3, "PENDING")
    aim(3, "FAILED")
    assert shown() == "FAILED"
    aim(3, "SUCCEEDED")
    assert shown() == "CANCELED"
    aim(0, "SUCCEEDED")
    assert shown() == "SUSPENDED"
    deadline.update_step(**second, targetTaskRunStatus="PENDING")
    assert by_hand.statuses(submitted, 1) == ["PENDING"] and shown() == "SUSPENDED"
    aim(1, "SUCCEEDED")
    assert deadline.get_step(**first)["taskRunStatus"] == "SUCCEEDED"
    assert by_hand.tell(submitted)["taskRunStatus"] == "READY"


def test_targets_while_it_runs(by_hand):
    """semantics 2.1-5, 2.1-7, 2.1-8, 2.2-2, 2.3-17, 2.4-8, 2.4-10, 2.4-11, 2.7-3"""
    deadline = by_hand.deadline
    queue, fleet = by_hand.pair()
    submitted = by_hand.plain(queue)
    one, task = by_hand.steps(submitted)[0], by_hand.task(submitted)
    worker = by_hand.worker(fleet)
    worker.ask()
    worker.ask(_0=runs())
    answer = refused(deadline.update_job, **submitted, lifecycleStatus="ARCHIVED")
    assert answer["reason"] == "STATUS_CONFLICT"
    deadline.update_step(**one, targetTaskRunStatus="SUSPENDED")
    shown = deadline.get_step(**one)
    assert (shown["lifecycleStatus"], shown["targetTaskRunStatus"], shown["taskRunStatus"]) == (
        "UPDATE_IN_PROGRESS", "SUSPENDED", "INTERRUPTING")
    deadline.update_job(**submitted, targetTaskRunStatus="CANCELED")
    shown = by_hand.tell(submitted)
    assert (shown["lifecycleStatus"], shown["targetTaskRunStatus"]) == (
        "UPDATE_IN_PROGRESS", "CANCELED")
    assert deadline.get_task(**task)["targetRunStatus"] == "CANCELED"
    for _ in range(2):
        worker.ask()
        assert worker.canceled == worker.held
        shown = deadline.get_session_action(**submitted, sessionActionId=worker.held[0])
        assert shown["status"] == "CANCELING"
    worker.say_all("CANCELED")
    assert worker.canceled == []
    shown = by_hand.tell(submitted)
    assert (shown["lifecycleStatus"], shown["taskRunStatus"]) == ("UPDATE_SUCCEEDED", "CANCELED")
    assert "targetTaskRunStatus" not in shown
    assert deadline.get_step(**one)["lifecycleStatus"] == "UPDATE_SUCCEEDED"
    assert "targetRunStatus" not in deadline.get_task(**task)
    deadline.update_job(**submitted, lifecycleStatus="ARCHIVED")
    assert by_hand.tell(submitted)["lifecycleStatus"] == "ARCHIVED"
    for call, ids, change in ((deadline.update_job, submitted, {"priority": 1}),
                              (deadline.update_step, one, {"targetTaskRunStatus": "PENDING"}),
                              (deadline.update_task, task, {"targetRunStatus": "PENDING"})):
        answer = refused(call, **ids, **change)
        assert (answer["reason"], answer["context"]["status"]) == ("STATUS_CONFLICT", "ARCHIVED")


def test_sessions_that_somebody_ends(by_hand):
    """semantics 2.6-2, 2.7-8, 2.7-10"""
    deadline = by_hand.deadline
    queue, fleet = by_hand.pair()
    submitted = by_hand.submit(job(step("A", "true"), jobEnvironments=[AROUND]), queue=queue)
    worker = by_hand.worker(fleet)
    worker.ask()
    worker.ask(_0=ended())
    worker.ask(_0=runs())
    session = submitted | {"sessionId": worker.session}
    for wrong in ("RECLAIMED", "RUNNING"):
        assert code(by_hand.loose.update_worker_schedule, **worker.ids, updatedSessionActions={
            worker.held[0]: {"completedStatus": wrong}}) == "ValidationException"
    deadline.update_session(**session, targetLifecycleStatus="ENDED")
    assert deadline.get_session(**session)["lifecycleStatus"] == "UPDATE_IN_PROGRESS"
    worker.ask()
    assert worker.canceled == worker.held[:1]
    worker.ask(_0=ended("CANCELED"))
    assert worker.kinds == ["envExit"] and by_hand.statuses(submitted) == ["READY"]
    worker.ask(_0=ended())
    assert deadline.get_session(**session)["lifecycleStatus"] == "ENDED"


def test_associations_that_stop(by_hand):
    """semantics 2.10-2, 2.10-3, 2.10-4, 2.10-5, 2.10-6, 2.12-3, 2.12-4"""
    deadline = by_hand.deadline
    queue, fleet = by_hand.pair()
    pair = queue | fleet

    def stop(how):
        deadline.update_queue_fleet_association(**pair, status=STOP + how)
        return status()

    def status():
        return deadline.get_queue_fleet_association(**pair)["status"]

    def of_queue():
        return deadline.get_queue(**queue)["status"]

    around = job(step("A", "true", tasks=2), jobEnvironments=[AROUND])
    first = by_hand.submit(around, queue=queue)
    worker, idle = by_hand.worker(fleet), by_hand.worker(fleet)
    worker.ask()
    assert of_queue() == "SCHEDULING"
    assert stop("COMPLETE_TASKS") == STOP + "COMPLETE_TASKS"
    idle.ask()
    assert idle.held == [] and worker.canceled == []
    worker.say_all()
    assert worker.kinds == ["envExit"]
    worker.finish()
    assert (status(), of_queue()) == ("STOPPED", "IDLE")
    assert by_hand.statuses(first) == ["SUCCEEDED", "READY"]

    deadline.update_queue_fleet_association(**pair, status="ACTIVE")
    worker.ask()
    assert worker.kinds == ["envEnter", "taskRun"]
    worker.ask(_0=ended())
    worker.ask(_0=runs())
    assert stop("CANCEL_TASKS") == STOP + "CANCEL_TASKS"
    worker.ask()
    assert worker.canceled == worker.held[:1]
    worker.ask(_0=ended("CANCELED"))
    assert worker.kinds == ["envExit"]
    worker.finish()
    assert status() == "STOPPED"
    assert by_hand.statuses(first) == ["SUCCEEDED", "CANCELED"]


def test_limits_that_stop(by_hand):
    """semantics 1.12-3, 1.12-4, 2.11-1, 2.11-2, 2.11-3, 2.11-4, 2.11-5"""
    deadline = by_hand.deadline
    queue, fleet = by_hand.pair()
    limit = by_hand.farm | {"limitId": deadline.create_limit(
        **by_hand.farm, displayName="L", amountRequirementName="amount.stops",
        maxCount=2)["limitId"]}
    pair = queue | limit
    deadline.create_queue_limit_association(**pair)
    needs = {"hostRequirements": {"amounts": [{"name": "amount.stops", "min": 1}]}}
    submitted = by_hand.submit(job(step("A", "true", tasks=4, **needs)), queue=queue)
    workers = [by_hand.worker(fleet) for _ in range(3)]

    def count():
        return deadline.get_limit(**limit)["currentCount"]

    def status():
        return deadline.get_queue_limit_association(**pair)["status"]

    for worker in workers:
        worker.ask()
    assert [len(worker.held) for worker in workers] == [1, 1, 0] and count() == 2
    deadline.update_limit(**limit, maxCount=1)
    workers[0].say_all()
    assert workers[0].held == [] and count() == 1
    workers[1].ask(_0=runs())
    assert workers[1].canceled == []
    deadline.update_queue_limit_association(
        **pair, status="STOP_LIMIT_USAGE_AND_COMPLETE_TASKS")
    assert status() == "STOP_LIMIT_USAGE_AND_COMPLETE_TASKS"
    assert refused(deadline.delete_queue_limit_association, **pair)["reason"] == "STATUS_CONFLICT"
    workers[1].say_all()
    assert workers[1].held == [] and count() == 0 and status() == "STOPPED"
    assert sorted(by_hand.statuses(submitted)) == ["READY", "READY", "SUCCEEDED", "SUCCEEDED"]
    deadline.update_queue_limit_association(**pair, status="ACTIVE")
    workers[0].ask()
    assert len(workers[0].held) == 1
    deadline.update_queue_limit_association(**pair, status="STOP_LIMIT_USAGE_AND_CANCEL_TASKS")
    workers[0].ask()
    assert workers[0].canceled == workers[0].held
    workers[0].say_all("CANCELED")
    assert status() == "STOPPED"
    assert sorted(by_hand.statuses(submitted)) == ["CANCELED", "READY", "SUCCEEDED", "SUCCEEDED"]
    deadline.delete_queue_limit_association(**pair)
    assert by_hand.tell(submitted)["taskRunStatus"] == "NOT_COMPATIBLE"


def test_workers(by_hand):
    """semantics 2.8-1, 2.8-2, 2.8-3, 2.8-4, 2.8-6, 2.8-10, 2.8-11, 2.6-4, 2.7-5, 2.3-16"""
    deadline = by_hand.deadline
    queue, fleet = by_hand.pair()
    created = deadline.create_worker(**fleet)
    place = fleet | {"workerId": created["workerId"]}
    assert deadline.get_worker(**place)["status"] == "CREATED"
    for wrong in ("IDLE", "CREATED", "RUNNING"):
        assert code(by_hand.loose.update_worker, **place, status=wrong) == "ValidationException"
    worker = by_hand.worker(fleet)
    assert worker.status() == "STARTED"
    worker.ask()
    assert worker.status() == "IDLE"
    submitted = by_hand.plain(queue)
    worker.ask()
    worker.ask(_0=runs())
    session, action = worker.session, worker.held[0]
    worker.say("STARTED")
    assert worker.status() == "STARTED"
    assert deadline.get_session(**submitted, sessionId=session)["lifecycleStatus"] == "ENDED"
    assert deadline.get_session_action(
        **submitted, sessionActionId=action)["status"] == "INTERRUPTED"
    shown = by_hand.tell(submitted)
    assert (shown["taskRunStatus"], shown["taskFailureRetryCount"]) == ("READY", 0)
    worker.say("STOPPING")
    answer = refused(worker.say, status="STARTED")
    assert (answer["reason"], answer["context"]["status"]) == ("STATUS_CONFLICT", "STOPPING")
    worker.say("STOPPED")
    weak = {"amounts": [{"name": "amount.worker.vcpu", "value": 1},
                        {"name": "amount.worker.memory", "value": 100}],
            "attributes": [{"name": f"attr.{noun}", "values": ["x"]} for noun in ("rack", "room")]}
    worker.say("STARTED", capabilities=weak)
    assert worker.status() == "NOT_COMPATIBLE"
    worker.ask()
    assert worker.held == []
    answer = refused(worker.say, status="STARTED")
    assert answer["context"]["status"] == "NOT_COMPATIBLE"
