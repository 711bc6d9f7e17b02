"""Known: the body in the form in which pages and mails show it."""

from dataclasses import dataclass

from .mailboxes import Mailbox


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
    def finance_email(self) -> str:
        return self._address(Mailbox.Role.FINANCE)

    @property
    def policy_email(self) -> str:
        return self._address(Mailbox.Role.POLICY)

    def _address(self, role: Mailbox.Role) -> str:
        general = self.addresses.get(Mailbox.Role.GENERAL, "")
        return self.addresses.get(role, general)
