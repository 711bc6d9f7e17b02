"""Rich text: S2, what an editor may not bring in, whichever way it comes."""

import json

import pytest
from django.db import connection
from wagtail.rich_text import RichText

from portal.cms import rich_text
from portal.cms.models import NewsPage
from tests.factories.cms import NewsPageFactory

PAYLOADS = [
    "<script>alert(1)</script>",
    "<p onclick=alert(1)>Words</p>",
    '<a href="javascript:alert(1)">Words</a>',
    '<a href="jav&#x09;ascript:alert(1)">Words</a>',
    '<a href="data:text/html,<script>alert(1)</script>">Words</a>',
    '<img src=x onerror="alert(1)">',
    "<svg><script>alert(1)</script></svg>",
    '<iframe src="https://elsewhere.example"></iframe>',
    '<embed embedtype="media" url="https://elsewhere.example"/>',
    '<p style="background:url(https://elsewhere.example)">Words</p>',
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    '<a href="https://fine.example" onmouseover="alert(1)">Words</a>',
    "<form action=https://elsewhere.example><input name=password></form>",
    "<h2 id=main>Words</h2>",
    '<p class="band">Words</p>',
]
SIGNS = ("script", "onerror", "onclick", "onmouseover", "javascript:", "data:", "style",
         "iframe", "embed", "<form", "<input", "<img", "class=", "id=")  # fmt: skip


@pytest.mark.parametrize("payload", PAYLOADS)
def test_s2_what_is_stored_is_clean(payload):
    assert not any(sign in rich_text.cleaned(payload) for sign in SIGNS)


@pytest.mark.parametrize("payload", PAYLOADS)
@pytest.mark.django_db
def test_s2_what_came_in_unclean_is_shown_clean(payload):
    assert not any(sign in rich_text.shown(payload) for sign in SIGNS)


@pytest.mark.parametrize("payload", PAYLOADS)
@pytest.mark.django_db
def test_s2_a_page_written_by_code_is_stored_clean(payload):
    page = NewsPageFactory(body=[("prose", RichText(payload))])

    stored = NewsPage.objects.get(pk=page.pk).body[0].value.source

    assert not any(sign in stored for sign in SIGNS)


@pytest.mark.parametrize("payload", PAYLOADS)
@pytest.mark.django_db
def test_s2_what_was_put_into_the_table_is_shown_clean(client, payload):
    page = NewsPageFactory()
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE cms_newspage SET body = %s WHERE page_ptr_id = %s",
            [json.dumps([{"type": "prose", "value": payload, "id": "1"}]), page.pk],
        )

    shown = client.get(page.url).content.decode()
    prose = shown.partition('<div class="prose">')[2].partition("<aside")[0]

    assert prose
    assert not any(sign in prose for sign in SIGNS)


def test_marks_that_are_allowed_stay():
    words = (
        "<h2>Title</h2><p>A <b>strong</b> <i>word</i> and a "
        '<a href="https://fine.example/">link</a>.</p><ul><li>One</li></ul>'
    )

    assert rich_text.cleaned(words) == words


def test_links_to_pages_are_kept_as_keys():
    words = '<p data-block-key="ab1">A <a linktype="page" id="3">page</a></p>'

    kept = rich_text.cleaned(words)

    assert 'linktype="page"' in kept
    assert 'id="3"' in kept
    assert 'data-block-key="ab1"' in kept


@pytest.mark.django_db
def test_links_to_pages_lead_there():
    page = NewsPageFactory()

    shown = rich_text.shown(f'<p><a linktype="page" id="{page.pk}">Read</a></p>')

    assert shown == f'<p><a href="{page.url}">Read</a></p>'


@pytest.mark.django_db
def test_one_paragraph_stands_in_a_line():
    assert rich_text.shown_in_line("<p>Words.</p>") == "Words."
    assert rich_text.shown_in_line("<p>One</p><p>Two</p>") == "<p>One</p><p>Two</p>"
