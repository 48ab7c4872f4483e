"""The real binary on a free port and in a folder of its own, as a user would start it."""
import contextlib
import json
import os
import shlex
import shutil
import signal
import subprocess
import tempfile
import threading

import boto3

from harness.waiting import wait_for

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


def binary():
    path = os.environ.get("CALLSHEET_BIN", os.path.join(ROOT, "target/debug/callsheet"))
    assert os.access(path, os.X_OK), f"there is no {path}: build it, or name it in CALLSHEET_BIN"
    return os.path.abspath(path)


def bare_environment(home):
    """What a new user has: nothing of AWS, of callsheet or of `deadline`."""
    kept = ("PATH", "LANG", "TERM", "USER", "LOGNAME", "TMPDIR")
    return {name: os.environ[name] for name in kept if name in os.environ} | {"HOME": home}


class Callsheet:
    """One data folder, and what runs on it."""

    def __init__(self, command="up", store=None, flags=(), planted=None, config=None):
        self.folder = tempfile.mkdtemp(prefix="callsheet-conformance-")
        self.data_dir = os.path.join(self.folder, "data")
        self.home = os.path.join(self.folder, "home")
        os.mkdir(self.home)
        self.command = [binary(), command, "--data-dir", self.data_dir, *flags]
        if "--listen" not in flags:
            self.command += ["--listen", "127.0.0.1:0"]
        if store:
            self.command += ["--store", store]
        if config:
            os.mkdir(self.data_dir, 0o700)
            with open(os.path.join(self.data_dir, "callsheet.toml"), "w") as file:
                file.write(config)
        self.planted = planted or {}
        self.process = None
        # The operations that clients of `client` were answered, in order.
        self.calls = []

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def start(self):
        self.log = open(os.path.join(self.folder, "log"), "a+")
        self.process = subprocess.Popen(
            self.command, env=bare_environment(self.home) | self.planted, cwd=self.home,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=self.log, text=True)
        watchdog = threading.Timer(60, self.process.kill)
        watchdog.start()
        line = self.process.stdout.readline()
        watchdog.cancel()
        assert line.startswith("callsheet is ready at "), f"{line!r}\n{self.log_text()}"
        self.endpoint = line.split()[-1]
        # Somebody has to read what else is printed, or the process would wait for it.
        threading.Thread(target=self.process.stdout.read, daemon=True).start()
        with open(os.path.join(self.data_dir, "provision.json")) as file:
            provision = json.load(file)
        self.farm_id, self.queue_id, self.fleet_id = (
            provision[key] for key in ("farm_id", "queue_id", "fleet_id"))

    def stop(self):
        """Ends it as a service manager would; a clean end is part of every test."""
        if self.process is None:
            return
        self.process.send_signal(signal.SIGTERM)
        try:
            code = self.process.wait(timeout=45)
        except subprocess.TimeoutExpired:
            self.process.kill()
            raise AssertionError(f"did not end within 45 s\n{self.log_text()}") from None
        finally:
            self.process = None
        assert code == 0, f"ended with {code}\n{self.log_text()}"

    def log_text(self):
        self.log.seek(0)
        return self.log.read()[-20_000:]

    def server_pid(self):
        """The process that serves, a child of the one that holds the socket."""
        with open(os.path.join(self.data_dir, "run.json")) as file:
            return json.load(file)["server_pid"]

    def environment(self, *flags):
        """A bare environment with what `callsheet env` prints evaluated in it."""
        bare = bare_environment(self.home)
        words = [binary(), "env", "--data-dir", self.data_dir, *flags]
        script = f'eval "$({shlex.join(words)})" && env -0'
        done = subprocess.run(["bash", "-ec", script], env=bare, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        pairs = (pair.split("=", 1) for pair in done.stdout.split("\0") if pair)
        return {name: value for name, value in pairs if name not in ("_", "SHLVL", "PWD")}

    def client(self, service="deadline", keys=None, **options):
        """A boto3 client as a user's own script would make it."""
        with environment_set(self.environment()):
            words = {}
            if keys:
                words = {"aws_access_key_id": keys["accessKeyId"],
                         "aws_secret_access_key": keys["secretAccessKey"],
                         "aws_session_token": keys.get("sessionToken")}
            client = boto3.Session(**words).client(service, **options)
        client.meta.events.register("after-call.deadline", self.note)
        return client

    def note(self, model, **_):
        self.calls.append(model.name)


# There is one environment for all threads: each would give back what another had set.
ENVIRONMENT = threading.RLock()


@contextlib.contextmanager
def environment_set(variables):
    """boto3 looks at the environment while it makes a client, and not after."""
    with ENVIRONMENT:
        before = dict(os.environ)
        os.environ.clear()
        os.environ.update(variables)
        try:
            yield
        finally:
            os.environ.clear()
            os.environ.update(before)


class Farm:
    """A running callsheet with its farm, queue and fleet, and words for what tests do there."""

    def __init__(self, callsheet):
        self.callsheet = callsheet
        self.deadline = callsheet.client()
        self.ids = {"farmId": callsheet.farm_id, "queueId": callsheet.queue_id}
        self.fleet = {"farmId": callsheet.farm_id, "fleetId": callsheet.fleet_id}

    def submit(self, template, parameters=None, queue=None, **options):
        """Creates a job and returns its three ids once it is created."""
        text = template if isinstance(template, str) else json.dumps(template)
        job_id = self.deadline.create_job(
            **(queue or self.ids), template=text,
            templateType="YAML" if isinstance(template, str) else "JSON",
            parameters=parameters or {}, priority=50, **options)["jobId"]
        job = (queue or self.ids) | {"jobId": job_id}
        created = wait_for("the job's creation", lambda: self.created(job))
        assert created["lifecycleStatus"] == "CREATE_COMPLETE", created
        return job

    def created(self, job):
        found = self.deadline.get_job(**job)
        return found if found["lifecycleStatus"] != "CREATE_IN_PROGRESS" else None

    def ended(self, job, status="SUCCEEDED", deadline_s=120):
        """Waits until the job has a final status, and that it is this one."""
        final = {"SUCCEEDED", "FAILED", "CANCELED", "NOT_COMPATIBLE"}

        def look():
            found = self.deadline.get_job(**job)
            return found if found["taskRunStatus"] in final else None

        found = wait_for(f"the job's end as {status}", look, deadline_s)
        if found["taskRunStatus"] != status:
            raise AssertionError(f"{found['taskRunStatus']}, not {status}\n{self.story(job)}")
        return found

    def settled(self, job, status="SUCCEEDED", deadline_s=120):
        """Waits for the job's end and that of its sessions, which leave their environments after
        it; returns every session action."""
        self.ended(job, status, deadline_s)

        def all_ended():
            sessions = self.every("list_sessions", "sessions", job)
            return all(session["lifecycleStatus"] == "ENDED" for session in sessions)

        wait_for("the end of the job's sessions", all_ended, deadline_s)
        return list(self.actions(job))

    def actions(self, job):
        """Every session action of a job, each read by itself, in order of session and number."""
        sessions = self.every("list_sessions", "sessions", job)
        for session in sorted(sessions, key=lambda session: session["startedAt"]):
            listed = self.every(
                "list_session_actions", "sessionActions", job,
                sessionId=session["sessionId"])
            for action in listed:
                yield self.deadline.get_session_action(
                    **job, sessionActionId=action["sessionActionId"])

    def every(self, operation, member, ids, **options):
        paginator = self.deadline.get_paginator(operation)
        return [item for page in paginator.paginate(**ids, **options) for item in page[member]]

    def story(self, job):
        """What a failed job looks like, for the message of a failed test."""
        lines = [f"{action['status']} {action['definition']} {action.get('progressMessage', '')}"
                 for action in self.actions(job)]
        return "\n".join(lines) + "\n" + self.log_of(job) + "\n" + self.callsheet.log_text()

    def log_of(self, job):
        logs = self.callsheet.client("logs")
        group = f"/aws/deadline/{job['farmId']}/{job['queueId']}"
        lines = []
        for session in self.every("list_sessions", "sessions", job):
            try:
                lines += logs.get_log_events(
                    logGroupName=group, logStreamName=session["sessionId"],
                    startFromHead=True)["events"]
            except logs.exceptions.ResourceNotFoundException:
                continue
        return "\n".join(line["message"] for line in lines)
