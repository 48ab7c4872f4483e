"""Lists of the embedded S3 as its documentation has them: prefixes, delimiters, pages and how names
are written, on both stores."""
import re
from urllib.parse import quote, unquote
from xml.etree import ElementTree

import pytest

from harness.s3 import answer, raw, refused

# Names on which prefixes, delimiters and ways of writing differ.
NAMES = sorted([
    "a/1", "a/2", "a/b/1", "a/b/2", "a0", "b", "b/", "b/c", "b//d", "b%2F", "b+c", "b c", "b&<>c",
    "é/1", "é/2", "日本/1", "x--y--z", "x--y", "quxx", "quux", "q"], key=str.encode)


@pytest.fixture(scope="module")
def s3(server_on_both):
    client = server_on_both.client("s3")
    put(client, "names", NAMES)
    return client


def put(s3, bucket, names):
    s3.create_bucket(
        Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": "us-west-2"})
    for name in names:
        s3.put_object(Bucket=bucket, Key=name, Body=b"")


def listed(page):
    """The keys and the common prefixes of an answer."""
    return ([one["Key"] for one in page.get("Contents", [])],
            [one["Prefix"] for one in page.get("CommonPrefixes", [])])


def expected(prefix="", delimiter=None, after=""):
    """What the documentation has listed, worked out anew."""
    keys, prefixes = [], []
    for name in NAMES:
        if not name.startswith(prefix):
            continue
        cut = name.find(delimiter, len(prefix)) if delimiter else -1
        if cut < 0:
            if name.encode() > after.encode():
                keys.append(name)
            continue
        common = name[:cut + len(delimiter)]
        if common not in prefixes and name.encode() > after.encode():
            prefixes.append(common)
    return keys, prefixes


CASES = [
    ("", None), ("", "/"), ("a/", "/"), ("a", "/"), ("a/b", "/"), ("b", "/"), ("b/", "/"),
    ("b//", "/"), ("", "--"), ("x-", "-"), ("", "%"), ("", " "), ("", "u"), ("qu", "u"),
    ("é", "/"), ("", "é"), ("", "日"), ("b", "&"), ("nothing", "/"), ("a/1", "/"), ("", "nothing"),
    ("b", None), ("b c", None), ("b+", None), ("b%2F", None), ("b/", None)]


@pytest.mark.parametrize("operation", ["list_objects_v2", "list_objects"])
@pytest.mark.parametrize("prefix, delimiter", CASES)
def test_what_a_prefix_and_a_delimiter_leave(s3, operation, prefix, delimiter):
    words = {"Bucket": "names", "Prefix": prefix}
    if delimiter:
        words["Delimiter"] = delimiter
    whole = getattr(s3, operation)(**words)
    assert listed(whole) == expected(prefix, delimiter) and not whole["IsTruncated"]
    # botocore reads all of the newer list's names back, but not the older one's prefix.
    told = unquote(whole["Prefix"]) if operation == "list_objects" else whole["Prefix"]
    assert told == prefix and whole.get("Delimiter") == delimiter
    in_pages = ([], [])
    for page in s3.get_paginator(operation).paginate(**words, PaginationConfig={"PageSize": 2}):
        for kind, found in zip(in_pages, listed(page), strict=True):
            kind.extend(found)
    assert in_pages == expected(prefix, delimiter)


@pytest.mark.parametrize("after", ["", "a", "a/", "a/1", "a/b/1", "b/c", "no such", "é/1", "~"])
@pytest.mark.parametrize("operation, word", [
    ("list_objects_v2", "StartAfter"), ("list_objects", "Marker")])
def test_a_list_goes_on_behind_a_name(s3, operation, word, after):
    page = getattr(s3, operation)(Bucket="names", **{word: after})
    assert listed(page) == expected(after=after)


def test_a_marker_that_is_a_common_prefix_is_behind_it(s3):
    """The older list goes on with what it answered last, which may be a common prefix."""
    first = s3.list_objects(Bucket="names", Delimiter="/", MaxKeys=1)
    assert listed(first) == ([], ["a/"]) and first["NextMarker"] == "a/"
    second = s3.list_objects(Bucket="names", Delimiter="/", MaxKeys=1, Marker="a/")
    assert listed(second) == (["a0"], [])
    plain = s3.list_objects(Bucket="names", MaxKeys=2)
    assert plain["IsTruncated"] and "NextMarker" not in plain


def test_an_empty_delimiter_is_none(s3):
    page = s3.list_objects_v2(Bucket="names", Delimiter="", Prefix="a/")
    assert listed(page) == expected("a/") and "Delimiter" not in page


def test_how_many_is_a_number_and_bounded(s3):
    assert s3.list_objects_v2(Bucket="names", MaxKeys=5000)["KeyCount"] == len(NAMES)
    for operation in (s3.list_objects, s3.list_objects_v2):
        with refused("InvalidArgument", 400):
            operation(Bucket="names", MaxKeys=-1)
    status, text, _ = answer(raw(s3, "GET", "/names?list-type=2&max-keys=many"))
    assert status == 400 and b"InvalidArgument" in text, text


def test_a_token_is_of_a_list_that_goes_on(s3):
    page = s3.list_objects_v2(Bucket="names", MaxKeys=3)
    token = page["NextContinuationToken"]
    # Where both are said the token counts: it knows where the list is.
    later = s3.list_objects_v2(
        Bucket="names", MaxKeys=3, ContinuationToken=token, StartAfter="zzz")
    assert listed(later)[0] == NAMES[3:6] and later["ContinuationToken"] == token
    whole = s3.list_objects_v2(Bucket="names")
    assert "NextContinuationToken" not in whole and "ContinuationToken" not in whole


def test_a_list_goes_on_where_others_delete_and_put(s3):
    put(s3, "moving", [f"{number:02}" for number in range(0, 20, 2)])
    first = s3.list_objects_v2(Bucket="moving", MaxKeys=3)
    assert listed(first)[0] == ["00", "02", "04"]
    for gone in ("04", "06"):
        s3.delete_object(Bucket="moving", Key=gone)
    for new in ("01", "07"):
        s3.put_object(Bucket="moving", Key=new, Body=b"")
    rest = s3.list_objects_v2(
        Bucket="moving", ContinuationToken=first["NextContinuationToken"])
    assert listed(rest)[0] == ["07", "08", "10", "12", "14", "16", "18"]


def test_owners_are_told_where_they_are_asked_for(s3):
    old = s3.list_objects(Bucket="names")["Contents"]
    assert all(one["Owner"]["ID"] for one in old)
    assert not any("Owner" in one for one in s3.list_objects_v2(Bucket="names")["Contents"])


def texts(document, name):
    namespace = "{http://s3.amazonaws.com/doc/2006-03-01/}"
    return [one.text for one in ElementTree.fromstring(document).iter(namespace + name)]


def test_names_are_written_as_they_are_asked_for(s3):
    """botocore asks for `url` and reads it back, so this looks at what is sent."""
    status, plain, _ = answer(raw(s3, "GET", "/names?list-type=2"))
    assert status == 200 and texts(plain, "Key") == NAMES and texts(plain, "EncodingType") == []
    prefix, after = quote("é/", safe=""), quote("é/1", safe="")
    query = f"list-type=2&encoding-type=url&prefix={prefix}&start-after={after}"
    status, encoded, _ = answer(raw(s3, "GET", f"/names?{query}"))
    assert status == 200 and texts(encoded, "Key") == ["%C3%A9/2"]
    assert texts(encoded, "Prefix") == ["%C3%A9/"] and texts(encoded, "EncodingType") == ["url"]
    assert texts(encoded, "StartAfter") == ["%C3%A9/1"]
    status, encoded, _ = answer(raw(s3, "GET", "/names?encoding-type=url&delimiter=%2F&prefix=b"))
    keys = texts(encoded, "Key")
    assert [unquote(key) for key in keys] == expected("b", "/")[0]
    assert all(re.fullmatch(r"[A-Za-z0-9._~*/%+-]+", key) for key in keys)
    status, text, _ = answer(raw(s3, "GET", "/names?list-type=2&encoding-type=base64"))
    assert status == 400 and b"InvalidArgument" in text


def test_buckets_are_listed_in_pages(s3):
    for name in ("paged-1", "paged-2", "paged-3"):
        put(s3, name, [])
    pages = list(s3.get_paginator("list_buckets").paginate(
        Prefix="paged-", PaginationConfig={"PageSize": 2}))
    assert [[one["Name"] for one in page["Buckets"]] for page in pages] == [
        ["paged-1", "paged-2"], ["paged-3"]]


def test_uploads_are_listed_from_a_key_and_an_upload(s3):
    put(s3, "uploads", [])
    ids = [(key, s3.create_multipart_upload(Bucket="uploads", Key=key)["UploadId"])
           for key in ("a", "b", "b", "c/ü")]

    def found(**words):
        page = s3.list_multipart_uploads(Bucket="uploads", **words)
        return [(one["Key"], one["UploadId"]) for one in page.get("Uploads", [])]

    everything = found()
    assert sorted(everything) == sorted(ids)
    assert [key for key, _ in everything] == ["a", "b", "b", "c/ü"]
    assert found(KeyMarker="a") == everything[1:]
    key, upload = everything[1]
    assert found(KeyMarker=key, UploadIdMarker=upload) == everything[2:]
    assert found(Prefix="c/") == everything[3:] and found(Prefix="d") == []
    assert found(MaxUploads=2) == everything[:2]
