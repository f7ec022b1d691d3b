"""The installation's mark, drawn once."""

import uuid

from django.db import migrations, models


def draw(apps, schema_editor):
    apps.get_model("identity", "Installation").objects.get_or_create(pk=1)


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Installation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("mark", models.UUIDField(default=uuid.uuid4)),
            ],
            options={
                "constraints": [models.CheckConstraint(condition=models.Q(("pk", 1)), name="identity_one_installation")],
            },
        ),
        migrations.RunPython(draw, migrations.RunPython.noop),
    ]
