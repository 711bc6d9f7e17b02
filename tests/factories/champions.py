"""Champions: trained half a year ago, in one programme, and still active."""

from datetime import timedelta

import factory

from events.models import Champion, ChampionProgramme
from portal.core import clock
from tests.factories.accounts import UserFactory


class ChampionProgrammeFactory(factory.django.DjangoModelFactory[ChampionProgramme]):
    class Meta:
        model = ChampionProgramme
        django_get_or_create = ("name",)

    name = "Perinatal and infant mental health"
    description = "Two days, for everybody who meets families around a birth."


class ChampionFactory(factory.django.DjangoModelFactory[Champion]):
    class Meta:
        model = Champion

    programme = factory.SubFactory(ChampionProgrammeFactory)
    user = factory.SubFactory(UserFactory)
    trained_on = factory.LazyFunction(lambda: clock.today() - timedelta(days=180))
