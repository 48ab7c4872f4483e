"""What listeners hear of a farm, also when the server is killed under them."""
import json
import os
import signal
import subprocess

from harness.events import Listener, chain
from harness.server import Callsheet, Farm, bare_environment, binary
from harness.templates import job, step
from harness.waiting import wait_for

JOB_RUN = "Job Run Status Change"
JOB_LIFECYCLE = "Job Lifecycle Status Change"
TASK_RUN = "Task Run Status Change"
TASKS = 12


def work(farm, tasks=TASKS, seconds=0.0):
    run = step("Work", "bash", "-c", f"sleep {seconds}", tasks=tasks)
    return farm.submit(job(run))


def run_chain(listener, job_id):
    return chain(listener.of(JOB_RUN, jobId=job_id), "previousTaskRunStatus", "taskRunStatus")


# semantics 8.1-4, 8.1-5, 8.1-8
def test_semantics_8_1_a_listener_hears_the_life_of_a_job(farm_on_both):
    farm = farm_on_both
    listener = Listener(farm.callsheet, type=[JOB_RUN, JOB_LIFECYCLE, TASK_RUN])
    mine = work(farm)
    farm.ended(mine)
    wait_for("the job's last event",
             lambda: run_chain(listener, mine["jobId"])[-1:] == ["SUCCEEDED"])
    life = chain(listener.of(JOB_LIFECYCLE, jobId=mine["jobId"]),
                 "previousLifecycleStatus", "lifecycleStatus")
    assert life == ["CREATE_IN_PROGRESS", "CREATE_COMPLETE"]
    last = listener.of(JOB_RUN, jobId=mine["jobId"])[-1]
    assert last["taskRunStatusCounts"]["SUCCEEDED"] == TASKS
    assert len(last["taskRunStatusCounts"]) == 12
    tasks = {event["taskId"] for event in listener.of(TASK_RUN)}
    assert len(tasks) == TASKS
    for task in tasks:
        statuses = chain(listener.of(TASK_RUN, taskId=task), "previousRunStatus", "runStatus")
        assert statuses[-1] == "SUCCEEDED", statuses
    assert len({event["id"] for event in listener.events}) == len(listener.events)
    # Whoever comes later hears the same again, from the event that it names.
    again = Listener(farm.callsheet, after=listener.ids[0], type=[JOB_RUN, JOB_LIFECYCLE, TASK_RUN])
    wait_for("the same events", lambda: again.events == listener.events[1:])
    # And of one job nothing of another.
    other = Listener(farm.callsheet, after=listener.ids[0], jobId="job-" + "0" * 32)
    one = Listener(farm.callsheet, after=listener.ids[0], jobId=mine["jobId"], type=JOB_RUN)
    wait_for("the job's events", lambda: len(one.events) == len(listener.of(JOB_RUN)))
    assert other.events == []


# semantics 8.1-9
def test_nothing_is_lost_when_the_server_is_killed(farm_on_both):
    farm = farm_on_both
    listener = Listener(farm.callsheet, type=[JOB_RUN, TASK_RUN])
    mine = work(farm, tasks=30, seconds=0.1)
    for so_many in (3, 12):
        wait_for("some tasks", lambda: len(listener.of(TASK_RUN, runStatus="SUCCEEDED")) >= so_many)
        killed = farm.callsheet.server_pid()
        os.kill(killed, signal.SIGKILL)
        wait_for("another server", lambda: farm.callsheet.server_pid() != killed)
    farm.ended(mine)
    wait_for("the job's last event",
             lambda: run_chain(listener, mine["jobId"])[-1:] == ["SUCCEEDED"])
    assert listener.breaks >= 2
    tasks = {event["taskId"] for event in listener.of(TASK_RUN, jobId=mine["jobId"])}
    assert len(tasks) == 30
    for task in tasks:
        statuses = chain(listener.of(TASK_RUN, taskId=task), "previousRunStatus", "runStatus")
        assert statuses[-1] == "SUCCEEDED", (task, statuses)


def test_tail_prints_what_happens(farm):
    words = [binary(), "events", "tail", "--data-dir", farm.callsheet.data_dir]
    tail = subprocess.Popen([*words, "--type", "job-lifecycle", "--count", "3", "--output", "json"],
                            env=bare_environment(farm.callsheet.home), stdout=subprocess.PIPE,
                            text=True)
    # It says nothing before something happens; so something does until it does.
    seen = []

    def submitted_and_seen():
        seen.append(work(farm, tasks=1)["jobId"])
        return tail.poll() is not None

    wait_for("the end of tail", submitted_and_seen, every_s=0.5)
    events = [json.loads(line) for line in tail.stdout.read().splitlines()]
    # Of three in a row at least one begins a job.
    begun = next(event for event in events
                 if event["detail"]["lifecycleStatus"] == "CREATE_IN_PROGRESS")
    assert begun["detail"]["jobId"] in seen
    done = subprocess.run([*words, "--type", "job-lifecycle", "--count", "1",
                           "--after", begun["cursor"]],
                          env=bare_environment(farm.callsheet.home), capture_output=True, text=True,
                          timeout=60)
    assert "CREATE_IN_PROGRESS -> CREATE_COMPLETE" in done.stdout, done
    refused = subprocess.run([*words, "--after", "nonsense"], capture_output=True, text=True,
                             env=bare_environment(farm.callsheet.home), timeout=60)
    assert refused.returncode == 1 and "after" in refused.stderr, refused


def test_nothing_is_written_while_nobody_listens():
    with Callsheet() as callsheet:
        farm = Farm(callsheet)
        farm.ended(work(farm, tasks=1))
        listener = Listener(callsheet)
        first = listener.last_id
        # The first position that is ever given away comes after the listener.
        assert first.split("-")[1] == "0", first
