"""A14: an adviser reads one draft by a link, comments, and gets no further."""

import json
import re
from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from portal.accounts.roles import Role
from portal.cms.drafts import readings
from portal.cms.models import DraftReview
from portal.core import clock
from portal.core.errors import Refused
from portal.notifications import delivery
from portal.notifications.models import Message, Outcome
from tests.factories.accounts import staff
from tests.factories.cms import NewsPageFactory

pytestmark = pytest.mark.django_db

HEADINGS = "<h2>What we ask</h2><p>Words</p><h2>Why</h2>"


@pytest.fixture
def editor():
    return staff(Role.EDITOR, name="Marguerite Sallow")


@pytest.fixture
def draft():
    draft = NewsPageFactory(
        live=False,
        title="A secret plan",
        slug="a-secret-plan",
        body=json.dumps([{"type": "prose", "value": HEADINGS}]),
    )
    draft.save_revision()
    draft.refresh_from_db()
    return draft


def ask(draft, editor, **fields):
    """Ask an adviser; return the reading and the address in the mail."""
    fields = {
        "name": "Prof. Ilse Tarn",
        "email": "ilse@example.org",
        "note": "",
    } | fields
    review = readings.ask(draft, **fields, by=editor, at=clock.now())
    (letter,) = [letter for letter in send_all() if letter.to == [review.email]]
    return review, link_in(letter)


def send_all():
    mail.outbox.clear()
    later = clock.now() + readings.GATHERING
    for message in Message.objects.filter(outcome=Outcome.WAITING):
        delivery.deliver(message, at=later)
    return list(mail.outbox)


def link_in(message):
    return re.search(r"https?://[^/\s]+(/drafts/\S+)", message.body)[1]


def test_the_link_opens_the_draft_without_an_account(client, draft, editor):
    _, link = ask(draft, editor, note="Is the second part fair?")

    answer = client.get(link)

    shown = answer.content.decode()
    assert answer.status_code == 200
    assert "A secret plan" in shown
    assert "Is the second part fair?" in shown
    assert "for Prof. Ilse Tarn alone" in shown


def test_it_is_never_indexed_kept_or_told_to_others(client, draft, editor):
    _, link = ask(draft, editor)

    answer = client.get(link)

    assert "no-store" in answer["Cache-Control"]
    assert "noindex" in answer["X-Robots-Tag"]
    assert answer["Referrer-Policy"] == "same-origin"


def test_the_token_is_stored_hashed_and_forgotten_once_sent(draft, editor):
    review, link = ask(draft, editor)
    token = link.strip("/").rpartition("/")[2]

    assert token not in review.token
    assert not Message.objects.filter(facts__icontains=token).exists()


def test_a14_other_drafts_stay_closed(client, draft, editor):
    other = NewsPageFactory(live=False, title="Another secret", slug="another")
    other.save_revision()
    _, link = ask(draft, editor)

    assert client.get(other.url).status_code == 404
    assert client.get(draft.url).status_code == 404
    for address in (
        f"/staff/pages/{draft.pk}/edit/",
        f"/staff/pages/{draft.pk}/view_draft/",
        f"/staff/pages/{draft.pk}/edit/preview/",
        f"/staff/pages/{draft.pk}/history/",
        f"/staff/drafts/{draft.pk}/",
        f"/staff/drafts/{other.pk}/",
    ):
        assert client.get(address).status_code == 302
    assert "Another secret" not in client.get(link).content.decode()


def test_a14_what_is_typed_later_is_not_shown(client, draft, editor):
    _, link = ask(draft, editor)
    draft.title = "A newer secret"
    draft.save_revision()

    shown = client.get(link).content.decode()

    assert "A secret plan" in shown
    assert "A newer secret" not in shown


@pytest.mark.parametrize("token", ["no-such-token", "x" * 22, "%00"])
def test_a_guess_opens_nothing(client, draft, editor, token):
    ask(draft, editor)

    assert client.get(f"/drafts/{token}/").status_code == 404


def test_a_comment_reaches_the_editors(client, draft, editor):
    review, link = ask(draft, editor)

    answer = client.post(link, {"part": "Why", "words": "This <b>is</b> too long."})

    assert answer.status_code == 302
    (comment,) = review.comments.all()
    assert (comment.part, comment.words) == ("Why", "This <b>is</b> too long.")
    assert "This &lt;b&gt;is&lt;/b&gt;" in client.get(link).content.decode()
    (letter,) = send_all()
    assert letter.to == [editor.email]
    assert "1 new comment" in letter.body
    assert "too long" not in letter.body


def test_comments_are_told_together(client, draft, editor):
    _, link = ask(draft, editor)

    for number in range(3):
        client.post(link, {"part": "", "words": f"Comment {number}"})
    (letter,) = send_all()

    assert "3 new comments" in letter.body
    assert send_all() == []


def test_a_comment_on_a_part_that_is_not_there_is_refused(client, draft, editor):
    review, link = ask(draft, editor)

    answer = client.post(link, {"part": "Elsewhere", "words": "Words"})

    assert answer.status_code == 200
    assert not review.comments.exists()


def test_an_empty_comment_is_refused_in_words(client, draft, editor):
    _, link = ask(draft, editor)

    assert "Write your comment." in client.post(link, {"words": ""}).content.decode()


def test_looking_changes_nothing(client, draft, editor):
    review, link = ask(draft, editor)

    for method in ("get", "head", "options"):
        getattr(client, method)(link)

    review.refresh_from_db()
    assert review.finished_at is None
    assert not review.comments.exists()


# --- Its end ---------------------------------------------------------------


def revoked(review, draft, editor):
    readings.revoke(review, by=editor, at=clock.now())


def finished(review, draft, editor):
    readings.finish(review, at=clock.now())


def published(review, draft, editor):
    draft.get_latest_revision().publish()


def version_cleared_away(review, draft, editor):
    draft.save_revision()
    review.revision.delete()


def expired(review, draft, editor):
    DraftReview.objects.update(
        until=clock.now(), asked_at=clock.now() - timedelta(days=14)
    )


@pytest.mark.parametrize(
    "end", [revoked, finished, published, version_cleared_away, expired]
)
def test_the_link_dies(client, draft, editor, end):
    review, link = ask(draft, editor)
    assert client.get(link).status_code == 200

    end(review, draft, editor)

    answer = client.get(link)
    assert answer.status_code == 410
    assert "A secret plan" not in answer.content.decode()
    client.post(link, {"part": "", "words": "Too late"})
    assert not review.comments.exists()


def test_it_lasts_fourteen_days(client, draft, editor):
    _, link = ask(draft, editor)

    with time_machine.travel(clock.now() + timedelta(days=14, seconds=-5)):
        assert client.get(link).status_code == 200
    with time_machine.travel(clock.now() + timedelta(days=14, seconds=5)):
        assert client.get(link).status_code == 410


def test_a_comment_that_races_the_end_is_refused(draft, editor):
    review, _ = ask(draft, editor)
    readings.revoke(review, by=editor, at=clock.now())
    stale = DraftReview.objects.get(pk=review.pk)
    stale.revoked_at = None

    with pytest.raises(Refused):
        readings.comment(stale, part="", words="Words", at=clock.now())


def test_to_finish_tells_the_editor_once(client, draft, editor):
    _, link = ask(draft, editor)

    client.post(link, {"step": "finish"})
    client.post(link, {"step": "finish"})

    (letter,) = send_all()
    assert "has finished reading" in letter.body


def test_a_mail_that_leaves_after_the_end_is_not_sent(draft, editor):
    readings.ask(
        draft, name="I", email="i@example.org", note="", by=editor, at=clock.now()
    )
    readings.revoke(DraftReview.objects.get(), by=editor, at=clock.now())

    assert send_all() == []


def test_there_is_an_end_to_what_is_kept(draft, editor, monkeypatch):
    monkeypatch.setattr(readings, "MOST_COMMENTS", 1)
    review, _ = ask(draft, editor)
    readings.comment(review, part="", words="One", at=clock.now())

    with pytest.raises(Refused, match="kept already"):
        readings.comment(review, part="", words="Two", at=clock.now())


def test_the_same_person_is_not_asked_twice_for_one_version(draft, editor, monkeypatch):
    ask(draft, editor)

    with pytest.raises(Refused, match="has a link"):
        ask(draft, editor, email="Ilse@example.org")


def test_there_is_an_end_to_how_many_read(draft, editor, monkeypatch):
    monkeypatch.setattr(readings, "MOST_READERS", 1)
    ask(draft, editor)

    with pytest.raises(Refused, match="are reading"):
        ask(draft, editor, email="other@example.org")


def test_every_reading_has_an_end(draft, editor):
    review, _ = ask(draft, editor)

    with pytest.raises(IntegrityError), transaction.atomic():
        DraftReview.objects.filter(pk=review.pk).update(until=review.asked_at)


# --- For editors -----------------------------------------------------------


@pytest.fixture
def desk(client, editor):
    client.force_login(editor)
    return client


def test_an_editor_asks_from_the_page(desk, draft):
    edit = desk.get(f"/staff/pages/{draft.pk}/edit/").content.decode()
    answer = desk.post(
        f"/staff/drafts/{draft.pk}/",
        {"name": "Ilse Tarn", "email": "ILSE@example.org", "note": "Fair?"},
        follow=True,
    )

    assert "Ask an adviser to read this draft" in edit
    assert "ilse@example.org" in answer.content.decode()
    assert [letter.to for letter in send_all()] == [["ilse@example.org"]]


def test_an_editor_reads_settles_and_revokes(desk, draft, editor):
    review, link = ask(draft, editor)
    comment = readings.comment(
        review, part="Why", words="<script>alert(1)</script>", at=clock.now()
    )

    shown = desk.get(f"/staff/drafts/{draft.pk}/").content.decode()
    edit = desk.get(f"/staff/pages/{draft.pk}/edit/").content.decode()
    desk.post(f"/staff/drafts/settle/{comment.pk}/")
    desk.post(f"/staff/drafts/revoke/{review.pk}/")

    assert "<script>alert(1)" not in shown
    assert "&lt;script&gt;" in shown
    assert "1 comment of an adviser waits" in edit
    comment.refresh_from_db()
    assert comment.settled_by == editor
    assert desk.get(link).status_code == 410


def test_a_member_of_staff_without_the_page_may_do_nothing(client, draft, editor):
    review, _ = ask(draft, editor)
    comment = readings.comment(review, part="", words="Words", at=clock.now())
    client.force_login(staff(Role.EVENTS))

    for address in (
        f"/staff/drafts/{draft.pk}/",
        f"/staff/drafts/revoke/{review.pk}/",
        f"/staff/drafts/settle/{comment.pk}/",
    ):
        assert client.post(address).status_code == 302
    review.refresh_from_db()
    assert review.revoked_at is None


def test_the_list_costs_the_same_for_one_and_for_three(desk, draft, editor):
    def cost():
        with CaptureQueriesContext(connection) as asked:
            desk.get(f"/staff/drafts/{draft.pk}/")
        return len(asked)

    review, _ = ask(draft, editor)
    readings.comment(review, part="", words="Words", at=clock.now())
    cost()
    one = cost()
    for number in range(2):
        other, _ = ask(draft, editor, email=f"other{number}@example.org")
        readings.comment(other, part="", words="Words", at=clock.now())

    assert cost() == one
