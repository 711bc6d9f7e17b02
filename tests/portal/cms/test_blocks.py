"""Blocks: what each shows, and what it refuses."""

import pytest
from wagtail.blocks import StructBlockValidationError

from events.models import EventStatus, WayIn
from portal.cms import blocks
from tests.factories.cms import NewsPageFactory, PictureFactory
from tests.factories.events import EventFactory

pytestmark = pytest.mark.django_db


def shown(client, kind, value):
    page = NewsPageFactory(body=[{"type": kind, "value": value}])
    return client.get(page.url).content.decode()


def test_a_quotation_names_its_source(client):
    page = shown(
        client,
        "quotation",
        {
            "words": "Curiosity <is> not suspicion.",
            "source": "The review panel",
            "edition": "Fourth report",
            "address": "https://panel.example/4",
        },
    )

    assert "Curiosity &lt;is&gt; not suspicion." in page
    assert (
        '<a href="https://panel.example/4">The review panel</a>, Fourth report' in page
    )


def test_a_figure_takes_the_words_of_its_picture(client):
    picture = PictureFactory(credit="Photograph: a member")

    page = shown(
        client,
        "figure",
        {"picture": picture.pk, "alternative": "", "caption": "A hall", "credit": ""},
    )

    assert 'alt="A hallway with a pram"' in page
    assert "A hall Photograph: a member" in page


def test_a_figure_without_words_is_refused():
    value = {
        "picture": PictureFactory(alternative=""),
        "alternative": " ",
        "caption": "",
        "credit": "",
    }
    block = blocks.Figure()

    with pytest.raises(StructBlockValidationError) as refused:
        block.clean(block.normalize(value))

    assert set(refused.value.block_errors) == {"alternative"}


def test_a_figure_with_words_of_its_own_is_accepted():
    block = blocks.Figure()

    clean = block.clean(
        block.normalize(
            {
                "picture": PictureFactory(alternative=""),
                "alternative": "A kitchen table",
                "caption": "",
                "credit": "",
            }
        )
    )

    assert clean["alternative"] == "A kitchen table"


def test_a_table_names_its_rows_and_columns(client):
    page = shown(
        client,
        "table",
        {
            "caption": "What came",
            "columns": [
                {"type": "words", "heading": "Asked for"},
                {"type": "figure", "heading": "Years"},
            ],
            "rows": [{"values": ["<p>A <b>costing</b></p>", "3"]}],
        },
    )

    assert "<caption>What came</caption>" in page
    assert '<th scope="col">Asked for</th>' in page
    assert '<th scope="row">A <b>costing</b></th>' in page
    assert '<td class="n">3</td>' in page


def test_key_figures_name_their_source(client):
    page = shown(
        client,
        "key_figures",
        {"figures": [{"figure": "36 %", "words": "under one"}], "source": "The panel"},
    )

    assert "36 %" in page
    assert "under one" in page
    assert "The panel" in page


@pytest.mark.parametrize(
    ("page", "address", "fine"),
    [(True, "", True), (False, "https://a.example/", True), (False, "", False),
     (True, "https://a.example/", False)],
)  # fmt: skip
def test_a_call_leads_to_one_place(page, address, fine):
    block = blocks.CallToAction()
    value = block.normalize(
        {
            "words": "More to read.",
            "label": "Read it",
            "page": NewsPageFactory() if page else None,
            "address": address,
        }
    )

    if fine:
        assert block.clean(value)["label"] == "Read it"
    else:
        with pytest.raises(StructBlockValidationError):
            block.clean(value)


def test_an_event_shows_what_is_true_of_it_now(client):
    event = EventFactory(title="The hour", way_in=WayIn.PUBLIC)
    page = NewsPageFactory(body=[{"type": "event", "value": event.pk}])
    assert "Anyone may book" in client.get(page.url).content.decode()

    event.status = EventStatus.CANCELLED
    event.cancelled_at = event.starts_at
    event.save()

    assert "Cancelled" in client.get(page.url).content.decode()


@pytest.mark.parametrize(
    "fields", [{"status": EventStatus.DRAFT}, {"way_in": WayIn.INVITATION}]
)
def test_an_event_that_is_not_public_is_left_out(client, fields):
    event = EventFactory(title="Nobody knows", **fields)

    assert "Nobody knows" not in shown(client, "event", event.pk)


def test_an_event_that_is_gone_leaves_nothing(client):
    assert shown(client, "event", 999_999)


def test_a_call_leads_to_the_page_wherever_it_stands_now(client):
    target = NewsPageFactory()
    value = {
        "words": "More.",
        "label": "Read it",
        "page": target.pk,
        "address": "",
    }

    assert f'href="{target.url}"' in shown(client, "call_to_action", value)
