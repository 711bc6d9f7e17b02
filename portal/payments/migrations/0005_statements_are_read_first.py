import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("payments", "0004_what_stripe_says")]

    operations = [
        migrations.AddField(
            "bankstatement",
            "read_at",
            models.DateTimeField(default=django.utils.timezone.now),
            preserve_default=False,
        ),
        migrations.AddField(
            "bankstatement",
            "content",
            models.TextField(blank=True, help_text="Until its lines are brought in."),
        ),
        migrations.AlterField(
            "bankstatement",
            "brought_at",
            models.DateTimeField(blank=True, null=True),
        ),
        migrations.AlterModelOptions(
            "bankstatement", options={"ordering": ["-read_at", "-pk"]}
        ),
    ]
