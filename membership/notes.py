"""Notes: staff write down what the next one has to know about a member.

The member reads every note in the download of everything about them, so it says what
could be said to their face. None is changed: a mistake is put right by another.
"""

from datetime import datetime

from django.db import transaction

from portal.accounts.models import User
from portal.core import history

from .models import Member, MemberNote


@transaction.atomic
def add(member: Member, text: str, *, by: User, at: datetime) -> MemberNote:
    note = MemberNote.objects.create(
        member=member, text=text, written_by=by, written_at=at
    )
    # What it says stands in the note alone, so that it is erased with it.
    history.record(member, "membership.note_added", by=by)
    return note
