"""Browsers in which somebody has signed in."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from django.test import Client
from django_otp import DEVICE_ID_SESSION_KEY
from django_otp.oath import TOTP

from linli.community.people.models import Authenticator, Person

if TYPE_CHECKING:
    from linli.entrypoints.demo.cast import Cast

PASSWORD = "five happy geese"


@pytest.fixture
def anybody(cast: Cast) -> Client:
    return Client()


@pytest.fixture
def resident(cast: Cast) -> Client:
    """The resident, signed in by a code."""
    client = Client()
    client.force_login(cast.resident, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


@pytest.fixture
def half(cast: Cast) -> Client:
    """A worker who has signed in as a resident would, without the second factor."""
    client = Client()
    client.force_login(cast.workers[1], backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def staff(cast: Cast) -> Callable[[Person], Client]:
    """A browser in which this member of staff has signed in with both factors."""

    def of(person: Person) -> Client:
        client = Client()
        device = with_authenticator(person)
        client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
        session = client.session
        session[DEVICE_ID_SESSION_KEY] = device.persistent_id
        session.save()
        return client

    return of


def with_authenticator(person: Person) -> Authenticator:
    """The person's password set and an authenticator made."""
    person.set_password(PASSWORD)
    person.save()
    device, _ = Authenticator.objects.get_or_create(user=person, name="demo", defaults={"key": "0" * 40})
    return device


def code_of(device: Authenticator) -> str:
    """What the authenticator shows."""
    totp = TOTP(device.bin_key)
    totp.time = time.time()
    return f"{totp.token():06d}"
