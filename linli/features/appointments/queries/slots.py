"""The times that can be booked: cut from the promised hours, with what is free of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import FilteredRelation, Q

from linli.community.calendar import queries as calendar
from linli.community.calendar.models import Closure
from linli.community.calendar.queries import DayHours, DayKind
from linli.features.guides.models import ItemGroup
from linli.features.hall.models import Hall, HallDay, Window

from .. import rules
from ..models import Appointment, AppointmentTerms
from ..rules import Slot

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class DaySlots:
    """A day's times that can be booked now or are full, in order.

    `kind` says what the day counts as, with the holiday's name and whether its year is only provisional; `closures`
    cut into its hours. `is_beyond`: the day lies further ahead than times are booked.
    """

    day: date
    kind: DayKind
    slots: tuple[Slot, ...]
    closures: tuple[Closure, ...] = ()
    is_beyond: bool = False

    @property
    def free(self) -> int:
        """How many more appointments the day has room for."""
        return sum(slot.free for slot in self.slots)


@dataclass(frozen=True)
class _Known:
    """What decides on the slots of some days, whoever asks."""

    terms: Sequence[AppointmentTerms]
    windows: rules.Windows
    taken: dict[datetime, dict[int, int]]
    closed: frozenset[date]
    today: date
    now: datetime

    def terms_on(self, day: date) -> AppointmentTerms | None:
        return next((terms for terms in self.terms if terms.from_day <= day), None)


def free_slots(
    *,
    hall: Hall,
    first: date,
    days: int,
    now: datetime,
    group: ItemGroup | None = None,
    without: Appointment | None = None,
) -> list[DaySlots]:
    """The bookable times of `days` days from `first` on, each with what is free of it for `group` (or for anybody).

    Times that are over or too near are left out, full ones are not. A hall without terms offers none, nor does a day
    that was closed already. `without` is an appointment whose own seat counts as free: it is about to move.
    Seven statements however many days.
    """
    week = calendar.week_hours(site=hall.site, day=first, days=days)
    known = _Known(
        terms=terms_of(hall=hall),
        windows=_windows(hall),
        taken=_taken(hall, week, without, now),
        closed=_closed(hall, week),
        today=calendar.business_day(site=hall.site, now=now),
        now=now,
    )
    return [_slots_on(hours, known, group) for hours in week]


def next_free(*, hall: Hall, now: datetime, group: ItemGroup | None = None) -> Slot | None:
    """The first time that can be booked now for `group` (or for anybody), if there is one."""
    first = calendar.business_day(site=hall.site, now=now)
    terms = terms_in_force(hall=hall, day=first)
    if terms is None:
        return None
    days = free_slots(hall=hall, first=first, days=terms.horizon_days + 1, now=now, group=group)
    return next((slot for day in days for slot in day.slots if slot.free), None)


def terms_in_force(*, hall: Hall, day: date) -> AppointmentTerms | None:
    """What the hall promises about appointments on a day; None if it offers none."""
    return AppointmentTerms.objects.filter(hall=hall, from_day__lte=day).order_by("-from_day").first()


def terms_of(*, hall: Hall) -> list[AppointmentTerms]:
    """All that the hall promised and promises, the newest first."""
    return list(AppointmentTerms.objects.filter(hall=hall).order_by("-from_day"))


def offers_appointments(*, hall: Hall, now: datetime) -> bool:
    """Whether times can be booked at this hall at all."""
    return terms_in_force(hall=hall, day=calendar.business_day(site=hall.site, now=now)) is not None


def zone_of(hall: Hall) -> ZoneInfo:
    """The time zone in which the hall tells its times."""
    return ZoneInfo(hall.site.timezone)


def _slots_on(hours: DayHours, known: _Known, group: ItemGroup | None) -> DaySlots:
    terms, in_force = known.terms_on(hours.day), known.terms_on(known.today)
    closures = tuple(hours.closures)
    if terms is None or in_force is None or hours.day in known.closed:
        return DaySlots(hours.day, hours.kind, (), closures)
    if not known.today <= hours.day <= known.today + in_force.horizon_days * ONE_DAY:
        return DaySlots(hours.day, hours.kind, (), closures, is_beyond=hours.day > known.today)
    from_ = known.now + timedelta(minutes=in_force.notice_minutes)
    slots = rules.slots_of(
        hours=[
            rules.Hours(part.period, part.kind, part.min_staff) for part in hours.periods if part.kind in rules.KINDS
        ],
        terms=rules.Terms(terms.slot_minutes, terms.minutes_per_visit, terms.share_percent),
        windows=known.windows,
        taken=known.taken,
        group=group.pk if group else None,
    )
    return DaySlots(hours.day, hours.kind, tuple(slot for slot in slots if slot.starts_at >= from_), closures)


def _windows(hall: Hall) -> rules.Windows:
    """The windows in use and what they do not take."""
    everything, refusing = set(), dict[int, frozenset[int]]()
    refused = FilteredRelation("exceptions", condition=Q(exceptions__until__isnull=True))
    rows = Window.objects.filter(hall=hall, is_in_use=True).annotate(refused=refused)
    for window, group in rows.values_list("pk", "refused__group"):
        everything.add(window)
        if group is not None:
            refusing[group] = refusing.get(group, frozenset()) | {window}
    return rules.Windows(frozenset(everything), refusing)


def _closed(hall: Hall, week: Sequence[DayHours]) -> frozenset[date]:
    """The business days whose hall has closed: nobody could come in any more."""
    days = HallDay.objects.filter(hall=hall, day__gte=week[0].day, day__lte=week[-1].day, closed_at__isnull=False)
    return frozenset(days.values_list("day", flat=True))


def _taken(
    hall: Hall, week: Sequence[DayHours], without: Appointment | None, now: datetime
) -> dict[datetime, dict[int, int]]:
    standing = Appointment.objects.filter(
        hall=hall, day__gte=week[0].day, day__lte=week[-1].day, state__in=Appointment.HOLDS_SEAT
    ).exclude(hold_until__lte=now)
    if without is not None:
        standing = standing.exclude(pk=without.pk)
    return rules.groups_of(standing.values_list("starts_at", "group"))


def takes(*, hall: Hall, group: ItemGroup) -> bool:
    """Whether any window takes that matter."""
    return bool(_windows(hall).taking(group.pk))
