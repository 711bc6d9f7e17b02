"""The roles, and which of them open the staff screens."""

from typing import ClassVar

from django.db import migrations

ROLES = {
    "Editors": True,
    "Events administrators": True,
    "Trainers": False,
    "Membership secretaries": True,
    "Finance": True,
    "Policy team": True,
    "Administrators": True,
}


def make_roles(apps, schema_editor):
    Group = apps.get_model("auth", "Group")
    Permission = apps.get_model("auth", "Permission")
    access = Permission.objects.get(
        content_type__app_label="wagtailadmin", codename="access_admin"
    )
    for name, opens_staff_screens in ROLES.items():
        group, _ = Group.objects.get_or_create(name=name)
        if opens_staff_screens:
            group.permissions.add(access)


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("accounts", "0001_initial"),
        ("wagtailadmin", "0001_create_admin_access_permissions"),
    ]

    operations: ClassVar = [
        migrations.RunPython(make_roles, migrations.RunPython.noop),
    ]
