"""The limits an installation begins with."""

import datetime

from django.db import migrations

FROM = datetime.date(2026, 1, 1)
SOURCE = "Linli ADR 0018: a first guess; a hall's free network and a mobile provider's shared address count as one"
A_NUMBER = "Linli ADR 0017: who has not said that a number is theirs may send it one text an hour, three a day"
# (kind, an hour, a day)
OF_AN_ADDRESS = [
    ("ticket", 30, 120),
    ("appointment", 10, 30),
    ("room", 8, 20),
    ("series", 3, 6),
    ("wait", 8, 20),
    ("question", 20, 60),
    ("newspaper", 60, 300),
    ("wrong_code", 60, 240),
    ("sign_in_code", 40, 160),
]
OF_A_NUMBER = [("text", 1, 3)]


def add(apps, schema_editor):
    rows = [(kind, span, at_most, SOURCE) for kind, *numbers in OF_AN_ADDRESS for span, at_most in _spans(numbers)]
    rows += [(kind, span, at_most, A_NUMBER) for kind, *numbers in OF_A_NUMBER for span, at_most in _spans(numbers)]
    Limit = apps.get_model("limits", "Limit")
    Limit.objects.bulk_create(
        Limit(kind=kind, span=span, at_most=at_most, from_day=FROM, source=source)
        for kind, span, at_most, source in rows
    )


def _spans(numbers):
    return zip(("hour", "day"), numbers, strict=True)


class Migration(migrations.Migration):
    dependencies = [("limits", "0001_counts")]

    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
