"""The lists that every portal has from its first day; their addresses stay.

And pictures and files are chosen by those who edit pages: the CMS gives the right to
every group that opens its screens.
"""

from typing import ClassVar

from django.db import migrations
from django.utils import timezone

DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
STEP = 4
# Model, address, title, sentence under the title.
LISTS = (
    ("TopicIndexPage", "topics", "Topics",
     "Everything we have on a subject, in one place."),
    ("ConsultationIndexPage", "consultations", "Consultations",
     "What others ask for views on, until when, and what we answered."),
    ("ResourceIndexPage", "resources", "Resources",
     ("Toolkits, reviews, reports and films. Each says on which day it was right, "
      "and who may open it.")),
    ("AdviserIndexPage", "advisers", "Expert advisers",
     "Who advises us on what, and who did before them."),
    ("OpportunityIndexPage", "opportunities", "Opportunities",
     "Posts, awards and calls. Each closes by itself at the end of its last day."),
    ("GuidanceIndexPage", "guidance", "Guidance",
     "What others lay down for practice: which edition holds, since when, and where."),
    ("JointStatementIndexPage", "statements", "Joint statements",
     "What we ask for together with others, and who signed it."),
    ("CourseIndexPage", "courses", "Courses",
     "What you can learn with us, what it costs and when there is a place."),
)  # fmt: skip
EDIT_NO_PAGES = (
    "Events administrators",
    "Trainers",
    "Membership secretaries",
    "Finance",
)


def make_lists(apps, schema_editor):
    home = apps.get_model("cms", "HomePage").objects.first()
    if home is not None:
        for listed in LISTS:
            _make(apps, home, listed)


def _make(apps, home, listed):
    model, slug, title, introduction = listed
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


def close_the_library(apps, schema_editor):
    Allowed = apps.get_model("wagtailcore", "GroupCollectionPermission")
    Allowed.objects.filter(
        group__name__in=EDIT_NO_PAGES,
        permission__codename__in=["choose_image", "choose_document"],
    ).delete()


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("cms", "0003_what_editors_may"),
        ("wagtailimages", "0027_image_description"),
        ("wagtaildocs", "0014_alter_document_file_size"),
    ]

    operations: ClassVar = [
        migrations.RunPython(make_lists, migrations.RunPython.noop),
        migrations.RunPython(close_the_library, migrations.RunPython.noop),
    ]
