"""Issuing a number locks the policy's row, so there has to be one from the start."""

from typing import ClassVar

from django.db import migrations


def make_policy(apps, schema_editor):
    policies = apps.get_model("membership", "MembershipPolicy").objects
    if not policies.exists():
        policies.create()


class Migration(migrations.Migration):
    dependencies: ClassVar = [("membership", "0001_initial")]

    operations: ClassVar = [
        migrations.RunPython(make_policy, migrations.RunPython.noop),
    ]
