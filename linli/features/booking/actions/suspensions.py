"""Suspend, appeal, decide."""

from __future__ import annotations

from datetime import datetime, timedelta

from linli.base.kernel import Objection, Refused
from linli.base.kernel import gettext_noop as _
from linli.community.people.models import Person
from linli.community.people.queries import Caller
from linli.community.places.models import Site

from .. import rules
from ..models import Booking, Suspension
from ..queries.facts import local_day
from ..queries.limits import limits
from .deed import SYSTEM, Deed, in_one_go, of_staff
from .judging import no_reason

NO_SHOWS = "no_shows"
"""The reason of a suspension that the no-show rule made; pages say it in words."""


@in_one_go
def suspend(
    *,
    site: Site,
    holder: Caller,
    reason: str,
    until: datetime,
    by: Person,
    key: str,
    now: datetime,
) -> Suspension:
    """The holder may not book at the site until then. Bookings that exist stay.

    :raises Refused: `no_reason`, `ends_before_start`, `no_holder`, `suspended_already`, `too_long`.
    """
    deed = Deed(site=site, verb="suspend", actor=of_staff(by), key=key, now=now)
    theirs = holder.key(of="booking")
    if (pk := deed.ask(holder=theirs, until=until)) is not None:
        return Suspension.objects.select_related("site").get(pk=pk)
    in_force = Suspension.objects.filter(site=site, holder_key=theirs, ends_at__gt=now)
    objections = rules.objections_to_suspending(
        has_holder=bool(theirs), is_suspended=bool(theirs) and in_force.exists(), until=until, now=now,
        longest=timedelta(days=limits(day=local_day(now, site.timezone)).suspension_days),
    )  # fmt: skip
    if not reason.strip():
        objections.append(no_reason())
    if objections:
        raise Refused(*objections)
    made = Suspension.objects.create(
        site=site, person=holder.person, holder_key=theirs, reason=reason.strip(), starts_at=now, ends_at=until,
        made_by=by,
    )  # fmt: skip
    deed.end(f"suspension:{made.pk}", until=until)
    return made


@in_one_go
def appeal(*, suspension: Suspension, text: str, key: str, actor: str, now: datetime) -> Suspension:
    """The suspension with its holder's word against it; once, while it lasts.

    :raises Refused: `not_in_force`, `appealed_already`, `no_reason`.
    """
    deed = Deed(site=suspension.site, verb="appeal", actor=actor, key=key, now=now)
    if (pk := deed.ask(suspension=suspension.pk)) is not None:
        return _locked(pk)
    suspension = _locked(suspension.pk)
    objections = [] if suspension.ends_at > now else [_not_in_force()]
    if suspension.appealed_at is not None:
        objections.append(Objection("appealed_already", _("You have appealed already; please wait for the answer.")))
    if not text.strip():
        objections.append(Objection("no_reason", _("Please say why the suspension should end."), field="text"))
    if objections:
        raise Refused(*objections)
    suspension.appeal, suspension.appealed_at = text.strip(), now
    suspension.save(update_fields=["appeal", "appealed_at"])
    deed.end(f"suspension:{suspension.pk}")
    return suspension


@in_one_go
def decide_appeal(
    *, suspension: Suspension, is_lifted: bool, reason: str, by: Person, key: str, now: datetime
) -> Suspension:
    """The appeal decided, with a reason; by somebody other than who suspended.

    :raises Refused: `no_appeal`, `no_reason`, `own_decision`.
    """
    deed = Deed(site=suspension.site, verb="decide_appeal", actor=of_staff(by), key=key, now=now)
    if (pk := deed.ask(suspension=suspension.pk, is_lifted=is_lifted)) is not None:
        return _locked(pk)
    suspension = _locked(suspension.pk)
    objections = []
    if suspension.appealed_at is None or suspension.decided_at is not None:
        objections.append(Objection("no_appeal", _("There is no appeal waiting for a decision.")))
    if suspension.made_by_id == by.pk:
        objections.append(Objection("own_decision", _("An appeal is decided by somebody else than who suspended.")))
    if not reason.strip():
        objections.append(no_reason())
    if objections:
        raise Refused(*objections)
    return _decide(deed, suspension, is_lifted=is_lifted, reason=reason.strip(), by=by)


@in_one_go
def lift(*, suspension: Suspension, reason: str, by: Person, key: str, now: datetime) -> Suspension:
    """The suspension ended before its time, without an appeal.

    :raises Refused: `not_in_force`, `no_reason`.
    """
    deed = Deed(site=suspension.site, verb="lift_suspension", actor=of_staff(by), key=key, now=now)
    if (pk := deed.ask(suspension=suspension.pk)) is not None:
        return _locked(pk)
    suspension = _locked(suspension.pk)
    objections = [] if suspension.ends_at > now else [_not_in_force()]
    if not reason.strip():
        objections.append(no_reason())
    if objections:
        raise Refused(*objections)
    return _decide(deed, suspension, is_lifted=True, reason=reason.strip(), by=by)


def suspend_for_no_shows(*, booking: Booking, count: int, days: int, now: datetime) -> Suspension | None:
    """The suspension that the no-show rule makes, inside the caller's transaction; None if one is in force."""
    site = booking.venue.site
    if Suspension.objects.filter(site=site, holder_key=booking.holder_key, ends_at__gt=now).exists():
        return None
    made = Suspension.objects.create(
        site=site, person=booking.holder, holder_key=booking.holder_key, reason=NO_SHOWS, starts_at=now,
        ends_at=now + timedelta(days=days),
    )  # fmt: skip
    deed = Deed(site=site, verb="suspend", actor=SYSTEM, key="", now=now)
    deed.end(f"suspension:{made.pk}", no_shows=count, until=made.ends_at)
    return made


def _decide(deed: Deed, suspension: Suspension, *, is_lifted: bool, reason: str, by: Person) -> Suspension:
    verdict = Suspension.Verdict
    suspension.verdict = verdict.LIFTED if is_lifted else verdict.UPHELD
    suspension.verdict_reason, suspension.decided_at, suspension.decided_by = reason, deed.now, by
    if is_lifted:
        suspension.ends_at = max(min(suspension.ends_at, deed.now), suspension.starts_at)
    suspension.save(update_fields=["verdict", "verdict_reason", "decided_at", "decided_by", "ends_at"])
    deed.end(f"suspension:{suspension.pk}", verdict=str(suspension.verdict))
    return suspension


def _not_in_force() -> Objection:
    return Objection("not_in_force", _("This suspension has ended."))


def _locked(pk: int) -> Suspension:
    return Suspension.objects.select_for_update(of=("self",)).select_related("site").get(pk=pk)
