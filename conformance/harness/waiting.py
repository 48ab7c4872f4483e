"""Waiting for a state, with a deadline; no test sleeps for a fixed time."""
import time


def wait_for(what, look, deadline_s=60, every_s=0.1):
    """Returns the first truthy value of `look()`; fails with the last one it saw."""
    give_up_at = time.monotonic() + deadline_s
    while True:
        seen = look()
        if seen:
            return seen
        if time.monotonic() > give_up_at:
            raise AssertionError(f"{what}: not within {deadline_s} s; last seen: {seen!r}")
        time.sleep(every_s)
