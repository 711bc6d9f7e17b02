"""Pictures and files are chosen by those who edit pages, and by nobody else.

The CMS gives the right to every group that opens its screens.
"""

from typing import ClassVar

from django.db import migrations

EDIT_NO_PAGES = (
    "Events administrators",
    "Trainers",
    "Membership secretaries",
    "Finance",
)


def close_the_library(apps, schema_editor):
    Allowed = apps.get_model("wagtailcore", "GroupCollectionPermission")
    Allowed.objects.filter(
        group__name__in=EDIT_NO_PAGES,
        permission__codename__in=["choose_image", "choose_document"],
    ).delete()


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("cms", "0016_files_are_called_files"),
        ("wagtailimages", "0027_image_description"),
        ("wagtaildocs", "0014_alter_document_file_size"),
    ]

    operations: ClassVar = [
        migrations.RunPython(close_the_library, migrations.RunPython.noop),
    ]
