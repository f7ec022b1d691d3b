"""What people were told."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db.models import QuerySet

from linli.base.kernel.dated import in_force
from linli.base.seal.seal import digest
from linli.community.people.models import Person

from . import rules
from .models import Message

PROOFS = Path(__file__).parent / "data" / "proofs.toml"


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


def can_text() -> bool:
    """Whether text messages can be sent; in the demo they are shown instead."""
    return bool(settings.LINLI_SMS_URL) or settings.LINLI_DEMO


def proof_terms(*, now: datetime) -> rules.ProofTerms:
    """How a number is shown to be somebody's own now."""
    entry = in_force(file=PROOFS, day=now.date())
    return rules.ProofTerms(**{name: entry[name] for name in rules.ProofTerms.__dataclass_fields__})


def waits_until(*, now: datetime) -> datetime:
    """Until when what somebody unknown asks for waits to be confirmed: by a code, or at the desk without texts."""
    terms = proof_terms(now=now)
    return now + (timedelta(minutes=terms.hold_minutes) if can_text() else timedelta(hours=terms.desk_hours))
