"""Lineage: what holds now, and who still speaks of what does not."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from portal.cms import lineage
from portal.core import clock
from tests.factories.cms import NewsPageFactory, PositionPageFactory
from tests.factories.guidance import BriefingPageFactory, GuidancePageFactory

pytestmark = pytest.mark.django_db


def chain(*titles):
    """Return editions, each of which replaces the one before it."""
    editions = []
    for title in titles:
        older = editions[-1:]
        editions.append(GuidancePageFactory(title=title, replaces=older))
    return editions


def link_to(page):
    words = f'<p>See <a linktype="page" id="{page.pk}">the guidance</a>.</p>'
    return [{"type": "prose", "value": words}]


def cites(*records):
    return [("guidance", record) for record in records]


def named(banner):
    return [
        (one.old.title, [record.title for record in one.current])
        for one in banner.replaced
    ]


def test_what_was_never_replaced_is_current_itself():
    record = GuidancePageFactory()

    assert lineage.current_of(record) == record
    assert lineage.banner_for(record) is None
    assert lineage.replaced_keys() == set()


def test_a_chain_is_followed_to_its_end():
    first, second, third = chain("2013", "2018", "2023")

    assert lineage.current_of(first) == third
    assert lineage.current_of(second) == third
    assert lineage.replaced_keys() == {first.pk, second.pk}
    assert named(lineage.banner_for(first)) == [("2013", ["2023"])]
    assert lineage.banner_for(third) is None


def test_several_editions_flow_into_one():
    old = [GuidancePageFactory(title=title) for title in ("2000", "2007", "2010")]
    new = GuidancePageFactory(title="2013", replaces=old)

    assert {lineage.current_of(one) for one in old} == {new}


def test_of_a_chain_that_splits_every_end_is_named_the_newest_first():
    today = clock.today()
    old = GuidancePageFactory(title="Whole")
    GuidancePageFactory(
        title="Part one", replaces=[old], in_force_from=today - timedelta(days=9)
    )
    GuidancePageFactory(
        title="Part two", replaces=[old], in_force_from=today - timedelta(days=2)
    )

    assert named(lineage.banner_for(old)) == [("Whole", ["Part two", "Part one"])]
    assert lineage.current_of(old).title == "Part two"


def test_a_chain_that_meets_again_names_its_end_once():
    old = GuidancePageFactory(title="Whole")
    parts = [GuidancePageFactory(replaces=[old]) for _ in range(2)]
    GuidancePageFactory(title="Whole again", replaces=parts)

    assert named(lineage.banner_for(old)) == [("Whole", ["Whole again"])]


def test_an_edition_holds_until_the_next_is_in_force():
    today = clock.today()
    tomorrow = today + timedelta(days=1)
    old = GuidancePageFactory()
    new = GuidancePageFactory(replaces=[old], in_force_from=tomorrow)

    assert lineage.current_of(old, today) == old
    assert lineage.banner_for(old, today) is None
    assert lineage.to_come(old, today) == [new]
    assert lineage.current_of(old, tomorrow) == new
    assert lineage.to_come(old, tomorrow) == []


def test_a_draft_replaces_nothing_and_neither_does_what_was_taken_down():
    old = GuidancePageFactory()
    draft = GuidancePageFactory(replaces=[old], live=False)
    new = GuidancePageFactory(title="New", replaces=[old])
    assert lineage.current_of(old) == new

    new.unpublish()

    assert lineage.current_of(old) == old
    assert draft.pk not in lineage.replaced_keys()


@pytest.mark.parametrize("how", ["explains", "cites", "news", "position", "link"])
def test_every_page_about_a_replaced_edition_says_so(client, how):
    old, _, new = chain("2013", "2018", "2023")
    page = {
        "explains": lambda: BriefingPageFactory(explains=old),
        "cites": lambda: BriefingPageFactory(cites=cites(old)),
        "news": lambda: NewsPageFactory(cites=cites(old)),
        "position": lambda: PositionPageFactory(cites=cites(old)),
        "link": lambda: NewsPageFactory(body=link_to(old)),
    }[how]()

    assert named(lineage.banner_for(page)) == [("2013", ["2023"])]
    shown = client.get(page.url).content.decode()
    assert "This speaks of guidance that has been replaced" in shown
    assert f'href="{new.url}"' in shown


@pytest.mark.parametrize("how", ["explains", "cites", "link", "nothing"])
def test_a_page_about_what_holds_says_nothing(client, how):
    _, new = chain("2018", "2023")
    page = {
        "explains": lambda: BriefingPageFactory(explains=new),
        "cites": lambda: NewsPageFactory(cites=cites(new)),
        "link": lambda: NewsPageFactory(body=link_to(new)),
        "nothing": NewsPageFactory,
    }[how]()

    assert lineage.banner_for(page) is None
    assert "has been replaced" not in client.get(page.url).content.decode()


def test_who_leads_to_the_old_and_the_new_tells_what_has_changed():
    old, new = chain("2018", "2023")
    news = NewsPageFactory(body=link_to(old), cites=cites(new))

    assert lineage.banner_for(news) is None


def test_who_is_about_the_old_says_so_even_beside_the_new():
    old, new = chain("2018", "2023")
    briefing = BriefingPageFactory(explains=old, body=link_to(new))

    assert named(lineage.banner_for(briefing)) == [("2018", ["2023"])]
    assert [one.old for one in lineage.replaced_cited_by(briefing)] == [old]


def test_an_older_record_names_and_links_the_current_edition(client):
    old, _, new = chain("2013", "2018", "2023")

    shown = client.get(old.url).content.decode()

    assert "This edition has been replaced" in shown
    assert f'<a href="{new.url}">2023, 2023 edition</a>' in shown
    assert "Holds now" not in shown


def test_a_page_that_is_not_saved_yet_has_no_banner():
    assert lineage.banner_for(NewsPageFactory.build()) is None


def test_what_still_cites_is_found_with_each_edition_it_names():
    old, middle, new = chain("2013", "2018", "2023")
    briefing = BriefingPageFactory(title="B", explains=old, cites=cites(middle))
    news = NewsPageFactory(title="a", body=link_to(old))
    NewsPageFactory(title="Up to date", cites=cites(new))
    NewsPageFactory(title="Draft", cites=cites(old), live=False)

    found = lineage.still_citing()

    assert [(one.page.pk, one.replaced.old, one.outright) for one in found] == [
        (news.pk, old, False),
        (briefing.pk, old, True),
        (briefing.pk, middle, True),
    ]
    assert {record for one in found for record in one.replaced.current} == {new}


def test_nothing_replaced_means_nothing_to_report():
    NewsPageFactory(cites=cites(GuidancePageFactory()))

    assert lineage.still_citing() == []


def test_a_record_knows_every_edition_before_and_after():
    first, second, third = chain("2013", "2018", "2023")

    assert lineage.family_of(second) == [third, second, first]
    assert lineage.family_of(GuidancePageFactory()) == []


def test_a_record_lists_what_is_said_about_it():
    old, _ = chain("2018", "2023")
    briefing = BriefingPageFactory(explains=old)

    assert [page.pk for page in lineage.pages_about(old)] == [briefing.pk]


def asked(act):
    act()
    with CaptureQueriesContext(connection) as queries:
        act()
    return len(queries)


def test_a_banner_asks_as_much_for_a_long_chain_as_for_a_short_one():
    old, _ = chain("2018", "2023")
    short = asked(lambda: lineage.banner_for(old))
    news = NewsPageFactory(cites=cites(old))
    for_one = asked(lambda: lineage.banner_for(news))
    longest = chain(*map(str, range(9)))
    many = NewsPageFactory(cites=cites(old, *longest[:5]))

    assert asked(lambda: lineage.banner_for(longest[0])) == short
    assert asked(lambda: lineage.banner_for(many)) == for_one <= 3


def test_a_page_that_cites_nothing_costs_one_question():
    chain("2018", "2023")
    news = NewsPageFactory()

    assert asked(lambda: lineage.banner_for(news)) == 1


def test_the_report_asks_as_much_for_three_as_for_one():
    old, _ = chain("2018", "2023")
    NewsPageFactory(cites=cites(old))
    one = asked(lineage.still_citing)
    for _ in range(2):
        NewsPageFactory(cites=cites(old))

    assert asked(lineage.still_citing) == one
