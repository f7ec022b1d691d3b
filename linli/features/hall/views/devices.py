"""Who sends a request: a person who signed in, or a phone or browser that is known again."""

from __future__ import annotations

from django.http import HttpRequest

from linli.base.seal.seal import digest
from linli.base.ui.devices import device_of, is_registered, new_device, remember
from linli.community.people import queries as people

__all__ = ["actor_of", "device_of", "is_registered", "new_device", "remember"]


def actor_of(request: HttpRequest, *, device: str) -> str:
    """How the journal names whoever sent the request."""
    person = people.person_of(request)
    return people.actor_of(person) if person else f"device:{digest(device, purpose='device')[:12]}"
