"""Everybody who might knock at a door: each role here, and the same role elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.test import Client
from django_otp import DEVICE_ID_SESSION_KEY
from django_otp.plugins.otp_totp.models import TOTPDevice

from linli.community.people import actions as people
from linli.community.people.models import Person

if TYPE_CHECKING:
    from linli.entrypoints.demo.cast import Cast

ANONYMOUS, RESIDENT, UNVERIFIED = "anonymous", "resident", "worker without a second factor"
STAFF = (
    "worker", "worker elsewhere", "head", "head elsewhere", "street", "street elsewhere", "centre", "bureau",
)  # fmt: skip
ROLES = (ANONYMOUS, RESIDENT, UNVERIFIED, *STAFF)

# Sets of roles, as the table in `access.py` names them.
EVERYBODY = frozenset(ROLES)
SIGNED_IN = EVERYBODY - {ANONYMOUS}
ALL_STAFF = frozenset(STAFF)
SERVES = frozenset({"worker", "head"})
MANAGES = frozenset({"head"})
LOOKS = frozenset({"worker", "head", "street", "centre", "bureau"})
EDITS = frozenset({"head", "head elsewhere", "centre", "bureau"})
PUBLISHES = frozenset({"centre", "bureau"})
NOBODY: frozenset[str] = frozenset()


def person_of(role: str, cast: Cast) -> Person | None:
    """Who plays the role: here is 拓然家苑, elsewhere the second community."""
    return {
        ANONYMOUS: None,
        RESIDENT: cast.resident,
        UNVERIFIED: cast.workers[2],
        "worker": cast.workers[1],
        "worker elsewhere": cast.other_worker,
        "head": cast.head,
        "head elsewhere": cast.other_head,
        "street": cast.street_officer,
        "street elsewhere": cast.other_street_officer,
        "centre": cast.service_center_officer,
        "bureau": cast.district_officer,
    }[role]


def signed_in(person: Person | None, *, verified: bool = True) -> Client:
    """A browser in which the person has signed in; staff with their second factor, unless told otherwise."""
    client = Client()
    if person is None:
        return client
    session = client.session
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    if verified and person.staff_number:
        device, _ = TOTPDevice.objects.get_or_create(user=person, name="test", defaults={"key": "00" * 20})
        session[DEVICE_ID_SESSION_KEY] = device.persistent_id
    session.save()
    client.cookies["sessionid"] = session.session_key
    return client


def browsers(cast: Cast) -> dict[str, Client]:
    """One browser a role."""
    return {role: signed_in(person_of(role, cast), verified=role != UNVERIFIED) for role in ROLES}


@dataclass(frozen=True)
class Program:
    """A program and the header it shows."""

    headers: dict[str, str]


def programs(cast: Cast, *, now: datetime) -> dict[str, Program]:
    """One program a staff role, with a token of that role at that place; and one without any token."""
    found = {ANONYMOUS: Program({})}
    for role in STAFF:
        person = person_of(role, cast)
        assert person is not None
        grant = person.grants.get()
        _, secret = people.create_token(person=person, role=grant.role, place=grant.place, label=role, now=now, days=1)
        found[role] = Program({"Authorization": f"Bearer {secret}"})
    return found
