"""Every rule of docs/rules.md is named by a test, or docs/not-done.md says why it is not."""
import collections
import pathlib
import re

from harness.server import ROOT

RULE = r"\d+\.\d+-\d+"
ROW = re.compile(rf"^\| ({RULE}) \| (.+) \|$", re.MULTILINE)
NAMED = re.compile(rf"semantics ({RULE}(?:,\s+(?:///?\s+|#\s+)?{RULE})*)")


def rows(page):
    """Each rule of a page's tables with what is said of it."""
    found = ROW.findall((pathlib.Path(ROOT) / "docs" / page).read_text())
    twice = [rule for rule, times in collections.Counter(rule for rule, _ in found).items()
             if times > 1]
    assert not twice, f"{page} lists twice: {twice}"
    return dict(found)


def text_of_tests(path):
    """What of a file is tests: all of it, or what follows its `#[cfg(test)]`."""
    text = path.read_text()
    is_of_tests = path.suffix == ".py" or "tests" in path.parts or path.stem.endswith("tests")
    return text if is_of_tests else text.partition("#[cfg(test)]")[2]


def named():
    """Rules by the tests' files that name them."""
    root, found = pathlib.Path(ROOT), collections.defaultdict(set)
    for path in [*root.glob("crates/**/*.rs"), *root.glob("conformance/tests/*.py")]:
        for rules in NAMED.findall(text_of_tests(path)):
            for rule in re.findall(RULE, rules):
                found[rule].add(str(path.relative_to(root)))
    return found


def section(rule):
    return rule.partition(".")[0]


def test_every_rule_is_named_by_a_test_or_listed_as_not_done(capsys):
    rules, not_done, tests = rows("rules.md"), rows("not-done.md"), named()
    unknown = {rule: sorted(tests[rule]) for rule in tests if rule not in rules}
    assert not unknown, f"tests name what is no rule: {unknown}"
    assert not set(not_done) - set(rules), "not-done.md lists what is no rule"
    both = sorted(set(not_done) & set(tests))
    assert not both, f"listed as not done, and yet named by a test: {both}"
    missing = sorted(set(rules) - set(not_done) - set(tests))
    assert not missing, f"neither named by a test nor listed in not-done.md: {missing}"

    lines = ["", "rules by section: named by tests, not done"]
    counts = [(section(rule), rule in tests) for rule in rules]
    for one in sorted(set(one for one, _ in counts), key=int):
        lines.append(f"  {one:>2}: {counts.count((one, True)):>3} {counts.count((one, False)):>3}")
    lines.append(f" all: {len(rules) - len(not_done):>3} {len(not_done):>3}")
    with capsys.disabled():
        print("\n".join(lines))
