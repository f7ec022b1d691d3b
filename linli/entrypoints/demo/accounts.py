"""Sign-ins of the demo's staff: a password everybody knows, one-time codes anybody can compute. Never elsewhere."""

from __future__ import annotations

import hashlib

from django.conf import settings
from django.contrib.auth.hashers import make_password

from linli.community.people.models import Authenticator, Person

ADMINISTRATOR = "ADMIN"


def open_accounts() -> None:
    """Let every member of the demo's staff sign in, and one administrator; those who can already are left alone.

    :raises RuntimeError: outside the demo.
    """
    if not settings.LINLI_DEMO:
        raise RuntimeError("Accounts that everybody knows are only for the demo.")
    if not Person.objects.filter(staff_number=ADMINISTRATOR).exists():
        Person.objects.create_superuser(ADMINISTRATOR, "", name="系统管理员")
    closed = Person.objects.exclude(staff_number=None).filter(authenticator=None)
    password = make_password(settings.LINLI_DEMO_PASSWORD)
    for person in closed.order_by("pk"):
        person.password = password
        person.save(update_fields=["password"])
        Authenticator.objects.create(user=person, name="demo", key=_key(person), confirmed=True)


def _key(person: Person) -> str:
    return hashlib.sha1(f"linli demo {person.staff_number}".encode()).hexdigest()  # noqa: S324 - a demo secret
