"""Access: who may read a page or a file, and what gets them there if they may not?

Computed on every request, from standing on that UK day and from the list of champions.
Nothing is stored on an account, so nothing stays open after a membership has ended.
Each page and each file says for itself who its readers are; nothing is inherited.
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from django.contrib.auth.models import AnonymousUser
from django.db import models
from wagtail.models import CollectionMember

from events.cascade import champions
from events.models import ChampionProgramme
from membership import entitlements, standing
from membership.standing import Standing, State
from portal.accounts.models import User
from portal.accounts.roles import Role, has_role
from portal.core import clock


class Readers(models.TextChoices):
    EVERYONE = "everyone", "Everyone"
    MEMBERS = "members", "Members"
    CHAMPIONS = "champions", "Champions"


class Why(StrEnum):
    """Why somebody may not read something; the page says what to do about each."""

    FINE = "fine"
    SIGN_IN = "sign_in"
    NOT_A_MEMBER = "not_a_member"
    LAPSED = "lapsed"
    NOT_BEGUN = "not_begun"
    GRADE = "grade"
    NO_CHAMPION = "no_champion"


@dataclass(frozen=True)
class Answer:
    """What somebody is told; `day` is the last or the first one of a membership."""

    why: Why
    readers: str = Readers.EVERYONE
    day: date | None = None
    grade: str = ""

    @property
    def allowed(self) -> bool:
        return self.why is Why.FINE


def readers_of(thing: object) -> str:
    """Return for whom a page or a file is; a type without the field is for everyone."""
    return str(getattr(thing, "readers", Readers.EVERYONE))


def circles_of(user: User | AnonymousUser, at: datetime) -> frozenset[str]:
    """Return the circles of readers that somebody belongs to at this moment.

    Whoever edits the pages reads them all.
    """
    if not isinstance(user, User) or not user.is_active:
        return frozenset({Readers.EVERYONE})
    if may_edit(user):
        return frozenset(Readers)
    on = clock.uk_day(at)
    circles = {Readers.EVERYONE}
    if entitlements.reads_members_pages(standing.standing_of_user(user, on=on)):
        circles.add(Readers.MEMBERS)
    if champions.is_champion(user, on=on):
        circles.add(Readers.CHAMPIONS)
    return frozenset(circles)


def may_read(thing: object, user: User | AnonymousUser, at: datetime) -> bool:
    """Say whether this person may read this page or file now.

    What is for everyone is answered without asking who somebody is.
    """
    readers = readers_of(thing)
    return readers == Readers.EVERYONE or readers in circles_of(user, at)


def answer_for(thing: object, user: User | AnonymousUser, at: datetime) -> Answer:
    """Return whether somebody may read it and, if not, why not."""
    if may_read(thing, user, at):
        return Answer(Why.FINE)
    readers = readers_of(thing)
    if not isinstance(user, User):
        return Answer(Why.SIGN_IN, readers)
    if readers == Readers.CHAMPIONS:
        return Answer(Why.NO_CHAMPION, readers)
    return _of_standing(standing.standing_of_user(user, on=clock.uk_day(at)), readers)


def programmes_of(answer: Answer) -> list[ChampionProgramme]:
    """Return what one could be trained in, where that is the way in."""
    return champions.programmes() if answer.readers == Readers.CHAMPIONS else []


def answer_for_file(
    file: CollectionMember, user: User | AnonymousUser, at: datetime
) -> Answer:
    """Return whether somebody may have a file.

    A collection that was closed in the CMS's own way, as nothing here offers to, is
    closed for everybody but editors, and so is all that lies below it.
    """
    if file.collection.get_view_restrictions() and not may_edit(user):
        return Answer(Why.NOT_A_MEMBER, readers_of(file))
    return answer_for(file, user, at)


def may_edit(user: User | AnonymousUser) -> bool:
    return has_role(user, Role.EDITOR)


def _of_standing(here: Standing, readers: str) -> Answer:
    if here.has_ended:
        return Answer(Why.LAPSED, readers, here.ends_on)
    if here.state is State.NOT_YET:
        return Answer(Why.NOT_BEGUN, readers, here.starts_on)
    if here.good and here.grade is not None:
        return Answer(Why.GRADE, readers, grade=here.grade.name)
    return Answer(Why.NOT_A_MEMBER, readers)
