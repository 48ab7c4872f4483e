"""Words for tests of the embedded S3."""
import base64
import contextlib
import glob
import http.client
import os
import sqlite3
import zlib
from urllib.parse import urlsplit

import pytest
from botocore.auth import S3SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.exceptions import ClientError

MIB = 1024 * 1024


def crc32(body):
    return base64.b64encode(zlib.crc32(body).to_bytes(4, "big")).decode()


def reflected_crc(body, polynomial, bits):
    """Bit by bit, so that nothing of what is tested is used."""
    ones = (1 << bits) - 1
    crc = ones
    for byte in body:
        crc ^= byte
        for _ in range(8):
            crc = (crc >> 1) ^ (polynomial if crc & 1 else 0)
    return base64.b64encode((crc ^ ones).to_bytes(bits // 8, "big")).decode()


def crc32c(body):
    return reflected_crc(body, 0x82F63B78, 32)


def crc64nvme(body):
    return reflected_crc(body, 0x9A6C9329AC4BC9B5, 64)


@contextlib.contextmanager
def refused(code, status=None):
    """The request within it is refused with this code."""
    with pytest.raises(ClientError) as refusal:
        yield
    error = refusal.value.response
    assert error["Error"]["Code"] == code, error
    if status:
        assert error["ResponseMetadata"]["HTTPStatusCode"] == status, error


def raw(client, method, path, headers=None, body=b"", content_sha256=None):
    """Signs a request and sends exactly this body: what no client would send by itself."""
    endpoint = client.meta.endpoint_url
    request = AWSRequest(method, endpoint + path, headers=headers or {}, data=b"")
    if content_sha256:
        request.headers["X-Amz-Content-SHA256"] = content_sha256

    class Declared(S3SigV4Auth):
        def payload(self, request):
            return content_sha256 or super().payload(request)

        def _should_sha256_sign_payload(self, request):
            return True

        def _modify_request_before_signing(self, request):
            super()._modify_request_before_signing(request)
            if content_sha256:
                del request.headers["X-Amz-Content-SHA256"]
                request.headers["X-Amz-Content-SHA256"] = content_sha256

    credentials = client._request_signer._credentials
    Declared(credentials, "s3", client.meta.region_name).add_auth(request)
    connection = http.client.HTTPConnection(urlsplit(endpoint).netloc, timeout=30)
    connection.putrequest(method, path, skip_accept_encoding=True)
    for name, value in request.headers.items():
        connection.putheader(name, value)
    if "Content-Length" not in request.headers:
        connection.putheader("Content-Length", str(len(body)))
    connection.endheaders()
    connection.send(body)
    return connection


def answer(connection):
    response = connection.getresponse()
    read = response.status, response.read(), dict(response.getheaders())
    connection.close()
    return read


def aws_chunked(pieces, trailer=None):
    """A body as clients stream it over HTTPS, without signatures of the chunks."""
    body = b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in pieces) + b"0\r\n"
    return body + (trailer + b"\r\n" if trailer else b"") + b"\r\n"


def blobs(callsheet):
    """What objects consist of: files, and small ones that lie in the store, if that is a file."""
    found = glob.glob(os.path.join(callsheet.data_dir, "objects", "?", "?", "*"))
    sizes = {os.path.basename(path): os.path.getsize(path) for path in found}
    store = os.path.join(callsheet.data_dir, "callsheet.db")
    if os.path.exists(store):
        with contextlib.closing(sqlite3.connect(f"file:{store}?mode=ro", uri=True)) as reading:
            small = reading.execute("SELECT lower(hex(id)), length(bytes) FROM small_blob")
            sizes |= dict(small.fetchall())
    return sizes
