from django.db import migrations

from linli.base.seal.seal import digest


def digest_keys(apps, schema_editor):
    """Requests that were answered before are known again by the digest of their key."""
    answers = apps.get_model("once", "Answer")
    for number, key in list(answers.objects.values_list("pk", "key")):
        answers.objects.filter(pk=number).update(key=digest(key, purpose="once"))


def forget(apps, schema_editor):
    """A digest does not go back; a request repeated just now is a new one."""
    apps.get_model("once", "Answer").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("once", "0002_room_for_an_outcome")]

    operations = [migrations.RunPython(digest_keys, forget)]
