"""Cards: what a membership card says, and what its code answers to whoever scans it.

The code leads to a page of ours that says whether the card is good today, under which
name and grade, and nothing else: no number, no address. Its holder shows it; whoever
lost a card makes a new code, which ends the old one.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

import segno
from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.safestring import SafeString

from portal.accounts.models import User
from portal.body import identity
from portal.core import history, tokens
from portal.core.errors import Refused
from portal.core.words import uk_day
from portal.rendering import pdf

from . import membership_numbers, standing
from .models import Member
from .standing import Standing

NOT_GOOD = (
    "There is a card while your membership runs. Renew it, and the card is here again."
)


class NoCard(Refused):
    """There is no card, and the message says why."""


@dataclass(frozen=True)
class Card:
    """What stands on the card of one member."""

    name: str
    number: str
    grade: str
    good_until: date
    address: str

    @property
    def code(self) -> SafeString:
        """The address as a drawing for a page."""
        code = segno.make(self.address, error="m", micro=False)
        return SafeString(
            code.svg_inline(border=0, omitsize=True, svgclass="code", lineclass=None)
        )


def card_of(member: Member | None, *, on: date) -> Card:
    """Return the card, with the code it has. Raises NoCard without good standing."""
    here = standing.standing_of(member, on=on)
    if member is None or not here.good or here.grade is None or here.ends_on is None:
        raise NoCard(NOT_GOOD)
    path = reverse("membership:card", args=[_token_of(member)])
    return Card(
        name=member.name,
        number=member.number,
        grade=here.grade.name,
        good_until=here.ends_on,
        address=settings.BASE_URL + path,
    )


@transaction.atomic
def renew_code(member: Member, *, by: User) -> None:
    """Make a new code; the one on older cards answers to nobody from now on."""
    Member.objects.filter(pk=member.pk).update(card_token=tokens.new())
    history.record(member, "membership.card_renewed", by=by)


def behind(token: str, *, on: date) -> Standing | None:
    """Return how the holder of a card stands; None when there is no such code."""
    rows = Member.objects.select_related("merged_into")
    member = rows.filter(card_token=token).first()
    if member is None:
        return None
    # The card of a record that went into another is good as long as that one is.
    return standing.standing_of(membership_numbers.where(member), on=on)


def as_pdf(card: Card) -> bytes:
    return pdf.pdf("membership/card.typ", _facts(card))


def as_picture(card: Card) -> bytes:
    return pdf.png("membership/card.typ", _facts(card), dots_an_inch=400)


def _facts(card: Card) -> dict[str, Any]:
    return {
        **identity.current().letterhead,
        "name": card.name,
        "number": card.number,
        "grade": card.grade,
        "until": uk_day(card.good_until),
        "code": segno.make(card.address, error="m", micro=False).svg_inline(border=0),
        "code_says": f"Code that leads to {card.address}",
    }


def _token_of(member: Member) -> str:
    """Return the code's token, made on first use; two at once agree on one."""
    if not member.card_token:
        Member.objects.filter(pk=member.pk, card_token=None).update(
            card_token=tokens.new()
        )
        member.refresh_from_db(fields=["card_token"])
    return str(member.card_token)
