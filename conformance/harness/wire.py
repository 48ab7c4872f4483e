"""Requests as the bytes that they are, signed by hand: what no client would send by itself."""
import contextlib
import dataclasses
import datetime
import hashlib
import hmac
import json
import re
import socket
import urllib.parse

ALGORITHM = "AWS4-HMAC-SHA256"
REGION = "us-west-2"
EMPTY = hashlib.sha256(b"").hexdigest()


def sha256(body):
    return hashlib.sha256(body).hexdigest()


def amz_date(later_s=0):
    now = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(seconds=later_s)
    return now.strftime("%Y%m%dT%H%M%SZ")


@dataclasses.dataclass(frozen=True)
class Keys:
    id: str
    secret: str
    token: str = None

    @classmethod
    def of_admin(cls, callsheet):
        found = callsheet.client()._request_signer._credentials
        return cls(found.access_key, found.secret_key)

    @classmethod
    def given(cls, credentials):
        return cls(credentials["accessKeyId"], credentials["secretAccessKey"],
                   credentials["sessionToken"])

    def derived(self, *scope):
        key = b"AWS4" + self.secret.encode()
        for part in scope:
            key = hmac.new(key, part.encode(), hashlib.sha256).digest()
        return key


@dataclasses.dataclass
class Request:
    """What is signed, and what else stands in it. `headers` are pairs, in their order."""
    method: str
    path: str
    query: str = ""
    headers: list = dataclasses.field(default_factory=list)
    body: bytes = b""

    def value(self, name):
        return next(value for found, value in self.headers if found.lower() == name.lower())

    def but(self, **other):
        return dataclasses.replace(self, **({"headers": list(self.headers)} | other))

    def setting(self, name, value):
        """With another value for a header; with none, without it."""
        kept = [pair for pair in self.headers if pair[0].lower() != name.lower()]
        return self.but(headers=kept + ([(name, value)] if value is not None else []))

    def adding(self, *pairs):
        return self.but(headers=[*self.headers, *pairs])

    def claiming(self, old, new):
        """With something else in its Authorization."""
        authorization = self.value("authorization")
        assert old in authorization, (old, authorization)
        return self.setting("Authorization", authorization.replace(old, new))

    def sent(self, target=None, version="HTTP/1.1"):
        target = target or self.path + (f"?{self.query}" if self.query else "")
        lines = [f"{self.method} {target} {version}"]
        names = {name.lower() for name, _ in self.headers}
        lines += [f"{name}: {value}" for name, value in self.headers]
        if self.body and not names & {"content-length", "transfer-encoding"}:
            lines.append(f"Content-Length: {len(self.body)}")
        return "\r\n".join([*lines, "", ""]).encode("latin-1") + self.body


def encoded(text):
    return urllib.parse.quote(text, safe="-._~")


def canonical_query(query):
    pairs = [pair.partition("=")[::2] for pair in query.split("&") if pair]
    return "&".join("=".join(pair) for pair in sorted(
        tuple(encoded(urllib.parse.unquote_plus(part, "latin-1").encode("latin-1"))
              for part in pair) for pair in pairs))


def canonical_path(path, service):
    return path if service == "s3" else urllib.parse.quote(path, safe="/-._~")


def signature(keys, request, date, scope, names, payload, path=None):
    """Of these headers in this order; a header that stands twice is joined, as the rules say."""
    service = scope.split("/")[2]
    text = [request.method, path or canonical_path(request.path, service),
            canonical_query(request.query)]
    for name in names:
        values = [" ".join(value.split()) for found, value in request.headers
                  if found.lower() == name]
        text.append(f"{name}:{','.join(values)}")
    text += ["", ";".join(names), payload]
    to_sign = "\n".join([ALGORITHM, date, scope, sha256("\n".join(text).encode("latin-1"))])
    return hmac.new(keys.derived(*scope.split("/")), to_sign.encode(), hashlib.sha256).hexdigest()


def scope_of(date, service, region=REGION):
    return f"{date[:8]}/{region}/{service}/aws4_request"


def signed(keys, request, service="deadline", region=REGION, later_s=0, date=None, scope=None,
           payload=None, without=(), path=None):
    """In its header: all that stands in the request, the date, and what the keys and S3 need."""
    date = amz_date(later_s) if date is None else date
    added = [("X-Amz-Date", date)]
    if keys.token:
        added.append(("X-Amz-Security-Token", keys.token))
    payload = payload or sha256(request.body)
    if service == "s3":
        added.append(("X-Amz-Content-Sha256", payload))
    there = {name.lower() for name, _ in request.headers}
    request = request.adding(*(pair for pair in added if pair[0].lower() not in there))
    names = sorted({name.lower() for name, _ in request.headers} - set(without))
    scope = scope or scope_of(date, service, region)
    mark = signature(keys, request, date, scope, names, payload, path)
    return request.adding(("Authorization", (
        f"{ALGORITHM} Credential={keys.id}/{scope}, SignedHeaders={';'.join(names)}, "
        f"Signature={mark}")))


def presigned(keys, request, service="s3", expires=300, later_s=0, names=("host",), payload=None):
    """In its query."""
    date = amz_date(later_s)
    scope = scope_of(date, service)
    parts = {"X-Amz-Algorithm": ALGORITHM, "X-Amz-Credential": f"{keys.id}/{scope}",
             "X-Amz-Date": date, "X-Amz-Expires": str(expires),
             "X-Amz-SignedHeaders": ";".join(names)}
    if keys.token:
        parts["X-Amz-Security-Token"] = keys.token
    query = "&".join(f"{name}={encoded(value)}" for name, value in parts.items())
    request = request.but(query="&".join(filter(None, [request.query, query])))
    payload = payload or ("UNSIGNED-PAYLOAD" if service == "s3" else sha256(request.body))
    mark = signature(keys, request, date, scope, list(names), payload)
    return request.but(query=f"{request.query}&X-Amz-Signature={mark}")


def in_chunks(keys, request, pieces, trailer=None):
    """An upload to S3 in signed chunks, as its request and the pieces of its body."""
    kind = "STREAMING-AWS4-HMAC-SHA256-PAYLOAD" + ("-TRAILER" if trailer else "")
    more = [("Content-Encoding", "aws-chunked"),
            ("X-Amz-Decoded-Content-Length", str(sum(map(len, pieces))))]
    if trailer:
        more.append(("X-Amz-Trailer", trailer.partition(":")[0]))
    request = signed(keys, request.adding(*more), "s3", payload=kind)
    date = request.value("x-amz-date")
    scope = scope_of(date, "s3")
    key = keys.derived(*scope.split("/"))
    before = request.value("authorization")[-64:]

    def mark(kind, *hashes):
        text = "\n".join([f"{ALGORITHM}-{kind}", date, scope, before, *hashes])
        return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()

    chunks = []
    for piece in [*pieces, b""]:
        before = mark("PAYLOAD", EMPTY, sha256(piece))
        chunks.append(b"%x;chunk-signature=%s\r\n%s" % (len(piece), before.encode(), piece)
                      + (b"\r\n" if piece or not trailer else b""))
    if trailer:
        last = mark("TRAILER", sha256(trailer.encode() + b"\n"))
        chunks.append(f"{trailer}\r\nx-amz-trailer-signature:{last}\r\n\r\n".encode())
    return request, chunks


@dataclasses.dataclass
class Answer:
    status: int
    headers: dict
    body: bytes

    @property
    def code(self):
        """What the refusal is called, in the words of whichever service answers."""
        if b"<Code>" in self.body:
            return re.search(rb"<Code>(\w+)</Code>", self.body)[1].decode()
        with contextlib.suppress(ValueError):
            told = json.loads(self.body)
            name = self.headers.get("x-amzn-errortype") or told.get("__type") or ""
            return name.rpartition("#")[2]
        return ""


class Line:
    """A connection, which reads answers until it is closed."""

    def __init__(self, endpoint):
        place = urllib.parse.urlsplit(endpoint)
        self.socket = socket.create_connection((place.hostname, place.port), timeout=30)
        self.reader = self.socket.makefile("rb")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.reader.close()
        self.socket.close()

    def send(self, data):
        # Who refuses a request may close while more of it comes.
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            self.socket.sendall(data)

    def answer(self, method="GET"):
        """The next answer, or none if the connection is over."""
        try:
            first = self.reader.readline()
        except ConnectionResetError:
            return None
        if not first:
            return None
        status = int(first.split()[1])
        headers = {}
        while line := self.reader.readline().strip():
            name, _, value = line.decode("latin-1").partition(":")
            headers[name.lower()] = value.strip()
        length = int(headers.get("content-length", 0))
        if status == 100:
            return self.answer(method)
        body = b"" if method == "HEAD" else self.reader.read(length)
        return Answer(status, headers, body)


def exchanged(endpoint, data, method="GET"):
    """One answer to these bytes; the connection is over after it."""
    with Line(endpoint) as line:
        line.send(data)
        return line.answer(method)
