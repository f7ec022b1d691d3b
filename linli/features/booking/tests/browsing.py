"""Browsers for the pages of booking."""

from __future__ import annotations

import itertools
from typing import Any

from django.test import Client
from django_otp import DEVICE_ID_SESSION_KEY

from linli.community.people.models import Authenticator, Person

_keys = itertools.count(1)
ROOM: dict[str, Any] = {
    "day": "2026-11-25", "starts": "14:00", "minutes": 60, "people": 2, "purpose": "study", "name": "示例",
    "phone": "13800000018",
}  # fmt: skip


def anybody() -> Client:
    """A browser nobody signed in on, reading English."""
    client = Client()
    client.cookies["linli_language"] = "en"
    return client


def signed_in(person: Person) -> Client:
    """A browser in which this resident has signed in."""
    client = anybody()
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def at_work(person: Person) -> Client:
    """A browser in which this member of staff has signed in with both factors."""
    client = anybody()
    device, _ = Authenticator.objects.get_or_create(user=person, name="test", defaults={"key": "0" * 40})
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    session = client.session
    session[DEVICE_ID_SESSION_KEY] = device.persistent_id
    session.save()
    return client


def send(client: Client, path: str, **data: Any) -> Any:
    """A form sent with a fresh key; what comes back."""
    return client.post(path, {"key": f"page-{next(_keys)}", **data})


def text(response: Any) -> str:
    """What a page says."""
    return str(response.content.decode())
