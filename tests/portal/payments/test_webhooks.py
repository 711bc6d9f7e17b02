"""The door for Stripe's notices: what is let in, and what follows from it."""

import json
import logging
import time
from datetime import timedelta

import pytest
from django.core.cache import cache

from portal.core import clock
from portal.payments import checkout, notices, reconciliation, webhooks
from portal.payments.models import Difference, Notice
from tests.fakes import stripe as fake
from tests.rig import till as rig

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stripe")]
DOOR = "/payments/stripe/"
ODD_NAME = json.dumps(
    {
        "id": "evt_\0",
        "type": "x",
        "created": 1,
        "livemode": False,
        "data": {"object": {}},
    }
)
PLANTED = "planted-4929-word"


@pytest.fixture
def bill(till):
    return till.bill()


@pytest.fixture
def notice(bill):
    """What Stripe says when somebody has paid."""
    checkout.start(bill=bill, at=clock.now())
    fake.pay(fake.one("checkout.session")["id"])
    (told,) = fake.notices()
    return told


@pytest.fixture
def post(client, django_capture_on_commit_callbacks):
    def posting(told, **more):
        with django_capture_on_commit_callbacks(execute=True):
            return client.post(**fake.letter(told, **more)).status_code

    return posting


def _with(letter, **changed):
    return letter | changed


@pytest.mark.parametrize("signature", ["", "rubbish", "t=1", "t=,v1=", "v1=abc", "t=9"])
def test_without_a_signature_nothing_is_kept_but_a_count(client, notice, signature):
    """W1"""
    letter = fake.letter(notice)
    letter["headers"] = {"Stripe-Signature": signature}

    answer = client.post(**letter)
    del letter["headers"]
    without = client.post(**letter)

    assert (answer.status_code, without.status_code) == (400, 400)
    assert not Notice.objects.exists()
    assert cache.get(webhooks.REFUSED) == 2


def test_a_wrong_secret_and_a_changed_byte_are_refused(client, notice, post):
    """W2"""
    letter = fake.letter(notice)
    body = letter["data"]
    refused = [post(notice, secret="whsec_other")]
    for place in range(0, len(body), 211):
        changed = body[:place] + chr(ord(body[place]) ^ 1) + body[place + 1 :]
        refused.append(client.post(**_with(letter, data=changed)).status_code)

    assert set(refused) == {400}
    assert not Notice.objects.exists()


@pytest.mark.parametrize(
    ("seconds", "status"), [(-301, 400), (-290, 200), (290, 200), (86_400, 400)]
)
def test_a_signature_holds_five_minutes_either_way(notice, post, seconds, status):
    """W3: and one from the future would otherwise hold for good."""
    assert post(notice, at=time.time() + seconds) == status


@pytest.mark.parametrize(
    "body",
    [
        "[]",
        "[1]",
        "null",
        '"x"',
        "{}",
        '{"id": 1}',
        "not json",
        '{"id": "evt_1", "type": "x", "data": []}',
        ODD_NAME,
        "[" * 100_000,
    ],
)
def test_what_is_signed_and_no_notice_is_refused(post, body):
    """W7: a list, and a hundred thousand brackets, as well."""
    assert post(body) == 400
    assert not Notice.objects.exists()


def test_what_is_no_text_is_refused(client):
    """Before its signature is looked at, the library would break on it."""
    answer = client.post(
        DOOR,
        b"\xff\xfe",
        content_type="application/json",
        headers={"Stripe-Signature": "t=1,v1=x"},
    )

    assert answer.status_code == 400


def test_a_long_body_is_refused(client):
    """W7"""
    answer = client.post(
        DOOR, b"x" * (webhooks.LONGEST + 1), content_type="application/json"
    )

    assert answer.status_code == 413


@pytest.mark.parametrize("method", ["get", "put", "delete", "head", "patch"])
def test_other_methods_are_not_allowed(client, method):
    """W19"""
    assert getattr(client, method)(DOOR).status_code == 405


def test_a_form_is_not_taken_and_http_is_not_led_on(client, notice, settings):
    """W19"""
    settings.SECURE_REDIRECT_EXEMPT = [r"^payments/stripe/$"]
    form = client.post(DOOR, {"a": "b"})
    settings.SECURE_SSL_REDIRECT = True
    plain = client.post(**fake.letter(notice))

    assert (form.status_code, plain.status_code) == (415, 403)
    assert not Notice.objects.exists()


def test_old_and_new_secret_both_hold_while_they_change(notice, post, settings):
    """P19"""
    settings.STRIPE_WEBHOOK_SECRETS = ["whsec_new", fake.SECRET]
    other = {**notice, "id": "evt_other"}

    assert [post(notice), post(other, secret="whsec_new")] == [200, 200]
    settings.STRIPE_WEBHOOK_SECRETS = ["whsec_new"]
    assert post({**notice, "id": "evt_late"}) == 400


# --- What follows ----------------------------------------------------------


def test_the_same_notice_ten_times_has_one_effect(bill, notice, post, time_machine):
    """W5, W8: within five minutes, and after three days when it is signed anew."""
    answers = [post(notice) for _ in range(10)]
    time_machine.move_to(clock.now() + timedelta(hours=73))
    answers.append(post(notice))

    assert set(answers) == {200}
    assert Notice.objects.count() == 1
    assert (rig.delivered(bill), bill.invoices.count()) == (1, 1)


def test_unknown_kinds_and_versions_are_counted_and_left(bill, notice, post):
    """W11"""
    unknown = {**notice, "id": "evt_new", "type": "comet.seen"}
    newer = {**notice, "id": "evt_newer", "api_version": "2099-01-01.comet"}

    assert [post(unknown), post(newer)] == [200, 200]
    outcomes = dict(Notice.objects.values_list("stripe_id", "outcome"))
    assert outcomes == {"evt_new": "Nothing to do", "evt_newer": "Followed"}
    assert rig.delivered(bill) == 1


def test_another_sites_page_is_not_ours(notice, post):
    """W12: one account may serve several sites."""
    page = fake.one("checkout.session")
    other = page | {"id": "cs_test_other", "client_reference_id": None, "metadata": {}}
    fake.change("checkout.session", page["id"])
    with fake.turn() as books:
        books.keep(other)
    told = {**notice, "id": "evt_other", "data": {"object": other}}
    gone = {**notice, "id": "evt_gone", "data": {"object": {"id": "cs_test_gone"}}}

    assert [post(told), post(gone)] == [200, 200]
    assert set(Notice.objects.values_list("outcome", flat=True)) == {"Not ours"}
    assert not Difference.objects.exists()


def test_money_for_us_that_our_books_do_not_know_is_an_alarm(bill, notice, post):
    """I14: as after an old backup was restored."""
    bill.payments.all().delete()

    post(notice)

    assert Difference.objects.get().says.startswith("Stripe took money")


@pytest.mark.parametrize(
    "point",
    [
        "notice: marked, nothing followed",
        "payment: before it moves",
        "payment: moved, nothing delivered",
        "payment: delivered, no document",
        "payment: all written, not committed",
    ],
)
def test_one_that_breaks_half_way_leaves_nothing_and_is_tried_again(
    bill, notice, post, settings, point
):
    """W13"""
    rig.breaks_at = point
    settings.KILL_POINTS = "tests.rig.till.break_here"
    answer = post(notice)
    left = rig.standing(bill), Notice.objects.get().settled_at

    settings.KILL_POINTS = ""
    reconciliation.settle_notices(at=clock.now() + timedelta(minutes=2))

    assert answer == 200
    assert left == (
        {
            "payments": ["due"],
            "kept": 0,
            "refunds": [],
            "documents": [],
            "delivered": 0,
        },
        None,
    )
    assert rig.delivered(bill) == 1
    assert Notice.objects.get().settled_at is not None


def test_one_that_never_works_waits_longer_and_ends_on_a_desk(
    bill, notice, post, stripe
):
    stripe.goes_wrong("GET", fake.RESET, times=10_000)
    post(notice)
    kept = Notice.objects.get()
    for _ in range(notices.MOST_TRIES):
        kept.refresh_from_db()
        notices.settle(kept, at=clock.now())

    assert kept.again_at - clock.now() > timedelta(hours=5)
    assert Difference.objects.get().key == f"notice {kept.stripe_id}"


def test_with_the_queue_down_it_is_noted_and_followed_later(
    bill, notice, client, settings, django_capture_on_commit_callbacks
):
    """W18"""
    settings.CELERY_TASK_ALWAYS_EAGER = False
    with django_capture_on_commit_callbacks():
        answer = client.post(**fake.letter(notice))

    reconciliation.settle_notices(at=clock.now() + timedelta(minutes=2))

    assert answer.status_code == 200
    assert rig.delivered(bill) == 1


def test_no_body_and_no_secret_reaches_a_log_or_a_page(
    notice, client, caplog, settings
):
    """W20"""
    caplog.set_level(logging.DEBUG)
    planted = {**notice, "id": "evt_planted", "data": {"object": {"id": PLANTED}}}
    letter = fake.letter(json.dumps(planted))
    answers = [
        client.post(**letter),
        client.post(**_with(letter, data=letter["data"] + " ")),
        client.post(**_with(letter, data=PLANTED)),
    ]

    seen = caplog.text + "".join(str(each.content) for each in answers)

    assert PLANTED not in seen
    assert fake.SECRET not in seen
    assert settings.STRIPE_SECRET_KEY not in seen
