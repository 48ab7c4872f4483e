"""Objects in an S3 store of somebody else's: callsheet in front of it (`gateway`), and clients that
are given its own key (`direct`). The store is another callsheet with an account of its own."""
import json
import os

import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

import test_job_attachments
import test_s3
from harness.clients import DeadlineCli
from harness.external import STORE_ACCOUNT, Store, in_front_of
from harness.s3 import MIB, blobs, raw, answer, refused
from harness.server import Farm
from harness.templates import job, step

BUCKET = "job-attachments"
ONCE = Config(retries={"total_max_attempts": 1})
PATIENT = Config(retries={"mode": "standard", "max_attempts": 10})


@pytest.fixture(scope="module")
def store():
    with Store() as store:
        yield store


@pytest.fixture(scope="module")
def farm(store):
    """Everything below asks this one, unless it says otherwise."""
    with in_front_of(store, "gateway") as callsheet:
        yield Farm(callsheet)


@pytest.fixture(scope="module")
def direct(store):
    with in_front_of(store, "direct") as callsheet:
        yield Farm(callsheet)


# What a client of the embedded S3 is promised, is promised here too: the same tests.

@pytest.fixture(scope="module")
def farm_on_both(farm):
    return farm


s3, key, tree = test_s3.s3, test_s3.key, test_s3.tree
admin, mine, theirs, planted, submitted = (
    getattr(test_job_attachments, name)
    for name in ("admin", "mine", "theirs", "planted", "submitted"))


def promised(module, *names):
    globals().update({f"test_{name}": getattr(module, f"test_{name}") for name in names})


promised(
    test_s3, "buckets_are_made_named_and_deleted", "an_object_comes_back_as_it_was_put",
    "a_key_is_any_text_and_never_a_path", "a_range_is_answered_in_part",
    "a_range_outside_is_416", "conditional_reads", "conditional_writes",
    "the_owner_that_is_expected_must_be_the_owner", "a_checksum_is_compared_kept_and_told",
    "wrong_bodies_are_refused_and_leave_nothing", "a_streamed_body_with_a_checksum_behind_it",
    "a_delimiter_gathers_what_is_below", "many_are_deleted_at_once_and_each_is_told",
    "a_copy_takes_what_was_said_or_says_it_anew", "presigned_addresses", "strangers_are_refused",
    "parts_become_an_object", "a_part_is_replaced_and_an_upload_aborted",
    "parts_and_uploads_are_listed_in_pages", "a_part_is_copied_from_an_object",
    "the_transfer_manager_goes_up_and_down")
promised(
    test_job_attachments, "a_queue_reaches_nothing_of_another_queue",
    "a_queue_writes_and_reads_its_own", "credentials_for_reading_only_read",
    "a_queue_without_settings_and_a_fleet_reach_nothing",
    "a_template_is_copied_as_it_was_submitted", "a_template_that_cannot_be_copied")


# The gateway.

def test_objects_are_in_the_store_and_not_here(store, s3, farm):
    s3.put_object(Bucket=BUCKET, Key="where", Body=b"x" * MIB)
    theirs = store.callsheet.client("s3")
    assert theirs.get_object(Bucket=BUCKET, Key="where")["ContentLength"] == MIB
    assert not blobs(farm.callsheet)


def test_errors_of_the_store_are_passed_on(s3):
    with refused("NoSuchUpload", 404):
        s3.upload_part(Bucket=BUCKET, Key="k", UploadId="0" * 32, PartNumber=1, Body=b"x")
    with refused("NoSuchKey", 404):
        s3.get_object(Bucket=BUCKET, Key="no such key")
    with refused("BadDigest", 400):
        s3.put_object(Bucket=BUCKET, Key="k", Body=b"x", ChecksumCRC32="AAAAAA==")
    with refused("NotImplemented", 501):
        s3.get_bucket_acl(Bucket=BUCKET)


def test_signed_chunks_cannot_be_signed_anew(s3):
    status, body, _ = answer(raw(
        s3, "PUT", f"/{BUCKET}/k", {"x-amz-decoded-content-length": "1"}, b"",
        "STREAMING-AWS4-HMAC-SHA256-PAYLOAD"))
    assert status == 501 and b"signed chunks" in body


def test_a_queue_passes_no_folders_nor_rights_on(farm, mine):
    client = test_job_attachments.s3_of(farm, mine)
    for name in (f"{test_job_attachments.MINE}/../theirs/x", f"{test_job_attachments.MINE}/./x"):
        with refused("AccessDenied", 403):
            client.put_object(Bucket=BUCKET, Key=name, Body=b"x")
    with refused("NotImplemented", 501):
        client.put_object(
            Bucket=BUCKET, Key=f"{test_job_attachments.MINE}/x", Body=b"x", ACL="public-read")
    with refused("AccessDenied", 403):
        client.put_object_acl(
            Bucket=BUCKET, Key=f"{test_job_attachments.MINE}/Data/x", ACL="public-read")


def test_a_store_that_is_away_is_said_and_a_retry_completes(farm, store, s3):
    once = farm.callsheet.client("s3", config=ONCE)
    with store.away():
        for call in (
                lambda: once.get_object(Bucket=BUCKET, Key="digits"),
                lambda: once.put_object(Bucket=BUCKET, Key="retried", Body=b"x" * MIB)):
            with pytest.raises(ClientError) as refusal:
                call()
            response = refusal.value.response
            assert response["ResponseMetadata"]["HTTPStatusCode"] == 503
            assert response["Error"]["Code"] == "ServiceUnavailable"
            assert f"http://{store.address}, does not answer" in response["Error"]["Message"]
        # Everything else goes on.
        farm.deadline.get_farm(farmId=farm.ids["farmId"])
    patient = farm.callsheet.client("s3", config=PATIENT)
    patient.put_object(Bucket=BUCKET, Key="retried", Body=b"x" * MIB)
    assert patient.get_object(Bucket=BUCKET, Key="retried")["ContentLength"] == MIB


# Direct.

def test_a_queues_role_is_given_the_stores_own_key(direct, store, s3):
    """Whoever is given it is known here as well: STS, CloudWatch Logs and Deadline verify it."""
    for use in ("user", "read"):
        keys = test_job_attachments.credentials(direct, direct.ids, use)
        assert keys["accessKeyId"] == store.key.access_key
        assert keys["secretAccessKey"] == store.key.secret_key and keys["sessionToken"] == ""
    client = direct.callsheet.client("s3", keys=keys)
    assert client.meta.endpoint_url == f"http://{store.address}"
    client.put_object(
        Bucket=BUCKET, Key="direct", Body=b"x", ExpectedBucketOwner=STORE_ACCOUNT)
    assert store.callsheet.client("s3").get_object(
        Bucket=BUCKET, Key="direct")["Body"].read() == b"x"
    who = direct.callsheet.client("sts", keys=keys).get_caller_identity()
    assert who["Account"] == STORE_ACCOUNT
    own = direct.callsheet.client("sts").get_caller_identity()
    assert own["Account"] == "000000000000"
    group = f"/aws/deadline/{direct.ids['farmId']}/{direct.ids['queueId']}"
    logs = direct.callsheet.client("logs", keys=keys)
    with refused("ResourceNotFoundException"):
        logs.get_log_events(logGroupName=group, logStreamName="no-such-session")
    with refused("AccessDeniedException"):
        logs.get_log_events(logGroupName="elsewhere", logStreamName="x")
    with refused("AccessDeniedException", 403):
        direct.callsheet.client(keys=keys).get_farm(farmId=direct.ids["farmId"])
    wrong = dict(keys) | {"secretAccessKey": "guessed"}
    with refused("SignatureDoesNotMatch"):
        direct.callsheet.client("sts", keys=wrong).get_caller_identity()


def test_callsheet_says_that_it_does_not_serve(direct, store):
    client = direct.callsheet.client("s3", endpoint_url=direct.callsheet.endpoint)
    with refused("NotImplemented", 501) as _:
        client.list_buckets()
    with pytest.raises(ClientError) as refusal:
        client.put_object(Bucket=BUCKET, Key="x", Body=b"x")
    assert f"http://{store.address}" in refusal.value.response["Error"]["Message"]


def test_a_secret_is_never_said(direct, farm, store):
    """Not in a log, nor in what is kept: a secret that was handed out is sealed."""
    test_job_attachments.credentials(direct, direct.ids)
    for one in (direct, farm):
        assert store.key.secret_key not in one.callsheet.log_text()
        for name in os.listdir(one.callsheet.data_dir):
            path = os.path.join(one.callsheet.data_dir, name)
            if os.path.isfile(path):
                with open(path, "rb") as file:
                    assert store.key.secret_key.encode() not in file.read(), name


# Jobs.

@pytest.fixture
def bundle(tmp_path):
    """A job that copies a file of its own into its outputs."""
    for folder in ("in", "out"):
        (tmp_path / folder).mkdir()
    (tmp_path / "in/frame").write_bytes(b"large" * 50_000)
    (tmp_path / "in/small").write_bytes(b"small")
    copied = 'mkdir -p "$2" && cp "$1"/* "$2"'
    made = job(
        step("Copy", "bash", "-ec", copied, "copy", "{{Param.In}}", "{{Param.Out}}"),
        name="Elsewhere") | {"parameterDefinitions": [
            {"name": name, "type": "PATH", "objectType": "DIRECTORY", "dataFlow": flow,
             "default": name.lower()} for name, flow in (("In", "IN"), ("Out", "OUT"))]}
    (tmp_path / "template.json").write_text(json.dumps(made))
    return tmp_path


@pytest.mark.parametrize("mode", ["gateway", "direct"])
def test_a_jobs_files_travel_through_the_store(request, mode, bundle, s3):
    farm = request.getfixturevalue("farm" if mode == "gateway" else "direct")
    cli = DeadlineCli("0.60.10", farm.callsheet)
    ids = farm.ids | {"jobId": cli.submit(str(bundle))}
    farm.ended(ids)
    assert not os.listdir(bundle / "out")
    words = [word for name, value in (("farm", "farmId"), ("queue", "queueId"), ("job", "jobId"))
             for word in (f"--{name}-id", ids[value])]
    cli.run("job", "download-output", *words, "--yes")
    for name in ("frame", "small"):
        assert (bundle / "out" / name).read_bytes() == (bundle / "in" / name).read_bytes()
