"""Articles from elsewhere: read without harm, made once, and taken back."""

import io
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page

from portal.accounts.roles import Role
from portal.cms import tasks
from portal.cms.importing import articles, reading
from portal.cms.models import ArticleImport, ImportedArticle, NewsPage, StandardPage
from portal.core import clock
from portal.core.errors import Refused
from tests.factories.accounts import staff

HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/"
 xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:wp="http://wordpress.org/export/1.2/"><channel><link>https://old.example</link>"""
FOOT = "</channel></rss>"


def item(
    number=1, *, content="<p>Words of it</p>", kind="post", status="publish", **more
):
    extra = "".join(f"<wp:{name}>{value}</wp:{name}>" for name, value in more.items())
    return f"""<item><title>Article {number}</title>
<link>https://old.example/2019/05/article-{number}/</link>
<guid isPermaLink="false">https://old.example/?p={number}</guid>
<content:encoded><![CDATA[{content}]]></content:encoded>
<excerpt:encoded><![CDATA[What it says]]></excerpt:encoded>
<wp:post_date>2019-05-0{number} 00:30:00</wp:post_date>
<wp:post_name>article-{number}</wp:post_name>
<wp:status>{status}</wp:status><wp:post_type>{kind}</wp:post_type>{extra}</item>"""


def export(*items):
    return (HEAD + "".join(items or (item(),)) + FOOT).encode()


def read(content):
    return reading.wordpress(io.BytesIO(content))


# --- Reading ---------------------------------------------------------------


def test_an_export_is_read():
    (article,) = read(export()).articles

    assert article == reading.Article(
        guid="https://old.example/?p=1",
        title="Article 1",
        html="<p>Words of it</p>",
        slug="article-1",
        summary="What it says",
        published_on=date(2019, 5, 1),
        old_path="/2019/05/article-1",
    )


def test_what_is_no_article_is_left_out_and_counted():
    found = read(export(item(), item(2, kind="attachment"), item(3, status="trash")))

    assert len(found.articles) == 1
    assert found.notes == [
        "1 entry of the kind “attachment” left out",
        "1 entry of the kind “post” left out",
    ]


def test_a_password_and_privacy_are_named():
    found = read(export(item(status="private", post_password="x")))

    assert found.articles[0].lost == [
        "a password: whoever opens the page can read it",
        "it was private there",
    ]


BOMB = b"""<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY lol "lol">
<!ENTITY lol2 "&lol;&lol;&lol;&lol;&lol;&lol;&lol;&lol;&lol;&lol;">]>
<rss><channel><item><title>&lol2;</title></item></channel></rss>"""
OUTSIDE = b"""<?xml version="1.0"?><!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]>
<rss><channel><item><title>&x;</title></item></channel></rss>"""


@pytest.mark.parametrize("content", [BOMB, OUTSIDE])
def test_u4_a_file_that_declares_entities_is_refused(content):
    with pytest.raises(Refused, match="document type"):
        read(content)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"<?xml version='1.0'?><rss><channel>", "not a complete"),
        (b"\x00\x01", "not a complete"),
        (b"", "not a complete"),
        (b"<?xml version='1.0'?><html></html>", "not a WordPress export"),
        (b"<?xml version='1.0'?>" + b"<a>" * 100, "nested too deeply"),
    ],
)
def test_f2_what_is_no_export_is_refused_in_words(content, words):
    with pytest.raises(Refused, match=words):
        read(content)


def test_f4_limits_hold(monkeypatch):
    monkeypatch.setattr(reading, "MOST_ARTICLES", 1)
    with pytest.raises(Refused, match="more than 1 articles"):
        read(export(item(1), item(2)))
    monkeypatch.setattr(reading, "LONGEST_TEXT", 50)
    with pytest.raises(Refused, match="million characters"):
        read(export(item(content="x" * 100)))
    monkeypatch.setattr(reading, "MOST_BYTES", 100)
    with pytest.raises(Refused, match="25 MB"):
        read(export())


PAGE = b"""<!doctype html><html><head><title>Ours | Site</title>
<link rel="canonical" href="https://old.example/about-us/">
<meta name="description" content="What we are">
<meta property="article:published_time" content="2018-03-02T10:00:00+00:00"></head>
<body><nav>Menu</nav><article><h1>About us</h1><p>Words</p></article></body></html>"""


def test_an_html_page_is_read():
    article = reading.html_page("about.html", PAGE)

    assert article == reading.Article(
        guid="https://old.example/about-us/",
        title="About us",
        html="<p>Words</p>",
        slug="about-us",
        summary="What we are",
        published_on=date(2018, 3, 2),
        old_path="/about-us",
    )


@pytest.mark.parametrize(
    ("content", "title"),
    [
        ("<title>Caf\u00e9</title><p>A</p>".encode("cp1252"), "Caf\u00e9"),
        ("<title>Caf\u00e9</title><p>A</p>".encode("utf-16"), "Caf\u00e9"),
        (b"\xef\xbb\xbf<title>A &amp; B</title><p>A</p>", "A & B"),
        (b"<p>No title</p>", "x.html"),
    ],
)
def test_f2_encodings_are_read(content, title):
    assert reading.html_page("x.html", content).title == title


def test_what_is_no_page_is_refused():
    with pytest.raises(Refused, match=r"x\.html is not"):
        reading.html_page("x.html", b"just words")


# --- Making ----------------------------------------------------------------


@pytest.fixture
def editor(db):
    return staff(Role.EDITOR)


def keep(editor, *items):
    return articles.keep(
        read(export(*items)), source="wordpress", file_name="a.xml", by=editor, at=NOW()
    )


def NOW():  # noqa: N802 - a moment, read like one
    return clock.now()


def make(batch, editor, rows=None):
    rows = batch.articles.all() if rows is None else rows
    articles.start(batch, chosen=[row.pk for row in rows], by=editor, at=NOW())
    tasks.make_imported(batch.pk)
    tasks.go_on_with_imports()
    batch.refresh_from_db()


def outcomes(batch):
    return list(batch.articles.values_list("outcome", flat=True))


def test_reading_makes_nothing(editor):
    keep(editor)

    assert not NewsPage.objects.exists()


def test_what_is_chosen_becomes_a_draft_with_its_date(editor):
    batch = keep(editor, item(1), item(2), item(3, kind="page"))
    chosen = batch.articles.exclude(number=2)

    make(batch, editor, list(chosen))

    (news,) = NewsPage.objects.all()
    assert not news.live
    assert (news.title, news.standfirst) == ("Article 1", "What it says")
    assert news.published_on == date(2019, 5, 1)
    assert news.body[0].value.source == "<p>Words of it</p>"
    assert news.owner == editor
    assert StandardPage.objects.filter(title="Article 3", live=False).exists()
    assert outcomes(batch) == ["made", "found", "made"]
    assert batch.finished_at is not None


def test_the_old_address_leads_to_the_new_page(editor, client):
    make(keep(editor), editor)
    page = NewsPage.objects.get()
    page.author_role = "Editor"
    page.save_revision().publish()

    answer = client.get("/2019/05/article-1/")

    assert (answer.status_code, answer["Location"]) == (301, page.url)
    assert Redirect.objects.count() == 1


def test_f6_the_same_file_twice_makes_nothing_twice(editor):
    make(keep(editor), editor)
    again = keep(editor)

    make(again, editor)

    assert NewsPage.objects.count() == 1
    row = again.articles.get()
    assert (row.outcome, row.reason) == (
        "failed",
        "It is here already, as “Article 1”.",
    )


def test_the_task_may_run_twice(editor):
    batch = keep(editor)
    make(batch, editor)

    articles.make(batch, at=NOW())

    assert NewsPage.objects.count() == 1


def test_a_slug_that_is_taken_gets_a_number(editor):
    batch = keep(editor, item(1), item(1).replace("?p=1", "?p=9"))

    make(batch, editor)

    assert sorted(NewsPage.objects.values_list("slug", flat=True)) == [
        "article-1",
        "article-1-2",
    ]


def test_nothing_chosen_is_refused_and_twice_as_well(editor):
    batch = keep(editor)
    with pytest.raises(Refused, match="Choose"):
        articles.start(batch, chosen=[], by=editor, at=NOW())
    make(batch, editor)
    with pytest.raises(Refused, match="begun"):
        articles.start(batch, chosen=[1], by=editor, at=NOW())


def test_a_row_of_another_import_cannot_be_chosen(editor):
    batch, other = keep(editor), keep(editor, item(2))

    with pytest.raises(Refused):
        articles.start(batch, chosen=[other.articles.get().pk], by=editor, at=NOW())


def test_undo_deletes_what_nobody_touched(editor):
    batch = keep(editor, item(1), item(2), item(3))
    make(batch, editor)
    touched, published, _ = NewsPage.objects.order_by("title")
    touched.save_revision(clean=False)
    published.author_role = "Editor"
    published.save_revision().publish()

    assert articles.undo(batch, by=editor, at=NOW()) == 1
    assert articles.undo(batch, by=editor, at=NOW()) == 0

    assert set(NewsPage.objects.values_list("title", flat=True)) == {
        "Article 1",
        "Article 2",
    }
    assert Page.find_problems() == ([], [], [], [], [])
    assert not Redirect.objects.filter(old_path="/2019/05/article-3").exists()


def test_what_was_undone_can_be_brought_in_again(editor):
    batch = keep(editor)
    make(batch, editor)
    articles.undo(batch, by=editor, at=NOW())

    make(keep(editor), editor)

    assert NewsPage.objects.count() == 1


# --- The screens -----------------------------------------------------------


def upload(client, content, name="export.xml"):
    file = SimpleUploadedFile(name, content)
    return client.post("/staff/imports/", {"upload": [file]}, follow=True)


def test_an_editor_brings_articles_in(
    client, editor, django_capture_on_commit_callbacks
):
    client.force_login(editor)
    script = "<script>alert(1)</script><p>A</p>"

    dry = upload(client, export(item(1, content=script), item(2))).content.decode()
    batch = ArticleImport.objects.get()
    address = f"/staff/imports/{batch.pk}/"
    first = batch.articles.first()
    with django_capture_on_commit_callbacks(execute=True):
        client.post(address, {"article": [first.pk]})
    tasks.go_on_with_imports()
    done = client.get(address).content.decode()
    back = client.post(f"{address}undo/", follow=True).content.decode()

    assert "Nothing has been made yet" in dry
    assert "1 script" in dry
    assert "Nothing is lost" in dry
    assert "Draft made" in done
    assert "Delete the 1 untouched draft" in done
    assert "1 untouched draft deleted." in back
    assert ImportedArticle.objects.get(pk=first.pk).outcome == "undone"


def test_f1_a_bad_file_is_refused_in_words(client, editor):
    client.force_login(editor)

    assert "document type" in upload(client, BOMB).content.decode()
    assert "Choose a file." in client.post("/staff/imports/").content.decode()
    assert "is not an HTML page" in upload(client, b"words", "a.html").content.decode()
    assert not ArticleImport.objects.exists()


def test_x1_titles_that_are_scripts_are_text(client, editor):
    client.force_login(editor)
    bad = item(1).replace("Article 1", "&lt;script&gt;alert(1)&lt;/script&gt;x")

    shown = upload(client, export(bad)).content.decode()

    assert "<script>alert(1)" not in shown


def test_others_may_not(client, db):
    client.force_login(staff(Role.EVENTS))

    assert client.get("/staff/imports/").status_code == 302
