"""The disk of the embedded S3 is full: nothing that was refused is there, not even in part, nothing
that was answered is gone, and a retry completes when there is room."""
import hashlib
import os
import subprocess

import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

from harness.s3 import MIB, blobs, refused
from harness.server import Callsheet, binary
from harness.small_disk import may_mount, small_disk

BUCKET = "job-attachments"
ONCE = Config(retries={"total_max_attempts": 1})
LARGE, SMALL = 2 * MIB, 30_000

pytestmark = pytest.mark.skipif(not may_mount(), reason="nothing may be mounted here")


@pytest.fixture(scope="module")
def callsheet():
    callsheet = Callsheet("server")
    os.mkdir(callsheet.data_dir, 0o700)
    try:
        with small_disk(callsheet.data_dir, 48):
            with open(os.path.join(callsheet.data_dir, "ballast"), "wb") as file:
                file.write(bytes(16 * MIB))
            callsheet.start()
            yield callsheet
            callsheet.stop()
    finally:
        callsheet.__exit__()


@pytest.fixture(scope="module")
def s3(callsheet):
    return callsheet.client("s3", config=ONCE)


def put_until_full(put):
    """What was answered, by key; and the key that found no room."""
    answered = {}
    while True:
        key = f"{put.__name__}/{len(answered)}"
        try:
            answered[key] = put(key)
        except ClientError as refusal:
            response = refusal.response
            assert response["ResponseMetadata"]["HTTPStatusCode"] == 503, response
            assert "disk is full" in response["Error"]["Message"], response
            return answered, key
        assert len(answered) < 2000, "the disk does not fill up"


def check(s3, answered):
    for key, digest in answered.items():
        body = s3.get_object(Bucket=BUCKET, Key=key)["Body"].read()
        assert hashlib.md5(body).hexdigest() == digest, key


def test_a_full_disk_leaves_whole_objects_or_none(s3, callsheet):
    def put(key, size):
        body = os.urandom(size)
        s3.put_object(Bucket=BUCKET, Key=key, Body=body)
        return hashlib.md5(body).hexdigest()

    def large(key):
        return put(key, LARGE)

    def small(key):
        return put(key, SMALL)

    upload = s3.create_multipart_upload(Bucket=BUCKET, Key="parts")["UploadId"]
    named = {"Bucket": BUCKET, "Key": "parts", "UploadId": upload, "PartNumber": 1}
    part = os.urandom(6 * MIB)
    answered, no_room = put_until_full(large)
    with pytest.raises(ClientError) as refusal:
        s3.upload_part(**named, Body=part)
    assert refusal.value.response["ResponseMetadata"]["HTTPStatusCode"] == 503
    more, no_room_either = put_until_full(small)
    answered |= more
    assert len(answered) > 5
    for key in (no_room, no_room_either):
        with refused("404"):
            s3.head_object(Bucket=BUCKET, Key=key)
    assert "Parts" not in s3.list_parts(Bucket=BUCKET, Key="parts", UploadId=upload)
    check(s3, answered)
    # One that is there is still the same if nothing could take its place.
    replaced = next(iter(answered))
    with pytest.raises(ClientError):
        s3.put_object(Bucket=BUCKET, Key=replaced, Body=os.urandom(4 * LARGE))
    check(s3, answered)
    assert len(blobs(callsheet)) == len(answered), "what was refused left nothing"

    os.remove(os.path.join(callsheet.data_dir, "ballast"))
    answered |= {no_room: large(no_room), no_room_either: small(no_room_either)}
    tag = s3.upload_part(**named, Body=part)["ETag"]
    s3.complete_multipart_upload(
        Bucket=BUCKET, Key="parts", UploadId=upload,
        MultipartUpload={"Parts": [{"PartNumber": 1, "ETag": tag}]})
    answered["parts"] = hashlib.md5(part).hexdigest()
    check(s3, answered)
    done = subprocess.run(
        [binary(), "admin", "check", "--data-dir", callsheet.data_dir],
        capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
