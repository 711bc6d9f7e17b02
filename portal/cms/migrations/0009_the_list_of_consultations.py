"""The list of consultations, which every portal has from its first day."""

from typing import ClassVar

from django.db import migrations
from django.utils import timezone

DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
STEP = 4


def make_list(apps, schema_editor):
    Page = apps.get_model("wagtailcore", "Page")
    home = apps.get_model("cms", "HomePage").objects.first()
    if home is None:
        return
    if Page.objects.filter(url_path=f"{home.url_path}consultations/").exists():
        return
    ContentType = apps.get_model("contenttypes", "ContentType")
    kind, _ = ContentType.objects.get_or_create(
        app_label="cms", model="consultationindexpage"
    )
    beside = Page.objects.filter(path__startswith=home.path, depth=home.depth + 1)
    last = beside.order_by("path").values_list("path", flat=True).last()
    number = int(last[-STEP:], len(DIGITS)) + 1 if last else 1
    now = timezone.now()
    apps.get_model("cms", "ConsultationIndexPage").objects.create(
        path=f"{home.path}{_step(number)}",
        depth=home.depth + 1,
        numchild=0,
        slug="consultations",
        url_path=f"{home.url_path}consultations/",
        title="Consultations",
        draft_title="Consultations",
        introduction="What others ask for views on, until when, and what we answered.",
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
    dependencies: ClassVar = [("cms", "0008_consultations_and_responses")]

    operations: ClassVar = [
        migrations.RunPython(make_list, migrations.RunPython.noop),
    ]
