"""Blocks: what the newer ones show, what they refuse, and that no text of any runs."""

import re
from datetime import date, timedelta
from html.parser import HTMLParser

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from wagtail import blocks as wagtail_blocks
from wagtail.contrib.typed_table_block.blocks import (
    BaseTypedTableBlock,
    TypedTableBlockValidationError,
)

from portal.cms import blocks
from portal.cms.models import File
from portal.core import clock
from tests.factories.cms import NewsPageFactory, PictureFactory
from tests.factories.events import EventFactory

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 22)


@pytest.fixture
def file():
    return File.objects.create(
        title="The toolkit",
        file=ContentFile(b"x" * 2_400_000, name="toolkit.pdf"),
        publisher="The Institute",
        checked_on=date(2026, 3, 2),
    )


def shown(client, kind, value):
    page = NewsPageFactory(body=[{"type": kind, "value": value}])
    return client.get(page.url).content.decode()


def refusals(block, value):
    """Return what the block says of the value, in plain words."""
    try:
        block.clean(block.normalize(value) if isinstance(value, dict) else value)
    except ValidationError as refused:
        return set(_words(refused))
    return set()


def _words(error):
    for inner in (getattr(error, "block_errors", None) or {}).values():
        yield from _words(inner)
    others = getattr(error, "non_block_errors", None)
    if others is None:
        yield from error.messages
    else:
        yield from (message for one in others.as_data() for message in one.messages)


# --- Timescales ------------------------------------------------------------


def step(day=None, about="", words="<p>It happens.</p>"):
    return {"day": day, "about": about, "words": words}


def test_timescales_show_days_and_words_for_days(client):
    page = shown(
        client,
        "timescales",
        {
            "title": "What happens when",
            "steps": [step("2027-01-04"), step(about="Autumn 2027")],
        },
    )

    assert '<time datetime="2027-01-04">4 January 2027</time>' in page
    assert "<b>Autumn 2027</b>" in page
    assert "What happens when" in page


@pytest.mark.parametrize(
    ("steps", "said"),
    [
        ([step()], {"Give a day, or say in words when it is."}),
        ([step(TODAY, "Soon")], {"Give a day, or say in words when it is."}),
        (
            [step(TODAY), step(about="Later"), step(TODAY - timedelta(days=1))],
            {"This day is before the one above it. Put the earlier one first."},
        ),
        ([step(TODAY), step(about="Later"), step(TODAY)], set()),
    ],
)
def test_each_step_has_one_time_and_they_follow_each_other(steps, said):
    assert refusals(blocks.Timescales(), {"title": "", "steps": steps}) == said


# --- Documents -------------------------------------------------------------


def document(**fields):
    empty = {"file": None, "address": "", "title": "", "form": "", "publisher": ""}
    return {**empty, "checked_on": None, **fields}


def test_a_file_of_ours_says_itself_what_it_is(client, file):
    listed = {"title": "Files", "documents": [document(file=file.pk)]}

    page = shown(client, "documents", listed)

    assert f'<a href="{file.url}">The toolkit</a>' in page
    for words in ("PDF, 2.4 MB", "The Institute", "checked on 2 March 2026"):
        assert f"<span>{words}</span>" in page


def test_a_document_elsewhere_says_what_was_typed(client):
    value = document(
        address="https://publisher.example/a.pdf",
        title="Act",
        form="PDF, 1 MB",
        checked_on="2026-01-02",
    )

    page = shown(client, "documents", {"title": "", "documents": [value]})

    assert '<a href="https://publisher.example/a.pdf">Act</a>' in page
    assert "<span>PDF, 1 MB</span><span>checked on 2 January 2026</span>" in page


def test_a_document_needs_one_place_and_a_day_that_has_been(file):
    at = "https://publisher.example/a.pdf"
    yesterday = clock.today() - timedelta(days=1)
    block = blocks.Document()
    one_place = {"Choose a file or give an address."}

    assert refusals(block, document()) == one_place
    assert refusals(block, document(file=file, address=at)) == one_place
    assert refusals(block, document(address=at)) == {
        "Say what the document is called.",
        "Say when you last saw that it is there.",
    }
    assert refusals(
        block, document(file=file, checked_on=clock.today() + timedelta(days=1))
    ) == {"This day is still to come."}
    assert refusals(block, document(file=file)) == set()
    assert (
        refusals(block, document(address=at, title="Act", checked_on=yesterday))
        == set()
    )


# --- Related items ---------------------------------------------------------


def test_related_items_keep_their_order_and_leave_out_what_is_not_out(client):
    first = NewsPageFactory(title="First", standfirst="Of the first.")
    draft = NewsPageFactory(title="Nobody knows", live=False)
    second = NewsPageFactory(title="Second")
    gone = NewsPageFactory(title="Nobody knows either")
    chosen = [second.pk, draft.pk, first.pk, gone.pk]
    news = NewsPageFactory(
        body=[{"type": "related_items", "value": {"title": "Related", "pages": chosen}}]
    )
    gone.delete()

    page = client.get(news.url).content.decode()

    assert page.index(">Second</a>") < page.index(">First</a>")
    assert "Of the first." in page
    assert "Nobody knows" not in page


def test_related_items_that_are_all_gone_leave_nothing(client):
    draft = NewsPageFactory(live=False)

    page = shown(client, "related_items", {"title": "Gone too", "pages": [draft.pk]})

    assert "Gone too" not in page


# --- Testimonials ----------------------------------------------------------


def told(**fields):
    said = {"words": "I ask now.", "role": "Midwife", "year": 2018}
    return {**said, "consented_on": date(2018, 11, 30), **fields}


def test_a_testimonial_stands_by_role_and_year_and_keeps_the_consent_to_itself(client):
    page = shown(client, "testimonial", told(consented_on="2018-11-30"))

    assert "I ask now." in page
    assert "Midwife, 2018</footer>" in page
    assert "30 November 2018" not in page


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({}, set()),
        ({"consented_on": None}, {"This field is required."}),
        (
            {"consented_on": date(2100, 1, 1)},
            {"This day is still to come. Ask first."},
        ),
        ({"year": 2099}, {"This year is still to come."}),
    ],
)
def test_nobody_is_quoted_without_their_consent(fields, said):
    assert refusals(blocks.Testimonial(), told(**fields)) == said


# --- Folds -----------------------------------------------------------------


def test_folds_open_without_script(client):
    folds = [{"heading": f"Heading {n}", "words": f"<p>Words {n}.</p>"} for n in (1, 2)]

    page = shown(client, "folds", {"folds": folds})

    assert page.count('<details class="fold">') == 2
    assert "<summary>Heading 1</summary>" in page
    assert "<p>Words 2.</p>" in page


def test_one_fold_alone_is_a_paragraph():
    one = {"heading": "Heading", "words": "<p>Words.</p>"}

    assert refusals(blocks.Folds(), {"folds": [one]})


# --- Tables ----------------------------------------------------------------


def table(caption="What came", headings=("Asked for", "Came"), rows=(("A", "B"),)):
    block = blocks.Body().child_blocks["table"]
    return block, block.to_python(
        {
            "caption": caption,
            "columns": [{"type": "figure", "heading": words} for words in headings],
            "rows": [{"values": list(row)} for row in rows],
        }
    )


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({}, set()),
        (
            {"caption": " "},
            {"Give the table a caption that says what it shows."},
        ),
        ({"headings": ("Asked for", "")}, {"Give column 2 a heading."}),
        ({"headings": ("", " ")}, {"Give column 1 and 2 a heading."}),
        (
            {"headings": ("Years", "years ")},
            {"Two columns have the same heading. Say how they differ."},
        ),
        ({"rows": ()}, {"A table needs at least one column and one row."}),
    ],
)
def test_a_table_can_be_read_aloud(fields, said):
    assert refusals(*table(**fields)) == said


def test_a_cell_that_is_wrong_is_told_before_the_headings():
    block = blocks.Table([("figure", wagtail_blocks.CharBlock())])
    value = block.to_python(
        {
            "caption": "",
            "columns": [{"type": "figure", "heading": ""}],
            "rows": [{"values": [""]}],
        }
    )

    with pytest.raises(TypedTableBlockValidationError) as refused:
        block.clean(value)

    assert refused.value.cell_errors


# --- No text of any block runs (X1, X6) ------------------------------------

PAYLOADS = (
    "<script>alert(1)</script>",
    "</title></textarea></script><script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "'><svg/onload=alert(1)>",
    '" autofocus onfocus=alert(1) x="',
    "{{ 7|add:7 }}{% now 'Y' %}{% debug %}",
    "${7*7}#{7*7}",
    "javascript:alert(1)",
    "]]><script>alert(1)</script>",
    "--><script>alert(1)</script>",
)


class Runs(HTMLParser):
    """Reads a page as a browser does, and keeps what would run of it."""

    def __init__(self, text):
        super().__init__()
        self.found = []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        told = dict(attributes)
        plain = tag == "script" and not {"src", "nonce"} & told.keys()
        if plain or "style" in told or any(name.startswith("on") for name in told):
            self.found.append(self.get_starttag_text())
        if (told.get("href") or "").lower().startswith("javascript:"):
            self.found.append(self.get_starttag_text())


def filled(block, payload, chosen):
    """Return the raw value of a block with the payload wherever somebody types."""
    if isinstance(block, wagtail_blocks.StructBlock):
        return {
            name: filled(child, payload, chosen)
            for name, child in block.child_blocks.items()
        }
    if isinstance(block, wagtail_blocks.ListBlock):
        return [filled(block.child_block, payload, chosen)] * 2
    if isinstance(block, BaseTypedTableBlock):
        names = list(block.child_blocks)
        return {
            "caption": payload,
            "columns": [{"type": name, "heading": payload} for name in names],
            "rows": [{"values": [payload] * len(names)}],
        }
    if isinstance(block, wagtail_blocks.RichTextBlock):
        return f"<p>{payload}</p>"
    if isinstance(block, wagtail_blocks.ChooserBlock):
        return chosen.get(block.model_class._meta.model_name)
    if isinstance(block, wagtail_blocks.DateBlock):
        return "2026-01-02"
    if isinstance(block, wagtail_blocks.IntegerBlock):
        return 2018
    if isinstance(block, wagtail_blocks.URLBlock):
        return "https://publisher.example/"
    return payload


@pytest.mark.parametrize("payload", PAYLOADS)
def test_x1_x6_no_text_of_any_block_runs(client, payload, file):
    chosen = {
        "page": NewsPageFactory().pk,
        "picture": PictureFactory(alternative=payload, credit=payload).pk,
        "file": file.pk,
        "event": EventFactory(title=payload, slug="event").pk,
    }
    every = blocks.Body().child_blocks
    page = NewsPageFactory()
    page.body = [
        {"type": name, "value": filled(block, payload, chosen)}
        for name, block in every.items()
    ]
    # Both a day and words for it: no editor could publish that.
    page.save(clean=False)

    said = client.get(page.url).content.decode()

    assert Runs(said).found == []
    assert set(re.findall(r"<summary>(.*?)</summary>", said)).isdisjoint({"14", "49"})


def test_the_search_for_what_runs_finds_what_would():
    harmful = [
        "<script>alert(1)</script>",
        '<img src="x" onerror=alert(1)>',
        "<svg/onload=alert(1)>",
        '<a href="javascript:alert(1)">',
    ]

    assert all(Runs(text).found for text in harmful)
    assert Runs('<script type="module" src="/a.js"></script>').found == []


@pytest.mark.parametrize(
    "block", [blocks.Document(), blocks.CallToAction(), blocks.Quotation()]
)
def test_x6_an_address_that_runs_is_refused(block):
    address = block.child_blocks["address"]

    for payload in ("javascript:alert(1)", "data:text/html,<script>"):
        with pytest.raises(ValidationError):
            address.clean(payload)
