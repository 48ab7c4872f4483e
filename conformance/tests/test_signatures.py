"""What is signed is what is done: tricks with requests to Deadline, on the wire, as somebody on the
way could play them. Each is refused, or it is the same request still."""
import dataclasses

import pytest

from harness.server import Callsheet
from harness.wire import (
    EMPTY, Keys, Line, Request, amz_date, canonical_path, exchanged, presigned, scope_of, sha256,
    signed)

FARMS = "/2023-10-12/farms"
MINUTE_S = 60
FORGED = b'{"displayName":"forged"}'
FORM = b"Action=GetCallerIdentity&Version=2011-06-15"
LOGS = ("X-Amz-Target", "Logs_20140328.DescribeLogGroups")
REFUSALS = {"InvalidSignatureException", "MissingAuthenticationTokenException",
            "UnrecognizedClientException"}


@pytest.fixture(scope="module")
def server():
    with Callsheet("server") as callsheet:
        yield callsheet
        assert "met a bug" not in callsheet.log_text()


@pytest.fixture(scope="module")
def admin(server):
    return Keys.of_admin(server)


@pytest.fixture(scope="module")
def deadline(server):
    return server.client()


@pytest.fixture(scope="module")
def role(server, deadline):
    """Temporary credentials, which have a token."""
    queue = {"farmId": server.farm_id, "queueId": server.queue_id}
    return Keys.given(deadline.assume_queue_role_for_user(**queue)["credentials"])


@pytest.fixture(autouse=True)
def nothing_forged(deadline):
    """Whatever a test sends, the server stands after it and has made no farm."""
    yield
    names = [farm["displayName"] for farm in deadline.list_farms()["farms"]]
    assert "forged" not in names and names


@pytest.fixture
def ask(server):
    return lambda request, **how: exchanged(server.endpoint, request.sent(**how), request.method)


def to(server, method="GET", path=FARMS, **more):
    host = server.endpoint.removeprefix("http://")
    headers = [("Host", host), *more.pop("headers", [])]
    return Request(method, path, headers=headers, **more)


@pytest.fixture
def listing(server, admin):
    """A good request, to be spoilt."""
    return signed(admin, to(server))


def forgery(server):
    return to(server, "POST", body=FORGED, headers=[("Content-Type", "application/json")])


def refused(answer, *codes):
    assert answer is not None, "the connection was closed without an answer"
    assert answer.status == 403 and answer.code in (codes or REFUSALS), answer


def no_http(answer):
    """Whoever reads HTTP refuses it before anybody asks who signed."""
    assert answer.status == 400 and not answer.body, answer


def invalid(answer):
    assert answer.status == 400 and answer.code == "ValidationException", answer


def granted(answer):
    assert answer.status == 200, answer


def let_in(answer):
    """Known, and then told what its role may not do."""
    assert answer.status == 403 and answer.code == "AccessDeniedException", answer


# Time.

@pytest.mark.parametrize("later_s, is_good", [
    (-5 * MINUTE_S - 5, False), (-5 * MINUTE_S + 20, True), (0, True),
    (5 * MINUTE_S - 20, True), (5 * MINUTE_S + 20, False)])
def test_a_signature_is_good_for_five_minutes_either_way(server, admin, ask, later_s, is_good):
    answer = ask(signed(admin, to(server), later_s=later_s))
    granted(answer) if is_good else refused(answer, "InvalidSignatureException")


def test_within_them_the_same_bytes_are_the_same_request(listing, ask):
    granted(ask(listing))
    granted(ask(listing))


@pytest.mark.parametrize("date", [
    "", "20261127", "2026-11-27T12:00:00Z", "20261340T000000Z", "00000000T000000Z",
    "99991231T235960Z", "20261127T120000+00", "Fri, 27 Nov 2026 12:00:00 GMT"])
def test_a_date_of_another_form_is_none(server, admin, ask, date):
    refused(ask(signed(admin, to(server), date=date)), "InvalidSignatureException")


def test_another_date_than_the_signed_one_is_refused(listing, ask):
    refused(ask(listing.setting("X-Amz-Date", amz_date(1))))
    refused(ask(listing.setting("X-Amz-Date", None).adding(("Date", listing.value("x-amz-date")))))


# What stands twice.

@pytest.mark.parametrize("name", ["Host", "Authorization", "X-Amz-Date", "X-Amz-Security-Token"])
@pytest.mark.parametrize("is_first", [False, True])
@pytest.mark.parametrize("is_same", [False, True])
def test_what_counts_may_not_stand_twice(server, role, ask, name, is_first, is_same):
    request = signed(role, to(server, path=f"{FARMS}/{server.farm_id}"))
    value = request.value(name)
    pair = (name, value if is_same else value[:-1] + "0")
    let_in(ask(request))
    headers = [pair, *request.headers] if is_first else [*request.headers, pair]
    refused(ask(request.but(headers=headers)), "InvalidSignatureException")


@pytest.mark.parametrize("name", ["Host", "X-Amz-Date", "X-Amz-Client-Token"])
def test_not_even_if_both_are_signed(server, admin, ask, name):
    value = amz_date() if name == "X-Amz-Date" else "elsewhere"
    first = [("X-Amz-Date", amz_date()), ("X-Amz-Client-Token", "a")]
    request = forgery(server).adding(*first, (name, value))
    refused(ask(signed(admin, request)), "InvalidSignatureException")


def test_a_signed_comma_does_not_become_a_cut(server, admin, ask):
    """Both forms of it are signed alike, and only the first of two would be read."""
    request = signed(admin, forgery(server).adding(("X-Amz-Client-Token", "a,b")))
    cut = request.setting("X-Amz-Client-Token", "a").adding(("X-Amz-Client-Token", "b"))
    refused(ask(cut), "InvalidSignatureException")


def test_a_signature_stands_in_the_header_or_in_the_query(server, admin, ask):
    both = signed(admin, presigned(admin, to(server), "deadline"))
    refused(ask(both), "InvalidSignatureException")
    granted(ask(presigned(admin, to(server), "deadline")))


def test_a_part_of_the_authorization_stands_once(listing, ask):
    for part in ("Signature=" + "0" * 64, "SignedHeaders=host", "Credential=a/b/c/d/aws4_request"):
        authorization = listing.value("authorization")
        refused(ask(listing.setting("Authorization", f"{authorization}, {part}")))


# Names of headers.

@pytest.mark.parametrize("line", [
    "X-Amz-Date: {date}\r\n Z", "X-Amz-Date:\r\n {date}", "X-Amz-Date : {date}",
    "X-Amz -Date: {date}", " X-Amz-Date: {date}", "X-Amz-Date\0: {date}", "X-Amz-Date: \0{date}",
    "X-Amz-Date: {date}\rX: y", "X-Amz-Date {date}"])
def test_headers_that_are_no_headers_are_refused(server, admin, line):
    request = signed(admin, to(server))
    date = request.value("x-amz-date")
    sent = request.sent()
    good = f"X-Amz-Date: {date}".encode()
    assert good in sent
    no_http(exchanged(server.endpoint, sent.replace(good, line.format(date=date).encode())))


def test_another_spelling_of_a_name_is_another_name(server, admin, ask):
    date = amz_date()
    for name in ("X_Amz_Date", "X-Amz-Dat\u00e9", "XAmzDate"):
        request = signed(admin, to(server), date=date).setting("X-Amz-Date", None)
        answer = ask(request.adding((name, date)))
        assert answer.status in (400, 403), answer
    request = signed(admin, to(server))
    shouted = [(name.upper(), value) for name, value in request.headers]
    granted(ask(request.but(headers=shouted)))


def test_what_counts_must_be_signed(server, admin, ask):
    refused(ask(signed(admin, to(server), without=["host"])))
    refused(ask(signed(admin, to(server), without=["x-amz-date"])))
    more = forgery(server).adding(("X-Amz-Client-Token", "a"))
    refused(ask(signed(admin, more, without=["x-amz-client-token"])))
    refused(ask(signed(admin, to(server)).adding(LOGS)))
    granted(ask(signed(admin, to(server)).adding(("User-Agent", "anybody"), ("X-Other", "y"))))


# Hosts and targets.

def test_the_host_is_the_signed_one(listing, server, admin, ask):
    refused(ask(listing.setting("Host", "elsewhere:80")))
    refused(ask(listing.setting("Host", None), version="HTTP/1.0"))
    elsewhere = Request("GET", FARMS, headers=[("Host", "any.name.will.do")])
    granted(ask(signed(admin, elsewhere)))


def test_a_whole_address_as_the_target_is_the_same_request(listing, server, ask):
    """The host means nothing here; the path and the query of the address are what is signed."""
    granted(ask(listing, target=f"{server.endpoint}{FARMS}"))
    granted(ask(listing, target=f"http://elsewhere{FARMS}"))
    refused(ask(listing, target=f"http://elsewhere{FARMS}/{server.farm_id}"))
    refused(ask(listing, target=f"http://elsewhere{FARMS}?maxResults=1"))


@pytest.mark.parametrize("target", ["*", "farms", "", "//", "http:///", "elsewhere:80"])
def test_a_target_that_is_no_path_leads_nowhere(listing, ask, target):
    answer = ask(listing, target=target or " ")
    assert answer.status in (400, 403), answer


def test_another_method_is_another_request(server, admin, listing, ask):
    for method in ("POST", "DELETE", "HEAD", "get", "GET2", "OPTIONS", "TRACE"):
        answer = exchanged(server.endpoint, listing.but(method=method).sent(), method)
        assert answer.status in (400, 403, 405), (method, answer)
    override = listing.adding(("X-HTTP-Method-Override", "DELETE"))
    granted(ask(override))


# Paths.

TRICKS = [
    "//2023-10-12/farms/{farm}", "/2023-10-12//farms/{farm}", "/2023-10-12/farms//{farm}",
    "/2023-10-12/./farms/{farm}", "/./2023-10-12/farms/{farm}", "/2023-10-12/farms/{farm}/.",
    "/2023-10-12/farms/x/../{farm}", "/../2023-10-12/farms/{farm}",
    "/2023-10-12/farms/{farm}/queues/..", "/2023-10-12/farms/{farm}/x/y/../..",
    "/2023-10-12/farms/%2e%2e/farms/{farm}", "/2023-10-12/farms/x/%2E%2E/{farm}",
    "/2023-10-12/farms%2F{farm}", "/2023-10-12%2ffarms/{farm}", "/2023-10-12/farms/{farm}%2F",
    "/2023-10-12/farms/{farm};x=y", "/2023-10-12;/farms/{farm}", "/2023-10-12/farms/{farm}%00",
    "/2023-10-12/farms/{farm}%0a", "/2023-10-12/farms/{farm}%20", "/2023-10-12/farms/{farm}+",
    "/2023-10-12/farms/%c0%ae%c0%ae/{farm}", "/2023-10-12/farms/%e0%80%af{farm}",
    "/2023-10-12/farms/{farm}\\", "/2023-10-12\\farms\\{farm}", "/2023-10-12/FARMS/{farm}",
    "/2023-10-12/farms/{farm}/", "/2023-10-12/f%61rms/{farm}", "/2023-10-12/farms/{farm}%",
    "/2023-10-12/farms/{farm}%zz", "/callsheet/v1/../../2023-10-12/farms/{farm}"]


@pytest.mark.parametrize("trick", TRICKS)
def test_another_path_is_refused_or_leads_nowhere(server, admin, ask, trick):
    """With the signature of the clean path, with its own, and with its own as it stands there."""
    clean = f"{FARMS}/{server.farm_id}"
    path = trick.format(farm=server.farm_id)
    granted(ask(signed(admin, to(server, path=clean))))
    for signed_as in (clean, canonical_path(path, "deadline"), path):
        answer = ask(signed(admin, to(server, path=path), path=signed_as))
        assert answer.status in (400, 403), (signed_as, answer)
        assert answer.code in REFUSALS | {"ValidationException", ""}, answer
        assert answer.code or answer.status == 400, answer


@pytest.mark.parametrize("byte", [b"\0", b"\n", b"\r", b"\x7f", b" ", b"\t", b"#"])
def test_bytes_that_no_path_holds_are_refused(server, admin, byte):
    request = signed(admin, to(server, path=f"{FARMS}/{server.farm_id}"))
    for sent in (request.sent().replace(b"/farms/", b"/farms" + byte + b"/", 1),
                 request.sent().replace(b" HTTP/1.1", byte + b" HTTP/1.1", 1)):
        answer = exchanged(server.endpoint, sent)
        # What follows a `#` is not the server's, so that the second is the same request.
        if byte == b"#" and sent.split()[1].endswith(b"#"):
            granted(answer)
        else:
            assert answer.status in (400, 403), answer


# Queries.

def test_a_query_may_be_written_in_several_ways_that_mean_the_same(server, admin, ask):
    query = "maxResults=1&nextToken="
    request = signed(admin, to(server, query=query))
    for same in (query, "nextToken=&maxResults=1", "&maxResults=1&&nextToken",
                 "maxResults=%31&nextToken"):
        answer = ask(request.but(query=same))
        # An empty token is no token; what matters is that the signature holds.
        assert answer.code not in REFUSALS, (same, answer)
    for other in ("maxResults=1", "maxResults=2&nextToken=", query + "&maxResults=2",
                  query + "&x", query + ";x=y", "maxResults=1&nexttoken=", "",
                  query + "&X-Amz-Signature=0", "?" + query, query + "=", query + "%00"):
        refused(ask(request.but(query=other)), "InvalidSignatureException")


@pytest.fixture
def tagged(server, deadline):
    """A farm with two tags that a plus or a space tell apart."""
    arn = f"arn:aws:deadline:us-west-2:000000000000:farm/{server.farm_id}"
    deadline.tag_resource(resourceArn=arn, tags={"a+b": "1", "a b": "2"})
    return arn


def test_a_plus_does_not_become_a_space(server, deadline, admin, ask, tagged):
    path = "/2023-10-12/tags/" + tagged.replace(":", "%3A").replace("/", "%2F")
    untag = signed(admin, to(server, "DELETE", path, query="tagKeys=a%2Bb"))
    refused(ask(untag.but(query="tagKeys=a+b")), "InvalidSignatureException")
    refused(ask(untag.but(query="tagKeys=a%20b")), "InvalidSignatureException")
    tags = deadline.list_tags_for_resource(resourceArn=tagged)["tags"]
    assert {"a+b", "a b"} <= set(tags)
    assert ask(untag.but(query="tagKeys=a%2bb")).status in (200, 204)
    tags = deadline.list_tags_for_resource(resourceArn=tagged)["tags"]
    assert "a+b" not in tags and "a b" in tags


def test_of_two_values_none_is_taken(server, admin, ask):
    """The order of two is not signed, so either could come last."""
    for query in ("maxResults=1&maxResults=2", "maxResults=2&maxResults=1"):
        invalid(ask(signed(admin, to(server, query=query))))


# Bodies.

def test_the_body_is_the_signed_one(server, admin, ask):
    request = signed(admin, to(server, "POST", body=b'{"displayName":"signed"}'))
    refused(ask(request.but(body=FORGED)))
    refused(ask(request.but(body=b"")))
    refused(ask(request.but(body=request.body + b" ")))
    refused(ask(signed(admin, to(server)).but(body=b"{}")))


@pytest.mark.parametrize("payload", [
    "UNSIGNED-PAYLOAD", "STREAMING-UNSIGNED-PAYLOAD-TRAILER", "STREAMING-AWS4-HMAC-SHA256-PAYLOAD",
    EMPTY, ""])
def test_a_body_of_json_is_hashed_whatever_the_headers_say(server, admin, ask, payload):
    """AWS's service takes no unsigned body either; only S3's may be."""
    said = forgery(server).adding(("X-Amz-Content-Sha256", payload))
    refused(ask(signed(admin, said, payload=payload or "UNSIGNED-PAYLOAD")))
    told = to(server).adding(("X-Amz-Content-Sha256", payload))
    granted(ask(signed(admin, told)))


def test_a_presigned_body_is_hashed_too(server, admin, ask):
    refused(ask(presigned(admin, forgery(server), "deadline", payload="UNSIGNED-PAYLOAD")))
    signed_for = presigned(admin, to(server, "POST", body=b"{}"), "deadline")
    refused(ask(signed_for.but(body=FORGED)))


# Where a request ends.

def chunked(body):
    return b"%x\r\n%s\r\n0\r\n\r\n" % (len(body), body)


@pytest.mark.parametrize("first", ["Transfer-Encoding", "Content-Length"])
def test_nothing_is_smuggled_between_two_lengths(server, admin, first):
    """Chunks count, their sum is what is hashed, and nothing is read behind them."""
    hidden = signed(admin, forgery(server)).sent()
    request = signed(admin, to(server))
    for body in (chunked(b"") + hidden, chunked(b"")):
        pairs = [("Transfer-Encoding", "chunked"), ("Content-Length", str(len(body)))]
        pairs.sort(key=lambda pair: pair[0] != first)
        with Line(server.endpoint) as line:
            line.send(request.adding(*pairs).but(body=body).sent() + hidden)
            granted(line.answer())
            assert line.answer() is None


def test_a_signed_length_is_not_replaced_by_chunks(server, admin, ask):
    request = to(server, "POST", body=FORGED, headers=[("Content-Length", str(len(FORGED)))])
    request = signed(admin, request)
    refused(ask(request.adding(("Transfer-Encoding", "chunked")).but(body=chunked(FORGED))))


@pytest.mark.parametrize("pairs", [
    [("Transfer-Encoding", "xchunked")], [("Transfer-Encoding", "identity")],
    [("Transfer-Encoding", "chunked, identity")], [("Transfer-Encoding", "chunked;q=1")],
    [("Transfer-Encoding", "chunked"), ("Transfer-Encoding", "gzip")],
    [("Content-Length", "24"), ("Content-Length", "25")], [("Content-Length", "+24")],
    [("Content-Length", "24, 25")], [("Content-Length", "-1")], [("Content-Length", "0x18")],
    [("Content-Length", "2 4")], [("Content-Length", "18446744073709551617")]])
def test_a_length_that_is_none_is_refused(server, admin, pairs):
    sent = signed(admin, forgery(server)).adding(*pairs).sent()
    with Line(server.endpoint) as line:
        line.send(sent + signed(admin, forgery(server)).sent())
        assert line.answer().status == 400
        assert line.answer() is None


@pytest.mark.parametrize("body", [
    b"0x18\r\n" + FORGED + b"\r\n0\r\n\r\n", b"-1\r\n" + FORGED, b" 18\r\n" + FORGED,
    b"FFFFFFFFFFFFFFFFF\r\n" + FORGED, b"18\n" + FORGED + b"\n0\n\n",
    b"19\r\n" + FORGED + b"\r\n0\r\n\r\n", b"18\r\n" + FORGED + b"0\r\n\r\n", b"\r\n\r\n",
    b"18;" + b"x" * 20_000 + b"\r\n" + FORGED + b"\r\n0\r\n\r\n"])
def test_chunks_that_are_none_are_refused(server, admin, body):
    request = signed(admin, forgery(server)).adding(("Transfer-Encoding", "chunked"))
    with Line(server.endpoint) as line:
        line.send(request.but(body=body).sent())
        answer = line.answer()
        assert answer.status in (400, 403), answer
        assert line.answer() is None


def test_a_refused_request_leaves_nothing_behind_on_its_line(server, admin, listing):
    """Its body is not taken for the next request."""
    hidden = signed(admin, forgery(server)).sent()
    wrong = signed(admin, forgery(server)).claiming("Signature=", "Signature=0")
    for spoilt in (forgery(server), wrong):
        spoilt = spoilt.but(body=hidden)
        with Line(server.endpoint) as line:
            line.send(spoilt.sent() + listing.sent())
            refused(line.answer())
            granted(line.answer())


# Scopes.

SERVICES = ["s3", "logs", "sts"]


@pytest.mark.parametrize("service", SERVICES)
def test_a_signature_for_one_service_is_none_for_another(server, admin, ask, service):
    for request, own in (
            (signed(admin, forgery(server)), "deadline"),
            (signed(admin, forgery(server), service), service)):
        other = service if own == "deadline" else "deadline"
        answer = ask(request.claiming(f"/{own}/aws4", f"/{other}/aws4"))
        assert answer.status == 403, answer
        assert answer.code in REFUSALS | {"SignatureDoesNotMatch"}, answer


@pytest.mark.parametrize("service", SERVICES)
def test_a_good_signature_for_another_service_asks_that_service(server, admin, ask, service):
    """Whoever signs for it hears its words, and Deadline hears nothing."""
    answer = ask(signed(admin, forgery(server), service))
    assert answer.status in (400, 403, 404, 501), answer
    assert answer.code not in REFUSALS | {"", "ValidationException"}, answer


def test_services_that_are_not_here_have_no_signatures(server, admin, ask):
    for service in ("ec2", "Deadline", "S3", "s3express", "execute-api", "deadline,s3"):
        refused(ask(signed(admin, to(server), service)))


@pytest.mark.parametrize("service, path, headers, body", [
    ("logs", "/", [LOGS, ("Content-Type", "application/x-amz-json-1.1")], b"{}"),
    ("sts", "/", [("Content-Type", "application/x-www-form-urlencoded")], FORM)])
def test_what_others_sign_is_as_tight(server, admin, ask, service, path, headers, body):
    request = signed(admin, to(server, "POST", path, headers=headers, body=body), service)
    granted(ask(request))
    spoilt = [request.but(body=body + b" "), request.but(path="/x"), request.but(query="x=y"),
              request.setting("Host", "elsewhere"), request.adding(("Host", "elsewhere")),
              request.setting("X-Amz-Date", amz_date(2)), request.adding(("X-Amz-Acl", "private")),
              request.adding(("X-Amz-Date", request.value("x-amz-date"))),
              request.claiming("Signature=", "Signature=0")]
    if service == "logs":
        spoilt.append(request.setting(LOGS[0], LOGS[1].replace("Groups", "Streams")))
        spoilt.append(request.adding((LOGS[0], LOGS[1].replace("Groups", "Streams"))))
    for one in spoilt:
        answer = ask(one)
        assert answer.status in (400, 403), answer
        assert answer.code in {"InvalidSignatureException", "SignatureDoesNotMatch"}, answer
    plain = to(server, "POST", path, headers=headers, body=body)
    assert ask(signed(admin, plain, service, later_s=-400)).status in (400, 403)


@pytest.mark.parametrize("old, new", [
    ("/us-west-2/", "/eu-west-1/"), ("/us-west-2/", "//"), ("aws4_request", "aws5_request"),
    ("AWS4-HMAC-SHA256 ", "AWS4-HMAC-SHA1 "), ("AWS4-HMAC-SHA256 ", "AWS4-ECDSA-P256-SHA256 "),
    ("AWS4-HMAC-SHA256 ", "AWS "), ("SignedHeaders=host;", "SignedHeaders="),
    ("SignedHeaders=host;", "SignedHeaders=Host;"),
    ("SignedHeaders=host;", "SignedHeaders=host;host;"),
    ("SignedHeaders=host;", "SignedHeaders=host;x-absent;"), ("Signature=", "Signature=A"),
    ("SignedHeaders=host;x-amz-date", "SignedHeaders=x-amz-date;host"),
    ("Credential=", "Credential=x/"), ("Credential=", "Credential=%41")])
def test_another_claim_is_refused(listing, ask, old, new):
    refused(ask(listing.claiming(old, new)))


def test_the_day_of_a_scope_is_the_day_of_the_date(server, admin, ask):
    date = amz_date()
    for day in (date[:6], date[:4], "20200101", date[:8] + "T", ""):
        scope = scope_of(date, "deadline").replace(date[:8], day, 1)
        refused(ask(signed(admin, to(server), date=date, scope=scope)))


def test_a_signature_in_capitals_or_cut_is_none(listing, ask):
    mark = listing.value("authorization")[-64:]
    for other in (mark[:-1], mark[:32], "", mark + "0", "0" * 64, mark[::-1]):
        if other != mark:
            refused(ask(listing.claiming(mark, other)))
    if mark.upper() != mark:
        refused(ask(listing.claiming(mark, mark.upper())))


# Credentials.

def test_a_token_belongs_to_its_key(server, admin, role, ask):
    path = f"{FARMS}/{server.farm_id}"
    request = to(server, path=path)
    good = signed(role, request)
    let_in(ask(good))
    token = role.token
    refused(ask(good.setting("X-Amz-Security-Token", None)))
    refused(ask(good.setting("X-Amz-Security-Token", token[:-1])))
    refused(ask(good.claiming(";x-amz-security-token", "")))
    for other in (None, token[:-1], token + "x", "", "x"):
        refused(ask(signed(dataclasses.replace(role, token=other), request)))
    refused(ask(signed(role, request, without=["x-amz-security-token"])))
    refused(ask(signed(dataclasses.replace(admin, token=token), request)))
    in_query = signed(dataclasses.replace(role, token=None),
                      to(server, path=path, query=f"X-Amz-Security-Token={token}"))
    refused(ask(in_query))


def test_a_key_that_is_not_known_signs_nothing(server, admin, ask):
    for id in ("AKIANOBODYNOBODYNOBO", admin.id.lower(), admin.id + "/", "", "é", "x" * 5000):
        refused(ask(signed(dataclasses.replace(admin, id=id), to(server))))
    refused(ask(signed(dataclasses.replace(admin, secret=""), to(server))))


def test_what_is_unsigned_has_no_caller(server, ask):
    for headers in ([], [("Authorization", "")], [("Authorization", "Bearer x")],
                    [("Authorization", "Basic eDp5")], [("X-Amz-Date", amz_date())]):
        refused(ask(to(server, headers=headers)))
    assert sha256(b"") == EMPTY
