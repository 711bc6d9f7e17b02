"""Who may read what: computed on every request, and leaking by no other way."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client
from django.urls import reverse
from django.utils.html import strip_tags
from wagtail.models import Page, PageViewRestriction

from portal.accounts.roles import Role
from portal.cms import access
from portal.cms.access import Readers, Why
from portal.cms.finding import index
from portal.cms.models import BasePage, NewsPage, StandardPage
from portal.core import clock
from tests.factories.accounts import UserFactory, staff
from tests.factories.champions import ChampionFactory
from tests.factories.cms import NewsPageFactory, StandardPageFactory
from tests.factories.membership import (
    GradeFactory,
    MemberFactory,
    SubscriptionFactory,
    current_member,
    grace_member,
    lapsed_member,
)
from tests.factories.resources import FileFactory, resource

pytestmark = pytest.mark.django_db

SECRET = "ultramarine-pelican"
EVERYONE, MEMBERS, CHAMPIONS = Readers.EVERYONE, Readers.MEMBERS, Readers.CHAMPIONS


@pytest.fixture(autouse=True)
def private(settings, tmp_path):
    settings.PRIVATE_ROOT = tmp_path / "private"


def browser(user=None):
    client = Client()
    if user is not None:
        client.force_login(user)
    return client


def body(words=SECRET):
    return [("prose", f"<p>{words}</p>")]


def stranger(kind):
    """Return somebody who is no reader of what is for members."""
    return {
        "a visitor": lambda: None,
        "an account": UserFactory,
        "a lapsed member": lambda: lapsed_member().user,
        "a champion": lambda: ChampionFactory().user,
        "an events administrator": lambda: staff(Role.EVENTS),
    }[kind]()


# --- Circles ---------------------------------------------------------------


def not_begun():
    member = MemberFactory(user=UserFactory())
    tomorrow = clock.today() + timedelta(days=1)
    SubscriptionFactory(member=member, starts_on=tomorrow)
    return member.user


def of_a_grade_without():
    member = MemberFactory(user=UserFactory())
    grade = GradeFactory(name="Friend", reads_members_pages=False)
    SubscriptionFactory(member=member, grade=grade)
    return member.user


@pytest.mark.parametrize(
    ("make", "circles"),
    [
        (UserFactory, {EVERYONE}),
        (lambda: current_member().user, {EVERYONE, MEMBERS}),
        (lambda: grace_member().user, {EVERYONE, MEMBERS}),
        (lambda: lapsed_member().user, {EVERYONE}),
        (not_begun, {EVERYONE}),
        (of_a_grade_without, {EVERYONE}),
        (lambda: ChampionFactory().user, {EVERYONE, CHAMPIONS}),
        (
            lambda: ChampionFactory(user=current_member().user).user,
            {EVERYONE, MEMBERS, CHAMPIONS},
        ),
        (lambda: staff(Role.EDITOR), {EVERYONE, MEMBERS, CHAMPIONS}),
        (lambda: staff(Role.EVENTS), {EVERYONE}),
    ],
)
def test_circles_are_what_standing_and_the_list_of_champions_say(make, circles):
    assert access.circles_of(make(), clock.now()) == circles


def test_a_closed_account_belongs_to_no_circle():
    user = current_member().user
    user.is_active = False

    assert access.circles_of(user, clock.now()) == {EVERYONE}


def test_a_champion_reads_to_the_end_of_the_day_of_stepping_down():
    today = clock.today()
    champion = ChampionFactory(stepped_down_on=today)

    now, tomorrow = clock.now(), clock.now() + timedelta(days=1)

    assert CHAMPIONS in access.circles_of(champion.user, now)
    assert CHAMPIONS not in access.circles_of(champion.user, tomorrow)


def test_a_page_of_a_type_without_the_field_is_for_everyone():
    assert access.readers_of(Page()) == EVERYONE
    assert access.may_read(Page(), AnonymousUser(), clock.now())


# --- What somebody sees ----------------------------------------------------


@pytest.mark.parametrize("make", [NewsPageFactory, StandardPageFactory])
@pytest.mark.parametrize(
    "kind", ["a visitor", "an account", "a lapsed member", "a champion"]
)
def test_who_may_not_read_a_page_sees_what_it_is_and_the_way_in(make, kind):
    page = make(readers=MEMBERS, standfirst="What it says.", body=body())

    answer = browser(stranger(kind)).get(page.url)

    text = answer.content.decode()
    assert answer.status_code == 200
    assert page.title in text
    assert "What it says." in text
    assert SECRET not in text
    assert 'id="way-in"' in text
    assert answer["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("make", [NewsPageFactory, StandardPageFactory])
@pytest.mark.parametrize("reader", [current_member, grace_member])
def test_who_may_read_a_page_reads_it_and_no_cache_keeps_it(make, reader):
    page = make(readers=MEMBERS, body=body())

    answer = browser(reader().user).get(page.url)

    assert SECRET in answer.content.decode()
    assert answer["Cache-Control"] == "private, no-store"
    assert answer["X-Robots-Tag"] == "noindex, noarchive"


def test_a_page_for_everyone_asks_nobody_who_they_are(client):
    page = StandardPageFactory(body=body())

    answer = client.get(page.url)

    assert SECRET in answer.content.decode()
    assert "Cache-Control" not in answer
    assert "X-Robots-Tag" not in answer


@pytest.mark.parametrize(
    ("readers", "kind", "why", "says", "leads_to"),
    [
        (MEMBERS, "a visitor", Why.SIGN_IN, "Sign in to read it", "/accounts/login/"),
        (MEMBERS, "an account", Why.NOT_A_MEMBER, "belongs to no member", "/join/"),
        (MEMBERS, "a lapsed member", Why.LAPSED, "Renew it", "/join/"),
        (CHAMPIONS, "a visitor", Why.SIGN_IN, "Champions are trained", "/accounts/"),
        (CHAMPIONS, "an account", Why.NO_CHAMPION, "You become one by", "/events/"),
    ],
)
def test_each_is_told_what_would_get_them_in(readers, kind, why, says, leads_to):
    ChampionFactory()
    page = NewsPageFactory(readers=readers)
    user = stranger(kind)

    answer = browser(user).get(page.url)

    text = answer.content.decode()
    assert answer.context["answer"].why == why
    assert says in text
    assert f'href="{leads_to}' in text
    assert ("Perinatal and infant mental health" in text) == (readers == CHAMPIONS)


def test_somebody_whose_grade_does_not_read_is_told_which_grade_it_is():
    page = NewsPageFactory(readers=MEMBERS)

    text = browser(of_a_grade_without()).get(page.url).content.decode()

    assert "Your grade is Friend." in text


def test_somebody_whose_membership_has_not_begun_is_told_when_it_does():
    page = NewsPageFactory(readers=MEMBERS)

    text = browser(not_begun()).get(page.url).content.decode()

    assert "Your membership begins on" in text


def test_the_list_of_news_says_for_whom_an_item_is(client):
    NewsPageFactory(readers=MEMBERS)
    NewsPageFactory()

    text = client.get("/news/").content.decode()

    assert text.count("For members") == 1


def test_signing_in_leads_back_to_the_page_and_never_round_in_a_circle():
    page = NewsPageFactory(readers=MEMBERS)
    client = browser(UserFactory())

    answer = client.get(page.url, follow=True)

    assert answer.redirect_chain == []
    assert f"?next={page.url}" in Client().get(page.url).content.decode()


# --- Nothing leaks ---------------------------------------------------------


def ways(client):
    """Return each way by which somebody could come at what is held back."""
    file = FileFactory(
        name="toolkit.txt", content=SECRET.encode() * 20, readers=MEMBERS
    )
    kept = resource(file, readers=MEMBERS, body=body(), title="A toolkit")
    news = NewsPageFactory(readers=MEMBERS, body=body())
    kept.save_revision()
    index.renew(at=clock.now())
    asked = {
        "page": kept.url,
        "news": news.url,
        "file": file.url,
        "list of resources": "/resources/",
        "list of news": "/news/",
        "front page": "/",
        "search": f"/search/?q={SECRET.partition('-')[2]}",
        "sitemap": "/sitemap.xml",
        "feed of resources": "/feeds/resources.atom",
        "feed of news": "/feeds/news.atom",
        "preview": reverse("wagtailadmin_pages:view_draft", args=[kept.pk]),
        "revision": reverse(
            "wagtailadmin_pages:revisions_view",
            args=[kept.pk, kept.latest_revision.pk],
        ),
        "chooser": f"/staff/api/main/documents/{file.pk}/",
        "choosers": "/staff/api/main/documents/?search=File",
        "pages of the chooser": f"/staff/api/main/pages/{kept.pk}/",
        "file in the staff area": reverse("wagtaildocs:edit", args=[file.pk]),
    }
    asked |= {f"{way}, asked as script": url for way, url in list(asked.items())[:3]}
    for way, url in asked.items():
        headers = {"X-Requested-With": "XMLHttpRequest"} if "script" in way else {}
        answer = client.get(url, follow=True, headers=headers)
        content = (
            b"".join(answer.streaming_content) if answer.streaming else answer.content
        )
        text = content.decode()
        # What was looked for is marked where it was found, in the middle of a word too.
        yield way, text + strip_tags(text)


def leaks(client):
    return {way for way, text in ways(client) if SECRET in text}


@pytest.mark.parametrize("kind", ["a visitor", "an account", "a lapsed member"])
def test_what_is_for_members_comes_to_nobody_else_by_any_way(kind):
    """A14"""
    assert leaks(browser(stranger(kind))) == set()


def test_a_reader_comes_to_it_by_every_way_that_is_meant_for_readers():
    """Or the ways above would be shut for another reason."""
    assert {"page", "news", "file", "search"} <= leaks(browser(current_member().user))


def test_the_guard_is_what_holds_it_back(monkeypatch):
    monkeypatch.setattr(access, "may_read", lambda *_: True)

    found = leaks(browser(UserFactory()))

    assert {"page", "news", "file"} <= found
    assert {f"{way}, asked as script" for way in ("page", "news", "file")} <= found


def test_every_type_of_page_is_served_by_the_one_way():
    """A type with a way of its own would be asked nothing."""
    types = [*BasePage.__subclasses__(), *NewsPage.__subclasses__()]
    named = {model.__name__ for model in types if model.serve is not BasePage.serve}

    assert types
    assert named == set()


def test_an_editor_sees_before_publishing_what_others_will_see():
    page = NewsPageFactory(readers=MEMBERS, body=body(), standfirst="What it says.")
    client = browser(staff(Role.EDITOR))
    modes = dict(page.preview_modes)

    opening = page.make_preview_request(preview_mode="opening")

    assert modes["opening"] == "As those see it who may not read it"
    assert SECRET not in opening.content.decode()
    assert "What it says." in opening.content.decode()
    assert SECRET in client.get(page.url).content.decode()


# --- One place per rule ----------------------------------------------------


def test_no_page_is_offered_a_shared_password_or_any_other_second_way():
    """S5"""
    page = StandardPageFactory()
    client = browser(staff(Role.ADMINISTRATOR))
    address = reverse("wagtailadmin_pages:set_privacy", args=[page.pk])

    editor = client.get(reverse("wagtailadmin_pages:edit", args=[page.pk]))

    assert StandardPage.private_page_options == []
    assert client.get(address).status_code == 404
    assert (
        client.post(address, {"restriction_type": "password", "password": "a"})
    ).status_code == 404
    assert not PageViewRestriction.objects.exists()
    assert "set-privacy" not in editor.content.decode()
    assert "For everyone" in editor.content.decode()


def test_a_restriction_that_somebody_made_by_hand_still_closes():
    page = StandardPageFactory(body=body())
    PageViewRestriction.objects.create(page=page, restriction_type="login")

    answer = Client().get(page.url)

    assert SECRET not in answer.content.decode()
    assert (
        Client().get(f"/_util/authenticate_with_password/1/{page.pk}/").status_code
        == 404
    )
