"""The same for S3, whose bodies may be unsigned or signed in chunks, and whose addresses may be
presigned: what is refused leaves no object."""
import dataclasses

import pytest

from harness.s3 import crc32
from harness.server import Callsheet
from harness.wire import (
    EMPTY, Keys, Line, Request, amz_date, exchanged, in_chunks, presigned, sha256, signed)

BUCKET = "vault"
KEY = f"/{BUCKET}/key"
REFUSALS = {"SignatureDoesNotMatch", "AccessDenied", "InvalidAccessKeyId", "RequestTimeTooSkewed"}


@pytest.fixture(scope="module")
def server():
    with Callsheet("server") as callsheet:
        yield callsheet
        assert "met a bug" not in callsheet.log_text()


@pytest.fixture(scope="module")
def s3(server):
    client = server.client("s3")
    client.create_bucket(
        Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": "us-west-2"})
    client.put_object(Bucket=BUCKET, Key="key", Body=b"secret")
    return client


@pytest.fixture(scope="module")
def admin(server, s3):
    return Keys.of_admin(server)


@pytest.fixture(scope="module")
def role(server, s3):
    deadline = server.client()
    queue = {"farmId": server.farm_id, "queueId": server.queue_id}
    deadline.update_queue(
        **queue, jobAttachmentSettings={"s3BucketName": BUCKET, "rootPrefix": "root"})
    s3.put_object(Bucket=BUCKET, Key="root/key", Body=b"secret")
    return Keys.given(deadline.assume_queue_role_for_user(**queue)["credentials"])


@pytest.fixture(autouse=True)
def nothing_forged(server, s3):
    yield
    keys = [found["Key"] for found in s3.list_objects_v2(Bucket=BUCKET).get("Contents", [])]
    assert "forged" not in keys and "key" in keys
    assert s3.get_object(Bucket=BUCKET, Key="key")["Body"].read() == b"secret"


@pytest.fixture
def ask(server):
    return lambda request, **how: exchanged(server.endpoint, request.sent(**how), request.method)


def to(server, method="GET", path=KEY, **more):
    host = server.endpoint.removeprefix("http://")
    return Request(method, path, headers=[("Host", host), *more.pop("headers", [])], **more)


def forgery(server, **more):
    return to(server, "PUT", f"/{BUCKET}/forged", **more)


def refused(answer, *codes, statuses=(403,)):
    assert answer is not None, "the connection was closed without an answer"
    assert answer.status in statuses and answer.code in (codes or REFUSALS), answer


def granted(answer, body=None):
    assert answer.status == 200 and body in (None, answer.body), answer


# Headers.

def test_nothing_of_a_signed_request_can_be_changed(server, admin, ask):
    request = signed(admin, to(server, query="x-id=GetObject"), "s3")
    granted(ask(request), b"secret")
    for spoilt in (
            request.but(method="DELETE"), request.but(path=f"/{BUCKET}//key"),
            request.but(path=f"/{BUCKET}/./key"), request.but(path=f"/{BUCKET}/%6bey"),
            request.but(path=f"/{BUCKET}/x/../key"), request.but(query=""),
            request.but(query="x-id=GetObject&response-content-type=text/html"),
            request.but(query="x-id=GetObject&X-Amz-Signature=0"),
            request.but(query="x-id=GetObject&Signature=0&AWSAccessKeyId=x&Expires=1"),
            request.setting("Host", f"{BUCKET}.s3.amazonaws.com"),
            request.adding(("Host", "elsewhere")), request.adding(("X-Amz-Acl", "private")),
            request.setting("X-Amz-Date", amz_date(2)), request.claiming("/s3/", "/deadline/"),
            request.adding(("X-Amz-Date", request.value("x-amz-date"))),
            request.adding(("X-Amz-Content-Sha256", EMPTY)),
            request.setting("X-Amz-Content-Sha256", "UNSIGNED-PAYLOAD"),
            request.setting("X-Amz-Content-Sha256", None),
            request.claiming("/us-west-2/", "/eu-west-1/"),
            request.claiming("Signature=", "Signature=0")):
        answer = ask(spoilt)
        assert answer.status in (400, 403), (spoilt, answer)
        assert answer.code in REFUSALS | {"InvalidSignatureException"} or (
            spoilt.method == "HEAD"), answer


def test_what_s3_cannot_read_it_refuses_in_its_own_words(server, admin, ask):
    request = signed(admin, to(server), "s3")
    refused(ask(request.adding(("Host", "elsewhere"))), "SignatureDoesNotMatch")
    refused(ask(request.claiming("SignedHeaders=host;", "SignedHeaders=")), "SignatureDoesNotMatch")
    refused(ask(presigned(admin, to(server), expires=604_801)), "SignatureDoesNotMatch")


@pytest.mark.parametrize("path", ["//key", "/./key", "/../key", "/a/../key", "/a%2F..%2Fkey"])
def test_a_key_is_a_name_and_no_path(server, admin, ask, path):
    """S3 signs and keeps it as it stands there."""
    answer = ask(signed(admin, to(server, path=f"/{BUCKET}{path}"), "s3"))
    assert (answer.status, answer.code) in {
        (404, "NoSuchKey"), (403, "SignatureDoesNotMatch")}, answer


@pytest.mark.parametrize("path", ["/%2e%2e/key", "/%6bey", "/k%65y", "/%c0%ae/key", "/%ff", "/%zz"])
def test_a_key_that_no_client_writes_so_is_refused(server, admin, ask, path):
    answer = ask(signed(admin, to(server, path=f"/{BUCKET}{path}"), "s3"))
    assert answer.status in (400, 403), answer


def test_a_copys_source_is_one(server, admin, ask):
    """Signed as one with a comma, it could be cut into one that is nearer."""
    headers = [("X-Amz-Copy-Source", f"/{BUCKET}/key,more")]
    request = signed(admin, forgery(server, headers=headers), "s3")
    name = "X-Amz-Copy-Source"
    cut = request.setting(name, f"/{BUCKET}/key").adding((name, "more"))
    refused(ask(cut), "SignatureDoesNotMatch")


@pytest.mark.parametrize("later_s", [-305, 320])
def test_what_is_too_old_or_too_new_is_refused(server, admin, ask, later_s):
    refused(ask(signed(admin, to(server), "s3", later_s=later_s)), "RequestTimeTooSkewed")


# Bodies.

def test_a_declared_body_must_come(server, s3, admin, ask):
    for said in (sha256(b"signed"), EMPTY, sha256(b"forged")[:-1] + "x"):
        answer = ask(signed(admin, forgery(server, body=b"forged"), "s3", payload=said))
        assert answer.status in (400, 403), answer
        assert answer.code in {"XAmzContentSHA256Mismatch", "SignatureDoesNotMatch"}, answer


def test_a_body_may_be_unsigned_only_if_that_is_signed(server, admin, ask):
    request = signed(admin, forgery(server, body=b"signed"), "s3")
    refused(ask(request.setting("X-Amz-Content-Sha256", "UNSIGNED-PAYLOAD")))
    refused(ask(request.setting("X-Amz-Content-Sha256", None)))
    refused(ask(signed(admin, forgery(server, body=b"x"), "s3", without=["x-amz-content-sha256"])))


# Presigned addresses.

def test_a_presigned_address_is_good_until_it_expires(server, admin, ask):
    granted(ask(presigned(admin, to(server))), b"secret")
    granted(ask(presigned(admin, to(server), expires=604_800)), b"secret")
    granted(ask(presigned(admin, to(server), expires=604_800, later_s=-604_700)), b"secret")
    refused(ask(presigned(admin, to(server), expires=604_800, later_s=-604_801)), "AccessDenied")
    refused(ask(presigned(admin, to(server), expires=60, later_s=-61)), "AccessDenied")
    refused(ask(presigned(admin, to(server), expires=60, later_s=320)), "RequestTimeTooSkewed")


@pytest.mark.parametrize("expires", ["604801", "0", "-1", "1e3", "", "300.5", "9" * 30, "0x10"])
def test_no_address_is_good_for_longer_than_a_week_or_for_no_time(server, admin, ask, expires):
    refused(ask(presigned(admin, to(server), expires=expires)), "SignatureDoesNotMatch")


def test_nothing_of_an_address_can_be_changed(server, admin, ask):
    good = presigned(admin, to(server))
    query = good.query
    for spoilt in (
            query.replace("Expires=300", "Expires=301"),
            query.replace("Expires=300", "Expires=604800"),
            query + "&X-Amz-Expires=604800", "X-Amz-Expires=604800&" + query,
            query + "&X%2DAmz%2DExpires=604800", query + "&x-amz-expires=604800",
            query + "&response-content-type=text/html", query + "&versionId=null",
            query + "&X-Amz-Signature=0", "X-Amz-Signature=0&" + query,
            query + "&Signature=0&AWSAccessKeyId=x&Expires=9999999999",
            query.replace("SignedHeaders=host", "SignedHeaders="),
            query.replace("SignedHeaders=host", "SignedHeaders=host%3Brange"),
            query.replace("SignedHeaders=host", "SignedHeaders=%0Ahost"),
            query.replace("us-west-2", "eu-west-1"), query.replace("%2Fs3%2F", "%2Fdeadline%2F"),
            query.replace("AWS4-HMAC-SHA256", "AWS4-HMAC-SHA1"), query.replace(admin.id, "AKIAX"),
            query[:-1], query[:-64], query + "0"):
        answer = ask(good.but(query=spoilt))
        assert answer.status in (400, 403), (spoilt, answer)
        assert answer.code in REFUSALS | {"InvalidSignatureException"}, (spoilt, answer)
    refused(ask(good.but(method="DELETE")))
    refused(ask(good.but(path=f"/{BUCKET}/root/key")))
    refused(ask(good.setting("Host", "elsewhere")))
    refused(ask(good.adding(("X-Amz-Security-Token", "x"))))
    refused(ask(signed(admin, good, "s3")))
    refused(ask(presigned(admin, to(server), names=["x-other"]).adding(("X-Other", ""))))


def test_an_address_to_read_does_not_write(server, admin, ask):
    good = presigned(admin, forgery(server).but(method="GET"))
    refused(ask(good.but(method="PUT", body=b"forged")))
    refused(ask(good.but(method="POST")))


def test_a_token_of_an_address_is_signed_with_it(server, role, ask):
    request = to(server, path=f"/{BUCKET}/root/key")
    good = presigned(role, request)
    granted(ask(good), b"secret")
    without = presigned(dataclasses.replace(role, token=None), request)
    refused(ask(without))
    refused(ask(without.adding(("X-Amz-Security-Token", role.token))))
    refused(ask(without.but(query=f"{without.query}&X-Amz-Security-Token={role.token}")))
    refused(ask(presigned(dataclasses.replace(role, token=role.token[:-1]), request)))


# Signed chunks.

PIECES = [b"a" * 8192, b"b" * 8192, b"c" * 10]


def sum_of(pieces=PIECES):
    return f"x-amz-checksum-crc32:{crc32(b''.join(pieces))}"


def flipped(data, at):
    return data[:at] + (b"0" if data[at:at + 1] != b"0" else b"1") + data[at + 1:]


@pytest.mark.parametrize("trailer", [None, sum_of()])
def test_signed_chunks_are_taken(server, s3, admin, ask, trailer):
    request, chunks = in_chunks(admin, to(server, "PUT", f"/{BUCKET}/good"), PIECES, trailer)
    granted(ask(request.but(body=b"".join(chunks))))
    assert s3.get_object(Bucket=BUCKET, Key="good")["Body"].read() == b"".join(PIECES)


def test_without_the_empty_chunk_at_the_end_nothing_is_missing(server, s3, admin, ask):
    """Each byte and their number are signed, so that this is the same upload."""
    request, chunks = in_chunks(admin, to(server, "PUT", f"/{BUCKET}/whole"), PIECES)
    granted(ask(request.but(body=b"".join(chunks[:-1]))))
    assert s3.get_object(Bucket=BUCKET, Key="whole")["Body"].read() == b"".join(PIECES)


SPOILT = {
    "a signature": lambda c: [flipped(c[0], 30), *c[1:]],
    "data": lambda c: [flipped(c[0], 200), *c[1:]],
    "a later signature": lambda c: [c[0], flipped(c[1], 30), *c[2:]],
    "the last data": lambda c: [*c[:2], flipped(c[2], len(c[2]) - 4), *c[3:]],
    "the end's signature": lambda c: [*c[:3], flipped(c[3], 30), *c[4:]],
    "the order": lambda c: [c[1], c[0], *c[2:]],
    "one left out": lambda c: [c[0], *c[2:]],
    "one twice": lambda c: [c[0], *c],
    "the end in the middle": lambda c: [c[0], c[3]],
    "cut before the end": lambda c: c[:2],
    "cut within": lambda c: [*c[:2], c[2][:-5]],
    "no signature": lambda c: [c[0].replace(b";chunk-signature=", b"\r\n", 1), *c[1:]],
    "no chunks": lambda c: [b"".join(PIECES)],
    "nothing": lambda c: [],
    "a huge chunk": lambda c: [b"ffffffffffffffff" + c[0][4:], *c[1:]],
    "a long header": lambda c: [b"2000;" + b"x" * 5000 + c[0][4:], *c[1:]],
}


@pytest.mark.parametrize("trailer", [None, sum_of()])
@pytest.mark.parametrize("what", SPOILT)
def test_spoilt_chunks_are_no_object(server, admin, ask, what, trailer):
    request, chunks = in_chunks(admin, forgery(server), PIECES, trailer)
    body = b"".join(SPOILT[what](chunks))
    refused(ask(request.but(body=body)), "SignatureDoesNotMatch", "IncompleteBody",
            "InvalidRequest", statuses=(400, 403))


SPOILT_TRAILERS = {
    "its value": lambda last: last.replace(b"crc32:", b"crc32:A", 1),
    "its signature": lambda last: flipped(last, len(last) - 10),
    "no signature": lambda last: last.partition(b"\r\n")[0] + b"\r\n\r\n",
    "another one beside it": lambda last: b"x-amz-checksum-sha1:AAAA\r\n" + last,
    "another name": lambda last: last.replace(b"crc32:", b"crc64:", 1),
    "none at all": lambda last: b"",
    "an empty one": lambda last: b"\r\n",
    "no colon": lambda last: b"x\r\n" + last,
}


@pytest.mark.parametrize("what", SPOILT_TRAILERS)
def test_a_spoilt_trailer_is_no_object(server, admin, ask, what):
    request, chunks = in_chunks(admin, forgery(server), PIECES, sum_of())
    body = b"".join([*chunks[:-1], SPOILT_TRAILERS[what](chunks[-1])])
    refused(ask(request.but(body=body)), "SignatureDoesNotMatch", "IncompleteBody",
            "InvalidRequest", "BadDigest", statuses=(400, 403))


def test_a_trailer_of_a_lie_is_no_object(server, admin, ask):
    request, chunks = in_chunks(admin, forgery(server), PIECES, sum_of([b"other"]))
    refused(ask(request.but(body=b"".join(chunks))), "BadDigest", statuses=(400,))


def test_chunks_belong_to_their_request(server, admin, ask):
    """Those of one request, signed in the same second, are none of another's."""
    _, chunks = in_chunks(admin, to(server, "PUT", f"/{BUCKET}/other"), PIECES)
    request, _ = in_chunks(admin, forgery(server), PIECES)
    refused(ask(request.but(body=b"".join(chunks))), statuses=(400, 403))


@pytest.mark.parametrize("name, value", [
    ("X-Amz-Decoded-Content-Length", "1"), ("X-Amz-Decoded-Content-Length", None),
    ("X-Amz-Content-Sha256", "STREAMING-UNSIGNED-PAYLOAD-TRAILER"),
    ("X-Amz-Content-Sha256", "UNSIGNED-PAYLOAD"), ("Content-Encoding", None)])
def test_how_chunks_come_is_signed(server, admin, ask, name, value):
    request, chunks = in_chunks(admin, forgery(server), PIECES)
    refused(ask(request.setting(name, value).but(body=b"".join(chunks))))


def test_chunks_of_a_kind_that_is_not_here_are_refused(server, admin, ask):
    for kind in ("STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD", "STREAMING-X", "streaming-", "x"):
        answer = ask(signed(admin, forgery(server, body=b"forged"), "s3", payload=kind))
        assert 400 <= answer.status <= 501 and answer.status != 500, answer


def test_a_refused_upload_is_not_taken_for_the_next_request(server, admin):
    hidden = signed(admin, forgery(server, body=b"forged"), "s3").sent()
    spoilt = signed(admin, forgery(server, body=b"x"), "s3").but(body=hidden)
    spoilt = spoilt.claiming("Signature=", "Signature=0")
    with Line(server.endpoint) as line:
        line.send(spoilt.sent() + signed(admin, to(server), "s3").sent())
        refused(line.answer("PUT"))
        after = line.answer()
        assert after is None or after.body == b"secret", after
