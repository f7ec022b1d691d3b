"""Everybody who might knock at a door: each role here, and the same role elsewhere."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django_otp import DEVICE_ID_SESSION_KEY

from linli.base.seal.sessions import SessionStore
from linli.community.people import actions as people
from linli.community.people.models import Authenticator, Person

if TYPE_CHECKING:
    from linli.entrypoints.demo.cast import Cast

ANONYMOUS, RESIDENT, UNVERIFIED = "anonymous", "resident", "worker without a second factor"
KIOSK = "registered kiosk"  # a browser with the kiosk's cookie, in which nobody has signed in
STAFF = (
    "worker", "worker elsewhere", "head", "head elsewhere", "street", "street elsewhere", "centre", "bureau",
)  # fmt: skip
ROLES = (ANONYMOUS, KIOSK, RESIDENT, UNVERIFIED, *STAFF)

# Sets of roles, as the table in `access.py` names them.
EVERYBODY = frozenset(ROLES)
SIGNED_IN = EVERYBODY - {ANONYMOUS, KIOSK}
ONLY_KIOSK = frozenset({KIOSK})
ALL_STAFF = frozenset(STAFF)
SERVES = frozenset({"worker", "head"})
MANAGES = frozenset({"head"})
LOOKS = frozenset({"worker", "head", "street", "centre", "bureau"})
EDITS = frozenset({"head", "head elsewhere", "centre", "bureau"})
PUBLISHES = frozenset({"centre", "bureau"})
RATES = frozenset({"worker elsewhere", "head elsewhere", "street elsewhere"})
NOBODY: frozenset[str] = frozenset()


def person_of(role: str, cast: Cast) -> Person | None:
    """Who plays the role: here is 拓然家苑, elsewhere the second community."""
    return {
        ANONYMOUS: None,
        KIOSK: None,
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


def session_of(person: Person | None, *, verified: bool) -> str:
    """The key of a session in which the person has signed in, with a second factor if `verified`; empty for nobody."""
    if person is None:
        return ""
    session = SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    if verified and person.staff_number:
        device = Authenticator.objects.create(user=person, name="test", key="00" * 20)
        session[DEVICE_ID_SESSION_KEY] = device.persistent_id
    session.create()
    return session.session_key or ""


def tokens(cast: Cast, *, now: datetime) -> dict[str, str]:
    """One program's token a staff role, of that role at that role's place."""
    found = {}
    for role in STAFF:
        person = person_of(role, cast)
        assert person is not None
        grant = person.grants.get()
        _, found[role] = people.create_token(
            person=person, role=grant.role, place=grant.place, label=role, now=now, days=1
        )
    return found
