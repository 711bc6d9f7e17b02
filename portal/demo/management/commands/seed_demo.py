"""Fill an empty database with the demonstration; a second run changes nothing."""

import logging
from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction

from portal.accounts.models import User
from portal.core import clock
from portal.demo.accounts import ACCOUNTS
from portal.demo.seeding import rehearsal
from portal.demo.seeding.afterwards import Afterwards
from portal.demo.seeding.applications import make_applications
from portal.demo.seeding.books import make_books, make_business_details
from portal.demo.seeding.commissions import make_commissions
from portal.demo.seeding.consultations import make_consultations
from portal.demo.seeding.courses import make_courses
from portal.demo.seeding.desk import make_desk
from portal.demo.seeding.diary import Diary
from portal.demo.seeding.finding import fill_index, make_topics
from portal.demo.seeding.guidance import make_guidance
from portal.demo.seeding.organisations import make_organisations
from portal.demo.seeding.pages import make_pages
from portal.demo.seeding.people import make_body, make_people
from portal.demo.seeding.record import Record
from portal.demo.seeding.resources import make_champions, make_resources
from portal.demo.seeding.runs import Runs


class Command(BaseCommand):
    help = "Fill an empty database with the demonstration's content."

    def handle(self, *_args: Any, **_options: Any) -> None:
        if User.objects.filter(email__in=ACCOUNTS).exists():
            self.stdout.write("The demonstration is there already.")
            return
        # The CMS tells of every page that it indexes.
        logging.disable(logging.INFO)
        at = clock.now()
        with transaction.atomic(), rehearsal.nobody_else_sends():
            make_body()
            make_business_details()
            people = make_people(at)
            secretary = people.of("secretary")
            make_applications(by=secretary, at=at)
            looks_after = people.of("coordinator")
            make_organisations(coordinator=looks_after, by=secretary, at=at)
            diary = Diary(people, at=at)
            diary.make()
            runs = Runs(diary)
            runs.put_on()
            Afterwards(diary).make()
            Record(people.of("member"), diary.events, at=at).make()
            editor, today = people.of("editor"), clock.uk_day(at)
            make_pages(diary.events, by=editor, today=today)
            make_consultations(diary.events, people.long_since, by=editor, today=today)
            make_guidance(by=editor, today=today)
            make_courses(diary.events, by=editor, today=today)
            runs.make()
            make_commissions(diary)
            trains = people.of("events")
            make_champions(people.of("midwife"), by=trains, today=today)
            make_resources(by=editor, today=today)
            make_topics(by=editor)
            make_desk(by=editor, at=at)
            make_books(people.long_since[2:], by=people.of("finance"), at=at)
            fill_index(at=at)
