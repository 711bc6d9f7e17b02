"""Enquiries: sent by anybody, taken step by step, quoted, won or lost."""

from datetime import UTC, datetime, timedelta

import pytest

from events.booking import cancellation
from events.catalogue import policies
from events.commissioning import commissions, documents, enquiries
from events.commissioning.enquiries import Offer
from events.errors import CommissionRefused
from events.models import BookingPolicy, Enquiry, EnquiryStage
from portal.body.models import Area, Mailbox
from portal.core import clock
from portal.core.money import Vat
from tests.factories.commissions import agreed, asked, somebody
from tests.rig.mailbox import deliver_due
from tests.rig.papers import words_of_paper

pytestmark = pytest.mark.django_db


def offer(**fields):
    said = {
        "title": "Champion training",
        "places": 20,
        "runs": "One run of two days in March 2027",
        "price_pence": 540_000,
        "vat": Vat.EXEMPT,
        "valid_until": clock.today() + timedelta(days=30),
        **fields,
    }
    return Offer(**said)


def quoted():
    enquiry = asked()
    quote = enquiries.quote(enquiry, offer(), by=somebody(), at=clock.now())
    enquiry.refresh_from_db()
    return enquiry, quote


def test_an_enquiry_is_confirmed_and_the_team_hears_of_it(at):
    Mailbox.objects.create(role=Mailbox.Role.EVENTS, address="events@body.example")
    enquiry = asked(words="Come and hear about =HYPERLINK")

    letters = deliver_due(at)

    assert [letter["To"] for letter in letters] == [
        "ines@network.example",
        "events@body.example",
    ]
    assert enquiry.reference in letters[0]["Subject"]
    # Anybody can type anybody's address: nothing that was typed goes out to it.
    assert "HYPERLINK" not in str(letters[0])
    assert f"{enquiry.due_on:%d}" == "24"


def test_the_same_twice_is_one_enquiry(at):
    assert asked() == asked()
    assert Enquiry.objects.count() == 1
    assert len(deliver_due(at)) == 1


def test_in_whatever_order_the_areas_are_chosen_it_is_the_same(at):
    north, south = (Area.objects.create(name=name) for name in ("North", "South"))

    assert asked(areas=[north, south]) == asked(areas=[south, north])


@pytest.mark.parametrize(
    "corrected",
    [
        {"name": "Ines Asker-Jones"},
        {"phone": "020 7946 0000"},
        {"where": "York and around"},
        {"when": "In spring 2027"},
        {"areas": ["North"]},
    ],
)
def test_what_is_corrected_at_once_is_not_lost(corrected):
    areas = [Area.objects.create(name=name) for name in corrected.get("areas", [])]
    first = asked()

    second = asked(**corrected | {"areas": areas})

    assert second != first
    assert list(second.areas.all()) == areas


@pytest.mark.parametrize(
    ("number", "one"),
    [
        (enquiries.MOST_A_DAY_FROM_AN_ADDRESS, lambda n: {"places": n + 1}),
        (enquiries.MOST_AN_HOUR, lambda n: {"email": f"person{n}@network.example"}),
    ],
)
def test_nobody_sends_more_than_a_person_does(number, one):
    for n in range(number):
        asked(**one(n))

    with pytest.raises(CommissionRefused):
        asked(**one(number))

    assert Enquiry.objects.count() == number


def test_steps_are_taken_from_the_stage_that_was_seen(at):
    enquiry, by = asked(), somebody()
    seen_before = Enquiry.objects.get(pk=enquiry.pk)
    due_on = enquiries.follow_up_on(at)
    enquiries.contacted(enquiry, words="Spoke", due_on=due_on, by=by, at=at)

    with pytest.raises(CommissionRefused):
        enquiries.lose(seen_before, reason="No", by=by, at=at)

    enquiry.refresh_from_db()
    assert (enquiry.stage, enquiry.owner, enquiry.due_on) == ("contacted", by, due_on)
    assert [note.words for note in enquiry.notes.all()] == ["Spoke"]


def test_what_is_late_is_marked_while_it_is_open(at):
    enquiry = asked()
    late = enquiry.due_on + timedelta(days=1)
    assert not enquiry.is_overdue(enquiry.due_on)
    assert list(Enquiry.objects.overdue(late)) == [enquiry]

    enquiries.lose(enquiry, reason="No money", by=somebody(), at=at)

    assert not enquiry.is_overdue(late)
    assert not Enquiry.objects.overdue(late).exists()


def test_a_lost_one_may_begin_again(at):
    enquiry, by = asked(), somebody()
    enquiries.lose(enquiry, reason="No money", by=by, at=at)

    enquiries.contacted(enquiry, words="", due_on=clock.today(), by=by, at=at)

    assert (enquiry.stage, enquiry.closed_at) == (EnquiryStage.CONTACTED, None)
    assert enquiry.lost_because == ""


def test_quotes_are_numbered_and_the_newest_alone_is_sent(at):
    enquiry, first = quoted()
    second = enquiries.quote(enquiry, offer(price_pence=500_000), by=somebody(), at=at)
    deliver_due(at)

    assert [first.reference, second.reference] == [
        f"Q-{enquiry.reference}-1",
        f"Q-{enquiry.reference}-2",
    ]
    with pytest.raises(CommissionRefused):
        enquiries.send_quote(first, by=somebody(), at=at)
    enquiries.send_quote(second, by=somebody(), at=at)
    (letter,) = deliver_due(at)
    (paper,) = letter.iter_attachments()
    assert second.reference in letter["Subject"]
    assert paper.get_filename() == f"Quote-{second.reference}.pdf"


def test_a_quote_on_its_way_is_not_sent_once_a_newer_one_holds(at):
    enquiry, first = quoted()
    deliver_due(at)
    enquiries.send_quote(first, by=somebody(), at=at)
    enquiries.quote(enquiry, offer(), by=somebody(), at=at)

    assert deliver_due(at) == []


def test_an_old_quote_is_written_anew():
    _, quote = quoted()
    late = clock.now() + timedelta(days=31)

    with pytest.raises(CommissionRefused):
        enquiries.send_quote(quote, by=somebody(), at=late)


def test_the_paper_says_that_it_is_no_invoice():
    _, quote = quoted()

    # Where a line breaks is the paper's business.
    said = words_of_paper(documents.quote_pdf(quote)).replace(" ", "")

    for words in (
        quote.reference,
        "This is no invoice",
        "£5,400.00",
        "£270.00 a place",
        "Perinatal network",
        "Tuesday 22 December 2026",
    ):
        assert words.replace(" ", "") in said, words


@pytest.mark.parametrize(
    ("pence", "places", "said"),
    [
        (540_000, 20, "£270.00 a place"),
        (10_000, 3, "about £33.33 a place"),
        (20_000, 3, "about £66.67 a place"),
    ],
)
def test_what_a_place_costs_is_rounded_and_says_so(pence, places, said, at):
    quote = enquiries.quote(
        asked(), offer(price_pence=pence, places=places), by=somebody(), at=at
    )

    assert documents.quote_facts(quote)["each"] == said


def test_the_terms_of_a_quote_are_those_of_the_policy():
    policy = BookingPolicy(
        substitute_until_days=3,
        full_until_days=30,
        fee_percent=5,
        part_until_days=10,
        part_percent=40,
    )

    said = documents.terms_in_words(policy)

    assert "until 3 working days before" in said
    assert (
        "Places given back more than 30 days before a date are credited less 5 per "
        "cent, from 30 to 10 days before at 40 per cent, and later not at all."
    ) in said
    starts_at = datetime(2027, 3, 1, 9, tzinfo=UTC)
    back = {
        days: cancellation.percent_back(
            policy.terms(), starts_at=starts_at, at=starts_at - timedelta(days=days)
        )
        for days in (31, 30, 10, 9, 0)
    }
    assert back == {31: 95, 30: 40, 10: 40, 9: 0, 0: 0}


def test_what_was_quoted_is_agreed_whatever_the_policy_says_by_then(at):
    enquiry, quote = quoted()
    policy = BookingPolicy.load()
    before = policy.terms()
    policy.part_percent = before["part_percent"] - 20
    policy.save()
    policies.forget()

    made = agreed_of(enquiry, at=at)

    assert quote.policy == made.terms == before
    assert agreed().terms == policy.terms()


def test_a_quote_from_before_terms_were_frozen_is_agreed_by_those_of_today(at):
    enquiry, quote = quoted()
    type(quote).objects.update(policy={})

    made = agreed_of(enquiry, at=at)

    assert made.terms == BookingPolicy.load().terms()


def agreed_of(enquiry, *, at):
    agreement = commissions.Agreement(
        title="T",
        commissioner="C",
        places=1,
        price_pence=0,
        vat=Vat.EXEMPT,
        strands=[("All", 1)],
    )
    return commissions.agree(
        agreement, payer=agreed().payer, enquiry=enquiry, by=somebody(), at=at
    )


def test_an_enquiry_is_won_once_by_the_commission_that_comes_of_it(at):
    enquiry, _ = quoted()
    first = agreed_of(enquiry, at=at)

    with pytest.raises(CommissionRefused):
        agreed_of(enquiry, at=at)

    enquiry.refresh_from_db()
    assert (enquiry.stage, enquiry.commission) == (EnquiryStage.WON, first)


def test_what_was_not_quoted_is_not_won(at):
    with pytest.raises(CommissionRefused):
        enquiries.win(asked(), by=somebody(), at=at)
