"""What the roles may do with pages, pictures and files."""

from typing import ClassVar

from django.db import migrations

EDIT = {"add_page", "change_page", "publish_page", "lock_page", "unlock_page"}


def let_editors_in(apps, schema_editor):
    """Editors write and publish; pages with pages below go by an administrator."""
    Group = apps.get_model("auth", "Group")
    Page = apps.get_model("wagtailcore", "Page")
    Allowed = apps.get_model("wagtailcore", "GroupPagePermission")
    root = Page.objects.get(depth=1)
    # The CMS brings a role of its own, which ours make needless.
    Group.objects.filter(name="Moderators").delete()
    for name, codenames in (
        ("Editors", EDIT),
        ("Administrators", EDIT | {"bulk_delete_page"}),
    ):
        group, _ = Group.objects.get_or_create(name=name)
        for permission in _page_permissions(apps, codenames):
            Allowed.objects.get_or_create(group=group, page=root, permission=permission)
        _let_into_library(apps, group)


def _page_permissions(apps, codenames):
    ContentType = apps.get_model("contenttypes", "ContentType")
    Permission = apps.get_model("auth", "Permission")
    kind, _ = ContentType.objects.get_or_create(app_label="wagtailcore", model="page")
    return [
        Permission.objects.get_or_create(
            content_type=kind, codename=codename, defaults={"name": codename}
        )[0]
        for codename in sorted(codenames)
    ]


def _let_into_library(apps, group):
    Permission = apps.get_model("auth", "Permission")
    Collection = apps.get_model("wagtailcore", "Collection")
    Allowed = apps.get_model("wagtailcore", "GroupCollectionPermission")
    library = Permission.objects.filter(
        content_type__app_label__in=["wagtailimages", "wagtaildocs"],
        content_type__model__in=["image", "document"],
        codename__regex="^(add|change|choose)_",
    )
    for permission in library:
        Allowed.objects.get_or_create(
            group=group,
            collection=Collection.objects.get(depth=1),
            permission=permission,
        )


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("cms", "0002_first_pages"),
        ("accounts", "0002_roles"),
        ("wagtailcore", "0098_apitoken"),
        ("wagtailimages", "0027_image_description"),
        ("wagtaildocs", "0014_alter_document_file_size"),
    ]

    operations: ClassVar = [
        migrations.RunPython(let_editors_in, migrations.RunPython.noop),
    ]
