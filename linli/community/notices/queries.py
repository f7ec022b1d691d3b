"""What people were told."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from string import digits
from typing import Any
from unicodedata import normalize

from django.conf import settings
from django.db.models import QuerySet

from linli.base.kernel.dated import in_force
from linli.base.seal.seal import digest
from linli.community.people import queries as people
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


def asks_code(*, phone: str) -> bool:
    """Whether what somebody unknown asks for is confirmed by a code; without a number or without texts the desk is."""
    return bool(phone) and can_text()


def waits_until(*, phone: str, now: datetime) -> datetime:
    """Until when what somebody unknown asks for waits to be confirmed: by a code, or at the desk."""
    terms = proof_terms(now=now)
    by_code = asks_code(phone=phone)
    return now + (timedelta(minutes=terms.hold_minutes) if by_code else timedelta(hours=terms.desk_hours))


def typed_code(*, text: str) -> str:
    """The digits of a code as somebody typed it: full width, with spaces, or pasted with words around it."""
    return "".join(one for one in normalize("NFKC", text[:20]) if one in digits)


def shown(*, phone: str, until: datetime | None, now: datetime) -> dict[str, Any]:
    """What `notices/_confirm.html` says to somebody unknown whose wish waits `until` then to be confirmed."""
    return {
        "until": until,
        "asks_code": asks_code(phone=phone),
        "can_text": can_text(),
        "masked": people.masked(phone=phone) if phone else "",
        "demo_code": demo_code(address=phone, now=now) if phone else "",
    }
