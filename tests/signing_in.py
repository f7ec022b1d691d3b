"""A browser for the test client in which a member of staff has signed in."""

from __future__ import annotations

from django.test import Client
from django_otp import DEVICE_ID_SESSION_KEY

from linli.community.people.models import Authenticator, Person


def signed_in(person: Person) -> Client:
    """A browser in which a staff member showed password and one-time code."""
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    device, _ = Authenticator.objects.get_or_create(user=person, name="test", defaults={"confirmed": True})
    session = client.session
    session[DEVICE_ID_SESSION_KEY] = device.persistent_id
    session.save()
    return client
