"""The embedded S3 as the S3 documentation has it, with boto3: every operation that `docs/s3.md`
claims, on both stores."""
import base64
import datetime
import hashlib
import io
import os
import re
import sys
import urllib.error
import urllib.request

import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

from harness.s3 import (
    MIB, answer, aws_chunked, blobs, crc32, crc32c, crc64nvme, raw, refused)
from harness.waiting import wait_for

BUCKET = "shelf"
ODD_KEYS = [
    "..", "../../etc/passwd", "/absolute", "a//b", "a/../b", "./x", "folder/", "plus+plus",
    "with space", "per%cent", "%2F", "ünïcödé/日本語", "emoji-🎬", "quote\"'<&>", "tab\there",
    "a?b#c", "=", "~!@$^*()", "k" * 1024, "é" * 512,
]


@pytest.fixture(scope="module")
def s3(farm_on_both):
    client = farm_on_both.callsheet.client("s3")
    client.create_bucket(
        Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": "us-west-2"})
    return client


@pytest.fixture
def key(request):
    return re.sub("[^A-Za-z0-9]+", "-", request.node.name).strip("-")


def body_of(s3, key, **options):
    return s3.get_object(Bucket=BUCKET, Key=key, **options)["Body"].read()


def keys(s3, **options):
    pages = s3.get_paginator("list_objects_v2").paginate(Bucket=BUCKET, **options)
    return [one["Key"] for page in pages for one in page.get("Contents", [])]


# Buckets.

def test_buckets_are_made_named_and_deleted(s3):
    s3.create_bucket(Bucket="other", CreateBucketConfiguration={"LocationConstraint": "us-west-2"})
    names = [bucket["Name"] for bucket in s3.list_buckets()["Buckets"]]
    assert {"job-attachments", "other", BUCKET} <= set(names) and names == sorted(names)
    assert s3.get_bucket_location(Bucket="other")["LocationConstraint"] == "us-west-2"
    head = s3.head_bucket(Bucket="other")
    assert head["BucketRegion"] == "us-west-2"
    with refused("BucketAlreadyOwnedByYou", 409):
        s3.create_bucket(
            Bucket="other", CreateBucketConfiguration={"LocationConstraint": "us-west-2"})
    s3.put_object(Bucket="other", Key="x", Body=b"x")
    with refused("BucketNotEmpty", 409):
        s3.delete_bucket(Bucket="other")
    s3.delete_object(Bucket="other", Key="x")
    upload = s3.create_multipart_upload(Bucket="other", Key="x")["UploadId"]
    with refused("BucketNotEmpty", 409):
        s3.delete_bucket(Bucket="other")
    s3.abort_multipart_upload(Bucket="other", Key="x", UploadId=upload)
    s3.delete_bucket(Bucket="other")
    with refused("404"):
        s3.head_bucket(Bucket="other")
    with refused("NoSuchBucket", 404):
        s3.delete_bucket(Bucket="other")


@pytest.mark.parametrize("operation, words", [
    ("put_object", {"Key": "k", "Body": b"x"}), ("get_object", {"Key": "k"}),
    ("list_objects_v2", {}), ("list_objects", {}), ("delete_object", {"Key": "k"}),
    ("create_multipart_upload", {"Key": "k"}), ("list_multipart_uploads", {}),
    ("get_bucket_location", {}), ("delete_objects", {"Delete": {"Objects": [{"Key": "k"}]}})])
def test_a_bucket_that_is_not_there(s3, operation, words):
    with refused("NoSuchBucket", 404):
        getattr(s3, operation)(Bucket="nowhere", **words)


def test_a_bucket_name_has_its_form(s3):
    for name in ("Upper", "a", "-x-", "192.168.1.1"):
        status, body, _ = answer(raw(s3, "PUT", f"/{name}"))
        assert status == 400 and b"InvalidBucketName" in body, name


# Objects.

def test_an_object_comes_back_as_it_was_put(s3, key):
    put = s3.put_object(
        Bucket=BUCKET, Key=key, Body=b"frame", ContentType="image/png", CacheControl="no-cache",
        ContentDisposition="attachment", ContentEncoding="gzip", ContentLanguage="de",
        Expires=datetime.datetime(2030, 1, 1), Metadata={"asset-root": "/shots/a", "n": "1"})
    assert put["ETag"] == f'"{hashlib.md5(b"frame").hexdigest()}"'
    for got in (s3.get_object(Bucket=BUCKET, Key=key), s3.head_object(Bucket=BUCKET, Key=key)):
        assert got["ETag"] == put["ETag"] and got["ContentLength"] == 5
        assert got["ContentType"] == "image/png" and got["CacheControl"] == "no-cache"
        assert got["ContentDisposition"] == "attachment" and got["ContentEncoding"] == "gzip"
        assert got["ContentLanguage"] == "de" and "2030" in got["ExpiresString"]
        assert got["Metadata"] == {"asset-root": "/shots/a", "n": "1"}
        assert got["AcceptRanges"] == "bytes"
        age = datetime.datetime.now(datetime.timezone.utc) - got["LastModified"]
        assert abs(age.total_seconds()) < 600
    assert body_of(s3, key) == b"frame"


def test_an_object_is_replaced_and_deleted_as_often_as_one_likes(s3, key):
    for body in (b"first", b"second, and longer", b""):
        s3.put_object(Bucket=BUCKET, Key=key, Body=body)
        assert body_of(s3, key) == body
    for _ in range(2):
        assert s3.delete_object(
            Bucket=BUCKET, Key=key)["ResponseMetadata"]["HTTPStatusCode"] == 204
    with refused("NoSuchKey", 404):
        s3.get_object(Bucket=BUCKET, Key=key)
    with refused("404", 404):
        s3.head_object(Bucket=BUCKET, Key=key)


@pytest.mark.parametrize("odd", ODD_KEYS, ids=lambda odd: odd[:12])
def test_a_key_is_any_text_and_never_a_path(s3, odd):
    s3.put_object(Bucket=BUCKET, Key=odd, Body=odd.encode())
    assert body_of(s3, odd) == odd.encode()
    assert odd in keys(s3)
    assert s3.head_object(Bucket=BUCKET, Key=odd)["ContentLength"] == len(odd.encode())
    s3.copy_object(Bucket=BUCKET, Key="copied", CopySource={"Bucket": BUCKET, "Key": odd})
    assert body_of(s3, "copied") == odd.encode()
    s3.delete_objects(Bucket=BUCKET, Delete={"Objects": [{"Key": odd}, {"Key": "copied"}]})
    assert odd not in keys(s3)


@pytest.mark.parametrize("size", [1, 4096, 32 * 1024, 32 * 1024 + 1, 200_000])
def test_it_does_not_matter_where_the_bytes_are(s3, key, size):
    """Few bytes lie in the store and many in a file; nobody can tell by what is answered."""
    body = os.urandom(size)
    etag = s3.put_object(
        Bucket=BUCKET, Key=key, Body=body, ChecksumAlgorithm="SHA256", Metadata={"a": "1"})["ETag"]
    assert body_of(s3, key, IfMatch=etag) == body
    last = size - 1
    ranged = s3.get_object(Bucket=BUCKET, Key=key, Range=f"bytes={last}-")
    assert ranged["Body"].read() == body[last:] and ranged["ContentRange"].endswith(f"/{size}")
    assert body_of(s3, key, Range=f"bytes=0-{size // 2}") == body[:size // 2 + 1]
    source = {"Bucket": BUCKET, "Key": key}
    s3.copy_object(Bucket=BUCKET, Key=f"{key}-copy", CopySource=source)
    upload = s3.create_multipart_upload(Bucket=BUCKET, Key=f"{key}-parts")["UploadId"]
    large = os.urandom(5 * MIB)
    named = parts(s3, f"{key}-parts", upload, large, body)
    s3.complete_multipart_upload(
        Bucket=BUCKET, Key=f"{key}-parts", UploadId=upload, MultipartUpload=named)
    s3.put_object(Bucket=BUCKET, Key=key, Body=b"another")
    assert body_of(s3, key) == b"another" and body_of(s3, f"{key}-copy") == body
    assert body_of(s3, f"{key}-parts") == large + body
    across = s3.get_object(
        Bucket=BUCKET, Key=f"{key}-parts", Range=f"bytes={5 * MIB - 1}-{5 * MIB}")
    assert across["Body"].read() == large[-1:] + body[:1]
    for name in (key, f"{key}-copy", f"{key}-parts"):
        s3.delete_object(Bucket=BUCKET, Key=name)
    with refused("NoSuchKey", 404):
        s3.get_object(Bucket=BUCKET, Key=f"{key}-copy")


def test_files_are_named_by_nothing_that_a_client_says(s3, farm_on_both):
    s3.put_object(Bucket=BUCKET, Key="../../escaped", Body=b"contained" * 10_000)
    assert blobs(farm_on_both.callsheet)
    for name in blobs(farm_on_both.callsheet):
        assert re.fullmatch("[0-9a-f]{32}", name)
    outside = os.path.join(farm_on_both.callsheet.data_dir, "escaped")
    assert not os.path.exists(outside)


def test_a_key_of_more_than_1024_bytes_is_refused(s3):
    with refused("KeyTooLongError", 400):
        s3.put_object(Bucket=BUCKET, Key="k" * 1025, Body=b"")


def test_a_key_and_a_key_below_it_live_side_by_side(s3, key):
    s3.put_object(Bucket=BUCKET, Key=key, Body=b"file")
    s3.put_object(Bucket=BUCKET, Key=f"{key}/below", Body=b"below")
    assert body_of(s3, key) == b"file" and body_of(s3, f"{key}/below") == b"below"


def test_too_much_metadata_is_refused(s3, key):
    with refused("MetadataTooLarge", 400):
        s3.put_object(Bucket=BUCKET, Key=key, Body=b"", Metadata={"a": "x" * 2100})


@pytest.mark.parametrize("words", [
    {"ServerSideEncryption": "AES256"}, {"Tagging": "a=b"}, {"ACL": "public-read"},
    {"WebsiteRedirectLocation": "/x"}, {"ObjectLockMode": "GOVERNANCE"}])
def test_what_is_not_done_is_not_ignored(s3, key, words):
    with refused("NotImplemented", 501):
        s3.put_object(Bucket=BUCKET, Key=key, Body=b"x", **words)
    with refused("404"):
        s3.head_object(Bucket=BUCKET, Key=key)


@pytest.mark.parametrize("operation", [
    "get_bucket_acl", "get_bucket_policy", "get_bucket_versioning", "get_bucket_cors",
    "list_object_versions", "get_bucket_tagging", "get_bucket_lifecycle_configuration"])
def test_operations_that_are_not_claimed_say_so(s3, operation):
    with refused("NotImplemented", 501):
        getattr(s3, operation)(Bucket=BUCKET)


# Ranges.

@pytest.mark.parametrize("asked, first, last", [
    ("bytes=0-0", 0, 0), ("bytes=2-5", 2, 5), ("bytes=7-", 7, 9), ("bytes=-3", 7, 9),
    ("bytes=0-99", 0, 9), ("bytes=-99", 0, 9)])
def test_a_range_is_answered_in_part(s3, asked, first, last):
    s3.put_object(Bucket=BUCKET, Key="digits", Body=b"0123456789")
    got = s3.get_object(Bucket=BUCKET, Key="digits", Range=asked)
    assert got["ResponseMetadata"]["HTTPStatusCode"] == 206
    assert got["ContentRange"] == f"bytes {first}-{last}/10"
    assert got["Body"].read() == b"0123456789"[first:last + 1]
    assert got["ContentLength"] == last - first + 1


@pytest.mark.parametrize("body, asked", [
    (b"0123456789", "bytes=10-"), (b"0123456789", "bytes=-0"), (b"", "bytes=0-8388607")])
def test_a_range_outside_is_416(s3, key, body, asked):
    s3.put_object(Bucket=BUCKET, Key=key, Body=body)
    with pytest.raises(ClientError) as refusal:
        s3.get_object(Bucket=BUCKET, Key=key, Range=asked)
    response = refusal.value.response
    assert response["Error"]["Code"] == "InvalidRange"
    headers = response["ResponseMetadata"]["HTTPHeaders"]
    assert headers["content-range"] == f"bytes */{len(body)}"


# Conditions.

def test_conditional_reads(s3, key):
    etag = s3.put_object(Bucket=BUCKET, Key=key, Body=b"x")["ETag"]
    modified = s3.head_object(Bucket=BUCKET, Key=key)["LastModified"]
    earlier = modified - datetime.timedelta(hours=1)
    for operation in (s3.get_object, s3.head_object):
        def ask(**conditions):
            return operation(Bucket=BUCKET, Key=key, **conditions)
        ask(IfMatch=etag)
        ask(IfNoneMatch='"other"')
        ask(IfModifiedSince=earlier)
        ask(IfUnmodifiedSince=modified)
        ask(IfMatch=etag, IfUnmodifiedSince=earlier)
        for failing in ({"IfMatch": '"other"'}, {"IfUnmodifiedSince": earlier}):
            with pytest.raises(ClientError) as refusal:
                ask(**failing)
            assert refusal.value.response["ResponseMetadata"]["HTTPStatusCode"] == 412
        for same in ({"IfNoneMatch": etag}, {"IfModifiedSince": modified}):
            with pytest.raises(ClientError) as refusal:
                ask(**same)
            metadata = refusal.value.response["ResponseMetadata"]
            assert metadata["HTTPStatusCode"] == 304
    got = s3.get_object(Bucket=BUCKET, Key=key, Range="bytes=0-0", IfMatch=etag)
    assert got["Body"].read() == b"x"


def test_conditional_writes(s3, key):
    with refused("NoSuchKey", 404):
        s3.put_object(Bucket=BUCKET, Key=key, Body=b"0", IfMatch='"e"')
    first = s3.put_object(Bucket=BUCKET, Key=key, Body=b"1", IfNoneMatch="*")["ETag"]
    with refused("PreconditionFailed", 412):
        s3.put_object(Bucket=BUCKET, Key=key, Body=b"2", IfNoneMatch="*")
    s3.put_object(Bucket=BUCKET, Key=key, Body=b"3", IfMatch=first)
    with refused("PreconditionFailed", 412):
        s3.put_object(Bucket=BUCKET, Key=key, Body=b"4", IfMatch=first)
    assert body_of(s3, key) == b"3"
    with refused("PreconditionFailed", 412):
        s3.delete_object(Bucket=BUCKET, Key=key, IfMatch=first)
    assert body_of(s3, key) == b"3"


def test_what_a_failed_condition_refuses_leaves_no_file(s3, key, farm_on_both):
    s3.put_object(Bucket=BUCKET, Key=key, Body=b"kept")
    before = blobs(farm_on_both.callsheet)
    with refused("PreconditionFailed", 412):
        s3.put_object(Bucket=BUCKET, Key=key, Body=b"x" * MIB, IfNoneMatch="*")
    assert blobs(farm_on_both.callsheet) == before


def test_the_owner_that_is_expected_must_be_the_owner(s3, key):
    s3.put_object(Bucket=BUCKET, Key=key, Body=b"x", ExpectedBucketOwner="000000000000")
    for call in (
            lambda other: s3.put_object(Bucket=BUCKET, Key=key, Body=b"y", **other),
            lambda other: s3.get_object(Bucket=BUCKET, Key=key, **other),
            lambda other: s3.list_objects_v2(Bucket=BUCKET, **other)):
        with refused("AccessDenied", 403):
            call({"ExpectedBucketOwner": "111111111111"})
    assert body_of(s3, key) == b"x"


# Checksums.

@pytest.mark.parametrize("name, value", [
    ("ChecksumCRC32", crc32(b"checked")), ("ChecksumCRC32C", crc32c(b"checked")),
    ("ChecksumCRC64NVME", crc64nvme(b"checked")),
    ("ChecksumSHA1", "yGf0RKMGVwcHyP4WZPdg6ANlcsU="),
    ("ChecksumSHA256", "")])
def test_a_checksum_is_compared_kept_and_told(s3, key, name, value):
    digests = {"ChecksumSHA1": hashlib.sha1, "ChecksumSHA256": hashlib.sha256}
    if name in digests:
        value = base64.b64encode(digests[name](b"checked").digest()).decode()
    put = s3.put_object(Bucket=BUCKET, Key=key, Body=b"checked", **{name: value})
    assert put[name] == value
    got = s3.get_object(Bucket=BUCKET, Key=key, ChecksumMode="ENABLED")
    assert got[name] == value and got["ChecksumType"] == "FULL_OBJECT"
    head = s3.head_object(Bucket=BUCKET, Key=key, ChecksumMode="ENABLED")
    assert head[name] == value
    silent = s3.head_object(Bucket=BUCKET, Key=key)
    assert name not in silent
    wrong = "A" + value[1:] if value[0] != "A" else "B" + value[1:]
    with refused("BadDigest", 400):
        s3.put_object(Bucket=BUCKET, Key=key, Body=b"checked", **{name: wrong})


def test_wrong_bodies_are_refused_and_leave_nothing(s3, key, farm_on_both):
    body = b"x" * (2 * MIB)
    before = blobs(farm_on_both.callsheet)
    path = f"/{BUCKET}/{key}"
    sha256 = hashlib.sha256(body).hexdigest()
    for headers, sent, declared, code in [
            ({}, body, "0" * 64, "XAmzContentSHA256Mismatch"),
            ({"Content-MD5": "AAAAAAAAAAAAAAAAAAAAAA=="}, body, sha256, "BadDigest"),
            ({"Content-MD5": "nonsense"}, body, sha256, "InvalidDigest"),
            ({"x-amz-checksum-crc32": "AAAAAA=="}, body, sha256, "BadDigest")]:
        status, text, _ = answer(raw(s3, "PUT", path, headers, sent, declared))
        assert status == 400 and code.encode() in text, (code, status, text)
    with refused("404"):
        s3.head_object(Bucket=BUCKET, Key=key)
    assert blobs(farm_on_both.callsheet) == before


def test_a_truncated_body_leaves_nothing(s3, key, farm_on_both):
    before = blobs(farm_on_both.callsheet)
    sent = b"x" * MIB
    connection = raw(
        s3, "PUT", f"/{BUCKET}/{key}", {"Content-Length": str(2 * MIB)}, sent, "UNSIGNED-PAYLOAD")
    connection.close()
    wait_for("the end of what came in part", lambda: blobs(farm_on_both.callsheet) == before)
    with refused("404"):
        s3.head_object(Bucket=BUCKET, Key=key)


def chunked_headers(length, trailer="x-amz-checksum-crc32"):
    return {"Content-Encoding": "aws-chunked", "x-amz-decoded-content-length": str(length),
            "x-amz-trailer": trailer}


def test_a_streamed_body_with_a_checksum_behind_it(s3, key):
    pieces = [b"a" * 100_000, b"b" * 70_000, b"c"]
    whole = b"".join(pieces)
    trailer = b"x-amz-checksum-crc32:" + crc32(whole).encode()
    status, text, headers = answer(raw(
        s3, "PUT", f"/{BUCKET}/{key}", chunked_headers(len(whole)),
        aws_chunked(pieces, trailer), "STREAMING-UNSIGNED-PAYLOAD-TRAILER"))
    assert status == 200, text
    got = s3.get_object(Bucket=BUCKET, Key=key, ChecksumMode="ENABLED")
    assert got["Body"].read() == whole and got["ChecksumCRC32"] == crc32(whole)
    assert "ContentEncoding" not in got


@pytest.mark.parametrize("pieces, length, trailer, code", [
    ([b"abc"], 3, b"x-amz-checksum-crc32:AAAAAA==", b"BadDigest"),
    ([b"abc"], 3, None, b"In"),
    ([b"abc"], 4, b"x-amz-checksum-crc32:" + crc32(b"abc").encode(), b"IncompleteBody")])
def test_a_streamed_body_that_is_wrong_leaves_nothing(
        s3, key, farm_on_both, pieces, length, trailer, code):
    before = blobs(farm_on_both.callsheet)
    status, text, _ = answer(raw(
        s3, "PUT", f"/{BUCKET}/{key}", chunked_headers(length),
        aws_chunked(pieces, trailer), "STREAMING-UNSIGNED-PAYLOAD-TRAILER"))
    assert status == 400 and code in text, (status, text)
    assert blobs(farm_on_both.callsheet) == before
    with refused("404"):
        s3.head_object(Bucket=BUCKET, Key=key)


# Lists; more of them in `test_s3_lists.py`.

@pytest.fixture(scope="module")
def tree(s3):
    names = [f"tree/{folder}/{n}" for folder in ("a", "b", "b+", "c d") for n in range(5)]
    names += ["tree/top", "tree/zz"]
    for name in names:
        s3.put_object(Bucket=BUCKET, Key=name, Body=name.encode())
    return sorted(names, key=str.encode)


def test_a_list_is_in_the_order_of_bytes_whatever_the_page(s3, tree):
    for size in (1, 3, 7, 1000):
        assert keys(s3, Prefix="tree/", PaginationConfig={"PageSize": size}) == tree
    old = s3.get_paginator("list_objects").paginate(
        Bucket=BUCKET, Prefix="tree/", PaginationConfig={"PageSize": 4})
    assert [one["Key"] for page in old for one in page["Contents"]] == tree


@pytest.mark.parametrize("size", [1, 2, 3, 1000])
@pytest.mark.parametrize("operation", ["list_objects_v2", "list_objects"])
def test_a_delimiter_gathers_what_is_below(s3, tree, operation, size):
    pages = list(s3.get_paginator(operation).paginate(
        Bucket=BUCKET, Prefix="tree/", Delimiter="/", PaginationConfig={"PageSize": size}))
    prefixes = [one["Prefix"] for page in pages for one in page.get("CommonPrefixes", [])]
    found = [one["Key"] for page in pages for one in page.get("Contents", [])]
    assert prefixes == ["tree/a/", "tree/b+/", "tree/b/", "tree/c d/"]
    assert found == ["tree/top", "tree/zz"]
    for page in pages:
        count = len(page.get("CommonPrefixes", [])) + len(page.get("Contents", []))
        assert count <= size and page.get("KeyCount", count) == count


def test_a_list_starts_where_it_is_told(s3, tree):
    after = s3.list_objects_v2(Bucket=BUCKET, Prefix="tree/", StartAfter="tree/b/4")
    assert [one["Key"] for one in after["Contents"]] == tree[tree.index("tree/b/4") + 1:]
    assert after["StartAfter"] == "tree/b/4"
    none = s3.list_objects_v2(Bucket=BUCKET, Prefix="tree/", MaxKeys=0)
    assert none["KeyCount"] == 0 and not none["IsTruncated"]
    one = s3.list_objects_v2(Bucket=BUCKET, Prefix="tree/", MaxKeys=1, FetchOwner=True)
    assert one["IsTruncated"] and one["Contents"][0]["Owner"]["ID"]
    assert one["Contents"][0]["Size"] == len("tree/a/0")
    empty = s3.list_objects_v2(Bucket=BUCKET, Prefix="no such prefix")
    assert empty["KeyCount"] == 0 and "Contents" not in empty
    with refused("InvalidArgument", 400):
        s3.list_objects_v2(Bucket=BUCKET, ContinuationToken="not a token!")


# Deleting many.

def test_many_are_deleted_at_once_and_each_is_told(s3, key):
    names = [f"{key}/{n}" for n in range(20)]
    for name in names:
        s3.put_object(Bucket=BUCKET, Key=name, Body=b"x")
    asked = [{"Key": name} for name in names[:10]] + [{"Key": f"{key}/absent"}]
    done = s3.delete_objects(Bucket=BUCKET, Delete={"Objects": asked})
    assert len(done["Deleted"]) == 11 and "Errors" not in done
    quiet = s3.delete_objects(
        Bucket=BUCKET,
        Delete={"Objects": [{"Key": name} for name in names[10:]], "Quiet": True})
    assert "Deleted" not in quiet
    assert keys(s3, Prefix=f"{key}/") == []


# Copies.

def test_a_copy_takes_what_was_said_or_says_it_anew(s3, key):
    etag = s3.put_object(
        Bucket=BUCKET, Key=key, Body=b"original", ContentType="text/plain",
        Metadata={"a": "1"})["ETag"]
    source = {"Bucket": BUCKET, "Key": key}
    copied = s3.copy_object(Bucket=BUCKET, Key=f"{key}-2", CopySource=source)
    assert copied["CopyObjectResult"]["ETag"] == etag
    got = s3.head_object(Bucket=BUCKET, Key=f"{key}-2")
    assert got["Metadata"] == {"a": "1"} and got["ContentType"] == "text/plain"
    s3.copy_object(
        Bucket=BUCKET, Key=key, CopySource=source, MetadataDirective="REPLACE",
        Metadata={"b": "2"}, ContentType="image/png")
    got = s3.get_object(Bucket=BUCKET, Key=key)
    assert got["Metadata"] == {"b": "2"} and got["Body"].read() == b"original"
    with refused("InvalidRequest", 400):
        s3.copy_object(Bucket=BUCKET, Key=key, CopySource=source)
    with refused("NoSuchKey", 404):
        s3.copy_object(
            Bucket=BUCKET, Key=key, CopySource={"Bucket": BUCKET, "Key": f"{key}-absent"})
    with refused("PreconditionFailed", 412):
        s3.copy_object(
            Bucket=BUCKET, Key=f"{key}-3", CopySource=source, CopySourceIfMatch='"other"')
    with refused("PreconditionFailed", 412):
        s3.copy_object(
            Bucket=BUCKET, Key=f"{key}-3", CopySource=source, CopySourceIfNoneMatch=etag)


# Presigned addresses, and callers that nobody knows.

def test_presigned_addresses(s3, key, farm_on_both):
    where = {"Bucket": BUCKET, "Key": key}
    old = s3.generate_presigned_url("get_object", where)
    with pytest.raises(urllib.error.HTTPError) as older:
        urllib.request.urlopen(old)
    assert "AWSAccessKeyId" in old and older.value.code == 403
    s3 = farm_on_both.callsheet.client("s3", config=Config(signature_version="s3v4"))
    put = s3.generate_presigned_url("put_object", where)
    with urllib.request.urlopen(
            urllib.request.Request(put, data=b"by address", method="PUT")) as done:
        assert done.status == 200
    get = s3.generate_presigned_url("get_object", where)
    with urllib.request.urlopen(get) as got:
        assert got.read() == b"by address"
    with pytest.raises(urllib.error.HTTPError) as changed:
        urllib.request.urlopen(get.replace(key, "other"))
    assert changed.value.code == 403 and b"SignatureDoesNotMatch" in changed.value.read()


def test_strangers_are_refused(s3, farm_on_both):
    endpoint = s3.meta.endpoint_url
    with pytest.raises(urllib.error.HTTPError) as anonymous:
        urllib.request.urlopen(f"{endpoint}/{BUCKET}/digits")
    assert anonymous.value.code == 403
    own = s3._request_signer._credentials.get_frozen_credentials()
    for key, secret, code in [
            ("AKIANOSUCHKEY0000000", "x", "InvalidAccessKeyId"),
            (own.access_key, "wrong", "SignatureDoesNotMatch")]:
        client = farm_on_both.callsheet.client(
            "s3", keys={"accessKeyId": key, "secretAccessKey": secret})
        with refused(code, 403):
            client.list_objects_v2(Bucket=BUCKET)


# Uploads in parts.

def parts(s3, key, upload, *bodies, **options):
    """Uploads them, the last one first, and says what a completion names."""
    named = []
    for number, body in reversed(list(enumerate(bodies, start=1))):
        part = s3.upload_part(
            Bucket=BUCKET, Key=key, UploadId=upload, PartNumber=number, Body=body, **options)
        told = {name: part[name] for name in part if name.startswith("Checksum")}
        named.insert(0, {"PartNumber": number, "ETag": part["ETag"]} | told)
    return {"Parts": named}


@pytest.mark.parametrize("algorithm, kind", [
    ("CRC32", "COMPOSITE"), ("CRC32", "FULL_OBJECT"), ("SHA256", "COMPOSITE"),
    ("SHA1", "COMPOSITE")])
def test_parts_become_an_object(s3, key, algorithm, kind):
    first, last = b"1" * (5 * MIB), b"2" * 1000
    upload = s3.create_multipart_upload(
        Bucket=BUCKET, Key=key, ChecksumAlgorithm=algorithm, ChecksumType=kind,
        Metadata={"m": "1"}, ContentType="image/exr")["UploadId"]
    named = parts(s3, key, upload, first, last, ChecksumAlgorithm=algorithm)
    listed = s3.list_parts(Bucket=BUCKET, Key=key, UploadId=upload)
    assert [part["Size"] for part in listed["Parts"]] == [5 * MIB, 1000]
    assert listed["ChecksumAlgorithm"] == algorithm and listed["ChecksumType"] == kind
    with refused("404"):
        s3.head_object(Bucket=BUCKET, Key=key)
    done = s3.complete_multipart_upload(
        Bucket=BUCKET, Key=key, UploadId=upload, MultipartUpload=named)
    digests = b"".join(hashlib.md5(body).digest() for body in (first, last))
    assert done["ETag"] == f'"{hashlib.md5(digests).hexdigest()}-2"'
    if (algorithm, kind) == ("CRC32", "FULL_OBJECT"):
        assert done["ChecksumCRC32"] == crc32(first + last)
    got = s3.get_object(Bucket=BUCKET, Key=key, ChecksumMode="ENABLED")
    assert got["Body"].read() == first + last
    assert got[f"Checksum{algorithm}"] == done[f"Checksum{algorithm}"]
    assert got["ChecksumType"] == kind
    assert got["Metadata"] == {"m": "1"} and got["ContentType"] == "image/exr"
    over = s3.get_object(Bucket=BUCKET, Key=key, Range=f"bytes={5 * MIB - 2}-{5 * MIB + 1}")
    assert over["Body"].read() == b"1122"
    part = s3.get_object(Bucket=BUCKET, Key=key, PartNumber=2)
    assert part["Body"].read() == last and part["PartsCount"] == 2
    # Its answer may have been lost, so it can be asked for again.
    again = s3.complete_multipart_upload(
        Bucket=BUCKET, Key=key, UploadId=upload, MultipartUpload=named)
    assert again["ETag"] == done["ETag"]


def test_a_completion_must_fit(s3, key):
    upload = s3.create_multipart_upload(Bucket=BUCKET, Key=key)["UploadId"]
    named = parts(s3, key, upload, b"small", b"last")["Parts"]

    def complete(*parts, **options):
        s3.complete_multipart_upload(
            Bucket=BUCKET, Key=key, UploadId=upload, MultipartUpload={"Parts": list(parts)},
            **options)

    with refused("EntityTooSmall", 400):
        complete(*named)
    with refused("InvalidPartOrder", 400):
        complete(*reversed(named))
    with refused("InvalidPart", 400):
        complete({"PartNumber": 3, "ETag": named[0]["ETag"]})
    with refused("InvalidPart", 400):
        complete({"PartNumber": 1, "ETag": '"00000000000000000000000000000000"'})
    with refused("MalformedXML", 400):
        complete()
    with refused("NoSuchUpload", 404):
        s3.complete_multipart_upload(
            Bucket=BUCKET, Key=key, UploadId="0" * 32, MultipartUpload={"Parts": named})
    s3.put_object(Bucket=BUCKET, Key=key, Body=b"was first")
    with refused("PreconditionFailed", 412):
        complete(named[1], IfNoneMatch="*")
    assert body_of(s3, key) == b"was first"
    complete(named[1])
    assert body_of(s3, key) == b"last"
    with refused("NoSuchUpload", 404):
        s3.upload_part(Bucket=BUCKET, Key=key, UploadId=upload, PartNumber=1, Body=b"late")


def test_a_part_is_replaced_and_an_upload_aborted(s3, key, farm_on_both):
    upload = s3.create_multipart_upload(Bucket=BUCKET, Key=key)["UploadId"]
    parts(s3, key, upload, b"old")
    named = parts(s3, key, upload, b"new")
    assert [part["Size"] for part in s3.list_parts(
        Bucket=BUCKET, Key=key, UploadId=upload)["Parts"]] == [3]
    s3.complete_multipart_upload(
        Bucket=BUCKET, Key=key, UploadId=upload, MultipartUpload=named)
    assert body_of(s3, key) == b"new"
    other = s3.create_multipart_upload(Bucket=BUCKET, Key=key)["UploadId"]
    parts(s3, key, other, b"never")
    s3.abort_multipart_upload(Bucket=BUCKET, Key=key, UploadId=other)
    with refused("NoSuchUpload", 404):
        s3.list_parts(Bucket=BUCKET, Key=key, UploadId=other)
    with refused("NoSuchUpload", 404):
        s3.abort_multipart_upload(Bucket=BUCKET, Key=key, UploadId=other)
    assert body_of(s3, key) == b"new"


def test_parts_and_uploads_are_listed_in_pages(s3, key):
    uploads = sorted(
        (name, s3.create_multipart_upload(Bucket=BUCKET, Key=name)["UploadId"])
        for name in (f"{key}/b", f"{key}/a", f"{key}/a"))
    pages = s3.get_paginator("list_multipart_uploads").paginate(
        Bucket=BUCKET, Prefix=f"{key}/", PaginationConfig={"PageSize": 1})
    found = [(one["Key"], one["UploadId"]) for page in pages for one in page["Uploads"]]
    assert sorted(found) == uploads and [name for name, _ in found] == [
        f"{key}/a", f"{key}/a", f"{key}/b"]
    name, upload = uploads[0]
    parts(s3, name, upload, *[b"x"] * 5)
    pages = s3.get_paginator("list_parts").paginate(
        Bucket=BUCKET, Key=name, UploadId=upload, PaginationConfig={"PageSize": 2})
    assert [part["PartNumber"] for page in pages for part in page["Parts"]] == [1, 2, 3, 4, 5]
    for number in (0, 10_001):
        with refused("InvalidArgument", 400):
            s3.upload_part(
                Bucket=BUCKET, Key=name, UploadId=upload, PartNumber=number, Body=b"x")
    for name, upload in uploads:
        s3.abort_multipart_upload(Bucket=BUCKET, Key=name, UploadId=upload)


def test_a_part_is_copied_from_an_object(s3, key):
    s3.put_object(Bucket=BUCKET, Key=f"{key}-source", Body=b"0123456789")
    upload = s3.create_multipart_upload(Bucket=BUCKET, Key=key)["UploadId"]
    source = {"Bucket": BUCKET, "Key": f"{key}-source"}
    copied = s3.upload_part_copy(
        Bucket=BUCKET, Key=key, UploadId=upload, PartNumber=1, CopySource=source,
        CopySourceRange="bytes=2-5")["CopyPartResult"]
    s3.complete_multipart_upload(
        Bucket=BUCKET, Key=key, UploadId=upload,
        MultipartUpload={"Parts": [{"PartNumber": 1, "ETag": copied["ETag"]}]})
    assert body_of(s3, key) == b"2345"


def test_the_transfer_manager_goes_up_and_down(s3, key, tmp_path):
    sent = os.urandom(21 * MIB)
    (tmp_path / "up").write_bytes(sent)
    s3.upload_file(str(tmp_path / "up"), BUCKET, key)
    assert s3.head_object(Bucket=BUCKET, Key=key)["ETag"].endswith('-3"')
    s3.download_file(BUCKET, key, str(tmp_path / "down"))
    assert (tmp_path / "down").read_bytes() == sent


def test_a_body_that_nobody_reads_is_no_request(s3, key):
    """What comes behind it on the same connection is answered as if it had been read."""
    s3.put_object(Bucket=BUCKET, Key=key, Body=b"there")
    body = b"x" * 300_000
    sha256 = hashlib.sha256(body).hexdigest()
    path, absent = f"/{BUCKET}/{key}", {"If-None-Match": "*"}
    connection = raw(s3, "PUT", path, absent, body, sha256)
    first = connection.getresponse()
    assert first.status == 412 and b"PreconditionFailed" in first.read()
    connection.request("GET", "/healthz")
    assert connection.getresponse().status == 200
    connection.close()
    # Who waits for our word is spared the body, and the connection is over.
    waits = {"Expect": "100-continue", "Content-Length": str(len(body))}
    status, _, headers = answer(raw(s3, "PUT", path, absent | waits, b"", sha256))
    assert status == 412 and headers["connection"] == "close"
    assert body_of(s3, key) == b"there"


@pytest.mark.skipif(sys.platform != "linux", reason="memory is looked up in /proc")
def test_who_does_not_read_costs_no_memory(s3, key, farm_on_both):
    """An answer waits where it is, not in the server's memory."""
    def most_mib():
        with open(f"/proc/{farm_on_both.callsheet.server_pid()}/status") as status:
            return int(re.search(r"VmHWM:\s+(\d+) kB", status.read())[1]) // 1024

    size = 128 * MIB
    s3.put_object(Bucket=BUCKET, Key=key, Body=io.BytesIO(bytes(size)))
    before = most_mib()
    connection = raw(s3, "GET", f"/{BUCKET}/{key}", content_sha256="UNSIGNED-PAYLOAD")
    response = connection.getresponse()
    for _ in range(200):
        s3.head_object(Bucket=BUCKET, Key=key)
    assert most_mib() - before < 64
    assert sum(map(len, iter(lambda: response.read(MIB), b""))) == size
    assert most_mib() - before < 64
    connection.close()
    s3.delete_object(Bucket=BUCKET, Key=key)
