"""The two ranges of numbers, so that a document never waits for somebody to make one."""

from django.db import migrations

RANGES = {"invoice": "INV-", "credit_note": "CN-"}


def make_ranges(apps, schema_editor):
    number_range = apps.get_model("payments", "NumberRange")
    for kind, prefix in RANGES.items():
        number_range.objects.get_or_create(kind=kind, defaults={"prefix": prefix})


class Migration(migrations.Migration):
    dependencies = [("payments", "0001_initial")]

    operations = [migrations.RunPython(make_ranges, migrations.RunPython.noop)]
