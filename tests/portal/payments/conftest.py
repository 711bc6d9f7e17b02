import pytest

from tests.factories import payments
from tests.fakes import stripe as fakes
from tests.rig.till import SEATS, Till


@pytest.fixture(autouse=True)
def _purpose():
    """What the bills of these tests are for."""
    with payments.purpose():
        yield


@pytest.fixture
def stripe():
    """Stripe with empty books, and a script of what goes wrong."""
    with fakes.afresh() as script:
        yield script


@pytest.fixture
def till():
    """Something to sell by card; `till.seats` says how many there are."""
    made = Till()
    with payments.purpose(SEATS, **made.answers()):
        yield made
