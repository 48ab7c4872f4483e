"""Which operations the behaviour tests prove: what a test names, against what it called."""
import ast
import glob
import os

from harness.server import ROOT

READS = ("Get", "List", "Search", "BatchGet", "Assume")


def named_anywhere():
    """The operations in the `behaviour` marks of all tests, whichever of them run now."""
    named = set()
    for path in glob.glob(os.path.join(ROOT, "conformance/tests/test_*.py")):
        with open(path) as file:
            tree = ast.parse(file.read())
        for mark in (node for node in ast.walk(tree) if is_behaviour(node)):
            # A mark may compute its operations, so it is evaluated as it stands.
            arguments = ast.Expression(ast.List(mark.args, ast.Load()))
            code = compile(ast.fix_missing_locations(arguments), path, "eval")
            named |= set(eval(code))
    return named


def is_behaviour(node):
    return isinstance(node, ast.Call) and ast.unparse(node.func) == "pytest.mark.behaviour"


def proven(operations, calls):
    """Those that were called, with another that saw it: after a change, or before a read."""
    return {one for one in operations if any(is_seen(one, calls, at)
                                             for at, call in enumerate(calls) if call == one)}


def is_seen(operation, calls, at):
    if operation.startswith(READS):
        return any(call != operation for call in calls[:at])
    return any(call != operation and call.startswith(READS) for call in calls[at:])
