"""The years known when the house was built; later ones come with `manage.py import_holidays`."""

import csv
from pathlib import Path

from django.db import migrations

DATA = Path(__file__).resolve().parents[1] / "data"
YEARS = (2025, 2026, 2027)


def fill(apps, schema_editor):
    year_model, day_model = apps.get_model("calendar", "Year"), apps.get_model("calendar", "SpecialDay")
    for year in YEARS:
        lines = (DATA / f"{year}.csv").read_text(encoding="utf-8").splitlines()
        said = dict(line[1:].split(":", 1) for line in lines if line.startswith("#"))
        said = {key.strip(): value.strip() for key, value in said.items()}
        kept = year_model.objects.create(year=year, status=said["status"], source=said["source"])
        rows = csv.DictReader(line for line in lines if not line.startswith("#"))
        day_model.objects.bulk_create(day_model(year=kept, **row) for row in rows)


def empty(apps, schema_editor):
    apps.get_model("calendar", "Year").objects.filter(year__in=YEARS).delete()


class Migration(migrations.Migration):
    dependencies = [("calendar", "0001_initial")]

    operations = [migrations.RunPython(fill, empty)]
