import pytest

from portal.accounts.roles import Role
from tests.factories.accounts import staff


@pytest.fixture
def finance(client):
    """Somebody from finance, signed in."""
    user = staff(Role.FINANCE)
    client.force_login(user)
    return user
