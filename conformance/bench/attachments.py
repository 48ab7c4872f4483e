"""How quickly a job's files travel, ours beside AWS's own clients, over one embedded S3.

    CALLSHEET_BIN=target/release/callsheet \\
      conformance/.clients/tests/bin/python conformance/bench/attachments.py [FOLDER]

A job brings a set of files, its one task copies them to its output folder, the outputs are fetched.
Twice, so that the second session finds what the first one left on the machine. Everything runs on
FOLDER's disk (default: a temporary one), whose own speed is that of `cp -r` and a sync.
"""
import contextlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

from harness.clients import DeadlineCli, OurWorker, WorkerAgent  # noqa: E402
from harness.server import Callsheet, Farm, binary  # noqa: E402
from harness.templates import job, step  # noqa: E402

SETS = {"100 files, 1 GiB": (100, (1 << 30) // 100), "20,000 files of 4 KiB": (20_000, 4 << 10)}
COPY = 'mkdir -p "{{Param.Out}}"; begun=$(date +%s%N); cp -r "{{Param.In}}/." "{{Param.Out}}/"; ' \
       'echo "copied in $((($(date +%s%N) - begun) / 1000000)) ms"'


def seconds(work):
    begun = time.monotonic()
    work()
    return time.monotonic() - begun


def make_files(folder, count, size):
    for number in range(count):
        place = os.path.join(folder, f"{number // 1000:03}")
        os.makedirs(place, exist_ok=True)
        with open(os.path.join(place, f"{number:05}.bin"), "wb") as file:
            file.write(os.urandom(size))


def bundle(folder, count, size):
    """Random files in it, so that no two sets share any."""
    os.makedirs(os.path.join(folder, "in"))
    make_files(os.path.join(folder, "in"), count, size)
    made = job(step("Copy", "bash", "-c", COPY), name="Files") | {"parameterDefinitions": [
        {"name": "In", "type": "PATH", "objectType": "DIRECTORY", "dataFlow": "IN",
         "default": "in"},
        {"name": "Out", "type": "PATH", "objectType": "DIRECTORY", "dataFlow": "OUT",
         "default": "out"}]}
    made["steps"][0]["script"]["actions"]["onRun"]["timeout"] = 3600
    with open(os.path.join(folder, "template.json"), "w") as file:
        json.dump(made, file)
    return folder


def queue(farm, name):
    queue_id = farm.deadline.create_queue(
        farmId=farm.ids["farmId"], displayName=name,
        roleArn="arn:aws:iam::000000000000:role/queue", jobRunAsUser={"runAs": "WORKER_AGENT_USER"},
        jobAttachmentSettings={"s3BucketName": "job-attachments", "rootPrefix": name})["queueId"]
    ids = {"farmId": farm.ids["farmId"], "queueId": queue_id}
    farm.deadline.create_queue_fleet_association(**ids, fleetId=farm.fleet["fleetId"])
    return ids


def memory_mib(pid):
    with open(f"/proc/{pid}/status") as file:
        return next(int(line.split()[1]) for line in file if line.startswith("VmHWM")) / 1024


class Theirs:
    name = "AWS's clients"

    def __init__(self, farm, folder):
        self.cli = DeadlineCli("0.60.10", farm.callsheet)
        self.agent = WorkerAgent("0.33.6", farm.callsheet, os.path.join(folder, "agent"))

    def submit(self, bundle, ids):
        return self.cli.submit(bundle, "--farm-id", ids["farmId"], "--queue-id", ids["queueId"])

    def fetch(self, ids):
        self.cli.run("job", "download-output", "--farm-id", ids["farmId"], "--queue-id",
                     ids["queueId"], "--job-id", ids["jobId"], "--yes",
                     "--conflict-resolution", "OVERWRITE")

    def close(self):
        self.agent.close()


class Ours:
    name = "callsheet"

    def __init__(self, farm, folder):
        self.callsheet = farm.callsheet
        self.environment = farm.callsheet.environment()
        os.makedirs(os.path.join(folder, "ours"))
        self.worker = OurWorker(farm.callsheet, os.path.join(folder, "ours"))

    def run(self, *words):
        done = subprocess.run(
            [binary(), *words, "--data-dir", self.callsheet.data_dir], env=self.environment,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def submit(self, bundle, ids):
        said = self.run("submit", bundle, "--queue-id", ids["queueId"], "--output", "json")
        return json.loads(said)["jobId"]

    def fetch(self, ids):
        self.run("job", "download-output", ids["jobId"], "--queue-id", ids["queueId"],
                 "--existing", "replace")

    def close(self):
        self.worker.close()


def took(action):
    return (action["endedAt"] - action["startedAt"]).total_seconds()


def measure(farm, clients, ids, bundle):
    """Seconds by what was done."""
    row = {}
    for visit in ("cold", "warm"):
        begun = time.monotonic()
        made = ids | {"jobId": clients.submit(bundle, ids)}
        row[f"submit, {visit}"] = time.monotonic() - begun
        actions = farm.settled(made, deadline_s=1200)
        sync, run = (next(action for action in actions if kind in action["definition"])
                     for kind in ("syncInputJobAttachments", "taskRun"))
        row[f"sync in, {visit}"] = took(sync)
        if visit == "cold":
            copied = next(line for line in farm.log_of(made).splitlines() if line.startswith("copied in"))
            row["outputs up"] = took(run) - int(copied.split()[-2]) / 1000
            row["outputs down"] = seconds(lambda: clients.fetch(made))
    return row


def disk(folder, source):
    copy = os.path.join(folder, "copy")
    spent = seconds(lambda: subprocess.run(
        ["bash", "-c", 'cp -r "$1" "$2" && find "$2" -type f -print0 | xargs -0 sync', "-",
         source, copy], check=True))
    shutil.rmtree(copy)
    return spent


def main():
    folder = tempfile.mkdtemp(prefix="callsheet-bench-", dir=(sys.argv[1:] or [None])[0])
    tempfile.tempdir = folder
    try:
        for title, (count, size) in SETS.items():
            with Callsheet("server", flags=["--update-interval-s", "1"]) as callsheet:
                farm, rows = Farm(callsheet), {}
                place = os.path.join(folder, "disk")
                source = bundle(place, count, size)
                rows["cp -r, and fsync"] = {"copy": disk(folder, os.path.join(source, "in"))}
                for number, kind in enumerate((Ours, Theirs)):
                    place = os.path.join(folder, f"{number}")
                    source = bundle(place, count, size)
                    with contextlib.closing(kind(farm, place)) as clients:
                        rows[kind.name] = measure(farm, clients, queue(farm, f"q{number}"), source)
                    shutil.rmtree(place)
                shutil.rmtree(os.path.join(folder, "disk"))
                print(f"\n{title}: seconds; the server's memory peaked at "
                      f"{memory_mib(callsheet.server_pid()):.0f} MiB")
                for name, row in rows.items():
                    shown = ", ".join(f"{what} {spent:.2f}" for what, spent in row.items())
                    print(f"  {name:18} {shown}")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
