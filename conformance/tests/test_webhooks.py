"""Events as receivers of webhooks see them: real receivers, which check each signature on their
own, and servers that are killed meanwhile."""
import hashlib
import hmac
import http.server
import json
import os
import shutil
import signal
import subprocess
import threading
import time

from harness.events import chain, signed
from harness.server import Callsheet, Farm, bare_environment, binary
from harness.templates import job, step
from harness.waiting import wait_for

JOB_RUN = "Job Run Status Change"
TASK_RUN = "Task Run Status Change"
QUICK = ["--webhook-attempts", "2"]


class Receiver:
    """Takes what comes, if it is signed with its secret; `answer` may refuse or be slow."""

    def __init__(self, answer=lambda: 200):
        self.answer = answer
        self.secret = None
        self.events = []
        self.deliveries = []
        self.faults = []
        receiver = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                body = self.rfile.read(int(self.headers["content-length"]))
                status = receiver.answer()
                if status == 200:
                    receiver.take(self.headers, body)
                self.send_response(status)
                self.send_header("content-length", "0")
                self.end_headers()

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self.server.server_port}/events"

    def take(self, headers, body):
        timestamp = headers["callsheet-timestamp"]
        expected = hmac.new(self.secret.encode(), timestamp.encode() + b"." + body,
                            hashlib.sha256).hexdigest()
        if not hmac.compare_digest(headers["callsheet-signature"], f"v1={expected}"):
            self.faults.append("a wrong signature")
        if abs(time.time() - int(timestamp)) > 60:
            self.faults.append(f"a wrong time: {timestamp}")
        delivery = json.loads(body)
        if delivery["deliveryId"] != headers["callsheet-delivery-id"]:
            self.faults.append("two ids of a delivery")
        self.deliveries.append(delivery["deliveryId"])
        self.events += delivery["events"]

    def close(self):
        self.server.shutdown()
        assert self.faults == []

    def of(self, detail_type, **detail):
        return [event["detail"] for event in self.events if event["detail-type"] == detail_type
                and all(event["detail"].get(name) == value for name, value in detail.items())]


def asked(callsheet, method, path, body=None):
    response = signed(callsheet, method, f"/callsheet/v1/webhooks{path}",
                      json.dumps(body).encode() if body is not None else b"")
    text = response.read()
    assert response.status == 200, (response.status, text)
    return json.loads(text)


def subscribe(callsheet, receiver, *types):
    created = asked(callsheet, "POST", "", {
        "url": receiver.url, "filter": {"detailTypes": list(types)}})
    receiver.secret = created["secret"]
    return created["webhookId"]


def work(farm, tasks, seconds=0.0):
    return farm.submit(job(step("Work", "bash", "-c", f"sleep {seconds}", tasks=tasks)))


def all_tasks_ended(receiver, ids, tasks):
    ended = receiver.of(TASK_RUN, jobId=ids["jobId"], runStatus="SUCCEEDED")
    return len({event["taskId"] for event in ended}) == tasks


def in_order(receiver, ids):
    """Each task's events follow each other; after a kill some may come again."""
    tasks = {event["taskId"] for event in receiver.of(TASK_RUN, jobId=ids["jobId"])}
    seen = set()
    first_time = []
    for event in receiver.events:
        if event["id"] not in seen:
            first_time.append(event)
        seen.add(event["id"])
    for task in tasks:
        own = [event["detail"] for event in first_time if event["detail"].get("taskId") == task]
        assert chain(own, "previousRunStatus", "runStatus")[-1] == "SUCCEEDED"


def test_events_are_posted_signed_and_in_order(farm):
    receiver, deaf = Receiver(), Receiver(lambda: time.sleep(30) or 200)
    # One that never answers keeps nobody else waiting.
    subscribe(farm.callsheet, deaf, TASK_RUN)
    webhook = subscribe(farm.callsheet, receiver, TASK_RUN, JOB_RUN)
    ids = work(farm, 10)
    farm.ended(ids)
    wait_for("all events", lambda: all_tasks_ended(receiver, ids, 10))
    wait_for("the job's last event",
             lambda: receiver.of(JOB_RUN, jobId=ids["jobId"], taskRunStatus="SUCCEEDED"))
    in_order(receiver, ids)
    assert len({event["id"] for event in receiver.events}) == len(receiver.events)
    # Its secret is shown to nobody again, and stands in no log.
    listed = asked(farm.callsheet, "GET", "")
    assert {one["url"] for one in listed["webhooks"]} == {receiver.url, deaf.url}
    assert receiver.secret not in json.dumps(listed)
    assert receiver.secret not in farm.callsheet.log_text()
    asked(farm.callsheet, "DELETE", f"/{webhook}")
    receiver.close()


def test_what_cannot_be_delivered_is_put_aside_and_sent_again():
    with Callsheet(flags=QUICK) as callsheet:
        farm = Farm(callsheet)
        status = {"is": 500}
        receiver = Receiver(lambda: status["is"])
        webhook = subscribe(callsheet, receiver, JOB_RUN)
        ids = work(farm, 1)
        farm.ended(ids)
        words = [binary(), "events", "webhook"]
        flags = ["--data-dir", callsheet.data_dir, "--output", "json"]

        def run(*arguments):
            done = subprocess.run([*words, *arguments, *flags], capture_output=True, text=True,
                                  env=bare_environment(callsheet.home), timeout=60)
            assert done.returncode == 0, done.stderr
            return json.loads(done.stdout)

        letters = wait_for("a dead letter", lambda: run("dead-letters", webhook)["deadLetters"])
        assert letters[0]["attempts"] == 2 and "500" in letters[0]["error"], letters
        assert run("list")["webhooks"][0]["deadLetters"] >= 1
        assert receiver.events == []
        status["is"] = 200
        # Also what came after the first that was given up.
        wait_for("all that is dead, resent", lambda: run("resend", webhook)["due"] == 0
                 and receiver.of(JOB_RUN, taskRunStatus="SUCCEEDED"), every_s=0.5)
        assert run("dead-letters", webhook)["deadLetters"] == []
        run("delete", webhook)
        receiver.close()


def test_a_receiver_that_comes_back_misses_nothing(farm):
    refusals = iter([500, 503])
    receiver = Receiver(lambda: next(refusals, 200))
    subscribe(farm.callsheet, receiver, TASK_RUN)
    ids = work(farm, 5)
    wait_for("all events", lambda: all_tasks_ended(receiver, ids, 5))
    in_order(receiver, ids)
    receiver.close()


def slowly():
    time.sleep(0.05)
    return 200


def test_a_kill_during_delivery_loses_nothing(farm):
    receiver = Receiver(slowly)
    subscribe(farm.callsheet, receiver, TASK_RUN)
    ids = work(farm, 30, seconds=0.05)
    for so_many in (10, 30):
        wait_for("some events", lambda: len(receiver.events) >= so_many)
        killed = farm.callsheet.server_pid()
        os.kill(killed, signal.SIGKILL)
        wait_for("another server", lambda: farm.callsheet.server_pid() != killed)
    wait_for("all events", lambda: all_tasks_ended(receiver, ids, 30))
    in_order(receiver, ids)
    receiver.close()


def test_another_server_goes_on_for_one_that_is_killed(postgres):
    store = postgres.new_database()
    # Two of one farm, so with one key.
    one, other = Callsheet("up", store=store), Callsheet("server", store=store)
    with one:
        os.mkdir(other.data_dir, mode=0o700)
        shutil.copy(os.path.join(one.data_dir, "key"), other.data_dir)
        with other:
            farm = Farm(one)
            receiver = Receiver(slowly)
            subscribe(other, receiver, TASK_RUN)
            # The other server tells of what goes through it when it has heard of the receiver.
            wait_for("an event by way of the other server",
                     lambda: farm.ended(work(farm, 1)) and receiver.events)
            ids = work(farm, 40, seconds=0.1)
            wait_for("some events", lambda: len(receiver.of(TASK_RUN, jobId=ids["jobId"])) >= 10)
            # Whichever of them delivers: the other one knows nothing of it.
            os.kill(other.process.pid, signal.SIGKILL)
            other.process.wait()
            other.process = None
            farm.ended(ids)
            wait_for("all events", lambda: all_tasks_ended(receiver, ids, 40))
            in_order(receiver, ids)
            receiver.close()


def test_the_file_of_events_is_lines_that_survive_a_kill(tmp_path):
    path = tmp_path / "events.jsonl"
    with Callsheet(flags=["--events", "tasks", "--events-file", str(path)]) as callsheet:
        farm = Farm(callsheet)
        ids = work(farm, 20, seconds=0.05)

        def events():
            lines = path.read_text().split("\n")[:-1] if path.exists() else []
            return [json.loads(line) for line in lines]

        wait_for("some lines", lambda: len(events()) >= 10)
        killed = callsheet.server_pid()
        os.kill(killed, signal.SIGKILL)
        wait_for("another server", lambda: callsheet.server_pid() != killed)
        farm.ended(ids)
        kept = Receiver()

        def is_all_there():
            kept.events = events()
            return all_tasks_ended(kept, ids, 20)

        wait_for("all lines", is_all_there)
        in_order(kept, ids)
