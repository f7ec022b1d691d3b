"""Bookings know when they were changed last: until now what happened to them last stands for it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("booking", "0001_initial")]

    operations = [
        migrations.AddField("booking", "changed_at", models.DateTimeField(null=True)),
        migrations.RunSQL(
            "UPDATE booking_booking SET changed_at = COALESCE(ended_at, checked_in_at, decided_at, made_at)",
            migrations.RunSQL.noop,
        ),
        migrations.AlterField("booking", "changed_at", models.DateTimeField()),
    ]
