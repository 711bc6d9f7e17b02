"""What lies on the editors' desk in the demonstration, and how it came there."""

import pytest
from django.core import mail
from django.test import Client

from portal.accounts.models import User
from portal.cms.desk import attention
from portal.cms.models import (
    ArticleImport,
    ConsultationPage,
    ConsultationStatus,
    DraftReview,
    ImportedArticle,
    LinkState,
    OutsideLink,
)
from portal.core import clock
from portal.demo.content import desk
from portal.demo.models import MailboxMessage


@pytest.fixture(scope="module", autouse=True)
def _on_show(demonstration, django_db_blocker, tmp_path_factory):
    """There for all tests here, and taken back at the end."""
    private = tmp_path_factory.mktemp("private")
    with django_db_blocker.unblock(), demonstration.on_show(private):
        yield


@pytest.fixture(autouse=True)
def _blocker(django_db_blocker):
    with django_db_blocker.unblock():
        yield


@pytest.fixture
def editor(settings):
    settings.SECOND_FACTOR_OBLIGED = False
    client = Client()
    client.force_login(User.objects.get(email="editor@demo.example"))
    return client


def words_at(client, address):
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def test_the_policy_team_reads_views_on_what_is_open(editor):
    (consultation,) = [
        page for page in ConsultationPage.objects.live() if page.members_views.exists()
    ]
    assert consultation.status == ConsultationStatus.OPEN

    shown = words_at(editor, f"/staff/consultations/{consultation.pk}/views/")

    assert consultation.members_views.count() == 7
    assert "Count by need, not by heads." in shown


def test_an_adviser_reads_a_draft_and_has_said_what_they_think(editor):
    review = DraftReview.objects.get()

    shown = words_at(editor, f"/staff/drafts/{review.page_id}/")

    assert DraftReview.objects.open_at(clock.now()).get() == review
    assert not review.page.live
    assert [bool(one.settled_at) for one in review.comments.all()] == [
        True,
        False,
        False,
    ]
    assert "Ask whether it will say." in shown


def test_the_link_to_the_draft_lies_in_the_mailbox():
    assert MailboxMessage.objects.filter(subject__contains=desk.DRAFT_TITLE).exists()
    assert mail.outbox == []


def test_some_links_are_gone_and_some_have_moved(editor):
    states = dict(OutsideLink.objects.values_list("address", "state"))

    shown = words_at(editor, "/staff/reports/links/")

    assert {key for key, state in states.items() if state == LinkState.BROKEN} == set(
        desk.GONE
    )
    assert {key for key, state in states.items() if state == LinkState.MOVED} == set(
        desk.MOVED
    )
    assert LinkState.NEW not in states.values()
    assert desk.GONE[0] in shown


def test_an_export_became_drafts_and_a_page_waits_to_be_chosen(editor):
    done, waiting = ArticleImport.objects.order_by("read_at")
    outcomes = set(done.articles.values_list("outcome", flat=True))

    report = words_at(editor, f"/staff/imports/{done.pk}/")
    dry_run = words_at(editor, f"/staff/imports/{waiting.pk}/")

    assert outcomes == {ImportedArticle.Outcome.MADE}
    assert not any(one.page.live for one in done.articles.all())
    assert waiting.started_at is None
    assert "Ten years of a visit at three months" in report
    assert "Newsletter, spring 2020" in dry_run
    assert all(row.lost for row in waiting.articles.all())


def test_what_needs_attention_is_varied():
    headings = {group.heading for group in attention.groups(clock.now())}

    assert {
        "Comments of advisers",
        "Links elsewhere that are broken or have moved",
        "Replaced guidance that is still cited",
    } <= headings
