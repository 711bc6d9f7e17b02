"""Lists that every portal has from its first day; their addresses stay."""

from typing import ClassVar

from django.db import migrations
from django.utils import timezone

DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
STEP = 4
LISTS = (
    ("GuidanceIndexPage", "guidance", "Guidance",
     "What others lay down for practice: which edition holds, since when, and where."),
    ("JointStatementIndexPage", "statements", "Joint statements",
     "What we ask for together with others, and who signed it."),
    ("CourseIndexPage", "courses", "Courses",
     "What you can learn with us, what it costs and when there is a place."),
)  # fmt: skip


def make_lists(apps, schema_editor):
    home = apps.get_model("cms", "HomePage").objects.first()
    if home is not None:
        for one in LISTS:
            _make(apps, home, *one)


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
    dependencies: ClassVar = [("cms", "0012_guidance_statements_and_courses")]

    operations: ClassVar = [
        migrations.RunPython(make_lists, migrations.RunPython.noop),
    ]
