"""Which limits are in force, and how those who are counted are called."""

from __future__ import annotations

import ipaddress
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings

from linli.base.seal.seal import digest

from .models import Count, Limit, Span

ADDRESS, PERSON, NUMBER = "address", "person", "number"
# Who has one address of IPv6 has at least all that begin with the same 64 bits (RFC 6177, RFC 7421).
NETWORK_BITS = 64


def of_address(address: str) -> str:
    """Who is counted where only the network address is known: IPv4 one by one, IPv6 by /64; "" for no address."""
    try:
        parsed = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return f"{ADDRESS}:{address}" if address else ""
    if isinstance(parsed, ipaddress.IPv6Address):
        mapped = parsed.ipv4_mapped
        parsed = mapped if mapped else ipaddress.ip_network((parsed, NETWORK_BITS), strict=False).network_address
    return f"{ADDRESS}:{parsed}"


def of_person(pk: int) -> str:
    """Who is counted where somebody has signed in, from wherever they come."""
    return f"{PERSON}:{pk}"


def of_number(phone: str) -> str:
    """Who is counted where text messages to a number (E.164) are; "" for no number."""
    return f"{NUMBER}:{phone}" if phone else ""


def in_force(*, kind: str, now: datetime) -> dict[str, int]:
    """How many of a kind are possible at most, by span. One statement."""
    rows = Limit.objects.filter(kind=kind, from_day__lte=local(now).date()).order_by("from_day")
    return dict(rows.values_list("span", "at_most"))


def used(*, kind: str, who: str, now: datetime) -> dict[str, int]:
    """How many of a kind were counted for somebody in the hour and the day that run, by span. One statement."""
    rows = Count.objects.filter(kind=kind, who=digest_of(who=who, now=now), ends_at__gt=now)
    return dict(rows.values_list("span", "count"))


def end_of(*, span: str, now: datetime) -> datetime:
    """When the hour or the day that runs is over."""
    here = local(now).replace(minute=0, second=0, microsecond=0)
    if span == Span.HOUR:
        return here + timedelta(hours=1)
    return here.replace(hour=0) + timedelta(days=1)


def digest_of(*, who: str, now: datetime) -> str:
    """What is kept of somebody who is counted: a keyed digest, every day another one."""
    return digest(who, purpose=f"limits {local(now).date()}")


def local(moment: datetime) -> datetime:
    """A moment in the installation's time zone, whose hours and days are counted."""
    return moment.astimezone(ZoneInfo(settings.TIME_ZONE))
