from django.db import migrations, models

import portal.cms.models.media
import portal.core.files

CIRCLES = [
    ("everyone", "Everyone"),
    ("members", "Members"),
    ("champions", "Champions"),
]
OPENING = "Everybody else sees the title and the summary, and how to get in."


class Migration(migrations.Migration):
    dependencies = [
        ("cms", "0004_what_editors_may"),
    ]

    operations = [
        *(
            migrations.AddField(
                model_name=name,
                name="readers",
                field=models.CharField(
                    choices=CIRCLES,
                    default="everyone",
                    help_text=OPENING,
                    max_length=10,
                    verbose_name="who may read it",
                ),
            )
            for name in ("newspage", "standardpage")
        ),
        migrations.AddField(
            model_name="file",
            name="readers",
            field=models.CharField(
                choices=CIRCLES,
                default="everyone",
                help_text="Asked of each person each time, wherever the file is "
                "linked from.",
                max_length=10,
                verbose_name="who may have it",
            ),
        ),
        migrations.AlterField(
            model_name="file",
            name="file",
            field=models.FileField(
                max_length=255,
                storage=portal.core.files.private_storage,
                upload_to=portal.cms.models.media.file_place,
            ),
        ),
    ]
