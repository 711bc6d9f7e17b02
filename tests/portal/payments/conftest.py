import pytest

from tests.factories import payments


@pytest.fixture(autouse=True)
def _purpose():
    """What the bills of these tests are for."""
    with payments.purpose():
        yield
