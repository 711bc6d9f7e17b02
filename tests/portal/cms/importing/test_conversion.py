"""What of a foreign article can stand on our pages, and what is said of the rest."""

import pytest

from portal.cms.importing.conversion import convert


def html(source, **options):
    return convert(source, **options).html


def lost(source, **options):
    return convert(source, **options).lost


@pytest.mark.parametrize(
    ("source", "wanted"),
    [
        ("<p>Words</p>", "<p>Words</p>"),
        ("One\n\nTwo", "<p>One</p><p>Two</p>"),
        ("<div>One</div><div>Two</div>", "<p>One</p><p>Two</p>"),
        ("<h1>A</h1><h4>B</h4>", "<h2>A</h2><h3>B</h3>"),
        ("<h3>A</h3><h4>B</h4>", "<h2>A</h2><h3>B</h3>"),
        ("<ul><li>One<li>Two</ul>", "<ul><li>One</li><li>Two</li></ul>"),
        ("<ul><li><p>One</p></li></ul>", "<ul><li>One</li></ul>"),
        ("<p>A <b>bold <i>word</b></i>.</p>", "<p>A <b>bold <i>word</i></b>.</p>"),
        ("<p>Tea &amp; cake &lt;3</p>", "<p>Tea &amp; cake &lt;3</p>"),
        ("<!-- wp:paragraph --><p>A</p><!-- /wp:paragraph -->", "<p>A</p>"),
        ("<p>Unclosed", "<p>Unclosed</p>"),
        ("<p>A note [1] and [sic] stay</p>", "<p>A note [1] and [sic] stay</p>"),
        ("", ""),
    ],
)
def test_text_is_written_anew_in_our_marks(source, wanted):
    assert html(source) == wanted
    assert lost(source) == []


@pytest.mark.parametrize(
    ("source", "wanted", "said"),
    [
        (
            '<p>A</p><iframe src="https://films.example/x"></iframe>',
            "<p>A</p>",
            ["1 frame (films.example)"],
        ),
        ("<script>alert(1)</script><p>A</p>", "<p>A</p>", ["1 script"]),
        ("<style>p{}</style><style>b{}</style>", "", ["2 style sheets"]),
        (
            '<p><img src="https://pictures.example/a.png" alt="">A</p>',
            "<p>A</p>",
            ["1 picture (pictures.example)"],
        ),
        ('<p onclick="alert(1)">A</p>', "<p>A</p>", ["script in a mark"]),
        ('<p style="color:red">A</p>', "<p>A</p>", ["styles of its own"]),
        ('[gallery ids="1,2"]<p>A</p>', "<p>A</p>", ["shortcode [gallery]"]),
        ("[vc_row]<p>A</p>[/vc_row]", "<p>A</p>", ["shortcode [vc_row]"]),
        ("<marquee>A</marquee>", "<p>A</p>", ["unknown mark <marquee>"]),
        (
            "<table><tr><td>A</td><td>B</td></tr></table>",
            "<p>A</p><p>B</p>",
            ["1 table, kept as text"],
        ),
        (
            '<p><a href="javascript:alert(1)">A</a></p>',
            "<p>A</p>",
            ["link that is no address"],
        ),
        (
            '<p><a href="java&#10;script:alert(1)">A</a></p>',
            "<p>A</p>",
            ["link that is no address"],
        ),
        ('<p><a href="/about/">A</a></p>', "<p>A</p>", ["link within the old site"]),
        ("<form><input name=a>Words</form><p>A</p>", "<p>A</p>", ["1 form"]),
    ],
)
def test_what_cannot_come_along_is_left_out_and_named(source, wanted, said):
    assert html(source) == wanted
    assert lost(source) == said


def test_a_link_to_the_old_site_is_kept_and_named():
    source = '<p><a href="https://old.example/a/">A</a></p>'

    assert html(source, old_host="old.example") == source
    assert lost(source, old_host="old.example") == [
        "link that leads to the old site, kept"
    ]


@pytest.mark.parametrize(
    "source",
    [
        "<svg><script>alert(1)</script></svg>",
        "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
        "<scr<script>ipt>alert(1)</script>",
        "<a href='https://a.example/' onmouseover=alert(1)>A</a>",
        "<iframe srcdoc='<script>alert(1)</script>'>",
        "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>",
        "<!--><script>alert(1)</script>-->",
        "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    ],
)
def test_s2_no_script_gets_through(source):
    shown = html(source)

    assert "<script" not in shown
    assert "onerror" not in shown.replace("&lt;", "<") or "<img" not in shown
    assert "onmouseover" not in shown
    assert "<iframe" not in shown


def test_the_first_paragraph_is_remembered():
    assert convert("<h2>T</h2><p>First  <b>words</b></p><p>B</p>").first_words == (
        "First words"
    )
