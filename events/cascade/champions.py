"""Champions: become one, step down, and who is one on a day."""

from datetime import date

from django.db import transaction

from events.errors import ChampionRefused
from events.models import Champion, ChampionProgramme
from portal.accounts.models import User
from portal.core import history


def is_champion(user: User, *, on: date) -> bool:
    """Say whether somebody is a champion in any programme on this day."""
    return Champion.objects.active(on).filter(user=user).exists()


def programmes() -> list[ChampionProgramme]:
    """Return what people are trained in now."""
    return list(ChampionProgramme.objects.filter(in_use=True))


@transaction.atomic
def name_champion(
    user: User, programme: ChampionProgramme, *, trained_on: date, by: User
) -> Champion:
    """Enter somebody who finished the training; refused while they are one already."""
    if Champion.objects.filter(
        user=user, programme=programme, stepped_down_on=None
    ).exists():
        raise ChampionRefused("This person is a champion in this programme already.")
    champion = Champion.objects.create(
        user=user, programme=programme, trained_on=trained_on
    )
    history.record(
        champion, "events.champion_named", by=by, facts={"programme": str(programme)}
    )
    return champion


@transaction.atomic
def step_down(champion: Champion, *, on: date, by: User) -> None:
    """End it with this day; what is for champions closes with the next."""
    if on < champion.trained_on:
        raise ChampionRefused("The last day cannot lie before the training.")
    unended = Champion.objects.filter(pk=champion.pk, stepped_down_on=None)
    if not unended.update(stepped_down_on=on):
        raise ChampionRefused("This person has stepped down already.")
    champion.stepped_down_on = on
    history.record(
        champion,
        "events.champion_stepped_down",
        by=by,
        facts={"programme": str(champion.programme)},
    )
