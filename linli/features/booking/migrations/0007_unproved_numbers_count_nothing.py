"""Nobody is counted or suspended any more under a number that was only typed in (ADR 0017)."""

from django.db import migrations
from django.db.models import F


def release(apps, schema_editor):
    Booking = apps.get_model("booking", "Booking")
    typed = Booking.objects.filter(holder=None, made_by=None).exclude(holder_key="")
    keys = set(typed.values_list("holder_key", flat=True))
    apps.get_model("booking", "QuotaUse").objects.filter(booking__in=typed.values("pk")).delete()
    suspended = apps.get_model("booking", "Suspension").objects.filter(person=None, made_by=None, holder_key__in=keys)
    suspended.update(holder_key="", ends_at=F("starts_at"))
    typed.update(holder_key="")
    apps.get_model("booking", "Wait").objects.filter(holder=None, made_by=None).update(holder_key="")


class Migration(migrations.Migration):
    dependencies = [("booking", "0006_not_confirmed_yet")]

    operations = [migrations.RunPython(release, migrations.RunPython.noop)]
