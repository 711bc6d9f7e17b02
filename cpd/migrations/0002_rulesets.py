"""The rules of three regulators, as they were in force in November 2026."""

from datetime import date
from typing import ClassVar

from django.db import migrations

CHECKED = date(2026, 11, 1)
RULESETS = (
    {
        "regulator": "nmc",
        "name": "NMC revalidation, 2016 rules",
        "in_force_from": date(2016, 4, 1),
        "cycle_months": 36,
        "source": "https://www.nmc.org.uk/revalidation/requirements/",
        "advice": (
            "Beside what is counted here, the NMC asks for 450 practice hours (900 or "
            "1,350 with several registrations), a reflective discussion with another "
            "registrant, declarations of health and character and of indemnity, and "
            "confirmation in the last twelve months. Nothing is uploaded: keep it, and "
            "show it when asked."
        ),
        "requirements": (
            ("minutes", 35 * 60, "Hours of CPD"),
            ("participatory", 20 * 60, "Participatory hours"),
            ("accounts", 5, "Reflective accounts"),
            ("feedback", 5, "Pieces of feedback"),
        ),
    },
    {
        "regulator": "hcpc",
        "name": "HCPC standards for CPD",
        "in_force_from": date(2005, 7, 1),
        "cycle_months": 24,
        "source": "https://www.hcpc-uk.org/cpd/",
        "advice": (
            "The HCPC counts no hours. It asks for a continuous, up-to-date record, a "
            "mix of learning, and that it makes practice better for service users. If "
            "you are selected for audit, write a profile of four to six activities: "
            "what it was, what you learned, and who gained from it."
        ),
        "requirements": (
            ("learning_types", 2, "Types of learning"),
            ("with_benefit", 4, "Activities whose benefit is written down"),
        ),
    },
    {
        "regulator": "swe",
        "name": "Social Work England CPD",
        "in_force_from": date(2021, 12, 1),
        "cycle_months": 12,
        "source": "https://www.socialworkengland.org.uk/cpd/",
        "advice": (
            "Record both pieces on the regulator's own account by 30 November. They "
            "must differ, and one holds what you learned from talking it over with a "
            "peer. Copy each field from here."
        ),
        "requirements": (
            ("pieces", 2, "Pieces of CPD"),
            ("with_peer", 1, "With peer reflection"),
        ),
    },
)


def add_rulesets(apps, schema_editor):
    Ruleset = apps.get_model("cpd", "Ruleset")
    Requirement = apps.get_model("cpd", "Requirement")
    for facts in RULESETS:
        asked = facts["requirements"]
        ruleset = Ruleset.objects.create(
            checked_on=CHECKED,
            **{name: value for name, value in facts.items() if name != "requirements"},
        )
        Requirement.objects.bulk_create(
            Requirement(
                ruleset=ruleset,
                measure=measure,
                needed=needed,
                label=label,
                position=position,
            )
            for position, (measure, needed, label) in enumerate(asked)
        )


class Migration(migrations.Migration):
    dependencies: ClassVar = [("cpd", "0001_initial")]

    operations: ClassVar = [
        migrations.RunPython(add_rulesets, migrations.RunPython.noop),
    ]
