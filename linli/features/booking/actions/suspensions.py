"""Suspend, appeal, decide."""

from __future__ import annotations

from datetime import datetime

from linli.community.people.models import Person
from linli.community.places.models import Site

from ..models import Suspension
from .holders import Holder


def suspend(
    *,
    site: Site,
    holder: Holder,
    reason: str,
    until: datetime,
    by: Person,
    key: str,
    now: datetime,
) -> Suspension:
    """The holder may not book at the site until then. Bookings that exist stay.

    :raises Refused: `no_reason`, `ends_before_start`, `nobody`, `suspended_already`, `too_long`.
    """
    raise NotImplementedError


def appeal(*, suspension: Suspension, text: str, key: str, actor: str, now: datetime) -> Suspension:
    """The suspension with its holder's word against it; once, while it lasts.

    :raises Refused: `not_in_force`, `appealed_already`, `no_reason`.
    """
    raise NotImplementedError


def decide_appeal(
    *, suspension: Suspension, is_lifted: bool, reason: str, by: Person, key: str, now: datetime
) -> Suspension:
    """The appeal decided, with a reason; by somebody other than who suspended.

    :raises Refused: `no_appeal`, `no_reason`, `own_decision`.
    """
    raise NotImplementedError


def lift(*, suspension: Suspension, reason: str, by: Person, key: str, now: datetime) -> Suspension:
    """The suspension ended before its time, without an appeal.

    :raises Refused: `not_in_force`, `no_reason`.
    """
    raise NotImplementedError
