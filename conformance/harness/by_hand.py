"""A farm without workers, for tests that play the worker themselves: what it is told and what it
says is then in the test's own hands."""
import json
import re
from datetime import datetime, timezone

import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

from harness.server import Farm
from harness.templates import job, step
from harness.waiting import wait_for

CUSTOMER_MANAGED = {"customerManaged": {
    "mode": "NO_SCALING", "workerCapabilities": {
        "vCpuCount": {"min": 1}, "memoryMiB": {"min": 512},
        "osFamily": "LINUX", "cpuArchitectureType": "x86_64"}}}
ROLE = "arn:aws:iam::000000000000:role/Deadline"
FARMS = "arn:aws:deadline:us-west-2:000000000000:farm/"


def now():
    return datetime.now(timezone.utc)


def refused(call, /, **arguments):
    """The refusal that a call is answered with."""
    with pytest.raises(ClientError) as caught:
        call(**arguments)
    return caught.value.response


def code(call, /, **arguments):
    return refused(call, **arguments)["Error"]["Code"]


def field(call, /, **arguments):
    """The field that a refusal names first, without where in the request it stands."""
    answer = refused(call, **arguments)
    assert answer["Error"]["Code"] == "ValidationException", answer
    return re.split(r"[./\[]", answer["fieldList"][0]["name"])[0]


class FarmByHand(Farm):
    """A server's first farm; what a test needs it makes for itself there."""

    def __init__(self, callsheet):
        super().__init__(callsheet)
        self.farm = {"farmId": callsheet.farm_id}
        # Without botocore's own look at what is sent.
        self.loose = callsheet.client(
            config=Config(parameter_validation=False, retries={"max_attempts": 1}))

    def arn(self, *words):
        return FARMS + "/".join([self.farm["farmId"], *words])

    def queue(self, **more):
        made = self.deadline.create_queue(**self.farm, **{"displayName": "Queue"} | more)
        return self.farm | {"queueId": made["queueId"]}

    def new_fleet(self, **more):
        made = self.deadline.create_fleet(**self.farm, **{
            "displayName": "Fleet", "roleArn": ROLE, "maxWorkerCount": 10,
            "configuration": CUSTOMER_MANAGED} | more)
        return self.farm | {"fleetId": made["fleetId"]}

    def pair(self, queue=None, fleet=None, **more):
        """A queue and a fleet of its own that works for it."""
        queue, fleet = queue or self.queue(**more), fleet or self.new_fleet()
        self.deadline.create_queue_fleet_association(**queue | fleet)
        return queue, fleet

    def worker(self, fleet, **more):
        return Worker(self.deadline, fleet, **more)

    def tell(self, ids):
        return self.deadline.get_job(**ids)

    def steps(self, ids):
        return [ids | {"stepId": one["stepId"]} for one in self.every("list_steps", "steps", ids)]

    def tasks(self, ids):
        return self.every("list_tasks", "tasks", ids)

    def statuses(self, ids, at=0):
        return [task["runStatus"] for task in self.tasks(self.steps(ids)[at])]

    def task(self, ids, number=0, at=0):
        one = self.steps(ids)[at]
        return one | {"taskId": self.tasks(one)[number]["taskId"]}

    def failed(self, template, queue=None, **options):
        """Submits what cannot be created; the message that says why."""
        text = template if isinstance(template, str) else json.dumps(template)
        ids = (queue or self.ids)
        made = ids | {"jobId": self.deadline.create_job(
            **ids, template=text, templateType="JSON", priority=50, **options)["jobId"]}
        seen = wait_for("the verdict", lambda: self.created(made))
        assert seen["lifecycleStatus"] == "CREATE_FAILED", seen["lifecycleStatusMessage"]
        return seen["lifecycleStatusMessage"], made

    def plain(self, queue=None, tasks=None, **options):
        return self.submit(job(step("Only", "true", tasks=tasks)), queue=queue, **options)


class Worker:
    """A worker of a fleet, started; `held` is what it was last told to run, in order."""

    def __init__(self, deadline, fleet, **more):
        self.deadline, self.held = deadline, []
        self.ids = fleet | {"workerId": deadline.create_worker(**fleet, **more)["workerId"]}
        self.told = self.say("STARTED")

    def say(self, status, **more):
        return self.deadline.update_worker(**self.ids, status=status, **more)

    def ask(self, **reports):
        """Reports on actions, by their place in `held` as in `_0={…}`; returns the answer."""
        updates = {self.held[int(place[1:])]: report for place, report in reports.items()}
        answer = self.deadline.update_worker_schedule(
            **self.ids, updatedSessionActions=updates)
        self.answer = answer
        sessions = answer["assignedSessions"]
        self.session = next(iter(sessions), None)
        actions = sessions[self.session]["sessionActions"] if self.session else []
        self.held = [action["sessionActionId"] for action in actions]
        self.kinds = [next(iter(action["definition"])) for action in actions]
        self.canceled = answer["cancelSessionActions"].get(self.session, [])
        return answer

    def say_all(self, status="SUCCEEDED"):
        return self.ask(**{f"_{place}": ended(status) for place in range(len(self.held))})

    def finish(self):
        """Runs all that it holds and is given, successfully."""
        while self.held:
            self.say_all()

    def status(self):
        return self.deadline.get_worker(**self.ids)["status"]


def runs():
    return {"startedAt": now()}


def ended(status="SUCCEEDED"):
    if status == "NEVER_ATTEMPTED":
        return {"completedStatus": status}
    return {"completedStatus": status, "startedAt": now(), "endedAt": now(), "processExitCode": 0}
