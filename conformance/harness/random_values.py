"""Random values of a shape, valid by all that the model says of it."""
import random
import string
from datetime import datetime, timedelta, timezone

from harness.model import EXAMPLES, Least, fits, is_union, prefix

# What texts are made of where no pattern says otherwise: all that may be lost on a wire.
LETTERS = string.printable + "äß中🎬\u2028\u0000&=+%/?#\"\\"
# A header carries no more than this.
HEADER_LETTERS = string.ascii_letters + string.digits + "-_."
MOST = 40


class Random(Least):
    """Like the least value, with every member there by chance and every choice a free one."""

    def __init__(self, seed):
        super().__init__({})
        self.random = random.Random(seed)
        self.depth = 0

    def of(self, shape, member_of=None):
        self.depth += 1
        try:
            return super().of(shape, member_of)
        finally:
            self.depth -= 1

    def _structure(self, shape):
        names = list(shape.members)
        if is_union(shape):
            # A filter in a filter in a filter has to end.
            names = [self.random.choice(names[:-1] if self.depth > 8 else names)]
        else:
            names = [name for name in names
                     if name in shape.required_members or self.random.random() < 0.5]
        return {name: self.of(shape.members[name]) for name in names}

    def count(self, shape):
        least = shape.metadata.get("min", 0)
        return self.random.randint(least, max(least, min(shape.metadata.get("max", 4), 4)))

    def _list(self, shape):
        # A query cannot tell a list of nothing from none.
        least = 1 if shape.serialization.get("location") == "querystring" else 0
        return [self.of(shape.member) for _ in range(max(least, self.count(shape)))]

    def _map(self, shape):
        return {self.of(shape.key): self.of(shape.value) for _ in range(self.count(shape))}

    def _string(self, shape):
        if shape.enum:
            return self.random.choice(shape.enum)
        if "pattern" in shape.metadata:
            return self.of_pattern(shape)
        letters = HEADER_LETTERS if shape.name == "ClientToken" else LETTERS
        least = shape.metadata.get("min", 0)
        in_path = shape.serialization.get("location") == "uri"
        if in_path:
            least = max(least, 1)
        length = self.random.randint(least, min(shape.metadata.get("max", MOST), MOST + least))
        text = "".join(self.random.choice(letters) for _ in range(length))
        # A segment of dots alone is a step in a path and no value.
        return "x" if in_path and set(text) == {"."} else text

    def of_pattern(self, shape):
        """An id with other digits; else an example with one letter exchanged, if it still fits."""
        example = EXAMPLES.get(shape.name) or f"{prefix(shape)}-{'0' * 32}"
        if "0" * 32 in example:
            return example.replace("0" * 32, f"{self.random.getrandbits(128):032x}")
        at = self.random.randrange(len(example))
        letters = string.ascii_letters + string.digits
        changed = example[:at] + self.random.choice(letters) + example[at + 1:]
        return changed if fits(shape, changed) else example

    def _integer(self, shape):
        least, most = shape.metadata.get("min", -2**31), shape.metadata.get("max", 2**31 - 1)
        return self.random.choice([least, most, self.random.randint(least, most)])

    def _float(self, shape):
        least, most = shape.metadata.get("min", -1e6), shape.metadata.get("max", 1e6)
        # To fifteen digits a number is read as it was written; at more, the last may differ by one.
        return self.random.choice([least, most, round(self.random.uniform(least, most), 6)])

    _double = _float

    def _timestamp(self, _):
        """To the millisecond, which is all that is kept."""
        milliseconds = self.random.randrange(4 * 10**12)
        return datetime(1970, 1, 1, tzinfo=timezone.utc) + timedelta(milliseconds=milliseconds)
