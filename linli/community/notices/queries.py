"""What people were told."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db.models import QuerySet

from linli.base.seal.seal import digest
from linli.community.people.models import Person

from . import rules
from .models import Message


def inbox(*, person: Person) -> QuerySet[Message]:
    """What a person was told in Linli itself, newest first."""
    return Message.objects.filter(person=person, channel=Message.Channel.IN_APP).order_by("-created_at", "-id")


def unread_count(*, person: Person) -> int:
    """How many messages of the inbox the person has not read."""
    return inbox(person=person).filter(read_at=None).count()


def address_digest(*, address: str) -> str:
    """What an address is looked up by."""
    return digest(address, purpose="notices.address")


def demo_code(*, address: str, now: datetime) -> str:
    """The newest one-time code told to `address` that still holds, for the demo to show; empty outside the demo."""
    if not settings.LINLI_DEMO:
        return ""
    told = Message.objects.filter(address_digest=address_digest(address=address), is_secret=True)
    newest = told.filter(expires_at__gt=now).order_by("-created_at", "-id").first()
    return rules.code_in(newest.text) if newest else ""
