"""botocore's model of the API: the least that fits a shape, and a way to any member of it."""
import copy
import os
import re
from dataclasses import dataclass
from datetime import datetime, timezone

import botocore.session

from harness.server import ROOT

DROP, LEAST = object(), object()
# So far from today that no test runs between them and what they are compared with.
LONG_AGO = datetime(2024, 2, 29, 12, 30, tzinfo=timezone.utc)
FAR_AHEAD = datetime(2124, 2, 29, 12, 30, tzinfo=timezone.utc)

# An example for each pattern of the model; `fitting` checks them.
EXAMPLES = {
    "AggregationId": "0" * 32,
    "AmountCapabilityName": "amount.licenses",
    "AttributeCapabilityName": "attr.studio",
    "AttributeCapabilityValue": "north",
    "BooleanString": "true",
    "EnvironmentId": f"JOB:job-{'0' * 32}:Site",
    "FileSystemLocationName": "Shared disk",
    "FloatString": "1.5",
    "HostName": "render-1.studio",
    "IamRoleArn": "arn:aws:iam::000000000000:role/Studio",
    "IdentityCenterInstanceArn": "arn:aws:sso:::instance/ssoins-0123456789abcdef",
    "IdentityCenterPrincipalId": "7d3a1c6e-0000-4000-8000-000000000001",
    "IdentityStoreId": "d-0123456789",
    "IntString": "7",
    "IpV4Address": "127.0.0.1",
    "IpV6Address": "0:0:0:0:0:0:0:1",
    "KmsKeyArn": "arn:aws:kms:us-west-2:000000000000:key/studio",
    "MeteredProductId": "maya-2026",
    "PosixUserGroupString": "artists",
    "PosixUserUserString": "render",
    "Region": "us-west-2",
    "S3Prefix": "Deadline/assets",
    "SecurityGroupId": "sg-1",
    "SessionActionId": f"sessionaction-{'0' * 32}-0",
    "SettingKey": "theme",
    "Subdomain": "studio",
    "SubnetId": "subnet-1",
    "TaskId": f"task-{'0' * 32}-0",
    "Timezone": "UTC+01:00",
    "VpcId": "vpc-1",
    "WindowsUserPasswordArnString":
        "arn:aws:secretsmanager:us-west-2:000000000000:secret:render",
    "WindowsUserUserString": "render",
}


@dataclass(frozen=True)
class Many:
    """A list or map of so many."""
    count: int


def service_model():
    return botocore.session.get_session().get_service_model("deadline")


def built():
    """The operations that are built, by the page that the server's own table makes."""
    with open(os.path.join(ROOT, "docs/operations.md")) as page:
        text = page.read()
    return [name for name in service_model().operation_names if f"\n| {name} | " in text]


def fits(shape, text):
    pattern = shape.metadata.get("pattern")
    return pattern is None or re.fullmatch(pattern, text, re.ASCII) is not None


def is_union(shape):
    return getattr(shape, "is_tagged_union", False)


class Least:
    """The smallest valid value of each shape. `known` gives what only a running farm has: the ids
    of its things, and texts with a meaning, by shape or by `Structure.member`."""

    def __init__(self, known):
        self.known = known

    def of(self, shape, member_of=None):
        for name in (member_of, member_of and member_of.split(".")[1], shape.name):
            if name in self.known:
                found = self.known[name]
                return found() if callable(found) else copy.deepcopy(found)
        return getattr(self, f"_{shape.type_name}")(shape)

    def _structure(self, shape):
        wanted = list(shape.members)[:1] if is_union(shape) else shape.required_members
        return {name: self.of(shape.members[name], f"{shape.name}.{name}") for name in wanted}

    def _list(self, shape):
        return [self.of(shape.member) for _ in range(max(1, shape.metadata.get("min", 1)))]

    def _map(self, shape):
        return {self.of(shape.key): self.of(shape.value)}

    def _string(self, shape):
        if shape.enum:
            return shape.enum[0]
        if "pattern" not in shape.metadata:
            return "x" * max(1, shape.metadata.get("min", 1))
        example = EXAMPLES.get(shape.name, f"{prefix(shape)}-{'0' * 32}")
        assert fits(shape, example), f"the model has a new pattern: {shape.name}"
        return example

    def _integer(self, shape):
        return max(1, shape.metadata.get("min", 1))

    _float = _double = _integer

    def _timestamp(self, _):
        return LONG_AGO

    def _many(self, shape, count):
        if shape.type_name == "map":
            return {f"Key{n}": self.of(shape.value) for n in range(count)}
        return [self.of(shape.member) for _ in range(count)]

    def put(self, request, shape, path, value):
        """Puts a value at the end of a path; what is missing on the way is made first."""
        step, rest = path[0], path[1:]
        member = member_shape(shape, step)
        if is_union(shape) and step not in request:
            request.clear()
        if value is LEAST and not rest:
            value = self.of(member, f"{shape.name}.{step}")
        if rest:
            if isinstance(request, dict) and step not in request:
                request[step] = self.of(member, f"{shape.name}.{step}")
            self.put(request[step], member, rest, value)
        elif value is DROP:
            request.pop(step, None)
        elif isinstance(value, Many):
            request[step] = self._many(member, value.count)
        else:
            request[step] = value


def member_shape(shape, step):
    if shape.type_name == "structure":
        return shape.members[step]
    return shape.value if shape.type_name == "map" else shape.member


def prefix(shape):
    return shape.metadata["pattern"].split("-")[0]
