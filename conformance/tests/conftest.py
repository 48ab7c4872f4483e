import pytest

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
def farm_on_both(request):
    """`callsheet up`, once on each store."""
    store = None
    if request.param == "postgresql":
        store = request.getfixturevalue("postgres").new_database()
    with Callsheet(store=store) as callsheet:
        yield Farm(callsheet)
