"""The end of the hall's business day, and of what may be known about its visitors."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q

from linli.base.kernel.period import merged
from linli.community.calendar import queries as calendar

from .. import rules
from ..models import Hall, HallDay, HallEvent, Ticket, WindowShift
from ..queries import facts
from .deed import Deed
from .waits import settle_day
from .windows import end_shifts

ACTOR = "system"


def close_day(*, hall: Hall, day: date, now: datetime) -> HallDay:
    """The business day, closed: its windows too; who is being served has been served, everybody else has lapsed.

    A day is closed once, when it is over, or when its hours have ended and no window serves any longer; before that
    it is given back as it is. No outcome is claimed for matters nobody finished.
    """
    with transaction.atomic():
        deed = Deed(hall=hall, verb="close_day", actor=ACTOR, key="", now=now)
        deed.lock(day=day, also=[deed.today], events=0)
        if deed.day.closed_at is None and _may_close(deed):
            _close(deed)
        return HallDay.objects.get(pk=deed.day.pk)


def purge_contacts(*, now: datetime) -> int:
    """Remove phone numbers, and the digests of phones and devices, from the tickets of closed days past keeping.

    Gives how many tickets were cleaned. How long they are kept is a term of the hall (`contact_days`).
    """
    purged = 0
    for row in HallDay.objects.filter(purged_at=None).exclude(closed_at=None).select_related("hall__site"):
        today = calendar.business_day(site=row.hall.site, now=now)
        days = facts.terms(hall=row.hall, day=today).contact_days
        if days == 0 or today - row.day > timedelta(days=days):
            purged += _purge(row, now)
    return purged


def _may_close(deed: Deed) -> bool:
    day = deed.day.day
    return rules.may_close_day(
        is_over=day < deed.today,
        periods=merged(calendar.open_periods(site=deed.hall.site, day=day)) if day == deed.today else (),
        windows_open=WindowShift.objects.filter(window__hall=deed.hall, closed_at=None).count(),
        now=deed.now,
    )


def _close(deed: Deed) -> None:
    tickets = Ticket.objects.filter(hall=deed.hall, day=deed.day.day)
    live = list(tickets.filter(state__in=Ticket.LIVE).defer("contact").order_by("place", "arrival"))
    served = [ticket for ticket in live if ticket.state == Ticket.State.SERVING]
    lapsed = [ticket for ticket in live if ticket.state != Ticket.State.SERVING]
    for kind, gone in ((HallEvent.Kind.FINISHED, served), (HallEvent.Kind.LAPSED, lapsed)):
        for ticket in gone:
            deed.log(kind, ticket=ticket, window=ticket.at_window_id)
    _end(served, Ticket.State.DONE, deed.now)
    _end(lapsed, Ticket.State.LAPSED, deed.now)
    # A window opened for the next day already stays open.
    shifts = [shift for shift in _open_shifts(deed.hall) if _day_of(deed, shift) <= deed.day.day]
    for shift in shifts:
        deed.log(HallEvent.Kind.CLOSED, window=shift.window_id, worker=shift.worker_id)
    end_shifts(shifts=shifts, now=deed.now)
    HallDay.objects.filter(pk=deed.day.pk).update(closed_at=deed.now)
    settled = settle_day(hall=deed.hall, day=deed.day.day)
    deed.end(
        f"day:{deed.day.pk}",
        subject=f"hall-day:{deed.day.pk}",
        taken=tickets.count(),
        done=tickets.filter(state=Ticket.State.DONE).count(),
        left=tickets.filter(state=Ticket.State.LEFT).count(),
        lapsed=len(lapsed),
        windows_closed=[shift.window_id for shift in shifts],
        waits_told=settled.told,
        waits_held=settled.hits,
    )


def _end(tickets: list[Ticket], state: str, now: datetime) -> None:
    Ticket.objects.filter(pk__in=[ticket.pk for ticket in tickets]).update(state=state, at_window=None, ended_at=now)


def _open_shifts(hall: Hall) -> list[WindowShift]:
    return list(WindowShift.objects.filter(window__hall=hall, closed_at=None).order_by("window__number"))


def _day_of(deed: Deed, shift: WindowShift) -> date:
    return calendar.business_day(site=deed.hall.site, now=shift.opened_at)


def _purge(row: HallDay, now: datetime) -> int:
    with transaction.atomic():
        deed = Deed(hall=row.hall, verb="purge_contacts", actor=ACTOR, key="", now=now)
        deed.lock(day=row.day, events=0)
        tickets = Ticket.objects.filter(hall=row.hall, day=row.day)
        purged = tickets.filter(
            ~Q(contact="") | Q(holder_key__startswith="c:") | Q(holder_key__startswith="d:")
        ).update(contact="")
        tickets.exclude(holder_key__startswith="p:").update(holder_key="")
        HallDay.objects.filter(pk=row.pk).update(purged_at=now)
        deed.end(f"day:{row.pk}", subject=f"hall-day:{row.pk}", purged=purged)
        return purged
