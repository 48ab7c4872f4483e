"""Job attachments over the embedded S3: whose credentials reach what, CopyJobTemplate, and the
stock CLI that uploads what a job needs."""
import json
import os

import pytest
from botocore.exceptions import ClientError

from harness.attachments import BUCKET, queue_with
from harness.clients import DeadlineCli
from harness.s3 import blobs, refused
from harness.templates import job, step

MINE, THEIRS = "studio/mine", "studio/theirs"


@pytest.fixture(scope="module")
def mine(farm):
    return queue_with(farm, MINE)


@pytest.fixture(scope="module")
def theirs(farm):
    return queue_with(farm, THEIRS)


def credentials(farm, queue, use="user"):
    assume = getattr(farm.deadline, f"assume_queue_role_for_{use}")
    return assume(**queue)["credentials"]


def s3_of(farm, queue, use="user"):
    return farm.callsheet.client("s3", keys=credentials(farm, queue, use))


@pytest.fixture(scope="module")
def admin(farm):
    return farm.callsheet.client("s3")


@pytest.fixture(scope="module")
def planted(farm, admin, mine, theirs):
    """An object and an upload below each queue's root."""
    uploads = {}
    for root in (MINE, THEIRS):
        admin.put_object(Bucket=BUCKET, Key=f"{root}/Data/x", Body=b"x")
        uploads[root] = admin.create_multipart_upload(
            Bucket=BUCKET, Key=f"{root}/Data/parts")["UploadId"]
    return uploads


def operations(root, upload):
    """Every operation that is served, aimed below this root."""
    key = {"Bucket": BUCKET, "Key": f"{root}/Data/x"}
    part = {"Bucket": BUCKET, "Key": f"{root}/Data/parts", "UploadId": upload}
    source = {"Bucket": BUCKET, "Key": f"{root}/Data/x"}
    return {
        "list_buckets": {}, "create_bucket": {"Bucket": "new-one"},
        "delete_bucket": {"Bucket": BUCKET}, "head_bucket": {"Bucket": BUCKET},
        "get_bucket_location": {"Bucket": BUCKET},
        "put_object": key | {"Body": b"y"}, "get_object": key, "head_object": key,
        "copy_object": {"Bucket": BUCKET, "Key": f"{root}/copy", "CopySource": source},
        "delete_object": key,
        "delete_objects": {"Bucket": BUCKET, "Delete": {"Objects": [{"Key": key["Key"]}]}},
        "list_objects": {"Bucket": BUCKET, "Prefix": f"{root}/"},
        "list_objects_v2": {"Bucket": BUCKET, "Prefix": f"{root}/"},
        "list_multipart_uploads": {"Bucket": BUCKET, "Prefix": f"{root}/"},
        "create_multipart_upload": {"Bucket": BUCKET, "Key": f"{root}/new"},
        "upload_part": part | {"PartNumber": 1, "Body": b"y"},
        "upload_part_copy": part | {"PartNumber": 1, "CopySource": source},
        "list_parts": part,
        "complete_multipart_upload": part | {
            "MultipartUpload": {"Parts": [{"PartNumber": 1, "ETag": '"e"'}]}},
        "abort_multipart_upload": part,
    }


OWN_BUCKET = {"head_bucket", "get_bucket_location"}


def test_a_queue_reaches_nothing_of_another_queue(farm, planted, theirs, mine):
    client = s3_of(farm, mine)
    for operation, words in operations(THEIRS, planted[THEIRS]).items():
        if operation in OWN_BUCKET:
            getattr(client, operation)(**words)
            continue
        with pytest.raises(ClientError) as refusal:
            getattr(client, operation)(**words)
        error = refusal.value.response["Error"]["Code"]
        assert error in ("AccessDenied", "403"), (operation, error)
    left = farm.callsheet.client("s3").list_objects_v2(Bucket=BUCKET, Prefix=f"{THEIRS}/")
    assert [one["Key"] for one in left["Contents"]] == [f"{THEIRS}/Data/x"]


def test_a_queue_of_another_bucket_reaches_nothing_here(farm, admin, planted):
    admin.create_bucket(
        Bucket="elsewhere", CreateBucketConfiguration={"LocationConstraint": "us-west-2"})
    client = s3_of(farm, queue_with(farm, MINE, bucket="elsewhere"))
    for operation, words in operations(MINE, planted[MINE]).items():
        with pytest.raises(ClientError) as refusal:
            getattr(client, operation)(**words)
        assert refusal.value.response["Error"]["Code"] in ("AccessDenied", "403"), operation


def test_a_queue_without_settings_and_a_fleet_reach_nothing(farm, planted):
    from_fleet = farm.deadline.assume_fleet_role_for_read(**farm.fleet)["credentials"]
    bare = {"farmId": farm.ids["farmId"], "queueId": farm.deadline.create_queue(
        farmId=farm.ids["farmId"], displayName="Bare",
        roleArn="arn:aws:iam::000000000000:role/queue")["queueId"]}
    clients = [s3_of(farm, bare), farm.callsheet.client("s3", keys=from_fleet)]
    for client in clients:
        for operation, words in operations(MINE, planted[MINE]).items():
            with pytest.raises(ClientError) as refusal:
                getattr(client, operation)(**words)
            assert refusal.value.response["Error"]["Code"] in ("AccessDenied", "403"), operation


def test_a_queue_writes_and_reads_its_own(farm, mine, theirs, planted):
    client = s3_of(farm, mine)
    where = {"Bucket": BUCKET, "Key": f"{MINE}/Data/own"}
    client.put_object(**where, Body=b"own")
    assert client.get_object(**where)["Body"].read() == b"own"
    listed = client.list_objects_v2(Bucket=BUCKET, Prefix=f"{MINE}/")
    assert where["Key"] in [one["Key"] for one in listed["Contents"]]
    client.copy_object(**where | {"Key": f"{MINE}/copy"}, CopySource=where)
    for prefix in ({}, {"Prefix": ""}, {"Prefix": MINE}, {"Prefix": "studio/"}):
        with refused("AccessDenied", 403):
            client.list_objects_v2(Bucket=BUCKET, **prefix)
    for key in (f"{MINE}-not/x", MINE, f"{THEIRS}/x", "x"):
        with refused("AccessDenied", 403):
            client.put_object(Bucket=BUCKET, Key=key, Body=b"")
    stolen = {"Bucket": BUCKET, "Key": f"{THEIRS}/Data/x"}
    with refused("AccessDenied", 403):
        client.copy_object(**where, CopySource=stolen)
    upload = client.create_multipart_upload(Bucket=BUCKET, Key=f"{MINE}/parts")["UploadId"]
    with refused("AccessDenied", 403):
        client.upload_part_copy(
            Bucket=BUCKET, Key=f"{MINE}/parts", UploadId=upload, PartNumber=1, CopySource=stolen)
    client.abort_multipart_upload(Bucket=BUCKET, Key=f"{MINE}/parts", UploadId=upload)
    with refused("AccessDenied", 403):
        client.delete_object(**where)


def test_credentials_for_reading_only_read(farm, mine, planted):
    client = s3_of(farm, mine, "read")
    where = {"Bucket": BUCKET, "Key": f"{MINE}/Data/x"}
    assert client.get_object(**where)["Body"].read() == b"x"
    with refused("AccessDenied", 403):
        client.put_object(**where, Body=b"y")
    with refused("AccessDenied", 403):
        client.create_multipart_upload(**where)


def test_a_session_token_belongs_to_its_key(farm, mine):
    keys = dict(credentials(farm, mine)) | {"sessionToken": "another"}
    client = farm.callsheet.client("s3", keys=keys)
    with refused("InvalidAccessKeyId", 403):
        client.list_objects_v2(Bucket=BUCKET, Prefix=f"{MINE}/")


# CopyJobTemplate.

TEMPLATE = json.dumps(job(step("Only", "true"), name="Template to copy"), indent=3)


@pytest.fixture(scope="module")
def submitted(farm):
    made = farm.deadline.create_job(
        **farm.ids, template=TEMPLATE, templateType="JSON", priority=50)
    return farm.ids | {"jobId": made["jobId"]}


# semantics 3.8-1
def test_a_template_is_copied_as_it_was_submitted(farm, admin, submitted):
    target = {"bucketName": BUCKET, "key": "templates/../odd name.json"}
    for _ in range(2):
        answer = farm.deadline.copy_job_template(**submitted, targetS3Location=target)
        assert answer["templateType"] == "JSON"
    got = admin.get_object(Bucket=BUCKET, Key=target["key"])
    assert got["Body"].read().decode() == TEMPLATE
    assert got["ContentType"] == "application/json"


def test_a_template_is_not_for_those_who_move_files(farm, admin, mine, submitted):
    client = farm.callsheet.client(keys=credentials(farm, mine))
    target = {"bucketName": BUCKET, "key": f"{MINE}/template"}
    with refused("AccessDeniedException", 403):
        client.copy_job_template(**submitted, targetS3Location=target)
    with refused("404"):
        admin.head_object(Bucket=BUCKET, Key=target["key"])


def test_a_template_that_cannot_be_copied(farm, submitted):
    def copy(ids, bucket, key="k"):
        farm.deadline.copy_job_template(
            **ids, targetS3Location={"bucketName": bucket, "key": key})

    with pytest.raises(farm.deadline.exceptions.ValidationException) as refusal:
        copy(submitted, "no-such-bucket")
    names = [field["name"] for field in refusal.value.response["fieldList"]]
    assert names == ["targetS3Location.bucketName"]
    with refused("ValidationException", 400):
        copy(submitted, BUCKET, "ü" * 1000)
    with pytest.raises(farm.deadline.exceptions.ResourceNotFoundException):
        copy(submitted | {"jobId": "job-" + "0" * 32}, BUCKET)


# The stock CLI.

def refer_to(bundle, inputs, outputs):
    """Says which folders of a bundle go in and come out."""
    (bundle / "asset_references.json").write_text(json.dumps({"assetReferences": {
        "inputs": {"filenames": [], "directories": [str(bundle / inputs)]},
        "outputs": {"directories": [str(bundle / outputs)]}}}))


@pytest.fixture
def bundle(tmp_path):
    """A job with an input file, one in a folder, an empty one, and a place for outputs."""
    (tmp_path / "bundle/scene").mkdir(parents=True)
    (tmp_path / "bundle/scene/shot.txt").write_text("camera 1\n" * 1000)
    (tmp_path / "bundle/scene/name with ü.txt").write_text("odd")
    (tmp_path / "bundle/scene/empty").write_text("")
    made = job(step("Only", "true"), name="With attachments") | {"parameterDefinitions": [
        {"name": "Scene", "type": "PATH", "objectType": "DIRECTORY", "dataFlow": "IN",
         "default": "scene"}]}
    (tmp_path / "bundle/template.json").write_text(json.dumps(made))
    refer_to(tmp_path / "bundle", "scene", "out")
    return str(tmp_path / "bundle")


@pytest.mark.parametrize("version", ["0.60.10", "0.54.3"])
def test_a_bundle_is_submitted_with_its_files(farm, admin, bundle, version):
    root = "cli/" + version.replace(".", "-")
    queue = queue_with(farm, root)
    cli = DeadlineCli(version, farm.callsheet)
    words = ["--queue-id", queue["queueId"], "--farm-id", queue["farmId"]]
    job_id = cli.submit(bundle, *words)
    keys = {one["Key"]: one["Size"] for one in admin.list_objects_v2(
        Bucket=BUCKET, Prefix=f"{root}/")["Contents"]}
    data = [key for key in keys if key.startswith(f"{root}/Data/")]
    assert len(data) == 3 and sorted(keys[key] for key in data) == [0, 3, 9000]
    attachments = farm.deadline.get_job(**queue, jobId=job_id)["attachments"]
    manifest_key = f"{root}/Manifests/{attachments['manifests'][0]['inputManifestPath']}"
    manifest = json.loads(admin.get_object(Bucket=BUCKET, Key=manifest_key)["Body"].read())
    assert {os.path.basename(path["path"]) for path in manifest["paths"]} == {
        "shot.txt", "name with ü.txt", "empty"}
    # What another submission has uploaded already is not uploaded again.
    before = blobs(farm.callsheet)
    cli.submit(bundle, *words)
    new = set(blobs(farm.callsheet)) - set(before)
    assert len(new) <= 1, "nothing but another manifest is uploaded"
