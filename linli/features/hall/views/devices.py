"""Who sends a request: a person who signed in, or a phone or browser that is known again."""

from __future__ import annotations

from django.http import HttpRequest

from linli.base.seal.seal import digest
from linli.base.ui.devices import device_of, new_device, remember
from linli.community.people import queries as people
from linli.community.people.models import Person

__all__ = ["actor_of", "device_of", "new_device", "person_of", "remember"]


def person_of(request: HttpRequest) -> Person | None:
    """Who is signed in, or None."""
    return request.user if isinstance(request.user, Person) else None


def actor_of(request: HttpRequest, *, device: str) -> str:
    """How the journal names whoever sent the request."""
    person = person_of(request)
    return people.actor_of(person) if person else f"device:{digest(device, purpose='device')[:12]}"
