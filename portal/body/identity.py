"""Identity: the body as pages show it, asked of the database twice a minute at most."""

from portal.core import remembered

from .models import Identity, Known, Mailbox

KEY = "body-identity"


def current() -> Known:
    """Return the body; another process may show the old one for half a minute."""
    return remembered.remembered(KEY, _ask)


def forget() -> None:
    """Make the next page ask again, after staff changed something."""
    remembered.forget()


def _ask() -> Known:
    return Identity.load().known(Mailbox.objects.all())
