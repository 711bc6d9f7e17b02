"""The policy team: who reads what members write to us about a consultation."""

from typing import ClassVar

from django.db import migrations


def make_role(apps, schema_editor):
    Group = apps.get_model("auth", "Group")
    Permission = apps.get_model("auth", "Permission")
    group, _ = Group.objects.get_or_create(name="Policy team")
    group.permissions.add(
        Permission.objects.get(
            content_type__app_label="wagtailadmin", codename="access_admin"
        )
    )


class Migration(migrations.Migration):
    dependencies: ClassVar = [("accounts", "0002_roles")]

    operations: ClassVar = [
        migrations.RunPython(make_role, migrations.RunPython.noop),
    ]
