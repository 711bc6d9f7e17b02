"""The library: what it shows to whom, what it finds, and files by their address."""

import json
import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from events.delivery import bundles
from events.models import Handout, Recording, Topic, Watching, WayIn
from portal.accounts.roles import Role
from tests import films
from tests.factories.accounts import UserFactory, staff
from tests.factories.events import EventFactory, place
from tests.factories.membership import current_member, lapsed_member
from tests.factories.recordings import LENGTH, linked, published, record, slides

from .conftest import AT

pytestmark = pytest.mark.django_db


def browser(user=None):
    client = Client()
    if user is not None:
        client.force_login(user)
    return client


def past(title="Reviews", *, days=9, **fields):
    return EventFactory(title=title, starts_at=AT - timedelta(days=days), **fields)


@pytest.fixture
def eve():
    return staff(Role.EVENTS)


@pytest.fixture
def reviews(eve):
    event = past(minutes=60)
    event.speakers.create(role="Chair of the panel", name="Siân Ŵyn")
    published(event, by=eve)
    return event


def addresses(event):
    """Every address of a file of this event."""
    handout = event.handouts.get()
    return [
        reverse("events:recording-film", args=[event.slug]),
        reverse("events:recording-captions", args=[event.slug]),
        reverse("events:recording-transcript", args=[event.slug]),
        reverse("events:handout", args=[event.slug, handout.reference]),
    ]


class TestWhoSeesWhat:
    """A1, A8: the page tells of it, the files open to those who may, each time."""

    def people(self, event):
        lapsed = lapsed_member().user
        place(event, lapsed)
        trainer = staff(Role.TRAINER)
        event.trainers.add(trainer)
        return {
            "visitor": (None, "This is for members"),
            "account": (UserFactory(), "See how to join"),
            "lapsed": (lapsed, "Your membership ended on"),
            "editor": (staff(Role.EDITOR), "See how to join"),
            "member": (current_member().user, ""),
            "trainer": (trainer, ""),
            "events": (staff(Role.EVENTS), ""),
        }

    def test_page(self, reviews):
        for who, (user, words) in self.people(reviews).items():
            page = browser(user).get(reverse("events:recording", args=[reviews.slug]))
            body = page.content.decode()

            assert page.status_code == 200, who
            assert (words or "Transcript") in body, who
            assert ("slept last night" in body) is not words, who
            assert ("/film/" in body) is (not words), who

    def test_files(self, reviews):
        """U13: asked for by their own address, signed out, lapsed or without right."""
        found = {
            who: {browser(user).get(url).status_code for url in addresses(reviews)}
            for who, (user, _) in self.people(reviews).items()
        }

        assert found == {
            who: {404 if words else 200}
            for who, (_, words) in self.people(reviews).items()
        }

    def test_files_have_no_address_of_their_own(self, reviews):
        """U13: where they lie is below no address of the site."""
        names = [reviews.recording.file.name, reviews.handouts.get().file.name]

        for name in names:
            for prefix in ("/", "/media/", "/private/", "/_private/", "/static/"):
                answer = Client().get(f"{prefix}{name}", follow=True)
                assert answer.status_code == 404

    def test_headers_of_a_file(self, reviews):
        """U16"""
        client = browser(current_member().user)

        for url in addresses(reviews):
            answer = client.get(url)

            assert answer["X-Content-Type-Options"] == "nosniff"
            assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
            assert answer["Cache-Control"] == "private, no-store"
            shown = "inline" if "/film/" in url or "/captions/" in url else "attachment"
            assert answer["Content-Disposition"].startswith(shown)

    def test_part_of_a_film_is_206_and_only_that_part(self, reviews):
        client = browser(current_member().user)
        url = reverse("events:recording-film", args=[reviews.slug])
        whole = b"".join(client.get(url).streaming_content)

        part = client.get(url, headers={"range": "bytes=10-19"})

        assert part.status_code == 206
        assert b"".join(part.streaming_content) == whole[10:20]
        assert part["Content-Range"] == f"bytes 10-19/{len(whole)}"
        past_the_end = client.get(url, headers={"range": f"bytes={len(whole)}-"})
        assert past_the_end.status_code == 416

    def test_a_right_that_ends_ends_with_the_next_part(self, reviews):
        """A8, A16"""
        member = current_member()
        client = browser(member.user)
        url = reverse("events:recording-film", args=[reviews.slug])
        assert client.get(url, headers={"range": "bytes=0-9"}).status_code == 206

        member.subscriptions.update(
            starts_on=AT.date() - timedelta(days=800),
            ends_on=AT.date() - timedelta(days=400),
        )

        assert client.get(url, headers={"range": "bytes=10-19"}).status_code == 404

    def test_what_is_not_published_is_there_for_staff_alone(self, eve):
        event = past("Not yet")
        record(event, by=eve)
        slides(event, by=eve)
        url = reverse("events:recording", args=[event.slug])

        assert browser(current_member().user).get(url).status_code == 404
        assert browser().get(url).status_code == 404
        assert "Not published yet" in browser(eve).get(url).content.decode()
        assert {
            browser(current_member().user).get(one).status_code
            for one in addresses(event)
        } == {404}

    def test_what_was_withdrawn_is_gone(self, reviews, eve):
        bundles.withdraw(reviews, reason="Wrong slides", by=eve)
        client = browser(current_member().user)

        found = {
            client.get(url).status_code
            for url in [
                *addresses(reviews),
                reverse("events:recording", args=[reviews.slug]),
            ]
        }

        assert found == {404}
        listed = client.get(reverse("events:library")).content.decode()
        assert "Reviews" not in listed

    def test_a_draft_or_an_unknown_address_is_not_there(self, reviews):
        reviews.status = "draft"
        reviews.save()

        for slug in (reviews.slug, "no-such-thing"):
            url = reverse("events:recording", args=[slug])
            assert browser().get(url).status_code == 404

    def test_a_handout_of_another_event_is_not_there(self, reviews, eve):
        """A2, U14"""
        hidden = past("Hidden", way_in=WayIn.INVITATION)
        published(hidden, by=eve)
        other = Handout.objects.get(event=hidden)

        url = reverse("events:handout", args=[reviews.slug, other.reference])

        assert browser(current_member().user).get(url).status_code == 404

    def test_what_was_never_listed_does_not_exist_for_others(self, eve):
        """A4"""
        hidden = past("Roundtable", way_in=WayIn.INVITATION)
        published(hidden, by=eve)
        guest = place(hidden, UserFactory()).user
        url = reverse("events:recording", args=[hidden.slug])

        assert browser(current_member().user).get(url).status_code == 404
        assert browser(guest).get(url).status_code == 200
        for user, is_there in ((None, False), (guest, True)):
            page = browser(user).get(reverse("events:library")).content.decode()
            assert ("Roundtable" in page) is is_there


@pytest.mark.parametrize("query", [{}, {"q": "webinar"}])
def test_the_list_asks_the_database_the_same_however_long(
    query, django_assert_max_num_queries
):
    client = browser(current_member().user)
    counted = []
    for number in (1, 3):
        linked([past(f"Webinar {number}.{n}") for n in range(number)])
        client.get(reverse("events:library"), query)
        with django_assert_max_num_queries(30) as queries:
            client.get(reverse("events:library"), query)
        counted.append(len(queries))

    assert counted[0] == counted[1]


class TestPage:
    def page(self, user, event, **query):
        url = reverse("events:recording", args=[event.slug])
        return browser(user).get(url, query)

    def test_says_on_which_day_it_was_correct_and_when_it_is_looked_at(self, reviews):
        body = self.page(current_member().user, reviews).content.decode()

        assert "Correct on the day it was recorded, Monday 16 November 2026" in body
        assert "We look at it again by 25 November 2027" in body

    def test_says_that_a_review_is_due(self, reviews):
        Recording.objects.update(review_on=AT.date() - timedelta(days=1))

        body = self.page(current_member().user, reviews).content.decode()

        assert "We are looking at whether it is still right" in body

    def test_goes_on_where_one_stopped(self, reviews):
        user = current_member().user
        Watching.objects.create(
            user=user,
            recording=reviews.recording,
            ranges=[[0, 700]],
            position=700,
            changed_at=AT,
        )

        body = self.page(user, reviews).content.decode()

        assert re.search(r'/film/#t=700"', body)
        assert "It goes on where you stopped" in body
        assert "You have watched 12 minutes of 58 minutes" in body

    @pytest.mark.parametrize(
        ("asked", "start"), [("1055", 1055), ("0", 0), ("99999", LENGTH), ("x", 0)]
    )
    def test_begins_where_the_address_says(self, reviews, asked, start):
        page = self.page(current_member().user, reviews, t=asked)

        assert page.context["start"] == start

    def test_leads_elsewhere_without_saying_from_where(self, eve):
        """A9: an address on a video host is a link, never embedded."""
        event = past("Elsewhere")
        linked([event])

        body = self.page(current_member().user, event).content.decode()

        assert 'href="https://video.example/1" rel="noreferrer"' in body
        assert "<video" not in body
        assert "<iframe" not in body

    def test_shows_chapters_that_the_transcript_has(self, reviews):
        Recording.objects.update(
            transcript="[00:10] # Opening\n\n[00:12] Chair: Hello."
        )

        page = self.page(current_member().user, reviews)

        assert [one.text for one in page.context["kept"].chapters] == ["Opening"]
        assert 'aria-label="Chapters"' in page.content.decode()

    def test_names_what_is_next_on_the_subject(self, reviews):
        topic = Topic.objects.create(name="Safeguarding", slug="safeguarding")
        reviews.topics.add(topic)
        nearby = EventFactory(title="Next one", starts_at=AT + timedelta(days=9))
        nearby.topics.add(topic)
        EventFactory(title="Another subject", starts_at=AT + timedelta(days=8))

        page = self.page(current_member().user, reviews)

        assert page.context["alike"] == [nearby]

    def test_with_slides_alone_is_a_page_too(self, eve):
        event = past("Slides alone")
        slides(event, by=eve)
        bundles.publish(event, by=eve, at=AT)

        body = self.page(current_member().user, event).content.decode()

        assert "Slides and notes of" in body
        assert "<video" not in body


class TestWatched:
    def send(self, client, event, ranges, position="60"):
        url = reverse("events:recording-watched", args=[event.slug])
        sent = ranges if isinstance(ranges, str) else json.dumps(ranges)
        return client.post(url, {"ranges": sent, "position": position})

    def test_is_kept_and_merged(self, reviews):
        user = current_member().user
        client = browser(user)

        assert self.send(client, reviews, [[0, 60]]).status_code == 204
        assert self.send(client, reviews, [[50, 90], [100, 99999]]).status_code == 204

        row = Watching.objects.get()
        assert (row.user, row.ranges) == (user, [[0, 90], [100, LENGTH]])

    @pytest.mark.parametrize(
        ("ranges", "position"),
        [
            ("", "1"),
            ("{}", "1"),
            ("[1]", "1"),
            ('[["a", 2]]', "1"),
            ("[[1, 2, 3]]", "1"),
            ("[[0, 1e999]]", "1"),
            ("[" * 4000, "1"),
            ("[[0, 1]]", ""),
            ("[[0, 1]]", "x"),
        ],
    )
    def test_is_refused_when_it_makes_no_sense(self, reviews, ranges, position):
        client = browser(current_member().user)

        assert self.send(client, reviews, ranges, position).status_code == 400

    def test_is_kept_for_those_who_may_watch_alone(self, reviews):
        assert self.send(browser(), reviews, [[0, 60]]).status_code == 401
        lapsed = browser(lapsed_member().user)
        assert self.send(lapsed, reviews, [[0, 60]]).status_code == 404
        assert not Watching.objects.exists()


def test_a_film_is_found_by_the_size_of_its_parts_alone(reviews):
    """The heaviest address asks little: what the page shows is not read for it."""
    client = browser(current_member().user)
    url = reverse("events:recording-film", args=[reviews.slug])
    client.get(url)

    answer = client.get(url, headers={"range": "bytes=0-"})

    assert answer.status_code in {200, 206}
    assert len(b"".join(answer.streaming_content)) == len(films.mp4(LENGTH))


def test_the_page_of_a_past_event_leads_to_what_is_left(reviews):
    address = reverse("events:recording", args=[reviews.slug])

    page = browser().get(reviews.get_absolute_url()).content.decode()
    other = browser().get(past("Nothing kept").get_absolute_url()).content.decode()

    assert f'href="{address}"' in page
    assert "Recording and slides</a>" not in other
