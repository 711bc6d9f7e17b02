"""The lists of resources, advisers and opportunities, there from the first day."""

from typing import ClassVar

from django.db import migrations
from django.utils import timezone

DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
STEP = 4

# Model, address, title, sentence under the title.
LISTS = (
    (
        "ResourceIndexPage",
        "resources",
        "Resources",
        "Toolkits, reviews, reports and films. Each says on which day it was right, "
        "and who may open it.",
    ),
    (
        "AdviserIndexPage",
        "advisers",
        "Expert advisers",
        "Who advises us on what, and who did before them.",
    ),
    (
        "OpportunityIndexPage",
        "opportunities",
        "Opportunities",
        "Posts, awards and calls. Each closes by itself at the end of its last day.",
    ),
)


def make_lists(apps, schema_editor):
    home = apps.get_model("cms", "HomePage").objects.first()
    if home is not None:
        for model, slug, title, introduction in LISTS:
            _make(apps, home, model, slug, title, introduction)


def _make(apps, home, model, slug, title, introduction):
    Page = apps.get_model("wagtailcore", "Page")
    if Page.objects.filter(url_path=f"{home.url_path}{slug}/").exists():
        return
    ContentType = apps.get_model("contenttypes", "ContentType")
    kind, _ = ContentType.objects.get_or_create(app_label="cms", model=model.lower())
    beside = Page.objects.filter(path__startswith=home.path, depth=home.depth + 1)
    last = beside.order_by("path").values_list("path", flat=True).last()
    number = int(last[-STEP:], len(DIGITS)) + 1 if last else 1
    now = timezone.now()
    apps.get_model("cms", model).objects.create(
        path=f"{home.path}{_step(number)}",
        depth=home.depth + 1,
        numchild=0,
        slug=slug,
        url_path=f"{home.url_path}{slug}/",
        title=title,
        draft_title=title,
        introduction=introduction,
        content_type=kind,
        locale=apps.get_model("wagtailcore", "Locale").objects.first(),
        live=True,
        first_published_at=now,
        last_published_at=now,
    )
    Page.objects.filter(pk=home.pk).update(numchild=beside.count())


def _step(number):
    """Write a place among its neighbours as the tree writes it."""
    written = ""
    while number:
        number, digit = divmod(number, len(DIGITS))
        written = DIGITS[digit] + written
    return written.rjust(STEP, "0")


class Migration(migrations.Migration):
    dependencies: ClassVar = [("cms", "0010_resources_people_opportunities")]

    operations: ClassVar = [
        migrations.RunPython(make_lists, migrations.RunPython.noop),
    ]
