"""Identity: the body as pages show it, asked of the database twice a minute at most."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.safestring import mark_safe

from portal.core import remembered

from .models import Identity, Mailbox

KEY = "body-identity"


@dataclass(frozen=True)
class Known:
    name: str
    short_name: str
    strapline: str
    charity_line: str
    logo_svg: str
    stylesheet_url: str
    addresses: dict[str, str]
    office_hours: str
    hue: int = 352
    strength: int = 125

    @property
    def letterhead(self) -> dict[str, str | int]:
        """What stands at the head of a document, and in which colour."""
        return {"body": self.name, "hue": self.hue, "strength": self.strength}

    @property
    def events_email(self) -> str:
        return self._address(Mailbox.Role.EVENTS)

    @property
    def members_email(self) -> str:
        return self._address(Mailbox.Role.MEMBERS)

    @property
    def policy_email(self) -> str:
        return self._address(Mailbox.Role.POLICY)

    def _address(self, role: Mailbox.Role) -> str:
        general = self.addresses.get(Mailbox.Role.GENERAL, "")
        return self.addresses.get(role, general)


def current() -> Known:
    """Return the body; another process may show the old one for half a minute."""
    return remembered.remembered(KEY, _ask)


def forget() -> None:
    """Make the next page ask again, after staff changed something."""
    remembered.forget(KEY)


def known(row: Identity) -> Known:
    """Return the body as this row would have it, saved or not."""
    mailboxes = list(Mailbox.objects.all())
    return Known(
        name=row.name,
        short_name=row.short_name,
        strapline=row.strapline,
        charity_line=row.legal_line,
        # Cleaned on saving: shapes alone.
        logo_svg=mark_safe(row.logo),  # noqa: S308
        stylesheet_url=reverse(
            "brand-stylesheet", args=[f"{row.changed_at.timestamp():.0f}"]
        ),
        addresses={box.role: box.address for box in mailboxes},
        office_hours=next((box.hours for box in mailboxes if box.hours), ""),
    )


def _ask() -> Known:
    return known(Identity.load())
