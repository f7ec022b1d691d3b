"""Appointments know when they were changed last: until now what happened to them last stands for it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("appointments", "0001_initial")]

    operations = [
        migrations.AddField("appointment", "changed_at", models.DateTimeField(null=True)),
        migrations.RunSQL(
            "UPDATE appointments_appointment SET changed_at = COALESCE(ended_at, booked_at)", migrations.RunSQL.noop
        ),
        migrations.AlterField("appointment", "changed_at", models.DateTimeField()),
        migrations.AlterField("appointment", "version", models.PositiveIntegerField(default=1)),
    ]
