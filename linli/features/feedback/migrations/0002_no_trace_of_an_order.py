"""Counts under random keys; used codes know the request that used them; answers to ratings kept a moment and go."""

import uuid

import django.db.models.deletion
from django.db import migrations, models

LEVELS = [
    (5, "Very satisfied"),
    (4, "Satisfied"),
    (3, "Fairly satisfied"),
    (2, "Dissatisfied"),
    (1, "Very dissatisfied"),
]
ASPECTS = [
    ("service", "Knowing the matter"),
    ("attitude", "Kindness"),
    ("efficiency", "Speed"),
    ("guide", "What the guide said was right"),
    ("convenience", "Ease of getting it done"),
]


def move_counts(apps, schema_editor):
    """The counts as they are, under keys that tell no order."""
    old, new = apps.get_model("feedback", "Tally"), apps.get_model("feedback", "NewTally")
    rows = old.objects.order_by("hall", "day", "level", "about").values("hall_id", "day", "level", "about", "n")
    new.objects.bulk_create((new(**row) for row in rows.iterator()), batch_size=500)


class Migration(migrations.Migration):
    dependencies = [("feedback", "0001_initial"), ("hall", "0008_secrets_at_rest"), ("once", "0001_initial")]

    operations = [
        migrations.RunSQL("DELETE FROM once_answer WHERE actor LIKE 'rating:%'", migrations.RunSQL.noop),
        migrations.CreateModel("Shuffled", [("day", models.DateField(primary_key=True, serialize=False))]),
        migrations.AddField(
            "ratinguse", "key_digest", models.CharField(blank=True, default="", max_length=64)
        ),
        migrations.CreateModel(
            "NewTally",
            [
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("day", models.DateField()),
                ("level", models.PositiveSmallIntegerField(choices=LEVELS)),
                ("about", models.CharField(blank=True, choices=ASPECTS, default="", max_length=12)),
                ("n", models.PositiveIntegerField()),
                (
                    "hall",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="hall.hall"),
                ),
            ],
        ),
        migrations.RunPython(move_counts, migrations.RunPython.noop),
        migrations.DeleteModel("Tally"),
        migrations.RenameModel("NewTally", "Tally"),
        migrations.AddConstraint(
            "tally", models.UniqueConstraint(fields=("hall", "day", "level", "about"), name="feedback_one_count")
        ),
        migrations.AddConstraint(
            "tally",
            models.CheckConstraint(
                condition=models.Q(("level__gte", 1), ("level__lte", 5)), name="feedback_tally_of_five_levels"
            ),
        ),
        migrations.AddConstraint(
            "tally", models.CheckConstraint(condition=models.Q(("n__gte", 1)), name="feedback_tally_of_something")
        ),
    ]
