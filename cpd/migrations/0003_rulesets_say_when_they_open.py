"""When an application opens, and whose year ends for all on one day."""

from django.db import migrations

FACTS = {
    "nmc": {"opens_days_before": 60},
    "swe": {"year_ends": "11-30"},
}


def say_when(apps, schema_editor):
    Ruleset = apps.get_model("cpd", "Ruleset")
    for regulator, facts in FACTS.items():
        Ruleset.objects.filter(regulator=regulator).update(**facts)


class Migration(migrations.Migration):
    dependencies = [("cpd", "0002_rulesets")]

    operations = [migrations.RunPython(say_when, migrations.RunPython.noop)]
