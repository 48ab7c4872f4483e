"""The edges of requests to the embedded S3, as its documentation has them: ranges, conditions,
parts, copies, presigned addresses, what is said of objects, and times; on both stores."""
import concurrent.futures
import datetime
import hashlib
import re
import urllib.error
import urllib.request

import botocore.auth
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

from harness.s3 import MIB, answer, blobs, crc32, raw, refused

BUCKET = "shelf"


@pytest.fixture(scope="module")
def s3(server_on_both):
    client = server_on_both.client("s3")
    client.create_bucket(
        Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": "us-west-2"})
    return client


@pytest.fixture
def key(request):
    return re.sub("[^A-Za-z0-9]+", "-", request.node.name).strip("-")


def body_of(s3, key, **options):
    return s3.get_object(Bucket=BUCKET, Key=key, **options)["Body"].read()


def is_absent(s3, key):
    with refused("404", 404):
        s3.head_object(Bucket=BUCKET, Key=key)


# Ranges.

@pytest.mark.parametrize(
    "asked", ["bytes=5-2", "bytes=a-b", "lines=0-1", "bytes=", "0-1", "bytes=0-1,3-4"])
def test_what_is_not_one_range_is_refused(s3, asked):
    """HTTP would have it ignored; no client of ours sends it."""
    s3.put_object(Bucket=BUCKET, Key="digits", Body=b"0123456789")
    status, body, _ = answer(raw(s3, "GET", f"/{BUCKET}/digits", {"Range": asked}))
    assert status == 400 and b"InvalidArgument" in body, (status, body)


def test_a_head_says_what_a_range_is_and_a_part_has_no_checksum_of_the_whole(s3, key):
    s3.put_object(Bucket=BUCKET, Key=key, Body=b"0123456789", ChecksumAlgorithm="CRC32")
    head = s3.head_object(Bucket=BUCKET, Key=key, Range="bytes=2-4")
    assert head["ContentRange"] == "bytes 2-4/10" and head["ContentLength"] == 3
    part = s3.get_object(Bucket=BUCKET, Key=key, Range="bytes=2-4", ChecksumMode="ENABLED")
    assert part["Body"].read() == b"234" and "ChecksumCRC32" not in part


def test_every_range_of_an_object_of_parts(s3, key):
    """The first and the last byte of each part, and what lies across."""
    bodies = [b"a" * (5 * MIB), b"b" * (5 * MIB), b"c" * 10]
    put_in_parts(s3, key, *bodies)
    whole = b"".join(bodies)
    edges = [0, 1, 5 * MIB - 1, 5 * MIB, 5 * MIB + 1, 10 * MIB - 1, 10 * MIB, len(whole) - 1]
    for first in edges:
        for last in edges:
            if first <= last <= first + 5 * MIB + 2:
                got = body_of(s3, key, Range=f"bytes={first}-{last}")
                assert got == whole[first:last + 1], (first, last)
    assert body_of(s3, key, Range="bytes=-11") == whole[-11:]


# Conditions.

def test_a_condition_names_several_or_any(s3, key):
    etag = s3.put_object(Bucket=BUCKET, Key=key, Body=b"x")["ETag"]
    path = f"/{BUCKET}/{key}"
    for headers, status in [
            ({"If-Match": "*"}, 200), ({"If-None-Match": "*"}, 304),
            ({"If-Match": etag.strip('"')}, 200), ({"If-None-Match": etag.strip('"')}, 304)]:
        assert answer(raw(s3, "GET", path, headers))[0] == status, headers


def test_of_two_conditions_the_etag_counts(s3, key):
    etag = s3.put_object(Bucket=BUCKET, Key=key, Body=b"x")["ETag"]
    modified = s3.head_object(Bucket=BUCKET, Key=key)["LastModified"]
    assert body_of(s3, key, IfNoneMatch='"other"', IfModifiedSince=modified) == b"x"
    with pytest.raises(ClientError) as refusal:
        s3.get_object(
            Bucket=BUCKET, Key=key, IfNoneMatch=etag,
            IfModifiedSince=modified - datetime.timedelta(hours=1))
    assert refusal.value.response["ResponseMetadata"]["HTTPStatusCode"] == 304


def test_of_many_that_put_at_once_if_there_is_none_one_does(server_on_both, s3, key):
    def body(number):
        """Too many bytes for a row of the store: each put makes a file, and all but one go."""
        return b"%d " % number * 50_000

    def put(number):
        try:
            s3.put_object(Bucket=BUCKET, Key=key, Body=body(number), IfNoneMatch="*")
        except ClientError as refusal:
            return refusal.response["Error"]["Code"]
        return number

    before = len(blobs(server_on_both))
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        told = list(pool.map(put, range(8)))
    [winner] = [one for one in told if isinstance(one, int)]
    assert {one for one in told if one != winner} <= {
        "PreconditionFailed", "ConditionalRequestConflict", "OperationAborted"}
    assert body_of(s3, key) == body(winner)
    assert len(blobs(server_on_both)) == before + 1


# Bodies.

@pytest.mark.parametrize("where", ["", "?partNumber=1&uploadId={upload}"])
def test_a_body_of_more_than_five_gibibytes_is_refused_before_it_comes(s3, key, where):
    path = f"/{BUCKET}/{key}" + where.format(upload=begin(s3, key))
    much = {"Content-Length": str(5 * 1024 * MIB + 1), "Expect": "100-continue"}
    status, text, _ = answer(raw(s3, "PUT", path, much, b"", "UNSIGNED-PAYLOAD"))
    assert status == 400 and b"EntityTooLarge" in text
    is_absent(s3, key)


# Uploads in parts.

def begin(s3, key, **options):
    return s3.create_multipart_upload(Bucket=BUCKET, Key=key, **options)["UploadId"]


def put_part(s3, key, upload, number, body, **options):
    part = s3.upload_part(
        Bucket=BUCKET, Key=key, UploadId=upload, PartNumber=number, Body=body, **options)
    return {"PartNumber": number, "ETag": part["ETag"]}


def complete(s3, key, upload, *parts, **options):
    return s3.complete_multipart_upload(
        Bucket=BUCKET, Key=key, UploadId=upload, MultipartUpload={"Parts": list(parts)}, **options)


def put_in_parts(s3, key, *bodies):
    upload = begin(s3, key)
    parts = [put_part(s3, key, upload, n, body) for n, body in enumerate(bodies, start=1)]
    return complete(s3, key, upload, *parts)


def test_numbers_of_parts_may_leave_gaps(s3, key):
    upload = begin(s3, key)
    last = put_part(s3, key, upload, 10_000, b"last")
    first = put_part(s3, key, upload, 7, b"f" * (5 * MIB))
    complete(s3, key, upload, first, last)
    assert body_of(s3, key) == b"f" * (5 * MIB) + b"last"


def test_parts_that_a_completion_leaves_out_are_gone(server_on_both, s3, key):
    upload = begin(s3, key)
    put_part(s3, key, upload, 1, b"left out")
    complete(s3, key, upload, put_part(s3, key, upload, 2, b"kept"))
    assert body_of(s3, key) == b"kept"
    with refused("NoSuchUpload", 404):
        s3.list_parts(Bucket=BUCKET, Key=key, UploadId=upload)


def test_a_part_that_was_replaced_is_not_named_by_its_old_etag(s3, key):
    upload = begin(s3, key)
    old = put_part(s3, key, upload, 1, b"old")
    new = put_part(s3, key, upload, 1, b"new")
    with refused("InvalidPart", 400):
        complete(s3, key, upload, old)
    with refused("InvalidPartOrder", 400):
        complete(s3, key, upload, new, new)
    complete(s3, key, upload, new)
    assert body_of(s3, key) == b"new"


def test_an_aborted_upload_takes_nothing(server_on_both, s3, key):
    before = blobs(server_on_both)
    upload = begin(s3, key)
    part = put_part(s3, key, upload, 1, b"part")
    s3.abort_multipart_upload(Bucket=BUCKET, Key=key, UploadId=upload)
    with refused("NoSuchUpload", 404):
        put_part(s3, key, upload, 2, b"late" * MIB)
    with refused("NoSuchUpload", 404):
        complete(s3, key, upload, part)
    is_absent(s3, key)
    assert not [size for name, size in blobs(server_on_both).items()
                if name not in before and size > MIB]


def test_an_upload_belongs_to_its_key(s3, key):
    upload = begin(s3, key)
    part = put_part(s3, key, upload, 1, b"part")
    other = f"{key}-other"
    for call in (lambda: put_part(s3, other, upload, 1, b"x"),
                 lambda: complete(s3, other, upload, part),
                 lambda: s3.list_parts(Bucket=BUCKET, Key=other, UploadId=upload),
                 lambda: s3.abort_multipart_upload(Bucket=BUCKET, Key=other, UploadId=upload)):
        with refused("NoSuchUpload", 404):
            call()
    complete(s3, key, upload, part)


def test_a_wrong_part_is_refused_and_leaves_nothing(server_on_both, s3, key):
    upload = begin(s3, key)
    good = put_part(s3, key, upload, 1, b"good")
    before = blobs(server_on_both)
    with refused("BadDigest", 400):
        put_part(s3, key, upload, 1, b"bad", ChecksumCRC32=crc32(b"good"))
    with refused("BadDigest", 400):
        put_part(s3, key, upload, 2, b"bad", ContentMD5="AAAAAAAAAAAAAAAAAAAAAA==")
    assert blobs(server_on_both) == before
    [part] = s3.list_parts(Bucket=BUCKET, Key=key, UploadId=upload)["Parts"]
    assert part["ETag"] == good["ETag"]
    with refused("BadDigest", 400):
        complete(s3, key, begin_of_whole(s3, key, b"x"), {"PartNumber": 1, "ETag": md5(b"x")},
                 ChecksumCRC32=crc32(b"y"), ChecksumType="FULL_OBJECT")
    with refused("InvalidRequest", 400):
        complete(s3, key, upload, good, MpuObjectSize=5)
    complete(s3, key, upload, good, MpuObjectSize=4)


def md5(body):
    return f'"{hashlib.md5(body).hexdigest()}"'


def begin_of_whole(s3, key, body):
    upload = begin(s3, key, ChecksumAlgorithm="CRC32", ChecksumType="FULL_OBJECT")
    put_part(s3, key, upload, 1, body, ChecksumAlgorithm="CRC32")
    return upload


def test_an_upload_takes_what_another_put_in_the_meantime(s3, key):
    upload = begin(s3, key)
    part = put_part(s3, key, upload, 1, b"parts")
    etag = s3.put_object(Bucket=BUCKET, Key=key, Body=b"whole")["ETag"]
    with refused("PreconditionFailed", 412):
        complete(s3, key, upload, part, IfMatch='"00000000000000000000000000000000"')
    assert body_of(s3, key) == b"whole"
    complete(s3, key, upload, part, IfMatch=etag)
    assert body_of(s3, key) == b"parts"


@pytest.mark.parametrize(
    "asked", ["bytes=5-2", "bytes=0-", "bytes=-3", "0-1", "bytes=0-10", "bytes=10-12"])
def test_a_part_is_copied_from_within_its_source(s3, key, asked):
    s3.put_object(Bucket=BUCKET, Key="digits", Body=b"0123456789")
    upload = begin(s3, key)
    with refused("InvalidArgument", 400):
        s3.upload_part_copy(
            Bucket=BUCKET, Key=key, UploadId=upload, PartNumber=1, CopySourceRange=asked,
            CopySource={"Bucket": BUCKET, "Key": "digits"})
    assert "Parts" not in s3.list_parts(Bucket=BUCKET, Key=key, UploadId=upload)


# Copies.

def test_a_copy_keeps_what_was_said_unless_it_is_told_to_replace_it(s3, key):
    s3.put_object(Bucket=BUCKET, Key=key, Body=b"x", ContentType="text/plain",
                  CacheControl="no-store", Metadata={"a": "1"})
    source = {"Bucket": BUCKET, "Key": key}
    s3.copy_object(Bucket=BUCKET, Key=f"{key}-2", CopySource=source, MetadataDirective="COPY",
                   Metadata={"b": "2"}, ContentType="image/png")
    kept = s3.head_object(Bucket=BUCKET, Key=f"{key}-2")
    assert kept["Metadata"] == {"a": "1"} and kept["ContentType"] == "text/plain"
    assert kept["CacheControl"] == "no-store"
    s3.copy_object(Bucket=BUCKET, Key=f"{key}-3", CopySource=source, MetadataDirective="REPLACE")
    bare = s3.head_object(Bucket=BUCKET, Key=f"{key}-3")
    assert bare["Metadata"] == {} and "CacheControl" not in bare
    with refused("InvalidArgument", 400):
        s3.copy_object(
            Bucket=BUCKET, Key=f"{key}-4", CopySource=source, MetadataDirective="MOVE")
    is_absent(s3, f"{key}-4")


def test_a_copy_of_parts_is_one_piece_and_outlives_its_source(s3, key):
    bodies = [b"1" * (5 * MIB), b"2"]
    put_in_parts(s3, key, *bodies)
    s3.copy_object(
        Bucket=BUCKET, Key=f"{key}-2", CopySource={"Bucket": BUCKET, "Key": key},
        ChecksumAlgorithm="SHA256")
    s3.delete_object(Bucket=BUCKET, Key=key)
    got = s3.get_object(Bucket=BUCKET, Key=f"{key}-2", ChecksumMode="ENABLED")
    assert got["Body"].read() == b"".join(bodies) and got["ETag"] == md5(b"".join(bodies))
    assert got["ChecksumSHA256"]


def test_what_is_copied_is_there_and_named(s3, key):
    s3.put_object(Bucket=BUCKET, Key=key, Body=b"x")
    s3.copy_object(Bucket=BUCKET, Key=f"{key}-2", CopySource=f"/{BUCKET}/{key}")
    assert body_of(s3, f"{key}-2") == b"x"
    with refused("NoSuchBucket", 404):
        s3.copy_object(
            Bucket=BUCKET, Key=f"{key}-3", CopySource={"Bucket": "nowhere", "Key": key})
    with refused("NoSuchBucket", 404):
        s3.copy_object(
            Bucket="nowhere", Key=key, CopySource={"Bucket": BUCKET, "Key": key})
    for source in ("", BUCKET):
        status, text, _ = answer(raw(
            s3, "PUT", f"/{BUCKET}/{key}-4", {"x-amz-copy-source": source}))
        assert status == 400, (source, status, text)
    is_absent(s3, f"{key}-4")


# What is said of an object.

@pytest.mark.parametrize("value", [
    "", "a,b", 'say "it"', "50%", "a=b; c", "two  spaces", '"\\u00fc"', "x" * 1500, "a\\b", "~`^|"])
def test_metadata_comes_back_as_it_was_sent(s3, key, value):
    s3.put_object(Bucket=BUCKET, Key=key, Body=b"", Metadata={"asset-root-json": value})
    for got in (s3.head_object(Bucket=BUCKET, Key=key), s3.get_object(Bucket=BUCKET, Key=key)):
        assert got["Metadata"] == {"asset-root-json": value}


def test_names_of_metadata_are_lower_case(s3, key):
    s3.put_object(Bucket=BUCKET, Key=key, Body=b"", Metadata={"Asset-Root": "x", "N.1_2": "y"})
    assert s3.head_object(Bucket=BUCKET, Key=key)["Metadata"] == {"asset-root": "x", "n.1_2": "y"}


def test_an_object_without_a_type_is_bytes(s3, key):
    s3.put_object(Bucket=BUCKET, Key=key, Body=b"x")
    assert s3.head_object(Bucket=BUCKET, Key=key)["ContentType"] == "binary/octet-stream"


def test_an_answer_says_of_an_object_what_it_is_asked_to(s3, key):
    s3.put_object(Bucket=BUCKET, Key=key, Body=b"x", ContentType="text/plain",
                  ContentDisposition="inline")
    got = s3.get_object(Bucket=BUCKET, Key=key, ResponseContentType="image/png",
                        ResponseContentDisposition='attachment; filename="a.png"',
                        ResponseCacheControl="no-store")
    assert got["ContentType"] == "image/png" and got["CacheControl"] == "no-store"
    assert got["ContentDisposition"] == 'attachment; filename="a.png"'
    assert s3.head_object(Bucket=BUCKET, Key=key)["ContentType"] == "text/plain"


# Presigned addresses and times.

@pytest.fixture
def signer(server_on_both):
    return server_on_both.client("s3", config=Config(signature_version="s3v4"))


def asked(address, method="GET", body=None, **headers):
    request = urllib.request.Request(address, data=body, method=method, headers=headers)
    try:
        with urllib.request.urlopen(request) as got:
            return got.status, got.read()
    except urllib.error.HTTPError as refusal:
        return refusal.code, refusal.read()


def aged(monkeypatch, **age):
    """Signs as if it had been so long ago."""
    then = datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(**age)
    monkeypatch.setattr(
        botocore.auth, "get_current_datetime",
        lambda remove_tzinfo=True: then.replace(tzinfo=None) if remove_tzinfo else then)


def test_an_address_is_for_its_method_and_headers(s3, signer, key):
    where = {"Bucket": BUCKET, "Key": f"{key}/ü +&?#%25"}
    put = signer.generate_presigned_url("put_object", where | {"ContentType": "text/plain"})
    assert asked(put, "PUT", b"x", **{"Content-Type": "image/png"})[0] == 403
    assert asked(put, "PUT", b"x", **{"Content-Type": "text/plain"})[0] == 200
    get = signer.generate_presigned_url("get_object", where)
    assert asked(get) == (200, b"x")
    assert asked(get, "DELETE")[0] == 403 and asked(get, "PUT", b"y")[0] == 403
    head = signer.generate_presigned_url("head_object", where)
    assert asked(head, "HEAD") == (200, b"")
    assert asked(get, Range="bytes=0-0") == (206, b"x")
    delete = signer.generate_presigned_url("delete_object", where)
    assert asked(delete, "DELETE")[0] == 204
    assert asked(get)[0] == 404


def test_an_address_expires(signer, key, monkeypatch):
    where = {"Bucket": BUCKET, "Key": key}
    signer.put_object(**where, Body=b"x")
    aged(monkeypatch, minutes=10)
    assert asked(signer.generate_presigned_url("get_object", where, ExpiresIn=3600))[0] == 200
    status, text = asked(signer.generate_presigned_url("get_object", where, ExpiresIn=60))
    assert status == 403 and b"AccessDenied" in text, text


@pytest.mark.parametrize("seconds", [0, -1, 7 * 24 * 3600 + 1])
def test_an_address_is_for_up_to_seven_days(signer, key, seconds):
    address = signer.generate_presigned_url(
        "get_object", {"Bucket": BUCKET, "Key": key}, ExpiresIn=seconds)
    status, text = asked(address)
    assert status in (400, 403), (status, text)


def test_a_request_of_another_time_is_refused(s3, key, monkeypatch):
    s3.put_object(Bucket=BUCKET, Key=key, Body=b"x")
    for age in ({"minutes": 30}, {"minutes": -30}):
        aged(monkeypatch, **age)
        with refused("RequestTimeTooSkewed", 403):
            s3.get_object(Bucket=BUCKET, Key=key)
