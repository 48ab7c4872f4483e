"""People sign in with a password, and the stock CLI works with what that gives them."""
import json
import os
import stat

import pytest

from harness.clients import DeadlineCli
from harness.people import Person
from harness.server import Callsheet, Farm
from harness.templates import job, step

PASSWORD = "correct horse battery staple"
WRONG = "incorrect horse battery"


@pytest.fixture(scope="module")
def farm():
    """A server that logs all that it can."""
    with Callsheet("server", planted={"CALLSHEET_LOG": "trace"}) as callsheet:
        yield Farm(callsheet)


@pytest.fixture
def person(farm, request, tmp_path):
    """Somebody new for each test, who may contribute to the farm."""
    person = Person(farm.callsheet, request.node.name[5:60], tmp_path)
    person.join(PASSWORD)
    person.administer("member", "set", person.name, "CONTRIBUTOR")
    return person


def test_the_stock_cli_works_for_whoever_is_signed_in(person, farm, tmp_path):
    said = person.login(PASSWORD)
    assert person.name in said and PASSWORD not in said
    cli = person.deadline_cli(DeadlineCli("0.60.10", farm.callsheet))
    assert farm.ids["farmId"] in cli.run("farm", "list")

    bundle = tmp_path / "bundle"
    bundle.mkdir()
    (bundle / "template.json").write_text(json.dumps(job(step("Echo", "echo", "hello"))))
    job_id = cli.submit(str(bundle), "--farm-id", farm.ids["farmId"],
                        "--queue-id", farm.ids["queueId"])
    made = farm.deadline.get_job(**farm.ids, jobId=job_id)
    assert made["createdBy"].endswith(f"user/{person.name}")

    person.run("logout")
    assert "nobody is signed in" in person.run("logout", code=1)
    refused = cli.run("farm", "list", code=1)
    assert "callsheet login" in refused


def test_our_own_commands_work_with_a_session_too(person, farm):
    refused = person.run("export", code=1)
    assert "callsheet login" in refused
    person.login(PASSWORD)
    assert "displayName: farm" in person.run("export", "--farm-id", farm.ids["farmId"])


def test_a_session_is_for_its_owner_alone_and_credentials_are_as_they_are_wanted(person):
    person.login(PASSWORD)
    folder = os.path.join(person.environment["HOME"], ".local/state/callsheet")
    assert stat.S_IMODE(os.stat(folder).st_mode) == 0o700
    [name] = os.listdir(folder)
    assert stat.S_IMODE(os.stat(os.path.join(folder, name)).st_mode) == 0o600
    given = json.loads(person.run("login", "--credentials"))
    assert set(given) == {
        "Version", "AccessKeyId", "SecretAccessKey", "SessionToken", "Expiration"}
    assert given["Version"] == 1


def test_wrong_passwords_are_refused_and_then_nobody_may_guess(person):
    assert "wrong" in person.login(WRONG, code=1)
    for _ in range(4):
        person.login(WRONG, code=1)
    assert "too many wrong passwords" in person.login(PASSWORD, code=1)


def test_the_audit_knows_who_signed_in_and_who_could_not(person):
    person.login(PASSWORD)
    person.login(WRONG, code=1)
    person.run("login", "letmein-typed-as-a-name", "--password-stdin", said=PASSWORD, code=1)
    person.run("logout")
    told = [json.loads(line) for line in person.administer(
        "audit", "--resource", "/callsheet/v1/sign-in/", "--output", "json").splitlines()]
    told = [(entry["operation"], entry["who"].rpartition("/")[2], entry["outcome"], entry["peer"])
            for entry in told[:4]]
    here, denied = "127.0.0.1", "AccessDeniedException"
    assert told == [
        ("SignOut", person.name, "succeeded", here), ("SignIn", "", denied, here),
        ("SignIn", person.name, denied, here), ("SignIn", person.name, "succeeded", here)]
    everything = person.administer("audit", "--all", "--output", "json")
    assert not [secret for secret in (PASSWORD, WRONG, "letmein") if secret in everything]


def test_a_disabled_user_is_signed_in_no_more(person, farm):
    person.login(PASSWORD)
    cli = person.deadline_cli(DeadlineCli("0.60.10", farm.callsheet))
    assert farm.ids["farmId"] in cli.run("farm", "list")
    person.administer("user", "disable", person.name)
    cli.run("farm", "list", code=1)
    assert "callsheet login" in person.run("login", "--credentials", code=1)
    assert "wrong" in person.login(PASSWORD, code=1)


def test_a_key_that_clients_would_use_instead_is_pointed_out(person):
    aws = os.path.join(person.environment["HOME"], ".aws")
    os.mkdir(aws)
    with open(os.path.join(aws, "credentials"), "w") as file:
        file.write("[callsheet]\naws_access_key_id = AKIA\naws_secret_access_key = x\n")
    assert "--profile" in person.login(PASSWORD, code=1)
    person.run("login", person.name, "--profile", "mine", "--password-stdin", said=PASSWORD)
    with open(os.path.join(aws, "config")) as file:
        assert "[profile mine]" in file.read()


def test_no_password_and_no_session_is_in_a_log(person, farm):
    person.login(PASSWORD)
    person.login(WRONG, code=1)
    given = json.loads(person.run("login", "--credentials"))
    folder = os.path.join(person.environment["HOME"], ".local/state/callsheet")
    [name] = os.listdir(folder)
    with open(os.path.join(folder, name)) as file:
        token = json.load(file)["token"]
    with open(os.path.join(farm.callsheet.folder, "log")) as file:
        log = file.read()
    assert "signed in" in log
    secrets = [PASSWORD, WRONG, token, given["SecretAccessKey"], given["SessionToken"]]
    assert [secret for secret in secrets if secret in log] == []
