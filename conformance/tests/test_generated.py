"""Cases generated from botocore's model of the API, sent by botocore without its own checks and
read by it, on both stores: what is valid is done, what is not is refused by field.

semantics 10.2: the fields and the reason of a ValidationException.
semantics 10.3: each declared exception is brought about, or listed as beyond reach."""
import json
import os

import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

from harness import cases, fresh, provoked, rules
from harness.model import Least, built, service_model
from harness.server import ROOT
from harness.waiting import wait_for
from harness.world import World

MODEL = service_model()
BUILT = {name: MODEL.operation_model(name) for name in built()}
CASES = {name: list(cases.cases(operation)) for name, operation in BUILT.items()}
PROVOKED = {name: provoked.provocations(operation) for name, operation in BUILT.items()}
COUNTS = os.path.join(ROOT, "conformance/cases.json")


class Suite:
    def __init__(self, callsheet):
        self.world = World(callsheet)
        self.least = Least(self.world.known())
        self.client = self.unchecked()
        self.stranger = self.unchecked(keys=self.world.keys_of_another_farm())

    def unchecked(self, **options):
        return self.world.callsheet.client(**options, config=Config(
            parameter_validation=False, retries={"total_max_attempts": 1}))

    def call(self, operation, input, client=None):
        """The error that is answered, or nothing. Told to come again, it does, as any SDK would:
        a farm has one aggregation of statistics at a time."""
        def answer():
            try:
                (client or self.client)._make_api_call(operation, input)
            except ClientError as refused:
                error = refused.response
                return None if error["Error"]["Code"] == "ThrottlingException" else (error,)
            return (None,)

        return wait_for("an answer", answer, 10, every_s=0.01)[0]

    def input(self, operation, case=None):
        """The least valid request; for a case that has to succeed, with what it may use up."""
        shape = MODEL.operation_model(operation).input_shape
        if shape is None:
            return {}
        input = self.least.of(shape) | fresh.BESIDE.get(operation, {})
        if case and case.expected == rules.ACCEPTED:
            input |= fresh.used_up(self.world, operation, case)
        if case and case.path:
            self.least.put(input, shape, case.path, case.value)
        return input


@pytest.fixture(scope="module")
def suite(server_on_both):
    return Suite(server_on_both)


@pytest.mark.parametrize("operation", CASES)
def test_what_the_model_says_of_an_operation(suite, operation):
    wrong = []
    for case in CASES[operation]:
        answer = suite.call(operation, suite.input(operation, case))
        if why := cases.misjudged(case, answer):
            wrong.append(f"{case}: {why}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("operation", CASES)
def test_the_exceptions_of_an_operation(suite, operation):
    """semantics 10.3-1, 10.2-2"""
    wrong = []
    for one in PROVOKED[operation]:
        client = suite.stranger if one.exception == provoked.DENIED else suite.client
        why = one.misjudged(suite.call(operation, one.input(suite), client))
        if provoked.is_beyond_reach(one.exception, operation):
            why = None if why else "can be brought about: take it out of NOT_PROVOKED"
        if why:
            wrong.append(f"{one.about}: {why}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("operation", CASES)
def test_each_declared_exception_is_provoked_or_listed(operation):
    declared = {shape.name for shape in MODEL.operation_model(operation).error_shapes}
    tried = {one.exception for one in PROVOKED[operation]}
    if any(case.expected != rules.ACCEPTED for case in CASES[operation]):
        tried.add("ValidationException")
    assert all(provoked.is_beyond_reach(one, operation) for one in declared - tried), operation


def test_the_counts_of_cases_are_those_that_are_told():
    """`docs/operations.md` prints them. To write them anew: CALLSHEET_WRITE_CASES=1."""
    counts = {name: len(CASES[name]) + len(PROVOKED[name]) for name in CASES}
    if os.environ.get("CALLSHEET_WRITE_CASES"):
        with open(COUNTS, "w") as file:
            file.write(json.dumps(counts, indent=2) + "\n")
    with open(COUNTS) as file:
        assert json.load(file) == counts, "then run `cargo xtask codegen` as well"
