"""Cases made from the model, for every operation: what has to be accepted, what refused and for
which field. A member that is broken is broken alone; all else is the least valid request."""
from dataclasses import dataclass, replace

from harness.model import DROP, LEAST, Least, Many, fits, is_union
from harness.rules import ABSENT, ACCEPTED, BEYOND, beyond

# The reasons of a ValidationException that a broken case expects.
BROKEN, UNPARSABLE = "FIELD_VALIDATION_FAILED", "CANNOT_PARSE"
MOST_INTEGER = 2**31 - 1


@dataclass(frozen=True)
class Case:
    path: tuple
    value: object
    about: str
    expected: str

    @property
    def field(self):
        """As the API names it in a `fieldList`."""
        return "/".join(str(step) for step in self.path)

    def __str__(self):
        return f"{self.field or 'the least request'}: {self.about}"


def cases(operation):
    """The cases of an operation's model, with those apart that break a rule beside it."""
    of_model = [Case((), None, "as it is", ACCEPTED)]
    if operation.input_shape is not None:
        of_model += structure(operation.input_shape, (), ())
    for case in of_model:
        expected = beyond(operation.name, str(case)) if case.expected == ACCEPTED else None
        yield replace(case, expected=expected) if expected else case


def structure(shape, path, seen):
    for name, member in shape.members.items():
        here, place = (*path, name), member.serialization.get("location", "body")
        if is_union(shape):
            yield Case(here, LEAST, "chosen", ACCEPTED)
        elif name not in shape.required_members:
            yield Case(here, LEAST, "given", ACCEPTED)
        # A path without one of its labels is the path of another operation.
        elif place != "uri":
            yield Case(here, DROP, "missing", BROKEN)
        yield from value(member, here, (*seen, shape.name), place)


def value(shape, path, seen, place):
    """What a member may and may not be. A shape inside itself is looked at once."""
    if shape.name in seen:
        return
    of_type = {"string": text, "integer": number, "float": number, "double": number, "list": items,
               "map": entries, "structure": members}
    if shape.type_name in of_type:
        yield from of_type[shape.type_name](shape, path, seen, place)


def members(shape, path, seen, _):
    if is_union(shape):
        yield Case(path, {}, "without a choice", BROKEN)
    yield from structure(shape, path, seen)


def text(shape, path, _, place):
    least, most = shape.metadata.get("min", 0), shape.metadata.get("max")
    if shape.enum:
        yield from (Case(path, one, f"is {one}", ACCEPTED) for one in shape.enum)
        yield Case(path, "NO_SUCH_VALUE", "no such value", BROKEN)
    # Neither a path nor a header can carry an empty text.
    if least > 0 and place in ("body", "querystring"):
        yield Case(path, "", "too short", BROKEN)
    if most is not None:
        yield Case(path, "x" * (most + 1), "too long", BROKEN)
    if "pattern" in shape.metadata:
        unfit = next(one for one in ("!", "two words", "(") if not fits(shape, one))
        yield Case(path, unfit, "beside the pattern", BROKEN)
    if place == "body":
        yield Case(path, 7, "a number", UNPARSABLE)


def number(shape, path, _, place):
    least, most = shape.metadata.get("min"), shape.metadata.get("max")
    if least is not None:
        yield Case(path, least, "the least", ACCEPTED)
        yield Case(path, least - 1, "too small", BROKEN if least > -MOST_INTEGER else UNPARSABLE)
    if most is not None:
        yield Case(path, most, "the most", ACCEPTED)
        yield Case(path, most + 1, "too large", BROKEN if most < MOST_INTEGER else UNPARSABLE)
    # botocore itself stumbles over a text in place of a float.
    if shape.type_name == "integer":
        yield Case(path, "x", "a text", UNPARSABLE)


def items(shape, path, seen, place):
    least, most = shape.metadata.get("min", 0), shape.metadata.get("max")
    if least > 0 and place == "body":
        yield Case(path, [], "too few", BROKEN)
    if most is not None:
        yield Case(path, Many(most + 1), "too many", BROKEN)
    yield from value(shape.member, (*path, 0), seen, place)


def entries(shape, path, seen, place):
    most = shape.metadata.get("max")
    if most is not None:
        yield Case(path, Many(most + 1), "too many", BROKEN)
    for case in value(shape.key, path, seen, "key"):
        if case.expected == BROKEN:
            yield Case((*path, case.value), LEAST, f"a key {case.about}", BROKEN)
    yield from value(shape.value, (*path, Least({}).of(shape.key)), seen, place)


def misjudged(case, response):
    """What is wrong with the answer to a case, or nothing. `response` is that of an error."""
    if case.expected == ACCEPTED:
        return response and f"was refused: {brief(response)}"
    if response is None:
        return "was accepted"
    code = "ResourceNotFoundException" if case.expected == ABSENT else "ValidationException"
    if response["Error"]["Code"] != code:
        return f"was refused otherwise: {brief(response)}"
    if case.expected in (ABSENT, BEYOND):
        return None
    named = [field["name"] for field in response.get("fieldList", ())]
    if case.field not in named:
        return f"`{case.field}` is not named: {brief(response)}"
    if response["reason"] != case.expected:
        return f"has the reason {response['reason']}"
    return None


def brief(response):
    error, status = response["Error"], response["ResponseMetadata"]["HTTPStatusCode"]
    return f"{status} {error['Code']}: {error.get('Message', '')[:200]}"
