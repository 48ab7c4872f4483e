import pytest

from harness.by_hand import FarmByHand
from harness.postgres import Postgres
from harness.server import Callsheet, Farm


@pytest.fixture(scope="session")
def postgres():
    cluster = Postgres()
    cluster.start()
    yield cluster
    cluster.stop()


@pytest.fixture(scope="module")
def farm():
    """`callsheet up` on SQLite."""
    with Callsheet() as callsheet:
        yield Farm(callsheet)


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def store(request):
    """The address of an empty store, of each kind; none means the file in the data folder."""
    if request.param == "sqlite":
        return None
    return request.getfixturevalue("postgres").new_database()


@pytest.fixture(scope="module")
def farm_on_both(store):
    """`callsheet up`, once on each store."""
    with Callsheet(store=store) as callsheet:
        yield Farm(callsheet)


@pytest.fixture(scope="module")
def server_on_both(store):
    """`callsheet server`, once on each store: nothing moves but what a test moves."""
    with Callsheet("server", store=store) as callsheet:
        yield callsheet


@pytest.fixture(scope="session")
def by_hand():
    """`callsheet server` without a worker, shared by the tests of rules: each makes its own."""
    with Callsheet("server", flags=["--worker-hour-usd", "3600"]) as callsheet:
        yield FarmByHand(callsheet)
