"""The pages that every portal has from its first day, in place of the CMS's own.

Made once. Their addresses stand in links and mails, so they stay; their words are
the editors' from then on.
"""

import json
from typing import ClassVar
from urllib.parse import urlsplit
from uuid import NAMESPACE_URL, uuid5

from django.conf import settings
from django.db import migrations
from django.utils import timezone

ACCESSIBILITY = """
<p>Everybody should be able to use this site: with a keyboard, a screen reader, a
voice, at four times the size, on a small phone, or without JavaScript. We build it to
the Web Content Accessibility Guidelines 2.2, level AA, and test every page against
them before it goes out.</p>
<h2>What you can change</h2>
<p>Text grows with the settings of your browser. Light and dark follow your device; on
your account page you can choose one. Nothing moves by itself.</p>
<h2>If something is in your way</h2>
<p>Write to us and say which page it was and what you use. We answer within five
working days, and until it is put right we do for you by e-mail what the page should
have done.</p>
"""

PRIVACY = """
<h2>What we keep</h2>
<ul>
<li>Of members: name, membership number, e-mail address, grade and the days that the
membership covers.</li>
<li>Of everybody with an account: name, e-mail address, and how you sign in. A
password is kept in a form from which it cannot be read back.</li>
<li>Of bookings: the event, when you booked, whether you cancelled, and the messages
that we sent you about it.</li>
</ul>
<h2>What we do not do</h2>
<p>No advertising, no tracking, and no service of another company that could watch
you read. The two cookies of this site keep you signed in and your forms safe.</p>
<h2>Your rights</h2>
<p>You may ask what we hold about you, have it put right, and in most cases have it
erased. Write to us; our address stands at the foot of every page. You may also complain to the Information Commissioner.</p>
"""

JOIN = """
<h2>Join</h2>
<p>Write to our membership team and say in which grade you would like to belong. You
get your membership number, and how to pay, by e-mail.</p>
<h2>Renew</h2>
<p>We write to you before your year ends. For a while after the last day everything
goes on as before, so that a late payment costs you nothing. After that you can still
sign in, see what you booked and keep your record; members' events open again as soon
as you have renewed.</p>
<h2>If your employer pays</h2>
<p>Ask us for an invoice in their name and tell us the purchase order number if they
need one on it.</p>
"""

NUMBER = """
<p>You can book without an account, by typing your membership number. Spaces, dashes
and capitals do not matter. We then send a code to the e-mail address that we hold for
you, and the code lets you in.</p>
<h2>No code arrives</h2>
<ul>
<li>Wait ten minutes and look among unwanted mail. Large organisations hold mail from
outside back for a while.</li>
<li>The code goes to the address we hold, which may be one from an earlier job. If you
can still read mail there, use it, and tell us the new one.</li>
<li>Look at the number once more: it stands in our welcome mail and on your card. Its
last digit checks the others, so one wrong digit is never somebody else's number.</li>
</ul>
<p>The page says the same whether or not a number exists. That protects you: nobody
can use it to find out who is a member.</p>
<h2>It says that my membership has ended</h2>
<p>The page names the last day. If you have paid since, write to us; we look at the
day and put it right, mostly within one working day.</p>
<h2>I have no number</h2>
<p>Sign in with your e-mail address instead. If your account belongs to a member, you
are never asked for the number.</p>
"""


# Model, address, title, sentence under the title, words, where at the foot.
STANDING = (
    ("accessibility", "Accessibility", "How this site is built so that you can use it.",
     ACCESSIBILITY, "about"),
    ("privacy", "Privacy", "What we keep about you, why, and how to have it changed.",
     PRIVACY, "about"),
    ("join", "Join or renew", "How to belong, and how to go on belonging.",
     JOIN, "membership"),
    ("membership-number", "My number does not work",
     "What to do when no code arrives, or the site says you are not a member.",
     NUMBER, "membership"),
)  # fmt: skip


def make_pages(apps, schema_editor):
    Page = apps.get_model("wagtailcore", "Page")
    Site = apps.get_model("wagtailcore", "Site")
    root = Page.objects.get(depth=1)
    if apps.get_model("cms", "HomePage").objects.exists():
        return
    Site.objects.all().delete()
    Page.objects.filter(depth__gt=1).delete()
    home = _make(apps, "HomePage", root, 1, slug="home", title="Home")
    _make(
        apps,
        "NewsIndexPage",
        home,
        1,
        slug="news",
        title="News",
        introduction="What happened, what it means for practice, and what we say.",
    )
    _make(
        apps,
        "PositionIndexPage",
        home,
        2,
        slug="positions",
        title="Positions",
        introduction="What we hold, since when, and by when we look at it again.",
    )
    for number, (slug, title, standfirst, text, column) in enumerate(STANDING, 3):
        page = _make(
            apps,
            "StandardPage",
            home,
            number,
            slug=slug,
            title=title,
            standfirst=standfirst,
            body=_prose(slug, text),
            foot_column=column,
        )
        if slug == "join":
            home.join_page = page
    home.numchild = 2 + len(STANDING)
    home.save()
    root.numchild = 1
    root.save()
    here = urlsplit(settings.BASE_URL)
    Site.objects.create(
        hostname=here.hostname,
        port=here.port or {"https": 443}.get(here.scheme, 80),
        root_page_id=home.pk,
        is_default_site=True,
    )


def _make(apps, model, parent, number, **fields):
    ContentType = apps.get_model("contenttypes", "ContentType")
    Locale = apps.get_model("wagtailcore", "Locale")
    kind, _ = ContentType.objects.get_or_create(app_label="cms", model=model.lower())
    now = timezone.now()
    return apps.get_model("cms", model).objects.create(
        path=f"{parent.path}{number:04}",
        depth=parent.depth + 1,
        numchild=0,
        url_path=f"{parent.url_path}{fields['slug']}/",
        content_type=kind,
        locale=Locale.objects.first(),
        draft_title=fields["title"],
        live=True,
        first_published_at=now,
        last_published_at=now,
        **fields,
    )


def _prose(slug, text):
    # The same in every portal, so that a second run would change nothing.
    identity = str(uuid5(NAMESPACE_URL, slug))
    words = " ".join(text.split())
    return json.dumps([{"type": "prose", "value": words, "id": identity}])


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("cms", "0001_initial"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("wagtailcore", "0098_apitoken"),
    ]

    operations: ClassVar = [
        migrations.RunPython(make_pages, migrations.RunPython.noop),
    ]
