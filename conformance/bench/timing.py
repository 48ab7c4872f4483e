"""Whether the time of a refusal tells what was wrong with a signature.

    CALLSHEET_BIN=target/release/callsheet \\
      conformance/.clients/tests/bin/python conformance/bench/timing.py [SAMPLES]

Requests on one connection to a server of its own, each kind as often as SAMPLES says (4000), in an
order by chance in each round. Printed are the times of each kind, and how each pair differs: the
largest distance of their distributions (Kolmogorov-Smirnov), and how often the one is slower than
the other, ties counted half (Mann-Whitney; 0.5 is no difference), with its deviation from chance.
Nothing is asserted: a busy machine shows differences that are none. "wrong" and "wrong, again" are
the same in kind, so what they show between them is noise.

An unknown key may differ: the answer says of itself that the key is not known, as AWS's does. What
must not differ is how much of a signature was right.
"""
import bisect
import itertools
import math
import os
import random
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

from harness.server import Callsheet  # noqa: E402
from harness.wire import Keys, Line, Request, signed  # noqa: E402

WARM_UP = 200
# Signatures are good for five minutes, and a late one would be refused for that.
FRESH_S = 60


def other_digit(digit):
    return "0" if digit != "0" else "1"


def spoilt(request):
    """The kinds: each is as long as the others, and differs in nothing but what it is named for."""
    mark = request.value("authorization")[-64:]
    id = request.value("authorization").partition("Credential=")[2].partition("/")[0]

    def claiming(old, new):
        return request.claiming(old, new).sent()

    def chance():
        return "".join(random.choices("0123456789abcdef", k=64))

    return {
        "unknown key": claiming(id, id[:-1] + ("A" if id[-1] != "A" else "B")),
        "wrong": claiming(mark, chance()),
        "wrong, again": claiming(mark, chance()),
        "first digit wrong": claiming(mark, other_digit(mark[0]) + mark[1:]),
        "last digit wrong": claiming(mark, mark[:-1] + other_digit(mark[-1])),
    }


def sample(line, data):
    begun = time.perf_counter_ns()
    line.send(data)
    answer = line.answer()
    taken = time.perf_counter_ns() - begun
    assert answer.status == 403, answer
    return taken / 1000


def measure(callsheet, count):
    keys = Keys.of_admin(callsheet)
    host = callsheet.endpoint.removeprefix("http://")
    plain = Request("GET", "/2023-10-12/farms", headers=[("Host", host)])
    made_at, kinds, times = -math.inf, {}, {}
    with Line(callsheet.endpoint) as line:
        for number in range(count + WARM_UP):
            if time.monotonic() > made_at + FRESH_S:
                made_at, kinds = time.monotonic(), spoilt(signed(keys, plain))
            for kind in random.sample(sorted(kinds), len(kinds)):
                taken = sample(line, kinds[kind])
                if number >= WARM_UP:
                    times.setdefault(kind, []).append(taken)
    return {kind: sorted(times[kind]) for kind in kinds}


def quantile(ordered, part):
    return ordered[min(len(ordered) - 1, int(part * len(ordered)))]


def largest_distance(one, other):
    """Of the two distributions, and how probable such a one is by chance."""
    distance = max(abs(bisect.bisect_right(one, at) / len(one)
                       - bisect.bisect_right(other, at) / len(other)) for at in one + other)
    size = math.sqrt(len(one) * len(other) / (len(one) + len(other)))
    reach = (size + 0.12 + 0.11 / size) * distance
    terms = (2 * (-1) ** (n - 1) * math.exp(-2 * (n * reach) ** 2) for n in range(1, 101))
    return distance, 1.0 if reach < 0.2 else min(1.0, max(0.0, sum(terms)))


def how_often_slower(one, other):
    """The one than the other, and the deviations from an even half."""
    wins = sum((bisect.bisect_left(other, at) + bisect.bisect_right(other, at)) / 2 for at in one)
    pairs = len(one) * len(other)
    deviation = math.sqrt(pairs * (len(one) + len(other) + 1) / 12)
    return wins / pairs, (wins - pairs / 2) / deviation


def main():
    count = int((sys.argv[1:] or ["4000"])[0])
    with Callsheet("server") as callsheet:
        times = measure(callsheet, count)
    parts = [0.01, 0.1, 0.5, 0.9, 0.99]
    print(f"{count} of each kind; microseconds at " + ", ".join(f"{part:.0%}" for part in parts))
    for kind, ordered in times.items():
        shown = "".join(f"{quantile(ordered, part):9.1f}" for part in parts)
        print(f"  {kind:18}{shown}")
    print("pairs: difference of the medians; distance and its p; how often slower, deviations")
    for (name, one), (against, other) in itertools.combinations(times.items(), 2):
        apart = quantile(one, 0.5) - quantile(other, 0.5)
        distance, chance = largest_distance(one, other)
        slower, deviations = how_often_slower(one, other)
        print(f"  {name + ' / ' + against:38}{apart:8.1f}   {distance:.3f} {chance:.2g}"
              f"   {slower:.3f} {deviations:+.1f}")


if __name__ == "__main__":
    main()
