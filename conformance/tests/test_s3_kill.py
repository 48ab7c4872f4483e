"""The server is killed while objects come in, whole and in parts: what was answered is there and
whole, what was not is there whole or not at all, and a retry completes."""
import collections
import hashlib
import os
import random
import signal
import subprocess
import threading

from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from harness.s3 import MIB
from harness.server import Callsheet, binary
from harness.waiting import wait_for

BUCKET = "job-attachments"
KILLS = 4
ONCE = Config(retries={"total_max_attempts": 1}, connect_timeout=10, read_timeout=10)
PATIENT = Config(retries={"mode": "standard", "max_attempts": 10},
                 connect_timeout=10, read_timeout=10)


class Senders:
    """Threads that put objects until they are told to stop, and what they were answered."""

    def __init__(self, callsheet, seed):
        self.callsheet = callsheet
        self.random = random.Random(seed)
        self.answered, self.tried = {}, collections.defaultdict(set)
        self.stop = threading.Event()
        self.refused = 0
        self.faults = []
        kinds = [self.put_whole, self.put_whole, self.put_in_parts]
        self.threads = [threading.Thread(target=self.run, args=(kind, n))
                        for n, kind in enumerate(kinds)]
        for thread in self.threads:
            thread.start()

    def run(self, put, sender):
        client = self.callsheet.client("s3", config=ONCE)
        number = 0
        while not self.stop.is_set():
            number += 1
            # Some keys are written again and again, so that one replaces another.
            key = f"kill/{sender}/{number % 7}"
            body = os.urandom(self.random.choice([0, 100, 30_000, 300_000, 6 * MIB]))
            self.tried[key].add(hashlib.md5(body).hexdigest())
            try:
                put(client, key, body)
            except (ClientError, BotoCoreError):
                self.refused += 1
                # It may have happened or not, so the one before is no longer sure.
                self.answered.pop(key, None)
            except Exception as fault:
                self.faults.append(fault)
                return
            else:
                self.answered[key] = hashlib.md5(body).hexdigest()

    def put_whole(self, client, key, body):
        client.put_object(Bucket=BUCKET, Key=key, Body=body)

    def put_in_parts(self, client, key, body):
        upload = client.create_multipart_upload(Bucket=BUCKET, Key=key)["UploadId"]
        halves = [body[:5 * MIB], body[5 * MIB:]] if len(body) > 5 * MIB else [body]
        parts = [{"PartNumber": number, "ETag": client.upload_part(
            Bucket=BUCKET, Key=key, UploadId=upload, PartNumber=number, Body=half)["ETag"]}
            for number, half in enumerate(halves, start=1)]
        client.complete_multipart_upload(
            Bucket=BUCKET, Key=key, UploadId=upload, MultipartUpload={"Parts": parts})

    def end(self):
        self.stop.set()
        for thread in self.threads:
            thread.join(60)
        assert not self.faults, self.faults


def check(client, senders):
    """Every object that is listed is one that somebody put, whole; none that was answered is gone."""
    pages = client.get_paginator("list_objects_v2").paginate(Bucket=BUCKET)
    listed = {one["Key"]: one["Size"] for page in pages for one in page.get("Contents", [])}
    for key, size in listed.items():
        got = client.get_object(Bucket=BUCKET, Key=key)["Body"].read()
        found = hashlib.md5(got).hexdigest()
        assert len(got) == size and found in senders.tried[key], key
        assert senders.answered.get(key, found) == found, key
    assert set(senders.answered) <= set(listed)


def test_a_killed_server_leaves_whole_objects_or_none():
    seed = int(os.environ.get("CALLSHEET_KILL_SEED", random.SystemRandom().randrange(2**32)))
    print(f"CALLSHEET_KILL_SEED={seed}")
    moments = random.Random(seed)
    with Callsheet("server") as callsheet:
        client = callsheet.client("s3", config=PATIENT)
        for _ in range(KILLS):
            senders = Senders(callsheet, moments.random())
            wanted = moments.randrange(5, 40)
            wait_for("some objects", lambda: sum(map(len, senders.tried.values())) >= wanted)
            pid = callsheet.server_pid()
            os.kill(pid, signal.SIGKILL)
            wait_for("a new server", lambda: callsheet.server_pid() not in (None, pid), 30, 0.02)
            senders.end()
            check(client, senders)
            for key in senders.tried:
                client.put_object(Bucket=BUCKET, Key=key, Body=b"again")
                assert client.get_object(Bucket=BUCKET, Key=key)["Body"].read() == b"again"
            objects = [{"Key": key} for key in senders.tried]
            client.delete_objects(Bucket=BUCKET, Delete={"Objects": objects})
        done = subprocess.run(
            [binary(), "admin", "check", "--data-dir", callsheet.data_dir],
            capture_output=True, text=True)
        assert done.returncode == 0, done.stdout + done.stderr
