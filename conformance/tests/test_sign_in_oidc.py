"""People sign in at the studio's own provider, in a browser."""
import json
import urllib.request

import pytest

from harness.clients import DeadlineCli
from harness.oidc import SECRET, Browser, Provider
from harness.people import Person
from harness.server import Callsheet, Farm


@pytest.fixture(scope="module")
def provider():
    provider = Provider()
    yield provider
    provider.stop()


@pytest.fixture(scope="module")
def farm(provider, tmp_path_factory):
    secret = tmp_path_factory.mktemp("secret") / "client-secret"
    secret.write_text(SECRET + "\n")
    config = provider.settings(secret)
    with Callsheet("server", config=config, planted={"CALLSHEET_LOG": "trace"}) as callsheet:
        provider.start(callsheet.endpoint)
        yield Farm(callsheet)


def groups_of(person):
    told = json.loads(person.administer("user", "list", "--output", "json"))
    [user] = [user for user in told["principals"] if user["name"] == person.name]
    return user.get("belongs", [])


def test_whoever_the_provider_knows_is_a_user_of_the_groups_that_it_names(
        farm, provider, tmp_path):
    anna = Person(farm.callsheet, "anna", tmp_path)
    for group in ("lighting", "comp"):
        anna.administer("group", "create", group)
    anna.administer("member", "set", "lighting", "CONTRIBUTOR")
    provider.tell_groups(anna=["lighting", "unknown here"])
    said = anna.login_elsewhere(Browser())
    assert "You are signed in" in said and "anna" in said
    assert groups_of(anna) == ["lighting"]
    cli = anna.deadline_cli(DeadlineCli("0.60.10", farm.callsheet))
    assert farm.ids["farmId"] in cli.run("farm", "list")

    # The same user, and no more what it was a member of by the provider's word.
    provider.tell_groups(anna=["comp"])
    anna.login_elsewhere(Browser())
    assert groups_of(anna) == ["comp"]
    refused = anna.run("export", "--farm-id", farm.ids["farmId"], code=1)
    assert "not authorized" in refused

    anna.administer("user", "disable", "anna")
    assert "disabled" in anna.login_elsewhere(Browser(), code=1)


def test_a_name_that_is_taken_is_not_handed_over(farm, tmp_path):
    bert = Person(farm.callsheet, "bert", tmp_path)
    bert.administer("user", "create", "bert", "--administrator")
    assert "somebody else is called" in bert.login_elsewhere(Browser(), code=1)
    # Only an administrator says that it is the same one.
    bert.administer("user", "set-identity", "bert", "bert")
    assert "You are signed in" in bert.login_elsewhere(Browser())
    told = [json.loads(line) for line in bert.administer(
        "audit", "--resource", "/callsheet/v1/sign-in/", "--output", "json").splitlines()]
    assert [(entry["operation"], entry["who"].rpartition("/")[2], entry["outcome"])
            for entry in told[:3]] == [
        ("SignInCode", "bert", "succeeded"), ("SignInOidcCallback", "bert", "succeeded"),
        ("SignInOidcCallback", "", "AccessDeniedException")]


def test_a_way_that_another_browser_began_ends_nowhere(farm):
    begun = (f"{farm.callsheet.endpoint}/callsheet/v1/sign-in/oidc?challenge={'0' * 64}"
             "&return_to=%2Fmonitor")

    class Caught(urllib.request.HTTPRedirectHandler):
        def redirect_request(self, *_):
            return None

    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), Caught())
    with pytest.raises(urllib.error.HTTPError) as redirect:
        opener.open(begun, timeout=10)
    away = redirect.value.headers["location"]
    assert "code_challenge_method=S256" in away and "nonce=" in away
    # Without the cookie that went with it.
    page, _ = Browser().sign_in(away, "carl")
    assert "begin again" in page


def test_no_code_and_no_secret_is_in_a_log(farm, tmp_path):
    dora = Person(farm.callsheet, "dora", tmp_path)
    dora.login_elsewhere(Browser())
    with open(f"{farm.callsheet.folder}/log") as file:
        log = file.read()
    assert "signed in" in log and SECRET not in log
    assert "code=" not in log.replace("status_code=", "")
