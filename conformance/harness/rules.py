"""Rules beside the model: valid by each member, and refused all the same."""
import re

ACCEPTED, BEYOND, ABSENT = "accepted", "refused beyond the model", "never found"
ONE_VALUE = "(|NOT_)EQUAL|(GREATER|LESS)_THAN(|_EQUAL_TO)"
# Operation, case as it is printed, and what is expected of it; each with its reason.
RULES = [
    # No provider makes volumes, and nobody sells metered licenses here.
    ("(Get|Delete)Volume|(Put|Delete)MeteredProduct", "the least request: .*", ABSENT),
    # A token is a list's own, so none can be made up; a list that is always empty looks at none.
    ("ListAvailableMeteredProducts", "nextToken: given", ACCEPTED),
    (".*", "nextToken: given", BEYOND),
    # What is at least may not be more than what is at most.
    ("(Create|Update)Fleet", ".*acceleratorCapabilities/count/min: the most", BEYOND),
    # A user goes with QUEUE_CONFIGURED_USER only.
    ("(Create|Update)Queue", "jobRunAsUser/runAs: is WORKER_AGENT_USER", BEYOND),
    # An operator compares one value, texts by being equal, or a list of them.
    ("Search.*", ".*/dateTimeFilter/operator: is (ANY|ALL)_.*", BEYOND),
    ("Search.*", ".*/stringFilter/operator: is (ANY|ALL|LESS|GREATER)_.*", BEYOND),
    ("Search.*", f".*/stringListFilter/operator: is ({ONE_VALUE})", BEYOND),
    ("Search.*", ".*/parameterFilter/operator: is (ANY|ALL)_.*", BEYOND),
    # Only jobs and tasks have parameters.
    ("Search(Steps|Workers)", ".*/parameter(Filter|Sort).*", BEYOND),
]


def beyond(operation, case):
    """What a rule makes of a case, if one does."""
    return next((expected for operations, cases, expected in RULES
                 if re.fullmatch(operations, operation) and re.fullmatch(cases, case)), None)
