"""The hall, its windows as they stand, their signs' history, posts and absences."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db.models import Prefetch
from django.http import Http404

from linli.community.calendar import queries as calendar
from linli.community.people.models import Person, Role

from ..models import Absence, Hall, Pause, Ticket, Window, WindowException, WindowGroup, WindowPost, WindowShift
from .shapes import Division, WindowNow


def hall_at(*, slug: str) -> Hall:
    """The hall of a site, with the site.

    :raises Http404: if there is no such site or it has no hall.
    """
    hall = Hall.objects.select_related("site__community").filter(site__slug=slug).first()
    if hall is None:
        raise Http404(f"no hall at {slug}")
    return hall


def window_at(*, hall: Hall, number: int) -> Window:
    """A window in use, by its number.

    :raises Http404: if the hall has none of that number.
    """
    window = Window.objects.filter(hall=hall, number=number, is_in_use=True).first()
    if window is None:
        raise Http404(f"no window {number}")
    window.hall = hall
    return window


def windows_of(*, hall: Hall, now: datetime) -> list[WindowNow]:
    """Every window in use as it stands, in the order of their numbers (five statements however many there are)."""
    return [state_of(window) for window in standing_windows(hall=hall)]


def window_state(*, window: Window, now: datetime) -> WindowNow:
    """One window as it stands."""
    return next(
        (state_of(one) for one in standing_windows(hall=window.hall, number=window.number)),
        WindowNow(window=window, state="closed"),
    )


def division_history(*, hall: Hall) -> Division:
    """What stood on each window's sign and what it did not take, from when until when; the newest first."""
    return Division(
        groups=tuple(
            WindowGroup.objects.filter(window__hall=hall)
            .select_related("window", "group")
            .order_by("window__number", "-since", "group__position")
        ),
        exceptions=tuple(
            WindowException.objects.filter(window__hall=hall)
            .select_related("window", "group")
            .order_by("window__number", "-since", "group__position")
        ),
    )


def posts(*, hall: Hall) -> list[WindowPost]:
    """Who holds which post now, by window and post."""
    current = WindowPost.objects.filter(window__hall=hall, until=None).select_related("window", "worker")
    return list(current.order_by("window__number", "post"))


def absences(*, hall: Hall, day: date) -> list[Absence]:
    """Who is absent on a business day."""
    return list(Absence.objects.filter(hall=hall, day=day).select_related("worker").order_by("worker__staff_number"))


def workers(*, hall: Hall, now: datetime) -> list[Person]:
    """Who may be put on a window: everybody with a serving role at the hall's community, by staff number."""
    grants = {"grants__role__in": SERVING_ROLES, "grants__place": hall.site.community_id, "grants__until": None}
    return list(Person.objects.filter(is_active=True, **grants).distinct().order_by("staff_number"))


SERVING_ROLES = (Role.GENERALIST_WORKER, Role.STATION_HEAD)


def today_of(*, hall: Hall, now: datetime) -> date:
    """The hall's business day."""
    return calendar.business_day(site=hall.site, now=now)


def state_of(window: Window) -> WindowNow:
    """A prefetched window as it stands."""
    shift = next(iter(window.open_shifts), None)  # type: ignore[attr-defined]  # prefetched
    ticket = next(iter(window.visitors), None)  # type: ignore[attr-defined]  # prefetched
    pause = next(iter(shift.open_pauses), None) if shift else None
    return WindowNow(
        window=window,
        state=_state(shift, pause, ticket),
        worker=shift.worker if shift else None,
        is_backup=shift.is_backup if shift else False,
        opened_at=shift.opened_at if shift else None,
        shift=shift.pk if shift else None,
        pause_reason=pause.reason if pause else "",
        paused_at=pause.started_at if pause else None,
        ticket=ticket,
        groups=tuple(one.group for one in window.current_groups),  # type: ignore[attr-defined]  # prefetched
        exceptions=tuple(one.group for one in window.current_exceptions),  # type: ignore[attr-defined]  # prefetched
    )


def _state(shift: WindowShift | None, pause: Pause | None, ticket: Ticket | None) -> str:
    if shift is None:
        return "closed"
    if ticket is not None:
        return str(ticket.state)
    return "paused" if pause else "free"


def standing_windows(*, hall: Hall, number: int | None = None) -> Sequence[Window]:
    """The windows in use with shift, pause, visitor and sign, in six statements however many there are."""
    windows = Window.objects.filter(hall=hall, is_in_use=True)
    if number is not None:
        windows = windows.filter(number=number)
    pauses = Prefetch("pauses", Pause.objects.filter(ended_at=None), to_attr="open_pauses")
    shifts = WindowShift.objects.filter(closed_at=None).select_related("worker").prefetch_related(pauses)
    groups = WindowGroup.objects.filter(until=None).select_related("group").order_by("group__position")
    exceptions = WindowException.objects.filter(until=None).select_related("group").order_by("group__position")
    found = list(
        windows.order_by("number").prefetch_related(
            Prefetch("shifts", shifts, to_attr="open_shifts"),
            Prefetch("groups", groups, to_attr="current_groups"),
            Prefetch("exceptions", exceptions, to_attr="current_exceptions"),
        )
    )
    visitors = {ticket.at_window_id: ticket for ticket in Ticket.objects.filter(at_window__in=found).defer("contact")}
    for window in found:
        window.hall = hall
        window.visitors = [visitors[window.pk]] if window.pk in visitors else []  # type: ignore[attr-defined]
    return found
